//! How the cells of one table are written: the standard, unless a map says otherwise.

use rustc_hash::FxHashMap;

use crate::clock::TimePattern;
use crate::decimal::NumberMarks;
use crate::row::{Kind, Role, SiteKind};

/// An encoding of text that is not told by a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

/// The writing of one table.
#[derive(Clone, Debug)]
pub(crate) struct Conventions {
    /// Between cells; `None`: as the file's kind says.
    pub(crate) delimiter: Option<u8>,
    pub(crate) encoding: Encoding,
    pub(crate) marks: NumberMarks,
    /// Patterns of dates and times, tried before the standard forms.
    pub(crate) patterns: Vec<TimePattern>,
    /// Cells that mean an empty one.
    pub(crate) nulls: Vec<String>,
    /// Our column to the file's.
    pub(crate) columns: FxHashMap<&'static str, String>,
    /// Our column to its value where the file has no such column.
    pub(crate) constants: FxHashMap<&'static str, String>,
    pub(crate) kinds: FxHashMap<String, Kind>,
    pub(crate) roles: FxHashMap<String, Role>,
    pub(crate) site_kinds: FxHashMap<String, SiteKind>,
    /// Status of an order: whether it is shipped.
    pub(crate) statuses: FxHashMap<String, bool>,
    /// Whether six digits are a GS1 date, `YYMMDD`.
    pub(crate) gs1_dates: bool,
}

impl Default for Conventions {
    fn default() -> Conventions {
        Conventions {
            delimiter: None,
            encoding: Encoding::Utf8,
            marks: NumberMarks::PLAIN,
            patterns: Vec::new(),
            nulls: Vec::new(),
            columns: FxHashMap::default(),
            constants: FxHashMap::default(),
            kinds: FxHashMap::default(),
            roles: FxHashMap::default(),
            site_kinds: FxHashMap::default(),
            statuses: FxHashMap::default(),
            gs1_dates: false,
        }
    }
}

//! Where the readers of the several forms put what they find.

use crate::ai::Ai;
use crate::date::AsOf;
use crate::error::Gs1Error;
use crate::fault::{Fault, Flaw};
use crate::lint::{self, Lint};
use crate::table::{Entry, Kind, Part};
use crate::text::Text;

/// How a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanOptions {
    /// Refuse whatever the standard refuses, instead of forgiving and reporting it.
    pub strict: bool,
    /// The year in which two-digit years get their century.
    pub as_of: AsOf,
}

impl ScanOptions {
    /// Refuses what the standard refuses.
    pub fn strict(as_of: AsOf) -> ScanOptions {
        ScanOptions { strict: true, as_of }
    }

    /// Forgives what the field gets wrong, and reports it.
    pub fn lenient(as_of: AsOf) -> ScanOptions {
        ScanOptions { strict: false, as_of }
    }

    /// Passes over `error` if this reading is lenient and may do so; `report` then hears of it.
    pub(crate) fn forgive(self, error: Gs1Error, report: impl FnOnce(Gs1Error)) -> Result<(), Gs1Error> {
        if self.strict || !error.is_forgivable() {
            return Err(error);
        }
        report(error);
        Ok(())
    }
}

/// One element as a reader found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) ai: Ai,
    pub(crate) value: Text<'a>,
    /// Where the value begins in the scanned text.
    pub(crate) at: usize,
}

/// Takes the elements of one scan, in order.
pub(crate) trait Sink<'a> {
    /// One element whose content was judged.
    fn element(&mut self, element: Found<'a>) -> Result<(), Gs1Error>;

    /// A fault that was passed over.
    fn forgiven(&mut self, error: Gs1Error);
}

/// Judges an element by its row and hands it over.
pub(crate) fn emit<'a, S: Sink<'a>>(
    sink: &mut S,
    options: ScanOptions,
    row: &'static Entry,
    element: Found<'a>,
) -> Result<(), Gs1Error> {
    judge(sink, options, row, &element)?;
    sink.element(element)
}

fn judge<'a, S: Sink<'a>>(
    sink: &mut S,
    options: ScanOptions,
    row: &'static Entry,
    element: &Found<'a>,
) -> Result<(), Gs1Error> {
    let (ai, at) = (element.ai, element.at);
    let mut rest = element.value.as_str();
    for part in row.parts {
        if part.optional && rest.is_empty() {
            break;
        }
        let (value, after) = rest.split_at(prefix_len(rest, part.max));
        if value.len() < usize::from(part.min) {
            return Err(Gs1Error::TooShort { ai, at });
        }
        let offset = element.value.len() - rest.len();
        for flaw in flaws(part, value, options.as_of) {
            let error = Gs1Error::Content { ai, at: at + offset + flaw.at, fault: flaw.fault };
            let charset = matches!(flaw.fault, Fault::NotSet82 | Fault::NotSet39 | Fault::NotSet64);
            if charset && !is_readable(value) {
                return Err(error);
            }
            options.forgive(error, |error| sink.forgiven(error))?;
        }
        rest = after;
    }
    if rest.is_empty() { Ok(()) } else { Err(Gs1Error::TooLong { ai, at }) }
}

/// Bytes of the first `max` characters.
fn prefix_len(text: &str, max: u8) -> usize {
    let max = usize::from(max);
    if text.len() <= max {
        return text.len();
    }
    // Beyond the first `max` bytes only text outside ASCII needs counting.
    if text.as_bytes()[..max].is_ascii() {
        return max;
    }
    text.char_indices().nth(max).map_or(text.len(), |(at, _)| at)
}

/// Every flaw of a component: that of its characters alone, else those of its rules.
fn flaws(part: &'static Part, value: &str, as_of: AsOf) -> impl Iterator<Item = Flaw> {
    let charset = match part.kind {
        // The check digit's own rule judges the digits as well.
        Kind::Digits if part.lints.first() == Some(&Lint::CheckDigit) => Ok(()),
        Kind::Digits => Flaw::digits(value),
        Kind::Set82 => lint::set82(value),
        Kind::Set39 => lint::set39(value),
        Kind::Set64 => lint::set64(value),
    };
    let lints: &'static [Lint] = if charset.is_ok() { part.lints } else { &[] };
    charset.err().into_iter().chain(lints.iter().filter_map(move |lint| lint.judge(value, as_of).err()))
}

/// Text that a person could have meant: no control characters, and no stand-in for FNC1.
fn is_readable(value: &str) -> bool {
    !value.chars().any(|char| char.is_control() || matches!(char, '^' | '|'))
}

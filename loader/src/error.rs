//! Why sources cannot be read at all. A bad row is no error: it is a [`crate::Reject`].

use std::io;

use crate::table::Table;

/// A source that cannot be read, with its name and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// No file or directory has that name.
    #[error("{path}: no such file or directory; check the name")]
    NotFound {
        /// Name as given.
        path: String,
    },
    /// A file that was listed is gone.
    #[error("{path}: the file vanished after it was listed; load again when nothing moves the files")]
    Vanished {
        /// Name of the file.
        path: String,
    },
    /// The operating system refuses to read.
    #[error("{path}: cannot be read; check its permissions and the disk")]
    Read {
        /// Name of the file or directory.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// Compressed data that cannot be unpacked.
    #[error("{path}: the compressed data is damaged or cut short; copy the file again")]
    Damaged {
        /// Name of the file.
        path: String,
        /// What the decompressor says.
        source: io::Error,
    },
    /// A Parquet file that cannot be decoded.
    #[error("{path}: is no readable Parquet file; write it again, or as CSV")]
    Parquet {
        /// Name of the file.
        path: String,
        /// What the decoder says.
        source: parquet::errors::ParquetError,
    },
    /// Nothing named `events` among the sources.
    #[error(
        "{path}: holds no table `events`; name its files events.csv, events-2026.parquet or the like, or put them \
         into a folder events/"
    )]
    NoEvents {
        /// The sources as given.
        path: String,
    },
    /// A file whose name begins with no table's name.
    #[error(
        "{path}: the name tells no table; begin it with events, products, units, sites, lots or orders, such as \
         events-2026.csv"
    )]
    UnknownTable {
        /// Name of the file.
        path: String,
    },
    /// A file whose ending is not known.
    #[error(
        "{path}: is of no known kind; write it as .csv, .tsv or .parquet (.gz or .zst after it), or move it out of \
         the source"
    )]
    UnknownKind {
        /// Name of the file.
        path: String,
    },
    /// A file without a header.
    #[error("{path}: the file is empty; its first line must name the columns")]
    Empty {
        /// Name of the file.
        path: String,
    },
    /// Bytes that are no text.
    #[error("{path}: is no text table ({looks_like}); {remedy}")]
    Binary {
        /// Name of the file.
        path: String,
        /// What the bytes look like.
        looks_like: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Lines that end with a carriage return alone.
    #[error("{path}: its lines end with a carriage return alone; save it with line feeds (LF or CRLF)")]
    LineEnds {
        /// Name of the file.
        path: String,
    },
    /// One record is longer than can be held.
    #[error("{path}:{line}: a record that begins here goes on for {bytes} bytes; is a quote never closed?")]
    RecordTooLong {
        /// Name of the file.
        path: String,
        /// Line at which the record begins.
        line: u32,
        /// How far it was read.
        bytes: usize,
    },
    /// A required column that the file does not have.
    #[error(
        "{path}: table {table} has no column `{column}`; it has {}{}",
        listed(found),
        hint(*table, key, suggestion, *delimiter)
    )]
    MissingColumn {
        /// Name of the file.
        path: String,
        /// The table.
        table: Table,
        /// The column that is needed (under its name in the file, where a map gives one).
        column: String,
        /// Its standard name, which is its key in a map.
        key: &'static str,
        /// The columns that the file has.
        found: Vec<String>,
        /// The one of them that looks like it.
        suggestion: Option<String>,
        /// A delimiter that would divide the header, where the one in use does not.
        delimiter: Option<char>,
    },
    /// Two columns of one name.
    #[error("{path}: two columns are named `{column}`; rename or drop one")]
    DuplicateColumn {
        /// Name of the file.
        path: String,
        /// The name.
        column: String,
    },
    /// A Parquet column of a type that no cell can have.
    #[error("{path}: column `{column}` is of type {kind}, which no cell has; write it as text")]
    ColumnType {
        /// Name of the file.
        path: String,
        /// The column.
        column: String,
        /// Its Arrow type.
        kind: String,
    },
    /// A map that cannot be used.
    #[error("{path}: {reason}")]
    Map {
        /// Name of the map file.
        path: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// A time zone that does not exist.
    #[error("time zone {name:?} is not in the IANA database{}", did_you_mean(close))]
    TimeZone {
        /// The name as given.
        name: String,
        /// Names like it.
        close: Vec<&'static str>,
    },
}

/// Codes of [`LoadError`], and what to do about each: code, name, advice.
pub const LOAD_CODES: [(&str, &str, &str); 17] = [
    ("E0121", "no such source", "Check the name; a source is a file, or a folder with tables in it."),
    ("E0122", "file vanished", "Load again when nothing moves the files."),
    ("E0123", "file not readable", "Check its permissions, and the disk."),
    ("E0124", "compressed data damaged", "Copy the file again: it is damaged, or cut short."),
    ("E0125", "not a Parquet file", "Write it again, or write it as CSV."),
    ("E0126", "no table of events", "Name its files events.csv, events-2026.parquet or the like."),
    ("E0127", "file of no table", "Begin its name with events, products, units, sites, lots or orders."),
    ("E0128", "file of no known kind", "Write it as .csv, .tsv or .parquet, .gz or .zst after it."),
    ("E0129", "empty file", "Its first line must name the columns; write it again, or take it away."),
    ("E0130", "not a text table", "The message says what the file looks like, and what to save it as."),
    ("E0131", "old line ends", "Save it with line feeds (LF or CRLF)."),
    ("E0132", "record without end", "A quote is never closed: look at the line that the message names."),
    ("E0133", "column missing", "Add it, or name the column that holds it in a map (--map)."),
    ("E0134", "column named twice", "Rename one of them, or drop it."),
    ("E0135", "column of a foreign type", "Write it as text."),
    ("E0136", "map not usable", "The message says what in it is wrong."),
    ("E0137", "no such time zone", "Use a name of the IANA database, such as Europe/Berlin."),
];

impl LoadError {
    /// The stable code: one of [`LOAD_CODES`].
    pub fn code(&self) -> &'static str {
        let place = match self {
            LoadError::NotFound { .. } => 0,
            LoadError::Vanished { .. } => 1,
            LoadError::Read { .. } => 2,
            LoadError::Damaged { .. } => 3,
            LoadError::Parquet { .. } => 4,
            LoadError::NoEvents { .. } => 5,
            LoadError::UnknownTable { .. } => 6,
            LoadError::UnknownKind { .. } => 7,
            LoadError::Empty { .. } => 8,
            LoadError::Binary { .. } => 9,
            LoadError::LineEnds { .. } => 10,
            LoadError::RecordTooLong { .. } => 11,
            LoadError::MissingColumn { .. } => 12,
            LoadError::DuplicateColumn { .. } => 13,
            LoadError::ColumnType { .. } => 14,
            LoadError::Map { .. } => 15,
            LoadError::TimeZone { .. } => 16,
        };
        LOAD_CODES[place].0
    }

    /// A failure of the operating system on a file that was there when it was listed.
    pub(crate) fn on_read(path: &str, source: io::Error) -> LoadError {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::NotFound {
            LoadError::Vanished { path }
        } else {
            LoadError::Read { path, source }
        }
    }
}

fn listed(found: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut text: Vec<String> = found.iter().take(SHOWN).map(|name| format!("`{}`", clipped(name))).collect();
    if found.len() > SHOWN {
        text.push(format!("and {} more", found.len() - SHOWN));
    }
    if text.is_empty() { "none".to_owned() } else { text.join(", ") }
}

fn clipped(name: &str) -> String {
    if name.chars().count() <= 80 { name.to_owned() } else { name.chars().take(80).chain(['…']).collect() }
}

fn hint(table: Table, key: &str, suggestion: &Option<String>, delimiter: Option<char>) -> String {
    match (delimiter, suggestion) {
        (Some(mark), _) => {
            format!("; if {mark:?} divides its columns, say so in a map (--map, key `delimiter`)")
        }
        (None, Some(like)) => {
            format!("; if `{like}` is meant, name it in a map (--map): {table}.columns.{key} = \"{like}\"")
        }
        (None, None) => "; add it, or name the column that holds it in a map (--map)".to_owned(),
    }
}

/// `; did you mean A or B?`, or nothing.
pub(crate) fn did_you_mean(close: &[&str]) -> String {
    if close.is_empty() { String::new() } else { format!("; did you mean {}?", close.join(" or ")) }
}

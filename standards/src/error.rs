//! Why a document was not read or written.

use std::io;
use std::path::PathBuf;

use crate::Fault;

/// Why a document was not read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StandardsError {
    /// A source cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The source.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: check the directory, its permissions and the disk")]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A document breaks the rules of its format. Nothing was written.
    #[error("{path}: {}{}", first(faults), more(*total))]
    Faults {
        /// The document.
        path: PathBuf,
        /// Its first faults, in order.
        faults: Vec<Fault>,
        /// How many there are.
        total: u64,
    },
    /// A workbook cannot be written.
    #[error("cannot write the workbook: {reason}")]
    Workbook {
        /// What went wrong.
        reason: String,
    },
    /// A source that holds no document of the format.
    #[error("{path} holds no document: name files that end in {endings}")]
    Nothing {
        /// The source.
        path: PathBuf,
        /// The endings.
        endings: &'static str,
    },
}

fn first(faults: &[Fault]) -> String {
    faults.first().map_or_else(String::new, Fault::to_string)
}

fn more(total: u64) -> String {
    if total > 1 { format!(" ({} more faults)", total - 1) } else { String::new() }
}

//! What can go wrong while generating.

use std::io;
use std::path::PathBuf;

use crate::table::Table;

/// Why a data set was not written, or not to its end. What was written until then is not usable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A rate is not a probability.
    #[error("rate {rate} is {value}; give a number from 0 to 1")]
    Rate {
        /// Name of the field of [`crate::Rates`].
        rate: &'static str,
        /// Its value.
        value: f64,
    },
    /// The directory or one of its files could not be created.
    #[error("cannot create {path}; give a directory that can be written")]
    Create {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table could not be written on.
    #[error("cannot write table {table}")]
    Write {
        /// The table.
        table: Table,
        /// What the system, or the caller's sink, said.
        source: io::Error,
    },
}

//! CSV (RFC 4180, any one-byte delimiter): windows of a stream, cut into chunks that are parsed in parallel.

mod chunk;
mod cut;
mod marks;
mod record;
mod window;

#[cfg(test)]
mod proptests;

pub(crate) use window::{CsvFile, FileRows, Pieces, read_csv};

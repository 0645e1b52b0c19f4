//! Parquet: the same rows as CSV, its types turned into the text that a CSV would hold.

mod file;
mod text;

pub(crate) use file::read_parquet;

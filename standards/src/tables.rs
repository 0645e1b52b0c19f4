//! Movement tables as files: a header and a line a row.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Columns of the table `events`.
pub(crate) const EVENTS: [&str; 17] = [
    "event_id",
    "kind",
    "role",
    "time",
    "arrived",
    "recorded",
    "product",
    "lot",
    "quantity",
    "unit",
    "site",
    "to_site",
    "party",
    "document",
    "container",
    "hazards",
    "ref",
];

/// Columns of the table `products` that documents fill.
pub(crate) const PRODUCTS: [&str; 5] = ["product", "name", "category", "unit", "gtin"];

/// Columns of the table `sites` that documents fill.
pub(crate) const SITES: [&str; 10] =
    ["site", "name", "kind", "gln", "parent", "region", "country", "latitude", "longitude", "time_zone"];

/// Columns of the table `lots` that documents fill.
pub(crate) const LOTS: [&str; 8] =
    ["product", "lot", "supplier", "supplier_lot", "produced", "received", "best_before", "use_by"];

/// A table that grows row by row.
pub(crate) struct TableWriter {
    out: BufWriter<File>,
    /// Rows written, the header apart.
    pub(crate) rows: u64,
}

impl TableWriter {
    /// Begins a table with its header.
    pub(crate) fn create(path: &Path, columns: &[&str]) -> io::Result<TableWriter> {
        let mut table = TableWriter { out: BufWriter::with_capacity(1 << 17, File::create(path)?), rows: 0 };
        table.line(columns)?;
        Ok(table)
    }

    fn line(&mut self, cells: &[&str]) -> io::Result<()> {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.out.write_all(b",")?;
            }
            write_cell(cell, &mut self.out)?;
        }
        self.out.write_all(b"\n")
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.rows += 1;
        self.line(cells)
    }

    /// Ends the table; it is on the disk then.
    pub(crate) fn finish(self) -> io::Result<u64> {
        let rows = self.rows;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(rows)
    }
}

/// Writes one cell as CSV has it.
pub(crate) fn write_cell(cell: &str, out: &mut impl Write) -> io::Result<()> {
    if !cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        return out.write_all(cell.as_bytes());
    }
    out.write_all(b"\"")?;
    for (index, part) in cell.split('"').enumerate() {
        if index > 0 {
            out.write_all(b"\"\"")?;
        }
        out.write_all(part.as_bytes())?;
    }
    out.write_all(b"\"")
}

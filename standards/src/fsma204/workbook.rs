//! The sheets as a workbook, or as CSV files.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::events::{CriticalEvents, EventSheet};
use crate::StandardsError;
use crate::tables::write_cell;

/// Rows that a sheet can hold below its header.
const MOST_ROWS: usize = 1_048_575;

impl CriticalEvents {
    /// Writes one workbook: a summary, then a sheet for each critical tracking event. Every cell is text, so that codes
    /// keep their zeros and nothing is run as a formula.
    ///
    /// # Errors
    /// The workbook cannot be written.
    pub fn write_workbook(&self, out: impl Write + io::Seek + Send) -> Result<(), StandardsError> {
        let failed = |error: XlsxError| StandardsError::Workbook { reason: error.to_string() };
        let mut workbook = Workbook::new();
        self.summarise(&mut workbook).map_err(failed)?;
        for sheet in &self.sheets {
            add_sheet(&mut workbook, sheet).map_err(failed)?;
        }
        workbook.save_to_writer(out).map_err(failed)
    }

    /// Writes each sheet as a CSV file into a directory: `shipping.csv`, `receiving.csv` and so on. Text that a
    /// spreadsheet would run is quoted with an apostrophe.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write_csv(&self, directory: &Path) -> Result<Vec<String>, StandardsError> {
        let mut names = Vec::new();
        for sheet in &self.sheets {
            let name = format!("{}.csv", sheet.name.to_lowercase().replace(' ', "_"));
            let path = directory.join(&name);
            let written = File::create(&path).and_then(|file| write_lines(sheet, BufWriter::new(file)));
            written.map_err(|source| StandardsError::Write { path, source })?;
            names.push(name);
        }
        Ok(names)
    }

    fn summarise(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let summary = workbook.add_worksheet();
        summary.set_name("Summary")?;
        let completeness = self.completeness();
        let mut lines = vec![("Completeness".to_owned(), completeness.to_string())];
        lines.extend(
            self.sheets.iter().map(|sheet| (format!("{} rows", sheet.name), sheet.rows.len().to_string())),
        );
        lines.extend(
            self.left_out.iter().map(|(kind, count)| (format!("Left out: {kind}"), count.to_string())),
        );
        for (row, (title, value)) in lines.iter().enumerate() {
            summary.write_string(row as u32, 0, title)?;
            summary.write_string(row as u32, 1, value)?;
        }
        summary.set_column_width(0, 32)?;
        Ok(())
    }
}

fn add_sheet(workbook: &mut Workbook, sheet: &EventSheet) -> Result<(), XlsxError> {
    let parts = sheet.rows.len().div_ceil(MOST_ROWS).max(1);
    let (bold, as_text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for part in 0..parts {
        let rows = sheet.rows.iter().skip(part * MOST_ROWS).take(MOST_ROWS);
        let page = workbook.add_worksheet();
        let name = if part == 0 { sheet.name.to_owned() } else { format!("{} {}", sheet.name, part + 1) };
        page.set_name(name)?;
        for (column, (title, _)) in sheet.columns.iter().enumerate() {
            page.write_string_with_format(0, column as u16, *title, &bold)?;
            page.set_column_width(column as u16, 22)?;
        }
        let mut last = 0;
        for (index, row) in rows.enumerate() {
            last = index as u32 + 1;
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                page.write_string_with_format(last, column as u16, cell, &as_text)?;
            }
        }
        page.set_freeze_panes(1, 0)?;
        page.autofilter(0, 0, last, sheet.columns.len() as u16 - 1)?;
    }
    Ok(())
}

fn write_lines(sheet: &EventSheet, mut out: impl Write) -> io::Result<()> {
    let titles: Vec<String> = sheet.columns.iter().map(|(title, _)| (*title).to_owned()).collect();
    for cells in std::iter::once(&titles).chain(&sheet.rows) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let guarded = if runs { format!("'{cell}") } else { cell.clone() };
            write_cell(&guarded, &mut out)?;
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}

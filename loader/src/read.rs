//! Reads all tables of the sources: the small ones first, as times in `events` need the zones of sites.

use rayon::prelude::*;

use crate::collect::{Collected, RowReader};
use crate::columnar::read_parquet;
use crate::conventions::Conventions;
use crate::csv::{CsvFile, FileRows, Pieces, read_csv};
use crate::error::LoadError;
use crate::events::EventReader;
use crate::lots::LotReader;
use crate::options::ReadOptions;
use crate::progress::Progress;
use crate::row::Tables;
use crate::small::{SmallReader, SmallRow};
use crate::sources::{Data, Format, SourceFile, Sources};
use crate::stream;
use crate::table::Table;
use crate::zones::Zones;

/// Reads every row of the sources, or rejects it with its reason.
///
/// # Errors
/// A file cannot be read as a table at all: see [`LoadError`].
pub fn read(sources: &Sources, options: &ReadOptions, progress: &Progress) -> Result<Tables, LoadError> {
    read_in(sources, options, progress, Pieces::usual())
}

/// The same, in pieces of a given size.
pub(crate) fn read_in(
    sources: &Sources,
    options: &ReadOptions,
    progress: &Progress,
    pieces: Pieces,
) -> Result<Tables, LoadError> {
    let files = sources.files()?;
    files.iter().try_for_each(|file| size(file).map(|bytes| progress.add_total(bytes)))?;
    let mut reading = Reading {
        files: &files,
        conventions: options
            .map
            .as_ref()
            .map_or_else(|| Table::ALL.map(|_| Conventions::default()), |map| map.conventions().clone()),
        pieces,
        progress,
        tables: Tables { files: files.iter().map(|file| file.name.clone()).collect(), ..Tables::default() },
    };
    reading.tables.products = reading.small()?;
    reading.tables.units = reading.small()?;
    reading.tables.sites = reading.small()?;
    let lots = reading.table(Table::Lots, &LotReader)?;
    reading.tables.lots = lots.into_iter().map(|rows| rows.batch).collect();
    reading.tables.orders = reading.small()?;
    let zones = Zones::new(&reading.tables.sites, options.time_zone);
    let events = reading.table(Table::Events, &EventReader { zones: &zones })?;
    reading.tables.events = events.into_iter().map(|rows| rows.batch).collect();
    reading.tables.rejects.sort();
    Ok(reading.tables)
}

/// Bytes of a file as it lies on disk.
fn size(file: &SourceFile) -> Result<u64, LoadError> {
    match &file.data {
        Data::Path(path) => {
            let found = std::fs::metadata(path).map_err(|source| LoadError::on_read(&file.name, source))?;
            Ok(found.len())
        }
        Data::Memory(bytes) => Ok(bytes.len() as u64),
    }
}

struct Reading<'a> {
    files: &'a [SourceFile],
    /// By table.
    conventions: [Conventions; Table::ALL.len()],
    pieces: Pieces,
    progress: &'a Progress,
    tables: Tables,
}

impl Reading<'_> {
    fn small<Row: SmallRow>(&mut self) -> Result<Vec<Row>, LoadError> {
        Ok(self.table(Row::TABLE, &SmallReader::<Row>::NEW)?.into_iter().flatten().collect())
    }

    /// Reads the files of a table, several at once; the first of them that fails is reported.
    fn table<R: RowReader>(&mut self, table: Table, reader: &R) -> Result<Vec<R::Rows>, LoadError> {
        let files: Vec<(usize, &SourceFile)> =
            self.files.iter().enumerate().filter(|(_, file)| file.table == table).collect();
        let Pieces { chunk, window, record } = self.pieces;
        let at_once = files.len().clamp(1, rayon::current_num_threads());
        let pieces = Pieces { chunk, window: (window / at_once).max(2 * chunk), record };
        let read: Vec<Result<FileRows<R::Rows>, LoadError>> =
            files.par_iter().with_max_len(1).map(|(i, file)| self.file(*i, file, pieces, reader)).collect();
        let mut parts = Vec::new();
        for ((index, _), rows) in files.into_iter().zip(read) {
            let FileRows { parts: of_file, unknown_columns } = rows?;
            for column in unknown_columns {
                self.report_unknown(index as u32, table, column);
            }
            for Collected { rows, rejects, count } in of_file {
                self.tables.rejects.extend(rejects);
                self.tables.rows_read[table as usize] += count;
                parts.push(rows);
            }
        }
        Ok(parts)
    }

    /// Keeps a column that the table does not know, once for all of its files.
    fn report_unknown(&mut self, index: u32, table: Table, column: String) {
        let known =
            |(file, name): &(u32, String)| self.files[*file as usize].table == table && *name == column;
        if !self.tables.unknown_columns.iter().any(known) {
            self.tables.unknown_columns.push((index, column));
        }
    }

    fn file<R: RowReader>(
        &self,
        index: usize,
        file: &SourceFile,
        pieces: Pieces,
        reader: &R,
    ) -> Result<FileRows<R::Rows>, LoadError> {
        let conventions = &self.conventions[file.table as usize];
        match file.format {
            Format::Csv { delimiter } => {
                let stream = stream::text(file, conventions.encoding, self.progress)?;
                let csv = CsvFile {
                    path: &file.name,
                    index: index as u32,
                    table: file.table,
                    delimiter: conventions.delimiter.unwrap_or(delimiter),
                    conventions,
                    pieces,
                    progress: self.progress,
                };
                read_csv(&csv, stream, |source| stream::failed(file, source), reader)
            }
            Format::Parquet => read_parquet(file, index as u32, conventions, self.progress, reader),
        }
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;

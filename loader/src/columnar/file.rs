//! Reads a Parquet file, its row groups in parallel.

use std::fs::File;
use std::io::Read;

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use rayon::prelude::*;

use super::text::TextColumn;
use crate::collect::{Collected, Collector, RowReader};
use crate::conventions::Conventions;
use crate::csv::FileRows;
use crate::error::LoadError;
use crate::fault::Fault;
use crate::layout::Layout;
use crate::progress::Progress;
use crate::sources::{Compression, Data, SourceFile};
use crate::stream;

/// Rows that are decoded at once.
const DECODED_ROWS: usize = 8 * 1024;
/// Rows of a batch.
const BATCH_ROWS: usize = 64 * 1024;
/// What a row of a CSV takes, to make room for as many.
const ROW_BYTES: usize = 128;

/// Reads a whole Parquet file.
///
/// # Errors
/// The file cannot be read or decoded, or its columns do not fit the table.
pub(crate) fn read_parquet<R: RowReader>(
    file: &SourceFile,
    index: u32,
    conventions: &Conventions,
    progress: &Progress,
    reader: &R,
) -> Result<FileRows<R::Rows>, LoadError> {
    let reading = Reading { file, index, conventions, progress };
    match (&file.data, file.compression) {
        (Data::Path(path), Compression::None) => {
            reading.read(|| File::open(path).map_err(|source| LoadError::on_read(&file.name, source)), reader)
        }
        (Data::Memory(bytes), Compression::None) => {
            let bytes = Bytes::from_owner(bytes.clone());
            reading.read(|| Ok(bytes.clone()), reader)
        }
        (Data::Path(_) | Data::Memory(_), Compression::Gzip | Compression::Zstd) => {
            let mut bytes = Vec::new();
            let unpacked = stream::unpacked(file, &Progress::new())?.read_to_end(&mut bytes);
            unpacked.map_err(|source| stream::failed(file, source))?;
            let bytes = Bytes::from(bytes);
            reading.read(|| Ok(bytes.clone()), reader)
        }
    }
}

struct Reading<'a> {
    file: &'a SourceFile,
    index: u32,
    conventions: &'a Conventions,
    progress: &'a Progress,
}

impl Reading<'_> {
    /// Reads from a file that each row group opens for itself: handles share their position.
    fn read<T: ChunkReader + 'static, R: RowReader>(
        &self,
        open: impl Fn() -> Result<T, LoadError> + Sync,
        reader: &R,
    ) -> Result<FileRows<R::Rows>, LoadError> {
        let input = open()?;
        if input.len() == 0 {
            return Err(LoadError::Empty { path: self.file.name.clone() });
        }
        let options = ArrowReaderOptions::new();
        let metadata = ArrowReaderMetadata::load(&input, options).map_err(|source| self.failed(source))?;
        let layout = self.layout(&metadata)?;
        let groups = metadata.metadata().row_groups();
        let firsts: Vec<i64> = groups
            .iter()
            .scan(1, |next, group| {
                let first = *next;
                *next += group.num_rows();
                Some(first)
            })
            .collect();
        let read = firsts.par_iter().enumerate().with_max_len(1).map(|(group, &first)| {
            let parts = self.group(open()?, &metadata, &layout, group, first as u32, reader)?;
            self.progress.add_bytes(groups[group].compressed_size() as u64);
            Ok(parts)
        });
        let read: Vec<Result<Vec<Collected<R::Rows>>, LoadError>> = read.collect();
        let mut parts = Vec::new();
        for group in read {
            parts.extend(group?);
        }
        Ok(FileRows { parts, unknown_columns: layout.unknown })
    }

    fn layout(&self, metadata: &ArrowReaderMetadata) -> Result<Layout<'_>, LoadError> {
        let schema = metadata.schema();
        let names: Vec<String> = schema.fields().iter().map(|field| field.name().trim().to_owned()).collect();
        let mut layout = Layout::new(&self.file.name, self.file.table, self.conventions, &names)?;
        for (field, column) in layout.fields.clone() {
            let kind = schema.field(field).data_type();
            let word = match kind {
                DataType::Dictionary(_, word) => word.as_ref(),
                other => other,
            };
            if !matches!(word, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
                layout.set_typed(column);
            }
        }
        Ok(layout)
    }

    /// Reads one row group, the first row of which is row `first` of the file.
    fn group<T: ChunkReader + 'static, R: RowReader>(
        &self,
        input: T,
        metadata: &ArrowReaderMetadata,
        layout: &Layout<'_>,
        group: usize,
        first: u32,
        reader: &R,
    ) -> Result<Vec<Collected<R::Rows>>, LoadError> {
        let columns =
            ProjectionMask::roots(metadata.parquet_schema(), layout.fields.iter().map(|(field, _)| *field));
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(columns)
            .with_batch_size(DECODED_ROWS)
            .build()
            .map_err(|source| self.failed(source))?;
        let mut parts = Vec::new();
        let mut row = first;
        let start = || Collector::new(reader, layout, self.index, BATCH_ROWS * ROW_BYTES);
        let (mut collector, mut held) = (start(), 0);
        for batch in batches {
            let batch = batch.map_err(|source| self.failed(source.into()))?;
            self.batch(&batch, layout, row, &mut collector)?;
            row += batch.num_rows() as u32;
            held += batch.num_rows();
            if held >= BATCH_ROWS {
                parts.push(self.finished(std::mem::replace(&mut collector, start())));
                held = 0;
            }
        }
        if held > 0 {
            parts.push(self.finished(collector));
        }
        Ok(parts)
    }

    fn finished<R: RowReader>(&self, collector: Collector<'_, '_, R>) -> Collected<R::Rows> {
        let collected = collector.finish();
        self.progress.add_rows(collected.count, collected.rejects.len() as u64);
        collected
    }

    fn batch<R: RowReader>(
        &self,
        batch: &RecordBatch,
        layout: &Layout<'_>,
        first: u32,
        collector: &mut Collector<'_, '_, R>,
    ) -> Result<(), LoadError> {
        let positions = projected(layout);
        let mut columns = Vec::with_capacity(positions.len());
        for &(position, column) in &positions {
            let array = batch.column(position);
            let text = TextColumn::new(array.as_ref()).ok_or_else(|| LoadError::ColumnType {
                path: self.file.name.clone(),
                column: layout.name(column).to_owned(),
                kind: array.data_type().to_string(),
            })?;
            columns.push((text, column));
        }
        for row in 0..batch.num_rows() {
            let line = first + row as u32;
            let flaw =
                columns.iter().find_map(|(text, column)| Some((text.flaw(row)?, text.get(row), *column)));
            if let Some(((code, reason), value, column)) = flaw {
                collector.reject(line, Fault::new(column, code, reason), value.to_owned());
                continue;
            }
            let mut cells = layout.blank();
            for (text, column) in &columns {
                cells[*column] = layout.cell(text.get(row));
            }
            collector.row(line, &cells);
        }
        Ok(())
    }

    fn failed(&self, source: ParquetError) -> LoadError {
        LoadError::Parquet { path: self.file.name.clone(), source }
    }
}

/// (column of the decoded batch, column of the table): the batch holds the asked fields, each once, in file order.
fn projected(layout: &Layout<'_>) -> Vec<(usize, usize)> {
    let mut positions = Vec::with_capacity(layout.fields.len());
    let mut last = None;
    for &(field, column) in &layout.fields {
        let position = match last {
            Some((before, position)) if before == field => position,
            Some((_, position)) => position + 1,
            None => 0,
        };
        last = Some((field, position));
        positions.push((position, column));
    }
    positions
}

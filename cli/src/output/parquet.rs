//! A table as Parquet, with typed columns; decimals are exact.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, StringBuilder,
    TimestampNanosecondBuilder, UInt64Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use ask::{Cell, CellType, Sheet};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

/// Rows that are kept in memory at a time.
const PART: usize = 1 << 16;

/// Every quantity of a snapshot fits: 19 digits at a scale of up to 18.
const PRECISION: u8 = 38;
const SCALE: u8 = 18;

/// Writes a table.
pub(super) fn write_parquet(sheet: &Sheet<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let fields: Vec<Field> =
        sheet.columns.iter().map(|column| Field::new(column.name, data_type(column.kind), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let level = ZstdLevel::try_new(3).map_err(of_parquet)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(of_parquet)?;
    let mut cells = Vec::new();
    for start in (0..sheet.len()).step_by(PART) {
        let mut columns: Vec<Building> =
            sheet.columns.iter().map(|column| Building::new(column.kind)).collect();
        for row in start..sheet.len().min(start + PART) {
            sheet.row(row, &mut cells);
            columns.iter_mut().zip(&cells).for_each(|(column, cell)| column.push(cell));
        }
        let arrays = columns.into_iter().map(Building::finish).collect::<Result<Vec<ArrayRef>, _>>();
        let batch =
            arrays.and_then(|arrays| RecordBatch::try_new(Arc::clone(&schema), arrays)).map_err(of_arrow)?;
        writer.write(&batch).map_err(of_parquet)?;
    }
    writer.close().map(drop).map_err(of_parquet)
}

fn of_parquet(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn of_arrow(error: ArrowError) -> io::Error {
    io::Error::other(error)
}

fn data_type(kind: CellType) -> DataType {
    match kind {
        CellType::Text => DataType::Utf8,
        CellType::Bool => DataType::Boolean,
        CellType::Count => DataType::UInt64,
        CellType::Decimal => DataType::Decimal128(PRECISION, SCALE as i8),
        CellType::Time => DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())),
        CellType::Day => DataType::Date32,
    }
}

/// A column that is being filled.
enum Building {
    Text(StringBuilder),
    Bool(BooleanBuilder),
    Count(UInt64Builder),
    Decimal(Decimal128Builder),
    Time(TimestampNanosecondBuilder),
    Day(Date32Builder),
}

impl Building {
    fn new(kind: CellType) -> Building {
        match kind {
            CellType::Text => Building::Text(StringBuilder::new()),
            CellType::Bool => Building::Bool(BooleanBuilder::new()),
            CellType::Count => Building::Count(UInt64Builder::new()),
            CellType::Decimal => Building::Decimal(Decimal128Builder::new()),
            CellType::Time => Building::Time(TimestampNanosecondBuilder::new()),
            CellType::Day => Building::Day(Date32Builder::new()),
        }
    }

    fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Building::Text(column), cell) if !cell.is_empty() => column.append_value(cell.to_string()),
            (Building::Bool(column), Cell::Bool(value)) => column.append_value(*value),
            (Building::Count(column), Cell::Count(value)) => column.append_value(*value),
            (Building::Decimal(column), Cell::Decimal(value)) => {
                let factor = 10i128.pow(u32::from(SCALE.saturating_sub(value.scale)));
                column.append_option(value.mantissa.checked_mul(factor));
            }
            (Building::Decimal(column), Cell::Tenths(value)) => {
                column.append_value(i128::from(*value) * 10i128.pow(u32::from(SCALE) - 1));
            }
            (Building::Time(column), Cell::Time(value)) => column.append_value(*value),
            (Building::Day(column), Cell::Day(day)) => column.append_value(day.0),
            (Building::Text(column), _) => column.append_null(),
            (Building::Bool(column), _) => column.append_null(),
            (Building::Count(column), _) => column.append_null(),
            (Building::Decimal(column), _) => column.append_null(),
            (Building::Time(column), _) => column.append_null(),
            (Building::Day(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Building::Text(mut column) => ArrayBuilder::finish(&mut column),
            Building::Bool(mut column) => ArrayBuilder::finish(&mut column),
            Building::Count(mut column) => ArrayBuilder::finish(&mut column),
            Building::Decimal(column) => {
                let mut column = column.with_precision_and_scale(PRECISION, SCALE as i8)?;
                ArrayBuilder::finish(&mut column)
            }
            Building::Time(column) => ArrayBuilder::finish(&mut column.with_timezone("UTC")),
            Building::Day(mut column) => ArrayBuilder::finish(&mut column),
        })
    }
}

//! Answers in every format, to a terminal, a pipe or a file.

mod csv;
mod file;
mod parquet;
mod table;
mod total;

use std::io::{self, Write};
use std::path::Path;

use ask::{Answer, AskError, Cell, RowObject, Sheet};
use clap::ValueEnum;

use crate::arguments::Common;
use crate::console::{Console, Terminal};
use crate::failure::Failure;

pub(crate) use csv::{Formulas, write_csv};
pub(crate) use file::write_file;

/// Rows above which a terminal gets totals and the first rows only.
const MANY: usize = 1_000;

/// Format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns of text, for people
    Table,
    /// One object
    Json,
    /// One object a line, of all tables of the answer
    Ndjson,
    /// The main table of the answer
    Csv,
    /// The main table of the answer, with typed columns
    Parquet,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
        }
    }

    /// What was asked, else what the file's name says, else what suits the destination.
    pub(crate) fn chosen(common: &Common, console: &Console<'_>) -> Format {
        let by_name = common.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        let by_name = by_name.and_then(|ending| Format::from_str(ending, true).ok());
        let fitting = match console.terminal {
            Some(_) if common.output.is_none() => Format::Table,
            Some(_) | None => Format::Csv,
        };
        common.format.or(by_name).unwrap_or(fitting)
    }
}

/// Writes an answer where and how it was asked for, and gives the exit code.
pub(crate) fn write_answer(
    answer: &Answer<'_>,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let format = Format::chosen(common, console);
    let sheet = match &common.table {
        Some(name) => Some(answer.sheet_named(name).ok_or_else(|| no_such_table(answer, name))?),
        None => answer.main_sheet(),
    };
    if matches!(format, Format::Csv | Format::Parquet) {
        mention_rest(answer, sheet, console);
    }
    let terminal = console.terminal.filter(|_| common.output.is_none());
    let layout =
        Layout { terminal, only: common.table.is_some().then_some(sheet).flatten(), all: common.all };
    match (&common.output, format) {
        (None, Format::Parquet) => return Err(Failure::ParquetToPipe),
        (Some(path), Format::Parquet) => write_file(path, |file| match sheet {
            Some(sheet) => parquet::write_parquet(sheet, file),
            None => parquet::write_parquet(&facts_sheet(answer), file),
        })?,
        (Some(path), _) => write_file(path, |file| write_text(answer, sheet, format, &layout, file))?,
        (None, _) => {
            let written = write_text(answer, sheet, format, &layout, &mut console.output);
            written.and_then(|()| console.output.flush()).map_err(Failure::Output)?;
        }
    }
    Ok(answer.exit_code())
}

/// How a table is laid out.
pub(crate) struct Layout<'l, 'a> {
    terminal: Option<Terminal>,
    only: Option<&'l Sheet<'a>>,
    all: bool,
}

fn write_text(
    answer: &Answer<'_>,
    sheet: Option<&Sheet<'_>>,
    format: Format,
    layout: &Layout<'_, '_>,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => table::write_tables(answer, layout, out),
        Format::Json => {
            serde_json::to_writer(&mut out, answer)?;
            out.write_all(b"\n")
        }
        Format::Ndjson => write_lines(answer, layout, out),
        Format::Csv | Format::Parquet => match sheet {
            Some(sheet) => write_csv(sheet, Formulas::Kept, out),
            None => write_csv(&facts_sheet(answer), Formulas::Kept, out),
        },
    }
}

/// Facts as a table, for answers that have no other.
fn facts_sheet<'r>(answer: &'r Answer<'_>) -> Sheet<'r> {
    let columns = vec![
        ask::Column { name: "fact", kind: ask::CellType::Text },
        ask::Column { name: "value", kind: ask::CellType::Text },
    ];
    Sheet::new("facts", columns, answer.facts().len(), |row, cells| {
        let (name, value) = &answer.facts()[row];
        cells.extend([Cell::plain(*name), Cell::plain(value.to_string())]);
    })
}

fn write_lines(answer: &Answer<'_>, layout: &Layout<'_, '_>, mut out: &mut dyn Write) -> io::Result<()> {
    let mut cells = Vec::new();
    let named = |sheet: &&Sheet<'_>| layout.only.is_none_or(|only| only.name == sheet.name);
    for sheet in answer.sheets().iter().filter(named) {
        for row in 0..sheet.len() {
            sheet.row(row, &mut cells);
            let object = RowObject { table: Some(sheet.name), columns: &sheet.columns, cells: &cells };
            serde_json::to_writer(&mut out, &object)?;
            out.write_all(b"\n")?;
        }
    }
    if answer.sheets().is_empty() {
        serde_json::to_writer(&mut out, answer)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn no_such_table(answer: &Answer<'_>, name: &str) -> Failure {
    let tables = answer.sheets().iter().map(|sheet| sheet.name).collect();
    AskError::NoTable { name: name.to_owned(), tables }.into()
}

/// Says what a format with one table leaves out.
fn mention_rest(answer: &Answer<'_>, shown: Option<&Sheet<'_>>, console: &mut Console<'_>) {
    let shown = shown.map_or("", |sheet| sheet.name);
    let others: Vec<String> = answer
        .sheets()
        .iter()
        .filter(|sheet| sheet.name != shown && !sheet.is_empty())
        .map(|sheet| format!("{} ({})", sheet.name, sheet.len()))
        .collect();
    if !others.is_empty() {
        console.say(&format!("shown: {shown}; --table or -f json for {}", others.join(", ")));
    }
}

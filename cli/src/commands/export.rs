//! `lotrace export`: what a snapshot holds, for other programs and for authorities.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ask::{Answer, Asker, Cell, CellType, Column, Direction, Sheet};
use clap::{Args, ValueEnum};
use standards::fsma204::{CriticalEvents, Selection};
use standards::{epcis, foodchain};

use super::book;
use super::question::{open, settings};
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Format, write_answer, write_file};

/// Write movements for other programs: all of them, or those of a trace
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    document: ExportFormat,
    /// Only what a trace of these lots reaches (fsma204: these lots themselves)
    #[arg(long, value_name = "LOT", num_args = 1..)]
    lots: Vec<String>,
    /// Which way the trace goes (default: both)
    #[arg(long, value_enum)]
    direction: Option<Direction>,
    /// fsma204: only these products
    #[arg(long, value_name = "PRODUCT", num_args = 1..)]
    product: Vec<String>,
    /// fsma204: from this day or time on
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// fsma204: up to this day or time, all of it
    #[arg(long = "to", value_name = "TIME")]
    until: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// The table `events`: a header and a line a movement
    Csv,
    /// The table `events`: an object a line
    Ndjson,
    /// The table `events`, with typed columns; needs -o
    Parquet,
    /// EPCIS 2.0 in JSON-LD
    Epcis,
    /// The sortable spreadsheet of 21 CFR 1.1455: -o FILE.xlsx, or -o DIR for CSV
    Fsma204,
    /// FoodChain-Lab JSON
    Foodchain,
}

pub(crate) fn run(command: &Export, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let settings = settings(common, console)?;
    let snapshot = open(None, common)?;
    let mut asker = Asker::new(&snapshot, settings);
    let format = match command.document {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Ndjson => Format::Ndjson,
        ExportFormat::Parquet => Format::Parquet,
        ExportFormat::Fsma204 => return fsma204(command, &mut asker, common, console),
        ExportFormat::Epcis | ExportFormat::Foodchain => {
            return document(command, &mut asker, common, console);
        }
    };
    if !command.lots.is_empty() {
        return Err(Failure::Usage("--lots goes with epcis, fsma204 and foodchain".to_owned()));
    }
    let common = Common { format: Some(format), ..common.clone() };
    write_answer(&asker.movements(), &common, console)
}

/// A document of the movements that were asked for.
fn document(
    command: &Export,
    asker: &mut Asker<'_>,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let mut book = book::of_snapshot(asker);
    if !command.lots.is_empty() {
        let both = [Direction::Forward, Direction::Backward];
        let one = command.direction.map(|direction| [direction]);
        let directions = one.as_ref().map_or(both.as_slice(), |one| one.as_slice());
        let lots = book::traced(asker, &command.lots, directions)?;
        book::keep(&mut book, &lots);
    }
    let created = console.today.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    let created = format!("{created}T00:00:00Z");
    let mut left_out = BTreeMap::new();
    let mut write = |mut out: &mut dyn std::io::Write| {
        left_out = match command.document {
            ExportFormat::Foodchain => foodchain::export(&book, &mut out)?,
            _ => epcis::export(&book, &created, &mut out)?,
        };
        Ok(())
    };
    match &common.output {
        Some(path) => write_file(path, |file| write(file))?,
        None => write(&mut *console.output).map_err(Failure::Output)?,
    }
    for (kind, count) in left_out {
        console.say(&format!("not carried: {count} {kind}"));
    }
    Ok(0)
}

fn fsma204(
    command: &Export,
    asker: &mut Asker<'_>,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let Some(out) = &common.output else {
        return Err(Failure::Usage("name the workbook: -o FILE.xlsx (or a directory, for CSV)".to_owned()));
    };
    let mut lots = None;
    if !command.lots.is_empty() {
        let named: Result<Vec<_>, Failure> =
            command.lots.iter().map(|lot| Ok(asker.article(lot)?.lot)).collect();
        let split = |name: String| {
            let (product, code) = name.split_once('/').unwrap_or((&name, ""));
            (product.to_owned(), code.to_owned())
        };
        lots = Some(named?.into_iter().map(split).collect());
    }
    let selection = Selection {
        lots,
        products: command.product.iter().cloned().collect(),
        from: command.from.clone(),
        to: command.until.clone(),
    };
    let events = CriticalEvents::of(&book::of_snapshot(asker), &selection);
    let is_workbook = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_workbook {
        let mut bytes = std::io::Cursor::new(Vec::new());
        events.write_workbook(&mut bytes)?;
        write_file(out, |file| file.write_all(bytes.get_ref()))?;
    } else {
        fs::create_dir_all(out).map_err(|source| Failure::WriteFile { path: out.clone(), source })?;
        events.write_csv(out)?;
    }
    let common = Common { output: None, ..common.clone() };
    write_answer(&answer(&events, out), &common, console)
}

fn answer<'e>(events: &'e CriticalEvents, out: &Path) -> Answer<'e> {
    let completeness = events.completeness();
    let text = |name| Column { name, kind: CellType::Text };
    let count = |name| Column { name, kind: CellType::Count };
    let rows = Sheet::new("sheets", vec![text("sheet"), count("rows")], events.sheets.len(), |row, cells| {
        let sheet = &events.sheets[row];
        cells.extend([Cell::plain(sheet.name), Cell::Count(sheet.rows.len() as u64)]);
    });
    let columns = vec![text("sheet"), text("element"), count("rows")];
    let missing = completeness.missing.clone();
    let lacking = Sheet::new("missing", columns, missing.len(), move |row, cells| {
        let missing = &missing[row];
        cells.extend([Cell::plain(missing.sheet), Cell::plain(missing.element), Cell::Count(missing.rows)]);
    });
    let left: Vec<(&String, u64)> = events.left_out.iter().map(|(kind, count)| (kind, *count)).collect();
    let left_out =
        Sheet::new("left_out", vec![text("kind"), count("rows")], left.len(), move |row, cells| {
            cells.extend([Cell::plain(left[row].0.as_str()), Cell::Count(left[row].1)]);
        });
    Answer::new()
        .fact("path", Cell::plain(out.display().to_string()))
        .fact("percent", Cell::Count(completeness.percent()))
        .fact("summary", Cell::plain(completeness.to_string()))
        .sheet(rows)
        .sheet(lacking)
        .sheet(left_out)
}

//! `lotrace scan`: what a scan says, and what it means in a snapshot.

use ask::{Answer, Asker, Cell, CellType, Column, Day, FindRequest, Request, Sheet};
use clap::Args;
use gs1::{AsOf, Form, ScanOptions, bracketed};

use super::question::{open, settings};
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Format, write_answer, write_file};

/// Read a GS1 scan: element string, FNC1 data, Digital Link
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// The scan; <GS> may stand for FNC1
    text: String,
    /// Forgive nothing that the standard forbids
    #[arg(long)]
    strict: bool,
    /// The year by which two-digit years are read (default: this one)
    #[arg(long, value_name = "YEAR")]
    as_of: Option<u16>,
}

pub(crate) fn run(command: &Scan, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let today = console.today.and_then(|day| u16::try_from(day.year()).ok());
    let as_of = command.as_of.or(today).and_then(AsOf::year);
    let as_of =
        as_of.ok_or_else(|| Failure::Usage("name the year: --as-of YEAR, from 1000 to 9000".to_owned()))?;
    let options = if command.strict { ScanOptions::strict(as_of) } else { ScanOptions::lenient(as_of) };
    let scan = gs1::scan(&command.text, &options);
    let as_json = Format::chosen(common, console) == Format::Json;
    if let Some(error) = &scan.error {
        if as_json {
            let said = serde_json::json!({
                "valid": false, "elements": [], "gtin": null, "lot": null, "expiry": null, "error": error.to_string(),
            });
            write_json(&said, common, console)?;
            return Ok(REFUSED);
        }
        return Err(Failure::Scan { text: command.text.clone(), reason: error.to_string() });
    }
    let text = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::plain);
    let day = |day: Option<gs1::Day>| day.map_or(Cell::Null, |day| Cell::Day(Day(day.days_since_epoch())));
    let known = known_lot(command, common, console)?;
    let answer = Answer::new()
        .fact("valid", Cell::Bool(true))
        .fact("form", scan.form.map_or(Cell::Null, |form| Cell::plain(form_name(form))))
        .fact("text", Cell::plain(bracketed(&scan.elements)))
        .fact("gtin", scan.gtin.as_ref().map_or(Cell::Null, |gtin| Cell::plain(gtin.as_str().to_owned())))
        .fact("lot", text(&scan.lot))
        .fact("serial", text(&scan.serial))
        .fact("best_before", day(scan.life.best_before))
        .fact("sell_by", day(scan.life.sell_by))
        .fact("use_by", day(scan.life.use_by))
        .fact("expiry", day(scan.expiry()))
        .fact("name", known)
        .sheet(elements(&scan))
        .sheet(forgiven(&scan));
    if !as_json {
        return write_answer(&answer, common, console);
    }
    let pairs: Vec<[&str; 2]> =
        scan.elements.iter().map(|element| [element.ai.as_str(), element.value.as_str()]).collect();
    let mut said = serde_json::to_value(&answer).map_err(|error| Failure::Output(error.into()))?;
    said["elements"] = serde_json::json!(pairs);
    said["error"] = serde_json::Value::Null;
    write_json(&said, common, console)?;
    Ok(0)
}

/// A refused scan is an answer in JSON, with the exit code of refused input.
const REFUSED: u8 = 3;

fn write_json(said: &serde_json::Value, common: &Common, console: &mut Console<'_>) -> Result<(), Failure> {
    let line = format!("{said}\n");
    match &common.output {
        Some(path) => write_file(path, |file| file.write_all(line.as_bytes())),
        None => console.output.write_all(line.as_bytes()).map_err(Failure::Output),
    }
}

/// The name of the lot in the snapshot, if there is one; absent without a snapshot, null without such a lot.
fn known_lot(command: &Scan, common: &Common, console: &Console<'_>) -> Result<Cell<'static>, Failure> {
    if common.snapshot.is_none() {
        return Ok(Cell::Absent);
    }
    let snapshot = open(None, common)?;
    let mut asker = Asker::new(&snapshot, settings(common, console)?);
    let found = asker
        .answer(&Request::Find(FindRequest { text: Some(command.text.clone()), ..FindRequest::default() }))?;
    let mut cells = Vec::new();
    let lots = found.sheet_named("lots").filter(|lots| lots.len() == 1);
    Ok(lots.map_or(Cell::Null, |lots| {
        lots.row(0, &mut cells);
        Cell::plain(cells[0].to_string())
    }))
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Bracketed => "bracketed",
        Form::ElementString => "element string",
        Form::Retail => "retail",
        Form::Link => "digital link",
        Form::Urn => "epc urn",
        // `Form` may grow.
        _ => "plain",
    }
}

fn elements(scan: &gs1::Scan) -> Sheet<'_> {
    let columns = ["ai", "value"].map(|name| Column { name, kind: CellType::Text }).to_vec();
    Sheet::new("elements", columns, scan.elements.len(), |row, cells| {
        let element = &scan.elements[row];
        cells.extend([Cell::plain(element.ai.as_str().to_owned()), Cell::plain(&*element.value)]);
    })
}

fn forgiven(scan: &gs1::Scan) -> Sheet<'_> {
    let columns = vec![Column { name: "what", kind: CellType::Text }];
    Sheet::new("forgiven", columns, scan.forgiven.len(), |row, cells| {
        cells.push(Cell::plain(scan.forgiven[row].to_string()));
    })
}

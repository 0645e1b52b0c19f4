//! A workbook back to movement tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::events::NAMES;
use crate::book::{Book, Movement, ProductFacts};
use crate::{Fault, StandardsError};

/// Rows by kind, and how often each thing worth a word was met.
type Counts = (BTreeMap<String, u64>, BTreeMap<&'static str, u64>);

/// Reads workbooks of critical tracking events and writes movement tables into `out`.
///
/// Sheets are known by the beginning of their name, columns by their title, in any order and letter case. Rows of our
/// own export name their event, and shipments and receipts find each other by it; rows of others become a movement each.
///
/// # Errors
/// A workbook cannot be read, or a row lacks what a movement needs: then nothing is written.
pub fn import(sources: &[PathBuf], out: &Path) -> Result<Counts, StandardsError> {
    let mut reading = Reading::default();
    for path in sources {
        reading.workbook(path)?;
    }
    let write_failed = |source| StandardsError::Write { path: out.to_owned(), source };
    fs::create_dir_all(out).map_err(write_failed)?;
    reading.book.write(out).map_err(write_failed)?;
    let mut rows = BTreeMap::new();
    for movement in &reading.book.movements {
        *rows.entry(movement.kind.clone()).or_default() += 1;
    }
    Ok((rows, reading.notes))
}

#[derive(Default)]
struct Reading {
    book: Book,
    notes: BTreeMap<&'static str, u64>,
    seen: BTreeSet<Movement>,
}

/// A row: its cells by lower-case title.
type Cells<'t> = BTreeMap<&'t str, String>;

impl Reading {
    fn workbook(&mut self, path: &Path) -> Result<(), StandardsError> {
        let file =
            File::open(path).map_err(|source| StandardsError::Read { path: path.to_owned(), source })?;
        let broken = |error: XlsxError| fault(path, 1, "", format!("this is no workbook: {error}"));
        let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(broken)?;
        let names = workbook.sheet_names();
        let mut known = 0;
        for name in names {
            let like = NAMES.iter().position(|known| name.to_lowercase().starts_with(&known.to_lowercase()));
            let Some(kind) = like else {
                if !name.eq_ignore_ascii_case("summary") {
                    *self.notes.entry("sheet of another name, left out").or_default() += 1;
                }
                continue;
            };
            known += 1;
            let rows = read_sheet(&mut workbook, &name).map_err(broken)?;
            self.sheet(path, &name, kind, &rows)?;
        }
        if known == 0 {
            let reason =
                format!("no sheet of critical tracking events: they are called {}", NAMES.join(", "));
            return Err(fault(path, 1, "", reason));
        }
        Ok(())
    }

    fn sheet(
        &mut self,
        path: &Path,
        sheet: &str,
        kind: usize,
        rows: &[Vec<String>],
    ) -> Result<(), StandardsError> {
        let Some((header, rows)) = rows.split_first() else { return Ok(()) };
        let titles: Vec<String> = header.iter().map(|title| title.trim().to_lowercase()).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells: Cells<'_> = titles
                .iter()
                .map(String::as_str)
                .zip(row.iter().map(|cell| cell.trim().to_owned()))
                .collect();
            if cells.values().all(String::is_empty) {
                continue;
            }
            let line = index as u32 + 2;
            let movement = movement(kind, &cells, line)
                .map_err(|(column, reason)| fault(path, line, &format!("{sheet}.{column}"), reason))?;
            self.note_things(&cells, &movement);
            if self.seen.insert(movement.clone()) {
                self.book.movements.push(movement);
            } else {
                *self.notes.entry("row that stands there twice").or_default() += 1;
            }
        }
        Ok(())
    }

    fn note_things(&mut self, cells: &Cells<'_>, movement: &Movement) {
        let of = |title: &str| cells.get(title).cloned().unwrap_or_default();
        let product = self.book.products.entry(movement.product.clone()).or_default();
        let facts =
            ProductFacts { name: of("product description"), gtin: of("gtin"), ..ProductFacts::default() };
        if product.gtin.is_empty() {
            product.gtin = facts.gtin;
        }
        if product.name.is_empty() && facts.name != movement.product {
            product.name = facts.name;
        }
        for site in [&movement.site, &movement.to_site] {
            if !site.is_empty() {
                self.book.sites.entry(site.clone()).or_default();
            }
        }
    }
}

fn fault(path: &Path, line: u32, place: &str, reason: String) -> StandardsError {
    let fault = Fault { line, path: place.to_owned(), reason };
    StandardsError::Faults { path: path.to_owned(), faults: vec![fault], total: 1 }
}

/// The cells of a sheet, row by row, as text.
fn read_sheet<R: io::Read + io::Seek>(
    workbook: &mut Xlsx<R>,
    name: &str,
) -> Result<Vec<Vec<String>>, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::Empty | DataRef::Error(_) => continue,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number.to_string(),
            DataRef::Bool(value) => value.to_string(),
            DataRef::DateTime(date) => {
                let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
                let day = format!("{year:04}-{month:02}-{day:02}");
                let midnight = (hour, minute, second) == (0, 0, 0);
                if midnight { day } else { format!("{day}T{hour:02}:{minute:02}:{second:02}Z") }
            }
        };
        let (row, column) = (row as usize, column as usize);
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    Ok(rows)
}

/// The movement of a row, or the element that it lacks.
fn movement(kind: usize, cells: &Cells<'_>, line: u32) -> Result<Movement, (&'static str, String)> {
    let of = |title: &str| cells.get(title).cloned().unwrap_or_default();
    let needed = |title: &'static str| {
        let cell = of(title);
        let reason = || (title, format!("is empty: a row of {} needs it", NAMES[kind].to_lowercase()));
        if cell.is_empty() { Err(reason()) } else { Ok(cell) }
    };
    let first = |titles: [&str; 3]| titles.iter().map(|title| of(title)).find(|text| !text.is_empty());
    let product = first(["product", "gtin", "product description"])
        .ok_or(("product description", "is empty: a food is described".to_owned()))?;
    let id = Some(of("event id")).filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| format!("{}:{line}", NAMES[kind].to_lowercase().replace(' ', "-")));
    let mut found = Movement {
        event_id: id,
        product,
        lot: of("traceability lot code"),
        quantity: of("quantity"),
        unit: of("unit of measure"),
        document: of("reference document"),
        ..Movement::default()
    };
    let record = of("record");
    match kind {
        0 if record == "sell" => {
            found.kind = record;
            found.site = needed("ship-from location")?;
            found.party = of("immediate subsequent recipient");
            found.time = needed("ship date")?;
        }
        0 => {
            found.kind = "move".to_owned();
            found.site = needed("ship-from location")?;
            found.to_site = needed("immediate subsequent recipient")?;
            found.time = needed("ship date")?;
        }
        1 => {
            found.kind = if record.is_empty() { "receive".to_owned() } else { record };
            found.site = needed("receive location")?;
            found.time = needed("receive date")?;
            if found.kind == "arrive" {
                found.reference = needed("shipment")?;
            } else {
                found.party = of("immediate previous source");
            }
        }
        2 => {
            found.kind = "transform".to_owned();
            found.role = "in".to_owned();
            found.quantity = of("quantity used");
            found.site = needed("location transformed")?;
            found.time = needed("date")?;
            found.hazards = of("hazards controlled");
        }
        _ => {
            found.kind = "transform".to_owned();
            found.role = "out".to_owned();
            found.site = needed("traceability lot code source")?;
            let completed = needed("date completed")?;
            let begun = Some(of("date begun")).filter(|begun| !begun.is_empty());
            found.time = begun.unwrap_or_else(|| completed.clone());
            if found.time != completed {
                found.arrived = completed;
            }
        }
    }
    Ok(found)
}

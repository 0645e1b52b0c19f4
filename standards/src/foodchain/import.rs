//! FoodChain-Lab JSON to movement tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::column::*;
use crate::book::{Book, Movement, SiteFacts};
use crate::{Fault, StandardsError};

/// Reads FoodChain-Lab documents and writes movement tables into `out`. Gives the rows of `events` by kind, and how
/// often each thing worth a word was met.
///
/// # Errors
/// A document cannot be read, or is not of the format: then nothing is written.
#[allow(clippy::type_complexity, reason = "two plain counts")]
pub fn import(
    sources: &[PathBuf],
    out: &Path,
) -> Result<(BTreeMap<String, u64>, BTreeMap<&'static str, u64>), StandardsError> {
    let (mut book, mut notes) = (Book::default(), BTreeMap::new());
    for path in sources {
        let read_failed = |source| StandardsError::Read { path: path.clone(), source };
        let file = BufReader::new(File::open(path).map_err(read_failed)?);
        let document: Value = serde_json::from_reader(file)
            .map_err(|error| refused(path, error.line() as u32, "", format!("this is not JSON: {error}")))?;
        Reading { path, data: &document["data"], book: &mut book, notes: &mut notes }.read()?;
    }
    let write_failed = |source| StandardsError::Write { path: out.to_owned(), source };
    fs::create_dir_all(out).map_err(write_failed)?;
    book.write(out).map_err(write_failed)?;
    let mut rows = BTreeMap::new();
    for movement in &book.movements {
        *rows.entry(movement.kind.clone()).or_default() += 1;
    }
    Ok((rows, notes))
}

fn refused(path: &Path, line: u32, place: &str, reason: String) -> StandardsError {
    let fault = Fault { line, path: place.to_owned(), reason };
    StandardsError::Faults { path: path.to_owned(), faults: vec![fault], total: 1 }
}

struct Reading<'r> {
    path: &'r Path,
    data: &'r Value,
    book: &'r mut Book,
    notes: &'r mut BTreeMap<&'static str, u64>,
}

type Row = BTreeMap<String, String>;

impl Reading<'_> {
    fn read(&mut self) -> Result<(), StandardsError> {
        let stations = self.table("stations")?;
        let deliveries = self.table("deliveries")?;
        let relations = self.table("deliveryRelations")?;
        for row in &stations {
            let of = |name: &str| row.get(name).cloned().unwrap_or_default();
            let id = of(ID);
            let name = Some(of(NAME)).filter(|name| *name != id).unwrap_or_default();
            let kinds = ["supplier", "plant", "dc", "zone", "store", "vehicle", "customer"];
            let kind = Some(of(BUSINESS)).filter(|kind| kinds.contains(&kind.as_str())).unwrap_or_default();
            let facts =
                SiteFacts { name, kind, region: of(STATE), country: of(COUNTRY), ..SiteFacts::default() };
            self.book.sites.insert(id, facts);
        }
        let follows: BTreeSet<&str> =
            relations.iter().filter_map(|row| row.get(TO)).map(String::as_str).collect();
        let mut by_id = BTreeMap::new();
        for (index, row) in deliveries.iter().enumerate() {
            let movement = self.delivery(index, row)?;
            let id = row.get(ID).cloned().unwrap_or_default();
            if movement.kind == "move" && !follows.contains(id.as_str()) {
                // Nothing came in that it was made of: the lot begins where it leaves.
                self.book.movements.push(Movement {
                    event_id: format!("{}+origin", movement.event_id),
                    kind: "receive".to_owned(),
                    to_site: String::new(),
                    arrived: String::new(),
                    ..movement.clone()
                });
            }
            self.book.movements.push(movement.clone());
            by_id.insert(id, movement);
        }
        for (index, row) in relations.iter().enumerate() {
            let place = |name: &str| format!("data.deliveryRelations.data[{index}].{name}");
            let end = |name: &str| {
                let id = row.get(name).map(String::as_str).unwrap_or_default();
                let unknown = || refused(self.path, 1, &place(name), format!("{id:?} is no delivery"));
                by_id.get(id).ok_or_else(unknown)
            };
            let (before, after) = (end(FROM)?.clone(), end(TO)?.clone());
            self.relate(&before, &after);
        }
        self.book.movements.sort();
        self.book.movements.dedup();
        Ok(())
    }

    fn table(&self, name: &str) -> Result<Vec<Row>, StandardsError> {
        let place = format!("data.{name}.data");
        let missing = || {
            refused(
                self.path,
                1,
                &place,
                "is missing: this is no FoodChain-Lab document of format 1".to_owned(),
            )
        };
        let rows = self.data[name]["data"].as_array().ok_or_else(missing)?;
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let read = |row: &Value| -> Option<Row> {
            let cells = row.as_array()?.iter();
            cells.map(|cell| Some((cell["id"].as_str()?.to_owned(), text(&cell["value"])))).collect()
        };
        let rows = rows.iter().enumerate().map(|(index, row)| {
            let wrong = || {
                refused(
                    self.path,
                    1,
                    &format!("{place}[{index}]"),
                    "should be a list of cells with id and value".to_owned(),
                )
            };
            read(row).ok_or_else(wrong)
        });
        rows.collect()
    }

    fn delivery(&mut self, index: usize, row: &Row) -> Result<Movement, StandardsError> {
        let of = |name: &str| row.get(name).cloned().unwrap_or_default();
        let needed = |name: &'static str| {
            let reason = || {
                let place = format!("data.deliveries.data[{index}].{name}");
                refused(self.path, 1, &place, "is missing: every delivery needs it".to_owned())
            };
            Some(of(name)).filter(|text| !text.is_empty()).ok_or_else(reason)
        };
        let (id, from, to) = (needed(ID)?, needed(FROM)?, needed(TO)?);
        let product = [of(ITEM), of(NAME)].into_iter().find(|text| !text.is_empty());
        let product = product.unwrap_or_else(|| "unknown".to_owned());
        let facts = self.book.products.entry(product.clone()).or_default();
        if facts.name.is_empty() && of(NAME) != product {
            facts.name = of(NAME);
        }
        let lot = match of(LOT) {
            // Format 1 takes a delivery without a lot number for a lot of its own.
            lot if lot.is_empty() && of(KIND).is_empty() => id.clone(),
            lot => lot,
        };
        let date = day_first(&of(DATE));
        let event_id = Some(of(EVENT)).filter(|event| !event.is_empty()).unwrap_or_else(|| id.clone());
        let mut movement = Movement {
            event_id,
            product,
            lot,
            quantity: of(AMOUNT),
            unit: of(UNIT),
            document: of(DOCUMENT),
            ..Movement::default()
        };
        if movement.quantity.parse::<f64>().is_err() && !movement.quantity.is_empty() {
            *self.notes.entry("amount that is no number, taken as unknown").or_default() += 1;
            movement.quantity.clear();
        }
        match of(KIND).as_str() {
            "receive" => {
                movement.kind = "receive".to_owned();
                (movement.site, movement.party, movement.time) = (to, from, date);
            }
            "sell" => {
                movement.kind = "sell".to_owned();
                (movement.site, movement.party, movement.time) = (from, to, of(LEFT));
            }
            _ => {
                movement.kind = "move".to_owned();
                let left = Some(of(LEFT)).filter(|left| !left.is_empty()).unwrap_or_else(|| date.clone());
                (movement.site, movement.to_site, movement.time, movement.arrived) = (from, to, left, date);
            }
        }
        if movement.time.is_empty() {
            *self
                .notes
                .entry("delivery without a date: only traces of whole lots hold it for certain")
                .or_default() += 1;
            movement.time = "1970".to_owned();
            movement.arrived.clear();
        }
        Ok(movement)
    }

    /// A relation between different lots is a transform at the station between them.
    fn relate(&mut self, before: &Movement, after: &Movement) {
        if (&before.product, &before.lot) == (&after.product, &after.lot) {
            return;
        }
        let site = after.site.clone();
        let leg = |role: &str, of: &Movement| Movement {
            event_id: format!("{}/{} at {site}", after.product, after.lot),
            kind: "transform".to_owned(),
            role: role.to_owned(),
            time: after.time.clone(),
            product: of.product.clone(),
            lot: of.lot.clone(),
            site: site.clone(),
            ..Movement::default()
        };
        self.book.movements.push(leg("in", before));
        self.book.movements.push(leg("out", after));
    }
}

/// A date such as 31.01.2026 in the order of the tables; others stay as they are.
fn day_first(text: &str) -> String {
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [month, year] if year.len() == 4 && month.len() <= 2 => format!("{year}-{month:0>2}"),
        _ => text.to_owned(),
    }
}

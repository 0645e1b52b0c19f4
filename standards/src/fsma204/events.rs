//! Critical tracking events with their key data elements.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Movement};

/// Which records are asked for: lots, or foods and dates (21 CFR 1.1455(c)(3)(ii)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these lots, by product and code.
    pub lots: Option<BTreeSet<(String, String)>>,
    /// Only these products.
    pub products: BTreeSet<String>,
    /// From this day or time on, as text that sorts by time.
    pub from: Option<String>,
    /// Up to this day or time, all of it.
    pub to: Option<String>,
}

impl Selection {
    fn takes(&self, row: &Movement) -> bool {
        let lot = || (row.product.clone(), row.lot.clone());
        let when = if row.kind == "arrive" || row.arrived.is_empty() { &row.time } else { &row.arrived };
        self.lots.as_ref().is_none_or(|lots| lots.contains(&lot()))
            && (self.products.is_empty() || self.products.contains(&row.product))
            && self.from.as_ref().is_none_or(|from| when >= from)
            && self.to.as_ref().is_none_or(|to| when <= to || when.starts_with(to.as_str()))
    }
}

/// One sheet: a critical tracking event, or a side of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSheet {
    /// Its name.
    pub name: &'static str,
    /// Titles, and whether the rule asks for the element.
    pub columns: &'static [(&'static str, bool)],
    /// Cells, as many as titles.
    pub rows: Vec<Vec<String>>,
}

/// An element that rows lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingElement {
    /// The sheet.
    pub sheet: &'static str,
    /// The element.
    pub element: &'static str,
    /// How many rows lack it.
    pub rows: u64,
}

/// How much of what the rule asks for is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// Elements that are there, and all that are asked for.
    pub present: u64,
    /// All that are asked for.
    pub asked: u64,
    /// What is missing, most first.
    pub missing: Vec<MissingElement>,
}

impl Completeness {
    /// Whole percent, rounded down: 100 only where nothing is missing.
    pub fn percent(&self) -> u64 {
        (self.present * 100).checked_div(self.asked).unwrap_or(100)
    }
}

impl std::fmt::Display for Completeness {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} % complete", self.percent())?;
        for missing in &self.missing {
            let (rows, sheet) = (missing.rows, missing.sheet.to_lowercase());
            let verb = if rows == 1 { "row lacks" } else { "rows lack" };
            write!(out, "; {rows} {sheet} {verb} {}", missing.element.to_lowercase())?;
        }
        Ok(())
    }
}

/// The sheets of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriticalEvents {
    /// Shipping, receiving, foods used, foods produced.
    pub sheets: [EventSheet; 4],
    /// Rows that are no critical tracking event, by kind: sales to consumers, counts, destruction and the like.
    pub left_out: BTreeMap<String, u64>,
}

pub(super) const SHIPPING: &[(&str, bool)] = &[
    ("Traceability lot code", true),
    ("Quantity", true),
    ("Unit of measure", true),
    ("Product description", true),
    ("Immediate subsequent recipient", true),
    ("Ship-from location", true),
    ("Ship date", true),
    ("Traceability lot code source", true),
    ("Reference document", true),
    ("Missing", false),
    ("Product", false),
    ("GTIN", false),
    ("Record", false),
    ("Event ID", false),
];

pub(super) const RECEIVING: &[(&str, bool)] = &[
    ("Traceability lot code", true),
    ("Quantity", true),
    ("Unit of measure", true),
    ("Product description", true),
    ("Immediate previous source", true),
    ("Receive location", true),
    ("Receive date", true),
    ("Traceability lot code source", true),
    ("Reference document", true),
    ("Missing", false),
    ("Product", false),
    ("GTIN", false),
    ("Record", false),
    ("Event ID", false),
    ("Shipment", false),
];

pub(super) const USED: &[(&str, bool)] = &[
    ("Traceability lot code", true),
    ("Product description", true),
    ("Quantity used", true),
    ("Unit of measure", true),
    ("Location transformed", true),
    ("Date", true),
    ("Reference document", true),
    ("Missing", false),
    ("Product", false),
    ("GTIN", false),
    ("Event ID", false),
    ("Hazards controlled", false),
];

pub(super) const PRODUCED: &[(&str, bool)] = &[
    ("Traceability lot code", true),
    ("Traceability lot code source", true),
    ("Date completed", true),
    ("Product description", true),
    ("Quantity", true),
    ("Unit of measure", true),
    ("Reference document", true),
    ("Missing", false),
    ("Product", false),
    ("GTIN", false),
    ("Event ID", false),
    ("Date begun", false),
];

/// Names of the sheets.
pub(super) const NAMES: [&str; 4] =
    ["Shipping", "Receiving", "Transformation used", "Transformation produced"];

impl CriticalEvents {
    /// The critical tracking events among the movements of a book. A transformation of which a lot was asked for is
    /// there as a whole: its other inputs and outputs are what the request is about.
    pub fn of(book: &Book, selection: &Selection) -> CriticalEvents {
        let columns = [SHIPPING, RECEIVING, USED, PRODUCED];
        let sheet = |at: usize| EventSheet { name: NAMES[at], columns: columns[at], rows: Vec::new() };
        let mut found = CriticalEvents { sheets: [0, 1, 2, 3].map(sheet), left_out: BTreeMap::new() };
        let writing = Writing { book, sources: sources(book), moves: moves(book) };
        let whole: BTreeSet<&str> = book
            .movements
            .iter()
            .filter(|row| row.kind == "transform" && selection.takes(row))
            .map(|row| row.event_id.as_str())
            .collect();
        for row in &book.movements {
            let taken = if row.kind == "transform" {
                whole.contains(row.event_id.as_str())
            } else {
                selection.takes(row)
            };
            if taken {
                writing.add(row, &mut found);
            }
        }
        for sheet in &mut found.sheets {
            sheet.rows.sort();
            sheet.rows.dedup();
            sheet.note_missing();
        }
        found
    }

    /// What is missing.
    pub fn completeness(&self) -> Completeness {
        let mut all = Completeness { present: 0, asked: 0, missing: Vec::new() };
        for sheet in &self.sheets {
            for (at, (element, asked)) in sheet.columns.iter().enumerate() {
                if !asked {
                    continue;
                }
                let lacking = sheet.rows.iter().filter(|row| row[at].is_empty()).count() as u64;
                all.asked += sheet.rows.len() as u64;
                all.present += sheet.rows.len() as u64 - lacking;
                if lacking > 0 {
                    all.missing.push(MissingElement { sheet: sheet.name, element, rows: lacking });
                }
            }
        }
        all.missing.sort_by_key(|missing| std::cmp::Reverse(missing.rows));
        all
    }
}

impl EventSheet {
    fn note_missing(&mut self) {
        let Some(note) = self.columns.iter().position(|(title, _)| *title == "Missing") else { return };
        for row in &mut self.rows {
            let lacking: Vec<String> = self
                .columns
                .iter()
                .zip(&*row)
                .filter(|((_, asked), cell)| *asked && cell.is_empty())
                .map(|((title, _), _)| title.to_lowercase())
                .collect();
            row[note] = lacking.join("; ");
        }
    }
}

struct Writing<'b> {
    book: &'b Book,
    /// Where each lot got its code.
    sources: BTreeMap<(&'b str, &'b str), &'b str>,
    moves: BTreeMap<(&'b str, &'b str, &'b str), &'b Movement>,
}

/// Where lots got their codes: where they were made, else who supplied them, else where they first came up.
fn sources(book: &Book) -> BTreeMap<(&str, &str), &str> {
    let mut found = BTreeMap::new();
    let ranked = |row: &Movement| match (row.kind.as_str(), row.role.as_str(), row.party.is_empty()) {
        ("transform", "out", _) => Some(0),
        ("receive", _, false) => Some(2),
        ("receive", _, true) => Some(3),
        _ => None,
    };
    for ((product, lot), facts) in &book.lots {
        if !facts.supplier.is_empty() {
            found.insert((product.as_str(), lot.as_str()), (1, "", facts.supplier.as_str()));
        }
    }
    for row in &book.movements {
        let Some(rank) = ranked(row) else { continue };
        let place = if rank == 2 { row.party.as_str() } else { row.site.as_str() };
        let key = (row.product.as_str(), row.lot.as_str());
        let offer = (rank, row.time.as_str(), place);
        let known = found.entry(key).or_insert(offer);
        *known = offer.min(*known);
    }
    found.into_iter().map(|(key, (_, _, place))| (key, place)).collect()
}

fn moves(book: &Book) -> BTreeMap<(&str, &str, &str), &Movement> {
    let moves = book.movements.iter().filter(|row| row.kind == "move");
    moves.map(|row| ((row.event_id.as_str(), row.product.as_str(), row.lot.as_str()), row)).collect()
}

impl Writing<'_> {
    fn add(&self, row: &Movement, found: &mut CriticalEvents) {
        let [shipping, receiving, used, produced] = &mut found.sheets;
        match (row.kind.as_str(), row.role.as_str()) {
            ("move", _) => {
                shipping.rows.push(self.shipped(row, &row.to_site));
                if !row.arrived.is_empty() {
                    receiving.rows.push(self.received(
                        row,
                        &row.site,
                        &row.to_site,
                        &row.arrived,
                        &row.event_id,
                    ));
                }
            }
            ("arrive", _) => {
                let key = (row.reference.as_str(), row.product.as_str(), row.lot.as_str());
                let from = self.moves.get(&key).map_or("", |shipped| shipped.site.as_str());
                receiving.rows.push(self.received(row, from, &row.site, &row.time, &row.reference));
            }
            ("receive" | "return", _) => {
                receiving.rows.push(self.received(row, &row.party, &row.site, &row.time, ""));
            }
            ("sell", _) if !row.party.is_empty() => shipping.rows.push(self.shipped(row, &row.party)),
            ("transform", "in") => used.rows.push(vec![
                row.lot.clone(),
                self.book.description(&row.product),
                row.quantity.clone(),
                unit(row),
                row.site.clone(),
                row.time.clone(),
                row.document.clone(),
                String::new(),
                row.product.clone(),
                self.gtin(row),
                row.event_id.clone(),
                row.hazards.clone(),
            ]),
            ("transform", _) => {
                let completed = if row.arrived.is_empty() { &row.time } else { &row.arrived };
                produced.rows.push(vec![
                    row.lot.clone(),
                    row.site.clone(),
                    completed.clone(),
                    self.book.description(&row.product),
                    row.quantity.clone(),
                    unit(row),
                    row.document.clone(),
                    String::new(),
                    row.product.clone(),
                    self.gtin(row),
                    row.event_id.clone(),
                    row.time.clone(),
                ]);
            }
            (kind, _) => *found.left_out.entry(kind.to_owned()).or_default() += 1,
        }
    }

    fn shipped(&self, row: &Movement, to: &str) -> Vec<String> {
        let mut cells = self.common(row);
        cells.extend([
            to.to_owned(),
            row.site.clone(),
            row.time.clone(),
            self.source(row),
            row.document.clone(),
        ]);
        cells.extend([String::new(), row.product.clone(), self.gtin(row)]);
        cells.extend([row.kind.clone(), row.event_id.clone()]);
        cells
    }

    fn received(&self, row: &Movement, from: &str, at: &str, when: &str, shipment: &str) -> Vec<String> {
        let mut cells = self.common(row);
        cells.extend([
            from.to_owned(),
            at.to_owned(),
            when.to_owned(),
            self.source(row),
            row.document.clone(),
        ]);
        cells.extend([String::new(), row.product.clone(), self.gtin(row)]);
        let kind = if row.kind == "move" { "arrive" } else { &row.kind };
        let id = if row.kind == "move" { format!("{}+arrived", row.event_id) } else { row.event_id.clone() };
        cells.extend([kind.to_owned(), id, shipment.to_owned()]);
        cells
    }

    fn common(&self, row: &Movement) -> Vec<String> {
        vec![row.lot.clone(), row.quantity.clone(), unit(row), self.book.description(&row.product)]
    }

    fn source(&self, row: &Movement) -> String {
        let found = self.sources.get(&(row.product.as_str(), row.lot.as_str()));
        found.map_or_else(String::new, |place| (*place).to_owned())
    }

    fn gtin(&self, row: &Movement) -> String {
        self.book.products.get(&row.product).map_or_else(String::new, |facts| facts.gtin.clone())
    }
}

/// The unit of a stated quantity.
fn unit(row: &Movement) -> String {
    if row.quantity.is_empty() { String::new() } else { row.unit.clone() }
}

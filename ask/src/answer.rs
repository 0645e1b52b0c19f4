//! What is answered: a few facts and some tables.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::cell::Cell;
use crate::sheet::Sheet;

/// An answer, complete. As JSON it is one object: the facts, then each table as a list of objects.
#[derive(Debug, Default)]
pub struct Answer<'a> {
    facts: Vec<(&'static str, Cell<'a>)>,
    sheets: Vec<Sheet<'a>>,
    main: usize,
    nothing_found: bool,
}

impl<'a> Answer<'a> {
    /// An answer without anything in it.
    pub fn new() -> Answer<'a> {
        Answer::default()
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: Cell<'a>) -> Answer<'a> {
        self.facts.push((name, value));
        self
    }

    /// Adds a table; the first one is the main one until [`Answer::main_is`].
    #[must_use]
    pub fn sheet(mut self, sheet: Sheet<'a>) -> Answer<'a> {
        self.sheets.push(sheet);
        self
    }

    /// Names the table that stands for the answer where only one can be shown (CSV, Parquet).
    #[must_use]
    pub fn main_is(mut self, name: &str) -> Answer<'a> {
        if let Some(index) = self.sheets.iter().position(|sheet| sheet.name == name) {
            self.main = index;
        }
        self
    }

    /// Says that nothing was found where the main table is empty.
    #[must_use]
    pub fn or_nothing(mut self) -> Answer<'a> {
        self.nothing_found = self.main_sheet().is_none_or(Sheet::is_empty);
        self
    }

    /// Says outright whether nothing was found.
    #[must_use]
    pub fn found(mut self, found: bool) -> Answer<'a> {
        self.nothing_found = !found;
        self
    }

    /// The facts, in order.
    pub fn facts(&self) -> &[(&'static str, Cell<'a>)] {
        &self.facts
    }

    /// The tables, in order.
    pub fn sheets(&self) -> &[Sheet<'a>] {
        &self.sheets
    }

    /// The table that stands for the answer where only one can be shown.
    pub fn main_sheet(&self) -> Option<&Sheet<'a>> {
        self.sheets.get(self.main)
    }

    /// The table of a name.
    pub fn sheet_named(&self, name: &str) -> Option<&Sheet<'a>> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// 0: answered; 1: nothing found.
    pub fn exit_code(&self) -> u8 {
        u8::from(self.nothing_found)
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_entries(self, &mut map)?;
        map.end()
    }
}

fn serialize_entries<M: SerializeMap>(answer: &Answer<'_>, map: &mut M) -> Result<(), M::Error> {
    for (name, value) in &answer.facts {
        if *value != Cell::Absent {
            map.serialize_entry(name, value)?;
        }
    }
    answer.sheets.iter().try_for_each(|sheet| map.serialize_entry(sheet.name, sheet))
}

/// An answer to one request of a batch: the request's `id`, then the answer's own fields.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'r, 'a> {
    /// The request's `id`, as it came.
    pub id: &'r serde_json::Value,
    /// The answer.
    pub answer: &'r Answer<'a>,
}

impl Serialize for Reply<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.id)?;
        serialize_entries(self.answer, &mut map)?;
        map.end()
    }
}

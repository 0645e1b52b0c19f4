//! Answers as replies: one map of facts and tables, or a page of its rows.

use std::time::Instant;

use ask::{Answer, Cell, LegCell};

use crate::budget::Charge;
use crate::failure::Failure;
use crate::resp::{Protocol, Reply};

/// Which rows of an answer are asked for, counted over all its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) from: usize,
    pub(crate) rows: usize,
}

impl Page {
    /// Where the next page begins; `None`: this is the last one.
    pub(crate) fn next(self, total: usize) -> Option<usize> {
        let to = self.from.saturating_add(self.rows);
        (to < total).then_some(to)
    }
}

/// Number of rows of all tables.
pub(crate) fn row_count(answer: &Answer<'_>) -> usize {
    answer.sheets().iter().map(ask::Sheet::len).sum()
}

/// Where the bytes of an answer go, as long as there is memory and time.
pub(crate) struct Sink<'c> {
    pub(crate) out: Vec<u8>,
    pub(crate) charge: &'c mut Charge,
    pub(crate) deadline: Instant,
}

impl Sink<'_> {
    /// Called once a row.
    fn check(&mut self, row: usize) -> Result<(), Failure> {
        self.charge.cover(self.out.len())?;
        // A row takes less than a microsecond.
        if row % 1024 == 1023 && Instant::now() > self.deadline { Err(Failure::too_late()) } else { Ok(()) }
    }
}

/// Writes a whole answer.
pub(crate) fn write_whole(
    answer: &Answer<'_>,
    protocol: Protocol,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let facts = stated(answer);
    Reply::new(&mut sink.out, protocol).map(facts.len() + answer.sheets().len());
    write_facts(&facts, protocol, sink);
    write_tables(answer, protocol, Page { from: 0, rows: usize::MAX }, sink)
}

/// Writes a page: the facts, how many rows each table has in all, the cursor of the next page (`0`: there is none),
/// and the rows of each table that are on the page. `complete` is true only where that is all of them.
pub(crate) fn write_page(
    answer: &Answer<'_>,
    protocol: Protocol,
    page: Page,
    cursor: &str,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let mut facts = stated(answer);
    let is_all = page.from == 0 && page.next(row_count(answer)).is_none();
    let complete = Cell::Bool(is_all);
    for (name, value) in &mut facts {
        if *name == "complete" {
            *value = &complete;
        }
    }
    Reply::new(&mut sink.out, protocol).map(facts.len() + 2 + answer.sheets().len());
    write_facts(&facts, protocol, sink);
    let mut reply = Reply::new(&mut sink.out, protocol);
    reply.text("cursor");
    reply.text(cursor);
    reply.text("totals");
    reply.map(answer.sheets().len());
    for sheet in answer.sheets() {
        reply.text(sheet.name);
        reply.count(sheet.len() as u64);
    }
    write_tables(answer, protocol, page, sink)
}

fn stated<'f, 'a>(answer: &'f Answer<'a>) -> Vec<(&'static str, &'f Cell<'a>)> {
    let facts = answer.facts().iter();
    facts.filter(|(_, value)| *value != Cell::Absent).map(|(name, value)| (*name, value)).collect()
}

fn write_facts(facts: &[(&'static str, &Cell<'_>)], protocol: Protocol, sink: &mut Sink<'_>) {
    for (name, value) in facts {
        Reply::new(&mut sink.out, protocol).text(name);
        write_cell(value, &mut Reply::new(&mut sink.out, protocol));
    }
}

fn write_tables(
    answer: &Answer<'_>,
    protocol: Protocol,
    page: Page,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let mut start = 0;
    let mut cells = Vec::new();
    for sheet in answer.sheets() {
        let from = page.from.saturating_sub(start).min(sheet.len());
        let to = page.from.saturating_add(page.rows).saturating_sub(start).min(sheet.len()).max(from);
        start += sheet.len();
        let mut reply = Reply::new(&mut sink.out, protocol);
        reply.text(sheet.name);
        reply.list(to - from);
        for row in from..to {
            sheet.row(row, &mut cells);
            let mut reply = Reply::new(&mut sink.out, protocol);
            reply.map(cells.iter().filter(|cell| **cell != Cell::Absent).count());
            for (column, cell) in sheet.columns.iter().zip(&cells) {
                if *cell != Cell::Absent {
                    reply.text(column.name);
                    write_cell(cell, &mut reply);
                }
            }
            sink.check(row)?;
        }
    }
    sink.charge.cover(sink.out.len())
}

fn write_cell(cell: &Cell<'_>, reply: &mut Reply<'_>) {
    match cell {
        Cell::Absent | Cell::Null => reply.null(),
        Cell::Bool(value) => reply.boolean(*value),
        Cell::Count(value) => reply.count(*value),
        Cell::Text(text) => reply.text(text),
        Cell::Lot(_)
        | Cell::Position(..)
        | Cell::Decimal(_)
        | Cell::Tenths(_)
        | Cell::Time(_)
        | Cell::Day(_) => reply.display(cell),
        Cell::Texts(texts) => {
            reply.list(texts.len());
            texts.iter().for_each(|text| reply.text(text));
        }
        Cell::Legs(legs) => {
            reply.list(legs.len());
            legs.iter().for_each(|leg| write_leg(leg, reply));
        }
    }
}

fn write_leg(leg: &LegCell<'_>, reply: &mut Reply<'_>) {
    reply.map(3 + usize::from(!leg.role.is_empty()));
    if !leg.role.is_empty() {
        reply.text("role");
        reply.text(leg.role);
    }
    reply.text("lot");
    reply.display(&leg.lot);
    reply.text("site");
    reply.text(leg.site);
    reply.text("quantity");
    match &leg.quantity {
        Some(quantity) => reply.display(quantity),
        None => reply.null(),
    }
}

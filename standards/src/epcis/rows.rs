//! Rows of one event, put together: pieces of one lot add up, and events that share a transformation are one.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::history::{LegSink, Notes};
use super::leg::{Leg, LegKind};
use super::moment::{Moment, covering};
use crate::decimal::Decimal;
use crate::packed::Packer;
use crate::spill::{Sorted, Sorter};
use crate::tables::TableWriter;
use crate::units;

/// Gathers rows by their event.
#[derive(Default)]
pub(crate) struct LegSorter {
    sorter: Sorter,
    packer: Packer,
}

impl LegSink for LegSorter {
    fn leg(&mut self, leg: &Leg) -> io::Result<()> {
        leg.pack(&mut self.packer);
        self.sorter.push(&self.packer.bytes)
    }
}

impl LegSorter {
    /// Ends the gathering.
    pub(crate) fn finish(self) -> io::Result<Sorted> {
        self.sorter.finish()
    }
}

/// What the rows say of products and sites beside themselves.
#[derive(Debug, Default)]
pub(crate) struct Mentioned {
    /// Units of products that the tables would not know by themselves.
    pub(crate) units: BTreeMap<String, String>,
    /// Sites whose dates mean days in UTC.
    pub(crate) utc_sites: BTreeSet<String>,
    /// Products with rows.
    pub(crate) products: BTreeSet<String>,
    /// Sites with rows.
    pub(crate) sites: BTreeSet<String>,
    /// Rows by their kind.
    pub(crate) rows: BTreeMap<&'static str, u64>,
}

/// Writes the table `events`. Holds the rows of one event.
pub(crate) fn write(legs: &mut Sorted, table: &mut TableWriter, notes: &mut Notes) -> io::Result<Mentioned> {
    let mut writing = Writing { table, notes, mentioned: Mentioned::default(), event: Vec::new() };
    let (mut records, mut record) = (legs.records()?, Vec::new());
    while records.next(&mut record)? {
        writing.take(Leg::unpack(&record))?;
    }
    writing.end_event()?;
    Ok(writing.mentioned)
}

struct Writing<'w> {
    table: &'w mut TableWriter,
    notes: &'w mut Notes,
    mentioned: Mentioned,
    /// Rows of the event that is being read.
    event: Vec<Leg>,
}

impl Writing<'_> {
    fn take(&mut self, leg: Leg) -> io::Result<()> {
        if self.event.first().is_some_and(|first| first.event != leg.event) {
            self.end_event()?;
        }
        match self.event.last_mut() {
            Some(last) if last.adds_to(&leg) => {
                if adds_up(leg.kind) {
                    let sum = Decimal::read(&last.quantity).zip(Decimal::read(&leg.quantity));
                    last.quantity =
                        sum.and_then(|(a, b)| a.plus(b)).map_or_else(String::new, |sum| sum.to_string());
                }
            }
            Some(_) | None => self.event.push(leg),
        }
        Ok(())
    }

    fn end_event(&mut self) -> io::Result<()> {
        let mut rows = std::mem::take(&mut self.event);
        let time = self.share(&mut rows);
        for leg in &mut rows {
            self.settle_unit(leg);
            self.write(leg, time.as_deref())?;
        }
        rows.clear();
        self.event = rows;
        Ok(())
    }

    /// The time of a transformation that several events share, at one site: every input may be in every output, so it
    /// lasts from the first of them to the last, and each output is there from its own event on.
    fn share(&mut self, rows: &mut [Leg]) -> Option<String> {
        let mut shared: Vec<&mut Leg> =
            rows.iter_mut().filter(|leg| leg.shared && leg.kind.is_transform()).collect();
        let first = shared.iter().map(|leg| leg.time).min()?;
        let last = shared.iter().map(|leg| leg.time).max()?;
        let site =
            shared.iter().find(|leg| leg.kind == LegKind::TransformOut).or(shared.first())?.site.clone();
        if shared.iter().any(|leg| leg.site != site) {
            *self
                .notes
                .entry("transformation at several sites: that of its first output counts")
                .or_default() += 1;
        }
        for leg in &mut shared {
            leg.site.clone_from(&site);
        }
        if first == last {
            return None;
        }
        for leg in shared {
            leg.arrived = (leg.kind == LegKind::TransformOut).then_some(leg.time);
        }
        self.mentioned.utc_sites.insert(site);
        Some(covering(first, last))
    }

    /// A unit that the tables would not know is declared with the product, once; more of them leave the quantity
    /// unknown.
    fn settle_unit(&mut self, leg: &mut Leg) {
        if leg.unit.is_empty() || units::is_common(&leg.unit) {
            return;
        }
        let known = self.mentioned.units.entry(leg.product.clone()).or_insert_with(|| leg.unit.clone());
        if *known != leg.unit {
            leg.unit.clear();
            leg.quantity.clear();
            *self.notes.entry("second unit that no table declares: quantity unknown").or_default() += 1;
        }
    }

    fn write(&mut self, leg: &Leg, shared_time: Option<&str>) -> io::Result<()> {
        let (kind, role) = leg.kind.names();
        let own = leg.time.to_string();
        let shared_time = shared_time.filter(|_| leg.shared && leg.kind.is_transform());
        let as_written = Some(leg.written.as_str()).filter(|written| !written.is_empty());
        let time = shared_time.or(as_written).unwrap_or(&own);
        let written = |moment: Option<Moment>| moment.map_or_else(String::new, |moment| moment.to_string());
        let (mut arrived, recorded) = (written(leg.arrived), written(leg.recorded));
        if arrived.is_empty() {
            arrived.clone_from(&leg.completed);
        }
        // A unit without a quantity says nothing.
        let unit = if leg.quantity.is_empty() { "" } else { leg.unit.as_str() };
        *self.mentioned.rows.entry(kind).or_default() += 1;
        if !leg.product.is_empty() && !self.mentioned.products.contains(&leg.product) {
            self.mentioned.products.insert(leg.product.clone());
        }
        for site in [&leg.site, &leg.to_site] {
            if !site.is_empty() && !self.mentioned.sites.contains(site) {
                self.mentioned.sites.insert(site.clone());
            }
        }
        self.table.row(&[
            &leg.event,
            kind,
            role,
            time,
            &arrived,
            &recorded,
            &leg.product,
            &leg.lot,
            &leg.quantity,
            unit,
            &leg.site,
            &leg.to_site,
            &leg.party,
            &leg.document,
            &leg.container,
            &leg.hazards,
            &leg.reference,
        ])
    }
}

/// Whether rows that differ in nothing else add up: pieces of one lot do, statements do not.
fn adds_up(kind: LegKind) -> bool {
    match kind {
        LegKind::Receive
        | LegKind::Return
        | LegKind::Adjust
        | LegKind::Move
        | LegKind::Arrive
        | LegKind::TransformIn
        | LegKind::TransformOut
        | LegKind::Sell
        | LegKind::Destroy
        | LegKind::Count
        | LegKind::Pack
        | LegKind::Unpack => true,
        LegKind::Hold | LegKind::Recall | LegKind::Release | LegKind::Void => false,
    }
}

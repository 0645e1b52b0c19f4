//! Shipments of one good that have not ended: which of them a receipt ends.

use rustc_hash::FxHashMap;

use super::history::OWN_SHIPMENT;
use super::moment::Moment;
use super::observation::Observation;
use crate::decimal::Decimal;

/// A shipment on its way.
#[derive(Clone, Debug)]
pub(crate) struct Shipment {
    /// What was said when it left.
    pub(crate) said: Observation,
    /// The place it left.
    pub(crate) source: String,
    /// What has not arrived; `None`: not known.
    pub(crate) left: Option<Decimal>,
    /// Whether anything of it has arrived.
    pub(crate) begun: bool,
}

/// How sure it is that a receipt ends a shipment, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    /// The receipt names it, as our own exports do.
    Named,
    /// They share a business document.
    Document,
    /// It goes where the goods came in.
    Destination,
    /// It is the nearest earlier one.
    Nearest,
}

/// The open shipments of one good, found by document, by destination, by time.
#[derive(Debug, Default)]
pub(crate) struct Shipments {
    slots: Vec<Option<Shipment>>,
    by_document: FxHashMap<String, Vec<usize>>,
    by_destination: FxHashMap<String, Vec<usize>>,
    by_time: Vec<usize>,
}

impl Shipments {
    /// Adds a shipment, later than those there are.
    pub(crate) fn open(&mut self, shipment: Shipment) {
        let slot = self.slots.len();
        for document in &shipment.said.documents {
            self.by_document.entry(document.clone()).or_default().push(slot);
        }
        if !shipment.said.destination.is_empty() {
            self.by_destination.entry(shipment.said.destination.clone()).or_default().push(slot);
        }
        self.by_time.push(slot);
        self.slots.push(Some(shipment));
    }

    /// Whether an open shipment goes by that id.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.by_time
            .iter()
            .rev()
            .take(64)
            .any(|slot| self.slots[*slot].as_ref().is_some_and(|shipment| shipment.said.event == id))
    }

    /// The shipment that what was said at `site` is about, and how sure that is.
    pub(crate) fn find(
        &mut self,
        said: &Observation,
        site: &str,
        fits: impl Fn(&Shipment) -> bool,
    ) -> Option<(usize, Match)> {
        let slots = &self.slots;
        let is_open = |slot: &usize| slots[*slot].is_some();
        let good = |slot: &&usize| slots[**slot].as_ref().is_some_and(&fits);
        let goes = |slot: &usize| slots[*slot].as_ref().is_some_and(|s| s.said.destination == site);
        let latest = |slots: &Vec<usize>| slots.iter().rev().find(|slot| good(slot)).copied();
        let mut shared: Option<usize> = None;
        let own = said.documents.iter().find(|document| document.starts_with(OWN_SHIPMENT));
        if let Some(slot) = own.and_then(|own| self.by_document.get(own)?.iter().rev().copied().find(is_open))
        {
            return Some((slot, Match::Named));
        }
        for document in &said.documents {
            let Some(known) = self.by_document.get_mut(document) else { continue };
            known.retain(is_open);
            let there = known.iter().rev().find(|slot| good(slot) && goes(slot)).copied();
            let found = there.or_else(|| latest(known));
            shared = match (shared, found) {
                (Some(a), Some(b)) => Some(if (goes(&a), a) >= (goes(&b), b) { a } else { b }),
                (a, b) => a.or(b),
            };
        }
        if let Some(slot) = shared {
            return Some((slot, Match::Document));
        }
        if let Some(known) = self.by_destination.get_mut(site) {
            known.retain(is_open);
            if let Some(slot) = latest(known) {
                return Some((slot, Match::Destination));
            }
        }
        while self.by_time.last().is_some_and(|slot| self.slots[*slot].is_none()) {
            self.by_time.pop();
        }
        if self.by_time.len() > 32 && self.by_time.len() > 2 * self.open_count() {
            let slots = &self.slots;
            self.by_time.retain(|slot| slots[*slot].is_some());
        }
        let found = self.by_time.iter().rev().find(|slot| self.slots[**slot].as_ref().is_some_and(&fits));
        found.map(|slot| (*slot, Match::Nearest))
    }

    fn open_count(&self) -> usize {
        self.by_time.iter().filter(|slot| self.slots[**slot].is_some()).count()
    }

    /// The shipment in a slot that [`Shipments::find`] gave.
    pub(crate) fn get_mut(&mut self, slot: usize) -> Option<&mut Shipment> {
        self.slots[slot].as_mut()
    }

    /// Ends a shipment.
    pub(crate) fn close(&mut self, slot: usize) -> Option<Shipment> {
        self.slots[slot].take()
    }

    /// Those that never ended.
    pub(crate) fn rest(self) -> impl Iterator<Item = Shipment> {
        self.slots.into_iter().flatten()
    }
}

/// Whether a shipment had left by then.
pub(crate) fn left_by(shipment: &Shipment, time: Moment) -> bool {
    shipment.said.time <= time
}

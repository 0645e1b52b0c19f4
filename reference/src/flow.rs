//! Forward flow: labels, lowered over all events until nothing changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::books::{Stretch, Trust};
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::movement::Movement;
use crate::row::Kind;
use crate::time::Moment;

/// What is asked beside the seed.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) trust: Trust,
    pub(crate) hazard: Option<String>,
    /// The sites where co-presence counts.
    pub(crate) exposure: BTreeSet<String>,
    /// Whether the site was ever cleaned, as far as this question goes.
    pub(crate) counts_cleans: bool,
}

/// Where a trace starts.
#[derive(Clone, Debug)]
pub(crate) enum Seed {
    Lot(Lot),
    /// Positions, each from a moment on.
    Positions(BTreeMap<Position, Moment>),
    Event(String),
}

/// The forward flow of a seed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forward {
    /// The earliest time at which a position can be affected.
    pub(crate) labels: BTreeMap<Position, Moment>,
    /// The movements that consume something affected, with their labels.
    pub(crate) reached: BTreeMap<usize, Moment>,
    /// Those of them that the hazard does not pass.
    pub(crate) stopped: BTreeSet<usize>,
    /// The movements of the asked event.
    pub(crate) asked: BTreeSet<usize>,
    /// The id asked for, listed itself.
    pub(crate) asked_event: Option<String>,
    /// Positions that a seed, the rule of untrusted positions or a flow leg reaches.
    pub(crate) traced: BTreeSet<Position>,
    pub(crate) orphans: BTreeSet<Position>,
}

impl Forward {
    pub(crate) fn trace(ledger: &Ledger<'_>, seed: &Seed, options: &Options) -> Self {
        let mut flow = Self::default();
        flow.plant(ledger, seed, options.trust);
        loop {
            let before = (flow.labels.clone(), flow.reached.clone(), flow.traced.clone());
            flow.follow_movements(ledger, options);
            if options.trust == Trust::Safe {
                flow.distrust(ledger);
            }
            for site in &options.exposure {
                flow.expose(ledger, site, options);
            }
            if before == (flow.labels.clone(), flow.reached.clone(), flow.traced.clone()) {
                return flow;
            }
        }
    }

    fn plant(&mut self, ledger: &Ledger<'_>, seed: &Seed, trust: Trust) {
        match seed {
            Seed::Lot(lot) => self.plant_lot(ledger, lot, trust),
            Seed::Positions(positions) => {
                for (position, since) in positions {
                    self.reach(position, *since);
                }
            }
            Seed::Event(event) => {
                self.asked_event = Some(event.clone());
                for (index, movement) in
                    ledger.movements.iter().enumerate().filter(|(_, movement)| movement.event == *event)
                {
                    self.asked.insert(index);
                    for leg in &movement.outs {
                        self.reach(&leg.position, leg.span.start);
                    }
                }
            }
        }
    }

    /// A lot is affected wherever it is made or received, and under `safe` wherever its books are broken.
    fn plant_lot(&mut self, ledger: &Ledger<'_>, lot: &Lot, trust: Trust) {
        for movement in &ledger.movements {
            for leg in movement.outs.iter().filter(|leg| leg.position.lot == *lot && creates(movement)) {
                self.reach(&leg.position, leg.span.start);
            }
        }
        if trust == Trust::Safe {
            self.distrust_lot(ledger, lot);
        }
    }

    fn lower(&mut self, position: &Position, label: Moment) {
        let known = self.labels.entry(position.clone()).or_insert(label);
        *known = label.min(*known);
    }

    fn reach(&mut self, position: &Position, label: Moment) {
        self.lower(position, label);
        self.traced.insert(position.clone());
    }

    /// R11.
    fn follow_movements(&mut self, ledger: &Ledger<'_>, options: &Options) {
        for (index, movement) in ledger.movements.iter().enumerate() {
            let Some(label) = event_label(movement, &self.labels) else { continue };
            self.reached.insert(index, label);
            if movement.kills(options.hazard.as_deref()) {
                if !self.asked.contains(&index) {
                    self.stopped.insert(index);
                }
                continue;
            }
            for leg in &movement.outs {
                self.reach(&leg.position, label.max(leg.span.start));
            }
        }
    }

    /// Once any position of a lot is affected, all its untrusted ones are, from the beginning of time.
    fn distrust(&mut self, ledger: &Ledger<'_>) {
        let lots: BTreeSet<Lot> = self.labels.keys().map(|position| position.lot.clone()).collect();
        for lot in lots {
            self.distrust_lot(ledger, &lot);
        }
    }

    fn distrust_lot(&mut self, ledger: &Ledger<'_>, lot: &Lot) {
        for (position, _) in ledger.positions_of(lot).filter(|(_, books)| books.is_untrusted()) {
            self.reach(position, Moment::BEGINNING);
            self.orphans.insert(position.clone());
        }
    }

    /// R14: what is present at `site` while it is dirty.
    fn expose(&mut self, ledger: &Ledger<'_>, site: &str, options: &Options) {
        let dirty = self.dirty(ledger, site, options);
        for (position, books) in ledger.positions_at(site) {
            for present in books.presence(options.trust) {
                for dirt in dirty.iter().filter(|dirt| present.from <= dirt.to && dirt.from <= present.to) {
                    self.lower(position, dirt.from.max(present.from));
                }
            }
        }
    }

    fn dirty(&self, ledger: &Ledger<'_>, site: &str, options: &Options) -> Vec<Stretch> {
        let clean_after = |moment: Moment| {
            let cleans = ledger.rows_of(Kind::Clean).filter(|row| options.counts_cleans && row.site == site);
            cleans
                .filter(|row| row.time.start > moment)
                .map(|row| row.time.end)
                .min()
                .unwrap_or(Moment::FOREVER)
        };
        let mut dirty = Vec::new();
        for (position, books) in ledger.positions_at(site) {
            let Some(&label) = self.labels.get(position) else { continue };
            for present in books.presence(options.trust) {
                let from = present.from.max(label);
                if from <= present.to {
                    dirty.push(Stretch { from, to: clean_after(present.to) });
                }
            }
        }
        dirty
    }

    /// Affected, but by exposure alone.
    pub(crate) fn is_exposed(&self, position: &Position) -> bool {
        self.labels.contains_key(position) && !self.traced.contains(position)
    }

    /// Ids of the events that consume something affected and pass it on, and of the asked event.
    pub(crate) fn events(&self, ledger: &Ledger<'_>) -> BTreeSet<String> {
        let passing = self.reached.keys().filter(|index| !self.stopped.contains(index));
        passing.map(|&index| ledger.movements[index].event.clone()).chain(self.asked_event.clone()).collect()
    }

    /// Ids of the events that consume something affected, of which nothing passes it on.
    pub(crate) fn stopped_events(&self, ledger: &Ledger<'_>) -> BTreeSet<String> {
        let passing = self.events(ledger);
        let stopped = self.stopped.iter().map(|&index| ledger.movements[index].event.clone());
        stopped.filter(|event| !passing.contains(event)).collect()
    }
}

/// Whether what the movement feeds is a beginning of its lot.
pub(crate) fn creates(movement: &Movement) -> bool {
    matches!(movement.kind, Kind::Receive | Kind::Transform)
}

/// The earliest moment at which the movement can have consumed something affected.
pub(crate) fn event_label(movement: &Movement, labels: &BTreeMap<Position, Moment>) -> Option<Moment> {
    let affected = movement.ins.iter().filter_map(|leg| Some((leg.span, *labels.get(&leg.position)?)));
    affected.filter(|(span, label)| *label <= span.end).map(|(span, label)| label.max(span.start)).min()
}

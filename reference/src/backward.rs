//! Backward flow: the exact dual, bounds raised over all events until nothing changes (R12).

use std::collections::{BTreeMap, BTreeSet};

use crate::books::Trust;
use crate::flow::Options;
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::time::Moment;

/// What a backward trace is asked of.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Event(String),
    Lot(Lot),
    Position(Position, Moment),
}

/// The backward flow of a target.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backward {
    /// The latest time at which stock fed to a position can still reach the target.
    pub(crate) bounds: BTreeMap<Position, Moment>,
    /// Ids of the events that lead to the target.
    pub(crate) events: BTreeSet<String>,
}

impl Backward {
    pub(crate) fn trace(ledger: &Ledger<'_>, target: &Target, options: &Options) -> Self {
        let mut flow = Self::default();
        flow.plant(ledger, target, options);
        loop {
            let before = (flow.bounds.clone(), flow.events.clone());
            flow.follow_movements(ledger, options);
            if options.trust == Trust::Safe {
                flow.distrust(ledger);
            }
            if before == (flow.bounds.clone(), flow.events.clone()) {
                return flow;
            }
        }
    }

    fn plant(&mut self, ledger: &Ledger<'_>, target: &Target, options: &Options) {
        match target {
            Target::Event(event) => {
                self.events.insert(event.clone());
                for movement in ledger.movements.iter().filter(|movement| movement.event == *event) {
                    for leg in movement.ins.iter().filter(|_| !movement.kills(options.hazard.as_deref())) {
                        self.raise(&leg.position, leg.span.end);
                    }
                }
            }
            Target::Lot(lot) => self.raise_lot(ledger, lot),
            Target::Position(position, at) => self.raise(position, *at),
        }
    }

    fn raise(&mut self, position: &Position, bound: Moment) {
        let known = self.bounds.entry(position.clone()).or_insert(bound);
        *known = bound.max(*known);
    }

    fn raise_lot(&mut self, ledger: &Ledger<'_>, lot: &Lot) {
        for (position, _) in ledger.positions_of(lot) {
            self.raise(position, Moment::FOREVER);
        }
    }

    fn follow_movements(&mut self, ledger: &Ledger<'_>, options: &Options) {
        for movement in &ledger.movements {
            let fed = movement
                .outs
                .iter()
                .filter_map(|leg| Some((leg.span.start, *self.bounds.get(&leg.position)?)));
            let Some(bound) = fed.filter(|(fed, bound)| fed <= bound).map(|(_, bound)| bound).max() else {
                continue;
            };
            self.events.insert(movement.event.clone());
            for leg in movement.ins.iter().filter(|_| !movement.kills(options.hazard.as_deref())) {
                self.raise(&leg.position, leg.span.end.min(bound));
            }
        }
    }

    /// Stock at an untrusted position may have come from anywhere in the lot, at any time.
    fn distrust(&mut self, ledger: &Ledger<'_>) {
        let reached: Vec<Position> = self.bounds.keys().cloned().collect();
        for position in reached {
            if ledger.books.get(&position).is_some_and(|books| books.is_untrusted()) {
                self.raise_lot(ledger, &position.lot);
            }
        }
    }
}

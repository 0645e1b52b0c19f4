//! Flow forward: where stock went, by place and time. Labels are the earliest times at which positions are affected.

use super::marks::{FlowScratch, mark, reach};
use crate::model::{BEGINNING, END, LotId, Nanos, PositionId, Row, RowId, RowKind, SiteId, TextId, View};
use crate::run::{Knowledge, load_run, untrusted_as_known};

/// How far the record is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Trust {
    /// Where a lot's books are broken, its stock there counts as affected: nothing is missed for a bad record.
    #[default]
    Safe,
    /// Only what the record shows.
    Strict,
}

/// Where a trace starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// A lot: forward, wherever it was created, and under [`Trust::Safe`] wherever its record is broken; backward,
    /// all its stock.
    Lot(LotId),
    /// A position: forward, from a moment on; backward, up to it.
    Position {
        /// Lot of the position.
        lot: LotId,
        /// The position.
        position: PositionId,
        /// Moment asked; [`BEGINNING`] or [`END`] for any.
        at: Nanos,
    },
    /// A row of an asked event.
    Row(RowId),
}

/// How a flow trace is asked.
#[derive(Clone, Copy, Debug)]
pub struct FlowQuery<'q> {
    /// Where it starts.
    pub seeds: &'q [Seed],
    /// How far the record is believed.
    pub trust: Trust,
    /// Transforms that kill it are not passed.
    pub hazard: Option<TextId>,
    /// What counts as known.
    pub knowledge: Knowledge,
    /// Sites where what stands beside affected stock is affected too. Forward only.
    pub exposure: &'q [SiteId],
    /// Whether cleanings end exposure; off to learn what they saved.
    pub cleans: bool,
}

impl<'q> FlowQuery<'q> {
    /// A plain question: safe, all that is known, no hazard, no exposure.
    pub fn new(seeds: &'q [Seed]) -> Self {
        FlowQuery {
            seeds,
            trust: Trust::Safe,
            hazard: None,
            knowledge: Knowledge::ALL,
            exposure: &[],
            cleans: true,
        }
    }
}

/// Runs a forward trace; its result stays in the scratch, to be read through a [`super::Trace`].
pub(crate) fn flow_forward(view: &View<'_>, query: &FlowQuery<'_>, scratch: &mut FlowScratch) {
    scratch.reset(view, false, END);
    let mut flow = Forward { view, query, scratch };
    for seed in query.seeds {
        flow.seed(*seed);
    }
    loop {
        flow.drain();
        let exposed = query
            .exposure
            .iter()
            .fold(false, |more, site| super::exposure::expose(view, query, *site, flow.scratch) | more);
        if !exposed {
            break;
        }
    }
}

struct Forward<'f, 's, 'q> {
    view: &'f View<'s>,
    query: &'f FlowQuery<'q>,
    scratch: &'f mut FlowScratch,
}

impl Forward<'_, '_, '_> {
    fn seed(&mut self, seed: Seed) {
        match seed {
            Seed::Lot(lot) => self.seed_lot(lot),
            Seed::Position { lot, position, at } => {
                self.scratch.improve(position, lot, at, reach::SEED);
            }
            Seed::Row(id) => {
                let lot = self.view.lot_of_row(id);
                let row = self.view.row(lot, id);
                self.scratch.mark(id, lot, mark::ASKED);
                if let Some(position) = row.feeds {
                    self.scratch.improve(position, lot, row.fed.start, reach::SEED);
                }
            }
        }
    }

    fn seed_lot(&mut self, lot: LotId) {
        let mut run = std::mem::take(&mut self.scratch.run);
        load_run(self.view, lot, self.query.knowledge, &mut run);
        for row in run.iter().filter(|row| matches!(row.kind, RowKind::Receive | RowKind::Make)) {
            if let Some(position) = row.feeds {
                self.scratch.improve(position, lot, row.fed.start, reach::SEED);
            }
        }
        if self.query.trust == Trust::Safe && !self.view.is_pool(lot) {
            self.trust(lot, &run);
        }
        self.scratch.run = run;
    }

    /// Once a lot is affected, all its positions whose record is incomplete are, from the beginning of time.
    fn trust(&mut self, lot: LotId, run: &[Row]) {
        let mut legs = std::mem::take(&mut self.scratch.legs);
        for position in self.view.positions_of(lot) {
            if untrusted_as_known(self.view, self.query.knowledge, run, position, &mut legs) {
                self.scratch.improve(position, lot, BEGINNING, reach::ORPHAN);
            }
        }
        self.scratch.legs = legs;
    }

    fn drain(&mut self) {
        let mut run = std::mem::take(&mut self.scratch.run);
        while let Some(lot) = self.scratch.dequeue() {
            load_run(self.view, lot, self.query.knowledge, &mut run);
            if self.query.trust == Trust::Safe && !self.view.is_pool(lot) {
                self.trust(lot, &run);
            }
            while self.pass(lot, &run) {}
        }
        self.scratch.run = run;
    }

    /// One pass over a lot's rows, by time. Whether a label fell behind a row that was already looked at: it must
    /// be looked at again. With instants in order this is only so at equal times.
    fn pass(&mut self, lot: LotId, run: &[Row]) -> bool {
        let mut again = false;
        let mut latest_taken = BEGINNING;
        for row in run {
            let Some(position) = row.consumes else { continue };
            let label = self.scratch.label(position);
            if label > row.taken.end || label == END {
                latest_taken = latest_taken.max(row.taken.end);
                continue;
            }
            let label = label.max(row.taken.start);
            let mut lowest = END;
            if row.node.is_some_and(|node| self.view.kills(node, self.query.hazard)) {
                self.scratch.mark(row.id, lot, mark::STOPPED);
            } else {
                self.scratch.mark(row.id, lot, mark::REACHED);
                if let Some(fed) = row.feeds {
                    let label = label.max(row.fed.start);
                    if self.scratch.improve_here(fed, lot, label, reach::FLOW) {
                        lowest = label;
                    }
                }
                if let Some(node) = row.node
                    && self.scratch.improve_node(node, label)
                {
                    lowest = lowest.min(self.feed_outputs(node, lot, label));
                }
            }
            // A row that takes at the very moment may have been passed over before.
            again |= lowest <= latest_taken;
            latest_taken = latest_taken.max(row.taken.end);
        }
        again
    }

    /// Feeds a node's outputs; gives the lowest label that this lot's own positions got.
    fn feed_outputs(&mut self, node: crate::model::NodeId, own: LotId, label: Nanos) -> Nanos {
        let mut lowest = END;
        for (row, lot) in self.view.outputs_of(node) {
            let fed = self.view.row(lot, row);
            let Some(position) = fed.feeds else { continue };
            let label = label.max(fed.fed.start);
            if lot == own {
                if self.scratch.improve_here(position, lot, label, reach::FLOW) {
                    lowest = lowest.min(label);
                }
            } else {
                self.scratch.improve(position, lot, label, reach::FLOW);
            }
        }
        lowest
    }
}

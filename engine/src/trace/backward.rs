//! Flow backward: what could have reached the target. Bounds are the latest times at which stock fed to a position
//! still reaches it. The exact dual of flow forward.

use super::flow::{FlowQuery, Seed, Trust};
use super::marks::{FlowScratch, mark, reach};
use crate::model::{BEGINNING, END, LotId, Nanos, NodeId, Row, View};
use crate::run::{load_run, untrusted_as_known};

/// Runs a backward trace; its result stays in the scratch, to be read through a [`super::Trace`].
pub(crate) fn flow_backward(view: &View<'_>, query: &FlowQuery<'_>, scratch: &mut FlowScratch) {
    scratch.reset(view, true, BEGINNING);
    let mut flow = Backward { view, query, scratch };
    for seed in query.seeds {
        flow.seed(*seed);
    }
    let mut run = std::mem::take(&mut flow.scratch.run);
    while let Some(lot) = flow.scratch.dequeue() {
        load_run(view, lot, query.knowledge, &mut run);
        flow.trust(lot, &run);
        while flow.pass(lot, &run) {}
    }
    flow.scratch.run = run;
}

struct Backward<'f, 's, 'q> {
    view: &'f View<'s>,
    query: &'f FlowQuery<'q>,
    scratch: &'f mut FlowScratch,
}

impl Backward<'_, '_, '_> {
    fn seed(&mut self, seed: Seed) {
        match seed {
            Seed::Lot(lot) => {
                let mut run = std::mem::take(&mut self.scratch.run);
                load_run(self.view, lot, self.query.knowledge, &mut run);
                for position in run.iter().flat_map(|row| row.consumes.into_iter().chain(row.feeds)) {
                    self.scratch.improve(position, lot, END, reach::SEED);
                }
                self.scratch.run = run;
            }
            Seed::Position { lot, position, at } => {
                self.scratch.improve(position, lot, at, reach::SEED);
            }
            Seed::Row(id) => {
                let lot = self.view.lot_of_row(id);
                let row = self.view.row(lot, id);
                self.scratch.mark(id, lot, mark::ASKED);
                let killed = row.node.is_some_and(|node| self.view.kills(node, self.query.hazard));
                if let Some(position) = row.consumes
                    && !killed
                {
                    self.scratch.improve(position, lot, row.taken.end, reach::FLOW);
                }
            }
        }
    }

    /// Where a position with an incomplete record leads to the target, anything of its lot may have been there.
    /// Whether any bound rose by it.
    fn trust(&mut self, lot: LotId, run: &[Row]) -> bool {
        if self.query.trust == Trust::Strict || self.view.is_pool(lot) {
            return false;
        }
        let mut legs = std::mem::take(&mut self.scratch.legs);
        let broken = self.view.positions_of(lot).any(|position| {
            self.scratch.reach[position.index()] != 0
                && untrusted_as_known(self.view, self.query.knowledge, run, position, &mut legs)
        });
        let mut rose = false;
        if broken {
            for position in run.iter().flat_map(|row| row.consumes.into_iter().chain(row.feeds)) {
                rose |= self.scratch.improve_here(position, lot, END, reach::ORPHAN);
            }
        }
        self.scratch.legs = legs;
        rose
    }

    /// One pass over a lot's rows, last first. Whether a bound rose that an earlier look had passed over.
    fn pass(&mut self, lot: LotId, run: &[Row]) -> bool {
        let mut again = false;
        let mut rose = false;
        let mut earliest_fed = END;
        for row in run.iter().rev() {
            let Some(position) = row.feeds else { continue };
            let bound = self.scratch.label(position);
            if self.scratch.reach[position.index()] == 0 || row.fed.start > bound {
                earliest_fed = earliest_fed.min(row.fed.start);
                continue;
            }
            self.scratch.mark(row.id, lot, mark::REACHED);
            let mut highest = BEGINNING;
            if let Some(taken) = row.consumes {
                let bound = bound.min(row.taken.end);
                if self.scratch.improve_here(taken, lot, bound, reach::FLOW) {
                    highest = bound;
                }
            }
            if let Some(node) = row.node
                && self.scratch.improve_node(node, bound)
                && !self.view.kills(node, self.query.hazard)
            {
                highest = highest.max(self.follow_inputs(node, lot, bound));
            }
            rose |= highest > BEGINNING;
            again |= highest > BEGINNING && highest >= earliest_fed;
            earliest_fed = earliest_fed.min(row.fed.start);
        }
        if rose {
            again |= self.trust(lot, run);
        }
        again
    }

    /// Follows a node's inputs; gives the highest bound that this lot's own positions got.
    fn follow_inputs(&mut self, node: NodeId, own: LotId, bound: Nanos) -> Nanos {
        let mut highest = BEGINNING;
        for (row, lot) in self.view.inputs_of(node) {
            let taken = self.view.row(lot, row);
            let Some(position) = taken.consumes else { continue };
            let bound = bound.min(taken.taken.end);
            if lot == own {
                if self.scratch.improve_here(position, lot, bound, reach::FLOW) {
                    highest = highest.max(bound);
                }
            } else {
                self.scratch.improve(position, lot, bound, reach::FLOW);
            }
        }
        highest
    }
}

//! Lot closure: the presumption of the whole lot, over transforms, with no regard to time.

use std::collections::HashMap;

use crate::model::{BEGINNING, END, LotId, Nanos, NodeId, PositionId, Row, RowKind, TextId, View};
use crate::run::{Knowledge, load_run};

/// Which way a trace goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To what was made of it.
    Forward,
    /// To what it was made of.
    Backward,
}

/// A set of small numbers that is emptied by walking what was put in: one bit each, no cost for what is not touched.
#[derive(Debug, Default)]
struct Seen {
    bits: Vec<u64>,
}

impl Seen {
    fn fit(&mut self, count: usize) {
        self.bits.resize(count.div_ceil(64), 0);
    }

    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        let word = &mut self.bits[index / 64];
        let bit = 1 << (index % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    #[inline]
    fn remove(&mut self, index: usize) {
        self.bits[index / 64] &= !(1 << (index % 64));
    }
}

/// Memory of closures, kept by the caller: 1 bit a lot and a node, and what the answer takes.
///
/// A warm closure allocates nothing, unless it passes through pools.
#[derive(Debug, Default)]
pub struct ClosureScratch {
    lots: Seen,
    nodes: Seen,
    found: Vec<LotId>,
    passed: Vec<NodeId>,
    run: Vec<Row>,
    pools: Pools,
}

/// Flow inside pools: labels (or bounds) of their positions, and the pools still to look at.
#[derive(Debug, Default)]
struct Pools {
    labels: HashMap<PositionId, Nanos>,
    nodes: HashMap<NodeId, Nanos>,
    waiting: Vec<LotId>,
    found: Vec<LotId>,
}

/// What a closure is taken of, and how.
#[derive(Clone, Copy, Debug)]
pub struct ClosureQuery<'q> {
    /// Lots that are presumed as a whole.
    pub lots: &'q [LotId],
    /// Pools, by position and the time from which (backward: up to which) their stock counts.
    pub pools: &'q [(LotId, PositionId, Nanos)],
    /// Way to go.
    pub direction: Direction,
    /// Transforms that kill it are not passed.
    pub hazard: Option<TextId>,
    /// What counts as known.
    pub knowledge: Knowledge,
}

/// The lots of a closure, its seeds included, in no particular order; pools that it passed among them.
///
/// Cost: about 10 ns a lot and transform within reach.
pub fn closure<'c>(
    view: &View<'_>,
    query: &ClosureQuery<'_>,
    scratch: &'c mut ClosureScratch,
) -> &'c [LotId] {
    scratch.lots.fit(view.lot_count());
    scratch.nodes.fit(view.node_count());
    for lot in scratch.found.drain(..) {
        scratch.lots.remove(lot.index());
    }
    for node in scratch.passed.drain(..) {
        scratch.nodes.remove(node.index());
    }
    let mut walk = Walk { view, query, scratch, next: 0 };
    walk.run();
    &scratch.found
}

struct Walk<'w, 's, 'q> {
    view: &'w View<'s>,
    query: &'w ClosureQuery<'q>,
    scratch: &'w mut ClosureScratch,
    next: usize,
}

impl Walk<'_, '_, '_> {
    fn run(&mut self) {
        self.scratch.pools.labels.clear();
        self.scratch.pools.nodes.clear();
        self.scratch.pools.found.clear();
        for lot in self.query.lots {
            self.reach(*lot);
        }
        for (lot, position, label) in self.query.pools {
            self.touch_pool(*lot, *position, *label);
        }
        loop {
            while let Some(lot) = self.scratch.found.get(self.next).copied() {
                self.next += 1;
                if self.query.knowledge == Knowledge::ALL {
                    self.expand(lot);
                } else {
                    self.expand_as_known(lot);
                }
            }
            match self.scratch.pools.waiting.pop() {
                Some(pool) => self.flow_in_pool(pool),
                None => break,
            }
        }
        let pools = std::mem::take(&mut self.scratch.pools.found);
        for pool in &pools {
            if self.scratch.lots.insert(pool.index()) {
                self.scratch.found.push(*pool);
            }
        }
        self.scratch.pools.found = pools;
    }

    #[inline]
    fn reach(&mut self, lot: LotId) {
        if self.scratch.lots.insert(lot.index()) {
            self.scratch.found.push(lot);
        }
    }

    fn expand(&mut self, lot: LotId) {
        let view = self.view;
        match self.query.direction {
            Direction::Forward => view.consumed_by(lot).for_each(|node| self.pass(node)),
            Direction::Backward => view.made_by(lot).for_each(|node| self.pass(node)),
        }
    }

    fn expand_as_known(&mut self, lot: LotId) {
        let wanted = match self.query.direction {
            Direction::Forward => RowKind::Consume,
            Direction::Backward => RowKind::Make,
        };
        let mut run = std::mem::take(&mut self.scratch.run);
        load_run(self.view, lot, self.query.knowledge, &mut run);
        for node in run.iter().filter(|row| row.kind == wanted).filter_map(|row| row.node) {
            self.pass(node);
        }
        self.scratch.run = run;
    }

    /// Goes through a transform that a lot of the closure takes part in.
    fn pass(&mut self, node: NodeId) {
        if !self.scratch.nodes.insert(node.index()) {
            return;
        }
        self.scratch.passed.push(node);
        if self.view.kills(node, self.query.hazard) {
            return;
        }
        let view = self.view;
        match self.query.direction {
            Direction::Forward => {
                for (row, lot) in view.outputs_of(node) {
                    if view.is_pool(lot) {
                        let fed = view.row(lot, row);
                        if let Some(position) = fed.feeds {
                            self.touch_pool(lot, position, fed.fed.start);
                        }
                    } else {
                        self.reach(lot);
                    }
                }
            }
            Direction::Backward => {
                for (row, lot) in view.inputs_of(node) {
                    if view.is_pool(lot) {
                        let taken = view.row(lot, row);
                        if let Some(position) = taken.consumes {
                            self.touch_pool(lot, position, taken.taken.end);
                        }
                    } else {
                        self.reach(lot);
                    }
                }
            }
        }
    }

    fn touch_pool(&mut self, lot: LotId, position: PositionId, label: Nanos) {
        let pools = &mut self.scratch.pools;
        let held = pools.labels.get(&position).copied();
        let better = match self.query.direction {
            Direction::Forward => held.is_none_or(|held| label < held),
            Direction::Backward => held.is_none_or(|held| label > held),
        };
        if better {
            pools.labels.insert(position, label);
            if !pools.waiting.contains(&lot) {
                pools.waiting.push(lot);
            }
            if !pools.found.contains(&lot) {
                pools.found.push(lot);
            }
        }
    }

    fn flow_in_pool(&mut self, pool: LotId) {
        let mut run = std::mem::take(&mut self.scratch.run);
        load_run(self.view, pool, self.query.knowledge, &mut run);
        for row in &run {
            match self.query.direction {
                Direction::Forward => self.pool_forward(pool, row),
                Direction::Backward => self.pool_backward(pool, row),
            }
        }
        self.scratch.run = run;
    }

    fn pool_forward(&mut self, pool: LotId, row: &Row) {
        let label = row.consumes.and_then(|p| self.scratch.pools.labels.get(&p).copied()).unwrap_or(END);
        if row.consumes.is_none() || label > row.taken.end {
            return;
        }
        let label = label.max(row.taken.start);
        if let Some(position) = row.feeds {
            self.touch_pool(pool, position, label.max(row.fed.start));
        }
        let Some(node) = row.node else { return };
        if self.view.kills(node, self.query.hazard)
            || self.scratch.pools.nodes.get(&node).is_some_and(|held| *held <= label)
        {
            return;
        }
        self.scratch.pools.nodes.insert(node, label);
        for (row, lot) in self.view.outputs_of(node) {
            if self.view.is_pool(lot) {
                let fed = self.view.row(lot, row);
                if let Some(position) = fed.feeds {
                    self.touch_pool(lot, position, label.max(fed.fed.start));
                }
            } else {
                self.reach(lot);
            }
        }
    }

    fn pool_backward(&mut self, pool: LotId, row: &Row) {
        let bound = row.feeds.and_then(|p| self.scratch.pools.labels.get(&p).copied()).unwrap_or(BEGINNING);
        if row.feeds.is_none() || row.fed.start > bound {
            return;
        }
        if let Some(position) = row.consumes {
            self.touch_pool(pool, position, bound.min(row.taken.end));
        }
        let Some(node) = row.node else { return };
        if self.view.kills(node, self.query.hazard)
            || self.scratch.pools.nodes.get(&node).is_some_and(|held| *held >= bound)
        {
            return;
        }
        self.scratch.pools.nodes.insert(node, bound);
        for (row, lot) in self.view.inputs_of(node) {
            if self.view.is_pool(lot) {
                let taken = self.view.row(lot, row);
                if let Some(position) = taken.consumes {
                    self.touch_pool(lot, position, bound.min(taken.taken.end));
                }
            } else {
                self.reach(lot);
            }
        }
    }
}

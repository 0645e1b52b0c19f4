//! Memory of flow traces: what was touched is remembered, so that the next trace starts clean at no cost.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{Leg, LotId, Nanos, NodeId, PositionId, Row, RowId, View};

/// Why a position is affected.
pub(crate) mod reach {
    /// The question named it.
    pub(crate) const SEED: u8 = 1;
    /// Flow brought it there.
    pub(crate) const FLOW: u8 = 2;
    /// Its record is incomplete and another position of its lot is affected.
    pub(crate) const ORPHAN: u8 = 4;
    /// It stood beside what is affected.
    pub(crate) const EXPOSED: u8 = 8;
}

/// What became of a row.
pub(crate) mod mark {
    /// It takes of what is affected, or leads to what was asked.
    pub(crate) const REACHED: u8 = 1;
    /// It takes, but its transform kills the hazard.
    pub(crate) const STOPPED: u8 = 2;
    /// It may have taken: a sale without a lot.
    pub(crate) const POSSIBLE: u8 = 4;
    /// The question named its event.
    pub(crate) const ASKED: u8 = 8;
}

/// No node has this label: moments of events are not negative, and "always" is `i64::MIN`.
const NO_LABEL: Nanos = -1;
const AFFECTED: u8 = 1;
const QUEUED: u8 = 2;

/// Labels and marks of one trace at a time. About 9 bytes a position, 1 a row and lot, 8 a node.
#[derive(Debug, Default)]
pub struct FlowScratch {
    pub(crate) labels: Vec<Nanos>,
    pub(crate) reach: Vec<u8>,
    pub(crate) positions: Vec<(PositionId, LotId)>,
    row_marks: Vec<u8>,
    pub(crate) rows: Vec<(RowId, LotId)>,
    lot_state: Vec<u8>,
    pub(crate) lots: Vec<LotId>,
    node_labels: Vec<Nanos>,
    nodes: Vec<NodeId>,
    queue: BinaryHeap<Reverse<u32>>,
    /// Decides which end of the numbering comes first.
    backward: bool,
    unset: Nanos,
    pub(crate) run: Vec<Row>,
    pub(crate) legs: Vec<Leg>,
}

impl FlowScratch {
    /// Makes ready for a trace: `unset` is the label of what is not affected.
    pub(crate) fn reset(&mut self, view: &View<'_>, backward: bool, unset: Nanos) {
        for (position, _) in self.positions.drain(..) {
            self.reach[position.index()] = 0;
        }
        for (row, _) in self.rows.drain(..) {
            self.row_marks[row.index()] = 0;
        }
        for lot in self.lots.drain(..) {
            self.lot_state[lot.index()] = 0;
        }
        for node in self.nodes.drain(..) {
            self.node_labels[node.index()] = NO_LABEL;
        }
        self.queue.clear();
        self.labels.resize(view.position_count(), unset);
        self.reach.resize(view.position_count(), 0);
        self.row_marks.resize(view.row_count(), 0);
        self.lot_state.resize(view.lot_count(), 0);
        self.node_labels.resize(view.node_count(), NO_LABEL);
        (self.backward, self.unset) = (backward, unset);
    }

    /// Label of a position.
    #[inline]
    pub(crate) fn label(&self, position: PositionId) -> Nanos {
        if self.reach[position.index()] == 0 { self.unset } else { self.labels[position.index()] }
    }

    /// Gives a position a label for a reason, if it is better than the one it has. Whether it was.
    #[inline]
    pub(crate) fn improve(&mut self, position: PositionId, lot: LotId, label: Nanos, why: u8) -> bool {
        let i = position.index();
        let new = self.reach[i] == 0;
        if new {
            self.positions.push((position, lot));
        }
        self.reach[i] |= why;
        let better = new || if self.backward { label > self.labels[i] } else { label < self.labels[i] };
        if better {
            self.labels[i] = label;
            self.enqueue(lot);
        }
        better
    }

    /// As [`FlowScratch::improve`], for a lot that is being looked at: it is not queued again.
    #[inline]
    pub(crate) fn improve_here(&mut self, position: PositionId, lot: LotId, label: Nanos, why: u8) -> bool {
        let i = position.index();
        let new = self.reach[i] == 0;
        if new {
            self.positions.push((position, lot));
        }
        self.reach[i] |= why;
        let better = new || if self.backward { label > self.labels[i] } else { label < self.labels[i] };
        if better {
            self.labels[i] = label;
        }
        better
    }

    /// Puts a lot on the list of those to look at.
    pub(crate) fn enqueue(&mut self, lot: LotId) {
        let state = &mut self.lot_state[lot.index()];
        if *state == 0 {
            self.lots.push(lot);
        }
        if *state & QUEUED == 0 {
            *state |= QUEUED;
            let rank = if self.backward { u32::MAX - lot.get() } else { lot.get() };
            self.queue.push(Reverse(rank));
        }
    }

    /// The next lot to look at: producers before consumers, backward the other way round.
    pub(crate) fn dequeue(&mut self) -> Option<LotId> {
        let Reverse(rank) = self.queue.pop()?;
        let lot = LotId::new(if self.backward { u32::MAX - rank } else { rank });
        self.lot_state[lot.index()] &= !QUEUED;
        self.lot_state[lot.index()] |= AFFECTED;
        Some(lot)
    }

    /// Improves a node's label. Whether it was better.
    #[inline]
    pub(crate) fn improve_node(&mut self, node: NodeId, label: Nanos) -> bool {
        let held = &mut self.node_labels[node.index()];
        let known = *held != NO_LABEL;
        let better = !known || if self.backward { label > *held } else { label < *held };
        if better {
            *held = label;
            if !known {
                self.nodes.push(node);
            }
        }
        better
    }

    /// Marks a row.
    #[inline]
    pub(crate) fn mark(&mut self, row: RowId, lot: LotId, mark: u8) {
        let marks = &mut self.row_marks[row.index()];
        if *marks == 0 {
            self.rows.push((row, lot));
        }
        *marks |= mark;
    }

    /// Marks of a row.
    #[inline]
    pub(crate) fn marks(&self, row: RowId) -> u8 {
        self.row_marks[row.index()]
    }
}

//! Transforms: the rows of one event as legs of one node.

use engine::model::RowKind;

use super::corrections::recorded;
use super::drafts::{Draft, NEVER, NONE, NodeDraft, Piece};
use super::movements::{Maker, clamped};
use crate::row::{Moment, Nanos, Role};

impl Maker<'_> {
    pub(super) fn transform(&mut self, rows: std::ops::Range<u32>) {
        let (events, corrections) = (self.sources.events, self.sources.corrections);
        for ordinal in rows.clone() {
            let row = events.row(ordinal);
            if row.role == Role::Out {
                self.note_clamp(ordinal, &row);
            }
            self.note_conversion(ordinal, &row);
        }
        let until = corrections.until(rows.start);
        let mut points: Vec<Nanos> = rows.clone().map(|ordinal| recorded(events, ordinal)).collect();
        points.sort_unstable();
        points.dedup();
        if points.len() == 1 && until == NEVER {
            self.current_transform(rows);
            return;
        }
        let last = points.len() - 1;
        for (i, from) in points.iter().enumerate() {
            let to = if i == last { until } else { points[i + 1].min(until) };
            if *from >= until && i != last {
                continue;
            }
            let known = rows.clone().filter(|ordinal| recorded(events, *ordinal) <= *from);
            let pieces: Vec<Piece> = known.clone().map(|ordinal| self.leg(ordinal)).collect();
            let node = self.node(known, to != NEVER);
            self.emit(&pieces, Some(node), *from, to, to == until && until != NEVER);
        }
    }

    /// A transform that was recorded at once and counts: its rows say everything.
    fn current_transform(&mut self, rows: std::ops::Range<u32>) {
        let events = self.sources.events;
        let node = self.made.nodes.len() as u32;
        self.made.nodes.push(self.node(rows.clone(), false));
        for ordinal in rows {
            let row = events.row(ordinal);
            let lot = events.rank(ordinal);
            let (kind, start) = match row.role {
                Role::Out => (RowKind::Make, clamped(row.arrived.unwrap_or(row.time), row.time).start),
                Role::In | Role::None => (RowKind::Consume, row.time.start),
            };
            self.made.drafts.push(Draft { lot, ordinal, start, node, extra: NONE, kind, old: false });
        }
    }

    fn leg(&self, ordinal: u32) -> Piece {
        let row = self.sources.events.row(ordinal);
        let lot = self.sources.names.lot_key(row.product, row.lot);
        let quantity = self.quantity(&row);
        match row.role {
            Role::Out => {
                let piece = self.piece(ordinal, RowKind::Make, lot, quantity);
                Piece { time: piece.arrival, ..piece }
            }
            Role::In | Role::None => self.piece(ordinal, RowKind::Consume, lot, quantity),
        }
    }

    fn node(&self, rows: impl Iterator<Item = u32> + Clone, old: bool) -> NodeDraft {
        let (events, names) = (self.sources.events, self.sources.names);
        let mut hazards: Vec<u32> = rows
            .clone()
            .filter(|ordinal| events.row(*ordinal).hazards.0 != 0)
            .flat_map(|ordinal| names.hazards(events.row(ordinal).hazards.0).iter().copied())
            .collect();
        hazards.sort_unstable();
        hazards.dedup();
        let mut rows = rows;
        let time = rows.next().map_or(Moment { start: 0, span: 0 }, |ordinal| events.row(ordinal).time);
        NodeDraft { split: false, time, hazards, old }
    }
}

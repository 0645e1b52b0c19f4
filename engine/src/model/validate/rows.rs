//! Rows: what each refers to, and their event ids.

use std::ops::Range;

use rayon::prelude::*;

use super::codes::Dictionary;
use super::laws::{Digest, below, each, ensure, parts, rising, small};
use super::{Law, ModelError};
use crate::model::{INTERVAL, PositionId, RowId, RowKind, Sparse, View, WIDE_QUANTITY, narrow};

/// Lots that one task goes through.
const PART: usize = 1 << 10;

/// Every row stands at positions of its lot, links to what its kind links to, and rows that count follow in time.
///
/// Returns the digest of what rows say about legs: row, node, lot, kind.
pub(super) fn rows(view: &View<'_>) -> Result<Digest, ModelError> {
    let is_kind = |kind: u8| usize::from(kind & !INTERVAL) < RowKind::ALL.len();
    each("row.kind", view.row_kind, "a number stands for nothing", is_kind)?;
    small("row.span.value", view.row_span_value, view.span_value.len())?;
    small("row.arrival.span.val", view.row_arrival_span_value, view.span_value.len())?;
    each("row.nanos", view.row_nanos, "it is a second or more", |nanos| nanos < 1_000_000_000)?;
    each("row.arrival.nanos", view.row_arrival_nanos, "it is a second or more", |nanos| {
        nanos < 1_000_000_000
    })?;
    let late = (0..view.row_arrival_value.len())
        .into_par_iter()
        .any(|slot| view.stored_arrival(slot).end > view.horizon());
    ensure(!late, "meta.counts", "the horizon lies before an arrival")?;
    below("old.lot", view.old_lot, view.lot_product.len())?;
    rising("old.lot", view.old_lot)?;
    small("old.voided", view.old_voided, 2)?;
    let current = |lots: Range<usize>| {
        let mut walk = Walk::at(view, view.lot_rows.get(lots.start));
        for lot in lots {
            walk.lot(lot, view.lot_rows.get(lot + 1), true)?;
        }
        Ok(walk.legs)
    };
    let counts = parts(view.lot_product.len(), PART, current, Digest::with)?;
    let mut walk = Walk::at(view, view.current_rows() as u32);
    for i in 0..view.old_lot.len() {
        walk.lot(view.old_lot.get(i) as usize, view.old_start.get(i + 1), false)?;
    }
    Ok(counts.with(walk.legs))
}

/// Goes through rows one after the other, and through their links beside them.
struct Walk<'v, 's> {
    view: &'v View<'s>,
    next: u32,
    /// Links of the rows before.
    links: usize,
    legs: Digest,
}

impl<'v, 's> Walk<'v, 's> {
    fn at(view: &'v View<'s>, row: u32) -> Self {
        let word = row as usize / 64;
        let links = if word < view.row_node_bits.len() {
            let before = view.row_node_bits.get(word) & ((1 << (row % 64)) - 1);
            view.row_node_rank.get(word) as usize + before.count_ones() as usize
        } else {
            view.row_node_value.len()
        };
        Walk { view, next: row, links, legs: Digest::default() }
    }

    fn link(&mut self, row: u32) -> Option<u32> {
        let word = row as usize / 64;
        if word >= self.view.row_node_bits.len() || self.view.row_node_bits.get(word) >> (row % 64) & 1 == 0 {
            return None;
        }
        self.links += 1;
        Some(self.view.row_node_value.get(self.links - 1))
    }

    /// Rows of a lot up to `end`.
    fn lot(&mut self, lot: usize, end: u32, sorted: bool) -> Law {
        let view = self.view;
        let positions = view.lot_positions.get(lot)..view.lot_positions.get(lot + 1);
        // The sold position comes last; no row stands there by itself.
        let has_sold = !positions.is_empty() && view.site_of(PositionId::new(positions.end - 1)).is_none();
        let sites = positions.end - positions.start - u32::from(has_sold);
        let horizon = view.horizon();
        let arrivals = Sparse::new(view.row_arrival_bits, view.row_arrival_rank, view.row_arrival_value);
        let mut before = i64::MIN;
        for index in self.next..end {
            let row = RowId::new(index);
            let (kind, link) = (view.row_kind(row), self.link(index));
            let place = narrow(view.row_place, view.row_place_high, row.index());
            ensure(place < sites, "row.place", "it is no position of the row's lot at a site")?;
            let is_node = |node: u32| (node as usize) < view.node_count();
            let (right, leg) = match kind {
                RowKind::Move => {
                    let to = arrivals.slot(row.index()).map(|at| narrow(view.row_to, view.row_to_high, at));
                    (link.is_none() && to.is_some_and(|to| to < sites), None)
                }
                RowKind::Depart => (link.is_none_or(is_node), link),
                RowKind::Consume | RowKind::Make | RowKind::Arrive => (link.is_some_and(is_node), link),
                RowKind::Sell | RowKind::Return => (link.is_none() && has_sold, None),
                RowKind::Receive | RowKind::Destroy | RowKind::AdjustUp | RowKind::AdjustDown => {
                    (link.is_none(), None)
                }
            };
            ensure(right, "row.node.value", "a row links to nothing that its kind could link to")?;
            let arrives = kind == RowKind::Move || arrivals.slot(row.index()).is_none();
            ensure(arrives, "row.arrival.bits", "a row that is no move arrives")?;
            if let Some(node) = leg {
                self.legs.add(index, node, leg_word(lot as u32, kind));
            }
            let time = view.row_interval(row);
            ensure(time.end <= horizon, "meta.counts", "the horizon lies before a row")?;
            ensure(before <= time.start || !sorted, "row.time", "rows of a lot are not sorted")?;
            before = time.start;
        }
        self.next = end;
        Ok(())
    }
}

/// What a digest holds of a leg beside row and node.
pub(super) fn leg_word(lot: u32, kind: RowKind) -> u64 {
    u64::from(lot) | (kind as u64) << 32
}

/// What stands beside the rows.
pub(super) fn values(view: &View<'_>) -> Law {
    let texts = view.text_ends.len();
    below("row.destination.value", view.row_destination_value, view.site_code.len())?;
    below("row.party.value", view.row_party_value, texts)?;
    below("big.row", view.big_row, view.row_count())?;
    rising("big.row", view.big_row)?;
    let wide = Sparse::new(view.row_wide_bits, view.row_wide_rank, view.row_wide_value);
    let marked = |row: u32| wide.get(row as usize) == Some(i32::MAX);
    each("big.row", view.big_row, "a row stands for its quantity itself", marked)?;
    let count = |part: &[_]| part.iter().filter(|quantity| **quantity == i32::MAX).count();
    let big: usize = view.row_wide_value.raw().par_chunks(1 << 15).map(count).sum();
    ensure(big == view.big_row.len(), "big.row", "a large quantity is missing")?;
    // A quantity is wide exactly where its bit is set: as many of both, and each row that says so has one.
    let is_wide = |row: usize| view.row_quantity.get(row) != WIDE_QUANTITY || wide.slot(row).is_some();
    ensure((0..view.row_count()).into_par_iter().all(is_wide), "row.wide.bits", "a quantity is missing")?;
    let span = Sparse::new(view.row_span_bits, view.row_span_rank, view.row_span_value);
    let has_span = |row: usize| view.row_kind.get(row) & INTERVAL == 0 || span.slot(row).is_some();
    ensure((0..view.row_count()).into_par_iter().all(has_span), "row.span.bits", "an interval has no length")
}

/// Rows of their own id are there once each: the first leg of each node, and all rows that are no legs.
pub(super) fn by_id(view: &View<'_>) -> Law {
    let mut seen = vec![0u64; view.row_count().div_ceil(64)];
    let once = view.row_by_id.iter().all(|row| {
        let at = row as usize;
        let node = view.row_node(RowId::new(row));
        let new = at < view.row_count()
            && seen[at / 64] >> (at % 64) & 1 == 0
            && node.is_none_or(|node| view.first_leg(node) == row);
        if new {
            seen[at / 64] |= 1 << (at % 64);
        }
        new
    });
    ensure(once, "row.by_id", "a row stands there twice, or has no id of its own")?;
    let own = view.row_count() - view.row_node_value.len() + view.node_count();
    ensure(view.row_by_id.len() == own, "row.by_id", "a row is missing")
}

/// Documents parse.
pub(super) fn documents(view: &View<'_>) -> Law {
    let dictionary = Dictionary {
        sections: ("row.document.blocks", "row.document.bytes"),
        blocks: view.document_blocks,
        bytes: view.document_bytes,
        count: view.row_count(),
    };
    dictionary.check(|_, _, _| Ok(()))
}

/// Event ids parse; a row without one of its own is a leg, and not the first of its node.
pub(super) fn ids(view: &View<'_>) -> Law {
    let dictionary = Dictionary {
        sections: ("row.id.blocks", "row.id.bytes"),
        blocks: view.id_blocks,
        bytes: view.id_bytes,
        count: view.row_count(),
    };
    dictionary.check(|row, _, id| {
        if !id.is_empty() {
            return Ok(());
        }
        let row = RowId::new(row as u32);
        let inherits = view.row_node(row).is_some_and(|node| view.first_leg(node) != row.get());
        ensure(inherits, "row.id.bytes", "a row has no event id, its own or another leg's")
    })
}

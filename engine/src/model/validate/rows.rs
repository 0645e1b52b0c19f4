//! Rows: what each refers to, and their event ids.

use std::ops::Range;

use rayon::prelude::*;

use super::Law;
use super::codes::Dictionary;
use super::laws::{below, each, ensure, permutation, rising, small};
use crate::model::{NONE, RowId, RowKind, View};

/// Lots that one task goes through.
const PART: usize = 1 << 10;

/// Every row stands at positions of its lot, links to what its kind links to, and rows that count follow in time.
pub(super) fn rows(view: &View<'_>) -> Law {
    small("row.kind", view.row_kind, RowKind::ALL.len())?;
    small("row.span", view.row_span, view.span_value.len())?;
    small("row.arrival.span", view.row_arrival_span, view.span_value.len())?;
    each("row.nanos", view.row_nanos, "it is a second or more", |nanos| nanos < 1_000_000_000)?;
    each("row.arrival.nanos", view.row_arrival_nanos, "it is a second or more", |nanos| {
        nanos < 1_000_000_000
    })?;
    below("old.lot", view.old_lot, view.lot_product.len())?;
    rising("old.lot", view.old_lot)?;
    small("old.voided", view.old_voided, 2)?;
    let lots = view.lot_product.len();
    let parts: Vec<Law> = (0..lots.div_ceil(PART))
        .into_par_iter()
        .map(|part| {
            (part * PART..((part + 1) * PART).min(lots)).try_for_each(|lot| {
                let rows = view.lot_rows.get(lot)..view.lot_rows.get(lot + 1);
                of_lot(view, lot, rows.clone())?;
                let start = |row: u32| view.row_interval(RowId::new(row)).start;
                let sorted = rows.clone().zip(rows.skip(1)).all(|(row, next)| start(row) <= start(next));
                ensure(sorted, "row.time", "rows of a lot are not sorted")
            })
        })
        .collect();
    parts.into_iter().collect::<Law>()?;
    (0..view.old_lot.len()).try_for_each(|i| {
        of_lot(view, view.old_lot.get(i) as usize, view.old_start.get(i)..view.old_start.get(i + 1))
    })
}

/// Rows of one lot.
fn of_lot(view: &View<'_>, lot: usize, rows: Range<u32>) -> Law {
    let positions = view.lot_positions.get(lot)..view.lot_positions.get(lot + 1);
    let horizon = view.horizon();
    for row in rows.map(RowId::new) {
        let kind = view.row_kind(row);
        let here = positions.contains(&view.row_position.get(row.index()));
        ensure(here, "row.position", "it is no position of the row's lot")?;
        let link = view.row_link(row);
        let right = match kind {
            RowKind::Move => link.is_some_and(|to| positions.contains(&to)),
            RowKind::Depart => link.is_none_or(|node| (node as usize) < view.node_count()),
            RowKind::Consume | RowKind::Make | RowKind::Arrive => {
                link.is_some_and(|node| (node as usize) < view.node_count())
            }
            RowKind::Sell | RowKind::Return => {
                link.is_none() && view.position_site.get(positions.end as usize - 1) == NONE
            }
            RowKind::Receive | RowKind::Destroy | RowKind::AdjustUp | RowKind::AdjustDown => link.is_none(),
        };
        ensure(right, "row.link.value", "a row links to nothing that its kind could link to")?;
        let last = view.row_interval(row).end;
        ensure(last <= horizon, "meta.counts", "the horizon lies before a row")?;
        if kind == RowKind::Move {
            let arrived = view.row_arrival(row).end;
            ensure(arrived <= horizon, "meta.counts", "the horizon lies before an arrival")?;
        }
    }
    Ok(())
}

/// What stands beside the rows.
pub(super) fn values(view: &View<'_>) -> Law {
    let texts = view.text_ends.len();
    below("row.destination.value", view.row_destination_value, view.site_code.len())?;
    below("row.party.value", view.row_party_value, texts)?;
    below("row.document.value", view.row_document_value, texts)?;
    below("big.row", view.big_row, view.row_count())?;
    rising("big.row", view.big_row)?;
    let marked = |row: u32| view.row_quantity.get(row as usize) == i32::MAX;
    each("big.row", view.big_row, "a row stands for its quantity itself", marked)?;
    let big = view
        .row_quantity
        .raw()
        .par_chunks(1 << 15)
        .map(|part| part.iter().filter(|q| q.to_native() == i32::MAX).count());
    ensure(big.sum::<usize>() == view.big_row.len(), "big.row", "a large quantity is missing")
}

pub(super) fn by_id(view: &View<'_>) -> Law {
    permutation("row.by_id", view.row_by_id)
}

/// Event ids parse; a row without one of its own is a leg, and not the first of its node.
pub(super) fn ids(view: &View<'_>) -> Law {
    let dictionary = Dictionary {
        sections: ("row.id.blocks", "row.id.bytes"),
        blocks: view.id_blocks,
        bytes: view.id_bytes,
        count: view.row_count(),
    };
    dictionary.check(|row, id| {
        if !id.is_empty() {
            return Ok(());
        }
        let row = RowId::new(row as u32);
        let is_leg = match view.row_kind(row) {
            RowKind::Depart | RowKind::Consume | RowKind::Make | RowKind::Arrive => true,
            RowKind::Receive
            | RowKind::Move
            | RowKind::Sell
            | RowKind::Return
            | RowKind::Destroy
            | RowKind::AdjustUp
            | RowKind::AdjustDown => false,
        };
        let node = view.row_link(row).filter(|_| is_leg);
        let inherits = node
            .is_some_and(|node| view.leg_row.get(view.node_legs.get(node as usize) as usize) != row.get());
        ensure(inherits, "row.id.bytes", "a row has no event id, its own or another leg's")
    })
}

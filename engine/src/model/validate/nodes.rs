//! Transforms and moves with several arrivals: their legs, hazards, and who is made of whom.

use std::ops::Range;

use rayon::prelude::*;

use super::laws::{Digest, adjacent, below, each, ensure, parts, small};
use super::rows::{self, leg_word};
use super::{Law, ModelError};
use crate::model::{Column, LotId, NodeId, RowKind, View};

/// Nodes, or lots, that one task goes through.
const PART: usize = 1 << 12;

/// Everything about nodes but what other columns say of their legs.
pub(super) fn nodes(view: &View<'_>) -> Law {
    small("node.kind", view.node_kind, 2)?;
    small("node.span", view.node_span, view.span_value.len())?;
    each("node.nanos", view.node_nanos, "it is a second or more", |nanos| nanos < 1_000_000_000)?;
    let legs = |node: usize| view.node_legs.get(node)..=view.node_legs.get(node + 1);
    let count = view.node_count();
    adjacent("node.legs", count + 1, "a node has no legs", |i, j| {
        view.node_legs.get(i) < view.node_legs.get(j)
    })?;
    let outs = |node: usize| legs(node).contains(&view.node_outs.get(node));
    ensure((0..count).into_par_iter().all(outs), "node.outs", "outputs begin outside the legs")?;
    below("leg.row", view.leg_row, view.row_count())?;
    below("leg.lot", view.leg_lot, view.lot_count())?;
    below("node.hazard.value", view.node_hazard_value, view.hazard_sets.len() - 1)?;
    below("hazard.text", view.hazard_text, view.text_ends.len())
}

/// What legs say, by whom they say it of.
#[derive(Clone, Copy, Default)]
struct Digests {
    rows: Digest,
    consumed: Digest,
    made: Digest,
}

impl Digests {
    fn with(self, other: Digests) -> Digests {
        Digests {
            rows: self.rows.with(other.rows),
            consumed: self.consumed.with(other.consumed),
            made: self.made.with(other.made),
        }
    }
}

/// Rows are right; legs, rows and the lists of transforms by lot say the same.
pub(super) fn legs(view: &View<'_>) -> Law {
    let of_nodes = |nodes: Range<usize>| {
        let mut digests = Digests::default();
        for node in nodes {
            of_node(view, NodeId::new(node as u32), &mut digests)?;
        }
        Ok(digests)
    };
    let (rows, legs) =
        rayon::join(|| rows::rows(view), || parts(view.node_count(), PART, of_nodes, Digests::with));
    let (rows, legs) = (rows?, legs?);
    ensure(rows == legs.rows, "leg.row", "legs and rows do not name one another")?;
    let consumed = list(view, "consumed.node", view.consumed_node, |lot| view.consumed_by(lot))?;
    ensure(consumed == legs.consumed, "consumed.node", "it says other than the legs")?;
    let made = list(view, "made.node", view.made_node, |lot| view.made_by(lot))?;
    ensure(made == legs.made, "made.node", "it says other than the legs")
}

/// Transforms by lot: sorted, and each a transform.
fn list<I: Iterator<Item = NodeId>>(
    view: &View<'_>,
    section: &'static str,
    nodes: Column<'_, u32>,
    of_lot: impl Fn(LotId) -> I + Sync,
) -> Result<Digest, ModelError> {
    let transform = |node: u32| (node as usize) < view.node_count() && view.node_kind.get(node as usize) == 0;
    each(section, nodes, "it is no transform", transform)?;
    let of_lots = |lots: Range<usize>| {
        let mut digest = Digest::default();
        for lot in lots {
            let mut before = None;
            for node in of_lot(LotId::new(lot as u32)).map(NodeId::get) {
                ensure(before < Some(node), section, "transforms of a lot are not sorted")?;
                before = Some(node);
                digest.add(lot as u32, node, 0);
            }
        }
        Ok(digest)
    };
    parts(view.lot_count(), PART, of_lots, Digest::with)
}

/// Legs of a node are sorted by row on each side, and all of them count or none does.
fn of_node(view: &View<'_>, node: NodeId, digests: &mut Digests) -> Law {
    let current = view.current_rows();
    let is_transform = view.is_transform(node);
    let legs = view.node_legs.get(node.index()) as usize..view.node_legs.get(node.index() + 1) as usize;
    let outs = view.node_outs.get(node.index()) as usize;
    let counts = (view.leg_row.get(legs.start) as usize) < current;
    let mut before: Option<(u32, u32)> = None;
    for leg in legs {
        if leg == outs {
            before = None;
        }
        let (row, lot) = (view.leg_row.get(leg), view.leg_lot.get(leg));
        ensure(before.is_none_or(|(before, _)| before < row), "leg.row", "legs are not sorted")?;
        ensure(((row as usize) < current) == counts, "leg.row", "some legs count and some do not")?;
        let kind = match (is_transform, leg < outs) {
            (true, true) => RowKind::Consume,
            (true, false) => RowKind::Make,
            (false, true) => RowKind::Depart,
            (false, false) => RowKind::Arrive,
        };
        digests.rows.add(row, node.get(), leg_word(lot, kind));
        // Rows of a lot follow one another, so legs of one lot do.
        if is_transform && counts && before.is_none_or(|(_, before)| before != lot) {
            let list = if leg < outs { &mut digests.consumed } else { &mut digests.made };
            list.add(lot, node.get(), 0);
        }
        before = Some((row, lot));
    }
    Ok(())
}

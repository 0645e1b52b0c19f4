//! Transforms and moves with several arrivals: their legs, hazards, and who is made of whom.

use std::ops::Range;

use rayon::prelude::*;

use super::Law;
use super::laws::{adjacent, below, each, ensure, small};
use crate::model::{Column, LotId, NodeId, RowId, RowKind, View};

/// Nodes that one task goes through.
const PART: usize = 1 << 12;

/// Everything about nodes but their legs.
pub(super) fn nodes(view: &View<'_>) -> Law {
    small("node.kind", view.node_kind, 2)?;
    small("node.span", view.node_span, view.span_value.len())?;
    each("node.nanos", view.node_nanos, "it is a second or more", |nanos| nanos < 1_000_000_000)?;
    let legs = |node: usize| view.node_legs.get(node)..view.node_legs.get(node + 1);
    let count = view.node_count();
    adjacent("node.legs", count + 1, "a node has no legs", |i, j| {
        view.node_legs.get(i) < view.node_legs.get(j)
    })?;
    let outs = |node: usize| (legs(node).start..=legs(node).end).contains(&view.node_outs.get(node));
    ensure((0..count).into_par_iter().all(outs), "node.outs", "outputs begin outside the legs")?;
    below("leg.row", view.leg_row, view.row_count())?;
    below("leg.lot", view.leg_lot, view.lot_count())?;
    below("node.hazard.value", view.node_hazard_value, view.hazard_sets.len() - 1)?;
    below("hazard.text", view.hazard_text, view.text_ends.len())
}

/// Lists of transforms by lot: sorted, and each a transform.
pub(super) fn genealogy(view: &View<'_>) -> Law {
    let lists = [
        ("consumed.node", view.lot_consumed, view.consumed_node),
        ("made.node", view.lot_made, view.made_node),
    ];
    for (section, starts, nodes) in lists {
        let transform =
            |node: u32| (node as usize) < view.node_count() && view.node_kind.get(node as usize) == 0;
        each(section, nodes, "it is no transform", transform)?;
        let sorted = |lot: usize| {
            let list = list(starts, lot);
            nodes.range(list.clone()).zip(nodes.range(list).skip(1)).all(|(node, next)| node < next)
        };
        let all = (0..view.lot_count()).into_par_iter().with_min_len(PART).all(sorted);
        ensure(all, section, "transforms of a lot are not sorted")?;
    }
    Ok(())
}

fn list(starts: Column<'_, u32>, lot: usize) -> Range<usize> {
    starts.get(lot) as usize..starts.get(lot + 1) as usize
}

/// How many lots the legs of a part's transforms join to them, by side.
#[derive(Default)]
struct Joined {
    legs: usize,
    consumed: usize,
    made: usize,
}

/// Every leg and its row name one another, and the lists of transforms by lot are what the legs say.
pub(super) fn legs(view: &View<'_>) -> Law {
    let count = view.node_count();
    let parts: Vec<Result<Joined, super::ModelError>> = (0..count.div_ceil(PART))
        .into_par_iter()
        .map(|part| {
            let mut joined = Joined::default();
            for node in (part * PART..((part + 1) * PART).min(count)).map(|node| NodeId::new(node as u32)) {
                of_node(view, node, &mut joined)?;
            }
            Ok(joined)
        })
        .collect();
    let mut all = Joined::default();
    for part in parts {
        let part = part?;
        all.legs += part.legs;
        all.consumed += part.consumed;
        all.made += part.made;
    }
    ensure(all.consumed == view.consumed_node.len(), "consumed.node", "it holds more than the legs do")?;
    ensure(all.made == view.made_node.len(), "made.node", "it holds more than the legs do")?;
    ensure(linked(view) == all.legs, "leg.row", "a row links to a node that has no leg for it")
}

/// Rows that link to a node.
fn linked(view: &View<'_>) -> usize {
    let is_leg = |row: &usize| {
        let row = RowId::new(*row as u32);
        view.row_kind(row) != RowKind::Move && view.row_link(row).is_some()
    };
    (0..view.row_count()).into_par_iter().with_min_len(1 << 15).filter(is_leg).count()
}

fn of_node(view: &View<'_>, node: NodeId, joined: &mut Joined) -> Law {
    let current = view.current_rows();
    let mut counts = None;
    let is_transform = view.is_transform(node);
    let ins = if is_transform { RowKind::Consume } else { RowKind::Depart };
    let outs = if is_transform { RowKind::Make } else { RowKind::Arrive };
    let sides = [(ins, side(view, node, false)), (outs, side(view, node, true))];
    for (kind, legs) in sides {
        let mut last: Option<(RowId, LotId)> = None;
        for (row, lot) in legs {
            joined.legs += 1;
            let linked = view.row_kind(row) == kind && view.row_link(row) == Some(node.get());
            ensure(linked, "leg.row", "the row is no such leg of the node")?;
            ensure(is_of_lot(view, row, lot), "leg.lot", "the row is of another lot")?;
            let counts = *counts.get_or_insert(row.index() < current);
            ensure(counts == (row.index() < current), "leg.row", "some legs count and some do not")?;
            ensure(last.is_none_or(|(last, _)| last < row), "leg.row", "legs are not sorted")?;
            if is_transform && counts && last.is_none_or(|(_, last)| last != lot) {
                join(view, node, lot, kind, joined)?;
            }
            last = Some((row, lot));
        }
    }
    Ok(())
}

fn side<'s>(view: &View<'s>, node: NodeId, outputs: bool) -> impl Iterator<Item = (RowId, LotId)> + use<'s> {
    let skip = if outputs { view.inputs_of(node).len() } else { 0 };
    let take = if outputs { view.outputs_of(node).len() } else { view.inputs_of(node).len() };
    view.inputs_of(node).chain(view.outputs_of(node)).skip(skip).take(take)
}

/// The list of the lot's transforms has this one.
fn join(view: &View<'_>, node: NodeId, lot: LotId, kind: RowKind, joined: &mut Joined) -> Law {
    let (section, starts, nodes, count) = if kind == RowKind::Consume {
        ("consumed.node", view.lot_consumed, view.consumed_node, &mut joined.consumed)
    } else {
        ("made.node", view.lot_made, view.made_node, &mut joined.made)
    };
    *count += 1;
    let listed =
        nodes.raw()[list(starts, lot.index())].binary_search_by(|found| found.to_native().cmp(&node.get()));
    ensure(listed.is_ok(), section, "a transform of the lot is missing")
}

fn is_of_lot(view: &View<'_>, row: RowId, lot: LotId) -> bool {
    if row.index() < view.current_rows() {
        let rows = view.lot_rows.get(lot.index())..view.lot_rows.get(lot.index() + 1);
        return rows.contains(&row.get());
    }
    let old = view.old_lot.raw().binary_search_by(|found| found.to_native().cmp(&lot.get()));
    old.is_ok_and(|i| (view.old_start.get(i)..view.old_start.get(i + 1)).contains(&row.get()))
}

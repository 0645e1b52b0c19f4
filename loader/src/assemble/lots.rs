//! The order of lots in a snapshot: producers before consumers, depth first, so that a trace stays in one place.

use rayon::prelude::*;

use super::drafts::{Draft, NONE};
use engine::model::RowKind;

/// Lots in their new order: `id_of[rank]`.
///
/// The order is the reverse postorder of a depth-first walk over transforms that count, from lots that nothing
/// makes, in the order of names; lots of cycles follow where the walk meets them.
pub(crate) fn order_lots(lots: usize, drafts: &[Draft], nodes: usize) -> Vec<u32> {
    let legs = Legs::of(drafts, nodes, lots);
    let mut state = vec![false; lots];
    let mut postorder = Vec::with_capacity(lots);
    let roots = (0..lots as u32).filter(|lot| !legs.is_made[*lot as usize]);
    for root in roots.chain(0..lots as u32) {
        if !state[root as usize] {
            legs.walk(root, &mut state, &mut postorder);
        }
    }
    let mut id_of = vec![0; lots];
    for (id, rank) in postorder.iter().rev().enumerate() {
        id_of[*rank as usize] = id as u32;
    }
    id_of
}

/// Legs of transforms by lot and by node.
struct Legs {
    lot_start: Vec<u32>,
    lot_node: Vec<u32>,
    node_start: Vec<u32>,
    node_lot: Vec<u32>,
    is_made: Vec<bool>,
}

impl Legs {
    fn of(drafts: &[Draft], nodes: usize, lots: usize) -> Legs {
        let pick =
            |kind: RowKind| drafts.par_iter().filter(move |d| !d.old && d.node != NONE && d.kind == kind);
        let mut consumed: Vec<(u32, u32)> = pick(RowKind::Consume).map(|d| (d.lot, d.node)).collect();
        let mut made: Vec<(u32, u32)> = pick(RowKind::Make).map(|d| (d.node, d.lot)).collect();
        consumed.par_sort_unstable();
        consumed.dedup();
        made.par_sort_unstable();
        made.dedup();
        let mut is_made = vec![false; lots];
        for (_, lot) in &made {
            is_made[*lot as usize] = true;
        }
        Legs {
            lot_start: starts(&consumed, lots),
            lot_node: consumed.into_iter().map(|(_, node)| node).collect(),
            node_start: starts(&made, nodes),
            node_lot: made.into_iter().map(|(_, lot)| lot).collect(),
            is_made,
        }
    }

    fn walk(&self, root: u32, seen: &mut [bool], postorder: &mut Vec<u32>) {
        // A frame is a lot, its next node, and the next output of the node before.
        let mut stack = vec![(root, self.lot_start[root as usize], 0u32, 0u32)];
        seen[root as usize] = true;
        while let Some((lot, next_node, output, output_end)) = stack.pop() {
            if output < output_end {
                stack.push((lot, next_node, output + 1, output_end));
                let child = self.node_lot[output as usize];
                if !seen[child as usize] {
                    seen[child as usize] = true;
                    stack.push((child, self.lot_start[child as usize], 0, 0));
                }
            } else if next_node < self.lot_start[lot as usize + 1] {
                let node = self.lot_node[next_node as usize] as usize;
                stack.push((lot, next_node + 1, self.node_start[node], self.node_start[node + 1]));
            } else {
                postorder.push(lot);
            }
        }
    }
}

/// CSR offsets of pairs that are sorted by their first number.
pub(crate) fn starts(pairs: &[(u32, u32)], keys: usize) -> Vec<u32> {
    let mut starts = vec![0u32; keys + 1];
    for (key, _) in pairs {
        starts[*key as usize + 1] += 1;
    }
    for i in 0..keys {
        starts[i + 1] += starts[i];
    }
    starts
}

//! Transforms and moves with several arrivals: their legs, and who is made of whom.

use engine::model::{AnomalyKind, Columns, NONE, SparseBuilder};
use rayon::prelude::*;

use super::groups::sparse_starts;
use super::{Genealogy, SECOND};
use crate::assemble::drafts::AnomalyDraft;
use crate::assemble::rows::{FinishedLeg, Part};

impl Genealogy<'_> {
    /// Numbers the nodes by their first leg, those that count first.
    pub(super) fn nodes(&self, parts: &mut [Part], columns: &mut Columns, anomalies: &mut Vec<AnomalyDraft>) {
        let mut legs = self.take_legs(parts);
        let mut first = vec![NONE; self.nodes.len()];
        for leg in &legs {
            let slot = &mut first[leg.node as usize];
            *slot = (*slot).min(leg.row);
        }
        let mut order: Vec<u32> =
            (0..self.nodes.len() as u32).filter(|node| first[*node as usize] != NONE).collect();
        order.par_sort_unstable_by_key(|node| (self.nodes[*node as usize].old, first[*node as usize]));
        let mut number = first;
        for (new, old) in order.iter().enumerate() {
            number[*old as usize] = new as u32;
        }
        let mut linked = SparseBuilder::new();
        for leg in &mut legs {
            leg.node = number[leg.node as usize];
            linked.set(leg.row as usize, leg.node);
        }
        (columns.row_node_bits, columns.row_node_rank, columns.row_node_value) =
            (linked.bits, linked.rank, linked.values);
        legs.par_sort_unstable_by_key(|leg| (leg.node, leg.is_output, leg.row));
        self.node_columns(&order, &legs, columns);
        columns.leg_row = legs.iter().map(|leg| leg.row).collect();
        columns.leg_lot = legs.iter().map(|leg| leg.lot).collect();
        anomalies.extend(self.excess_outputs(&legs, columns));
        genealogy(columns);
    }

    /// The legs of all parts, by row.
    fn take_legs(&self, parts: &mut [Part]) -> Vec<FinishedLeg> {
        let mut legs = Vec::with_capacity(
            parts.iter().map(|part| part.rows.legs.len() + part.old_rows.legs.len()).sum(),
        );
        let mut base = 0;
        for part in &mut *parts {
            legs.extend(part.rows.legs.drain(..).map(|leg| FinishedLeg { row: leg.row + base, ..leg }));
            base += part.rows.time.len() as u32;
        }
        for part in parts {
            legs.extend(part.old_rows.legs.drain(..).map(|leg| FinishedLeg { row: leg.row + base, ..leg }));
            base += part.old_rows.time.len() as u32;
        }
        legs
    }

    fn node_columns(&self, order: &[u32], legs: &[FinishedLeg], columns: &mut Columns) {
        let mut sets: Vec<&[u32]> =
            self.nodes.iter().map(|node| node.hazards.as_slice()).filter(|set| !set.is_empty()).collect();
        sets.sort_unstable();
        sets.dedup();
        let mut hazards = SparseBuilder::new();
        columns.node_legs.push(0);
        let mut end = 0;
        for (new, (of_node, old)) in legs.chunk_by(|a, b| a.node == b.node).zip(order).enumerate() {
            let node = &self.nodes[*old as usize];
            columns.node_outs.push(end + of_node.partition_point(|leg| !leg.is_output) as u32);
            end += of_node.len() as u32;
            columns.node_legs.push(end);
            columns.node_kind.push(u8::from(node.split));
            let (start, span) = (node.time.start, node.time.span);
            columns.node_time.push((start / SECOND) as u32);
            columns.node_nanos.push((start % SECOND) as u32);
            columns.node_span.push(columns.span_value.partition_point(|held| *held < span) as u8);
            if !node.hazards.is_empty() {
                hazards.set(new, sets.partition_point(|set| *set < node.hazards.as_slice()) as u32);
            }
        }
        if columns.node_nanos.iter().all(|nanos| *nanos == 0) {
            columns.node_nanos = Vec::new();
        }
        if columns.node_span.iter().all(|span| *span == 0) {
            columns.node_span = Vec::new();
        }
        (columns.node_hazard_bits, columns.node_hazard_rank, columns.node_hazard_value) =
            (hazards.bits, hazards.rank, hazards.values);
        columns.hazard_sets.push(0);
        for set in sets {
            // Symbols for now: `texts` turns them into texts.
            columns.hazard_text.extend_from_slice(set);
            columns.hazard_sets.push(columns.hazard_text.len() as u32);
        }
    }

    /// Transforms that make more than they take, where all is in one unit.
    fn excess_outputs(&self, legs: &[FinishedLeg], columns: &Columns) -> Vec<AnomalyDraft> {
        let current = columns.lot_rows[columns.lot_rows.len() - 1];
        let measures = self.sources.measures;
        let product = |leg: &FinishedLeg| self.lots.keys[leg.lot as usize].product as usize;
        let is_excessive = |node: usize| {
            let (from, outs, to) = (
                columns.node_legs[node] as usize,
                columns.node_outs[node] as usize,
                columns.node_legs[node + 1] as usize,
            );
            let of_node = &legs[from..to];
            let unit = measures.unit[product(&of_node[0])];
            if columns.node_kind[node] != 0
                || of_node[0].row >= current
                || outs == from
                || of_node.iter().any(|leg| measures.unit[product(leg)] != unit)
            {
                return None;
            }
            let sum = |legs: &[FinishedLeg]| {
                let parts = legs.iter().map(|leg| {
                    let unit = 10i128.pow(18 - u32::from(measures.scale[product(leg)].min(18)));
                    (leg.quantity != i64::MIN).then(|| i128::from(leg.quantity) * unit)
                });
                parts.sum::<Option<i128>>()
            };
            let (taken, made) = (sum(&of_node[..outs - from])?, sum(&of_node[outs - from..])?);
            (made > taken).then_some(of_node[0])
        };
        let nodes = columns.node_kind.len();
        let found: Vec<FinishedLeg> =
            (0..nodes).into_par_iter().with_min_len(1 << 12).filter_map(is_excessive).collect();
        let event = |leg: FinishedLeg| self.sources.events.id(leg.ordinal);
        found
            .into_iter()
            .map(|leg| AnomalyDraft::event(AnomalyKind::OutputExceedsInput, event(leg)))
            .collect()
    }
}

/// Which transforms consume and make each lot, of those that count.
fn genealogy(columns: &mut Columns) {
    let current = columns.lot_rows[columns.lot_rows.len() - 1];
    let counts = |node: &usize| {
        columns.node_kind[*node] == 0 && columns.leg_row[columns.node_legs[*node] as usize] < current
    };
    let nodes = columns.node_kind.len();
    let pairs = |of: &(dyn Fn(usize) -> std::ops::Range<usize> + Sync)| {
        let mut pairs: Vec<(u32, u32)> = (0..nodes)
            .into_par_iter()
            .with_min_len(1 << 12)
            .filter(counts)
            .flat_map_iter(|node| columns.leg_lot[of(node)].iter().map(move |lot| (*lot, node as u32)))
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    };
    let consumed = pairs(&|node| columns.node_legs[node] as usize..columns.node_outs[node] as usize);
    let made = pairs(&|node| columns.node_outs[node] as usize..columns.node_legs[node + 1] as usize);
    (columns.lot_consumed_bits, columns.lot_consumed_rank, columns.lot_consumed_start) =
        sparse_starts(&consumed);
    columns.consumed_node = consumed.into_iter().map(|(_, node)| node).collect();
    (columns.lot_made_bits, columns.lot_made_rank, columns.lot_made_start) = sparse_starts(&made);
    columns.made_node = made.into_iter().map(|(_, node)| node).collect();
}

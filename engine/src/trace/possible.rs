//! Sales without a lot: what left a product's lotless stock at a site may have been any lot then present there.

use super::exposure::{merged, stretches_of};
use super::flow::FlowQuery;
use super::marks::{FlowScratch, mark};
use crate::model::{Interval, LotId, PositionId, View, lot_flag};
use crate::run::load_run;

/// The pool of a product's stock and sales without a lot, if it has one.
pub(crate) fn lotless_pool(view: &View<'_>, lot: LotId) -> Option<LotId> {
    let product = view.product_of(lot);
    let first = view.product_lots.get(product.index()) as usize;
    let pool = LotId::new(view.lot_by_rank.get(first));
    (view.lot_flags.get(pool.index()) & lot_flag::LOTLESS != 0).then_some(pool)
}

/// Marks the rows that may have taken of what is affected.
pub(crate) fn mark_possible(view: &View<'_>, query: &FlowQuery<'_>, scratch: &mut FlowScratch) {
    let mut chances: Vec<(LotId, PositionId, Interval)> = Vec::new();
    let (mut run, mut legs) = (std::mem::take(&mut scratch.run), std::mem::take(&mut scratch.legs));
    let mut stretches = Vec::new();
    for (position, lot) in &scratch.positions {
        if view.is_pool(*lot) {
            continue;
        }
        let Some(pool) = lotless_pool(view, *lot) else { continue };
        let Some(site) = view.site_of(*position) else { continue };
        let Some(shared) = view.position_at(pool, site) else { continue };
        let label = scratch.labels[position.index()];
        stretches_of(view, query, *lot, *position, &mut run, &mut legs, &mut stretches);
        chances.extend(stretches.iter().filter_map(|stretch| {
            let start = stretch.start.max(label);
            (start <= stretch.end).then_some((pool, shared, Interval { start, end: stretch.end }))
        }));
    }
    chances.sort_unstable();
    for of_pool in chances.chunk_by(|a, b| a.0 == b.0) {
        let pool = of_pool[0].0;
        load_run(view, pool, query.knowledge, &mut run);
        for of_position in of_pool.chunk_by(|a, b| a.1 == b.1) {
            let when = merged(of_position.iter().map(|(_, _, interval)| *interval).collect());
            for row in run.iter().filter(|row| row.consumes == Some(of_position[0].1)) {
                let next = when.partition_point(|interval| interval.end < row.taken.start);
                if when.get(next).is_some_and(|interval| interval.start <= row.taken.end) {
                    scratch.mark(row.id, pool, mark::POSSIBLE);
                }
            }
        }
    }
    scratch.run = run;
    scratch.legs = legs;
}

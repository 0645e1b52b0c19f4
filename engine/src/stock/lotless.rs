//! Stock and sales without a lot: the pool `PRODUCT/`, and what left it.

use crate::model::{LotId, Nanos, PositionId, ProductId, Quantity, SiteId, View, lot_flag};
use crate::run::{Knowledge, load_run};

/// The pool of a product's stock and sales without a lot, if there are any. Its empty code sorts first.
pub(crate) fn lotless_pool(view: &View<'_>, product: ProductId) -> Option<LotId> {
    let first = view.product_lots.get(product.index());
    if first == view.product_lots.get(product.index() + 1) {
        return None;
    }
    let lot = LotId::new(view.lot_by_rank.get(first as usize));
    (view.lot_flags.get(lot.index()) & lot_flag::LOTLESS != 0).then_some(lot)
}

/// Where the lotless pool of a product keeps its books at a site.
pub(crate) fn lotless_position(view: &View<'_>, product: ProductId, site: SiteId) -> Option<PositionId> {
    view.position_at(lotless_pool(view, product)?, site)
}

/// What left a pool, by position and time.
#[derive(Debug, Default)]
pub(crate) struct LotlessOutflow {
    /// (position, books' time), sorted.
    legs: Vec<(PositionId, Nanos)>,
    /// What legs before the one at the same place sum up to, and how many of them are unknown.
    before: Vec<(i128, u32)>,
}

impl LotlessOutflow {
    /// Gathers all outflow of a pool. Cost: linear in its rows, and a sort.
    pub(crate) fn load(view: &View<'_>, pool: LotId, knowledge: Knowledge) -> LotlessOutflow {
        let mut run = Vec::new();
        load_run(view, pool, knowledge, &mut run);
        let mut legs: Vec<(PositionId, Nanos, Quantity)> = run
            .iter()
            .filter_map(|row| row.consumes.map(|position| (position, row.taken.end, row.quantity)))
            .collect();
        legs.sort_unstable();
        let mut found = LotlessOutflow::default();
        let mut sum = (0i128, 0u32);
        found.before.push(sum);
        for (position, at, quantity) in legs {
            found.legs.push((position, at));
            match quantity {
                Some(quantity) => sum.0 += i128::from(quantity),
                None => sum.1 += 1,
            }
            found.before.push(sum);
        }
        found
    }

    /// What left a position in a stretch of time, both ends included; `None`: unknown.
    pub(crate) fn between(&self, position: PositionId, since: Nanos, at: Nanos) -> Option<i128> {
        let from = self.legs.partition_point(|leg| *leg < (position, since));
        let to = self.legs.partition_point(|leg| *leg <= (position, at));
        if from >= to {
            return Some(0);
        }
        let (low, high) = (self.before[from], self.before[to]);
        (low.1 == high.1).then_some(high.0 - low.0)
    }
}

//! Products at or below their reorder point.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::books::{LotBooks, is_current};
use crate::model::{LotId, Nanos, ProductId, SiteId, SiteKind, View};
use crate::run::Knowledge;

/// A question for low stock.
#[derive(Clone, Copy, Debug)]
pub struct LowStockAsk {
    /// Last moment that counts.
    pub at: Nanos,
    /// Whether each site of a product is held against the reorder point by itself.
    pub by_site: bool,
    /// By what knowledge.
    pub knowledge: Knowledge,
}

/// A product whose stock is at or below its reorder point, in the product's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LowStock {
    /// The product.
    pub product: ProductId,
    /// The site, where sites were asked for; else all sites but suppliers and customers.
    pub site: Option<SiteId>,
    /// Sum of the known books. Stock without a lot is in it, and sales without a lot are taken off.
    pub on_hand: i128,
    /// Positions of unknown quantity: with them it may be more.
    pub unknown: u32,
    /// The product's reorder point.
    pub reorder: i64,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    on_hand: i128,
    unknown: u32,
}

/// Products at or below their reorder point, by product, then site. Suppliers' and customers' sites do not count.
///
/// A product without a reorder point is not low. By site, only sites that the product was ever at are listed.
pub fn low_stock(view: &View<'_>, ask: &LowStockAsk) -> Vec<LowStock> {
    let current = is_current(view, ask.at, ask.knowledge);
    let of_product = |(product, reorder): (ProductId, i64)| {
        let sums = sums(view, ask, product, current);
        let row = move |(site, sum): (Option<SiteId>, Sum)| LowStock {
            product,
            site,
            on_hand: sum.on_hand,
            unknown: sum.unknown,
            reorder,
        };
        sums.into_iter().map(row).filter(|row| row.on_hand <= i128::from(reorder)).collect::<Vec<_>>()
    };
    let products: Vec<(ProductId, i64)> = (0..view.product_code.len())
        .map(|product| (ProductId::new(product as u32), view.product_reorder.get(product)))
        .filter(|(_, reorder)| *reorder != i64::MIN)
        .collect();
    products.into_par_iter().map(of_product).collect::<Vec<_>>().concat()
}

fn sums(
    view: &View<'_>,
    ask: &LowStockAsk,
    product: ProductId,
    current: bool,
) -> BTreeMap<Option<SiteId>, Sum> {
    let mut sums = BTreeMap::new();
    if !ask.by_site {
        sums.insert(None, Sum::default());
    }
    let mut books = LotBooks::default();
    let mut add = |site: SiteId, quantity: Option<i64>| {
        if matches!(view.site_kind(site), SiteKind::Supplier | SiteKind::Customer) {
            return;
        }
        let sum = sums.entry(ask.by_site.then_some(site)).or_default();
        match quantity {
            Some(quantity) => sum.on_hand += i128::from(quantity),
            None => sum.unknown += 1,
        }
    };
    let ranks = view.product_lots.get(product.index())..view.product_lots.get(product.index() + 1);
    for lot in ranks.map(|rank| LotId::new(view.lot_by_rank.get(rank as usize))) {
        if current {
            for position in view.positions_of(lot) {
                if let Some(site) = view.site_of(position) {
                    add(site, view.books_of(position));
                }
            }
            continue;
        }
        books.load(view, lot, ask.at, ask.knowledge);
        for (position, held) in books.holdings() {
            if let Some(site) = view.site_of(position) {
                add(site, held.books);
            }
        }
    }
    sums
}

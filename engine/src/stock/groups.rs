//! Expiring stock in groups.

use std::collections::BTreeMap;

use super::decimal::{Decimal, Tally};
use super::expiring::{Expiring, StockClass, UnknownStock};
use crate::model::{LotId, ProductId, SiteId, TextId, View};

/// What stock is grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// By site.
    Site,
    /// By product.
    Product,
    /// By the product's category.
    Category,
    /// By the lot's supplier.
    Supplier,
    /// By expiry day.
    Day,
}

/// A cell of a group's key; in order they are as their names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKey {
    /// A site.
    Site(SiteId),
    /// A product.
    Product(ProductId),
    /// A category; the empty text where none is stated.
    Category(TextId),
    /// A supplier; the empty text where none is stated.
    Supplier(TextId),
    /// A day.
    Day(i32),
}

/// Stock of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiringGroup {
    /// A cell for each asked column, in the asked order.
    pub keys: Vec<GroupKey>,
    /// Unit of the quantities: stock in different units is never added up.
    pub unit: TextId,
    /// What may be sold.
    pub sellable: Decimal,
    /// What is on hold or recalled and has not expired.
    pub held: Decimal,
    /// What has expired.
    pub expired: Decimal,
    /// Quantity times unit cost; `None`: some cost is unknown.
    pub value: Option<Decimal>,
    /// Positions of unknown quantity: they are in no number above.
    pub unknown: u32,
    /// Whether some `best_before` has passed.
    pub best_before_passed: bool,
    /// Whether some quantity is not certain, as the site has stock or sales without a lot.
    pub lotless: bool,
}

impl ExpiringGroup {
    /// Whether every quantity is 0: only positions of unknown quantity fell into the group.
    pub fn is_zero(&self) -> bool {
        self.sellable.is_zero() && self.held.is_zero() && self.expired.is_zero()
    }
}

#[derive(Default)]
struct Sums {
    classes: [Tally; 3],
    value: Tally,
    cost_unknown: bool,
    unknown: u32,
    best_before_passed: bool,
    lotless: bool,
}

/// Adds up stock by any columns, in their order; the unit is a last one that is always there. Groups come sorted
/// by their columns.
pub fn group_expiring(
    view: &View<'_>,
    stock: &[Expiring],
    unknown: &[UnknownStock],
    by: &[GroupBy],
) -> Vec<ExpiringGroup> {
    let mut groups: BTreeMap<(Vec<GroupKey>, TextId), Sums> = BTreeMap::new();
    for row in stock {
        let sums = groups.entry(key(view, by, row.lot, row.site, row.day)).or_default();
        let product = view.product_of(row.lot).index();
        let scale = u32::from(view.product_scale.get(product));
        sums.classes[row.class as usize].add(i128::from(row.quantity), scale);
        match view.product_cost.get(product) {
            i64::MIN => sums.cost_unknown = true,
            cost => {
                let value = i128::from(row.quantity) * i128::from(cost);
                sums.value.add(value, scale + u32::from(view.product_cost_scale.get(product)));
            }
        }
        sums.best_before_passed |= row.best_before_passed;
        sums.lotless |= row.lotless;
    }
    for row in unknown {
        groups.entry(key(view, by, row.lot, row.site, row.day)).or_default().unknown += 1;
    }
    groups.into_iter().map(|((keys, unit), sums)| sums.finish(keys, unit)).collect()
}

impl Sums {
    fn finish(self, keys: Vec<GroupKey>, unit: TextId) -> ExpiringGroup {
        let total = |class: StockClass| self.classes[class as usize].total();
        ExpiringGroup {
            keys,
            unit,
            sellable: total(StockClass::Sellable),
            held: total(StockClass::Held),
            expired: total(StockClass::Expired),
            value: (!self.cost_unknown && self.unknown == 0).then(|| self.value.total()),
            unknown: self.unknown,
            best_before_passed: self.best_before_passed,
            lotless: self.lotless,
        }
    }
}

fn key(view: &View<'_>, by: &[GroupBy], lot: LotId, site: SiteId, day: i32) -> (Vec<GroupKey>, TextId) {
    let product = view.product_of(lot);
    let cell = |by: &GroupBy| match by {
        GroupBy::Site => GroupKey::Site(site),
        GroupBy::Product => GroupKey::Product(product),
        GroupBy::Category => GroupKey::Category(TextId::new(view.product_category.get(product.index()))),
        GroupBy::Supplier => GroupKey::Supplier(view.supplier_of(lot).unwrap_or(TextId::new(0))),
        GroupBy::Day => GroupKey::Day(day),
    };
    (by.iter().map(cell).collect(), TextId::new(view.product_unit.get(product.index())))
}

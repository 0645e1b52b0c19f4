//! Expiring stock in groups.

use std::collections::HashMap;

use rayon::prelude::*;

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
    /// Known quantities times unit cost; `None`: some cost is unknown.
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

/// Distinct columns, and the unit, as numbers in the order of names.
type Cells = [u32; 6];

type Groups = HashMap<Cells, Sums>;

/// Rows that one task adds up.
const PART: usize = 1 << 16;

/// Adds up stock by any columns, in their order; the unit is a last one that is always there. Groups come sorted
/// by their columns.
pub fn group_expiring(
    view: &View<'_>,
    stock: &[Expiring],
    unknown: &[UnknownStock],
    by: &[GroupBy],
) -> Vec<ExpiringGroup> {
    let mut columns: Vec<GroupBy> = Vec::new();
    for column in by {
        if !columns.contains(column) {
            columns.push(*column);
        }
    }
    let grouping = Grouping { view, columns };
    let parts = stock.par_chunks(PART).map(|part| grouping.stock(part));
    let mut groups = parts.reduce(Groups::new, merge);
    for row in unknown {
        groups.entry(grouping.cells(row.lot, row.site, row.day)).or_default().unknown += 1;
    }
    let mut groups: Vec<(Cells, Sums)> = groups.into_iter().collect();
    groups.sort_unstable_by_key(|(cells, _)| *cells);
    groups
        .into_iter()
        .map(|(cells, sums)| sums.finish(grouping.keys(by, cells), grouping.unit(cells)))
        .collect()
}

fn merge(mut into: Groups, other: Groups) -> Groups {
    if into.len() < other.len() {
        return merge(other, into);
    }
    for (cells, sums) in other {
        into.entry(cells).or_default().merge(sums);
    }
    into
}

struct Grouping<'a, 's> {
    view: &'a View<'s>,
    /// No column twice, so at most five.
    columns: Vec<GroupBy>,
}

impl Grouping<'_, '_> {
    fn stock(&self, stock: &[Expiring]) -> Groups {
        let view = self.view;
        let mut groups = Groups::new();
        for row in stock {
            let sums = groups.entry(self.cells(row.lot, row.site, row.day)).or_default();
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
        groups
    }

    fn cells(&self, lot: LotId, site: SiteId, day: i32) -> Cells {
        let view = self.view;
        let product = view.product_of(lot);
        let mut cells = Cells::default();
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            *cell = match column {
                GroupBy::Site => site.get(),
                GroupBy::Product => product.get(),
                GroupBy::Category => view.product_category.get(product.index()),
                GroupBy::Supplier => view.supplier_of(lot).map_or(0, TextId::get),
                GroupBy::Day => rank_of(day),
            };
        }
        cells[self.columns.len()] = view.product_unit.get(product.index());
        cells
    }

    fn unit(&self, cells: Cells) -> TextId {
        TextId::new(cells[self.columns.len()])
    }

    fn keys(&self, by: &[GroupBy], cells: Cells) -> Vec<GroupKey> {
        let cell = |by: &GroupBy| {
            let place = self.columns.iter().position(|column| column == by).unwrap_or_default();
            match by {
                GroupBy::Site => GroupKey::Site(SiteId::new(cells[place])),
                GroupBy::Product => GroupKey::Product(ProductId::new(cells[place])),
                GroupBy::Category => GroupKey::Category(TextId::new(cells[place])),
                GroupBy::Supplier => GroupKey::Supplier(TextId::new(cells[place])),
                GroupBy::Day => GroupKey::Day(day_of_rank(cells[place])),
            }
        };
        by.iter().map(cell).collect()
    }
}

/// A number that is in order where days before 1970 are, too.
fn rank_of(day: i32) -> u32 {
    (day as u32) ^ (1 << 31)
}

fn day_of_rank(rank: u32) -> i32 {
    (rank ^ (1 << 31)) as i32
}

impl Sums {
    fn merge(&mut self, other: Sums) {
        for (class, other) in self.classes.iter_mut().zip(other.classes) {
            class.merge(other);
        }
        self.value.merge(other.value);
        self.cost_unknown |= other.cost_unknown;
        self.unknown += other.unknown;
        self.best_before_passed |= other.best_before_passed;
        self.lotless |= other.lotless;
    }

    fn finish(self, keys: Vec<GroupKey>, unit: TextId) -> ExpiringGroup {
        let total = |class: StockClass| self.classes[class as usize].total();
        ExpiringGroup {
            keys,
            unit,
            sellable: total(StockClass::Sellable),
            held: total(StockClass::Held),
            expired: total(StockClass::Expired),
            value: (!self.cost_unknown).then(|| self.value.total()),
            unknown: self.unknown,
            best_before_passed: self.best_before_passed,
            lotless: self.lotless,
        }
    }
}

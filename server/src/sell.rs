//! May this be sold? The question of a till, answered without a lock and without an allocation.

use engine::model::{LotId, ProductId, SiteId};
use engine::{Block, BlockKind, Origin};
use gs1::{AsOf, Gtin, ScanOptions, till};

use crate::world::{CaseText, World};

/// Why something may be sold, or not. Only [`VerdictCode::Ok`] means sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum VerdictCode {
    Ok,
    Hold,
    Recalled,
    Expired,
    NoLot,
    Ambiguous,
    BadScan,
    NoSite,
}

impl VerdictCode {
    pub(crate) const ALL: [VerdictCode; 8] = [
        VerdictCode::Ok,
        VerdictCode::Hold,
        VerdictCode::Recalled,
        VerdictCode::Expired,
        VerdictCode::NoLot,
        VerdictCode::Ambiguous,
        VerdictCode::BadScan,
        VerdictCode::NoSite,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            VerdictCode::Ok => "OK",
            VerdictCode::Hold => "HOLD",
            VerdictCode::Recalled => "RECALLED",
            VerdictCode::Expired => "EXPIRED",
            VerdictCode::NoLot => "NOLOT",
            VerdictCode::Ambiguous => "AMBIG",
            VerdictCode::BadScan => "BADSCAN",
            VerdictCode::NoSite => "NOSITE",
        }
    }
}

/// The answer to a till.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict<'w> {
    pub(crate) code: VerdictCode,
    pub(crate) product: Option<ProductId>,
    pub(crate) lot: Option<LotId>,
    /// What blocks it.
    pub(crate) block: Option<&'w Block>,
    /// `use_by`, else `best_before`, by the scan and the record; the earlier where both say one.
    pub(crate) expiry: Option<i32>,
    /// Its `best_before` has passed: that flags and does not block.
    pub(crate) best_before_passed: bool,
}

impl Verdict<'_> {
    pub(crate) fn of(code: VerdictCode) -> Verdict<'static> {
        Verdict { code, product: None, lot: None, block: None, expiry: None, best_before_passed: false }
    }

    /// Whether it may be sold.
    pub(crate) fn sells(&self) -> bool {
        self.code == VerdictCode::Ok
    }
}

/// Days that a scan states.
#[derive(Clone, Copy, Default)]
struct Days {
    use_by: Option<i32>,
    sell_by: Option<i32>,
    best_before: Option<i32>,
}

/// What a scan names.
enum Item {
    Lot(ProductId, LotId),
    /// The products that have its number, and no lot.
    Products(ProductRun),
    Nothing(VerdictCode),
}

/// Products under one number: a stretch of the snapshot's table, or one alone.
#[derive(Clone, Copy)]
struct ProductRun {
    from: usize,
    to: usize,
    one: Option<ProductId>,
}

impl ProductRun {
    fn iter<'w>(self, world: &'w World) -> impl Iterator<Item = ProductId> + use<'w> {
        let column = world.generation.view().gtin_product;
        self.one.into_iter().chain((self.from..self.to).map(move |place| ProductId::new(column.get(place))))
    }
}

/// Answers for a scan, or a name `PRODUCT/LOT`, at a site.
pub(crate) fn sell<'w>(world: &'w World, scan: &str, site: Option<&str>, now: i64) -> Verdict<'w> {
    let generation = &world.generation;
    let site = match site {
        None => None,
        Some(code) => match generation.site(code) {
            Some(site) => Some(site),
            None => return Verdict::of(VerdictCode::NoSite),
        },
    };
    let (item, days) = read(world, scan, site, now);
    let verdict = match item {
        Item::Lot(product, lot) => of_lot(world, product, lot, site, now),
        Item::Products(products) => of_products(world, products, site, now),
        Item::Nothing(code) => Verdict::of(code),
    };
    dated(world, verdict, days, site, now)
}

/// What a scan names, and the days that it states.
fn read(world: &World, scan: &str, site: Option<SiteId>, now: i64) -> (Item, Days) {
    if let Some(item) = named(world, scan) {
        return (item, Days::default());
    }
    let Some(as_of) = AsOf::year(year_of(world.generation.day(site, now))) else {
        return (Item::Nothing(VerdictCode::BadScan), Days::default());
    };
    let Ok(found) = till(scan, &ScanOptions::lenient(as_of)) else {
        return (bare_code(world, scan), Days::default());
    };
    let days = Days {
        use_by: found.use_by.map(gs1::Day::days_since_epoch),
        sell_by: found.sell_by.map(gs1::Day::days_since_epoch),
        best_before: found.best_before.map(gs1::Day::days_since_epoch),
    };
    let products = products_of(world, &found.gtin);
    let item = match &found.lot {
        None if products.from == products.to => Item::Nothing(VerdictCode::NoLot),
        None => Item::Products(products),
        Some(code) => lot_among(world, products, code),
    };
    (item, days)
}

/// `PRODUCT/LOT`, or `PRODUCT/`: the first slash that leaves a known product divides.
fn named(world: &World, text: &str) -> Option<Item> {
    let mut parts = text.match_indices('/').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let (product, code) =
        parts.find_map(|(product, code)| Some((world.generation.product(product)?, code)))?;
    if code.is_empty() {
        return Some(Item::Products(ProductRun { from: 0, to: 0, one: Some(product) }));
    }
    let lot = world.generation.lot(product, code);
    Some(lot.map_or(Item::Nothing(VerdictCode::NoLot), |lot| Item::Lot(product, lot)))
}

fn products_of(world: &World, gtin: &Gtin) -> ProductRun {
    let number = gtin.as_str().bytes().fold(0u64, |number, digit| number * 10 + u64::from(digit & 15));
    let numbers = world.generation.view().gtin_value;
    let from = numbers.partition_point(|found| found < number);
    let mut to = from;
    while to < numbers.len() && numbers.get(to) == number {
        to += 1;
    }
    ProductRun { from, to, one: None }
}

fn lot_among(world: &World, products: ProductRun, code: &str) -> Item {
    let mut found =
        products.iter(world).filter_map(|product| Some((product, world.generation.lot(product, code)?)));
    match (found.next(), found.next()) {
        (Some((product, lot)), None) => Item::Lot(product, lot),
        (Some(_), Some(_)) => Item::Nothing(VerdictCode::Ambiguous),
        (None, _) => Item::Nothing(VerdictCode::NoLot),
    }
}

/// A lot's code alone, where it is unique. Typed by hand, not scanned: this may allocate.
fn bare_code(world: &World, text: &str) -> Item {
    let view = world.generation.view();
    let folded = engine::model::fold_code(text);
    let mut found = view.lots_by_fold(&folded).filter(|lot| view.lot_code(*lot) == text);
    match (found.next(), found.next()) {
        (Some(lot), None) if !text.is_empty() => Item::Lot(view.product_of(lot), lot),
        (Some(_), Some(_)) => Item::Nothing(VerdictCode::Ambiguous),
        (Some(_) | None, _) => Item::Nothing(VerdictCode::BadScan),
    }
}

fn of_lot<'w>(
    world: &'w World,
    product: ProductId,
    lot: LotId,
    site: Option<SiteId>,
    now: i64,
) -> Verdict<'w> {
    let view = world.generation.view();
    let shelf = world.shelves.get(product.index());
    // A pool is no lot: what is sold from it may be any lot that stands there.
    let block = match (shelf, view.is_pool(lot)) {
        (None, _) => None,
        (Some(shelf), true) => shelf.blocking_any(&world.generation, site, now),
        (Some(shelf), false) => shelf.blocking(lot, site, now),
    };
    Verdict {
        product: Some(product),
        lot: Some(lot),
        expiry: view.expiry_of(lot),
        ..Verdict::blocked_by(block)
    }
}

fn of_products<'w>(world: &'w World, products: ProductRun, site: Option<SiteId>, now: i64) -> Verdict<'w> {
    let mut first = None;
    for product in products.iter(world) {
        first = first.or(Some(product));
        let shelf = world.shelves.get(product.index());
        let block = shelf.and_then(|shelf| shelf.blocking_any(&world.generation, site, now));
        if block.is_some() {
            return Verdict { product: Some(product), ..Verdict::blocked_by(block) };
        }
    }
    Verdict { product: first, ..Verdict::of(VerdictCode::Ok) }
}

impl<'w> Verdict<'w> {
    fn blocked_by(block: Option<&'w Block>) -> Verdict<'w> {
        let code = match block.map(|block| block.kind) {
            None => VerdictCode::Ok,
            Some(BlockKind::Held) => VerdictCode::Hold,
            Some(BlockKind::Recalled) => VerdictCode::Recalled,
        };
        Verdict { block, ..Verdict::of(code) }
    }

    /// The case that blocks it, and its reason where the server knows one.
    pub(crate) fn case(&self, world: &'w World) -> Option<(&'w str, Option<&'w str>)> {
        match self.block?.origin {
            Origin::Recorded { case, .. } => Some((world.generation.view().text(case), None)),
            Origin::Live(number) => {
                let text: &CaseText = world.cases.get(number as usize)?.as_deref()?;
                Some((&text.case, Some(&text.reason)))
            }
        }
    }
}

/// Adds what days say: a `use_by` or `sell_by` in the past blocks, a `best_before` only flags.
fn dated<'w>(
    world: &'w World,
    mut verdict: Verdict<'w>,
    days: Days,
    site: Option<SiteId>,
    now: i64,
) -> Verdict<'w> {
    let view = world.generation.view();
    let of_lot =
        verdict.lot.map(|lot| (view.use_by_of(lot), view.day(view.lot_best_before.get(lot.index()))));
    let (use_by, best_before) = of_lot.unwrap_or_default();
    let use_by = earlier(use_by, days.use_by);
    let best_before = earlier(best_before, days.best_before);
    verdict.expiry = use_by.or(best_before);
    let last = earlier(use_by, days.sell_by);
    if last.is_none() && best_before.is_none() {
        return verdict;
    }
    let today = world.generation.day(site, now);
    verdict.best_before_passed = best_before.is_some_and(|day| day < today);
    if verdict.sells() && last.is_some_and(|day| day < today) {
        verdict.code = VerdictCode::Expired;
    }
    verdict
}

fn earlier(day: Option<i32>, other: Option<i32>) -> Option<i32> {
    match (day, other) {
        (Some(day), Some(other)) => Some(day.min(other)),
        (day, other) => day.or(other),
    }
}

/// The year of a day since 1970 (Gregorian, counted from March in eras of 400 years).
fn year_of(day: i32) -> u16 {
    let shifted = i64::from(day) + 719_468;
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let year = shifted.div_euclid(146_097) * 400 + year_of_era + i64::from(day_of_year >= 306);
    u16::try_from(year).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_change_on_the_first_of_january() {
        for day in -100_000..100_000 {
            assert_eq!(i32::from(year_of(day)), ask::Day(day).year(), "day {day}");
        }
    }
}

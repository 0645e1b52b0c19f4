//! Stock that expires soon, or has (semantics 8).

use rayon::prelude::*;

use super::books::{LotBooks, is_current};
use super::calendar::Calendar;
use super::live::Statuses;
use super::lotless::lotless_position;
use super::status::Blocks;
use crate::model::{BEGINNING, Dimension, LotId, Nanos, PositionId, Quantity, SiteId, View};
use crate::run::Knowledge;

/// A question for expiring stock: what expires up to `within` days after `on`, with no lower limit.
#[derive(Clone, Copy, Debug)]
pub struct ExpiringAsk<'a> {
    /// The day whose end is asked about.
    pub on: i32,
    /// Days after it that still count.
    pub within: i32,
    /// By what knowledge.
    pub knowledge: Knowledge,
    /// What was stated since the snapshot was built.
    pub live: Option<&'a Statuses>,
}

impl ExpiringAsk<'_> {
    fn last_day(&self) -> i32 {
        self.on.saturating_add(self.within)
    }
}

/// What can be done with stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StockClass {
    /// It may be sold.
    Sellable,
    /// It is on hold or recalled.
    Held,
    /// Its `use_by` has passed, be it held or not.
    Expired,
}

/// Stock of a position that expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// Which position.
    pub position: PositionId,
    /// Its lot.
    pub lot: LotId,
    /// Its site.
    pub site: SiteId,
    /// On hand in the product's scale, above zero.
    pub quantity: i64,
    /// `use_by`, else `best_before`.
    pub day: i32,
    /// What can be done with it.
    pub class: StockClass,
    /// Whether its `best_before` has passed.
    pub best_before_passed: bool,
    /// Whether the site has stock or sales of the product without a lot: the quantity is not certain.
    pub lotless: bool,
}

/// A position that expires, whose books hold an unknown quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStock {
    /// Which position.
    pub position: PositionId,
    /// Its lot.
    pub lot: LotId,
    /// Its site.
    pub site: SiteId,
    /// `use_by`, else `best_before`.
    pub day: i32,
}

/// Positions with stock that expires by the last asked day, by day and position; and those of unknown quantity.
///
/// Pools, and books at or below zero, are left out. Cost: linear in what is found where the stored books answer;
/// else in the rows of all lots that expire by then.
pub fn expiring(
    view: &View<'_>,
    calendar: &dyn Calendar,
    ask: &ExpiringAsk<'_>,
) -> (Vec<Expiring>, Vec<UnknownStock>) {
    let ends: Vec<Nanos> =
        (0..view.site_code.len() as u32).map(|site| calendar.day_end(SiteId::new(site), ask.on)).collect();
    let stocks = if ends.iter().all(|end| is_current(view, *end, ask.knowledge)) {
        stored(view, ask)
    } else {
        recomputed(view, ask, &ends)
    };
    let blocks = Blocks::all(view, ask.knowledge, ask.live);
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for (position, lot, books) in stocks {
        let (Some(site), Some(day)) = (view.site_of(position), view.expiry_of(lot)) else { continue };
        match books {
            None => unknown.push(UnknownStock { position, lot, site, day }),
            Some(quantity) if quantity > 0 => {
                let place = Place { position, lot, site, day };
                found.push(row(view, ask, &blocks, ends[site.index()], place, quantity));
            }
            Some(_) => {}
        }
    }
    found.sort_unstable_by_key(|row| (row.day, row.position));
    unknown.sort_unstable_by_key(|row| (row.day, row.position));
    (found, unknown)
}

struct Place {
    position: PositionId,
    lot: LotId,
    site: SiteId,
    day: i32,
}

fn row(
    view: &View<'_>,
    ask: &ExpiringAsk<'_>,
    blocks: &Blocks,
    end: Nanos,
    place: Place,
    quantity: i64,
) -> Expiring {
    let Place { position, lot, site, day } = place;
    let product = view.product_of(lot);
    let class = if view.use_by_of(lot).is_some_and(|day| day < ask.on) {
        StockClass::Expired
    } else if blocks.at(product, Some(lot), Some(site), end).is_some() {
        StockClass::Held
    } else {
        StockClass::Sellable
    };
    let best_before = view.day(view.lot_best_before.get(lot.index()));
    Expiring {
        position,
        lot,
        site,
        quantity,
        day,
        class,
        best_before_passed: best_before.is_some_and(|day| day < ask.on),
        lotless: lotless_position(view, product, site).is_some(),
    }
}

type Stocks = Vec<(PositionId, LotId, Quantity)>;

/// By the stored books: what the index of expiring stock holds, and positions of unknown quantity.
fn stored(view: &View<'_>, ask: &ExpiringAsk<'_>) -> Stocks {
    let last = ask.last_day();
    let days = view.expiring_day.partition_point(|day| day <= last);
    let to = view.expiring_start.get(days) as usize;
    let positions: Vec<PositionId> = view.expiring_position.range(0..to).map(PositionId::new).collect();
    let known =
        positions.into_par_iter().with_min_len(1 << 10).map(|p| (p, view.lot_of(p), view.books_of(p)));
    let mut stocks: Stocks = known.collect();
    let expires = |lot: LotId| !view.is_pool(lot) && view.expiry_of(lot).is_some_and(|day| day <= last);
    let unknown = view.position_unknown.iter().map(PositionId::new).map(|p| (p, view.lot_of(p), None));
    stocks.extend(unknown.filter(|(_, lot, _)| expires(*lot)));
    stocks
}

/// By the rows of every lot that expires by then.
fn recomputed(view: &View<'_>, ask: &ExpiringAsk<'_>, ends: &[Nanos]) -> Stocks {
    let lots: Vec<u32> =
        view.bitmap_of_days(Dimension::ExpiryDay, i32::MIN..=ask.last_day()).into_iter().collect();
    let part = |lots: &[u32]| {
        let mut books = LotBooks::default();
        let mut stocks = Stocks::new();
        for lot in lots.iter().copied().map(LotId::new).filter(|lot| !view.is_pool(*lot)) {
            of_lot(view, ask, ends, lot, &mut books, &mut stocks);
        }
        stocks
    };
    lots.par_chunks(1 << 10).map(part).collect::<Vec<Stocks>>().concat()
}

/// The end of the day differs by site.
fn of_lot(
    view: &View<'_>,
    ask: &ExpiringAsk<'_>,
    ends: &[Nanos],
    lot: LotId,
    books: &mut LotBooks,
    stocks: &mut Stocks,
) {
    // What was sold is asked for at no time at all.
    let end = |position: PositionId| view.site_of(position).map_or(BEGINNING, |site| ends[site.index()]);
    books.load_each(view, lot, ask.knowledge, end);
    stocks.extend(books.holdings().map(|(position, held)| (position, lot, held.books)));
}

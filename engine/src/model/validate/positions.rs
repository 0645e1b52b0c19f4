//! Positions, shelves, expiring stock.

use std::ops::Range;

use rayon::prelude::*;

use super::laws::{Digest, adjacent, below, each, ensure, parts, rising};
use super::{Law, ModelError};
use crate::model::{LotId, NONE, POSITIONS_PER_STEP, PositionId, SiteId, Sparse, View};

/// Lots that one task goes through.
const PART: usize = 1 << 12;

/// Positions of a lot are sorted by site, the sold one last; books stand where they should.
pub(super) fn positions(view: &View<'_>) -> Law {
    let is_day = |day: u16| usize::from(day) < view.day_value.len();
    each("stock.use_by", view.stock_use_by, "a day is out of range", is_day)?;
    each("position.received", view.position_received, "a day is out of range", is_day)?;
    let of_lots = |mut lots: Range<usize>| lots.try_for_each(|lot| of_lot(view, lot));
    parts(view.lot_count(), PART, of_lots, |(), ()| ())?;
    below("big.position", view.big_position, view.position_count())?;
    rising("big.position", view.big_position)?;
    let books = Sparse::new(view.position_books_bits, view.position_books_rank, view.position_books_value);
    let marked = |position: u32| books.get(position as usize) == Some(i32::MAX);
    each("big.position", view.big_position, "a position holds its books itself", marked)?;
    let count = |wanted: i32| {
        let of_part = |part: &[_]| part.iter().filter(|books| **books == wanted).count();
        view.position_books_value.raw().par_chunks(1 << 15).map(of_part).sum::<usize>()
    };
    ensure(count(i32::MAX) == view.big_position.len(), "big.position", "large books are missing")?;
    each("position.books.value", view.position_books_value, "books of 0 are stored", |books| books != 0)?;
    below("position.unknown", view.position_unknown, view.position_count())?;
    rising("position.unknown", view.position_unknown)?;
    let unknown = |position: u32| books.get(position as usize) == Some(i32::MIN);
    each("position.unknown", view.position_unknown, "the books of a position are known", unknown)?;
    ensure(count(i32::MIN) == view.position_unknown.len(), "position.unknown", "a position is missing")?;
    let (full, rest) = (view.position_count() / 64, view.position_count() % 64);
    let past = if rest == 0 { 0 } else { view.position_untrusted.get(full) >> rest };
    ensure(past == 0, "position.untrusted", "there are bits past the last position")
}

fn of_lot(view: &View<'_>, lot: usize) -> Law {
    let mut before = None;
    for position in view.lot_positions.get(lot) as usize..view.lot_positions.get(lot + 1) as usize {
        // The sold one comes last.
        let site = view.site_of(PositionId::new(position as u32)).map_or(NONE, SiteId::get);
        ensure(
            site == NONE || (site as usize) < view.site_code.len(),
            "position.site",
            "an id is out of range",
        )?;
        ensure(before < Some(site), "position.site", "positions of a lot are not sorted")?;
        before = Some(site);
        let step = position / POSITIONS_PER_STEP;
        let leads = position % POSITIONS_PER_STEP != 0 || view.position_lot.get(step) as usize == lot;
        ensure(leads, "position.lot", "it is not the lot of the position")?;
    }
    Ok(())
}

/// What the positions say, in digests: of shelves, and of what expires.
#[derive(Clone, Copy, Default)]
struct Digests {
    shelves: Digest,
    expiring: Digest,
}

fn said_by_positions(view: &View<'_>) -> Result<Digests, ModelError> {
    let of_lots = |lots: Range<usize>| {
        let mut digests = Digests::default();
        for lot in lots.map(|lot| LotId::new(lot as u32)) {
            let (product, pool, expiry) =
                (view.product_of(lot).get(), view.is_pool(lot), view.expiry_of(lot));
            let use_by = view.lot_use_by.get(lot.index());
            for position in view.positions_of(lot) {
                let Some(site) = view.site_of(position).map(SiteId::get) else { continue };
                let stocked = !pool && view.books_of(position).is_some_and(|books| books > 0);
                let use_by = if stocked { use_by } else { 0 };
                digests.shelves.add(site, product, shelf_word(position.get(), stocked, use_by));
                if let Some(day) = expiry.filter(|_| stocked) {
                    digests.expiring.add(day as u32, position.get(), 0);
                }
            }
        }
        Ok(digests)
    };
    let with = |a: Digests, b: Digests| Digests {
        shelves: a.shelves.with(b.shelves),
        expiring: a.expiring.with(b.expiring),
    };
    parts(view.lot_count(), PART, of_lots, with)
}

/// What a digest holds of a place on a shelf.
fn shelf_word(position: u32, stocked: bool, use_by: u16) -> u64 {
    u64::from(position) | u64::from(stocked) << 32 | u64::from(use_by) << 33
}

/// Every position at a site stands on the shelf of its site and product, those with stock first and in FEFO order;
/// stock that expires stands in the list of it.
pub(super) fn shelves(view: &View<'_>) -> Law {
    below("shelf.site", view.shelf_site, view.site_code.len())?;
    below("shelf.product", view.shelf_product, view.product_code.len())?;
    let shelf = |i: usize| (view.shelf_site.get(i), view.shelf_product.get(i));
    let count = view.shelf_site.len();
    adjacent("shelf.site", count, "shelves are not sorted", |i, j| shelf(i) < shelf(j))?;
    below("shelf.position", view.shelf_position, view.position_count())?;
    let of_shelves = |shelves: Range<usize>| {
        let mut digest = Digest::default();
        for shelf in shelves {
            of_shelf(view, shelf, &mut digest)?;
        }
        Ok(digest)
    };
    let shelves = parts(count, PART, of_shelves, Digest::with)?;
    let said = said_by_positions(view)?;
    ensure(shelves == said.shelves, "shelf.position", "shelves hold other than the positions say")?;
    let expiring = |days: Range<usize>| {
        let mut digest = Digest::default();
        for day in days {
            let positions = view.expiring_start.get(day) as usize..view.expiring_start.get(day + 1) as usize;
            let day = view.expiring_day.get(day) as u32;
            view.expiring_position.range(positions).for_each(|position| digest.add(day, position, 0));
        }
        Ok(digest)
    };
    let expiring = parts(view.expiring_day.len(), 16, expiring, Digest::with)?;
    ensure(expiring == said.expiring, "expiring.position", "it holds other than the positions say")
}

fn of_shelf(view: &View<'_>, shelf: usize, digest: &mut Digest) -> Law {
    let (site, product) = (view.shelf_site.get(shelf), view.shelf_product.get(shelf));
    let (from, to) = (view.shelf_start.get(shelf) as usize, view.shelf_start.get(shelf + 1) as usize);
    let stocked = view.shelf_stocked.get(shelf) as usize;
    ensure((from..=to).contains(&stocked), "shelf.stocked", "stock ends outside the shelf")?;
    let stock = view.shelf_stock.get(shelf) as usize;
    let is_whole = view.shelf_stock.get(shelf + 1) as usize - stock == stocked - from;
    ensure(is_whole, "shelf.stock", "it has other than the stock of the shelf")?;
    for at in from..to {
        let use_by = if at < stocked { view.stock_use_by.get(stock + at - from) } else { 0 };
        let position = view.shelf_position.get(at);
        digest.add(site, product, shelf_word(position, at < stocked, use_by));
        let follows = at == from || at >= stocked || fefo(view, at - 1, at);
        ensure(follows, "shelf.position", "stock is not in FEFO order")?;
    }
    Ok(())
}

/// Whether two places of a shelf are in order: by expiry, receipt, code; days by their index, none last.
fn fefo(view: &View<'_>, first: usize, next: usize) -> bool {
    let position = |at: usize| PositionId::new(view.shelf_position.get(at));
    let expiry = |at: usize| {
        let lot = view.lot_of(position(at)).index();
        match view.lot_use_by.get(lot) {
            0 => view.lot_best_before.get(lot).wrapping_sub(1),
            day => day - 1,
        }
    };
    // Most places differ in the first: the rest stands far away.
    expiry(first).cmp(&expiry(next)).then_with(|| {
        let rest = |at: usize| {
            // None comes last, a day before others.
            let received = view.stock_of(position(at)).1.map_or(i64::MAX, i64::from);
            (received, view.lot_rank.get(view.lot_of(position(at)).index()))
        };
        rest(first).cmp(&rest(next))
    }) == std::cmp::Ordering::Less
}

/// Stock that expires is sorted by day, then position.
pub(super) fn expiring(view: &View<'_>) -> Law {
    below("expiring.position", view.expiring_position, view.position_count())?;
    rising("expiring.day", view.expiring_day)?;
    let of_days = |mut days: Range<usize>| {
        days.try_for_each(|day| {
            let positions = view.expiring_start.get(day) as usize..view.expiring_start.get(day + 1) as usize;
            let mut before = None;
            let sorted = view
                .expiring_position
                .range(positions)
                .all(|position| before.replace(position).is_none_or(|before| before < position));
            ensure(sorted, "expiring.position", "it is not sorted")
        })
    };
    parts(view.expiring_day.len(), 16, of_days, |(), ()| ())
}

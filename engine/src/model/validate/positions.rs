//! Positions, shelves, expiring stock.

use rayon::prelude::*;

use super::Law;
use super::laws::{Once, adjacent, below, each, ensure, rising};
use crate::model::{LotId, NONE, PositionId, View, position_flag};

/// Lots that one task goes through.
const PART: usize = 1 << 12;

/// Positions of a lot are sorted by site, the sold one last; books stand where they should.
pub(super) fn positions(view: &View<'_>) -> Law {
    super::laws::below_or_none("position.site", view.position_site, view.site_code.len())?;
    let is_day = |day: u16| usize::from(day) < view.day_value.len();
    each("position.received", view.position_received, "a day is out of range", is_day)?;
    let sorted = |lot: usize| {
        let positions = view.lot_positions.get(lot) as usize..view.lot_positions.get(lot + 1) as usize;
        view.position_site.raw()[positions].is_sorted_by(|site, next| site.to_native() < next.to_native())
    };
    let all = (0..view.lot_count()).into_par_iter().with_min_len(PART).all(sorted);
    ensure(all, "position.site", "positions of a lot are not sorted")?;
    let flagged = |position: usize| {
        let flags = view.position_flags.get(position);
        let sold = view.position_site.get(position) == NONE;
        let unknown = view.position_books.get(position) == i32::MIN;
        flags < 8
            && (flags & position_flag::SOLD != 0) == sold
            && (flags & position_flag::UNKNOWN != 0) == unknown
    };
    let all = (0..view.position_count()).into_par_iter().with_min_len(PART).all(flagged);
    ensure(all, "position.flags", "a flag says other than site and books")?;
    below("big.position", view.big_position, view.position_count())?;
    rising("big.position", view.big_position)?;
    let marked = |position: u32| view.position_books.get(position as usize) == i32::MAX;
    each("big.position", view.big_position, "a position holds its books itself", marked)?;
    let big = view.position_books.iter().filter(|books| *books == i32::MAX).count();
    ensure(big == view.big_position.len(), "big.position", "large books are missing")
}

/// The lot of every position.
fn lots_of_positions(view: &View<'_>) -> Vec<u32> {
    let mut lots = Vec::with_capacity(view.position_count());
    for lot in 0..view.lot_count() {
        let count = view.lot_positions.get(lot + 1) - view.lot_positions.get(lot);
        lots.extend(std::iter::repeat_n(lot as u32, count as usize));
    }
    lots
}

fn is_stocked(view: &View<'_>, lot: LotId, position: PositionId) -> bool {
    view.position_books.get(position.index()) > 0 && !view.is_pool(lot)
}

/// Every position at a site stands on the shelf of its site and product, those with stock first and in FEFO order.
pub(super) fn shelves(view: &View<'_>) -> Law {
    let shelf = |i: usize| (view.shelf_site.get(i), view.shelf_product.get(i));
    let count = view.shelf_site.len();
    below("shelf.site", view.shelf_site, view.site_code.len())?;
    below("shelf.product", view.shelf_product, view.product_code.len())?;
    adjacent("shelf.site", count, "shelves are not sorted", |i, j| shelf(i) < shelf(j))?;
    below("shelf.position", view.shelf_position, view.position_count())?;
    let lots = lots_of_positions(view);
    let law = |i: usize| {
        let (from, to) = (view.shelf_start.get(i), view.shelf_start.get(i + 1));
        let stocked = view.shelf_stocked.get(i);
        ensure((from..=to).contains(&stocked), "shelf.stocked", "stock ends outside the shelf")?;
        let mut before = None;
        for at in from..to {
            let position = PositionId::new(view.shelf_position.get(at as usize));
            let lot = LotId::new(lots[position.index()]);
            let stands = (view.position_site.get(position.index()), view.lot_product.get(lot.index()));
            ensure(stands == shelf(i), "shelf.position", "it is a position of another shelf")?;
            let has_stock = at < stocked;
            ensure(
                has_stock == is_stocked(view, lot, position),
                "shelf.stocked",
                "stock stands behind, or none before",
            )?;
            let key = has_stock.then(|| fefo(view, lot, position));
            ensure(key.is_none() || before < key, "shelf.position", "stock is not in FEFO order")?;
            before = key;
        }
        Ok(())
    };
    let laws: Vec<Law> = (0..count).into_par_iter().with_min_len(64).map(law).collect();
    laws.into_iter().collect::<Law>()?;
    let mut seen = Once::new(view.position_count());
    let once = view.shelf_position.iter().all(|position| seen.insert(position));
    ensure(once, "shelf.position", "a position stands on a shelf twice")?;
    let at_sites = view.position_site.iter().filter(|site| *site != NONE).count();
    ensure(at_sites == view.shelf_position.len(), "shelf.position", "a position stands on no shelf")
}

/// Expiry, receipt, code: days by their index, none last.
fn fefo(view: &View<'_>, lot: LotId, position: PositionId) -> (u16, u16, u32) {
    let use_by = view.lot_use_by.get(lot.index());
    let expiry = if use_by == 0 { view.lot_best_before.get(lot.index()) } else { use_by };
    let received = view.position_received.get(position.index());
    (expiry.wrapping_sub(1), received.wrapping_sub(1), view.lot_rank.get(lot.index()))
}

/// Every stocked position that expires, by day.
pub(super) fn expiring(view: &View<'_>) -> Law {
    below("expiring.position", view.expiring_position, view.position_count())?;
    let row = |i: usize| (view.expiring_day.get(i), view.expiring_position.get(i));
    let count = view.expiring_day.len();
    adjacent("expiring.day", count, "it is not sorted", |i, j| row(i) < row(j))?;
    let lots = lots_of_positions(view);
    let expires = |position: usize| {
        let lot = LotId::new(lots[position]);
        let stands = view.position_site.get(position) != NONE;
        view.expiry_of(lot).filter(|_| stands && is_stocked(view, lot, PositionId::new(position as u32)))
    };
    let right = |i: usize| expires(row(i).1 as usize) == Some(row(i).0);
    ensure((0..count).into_par_iter().all(right), "expiring.position", "it does not expire on that day")?;
    let all = (0..view.position_count())
        .into_par_iter()
        .with_min_len(PART)
        .filter(|p| expires(*p).is_some())
        .count();
    ensure(all == count, "expiring.position", "stock that expires is missing")
}

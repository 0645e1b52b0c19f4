//! What is on hand, and what of it is certain.

use std::ops::Range;

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::books::{LotBooks, is_current};
use super::lotless::{LotlessOutflow, lotless_pool};
use crate::model::{Dimension, END, LotId, Nanos, PositionId, Quantity, SiteId, View};
use crate::run::Knowledge;

/// A question for stock.
#[derive(Clone, Copy, Debug)]
pub struct OnHandAsk<'a> {
    /// Which lots; `None`: all.
    pub lots: Option<&'a [LotId]>,
    /// At which sites (by id); `None`: at all.
    pub sites: Option<&'a RoaringBitmap>,
    /// Last moment that counts; [`END`]: everything.
    pub at: Nanos,
    /// By what knowledge.
    pub knowledge: Knowledge,
}

impl Default for OnHandAsk<'_> {
    fn default() -> Self {
        OnHandAsk { lots: None, sites: None, at: END, knowledge: Knowledge::ALL }
    }
}

/// Stock of a lot at a site, in units of `10^-scale` of the product's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// Which position.
    pub position: PositionId,
    /// Its lot.
    pub lot: LotId,
    /// Its site.
    pub site: SiteId,
    /// What the books say: not zero; below zero where the record is incomplete; `None`: unknown.
    pub books: Quantity,
    /// What is left if every lotless sale since the stock came was of this lot; 0 where that is unknown. `None`: a pool.
    pub low: Option<i64>,
}

/// Lots that one task goes through.
const PART: usize = 1 << 12;

/// What is on hand by position, in the order of positions (lot, then site).
///
/// Cost: linear in the positions where the stored books answer, else in the rows of the lots.
pub fn on_hand(view: &View<'_>, ask: &OnHandAsk<'_>) -> Vec<Stock> {
    let mut stocks = match (ask.lots, ask.sites) {
        (Some(lots), _) => {
            let mut lots = lots.to_vec();
            lots.sort_unstable();
            lots.dedup();
            of_lots(view, ask, lots.len(), |index| lots[index])
        }
        (None, Some(sites)) if is_current(view, ask.at, ask.knowledge) => at_sites(view, sites),
        (None, Some(sites)) => {
            let lots: Vec<u32> = view.lots_under(Dimension::Site, sites).into_iter().collect();
            of_lots(view, ask, lots.len(), |index| LotId::new(lots[index]))
        }
        (None, None) => of_lots(view, ask, view.lot_count(), |index| LotId::new(index as u32)),
    };
    set_lows(view, ask, &mut stocks);
    stocks
}

/// The stock that the books of a position show: none at zero, or if it is the sold position.
fn stock(
    view: &View<'_>,
    ask_sites: Option<&RoaringBitmap>,
    lot: LotId,
    position: PositionId,
    books: Quantity,
) -> Option<Stock> {
    let site = view.site_of(position)?;
    if books == Some(0) || ask_sites.is_some_and(|sites| !sites.contains(site.get())) {
        return None;
    }
    let low = (!view.is_pool(lot)).then(|| books.unwrap_or(0).max(0));
    Some(Stock { position, lot, site, books, low })
}

fn of_lots(
    view: &View<'_>,
    ask: &OnHandAsk<'_>,
    count: usize,
    lot_at: impl Fn(usize) -> LotId + Sync,
) -> Vec<Stock> {
    let current = is_current(view, ask.at, ask.knowledge);
    let part = |range: Range<usize>| {
        let mut found = Vec::new();
        let mut books = LotBooks::default();
        for lot in range.map(&lot_at) {
            if current {
                let positions = view.positions_of(lot);
                found.extend(positions.filter_map(|p| stock(view, ask.sites, lot, p, view.books_of(p))));
            } else {
                books.load(view, lot, ask.at, ask.knowledge);
                found.extend(
                    books.holdings().filter_map(|(p, held)| stock(view, ask.sites, lot, p, held.books)),
                );
            }
        }
        found
    };
    if count <= PART {
        return part(0..count);
    }
    let parts: Vec<Vec<Stock>> = (0..count.div_ceil(PART))
        .into_par_iter()
        .map(|i| part(i * PART..((i + 1) * PART).min(count)))
        .collect();
    parts.concat()
}

/// All stock at some sites, by their shelves.
fn at_sites(view: &View<'_>, sites: &RoaringBitmap) -> Vec<Stock> {
    let mut found = Vec::new();
    for site in sites {
        let from = view.shelf_site.partition_point(|found| found < site);
        let to = view.shelf_site.partition_point(|found| found <= site);
        let shelf = view.shelf_start.get(from) as usize..view.shelf_start.get(to) as usize;
        for position in view.shelf_position.range(shelf).map(PositionId::new) {
            let books = view.books_of(position);
            if books != Some(0) {
                found.extend(stock(view, None, view.lot_of(position), position, books));
            }
        }
    }
    found.sort_unstable_by_key(|stock| stock.position);
    found
}

/// Takes lotless sales off, where a pool of the same product has books at the same site.
fn set_lows(view: &View<'_>, ask: &OnHandAsk<'_>, stocks: &mut [Stock]) {
    let mut met: Vec<(LotId, PositionId, usize)> = Vec::new();
    for (index, stock) in stocks.iter().enumerate().filter(|(_, stock)| stock.low.is_some_and(|low| low > 0))
    {
        if let Some(pool) = lotless_pool(view, view.product_of(stock.lot))
            && let Some(position) = view.position_at(pool, stock.site)
        {
            met.push((pool, position, index));
        }
    }
    met.sort_unstable();
    let pools: Vec<&[(LotId, PositionId, usize)]> = met.chunk_by(|a, b| a.0 == b.0).collect();
    let lows: Vec<Vec<(usize, i64)>> = pools
        .into_par_iter()
        .map(|of_pool| {
            let outflow = LotlessOutflow::load(view, of_pool[0].0, ask.knowledge);
            let mut books = LotBooks::default();
            let low = |&(_, position, index): &(LotId, PositionId, usize)| {
                (index, low(view, ask, &stocks[index], position, &outflow, &mut books))
            };
            of_pool.iter().map(low).collect()
        })
        .collect();
    for (index, low) in lows.into_iter().flatten() {
        stocks[index].low = Some(low);
    }
}

fn low(
    view: &View<'_>,
    ask: &OnHandAsk<'_>,
    stock: &Stock,
    lotless: PositionId,
    outflow: &LotlessOutflow,
    scratch: &mut LotBooks,
) -> i64 {
    scratch.load(view, stock.lot, ask.at, ask.knowledge);
    let left = scratch
        .stay(view, stock.position, ask.at, ask.knowledge)
        .and_then(|since| outflow.between(lotless, since, ask.at))
        .and_then(|sold| i64::try_from(i128::from(stock.books?) - sold).ok());
    left.unwrap_or(0).max(0)
}

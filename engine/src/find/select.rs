//! Lots by their properties.

use std::ops::{Range, RangeInclusive};

use rayon::prelude::*;
use roaring::RoaringBitmap;

use crate::model::{Dimension, LotId, ProductId, SiteId, TextId, View};

/// What a lot's stock is like now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LotStatus {
    /// It, its product, or its stock somewhere is on hold.
    Held,
    /// Likewise recalled.
    Recalled,
    /// It has stock on hand.
    Stocked,
    /// It is no lot: a placeholder code.
    Pool,
}

impl LotStatus {
    fn key(self) -> u32 {
        match self {
            LotStatus::Held => 0,
            LotStatus::Recalled => 1,
            LotStatus::Stocked => 2,
            LotStatus::Pool => 3,
        }
    }
}

/// Properties that lots have all of; what is empty or `None` is not asked for.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// Any of these products.
    pub products: &'a [ProductId],
    /// Any of these suppliers: of the lot, or of a receipt of it.
    pub suppliers: &'a [TextId],
    /// Ever at any of these sites (by id): see [`sites_below`].
    pub sites: Option<&'a RoaringBitmap>,
    /// Produced on a day of this range.
    pub produced: Option<RangeInclusive<i32>>,
    /// Expires on a day of this range.
    pub expires: Option<RangeInclusive<i32>>,
    /// Of this status now.
    pub status: Option<LotStatus>,
    /// The code holds this text.
    pub text: Option<&'a str>,
}

/// Lots that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The first of them: codes equal to the text, then those that begin with it, then the rest; by product and code.
    pub lots: Vec<LotId>,
    /// How many there are in all.
    pub total: u64,
}

/// A site and all sites below it, by id.
pub fn sites_below(view: &View<'_>, site: SiteId) -> RoaringBitmap {
    let mut found = RoaringBitmap::from_iter([site.get()]);
    // Parents may stand in any order, and even in a circle: as many rounds as there are levels.
    loop {
        let before = found.len();
        for site in (0..view.site_code.len() as u32).map(SiteId::new) {
            if view.site_parent(site).is_some_and(|parent| found.contains(parent.get())) {
                found.insert(site.get());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Every lot with the asked properties but for the text. Pools are no lots: only [`LotStatus::Pool`] selects them.
pub fn select(view: &View<'_>, selection: &Selection<'_>) -> RoaringBitmap {
    let mut sets: Vec<RoaringBitmap> = Vec::new();
    if !selection.products.is_empty() {
        sets.push(
            view.lots_under(Dimension::Product, selection.products.iter().map(|product| product.get())),
        );
    }
    if !selection.suppliers.is_empty() {
        sets.push(
            view.lots_under(Dimension::Supplier, selection.suppliers.iter().map(|supplier| supplier.get())),
        );
    }
    if let Some(sites) = selection.sites {
        sets.push(view.lots_under(Dimension::Site, sites));
    }
    if let Some(days) = &selection.produced {
        sets.push(view.bitmap_of_days(Dimension::ProducedDay, days.clone()));
    }
    if let Some(days) = &selection.expires {
        sets.push(view.bitmap_of_days(Dimension::ExpiryDay, days.clone()));
    }
    if let Some(status) = selection.status {
        sets.push(view.lots_under(Dimension::Status, [status.key()]));
    }
    sets.sort_by_key(RoaringBitmap::len);
    let mut sets = sets.into_iter();
    let mut found = sets.next().unwrap_or_else(|| {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..view.lot_count() as u32);
        all
    });
    for set in sets {
        found &= set;
    }
    if selection.status != Some(LotStatus::Pool) {
        found -= view.lots_under(Dimension::Status, [LotStatus::Pool.key()]);
    }
    found
}

/// The first `limit` lots with the asked properties, and how many there are.
///
/// Cost: a union of stored sets; with a text, a scan of the codes of the asked products, or of all.
pub fn find(view: &View<'_>, selection: &Selection<'_>, limit: usize) -> Found {
    let selected = select(view, selection);
    let mut ranked: Vec<(Match, u32)> = match selection.text {
        None => selected.iter().map(|lot| (Match::Equal, view.lot_rank.get(lot as usize))).collect(),
        Some(text) => matches(view, selection.products, text, &selected),
    };
    let total = ranked.len() as u64;
    if limit < ranked.len() {
        ranked.select_nth_unstable(limit);
        ranked.truncate(limit);
    }
    ranked.sort_unstable();
    let lots = ranked.into_iter().map(|(_, rank)| LotId::new(view.lot_by_rank.get(rank as usize))).collect();
    Found { lots, total }
}

/// How a code holds a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Equal,
    Prefix,
    Inside,
}

impl Match {
    fn of(code: &str, text: &str) -> Option<Match> {
        if code.len() < text.len() {
            return None;
        }
        if code.starts_with(text) {
            return Some(if code.len() == text.len() { Match::Equal } else { Match::Prefix });
        }
        // Codes are short: this is faster than to prepare a search for each.
        code.as_bytes().windows(text.len()).any(|part| part == text.as_bytes()).then_some(Match::Inside)
    }
}

/// Ranks of lots whose code holds a text.
fn matches(
    view: &View<'_>,
    products: &[ProductId],
    text: &str,
    selected: &RoaringBitmap,
) -> Vec<(Match, u32)> {
    const PART: usize = 1 << 16;
    let in_ranks = |ranks: Range<usize>| {
        let codes = (ranks.start as u32..).zip(view.codes_by_rank(ranks));
        let found = codes.filter_map(|(rank, (lot, code))| Some((Match::of(code, text)?, rank, lot)));
        found
            .filter(|(_, _, lot)| selected.contains(lot.get()))
            .map(|(how, rank, _)| (how, rank))
            .collect::<Vec<_>>()
    };
    if products.is_empty() {
        let lots = view.lot_count();
        let parts = (0..lots.div_ceil(PART)).into_par_iter();
        return parts.flat_map_iter(|part| in_ranks(part * PART..((part + 1) * PART).min(lots))).collect();
    }
    let mut products = products.to_vec();
    products.sort_unstable();
    products.dedup();
    let bound = |product: usize| view.product_lots.get(product) as usize;
    products.iter().flat_map(|product| in_ranks(bound(product.index())..bound(product.index() + 1))).collect()
}

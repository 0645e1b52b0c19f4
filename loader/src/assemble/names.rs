//! Numbers for what the rows name: products, sites, lots, hazards.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::drafts::LotKey;
use super::events::Events;
use super::symbols::{Numbering, Symbols};
use crate::row::{EventRow, Kind, Symbol};

/// Who is who in a load.
pub(crate) struct Names {
    pub(crate) symbols: Symbols,
    pub(crate) products: Numbering,
    pub(crate) sites: Numbering,
    /// Codes that are placeholders.
    pub(crate) pools: FxHashSet<u32>,
    hazards: FxHashMap<u32, Vec<u32>>,
    ranks: FxHashMap<u64, u32>,
    /// Lots by rank: sorted by product code and lot code.
    pub(crate) keys: Vec<LotKey>,
}

impl Names {
    /// Numbers products and sites; lots follow with [`Names::number_lots`].
    pub(crate) fn new(
        symbols: Symbols,
        products: &[bool],
        sites: &[bool],
        pools: FxHashSet<u32>,
        hazards: FxHashMap<u32, Vec<u32>>,
    ) -> Names {
        let (products, sites) = (Numbering::new(products), Numbering::new(sites));
        Names { symbols, products, sites, pools, hazards, ranks: FxHashMap::default(), keys: Vec::new() }
    }

    /// Identity of a lot.
    #[inline]
    pub(crate) fn lot_key(&self, product: Symbol, lot: Symbol) -> LotKey {
        LotKey { product: self.products.get(product.0), code: lot.0 }
    }

    /// Rank of a lot that some row names.
    #[inline]
    pub(crate) fn rank(&self, key: LotKey) -> u32 {
        self.ranks[&key.packed()]
    }

    /// Rank of a lot, if it has one: rows that were taken out name some that have none.
    pub(crate) fn find_rank(&self, key: LotKey) -> Option<u32> {
        self.ranks.get(&key.packed()).copied()
    }

    /// Whether a lot is a pool.
    pub(crate) fn is_pool(&self, key: LotKey) -> bool {
        self.pools.contains(&key.code)
    }

    /// Hazards of a cell, one symbol each.
    pub(crate) fn hazards(&self, cell: u32) -> &[u32] {
        self.hazards.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// Numbers every lot that a row of events names, and those given besides.
    pub(crate) fn number_lots(&mut self, events: &Events, besides: impl IntoIterator<Item = LotKey>) {
        let of_batches = events.scan(|rows| {
            let mut last = None;
            let mut keys: Vec<LotKey> = Vec::new();
            for key in rows.filter_map(|row| self.named_lot(&row)) {
                if last.replace(key) != Some(key) {
                    keys.push(key);
                }
            }
            keys.sort_unstable();
            keys.dedup();
            keys
        });
        let mut keys: Vec<LotKey> = of_batches.concat();
        keys.extend(besides);
        keys.par_sort_unstable();
        keys.dedup();
        self.ranks = keys.iter().enumerate().map(|(rank, key)| (key.packed(), rank as u32)).collect();
        self.keys = keys;
    }

    /// The lot that a row names, if it names one.
    pub(crate) fn named_lot(&self, row: &EventRow) -> Option<LotKey> {
        let names_one = match row.kind {
            Kind::Hold | Kind::Recall | Kind::Release => row.lot.0 != 0,
            Kind::Clean | Kind::Void => false,
            Kind::Receive
            | Kind::Move
            | Kind::Arrive
            | Kind::Transform
            | Kind::Sell
            | Kind::Return
            | Kind::Destroy
            | Kind::Adjust
            | Kind::Count
            | Kind::Pack
            | Kind::Unpack => row.product.0 != 0,
        };
        names_one.then(|| self.lot_key(row.product, row.lot))
    }
}

//! Codes by hash: what a till looks up at every scan.

use std::hash::Hasher;

use engine::model::{LotId, ProductId, SiteId, View};
use rustc_hash::FxHasher;

/// A slot without anything in it.
const EMPTY: u64 = u64::MAX;

/// Where the half of the hash that is kept stands in a slot; below it stands the id.
const HALF: u32 = 32;

/// Ids by the hash of their codes: open addressing, at most half full.
///
/// A slot is `hash & HIGH | id`. A find costs one miss of the cache, and what it takes to compare one code.
#[derive(Debug)]
struct Table {
    slots: Box<[u64]>,
}

impl Table {
    fn build(hashes: impl ExactSizeIterator<Item = (u32, u64)>) -> Table {
        let size = (2 * hashes.len()).next_power_of_two().max(2);
        let mut slots = vec![EMPTY; size].into_boxed_slice();
        for (id, hash) in hashes {
            let mut at = hash as usize & (size - 1);
            while slots[at] != EMPTY {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (hash >> HALF << HALF) | u64::from(id);
        }
        Table { slots }
    }

    fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = hash as usize & (self.slots.len() - 1);
        // It ends: half of the slots are empty.
        while self.slots[at] != EMPTY {
            let (kept, id) = (self.slots[at] >> HALF, self.slots[at] as u32);
            if kept == hash >> HALF && is_it(id) {
                return Some(id);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }
}

fn hash(product: u32, code: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(product);
    hasher.write(code.as_bytes());
    hasher.finish()
}

/// Lots, products and sites of a snapshot by their codes. Asking allocates nothing.
#[derive(Debug)]
pub(crate) struct CodeIndex {
    lots: Table,
    products: Table,
    sites: Table,
}

impl CodeIndex {
    /// Cost: linear in the lots.
    pub(crate) fn new(view: &View<'_>) -> CodeIndex {
        let of_lot = |(lot, code): (LotId, &str)| (lot.get(), hash(view.product_of(lot).get(), code));
        let lots: Vec<(u32, u64)> = view.codes_by_rank(0..view.lot_count()).map(of_lot).collect();
        let products = (0..view.product_code.len() as u32)
            .map(|product| (product, hash(0, view.product_code(ProductId::new(product)))));
        let sites =
            (0..view.site_code.len() as u32).map(|site| (site, hash(0, view.site_code(SiteId::new(site)))));
        CodeIndex {
            lots: Table::build(lots.into_iter()),
            products: Table::build(products),
            sites: Table::build(sites),
        }
    }

    pub(crate) fn lot(&self, view: &View<'_>, product: ProductId, code: &str) -> Option<LotId> {
        let is_it = |lot| {
            let lot = LotId::new(lot);
            view.product_of(lot) == product && view.lot_code(lot) == code
        };
        self.lots.find(hash(product.get(), code), is_it).map(LotId::new)
    }

    pub(crate) fn product(&self, view: &View<'_>, code: &str) -> Option<ProductId> {
        let is_it = |product| view.product_code(ProductId::new(product)) == code;
        self.products.find(hash(0, code), is_it).map(ProductId::new)
    }

    pub(crate) fn site(&self, view: &View<'_>, code: &str) -> Option<SiteId> {
        let is_it = |site| view.site_code(SiteId::new(site)) == code;
        self.sites.find(hash(0, code), is_it).map(SiteId::new)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn codes_are_found_where_the_snapshot_finds_them() {
        let rows: String = (0..3_000)
            .map(|n| format!("e{n},receive,2026-01-02T00:00:00Z,P{},L{n},1,S{}\n", n % 11, n % 7))
            .collect();
        let events = format!("event_id,kind,time,product,lot,quantity,site\n{rows}");
        let sources = loader::Sources::memory(vec![("events.csv".to_owned(), events.into_bytes())]);
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("snap.lotrace");
        loader::build(&sources, &loader::BuildOptions::default(), &path, &loader::Progress::new()).unwrap();
        let snapshot = engine::Snapshot::open(&path, engine::Verify::All).unwrap();
        let view = snapshot.view();
        let index = CodeIndex::new(&view);
        for number in 0..3_100 {
            for product in 0..12 {
                let (product, code) = (view.find_product(&format!("P{product}")), format!("L{number}"));
                let Some(product) = product else { continue };
                assert_eq!(index.lot(&view, product, &code), view.find_lot(product, &code));
            }
        }
        for text in (0..20).flat_map(|n| [format!("P{n}"), format!("S{n}"), String::new()]) {
            assert_eq!(index.product(&view, &text), view.find_product(&text));
            assert_eq!(index.site(&view, &text), view.find_site(&text));
        }
    }
}

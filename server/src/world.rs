//! What every answer is made from: a snapshot and the holds of one moment, published together.

use std::sync::Arc;

use engine::model::{BEGINNING, END, LotId, Nanos, ProductId, SiteId, StatusKind, View};
use engine::{Block, Blocks, Knowledge, LiveStatus, SharedVec, Statuses};

use crate::generation::Generation;

/// The case that everything is held for when holds can no longer be written down.
pub(crate) const HALTED_CASE: &str = "HOLDS-NOT-DURABLE";

/// Why a case holds something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CaseText {
    pub(crate) case: Box<str>,
    pub(crate) reason: Box<str>,
}

/// What of a product must not be sold.
///
/// `blocks` are sorted by lot (none last), site (none last). `sites`, sorted, are those where stock of a lot that is
/// blocked there is or may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    blocks: Arc<[Block]>,
    sites: Arc<[SiteId]>,
}

impl Shelf {
    /// Gathers what is blocked of a product. `scratch` keeps its memory.
    pub(crate) fn of(
        generation: &Generation,
        product: ProductId,
        live: &Statuses,
        scratch: &mut Blocks,
    ) -> Shelf {
        let view = generation.view();
        scratch.load_product(view, product, Knowledge::ALL, Some(live));
        let blocks: Arc<[Block]> = scratch.iter().copied().collect();
        let mut sites = Vec::new();
        for block in blocks.iter() {
            if let Some(lot) = block.lot {
                sites.extend(stocked_sites(generation, lot, block.site));
            }
        }
        sites.sort_unstable();
        sites.dedup();
        Shelf { blocks, sites: sites.into() }
    }

    fn of_lot(&self, lot: Option<LotId>) -> &[Block] {
        let from = self.blocks.partition_point(|block| comes_before(block.lot, lot));
        let len = self.blocks[from..].partition_point(|block| block.lot == lot);
        &self.blocks[from..from + len]
    }

    /// What blocks a lot at a site now; without a site, at any. A recall counts before a hold.
    pub(crate) fn blocking(&self, lot: LotId, site: Option<SiteId>, now: Nanos) -> Option<&Block> {
        self.whole(site, now)
            .into_iter()
            .chain(self.of_lot(Some(lot)).iter().filter(|block| applies(block, site, now)))
            .max_by_key(|block| block.kind)
    }

    /// What blocks some lot of which stock is at a site now, or the whole product; without a site, at any.
    ///
    /// Cost: a search where nothing there is blocked, else up to the product's blocks.
    pub(crate) fn blocking_any(
        &self,
        generation: &Generation,
        site: Option<SiteId>,
        now: Nanos,
    ) -> Option<&Block> {
        let whole = self.whole(site, now);
        let is_there = match site {
            Some(site) => self.sites.binary_search(&site).is_ok(),
            None => !self.sites.is_empty(),
        };
        if whole.is_some() || !is_there {
            return whole;
        }
        self.blocks.iter().find(|block| {
            let stocked = |lot| match site {
                Some(site) => generation
                    .view()
                    .position_at(lot, site)
                    .is_some_and(|position| generation.may_hold_stock(lot, position)),
                None => stocked_sites(generation, lot, block.site).next().is_some(),
            };
            applies(block, site, now) && block.lot.is_some_and(stocked)
        })
    }

    /// What blocks the product as a whole, be it at one site.
    fn whole(&self, site: Option<SiteId>, now: Nanos) -> Option<&Block> {
        self.of_lot(None).iter().filter(|block| applies(block, site, now)).max_by_key(|block| block.kind)
    }
}

/// `None` stands for all lots, and comes last.
fn comes_before(lot: Option<LotId>, other: Option<LotId>) -> bool {
    match (lot, other) {
        (Some(lot), Some(other)) => lot < other,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Who does not say where it stands may stand anywhere.
fn applies(block: &Block, site: Option<SiteId>, now: Nanos) -> bool {
    block.blocks_at(now) && (site.is_none() || block.site.is_none() || block.site == site)
}

/// Sites where stock of a lot is or may be; only `site`, if one is named.
fn stocked_sites(
    generation: &Generation,
    lot: LotId,
    site: Option<SiteId>,
) -> impl Iterator<Item = SiteId> + use<'_> {
    let view: &View<'_> = generation.view();
    view.positions_of(lot)
        .filter(move |position| generation.may_hold_stock(lot, *position))
        .filter_map(|position| view.site_of(position))
        .filter(move |found| site.is_none_or(|site| site == *found))
}

/// A snapshot and the holds of one moment. Immutable: readers keep the one that they began with.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) generation: Arc<Generation>,
    /// What was stated since the snapshot was built.
    pub(crate) live: Arc<Statuses>,
    /// What must not be sold, by product: the snapshot's own holds and those stated since, together.
    pub(crate) shelves: SharedVec<Shelf>,
    /// Cases by the number that blocks have.
    pub(crate) cases: SharedVec<Option<Arc<CaseText>>>,
    /// Number of the last statement that is in it.
    pub(crate) sequence: u64,
    /// Number of targets on hold or recalled through the server.
    pub(crate) held: u64,
    /// Holds can no longer be written down: everything counts as held.
    pub(crate) halted: bool,
}

impl World {
    /// A snapshot before any statement.
    pub(crate) fn bare(generation: Arc<Generation>) -> World {
        let mut world = World {
            live: Arc::default(),
            shelves: SharedVec::default(),
            cases: SharedVec::default(),
            sequence: 0,
            held: 0,
            halted: false,
            generation,
        };
        let products: std::collections::BTreeSet<u32> =
            world.generation.own().iter().map(|block| block.product.get()).collect();
        world.restock(products.into_iter().map(ProductId::new));
        world
    }

    /// Makes the shelves of some products anew.
    pub(crate) fn restock(&mut self, products: impl Iterator<Item = ProductId>) {
        let mut scratch = Blocks::default();
        for product in products {
            let shelf = Shelf::of(&self.generation, product, &self.live, &mut scratch);
            *self.shelves.get_mut(product.index()) = shelf;
        }
    }

    /// The same with every product on hold.
    pub(crate) fn halted(mut self) -> World {
        let number = self.cases.iter().take_while(|(_, case)| case.is_some()).count();
        let reason = "the server can no longer write holds to the disk; it must be restarted";
        let text = CaseText { case: HALTED_CASE.into(), reason: reason.into() };
        *self.cases.get_mut(number) = Some(Arc::new(text));
        let hold = LiveStatus {
            lot: None,
            site: None,
            kind: StatusKind::Hold,
            number: number as u64,
            case: None,
            recorded: BEGINNING,
            replaced: END,
        };
        let mut live = (*self.live).clone();
        let products = 0..self.generation.product_count();
        for product in products.clone().map(ProductId::new) {
            // Releases among what counts would lift nothing of this, so nothing else needs to stay.
            live.set(product, vec![hold]);
        }
        self.live = Arc::new(live);
        self.halted = true;
        self.restock(products.map(ProductId::new));
        self
    }
}

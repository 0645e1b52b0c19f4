//! What a region yields, and the lots in it that are worth asking about.

use crate::book::{Book, Lot};
use crate::genealogy::{Node, Reach};
use crate::region::Region;
use crate::summary::{NamedLot, NamedShelf, RowsByKind};

/// Reach of the lot that is neither a hub nor ordinary.
const MEDIUM: u64 = 1_600;
/// Lots tried when looking for one to name.
const TRIED: usize = 4_000;

/// Bytes and counts of one region.
pub(crate) struct Harvest {
    pub(crate) events: Vec<u8>,
    pub(crate) lots: Vec<u8>,
    pub(crate) orders: Vec<u8>,
    pub(crate) rows: RowsByKind,
    /// Lots of its own.
    pub(crate) lot_count: u64,
    pub(crate) order_count: u64,
    /// Lots of its own that the hub reaches.
    pub(crate) hub: u64,
    /// From the first region only.
    pub(crate) named: Option<Named>,
}

/// The lots and the shelf that a summary names.
pub(crate) struct Named {
    pub(crate) medium: NamedLot,
    pub(crate) raw: NamedLot,
    pub(crate) finished: NamedLot,
    pub(crate) shelf: NamedShelf,
}

impl Harvest {
    /// The shared lots and their receipts.
    pub(crate) fn of_head(book: Book<'_>) -> Harvest {
        Harvest {
            lot_count: u64::from(book.genealogy.len()),
            order_count: 0,
            hub: 0,
            named: None,
            events: book.events,
            lots: book.lots,
            orders: book.orders,
            rows: book.rows,
        }
    }

    /// A region at its end.
    pub(crate) fn of_region(region: Region<'_>) -> Harvest {
        let shared = region.shared.lots.len() as u32;
        let hub = Node(region.shared.hub() as u32);
        let reached = region.book.genealogy.forward().count(hub) - 1;
        let named = (region.index == 0).then(|| named(&region));
        let book = region.book;
        Harvest {
            lot_count: u64::from(book.genealogy.len() - shared),
            order_count: book.order_count,
            hub: reached,
            named,
            events: book.events,
            lots: book.lots,
            orders: book.orders,
            rows: book.rows,
        }
    }
}

fn named(region: &Region<'_>) -> Named {
    let genealogy = &region.book.genealogy;
    let (mut forward, mut backward) = (genealogy.forward(), genealogy.backward());
    let raw = ranked(&region.raw, &mut forward);
    let finished = ranked(&region.packed, &mut backward);
    let medium = raw.iter().min_by_key(|(reach, _)| reach.abs_diff(MEDIUM)).map_or(raw[0].1, |(_, lot)| *lot);
    let mut name = |lot: Lot| NamedLot {
        product: region.book.names.catalog.product(lot.product).id.clone(),
        lot: String::from_utf8_lossy(lot.code.as_bytes()).into_owned(),
        forward: forward.count(lot.node),
        backward: backward.count(lot.node),
    };
    let middle = |ranked: &[(u64, Lot)]| ranked[ranked.len() / 2].1;
    Named {
        medium: name(medium),
        raw: name(middle(&raw)),
        finished: name(middle(&finished)),
        shelf: shelf(region),
    }
}

/// Some of the lots with their reach, by reach.
fn ranked(lots: &[Lot], reach: &mut Reach<'_>) -> Vec<(u64, Lot)> {
    let step = lots.len() / TRIED + 1;
    let mut ranked: Vec<(u64, Lot)> =
        lots.iter().step_by(step).map(|lot| (reach.count(lot.node), *lot)).collect();
    ranked.sort_by_key(|(reach, lot)| (*reach, lot.node.0));
    ranked
}

/// The product with most lots left at the DC.
fn shelf(region: &Region<'_>) -> NamedShelf {
    let names = region.book.names;
    let mut lots = vec![0u64; names.catalog.products().len()];
    let (mut best, mut most) = (region.rests[0], 0);
    for rest in &region.rests {
        let count = &mut lots[rest.lot.product.0 as usize];
        *count += 1;
        if *count > most {
            (best, most) = (*rest, *count);
        }
    }
    NamedShelf {
        product: names.catalog.product(best.lot.product).id.clone(),
        site: names.sites.id(best.site).to_owned(),
        lots: most,
    }
}

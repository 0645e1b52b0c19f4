//! Rows that move nothing: counts, cleanings, statuses.

use super::corrections::recorded;
use super::drafts::{NONE, OtherDraft};
use super::movements::Sources;
use crate::row::{Kind, Nanos};
use engine::model::StatusKind;

/// A count of a position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    pub(crate) lot: u32,
    pub(crate) site: u32,
    pub(crate) ordinal: u32,
    /// In the product's scale; `i64::MIN`: unknown.
    pub(crate) quantity: i64,
}

/// A hold, recall or release.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    pub(crate) product: u32,
    pub(crate) lot: u32,
    pub(crate) site: u32,
    pub(crate) kind: StatusKind,
    pub(crate) ordinal: u32,
}

/// All of them, in order.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    pub(crate) counts: Vec<Count>,
    /// Ordinals of cleanings, by site.
    pub(crate) cleans: Vec<(u32, u32)>,
    pub(crate) statuses: Vec<Status>,
    /// Positions that are named here: (lot id, site), sorted.
    pub(crate) positions: Vec<(u32, u32)>,
}

impl Statements {
    /// Gathers them from the events without rows.
    pub(crate) fn gather(sources: Sources<'_>, others: &[OtherDraft], id_of: &[u32]) -> Statements {
        let mut found = Statements::default();
        let (events, names) = (sources.events, sources.names);
        for other in others {
            let row = events.row(other.ordinal);
            let lot = || id_of[names.rank(names.lot_key(row.product, row.lot)) as usize];
            let site = if row.site.0 == 0 { NONE } else { names.sites.get(row.site.0) };
            match row.kind {
                Kind::Count => found.counts.push(Count {
                    lot: lot(),
                    site,
                    ordinal: other.ordinal,
                    quantity: count_quantity(sources, other.ordinal),
                }),
                Kind::Clean => found.cleans.push((site, other.ordinal)),
                Kind::Hold | Kind::Recall | Kind::Release => found.statuses.push(Status {
                    product: names.products.get(row.product.0),
                    lot: if row.lot.0 == 0 { NONE } else { lot() },
                    site,
                    kind: match row.kind {
                        Kind::Hold => StatusKind::Hold,
                        Kind::Recall => StatusKind::Recall,
                        _ => StatusKind::Release,
                    },
                    ordinal: other.ordinal,
                }),
                _ => {}
            }
        }
        let start = |ordinal: u32| -> Nanos { events.row(ordinal).time.start };
        found.counts.sort_by_key(|c| (c.lot, c.site, events.row(c.ordinal).time.end(), c.ordinal));
        found.cleans.sort_by_key(|(site, o)| (*site, start(*o), events.row(*o).time.end(), *o));
        found.statuses.sort_by_key(|s| {
            (s.product, s.lot, s.site, start(s.ordinal), recorded(events, s.ordinal), s.ordinal)
        });
        found.positions = found
            .counts
            .iter()
            .map(|c| (c.lot, c.site))
            .chain(found.statuses.iter().filter(|s| s.lot != NONE && s.site != NONE).map(|s| (s.lot, s.site)))
            .collect();
        found.positions.sort_unstable();
        found.positions.dedup();
        found
    }
}

fn count_quantity(sources: Sources<'_>, ordinal: u32) -> i64 {
    let row = sources.events.row(ordinal);
    let product = sources.names.products.get(row.product.0);
    row.quantity
        .and_then(|q| sources.measures.convert(product, row.unit.0, q).known())
        .and_then(|q| sources.measures.whole(product, q))
        .unwrap_or(i64::MIN)
}

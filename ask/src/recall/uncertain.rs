//! What of a recall is not certain, and why.

use engine::model::{Anomaly, LotId, SiteId};
use engine::{BalanceRow, Stock};

use super::Scope;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::sheet::Sheet;

/// Why something is not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    Orphan,
    Pool,
    UnknownQuantity,
    NegativeBooks,
    LotlessSales,
    Unaccounted,
    NotCounted,
    PossibleSales,
}

impl Doubt {
    fn code(self) -> &'static str {
        match self {
            Doubt::Orphan => "ORPHAN",
            Doubt::Pool => "POOL",
            Doubt::UnknownQuantity => "UNKNOWN_QUANTITY",
            Doubt::NegativeBooks => "NEGATIVE_BOOKS",
            Doubt::LotlessSales => "LOTLESS_SALES",
            Doubt::Unaccounted => "UNACCOUNTED",
            Doubt::NotCounted => "NOT_COUNTED",
            Doubt::PossibleSales => "POSSIBLE_SALES",
        }
    }

    fn because(self) -> &'static str {
        match self {
            Doubt::Orphan => "the record of this stock is incomplete; it is recalled as a precaution",
            Doubt::Pool => "a placeholder code: what lots it stands for is not recorded",
            Doubt::UnknownQuantity => "some movement has no quantity, so what is left is unknown",
            Doubt::NegativeBooks => {
                "more went out than ever came in: some movement is not recorded, or under another lot"
            }
            Doubt::LotlessSales => "the till records no lots: some of this may have been sold",
            Doubt::Unaccounted => "counts, books and transit do not add up to what came in",
            Doubt::NotCounted => "nobody counted this lot: what is unaccounted is not measured",
            Doubt::PossibleSales => "sales without a lot while it was there; see the possible sales",
        }
    }
}

/// One finding: a doubt about a lot or its stock at a site, or what the record itself shows.
enum Finding {
    Doubt(Doubt, LotId, Option<SiteId>),
    Anomaly(Anomaly),
}

impl<'s> Asker<'s> {
    /// The table of what is not certain.
    pub(super) fn uncertain(&self, scope: &Scope<'_>, stock: &[Stock], rows: &[BalanceRow]) -> Sheet<'s> {
        let view = self.view;
        let orphans = scope.positions.iter().filter(|reached| reached.orphan);
        let mut doubts: Vec<(Doubt, LotId, Option<SiteId>)> =
            orphans.map(|reached| (Doubt::Orphan, reached.lot, view.site_of(reached.position))).collect();
        doubts
            .extend(scope.lots.iter().filter(|lot| view.is_pool(**lot)).map(|lot| (Doubt::Pool, *lot, None)));
        for stock in stock {
            let doubt = match stock.books {
                None => Some(Doubt::UnknownQuantity),
                Some(books) if books < 0 => Some(Doubt::NegativeBooks),
                Some(books) if stock.low.is_some_and(|low| low < books) => Some(Doubt::LotlessSales),
                Some(_) => None,
            };
            doubts.extend(doubt.map(|doubt| (doubt, stock.lot, Some(stock.site))));
        }
        for row in rows {
            let counted = if row.not_measured { Some(Doubt::NotCounted) } else { None };
            let off = row.unaccounted.filter(|unaccounted| *unaccounted != 0).map(|_| Doubt::Unaccounted);
            doubts.extend(counted.or(off).map(|doubt| (doubt, row.lot, None)));
        }
        doubts.extend(scope.possible.iter().map(|(row, pool)| {
            let site = view.row(*pool, *row).consumes.and_then(|position| view.site_of(position));
            (Doubt::PossibleSales, *pool, site)
        }));
        doubts.sort_unstable_by_key(|(doubt, lot, site)| (*doubt, view.lot_rank.get(lot.index()), *site));
        doubts.dedup();
        let concerned: std::collections::HashSet<LotId> = scope.lots.iter().copied().collect();
        let anomalies =
            view.anomalies().filter(|anomaly| anomaly.lot.is_some_and(|lot| concerned.contains(&lot)));
        let doubts = doubts.into_iter().map(|(doubt, lot, site)| Finding::Doubt(doubt, lot, site));
        self.finding_sheet(doubts.chain(anomalies.map(Finding::Anomaly)).collect())
    }

    fn finding_sheet(&self, findings: Vec<Finding>) -> Sheet<'s> {
        let (view, name) = (self.view, self.namer());
        let columns = columns!["code": Text, "lot": Text, "site": Text, "event": Text, "why": Text];
        Sheet::over("uncertain", columns, findings, move |finding, cells| {
            let lot_cell = |lot: Option<LotId>| lot.map_or(Cell::Absent, |lot| Cell::Lot(name(lot)));
            let site_cell =
                |site: Option<SiteId>| site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(site)));
            cells.extend(match finding {
                Finding::Doubt(doubt, lot, site) => [
                    Cell::plain(doubt.code()),
                    lot_cell(Some(*lot)),
                    site_cell(*site),
                    Cell::Absent,
                    Cell::plain(doubt.because()),
                ],
                Finding::Anomaly(anomaly) => [
                    Cell::plain(anomaly.kind.name()),
                    lot_cell(anomaly.lot),
                    site_cell(anomaly.site),
                    Cell::text(view.text(anomaly.event)),
                    Cell::text(view.text(anomaly.detail)),
                ],
            });
        })
    }
}

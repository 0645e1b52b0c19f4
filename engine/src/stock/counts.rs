//! Counts against the books.

use std::ops::Range;

use super::books::{LotBooks, is_current};
use crate::model::{BEGINNING, LotId, Nanos, PositionId, Quantity, SiteId, TextId, View};
use crate::run::Knowledge;

/// A question for counts.
#[derive(Clone, Copy, Debug)]
pub struct CountAsk<'a> {
    /// Which lots; `None`: all.
    pub lots: Option<&'a [LotId]>,
    /// Last moment that counts.
    pub at: Nanos,
    /// By what knowledge.
    pub knowledge: Knowledge,
}

/// The last count of a position, in the product's scale (R22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Which position.
    pub position: PositionId,
    /// Its lot.
    pub lot: LotId,
    /// Its site.
    pub site: SiteId,
    /// The event.
    pub event: TextId,
    /// When it counts: the end of its interval.
    pub at: Nanos,
    /// What was found; `None`: in a unit that cannot be converted.
    pub found: Quantity,
    /// Books at that moment, everything up to it included; `None`: unknown.
    pub books: Quantity,
}

impl Counted {
    /// What was found less what the books said; `None`: unknown.
    pub fn variance(&self) -> Option<i64> {
        let (found, books) = (self.found?, self.books?);
        i64::try_from(i128::from(found) - i128::from(books)).ok()
    }
}

/// The last count of every position that was counted, in the order of positions.
pub fn audit_count(view: &View<'_>, ask: &CountAsk<'_>) -> Vec<Counted> {
    let mut found = Vec::new();
    let mut books = LotBooks::default();
    match ask.lots {
        Some(lots) => {
            let mut lots = lots.to_vec();
            lots.sort_unstable();
            lots.dedup();
            for lot in lots {
                count_lot(view, ask, lot, &mut books, &mut found);
            }
        }
        None => {
            let mut at = 0;
            while at < view.count_position.len() {
                let lot = view.lot_of(PositionId::new(view.count_position.get(at)));
                count_lot(view, ask, lot, &mut books, &mut found);
                at = counts_of(view, lot).end;
            }
        }
    }
    found
}

/// Rows of counts of a lot.
pub(crate) fn counts_of(view: &View<'_>, lot: LotId) -> Range<usize> {
    let (first, next) = (view.lot_positions.get(lot.index()), view.lot_positions.get(lot.index() + 1));
    let from = view.count_position.partition_point(|position| position < first);
    from..view.count_position.partition_point(|position| position < next)
}

/// The last counts of a lot's positions.
pub(crate) fn count_lot(
    view: &View<'_>,
    ask: &CountAsk<'_>,
    lot: LotId,
    books: &mut LotBooks,
    found: &mut Vec<Counted>,
) {
    let rows = counts_of(view, lot);
    let position = |row: usize| PositionId::new(view.count_position.get(row));
    let counts = |row: &usize| {
        view.count_end.get(*row) <= ask.at
            && ask.knowledge.holds(view.count_recorded(*row), view.count_until(*row))
    };
    // They are sorted by position, end, event: the last of a position is the one that counts.
    let mut last: Vec<usize> = Vec::new();
    for row in rows.filter(counts) {
        last.pop_if(|before| position(*before) == position(row));
        last.push(row);
    }
    let end = |wanted: PositionId| {
        let found = last.binary_search_by_key(&wanted, |row| position(*row));
        found.map_or(BEGINNING, |at| view.count_end.get(last[at]))
    };
    if last.iter().any(|row| !is_current(view, view.count_end.get(*row), ask.knowledge)) {
        books.load_each(view, lot, ask.knowledge, end);
    }
    for row in &last {
        let (position, at) = (position(*row), view.count_end.get(*row));
        let Some(site) = view.site_of(position) else { continue };
        let current = is_current(view, at, ask.knowledge);
        let quantity = view.count_quantity.get(*row);
        found.push(Counted {
            position,
            lot,
            site,
            event: TextId::new(view.count_event.get(*row)),
            at,
            found: (quantity != i64::MIN).then_some(quantity),
            books: if current { view.books_of(position) } else { books.holding(position).books },
        });
    }
}

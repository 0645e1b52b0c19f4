//! A lot's rows as known at some moment, and the books of its positions.

use crate::model::{BEGINNING, END, Interval, Leg, LotId, Nanos, PositionId, Quantity, Row, RowKind, View};

/// By what knowledge a question is answered: all there is, or what was recorded up to a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// Last recorded moment that counts; `None`: all.
    pub until: Option<Nanos>,
}

impl Knowledge {
    /// All that is recorded.
    pub const ALL: Knowledge = Knowledge { until: None };

    /// Whether something recorded in `recorded..replaced` is known and counts.
    pub fn holds(self, recorded: Nanos, replaced: Nanos) -> bool {
        match self.until {
            None => replaced == END,
            Some(until) => recorded <= until && until < replaced,
        }
    }

    /// Whether something was recorded by then, be it taken back since or not.
    pub fn has_seen(self, recorded: Nanos) -> bool {
        self.until.is_none_or(|until| recorded <= until)
    }
}

/// Loads the rows of a lot that are known and count, by time, into a buffer that the caller keeps.
///
/// Cost: linear in the lot's rows; nothing is allocated once the buffer has grown.
pub fn load_run(view: &View<'_>, lot: LotId, knowledge: Knowledge, run: &mut Vec<Row>) {
    run.clear();
    match knowledge.until {
        None => run.extend(view.rows_of(lot).map(|row| view.row(lot, row))),
        Some(until) => {
            let known = view.rows_of(lot).filter(|row| view.row_recorded(*row) <= until);
            run.extend(known.map(|row| view.row(lot, row)));
            let old = view.old_rows_of(lot).filter(|row| {
                let replaced = view.row_until(*row).map_or(END, |(at, _)| at);
                knowledge.holds(view.row_recorded(*row), replaced)
            });
            run.extend(old.map(|row| view.row(lot, row)));
            run.sort_by_key(|row| (row.taken.start, row.id));
        }
    }
}

/// What the books of a position show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// On hand; `None`: unknown, as some quantity is.
    pub books: Quantity,
    /// Whether the record is incomplete: books ever negative, or stock found.
    pub untrusted: bool,
}

/// Gathers the legs of a position out of its lot's run, in the order of books.
pub fn legs_of(run: &[Row], position: PositionId, legs: &mut Vec<Leg>) {
    legs.clear();
    for (index, row) in run.iter().enumerate() {
        if row.consumes == Some(position) {
            legs.push(Leg {
                at: row.taken.end,
                out: true,
                when: row.taken,
                quantity: row.quantity,
                row: index as u32,
            });
        }
        if row.feeds == Some(position) {
            legs.push(Leg {
                at: row.fed.start,
                out: false,
                when: row.fed,
                quantity: row.quantity,
                row: index as u32,
            });
        }
    }
    legs.sort_unstable_by_key(Leg::order);
}

/// Books of a position up to a moment (`END`: all of them), by its legs in the order of books.
pub fn books_at(legs: &[Leg], at: Nanos) -> Quantity {
    legs.iter().take_while(|leg| leg.at <= at).try_fold(0i64, |sum, leg| {
        let quantity = leg.quantity?;
        Some(if leg.out { sum.saturating_sub(quantity) } else { sum.saturating_add(quantity) })
    })
}

/// Whether the record of a position is incomplete, by its legs in the order of books.
pub fn is_untrusted(run: &[Row], legs: &[Leg]) -> bool {
    if legs.iter().any(|leg| !leg.out && run[leg.row as usize].kind == RowKind::AdjustUp) {
        return true;
    }
    if legs.iter().any(|leg| leg.quantity.is_none()) {
        let first_in = legs.iter().find(|leg| !leg.out).map_or(END, |leg| leg.at);
        return legs.iter().any(|leg| leg.out && leg.at < first_in);
    }
    let mut sum = 0i64;
    legs.iter().any(|leg| {
        let quantity = leg.quantity.unwrap_or(0);
        sum = if leg.out { sum.saturating_sub(quantity) } else { sum.saturating_add(quantity) };
        sum < 0
    })
}

/// Whether a position's record is incomplete, as known.
pub fn untrusted_as_known(
    view: &View<'_>,
    knowledge: Knowledge,
    run: &[Row],
    position: PositionId,
    legs: &mut Vec<Leg>,
) -> bool {
    match knowledge.until {
        None => view.is_untrusted(position),
        Some(_) => {
            legs_of(run, position, legs);
            is_untrusted(run, legs)
        }
    }
}

/// Stretches in which stock is present, from arrival to depletion, both included; in order, not touching.
///
/// `lenient`: an inflow that leaves the books at or below zero is present at its instant (under `strict`, and for
/// pools). An untrusted position of a lot under `safe` is present always: the caller says so with `always`.
pub fn presence(legs: &[Leg], always: bool, lenient: bool, stretches: &mut Vec<Interval>) {
    stretches.clear();
    if always {
        stretches.push(Interval { start: BEGINNING, end: END });
        return;
    }
    let mut books = 0i64;
    let mut since: Option<Nanos> = None;
    for leg in legs {
        let Some(quantity) = leg.quantity else {
            let start = since.unwrap_or(leg.at);
            stretches.push(Interval { start, end: END });
            return;
        };
        if leg.out {
            books = books.saturating_sub(quantity);
            if books <= 0
                && let Some(start) = since.take()
            {
                stretches.push(Interval { start, end: leg.at });
            }
        } else {
            books = books.saturating_add(quantity);
            if books > 0 {
                since = since.or(Some(leg.at));
            } else if lenient {
                stretches.push(Interval { start: leg.at, end: leg.at });
            }
        }
    }
    if let Some(start) = since {
        stretches.push(Interval { start, end: END });
    }
}

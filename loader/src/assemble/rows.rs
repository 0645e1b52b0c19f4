//! Runs of rows by lot, and their positions with books: everything that can be said one lot at a time.

use engine::model::{AnomalyKind, RowKind, lot_flag, position_flag};
use rayon::prelude::*;

use super::drafts::{AnomalyDraft, Draft, Extra, LotKey, NEVER, NONE, Piece};
use super::movements::{Sources, clamped};
use super::zones::Zones;
use crate::row::{Moment, Nanos, Role};

/// Stands for the sold position among sites.
pub(crate) const SOLD: u32 = u32::MAX;

/// A row, ready for its columns but for what depends on other lots.
#[derive(Clone, Copy)]
pub(crate) struct FinishedRow {
    pub(crate) time: Moment,
    /// `i64::MIN`: unknown.
    pub(crate) quantity: i64,
    /// Index of the position among those of the part.
    pub(crate) position: u32,
    /// Destination likewise, or [`NONE`].
    pub(crate) to: u32,
    pub(crate) node: u32,
    pub(crate) ordinal: u32,
    pub(crate) kind: RowKind,
}

/// Rows in order, and beside them what only some have, by index.
#[derive(Default)]
pub(crate) struct FinishedRows {
    pub(crate) rows: Vec<FinishedRow>,
    /// When moves arrive.
    pub(crate) arrivals: Vec<(u32, Moment)>,
    /// Where moves that have not wholly arrived are bound for.
    pub(crate) destinations: Vec<(u32, u32)>,
    /// When it became known, where that is not the end of the row's interval.
    pub(crate) recorded: Vec<(u32, Nanos)>,
    /// Of rows that no longer count: from when on, and whether a void did it.
    pub(crate) until: Vec<(Nanos, bool)>,
}

impl FinishedRows {
    fn push(&mut self, row: FinishedRow, extra: &Extra) {
        let index = self.rows.len() as u32;
        if row.kind == RowKind::Move {
            self.arrivals.push((index, extra.piece.arrival));
        }
        if row.kind == RowKind::Depart && extra.piece.to_site != NONE {
            self.destinations.push((index, extra.piece.to_site));
        }
        if extra.recorded != extra.piece.time.end() {
            self.recorded.push((index, extra.recorded));
        }
        if extra.until != NEVER {
            self.until.push((extra.until, extra.voided));
        }
        self.rows.push(row);
    }

    /// Takes in those of a part, whose positions start at `base`.
    pub(crate) fn append(&mut self, part: FinishedRows, base: u32) {
        let first = self.rows.len() as u32;
        self.rows.extend(part.rows.into_iter().map(|mut row| {
            row.position += base;
            if row.to != NONE {
                row.to += base;
            }
            row
        }));
        self.arrivals.extend(part.arrivals.into_iter().map(|(row, at)| (row + first, at)));
        self.destinations.extend(part.destinations.into_iter().map(|(row, site)| (row + first, site)));
        self.recorded.extend(part.recorded.into_iter().map(|(row, at)| (row + first, at)));
        self.until.extend(part.until);
    }
}

/// A position with its books.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FinishedPosition {
    pub(crate) site: u32,
    pub(crate) flags: u8,
    /// `None`: unknown.
    pub(crate) books: Option<i64>,
    /// First inflow's day at the site, or `i32::MIN`.
    pub(crate) first_day: i32,
}

/// The lots of one part.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) rows: FinishedRows,
    pub(crate) old_rows: FinishedRows,
    pub(crate) positions: Vec<FinishedPosition>,
    /// For each lot: rows, old rows, positions, flags.
    pub(crate) lots: Vec<(u32, u32, u32, u8)>,
    pub(crate) anomalies: Vec<AnomalyDraft>,
    pub(crate) horizon: Nanos,
    /// Ordinals of rows whose quantity does not fit.
    pub(crate) too_long: Vec<u32>,
}

/// What the lots are finished from.
pub(crate) struct Runs<'a> {
    pub(crate) sources: Sources<'a>,
    pub(crate) drafts: &'a [Draft],
    pub(crate) extras: &'a [Extra],
    /// Keys by lot id.
    pub(crate) keys: &'a [LotKey],
    /// Positions that rows without movement name: (lot id, site), sorted.
    pub(crate) besides: &'a [(u32, u32)],
    pub(crate) zones: &'a Zones,
}

/// Everything of a draft in full.
pub(crate) fn resolve(sources: Sources<'_>, draft: &Draft, extras: &[Extra]) -> Extra {
    if draft.extra != NONE {
        return extras[draft.extra as usize];
    }
    let (events, names) = (sources.events, sources.names);
    let row = events.row(draft.ordinal);
    let lot = names.lot_key(row.product, row.lot);
    let site = |symbol: u32| if symbol == 0 { NONE } else { names.sites.get(symbol) };
    let arrival = clamped(row.arrived.unwrap_or(row.time), row.time);
    let quantity = row
        .quantity
        .and_then(|q| sources.measures.convert(lot.product, row.unit.0, q).known())
        .map(|q| if q.mantissa < 0 { super::products::negate(q) } else { q });
    let piece = Piece {
        kind: draft.kind,
        ordinal: draft.ordinal,
        lot,
        site: site(row.site.0),
        to_site: site(row.to_site.0),
        time: if row.role == Role::Out { arrival } else { row.time },
        arrival,
        quantity,
    };
    let recorded = row.recorded.unwrap_or_else(|| row.time.end());
    Extra { piece, recorded, until: NEVER, voided: false }
}

/// One leg of a position's books: (position, at, out, quantity, row).
type BookLeg = (u32, Nanos, bool, Option<i64>, usize);

impl Runs<'_> {
    /// Finishes all lots, in order.
    pub(crate) fn finish(&self, lots: usize) -> Vec<Part> {
        let size = (lots / 64).clamp(1, 1 << 15);
        (0..lots.div_ceil(size))
            .into_par_iter()
            .map(|i| self.part(i * size..((i + 1) * size).min(lots)))
            .collect()
    }

    fn part(&self, lots: std::ops::Range<usize>) -> Part {
        let mut part = Part { horizon: Nanos::MIN, ..Part::default() };
        let mut scratch = Scratch::default();
        let mut from = self.drafts.partition_point(|d| (d.lot as usize) < lots.start);
        for lot in lots {
            let mut to = from;
            while to < self.drafts.len() && self.drafts[to].lot as usize == lot {
                to += 1;
            }
            self.lot(lot as u32, from..to, &mut part, &mut scratch);
            from = to;
        }
        part
    }

    fn lot(&self, lot: u32, drafts: std::ops::Range<usize>, part: &mut Part, scratch: &mut Scratch) {
        scratch.pieces.clear();
        scratch
            .pieces
            .extend(self.drafts[drafts.clone()].iter().map(|d| resolve(self.sources, d, self.extras)));
        scratch.sites.clear();
        for extra in &scratch.pieces {
            scratch.sites.push(extra.piece.site);
            match extra.piece.kind {
                RowKind::Move => scratch.sites.push(extra.piece.to_site),
                RowKind::Sell | RowKind::Return => scratch.sites.push(SOLD),
                _ => {}
            }
        }
        let besides = self.besides.partition_point(|(l, _)| *l < lot);
        scratch
            .sites
            .extend(self.besides[besides..].iter().take_while(|(l, _)| *l == lot).map(|(_, site)| *site));
        scratch.sites.sort_unstable();
        scratch.sites.dedup();

        let base = part.positions.len() as u32;
        let (rows, old_rows) = (part.rows.rows.len(), part.old_rows.rows.len());
        let key = self.keys[lot as usize];
        let mut flags = 0;
        scratch.legs.clear();
        for (draft, extra) in self.drafts[drafts].iter().zip(&scratch.pieces) {
            let row = self.row(draft, extra, &scratch.sites, base, part);
            if draft.old {
                part.old_rows.push(row, extra);
                continue;
            }
            if matches!(draft.kind, RowKind::Receive | RowKind::Make) {
                flags |= lot_flag::CREATED;
            }
            self.book(extra, &row, part.rows.rows.len(), &scratch.sites, &mut scratch.legs);
            part.rows.push(row, extra);
        }
        self.positions(key, base, part, scratch);
        let counted = part.rows.rows.len() - rows;
        let pool = self.sources.names.is_pool(key);
        if pool {
            flags |= lot_flag::POOL;
        } else if counted > 0 && flags & lot_flag::CREATED == 0 {
            part.anomalies.push(AnomalyDraft::lot(AnomalyKind::NeverCreated, key));
        }
        if key.code == 0 {
            flags |= lot_flag::LOTLESS;
        }
        part.lots.push((
            counted as u32,
            (part.old_rows.rows.len() - old_rows) as u32,
            part.positions.len() as u32 - base,
            flags,
        ));
    }

    fn row(&self, draft: &Draft, extra: &Extra, sites: &[u32], base: u32, part: &mut Part) -> FinishedRow {
        let piece = &extra.piece;
        let place = |site: u32| base + sites.partition_point(|s| *s < site) as u32;
        let quantity = match piece.quantity {
            None => i64::MIN,
            Some(quantity) => self.sources.measures.whole(piece.lot.product, quantity).unwrap_or_else(|| {
                part.too_long.push(draft.ordinal);
                i64::MIN
            }),
        };
        let is_move = piece.kind == RowKind::Move;
        part.horizon =
            part.horizon.max(piece.time.end()).max(if is_move { piece.arrival.end() } else { Nanos::MIN });
        FinishedRow {
            time: piece.time,
            quantity,
            position: place(piece.site),
            to: if is_move { place(piece.to_site) } else { NONE },
            node: draft.node,
            ordinal: draft.ordinal,
            kind: piece.kind,
        }
    }

    /// Enters a row into the books of its positions.
    fn book(&self, extra: &Extra, row: &FinishedRow, index: usize, sites: &[u32], legs: &mut Vec<BookLeg>) {
        let piece = &extra.piece;
        let quantity = (row.quantity != i64::MIN).then_some(row.quantity);
        let sold = sites.len() as u32 - 1;
        let base = row.position - sites.partition_point(|s| *s < piece.site) as u32;
        let own = row.position - base;
        let fed = match piece.kind {
            RowKind::Move => piece.arrival.start.max(piece.time.start),
            RowKind::Make | RowKind::Arrive => piece.time.start.max(self.departure(piece).start),
            _ => piece.time.start,
        };
        let taken = piece.time.end();
        match piece.kind {
            RowKind::Receive | RowKind::AdjustUp | RowKind::Make | RowKind::Arrive => {
                legs.push((own, fed, false, quantity, index));
            }
            RowKind::Move => {
                legs.push((own, taken, true, quantity, index));
                legs.push((row.to - base, fed, false, quantity, index));
            }
            RowKind::Sell => {
                legs.push((own, taken, true, quantity, index));
                legs.push((sold, fed, false, quantity, index));
            }
            RowKind::Return => {
                legs.push((sold, taken, true, quantity, index));
                legs.push((own, fed, false, quantity, index));
            }
            RowKind::Depart | RowKind::Destroy | RowKind::AdjustDown | RowKind::Consume => {
                legs.push((own, taken, true, quantity, index));
            }
        }
    }

    /// When what an output or an arrival brings had left.
    fn departure(&self, piece: &Piece) -> Moment {
        self.sources.events.row(piece.ordinal).time
    }

    fn positions(&self, key: LotKey, base: u32, part: &mut Part, scratch: &mut Scratch) {
        scratch.legs.sort_unstable();
        let pool = self.sources.names.is_pool(key);
        let mut from = 0;
        for (index, site) in scratch.sites.iter().enumerate() {
            let mut to = from;
            while to < scratch.legs.len() && scratch.legs[to].0 as usize == index {
                to += 1;
            }
            let legs = &scratch.legs[from..to];
            from = to;
            let found = judge(legs);
            let adjusted = legs.iter().any(|leg| !leg.2 && part.rows.rows[leg.4].kind == RowKind::AdjustUp);
            let mut flags = if *site == SOLD { position_flag::SOLD } else { 0 };
            if found.negative || adjusted {
                flags |= position_flag::UNTRUSTED;
            }
            if found.unknown {
                flags |= position_flag::UNKNOWN;
            }
            if !pool {
                self.note_books(key, *site, &found, part);
            }
            let first_day = if *site == SOLD {
                i32::MIN
            } else {
                legs.iter().find(|leg| !leg.2).map_or(i32::MIN, |leg| self.zones.day(*site, leg.1))
            };
            part.positions.push(FinishedPosition { site: *site, flags, books: found.books, first_day });
        }
        debug_assert_eq!(part.positions.len() as u32 - base, scratch.sites.len() as u32);
    }

    fn note_books(&self, key: LotKey, site: u32, found: &Books, part: &mut Part) {
        let place = |anomaly: AnomalyDraft| {
            if site == SOLD { anomaly.detail("sold") } else { anomaly.at(site) }
        };
        if found.negative {
            part.anomalies.push(place(AnomalyDraft::lot(AnomalyKind::NegativeBooks, key)));
        }
        if let Some(row) = found.early {
            let mut anomaly = place(AnomalyDraft::lot(AnomalyKind::MoveBeforeReceipt, key));
            self.sources.events.id(part.rows.rows[row].ordinal).clone_into(&mut anomaly.event);
            part.anomalies.push(anomaly);
        }
    }
}

#[derive(Default)]
struct Scratch {
    pieces: Vec<Extra>,
    sites: Vec<u32>,
    legs: Vec<BookLeg>,
}

/// What the books of a position show.
struct Books {
    books: Option<i64>,
    negative: bool,
    unknown: bool,
    /// First row that gives before the position ever got.
    early: Option<usize>,
}

/// Keeps the books of one position; its legs are in the order of books.
fn judge(legs: &[BookLeg]) -> Books {
    let unknown = legs.iter().any(|leg| leg.3.is_none());
    let first_in = legs.iter().find(|leg| !leg.2).map_or(NEVER, |leg| leg.1);
    let early = legs.iter().find(|leg| leg.2 && leg.1 < first_in).map(|leg| leg.4);
    let mut sum = 0i64;
    let mut negative = false;
    for (_, _, out, quantity, _) in legs {
        let quantity = quantity.unwrap_or(0);
        sum = if *out { sum.saturating_sub(quantity) } else { sum.saturating_add(quantity) };
        negative |= sum < 0;
    }
    let negative = if unknown { early.is_some() } else { negative };
    Books { books: (!unknown).then_some(sum), negative, unknown, early }
}

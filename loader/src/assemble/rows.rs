//! Runs of rows by lot, and their positions with books: everything that can be said one lot at a time.

use engine::model::{
    AnomalyKind, CodeDictionary, INTERVAL, RowKind, UNKNOWN_QUANTITY, WIDE_QUANTITY, lot_flag,
};
use rayon::prelude::*;

use super::drafts::{AnomalyDraft, Draft, Extra, LotKey, NEVER, NONE, Piece};
use super::movements::{Sources, clamped};
use super::zones::Zones;
use crate::row::{EventRow, Moment, Nanos, Role};

const SECOND: Nanos = 1_000_000_000;

/// Stands for the sold position among sites.
pub(crate) const SOLD: u32 = u32::MAX;

/// Rows in order, as columns; what only some rows have stands beside, by the row's index.
#[derive(Default)]
pub(crate) struct FinishedRows {
    /// First seconds.
    pub(crate) time: Vec<u32>,
    /// See the column `row_kind`.
    pub(crate) kind: Vec<u8>,
    /// Place of the position among those of the lot.
    pub(crate) place: Vec<u32>,
    /// See the column `row_quantity`.
    pub(crate) quantity: Vec<u16>,
    pub(crate) ordinal: Vec<u32>,
    /// Nanoseconds, where not 0.
    pub(crate) nanos: Vec<(u32, u32)>,
    /// Lengths of intervals.
    pub(crate) spans: Vec<(u32, u32)>,
    /// Quantities that need more than 16 bits.
    pub(crate) wide: Vec<(u32, i64)>,
    pub(crate) legs: Vec<FinishedLeg>,
    /// When and where moves arrive.
    pub(crate) arrivals: Vec<(u32, Moment, u32)>,
    /// Where moves that have not wholly arrived are bound for.
    pub(crate) destinations: Vec<(u32, u32)>,
    /// When it became known, where that is not the end of the event's interval.
    pub(crate) recorded: Vec<(u32, Nanos)>,
    /// Suppliers and customers, as symbols.
    pub(crate) parties: Vec<(u32, u32)>,
    /// Of rows that no longer count: from when on, and whether a void did it.
    pub(crate) until: Vec<(Nanos, bool)>,
    /// Event ids, of a node's legs that of the first only.
    pub(crate) ids: CodeDictionary,
    pub(crate) documents: CodeDictionary,
}

/// A row's part in a node.
#[derive(Clone, Copy)]
pub(crate) struct FinishedLeg {
    pub(crate) node: u32,
    pub(crate) row: u32,
    pub(crate) lot: u32,
    pub(crate) ordinal: u32,
    pub(crate) is_output: bool,
    /// `i64::MIN`: unknown.
    pub(crate) quantity: i64,
}

/// What of a row its lot's books need.
#[derive(Clone, Copy)]
struct Placed {
    quantity: Option<i64>,
    place: u32,
    to: u32,
}

impl FinishedRows {
    /// For rows from number `first` on.
    fn starting_at(first: u32) -> Self {
        let codes = || CodeDictionary::starting_at(first as usize);
        FinishedRows { ids: codes(), documents: codes(), ..FinishedRows::default() }
    }

    fn push(&mut self, lot: u32, draft: &Draft, extra: &Extra, placed: Placed, event: &EventRow) {
        let index = self.time.len() as u32;
        let piece = &extra.piece;
        let (start, span) = (piece.time.start, piece.time.span);
        self.time.push((start / SECOND) as u32);
        if start % SECOND != 0 {
            self.nanos.push((index, (start % SECOND) as u32));
        }
        if span != 0 {
            self.spans.push((index, span));
        }
        self.kind.push(piece.kind as u8 | if span == 0 { 0 } else { INTERVAL });
        self.place.push(placed.place);
        self.ordinal.push(draft.ordinal);
        self.quantity.push(match placed.quantity {
            None => UNKNOWN_QUANTITY,
            Some(quantity) => match u16::try_from(quantity) {
                Ok(small) if small < WIDE_QUANTITY => small,
                Ok(_) | Err(_) => {
                    self.wide.push((index, quantity));
                    WIDE_QUANTITY
                }
            },
        });
        if draft.node != NONE {
            let is_output = matches!(piece.kind, RowKind::Make | RowKind::Arrive);
            let quantity = placed.quantity.unwrap_or(i64::MIN);
            let (node, ordinal) = (draft.node, draft.ordinal);
            self.legs.push(FinishedLeg { node, row: index, lot, ordinal, is_output, quantity });
        }
        if piece.kind == RowKind::Move {
            self.arrivals.push((index, piece.arrival, placed.to));
        }
        if piece.kind == RowKind::Depart && piece.to_site != NONE {
            self.destinations.push((index, piece.to_site));
        }
        // A transform's outputs are known with it, whenever they come out.
        let stated = if piece.kind == RowKind::Make { event.time } else { piece.time };
        if extra.recorded != stated.end() {
            self.recorded.push((index, extra.recorded));
        }
        if event.party.0 != 0 {
            self.parties.push((index, event.party.0));
        }
        if extra.until != NEVER {
            self.until.push((extra.until, extra.voided));
        }
    }
}

/// Positions in order, and beside them what only some have, by index.
#[derive(Default)]
pub(crate) struct FinishedPositions {
    /// Numbers of sites; [`SOLD`].
    pub(crate) site: Vec<u32>,
    /// Those whose record is incomplete.
    pub(crate) untrusted: Vec<u32>,
    /// Those whose books are not 0 (`i64::MIN`: unknown), and the first day on which something came in, or `i32::MIN`.
    pub(crate) stock: Vec<(u32, i64, i32)>,
}

/// The lots of one part.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) rows: FinishedRows,
    pub(crate) old_rows: FinishedRows,
    pub(crate) positions: FinishedPositions,
    /// For each lot: rows, old rows, positions, flags.
    pub(crate) lots: Vec<(u32, u32, u32, u8)>,
    pub(crate) anomalies: Vec<AnomalyDraft>,
    pub(crate) horizon: Nanos,
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
    /// First draft of each node.
    pub(crate) first: &'a [u32],
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

impl Runs<'_> {
    /// Finishes all lots, in order.
    pub(crate) fn finish(&self, lots: usize) -> Vec<Part> {
        let size = (lots / 64).clamp(1, 1 << 15);
        let cut = |part: usize| self.drafts.partition_point(|d| (d.lot as usize) < part * size);
        let cuts: Vec<usize> = (0..=lots.div_ceil(size)).map(cut).collect();
        let counted: Vec<u32> = cuts
            .par_windows(2)
            .map(|cut| self.drafts[cut[0]..cut[1]].iter().filter(|draft| !draft.old).count() as u32)
            .collect();
        // Rows that no longer count follow all that do.
        let mut next = (0, counted.iter().sum::<u32>());
        let mut starts = Vec::with_capacity(counted.len());
        for (cut, counted) in cuts.windows(2).zip(&counted) {
            starts.push(next);
            next = (next.0 + counted, next.1 + (cut[1] - cut[0]) as u32 - counted);
        }
        (starts.par_iter().zip(&cuts).enumerate())
            .map(|(part, (starts, from))| {
                self.part(part * size..((part + 1) * size).min(lots), *from, *starts)
            })
            .collect()
    }

    fn part(&self, lots: std::ops::Range<usize>, mut from: usize, starts: (u32, u32)) -> Part {
        let mut part = Part {
            horizon: Nanos::MIN,
            rows: FinishedRows::starting_at(starts.0),
            old_rows: FinishedRows::starting_at(starts.1),
            ..Part::default()
        };
        let mut scratch = Scratch::default();
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

        let key = self.keys[lot as usize];
        let mut flags = 0;
        let (mut counted, mut old) = (0, 0);
        scratch.legs.clear();
        let events = self.sources.events;
        for (index, extra) in drafts.zip(&scratch.pieces) {
            let draft = &self.drafts[index];
            let piece = &extra.piece;
            let placed = self.place(piece, &scratch.sites);
            let event = events.row(draft.ordinal);
            let is_move = piece.kind == RowKind::Move;
            let arrived = if is_move { piece.arrival.end() } else { Nanos::MIN };
            part.horizon = part.horizon.max(piece.time.end()).max(arrived);
            let rows = if draft.old { &mut part.old_rows } else { &mut part.rows };
            let is_own = draft.node == NONE || self.first[draft.node as usize] as usize == index;
            let (id, document) = events.id_and_document(draft.ordinal);
            rows.ids.push(if is_own { id } else { "" });
            rows.documents.push(document);
            if draft.old {
                old += 1;
                part.old_rows.push(lot, draft, extra, placed, &event);
                continue;
            }
            if matches!(draft.kind, RowKind::Receive | RowKind::Make) {
                flags |= lot_flag::CREATED;
            }
            counted += 1;
            book(extra, placed, event.time, draft, scratch.sites.len() as u32 - 1, &mut scratch.legs);
            part.rows.push(lot, draft, extra, placed, &event);
        }
        self.positions(key, part, scratch);
        let pool = self.sources.names.is_pool(key);
        if pool {
            flags |= lot_flag::POOL;
        } else if counted > 0 && flags & lot_flag::CREATED == 0 {
            part.anomalies.push(AnomalyDraft::lot(AnomalyKind::NeverCreated, key));
        }
        if key.code == 0 {
            flags |= lot_flag::LOTLESS;
        }
        part.lots.push((counted, old, scratch.sites.len() as u32, flags));
    }

    fn place(&self, piece: &Piece, sites: &[u32]) -> Placed {
        let place = |site: u32| sites.partition_point(|s| *s < site) as u32;
        Placed {
            quantity: piece
                .quantity
                .and_then(|quantity| self.sources.measures.whole(piece.lot.product, quantity)),
            place: place(piece.site),
            to: if piece.kind == RowKind::Move { place(piece.to_site) } else { NONE },
        }
    }

    fn positions(&self, key: LotKey, part: &mut Part, scratch: &mut Scratch) {
        scratch.legs.sort_unstable();
        let pool = self.sources.names.is_pool(key);
        let mut from = 0;
        for (index, site) in scratch.sites.iter().enumerate() {
            let mut to = from;
            while to < scratch.legs.len() && scratch.legs[to].place as usize == index {
                to += 1;
            }
            let legs = &scratch.legs[from..to];
            from = to;
            let found = judge(legs);
            let adjusted = legs.iter().any(|leg| !leg.out && leg.found);
            let position = part.positions.site.len() as u32;
            if found.negative || adjusted {
                part.positions.untrusted.push(position);
            }
            if !pool {
                self.note_books(key, *site, &found, part);
            }
            if found.books != Some(0) {
                let first_in = legs.iter().find(|leg| !leg.out).filter(|_| *site != SOLD);
                let day = first_in.map_or(i32::MIN, |leg| self.zones.day(*site, leg.at));
                part.positions.stock.push((position, found.books.unwrap_or(i64::MIN), day));
            }
            part.positions.site.push(*site);
        }
    }

    fn note_books(&self, key: LotKey, site: u32, found: &Books, part: &mut Part) {
        let place = |anomaly: AnomalyDraft| {
            if site == SOLD { anomaly.detail("sold") } else { anomaly.at(site) }
        };
        if found.negative {
            part.anomalies.push(place(AnomalyDraft::lot(AnomalyKind::NegativeBooks, key)));
        }
        if let Some(ordinal) = found.early {
            let mut anomaly = place(AnomalyDraft::lot(AnomalyKind::MoveBeforeReceipt, key));
            self.sources.events.id(ordinal).clone_into(&mut anomaly.event);
            part.anomalies.push(anomaly);
        }
    }
}

/// One leg of a position's books; they order as the books do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct BookLeg {
    place: u32,
    at: Nanos,
    out: bool,
    quantity: Option<i64>,
    ordinal: u32,
    /// Stock that was found: a positive adjustment.
    found: bool,
}

/// Enters a row into the books of its positions; `departed`: when what an output or an arrival brings had left.
fn book(extra: &Extra, placed: Placed, departed: Moment, draft: &Draft, sold: u32, legs: &mut Vec<BookLeg>) {
    let piece = &extra.piece;
    let fed = match piece.kind {
        RowKind::Move => piece.arrival.start.max(piece.time.start),
        RowKind::Make | RowKind::Arrive => piece.time.start.max(departed.start),
        _ => piece.time.start,
    };
    let taken = piece.time.end();
    let found = piece.kind == RowKind::AdjustUp;
    let mut leg = |place: u32, at: Nanos, out: bool| {
        legs.push(BookLeg { place, at, out, quantity: placed.quantity, ordinal: draft.ordinal, found });
    };
    match piece.kind {
        RowKind::Receive | RowKind::AdjustUp | RowKind::Make | RowKind::Arrive => {
            leg(placed.place, fed, false);
        }
        RowKind::Move => {
            leg(placed.place, taken, true);
            leg(placed.to, fed, false);
        }
        RowKind::Sell => {
            leg(placed.place, taken, true);
            leg(sold, fed, false);
        }
        RowKind::Return => {
            leg(sold, taken, true);
            leg(placed.place, fed, false);
        }
        RowKind::Depart | RowKind::Destroy | RowKind::AdjustDown | RowKind::Consume => {
            leg(placed.place, taken, true);
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
    /// First event that takes before the position ever got.
    early: Option<u32>,
}

/// Keeps the books of one position; its legs are in the order of books.
fn judge(legs: &[BookLeg]) -> Books {
    let unknown = legs.iter().any(|leg| leg.quantity.is_none());
    let first_in = legs.iter().find(|leg| !leg.out).map_or(NEVER, |leg| leg.at);
    let early = legs.iter().find(|leg| leg.out && leg.at < first_in).map(|leg| leg.ordinal);
    let mut sum = 0i64;
    let mut negative = false;
    for leg in legs {
        let quantity = leg.quantity.unwrap_or(0);
        sum = if leg.out { sum.saturating_sub(quantity) } else { sum.saturating_add(quantity) };
        negative |= sum < 0;
    }
    let negative = if unknown { early.is_some() } else { negative };
    Books { books: (!unknown).then_some(sum), negative, early }
}

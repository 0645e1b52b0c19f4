//! Event rows to movements: each in all the versions that were ever known, the one that counts now among them.

use std::collections::BTreeSet;

use engine::model::{AnomalyKind, OtherKind, RowKind};
use rayon::prelude::*;

use super::corrections::{Corrections, recorded};
use super::drafts::{AnomalyDraft, Draft, Extra, LotKey, NEVER, NONE, NodeDraft, OtherDraft, Piece};
use super::events::{Events, event_key};
use super::names::Names;
use super::products::{Measures, negate};
use crate::row::{Decimal, EventRow, Kind, Moment, Nanos};

/// Movements of a load, in canonical order.
#[derive(Default)]
pub(crate) struct Movements {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) extras: Vec<Extra>,
    pub(crate) nodes: Vec<NodeDraft>,
    pub(crate) others: Vec<OtherDraft>,
    pub(crate) anomalies: Vec<AnomalyDraft>,
    /// Distinct event ids.
    pub(crate) events: u64,
}

const PART: usize = 1 << 17;
/// Rows that are fetched from memory at a time.
const TOUCHED: u32 = 256;

/// What every step needs to read.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) events: &'a Events,
    pub(crate) names: &'a Names,
    pub(crate) measures: &'a Measures,
    pub(crate) corrections: &'a Corrections,
}

impl Movements {
    /// Makes movements of all rows.
    pub(crate) fn make(sources: Sources<'_>) -> Movements {
        let parts: Vec<Movements> = sources
            .events
            .parts(PART)
            .into_par_iter()
            .map(|part| {
                let mut maker = Maker { sources, made: Movements::default() };
                let (mut touched, end) = (part.start, part.end);
                for group in sources.events.groups(part) {
                    if group.start >= touched {
                        touched = (group.start + TOUCHED).min(end);
                        sources.events.touch(group.start..touched);
                    }
                    maker.event(group);
                }
                maker.made
            })
            .collect();
        let mut all = Movements::default();
        all.drafts.reserve_exact(parts.iter().map(|p| p.drafts.len()).sum());
        for mut part in parts {
            let (extras, nodes) = (all.extras.len() as u32, all.nodes.len() as u32);
            all.drafts.extend(part.drafts.drain(..).map(|mut draft| {
                draft.extra = if draft.extra == NONE { NONE } else { draft.extra + extras };
                draft.node = if draft.node == NONE { NONE } else { draft.node + nodes };
                draft
            }));
            all.extras.append(&mut part.extras);
            all.nodes.append(&mut part.nodes);
            all.others.append(&mut part.others);
            all.anomalies.append(&mut part.anomalies);
            all.events += part.events;
        }
        all
    }
}

/// Makes the movements of one part.
pub(super) struct Maker<'a> {
    pub(super) sources: Sources<'a>,
    pub(super) made: Movements,
}

/// Kinds of rows that move stock of one lot by themselves.
fn plain_kind(row: &EventRow) -> Option<RowKind> {
    Some(match row.kind {
        Kind::Receive => RowKind::Receive,
        Kind::Move if row.product.0 == 0 => return None,
        Kind::Move if row.arrived.is_some() => RowKind::Move,
        Kind::Move => RowKind::Depart,
        Kind::Sell => RowKind::Sell,
        Kind::Return => RowKind::Return,
        Kind::Destroy => RowKind::Destroy,
        Kind::Adjust => match row.quantity.map_or(0, |q| q.mantissa.signum()) {
            1 => RowKind::AdjustUp,
            -1 => RowKind::AdjustDown,
            _ => return None,
        },
        Kind::Arrive
        | Kind::Transform
        | Kind::Count
        | Kind::Clean
        | Kind::Hold
        | Kind::Recall
        | Kind::Release
        | Kind::Pack
        | Kind::Unpack
        | Kind::Void => return None,
    })
}

fn other_kind(row: &EventRow) -> Option<OtherKind> {
    Some(match row.kind {
        Kind::Arrive => OtherKind::Arrive,
        Kind::Count => OtherKind::Count,
        Kind::Clean => OtherKind::Clean,
        Kind::Hold => OtherKind::Hold,
        Kind::Recall => OtherKind::Recall,
        Kind::Release => OtherKind::Release,
        Kind::Pack => OtherKind::Pack,
        Kind::Unpack => OtherKind::Unpack,
        Kind::Void => OtherKind::Void,
        Kind::Adjust => OtherKind::Adjust,
        Kind::Receive | Kind::Move | Kind::Transform | Kind::Sell | Kind::Return | Kind::Destroy => {
            return None;
        }
    })
}

impl Maker<'_> {
    fn event(&mut self, group: std::ops::Range<u32>) {
        let events = self.sources.events;
        self.made.events += 1;
        let first = event_key(&events.row(group.start));
        if group.clone().any(|ordinal| event_key(&events.row(ordinal)) != first) {
            self.made.anomalies.push(AnomalyDraft::event(AnomalyKind::IdReused, events.id(group.start)));
        }
        let mut at = group.start;
        while at < group.end {
            let key = event_key(&events.row(at));
            let mut to = at + 1;
            while to < group.end && event_key(&events.row(to)) == key {
                to += 1;
            }
            if key.0 == Kind::Transform {
                self.transform(at..to);
            } else {
                for ordinal in at..to {
                    self.single(ordinal);
                }
            }
            at = to;
        }
    }

    fn single(&mut self, ordinal: u32) {
        let row = self.sources.events.row(ordinal);
        self.note_clamp(ordinal, &row);
        let corrections = self.sources.corrections;
        if let Some(kind) = plain_kind(&row) {
            self.note_conversion(ordinal, &row);
            if corrections.until(ordinal) == NEVER && corrections.arrivals(ordinal).is_empty() {
                self.plain(ordinal, kind, &row);
            } else {
                let lot = self.sources.names.lot_key(row.product, row.lot);
                let quantity = self.quantity(&row);
                self.versions(ordinal, |maker, known| maker.move_pieces(ordinal, kind, lot, quantity, known));
            }
        } else if row.kind == Kind::Move {
            self.container_move(ordinal, &row);
        } else if let Some(kind) = other_kind(&row) {
            self.made.others.push(OtherDraft { ordinal, kind });
        }
    }

    pub(super) fn note_clamp(&mut self, ordinal: u32, row: &EventRow) {
        if row.arrived.is_some_and(|arrived| arrived.end() < row.time.start) {
            let event = self.sources.events.id(ordinal);
            self.made.anomalies.push(AnomalyDraft::event(AnomalyKind::ArrivalBeforeDeparture, event));
        }
    }

    pub(super) fn note_conversion(&mut self, ordinal: u32, row: &EventRow) {
        let product = self.sources.names.products.get(row.product.0);
        if row.quantity.is_some() && !self.sources.measures.knows(product, row.unit.0) {
            let (events, names) = (self.sources.events, self.sources.names);
            let mut anomaly = AnomalyDraft::event(AnomalyKind::NoConversion, events.id(ordinal))
                .detail(names.symbols.get(row.unit.0));
            anomaly.lot = Some(names.lot_key(row.product, row.lot));
            self.made.anomalies.push(anomaly);
        }
    }

    pub(super) fn quantity(&self, row: &EventRow) -> Option<Decimal> {
        let product = self.sources.names.products.get(row.product.0);
        let quantity = self.sources.measures.convert(product, row.unit.0, row.quantity?).known()?;
        Some(if quantity.mantissa < 0 { negate(quantity) } else { quantity })
    }

    /// A row that says everything itself and counts.
    fn plain(&mut self, ordinal: u32, kind: RowKind, row: &EventRow) {
        self.made.drafts.push(Draft {
            lot: self.sources.events.rank(ordinal),
            ordinal,
            start: row.time.start,
            node: NONE,
            extra: NONE,
            kind,
            old: false,
        });
    }

    pub(super) fn piece(&self, ordinal: u32, kind: RowKind, lot: LotKey, quantity: Option<Decimal>) -> Piece {
        let row = self.sources.events.row(ordinal);
        let site = |symbol: u32| if symbol == 0 { NONE } else { self.sources.names.sites.get(symbol) };
        Piece {
            kind,
            ordinal,
            lot,
            site: site(row.site.0),
            to_site: site(row.to_site.0),
            time: row.time,
            arrival: clamped(row.arrived.unwrap_or(row.time), row.time),
            quantity,
        }
    }

    /// One movement as known at `known`, its arrivals included.
    fn move_pieces(
        &mut self,
        ordinal: u32,
        kind: RowKind,
        lot: LotKey,
        quantity: Option<Decimal>,
        known: Nanos,
    ) -> Vec<Piece> {
        let events = self.sources.events;
        let piece = self.piece(ordinal, kind, lot, quantity);
        let corrections = self.sources.corrections;
        let arrivals: Vec<u32> = corrections
            .arrivals(ordinal)
            .iter()
            .copied()
            .filter(|a| recorded(events, *a) <= known && known < corrections.until(*a))
            .filter(|a| {
                let row = events.row(*a);
                row.product.0 == 0 || self.sources.names.lot_key(row.product, row.lot) == lot
            })
            .collect();
        if kind != RowKind::Depart || arrivals.is_empty() {
            return vec![piece];
        }
        let amounts = self.arrival_amounts(&arrivals, lot, quantity);
        let legs: Vec<Piece> = arrivals
            .iter()
            .zip(&amounts)
            .map(|(arrival, amount)| self.arrival_piece(piece, *arrival, *amount))
            .collect();
        match legs.as_slice() {
            [only] if amounts[0] == quantity => {
                vec![Piece { kind: RowKind::Move, to_site: only.site, arrival: only.time, ..piece }]
            }
            _ => std::iter::once(piece).chain(legs).collect(),
        }
    }

    fn arrival_piece(&self, departure: Piece, arrival: u32, quantity: Option<Decimal>) -> Piece {
        let row = self.sources.events.row(arrival);
        let stated = [row.site.0, row.to_site.0].into_iter().find(|symbol| *symbol != 0);
        let site = stated.map_or(departure.to_site, |symbol| self.sources.names.sites.get(symbol));
        let time = clamped(row.time, departure.time);
        Piece { kind: RowKind::Arrive, site, to_site: NONE, time, arrival: time, quantity, ..departure }
    }

    /// How much each arrival brings: what it says, or all where it is the only one and says nothing.
    fn arrival_amounts(&self, arrivals: &[u32], lot: LotKey, moved: Option<Decimal>) -> Vec<Option<Decimal>> {
        let stated =
            |row: &EventRow| self.sources.measures.convert(lot.product, row.unit.0, row.quantity?).known();
        arrivals
            .iter()
            .map(|arrival| {
                let row = self.sources.events.row(*arrival);
                if row.quantity.is_none() && arrivals.len() == 1 { moved } else { stated(&row) }
            })
            .collect()
    }

    fn container_move(&mut self, ordinal: u32, row: &EventRow) {
        let corrections = self.sources.corrections;
        let container = row.container.0;
        let mut lots = BTreeSet::new();
        for known in corrections.packing_epochs(container).chain([NEVER - 1]) {
            lots.extend(corrections.contents(container, row.time, known).into_keys());
        }
        let kind = if row.arrived.is_some() { RowKind::Move } else { RowKind::Depart };
        let mut current = false;
        for lot in lots {
            let before = self.made.drafts.len();
            self.versions(ordinal, |maker, known| {
                match maker
                    .sources
                    .corrections
                    .contents(container, maker.sources.events.row(ordinal).time, known)
                    .get(&lot)
                {
                    Some(quantity) => maker.move_pieces(ordinal, kind, lot, *quantity, known),
                    None => Vec::new(),
                }
            });
            current |= self.made.drafts[before..].iter().any(|draft| !draft.old);
        }
        if !current {
            self.made.others.push(OtherDraft { ordinal, kind: OtherKind::EmptyMove });
            if corrections.until(ordinal) == NEVER {
                let event = self.sources.events.id(ordinal);
                self.made.anomalies.push(AnomalyDraft::event(AnomalyKind::EmptyContainer, event));
            }
        }
    }
}

/// An arrival that ends before its departure starts is taken to be at the departure.
pub(crate) fn clamped(arrival: Moment, departure: Moment) -> Moment {
    if arrival.end() < departure.start { Moment { start: departure.start, span: 0 } } else { arrival }
}

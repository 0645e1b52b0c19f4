//! Events as what they consume and feed.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::lot::{Lot, Position};
use crate::row::{Kind, Row};
use crate::time::Span;
use crate::world::World;

/// One position that a movement consumes from or feeds.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub(crate) position: Position,
    /// Of a feeding leg: from its fed time (R4).
    pub(crate) span: Span,
    /// In the product's own unit.
    pub(crate) quantity: Option<BigRational>,
    /// Whether this leg is an arrival that is not the whole of its move (R18).
    pub(crate) is_partial: bool,
}

/// A hyperedge: every position consumed may be in every position fed (R1).
#[derive(Clone, Debug)]
pub(crate) struct Movement {
    pub(crate) event: String,
    pub(crate) kind: Kind,
    pub(crate) ins: Vec<Leg>,
    pub(crate) outs: Vec<Leg>,
    hazards: BTreeSet<String>,
}

impl Movement {
    /// Whether the hazard asked about does not pass.
    pub(crate) fn kills(&self, hazard: Option<&str>) -> bool {
        hazard.is_some_and(|hazard| self.hazards.contains(hazard))
    }
}

/// The movements of `rows`; arrivals and the contents of containers come from `all`.
pub(crate) fn movements(world: &World, rows: &[&Row], all: &[&Row]) -> Vec<Movement> {
    let mut movements = Vec::new();
    let mut transforms: BTreeMap<(&str, Span, &str), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        match row.kind {
            Kind::Transform => transforms.entry((&row.event, row.time, &row.site)).or_default().push(row),
            Kind::Move => movements.extend(moves(world, row, all)),
            Kind::Receive | Kind::Sell | Kind::Return | Kind::Destroy | Kind::Adjust => {
                movements.extend(simple(world, row));
            }
            Kind::Arrive
            | Kind::Count
            | Kind::Clean
            | Kind::Hold
            | Kind::Recall
            | Kind::Release
            | Kind::Pack
            | Kind::Unpack
            | Kind::Void => {}
        }
    }
    movements.extend(transforms.into_values().map(|rows| transform(world, &rows)));
    movements.sort_by(|a, b| a.event.cmp(&b.event));
    movements
}

fn quantity_of(world: &World, row: &Row, lot: &Lot) -> Option<BigRational> {
    world.in_own_unit(&lot.product, row.quantity.as_ref(), &row.unit)
}

fn simple(world: &World, row: &Row) -> Option<Movement> {
    let lot = row.lot()?;
    let quantity = quantity_of(world, row, &lot);
    let leg =
        |position: Position| Leg { position, span: row.time, quantity: quantity.clone(), is_partial: false };
    let here = leg(Position::new(&lot, &row.site));
    let sold = leg(Position::sold(&lot));
    let (ins, outs) = match row.kind {
        Kind::Receive => (vec![], vec![here]),
        Kind::Sell => (vec![here], vec![sold]),
        Kind::Return => (vec![sold], vec![here]),
        Kind::Destroy => (vec![here], vec![]),
        Kind::Adjust => adjustment(row.quantity.as_ref()?, here),
        kind => unreachable!("{kind:?} is not a simple movement"),
    };
    Some(Movement { event: row.event.clone(), kind: row.kind, ins, outs, hazards: BTreeSet::new() })
}

/// The sign is known even where the unit cannot be converted.
fn adjustment(stated: &BigRational, leg: Leg) -> (Vec<Leg>, Vec<Leg>) {
    let leg = Leg { quantity: leg.quantity.map(|quantity| quantity.abs()), ..leg };
    if stated.is_zero() {
        (vec![], vec![])
    } else if stated.is_negative() {
        (vec![leg], vec![])
    } else {
        (vec![], vec![leg])
    }
}

fn transform(world: &World, rows: &[&Row]) -> Movement {
    let first = rows[0];
    let leg = |row: &&&Row| {
        let lot = row.lot().expect("a leg of a transform has a product");
        let span = if row.is_output { arrival(row.time, row.arrived.unwrap_or(row.time)) } else { row.time };
        let quantity = quantity_of(world, row, &lot);
        Leg { position: Position::new(&lot, &row.site), span, quantity, is_partial: false }
    };
    Movement {
        event: first.event.clone(),
        kind: Kind::Transform,
        ins: rows.iter().filter(|row| !row.is_output).map(|row| leg(&row)).collect(),
        outs: rows.iter().filter(|row| row.is_output).map(|row| leg(&row)).collect(),
        hazards: rows.iter().flat_map(|row| row.hazards.iter().cloned()).collect(),
    }
}

/// R4: when a feeding leg feeds, given the departure's interval and the arrival's own.
fn arrival(departure: Span, own: Span) -> Span {
    if own.end < departure.start {
        Span { start: departure.start, end: departure.start }
    } else {
        Span { start: own.start.max(departure.start), end: own.end }
    }
}

fn moves(world: &World, row: &Row, all: &[&Row]) -> Vec<Movement> {
    let carried = match row.lot() {
        Some(lot) => {
            let quantity = quantity_of(world, row, &lot);
            BTreeMap::from([(lot, quantity)])
        }
        None => contents(world, &row.container, row.time, all),
    };
    carried
        .into_iter()
        .map(|(lot, quantity)| Movement {
            event: row.event.clone(),
            kind: Kind::Move,
            outs: arrivals(world, row, &lot, quantity.as_ref(), all),
            ins: vec![Leg {
                position: Position::new(&lot, &row.site),
                span: row.time,
                quantity,
                is_partial: false,
            }],
            hazards: BTreeSet::new(),
        })
        .collect()
}

/// R5: what a move feeds.
fn arrivals(world: &World, row: &Row, lot: &Lot, moved: Option<&BigRational>, all: &[&Row]) -> Vec<Leg> {
    if let Some(arrived) = row.arrived {
        let span = arrival(row.time, arrived);
        let position = Position::new(lot, &row.to_site);
        return vec![Leg { position, span, quantity: moved.cloned(), is_partial: false }];
    }
    let completes = |other: &&&Row| {
        other.kind == Kind::Arrive
            && other.reference == row.event
            && other.lot().is_none_or(|named| named == *lot)
    };
    let arrivals: Vec<&&Row> = all.iter().filter(completes).collect();
    let only = arrivals.len() == 1;
    arrivals
        .into_iter()
        .map(|arrive| {
            let site = [&arrive.site, &arrive.to_site]
                .into_iter()
                .find(|site| !site.is_empty())
                .unwrap_or(&row.to_site);
            let stated = quantity_of(world, arrive, lot);
            let rest = if only && arrive.quantity.is_none() { moved.cloned() } else { None };
            let quantity = stated.or(rest);
            let is_other = quantity.as_ref().zip(moved).is_some_and(|(quantity, moved)| quantity != moved);
            let span = arrival(row.time, arrive.time);
            Leg { position: Position::new(lot, site), span, quantity, is_partial: !only || is_other }
        })
        .collect()
}

/// R6: what is in a container when it moves, by lot; packings count from their start, unpackings from their end.
fn contents(world: &World, container: &str, moved: Span, all: &[&Row]) -> BTreeMap<Lot, Option<BigRational>> {
    let packed = |row: &&&Row| row.kind == Kind::Pack && row.time.start <= moved.end;
    let unpacked = |row: &&&Row| row.kind == Kind::Unpack && row.time.end < moved.start;
    let mut changes: Vec<&&Row> = all
        .iter()
        .filter(|row| row.container == container)
        .filter(|row| packed(row) || unpacked(row))
        .collect();
    changes.sort_by_key(|row| if row.kind == Kind::Unpack { (row.time.end, 1) } else { (row.time.start, 0) });
    let mut inside: BTreeMap<Lot, Option<BigRational>> = BTreeMap::new();
    for row in changes {
        let Some(lot) = row.lot() else {
            inside.clear();
            continue;
        };
        let quantity = quantity_of(world, row, &lot);
        let held = inside.remove(&lot);
        let left = if row.kind == Kind::Pack {
            Some(held.unwrap_or(Some(BigRational::zero())).zip(quantity).map(|(held, packed)| held + packed))
        } else {
            match (held, quantity) {
                (Some(Some(held)), Some(taken)) => {
                    Some(Some(held - taken)).filter(|left| left.iter().all(Signed::is_positive))
                }
                (Some(None), Some(_)) => Some(None),
                _ => None,
            }
        };
        inside.extend(left.map(|left| (lot, left)));
    }
    inside.retain(|_, quantity| quantity.as_ref().is_none_or(Signed::is_positive));
    inside
}

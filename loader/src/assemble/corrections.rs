//! Rows that speak of other rows: voids, arrivals recorded on their own, packings.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::drafts::{AnomalyDraft, LotKey, NEVER};
use super::events::Events;
use super::names::Names;
use super::products::{Measures, add, negate};
use crate::row::{Decimal, EventRow, Kind, Moment, Nanos};
use engine::model::AnomalyKind;

/// One `pack` or `unpack` row.
struct Packing {
    pack: bool,
    time: Moment,
    recorded: Nanos,
    until: Nanos,
    lot: Option<LotKey>,
    quantity: Option<Decimal>,
}

/// What corrections there are, by what they correct.
pub(crate) struct Corrections {
    voids: FxHashMap<u32, Nanos>,
    arrivals: FxHashMap<u32, Vec<u32>>,
    packings: FxHashMap<u32, Vec<Packing>>,
    /// Ordinals of voids whose target is a void.
    pub(crate) voids_of_voids: Vec<u32>,
    /// What was found while matching them.
    pub(crate) anomalies: Vec<AnomalyDraft>,
}

/// When a row became known.
pub(crate) fn recorded(events: &Events, ordinal: u32) -> Nanos {
    let row = events.row(ordinal);
    row.recorded.unwrap_or_else(|| row.time.end())
}

impl Corrections {
    /// Matches voids and arrivals with their targets, and gathers packings by container.
    pub(crate) fn gather(events: &Events, names: &Names, measures: &Measures) -> Corrections {
        let mut found = Corrections {
            voids: FxHashMap::default(),
            arrivals: FxHashMap::default(),
            packings: FxHashMap::default(),
            voids_of_voids: Vec::new(),
            anomalies: Vec::new(),
        };
        let is_one =
            |row: &EventRow| matches!(row.kind, Kind::Void | Kind::Arrive | Kind::Pack | Kind::Unpack);
        let ordinals = events.ordinals(is_one);
        // To find what they refer to is most of the work.
        let targets: Vec<Range<u32>> = ordinals
            .par_iter()
            .map(|ordinal| match events.row(*ordinal).kind {
                Kind::Void | Kind::Arrive => events.find(events.reference(*ordinal)),
                _ => 0..0,
            })
            .collect();
        let mut packings = Vec::new();
        for (ordinal, targets) in ordinals.into_iter().zip(targets) {
            match events.row(ordinal).kind {
                Kind::Void => found.add_void(events, ordinal, targets),
                Kind::Arrive => found.add_arrival(events, ordinal, targets),
                _ => packings.push(ordinal),
            }
        }
        for ordinal in packings {
            found.add_packing(events, names, measures, ordinal);
        }
        found
    }

    fn add_void(&mut self, events: &Events, ordinal: u32, rows: Range<u32>) {
        let target = events.reference(ordinal);
        if rows.is_empty() {
            self.anomalies
                .push(AnomalyDraft::event(AnomalyKind::VoidUnknown, events.id(ordinal)).detail(target));
        } else if rows.clone().all(|row| events.row(row).kind == Kind::Void) {
            self.voids_of_voids.push(ordinal);
        } else {
            let at = recorded(events, ordinal);
            for row in rows.filter(|row| events.row(*row).kind != Kind::Void) {
                let until = self.voids.entry(row).or_insert(at);
                *until = at.min(*until);
            }
        }
    }

    fn add_arrival(&mut self, events: &Events, ordinal: u32, targets: Range<u32>) {
        let arrival = events.row(ordinal);
        let mut matched = false;
        for row in targets {
            let target = events.row(row);
            let fits = target.kind == Kind::Move
                && target.arrived.is_none()
                && (target.product.0 == 0
                    || arrival.product.0 == 0
                    || (target.product == arrival.product && target.lot == arrival.lot));
            if fits {
                matched = true;
                self.arrivals.entry(row).or_default().push(ordinal);
            }
        }
        if !matched {
            self.anomalies.push(
                AnomalyDraft::event(AnomalyKind::ArrivalUnmatched, events.id(ordinal))
                    .detail(events.reference(ordinal)),
            );
        }
    }

    fn add_packing(&mut self, events: &Events, names: &Names, measures: &Measures, ordinal: u32) {
        let row = events.row(ordinal);
        let lot = (row.product.0 != 0).then(|| names.lot_key(row.product, row.lot));
        let quantity = lot
            .and_then(|lot| row.quantity.and_then(|q| measures.convert(lot.product, row.unit.0, q).known()));
        let packing = Packing {
            pack: row.kind == Kind::Pack,
            time: row.time,
            recorded: recorded(events, ordinal),
            until: self.until(ordinal),
            lot,
            quantity,
        };
        self.packings.entry(row.container.0).or_default().push(packing);
    }

    /// From when on a row is taken back; [`NEVER`].
    pub(crate) fn until(&self, ordinal: u32) -> Nanos {
        self.voids.get(&ordinal).copied().unwrap_or(NEVER)
    }

    /// Arrivals of a move row.
    pub(crate) fn arrivals(&self, ordinal: u32) -> &[u32] {
        self.arrivals.get(&ordinal).map_or(&[], Vec::as_slice)
    }

    /// Moments at which what is known of a container changes.
    pub(crate) fn packing_epochs(&self, container: u32) -> impl Iterator<Item = Nanos> + '_ {
        self.packings.get(&container).into_iter().flatten().flat_map(|p| [p.recorded, p.until])
    }

    /// What is in a container when it moves, as known at `known`.
    pub(crate) fn contents(
        &self,
        container: u32,
        moved: Moment,
        known: Nanos,
    ) -> BTreeMap<LotKey, Option<Decimal>> {
        let mut steps: Vec<(Nanos, bool, &Packing)> = self
            .packings
            .get(&container)
            .into_iter()
            .flatten()
            .filter(|p| p.recorded <= known && known < p.until)
            .filter(|p| if p.pack { p.time.start <= moved.end() } else { p.time.end() < moved.start })
            .map(|p| (if p.pack { p.time.start } else { p.time.end() }, !p.pack, p))
            .collect();
        steps.sort_by_key(|(at, unpack, p)| (*at, *unpack, p.lot));
        let mut contents: BTreeMap<LotKey, Option<Decimal>> = BTreeMap::new();
        for (_, _, packing) in steps {
            apply(&mut contents, packing);
        }
        contents
    }
}

fn apply(contents: &mut BTreeMap<LotKey, Option<Decimal>>, packing: &Packing) {
    match (packing.pack, packing.lot) {
        (true, Some(lot)) => {
            let held = contents.entry(lot).or_insert(Some(Decimal { mantissa: 0, scale: 0 }));
            *held = held.zip(packing.quantity).and_then(|(a, b)| add(a, b));
        }
        (false, Some(lot)) => {
            let left = match (contents.get(&lot), packing.quantity) {
                (Some(Some(held)), Some(taken)) => {
                    add(*held, negate(taken)).filter(|left| left.mantissa > 0).map(Some)
                }
                (Some(None), Some(_)) => Some(None),
                _ => None,
            };
            match left {
                Some(left) => contents.insert(lot, left),
                None => contents.remove(&lot),
            };
        }
        (false, None) => contents.clear(),
        (true, None) => {}
    }
}

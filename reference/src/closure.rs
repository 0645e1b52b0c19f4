//! Lot closure: lot to lot over transforms, with no regard to time; through pools only along flow (R16).

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::event_label;
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::movement::{Leg, Movement};
use crate::row::Kind;
use crate::time::Moment;

/// Everything that can hold some of `seed`.
pub(crate) fn forward(ledger: &Ledger<'_>, seed: &Lot, hazard: Option<&str>) -> BTreeSet<Lot> {
    let (mut lots, mut labels) = (BTreeSet::from([seed.clone()]), BTreeMap::new());
    loop {
        let before = (lots.clone(), labels.clone());
        for movement in ledger.movements.iter().filter(|movement| !movement.kills(hazard)) {
            let consumes_lot = is_transform(movement) && has_lot(&movement.ins, &lots);
            let label = event_label(movement, &labels)
                .into_iter()
                .chain(consumes_lot.then_some(Moment::BEGINNING))
                .min();
            let Some(label) = label else { continue };
            for leg in &movement.outs {
                if leg.position.lot.is_pool() {
                    let fed = label.max(leg.span.start);
                    let known: &mut Moment = labels.entry(leg.position.clone()).or_insert(fed);
                    *known = fed.min(*known);
                } else {
                    lots.insert(leg.position.lot.clone());
                }
            }
        }
        if before == (lots.clone(), labels.clone()) {
            return with_pools(lots, labels);
        }
    }
}

/// Everything that `seed` can hold some of.
pub(crate) fn backward(ledger: &Ledger<'_>, seed: &Lot, hazard: Option<&str>) -> BTreeSet<Lot> {
    let (mut lots, mut bounds) = (BTreeSet::from([seed.clone()]), BTreeMap::new());
    loop {
        let before = (lots.clone(), bounds.clone());
        for movement in ledger.movements.iter().filter(|movement| !movement.kills(hazard)) {
            let makes_lot = is_transform(movement) && has_lot(&movement.outs, &lots);
            let fed =
                movement.outs.iter().filter_map(|leg| Some((leg.span.start, *bounds.get(&leg.position)?)));
            let bound = fed.filter(|(fed, bound)| fed <= bound).map(|(_, bound)| bound);
            let Some(bound) = bound.chain(makes_lot.then_some(Moment::FOREVER)).max() else { continue };
            for leg in &movement.ins {
                if leg.position.lot.is_pool() {
                    let latest = leg.span.end.min(bound);
                    let known: &mut Moment = bounds.entry(leg.position.clone()).or_insert(latest);
                    *known = latest.max(*known);
                } else {
                    lots.insert(leg.position.lot.clone());
                }
            }
        }
        if before == (lots.clone(), bounds.clone()) {
            return with_pools(lots, bounds);
        }
    }
}

fn is_transform(movement: &Movement) -> bool {
    movement.kind == Kind::Transform
}

/// Whether some leg is of a lot that is in the closure as a whole.
fn has_lot(legs: &[Leg], lots: &BTreeSet<Lot>) -> bool {
    legs.iter().any(|leg| lots.contains(&leg.position.lot))
}

fn with_pools(mut lots: BTreeSet<Lot>, pools: BTreeMap<Position, Moment>) -> BTreeSet<Lot> {
    lots.extend(pools.into_keys().map(|position| position.lot));
    lots
}

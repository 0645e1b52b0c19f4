//! What stands beside the traced events: possible and excluded ones.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{Forward, Options, Seed};
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::movement::{Leg, Movement};

/// Ids of the events whose lotless stock may have been of an affected lot (R15).
pub(crate) fn possible(ledger: &Ledger<'_>, flow: &Forward, options: &Options) -> BTreeSet<String> {
    let listed = listed(ledger, flow);
    ledger
        .movements
        .iter()
        .filter(|movement| !listed.contains(&movement.event))
        .filter(|movement| movement.ins.iter().any(|leg| may_be_affected(ledger, flow, options, leg)))
        .map(|movement| movement.event.clone())
        .collect()
}

fn may_be_affected(ledger: &Ledger<'_>, flow: &Forward, options: &Options, leg: &Leg) -> bool {
    leg.position.lot.is_lotless()
        && leg.position.site().is_some()
        && flow.labels.iter().filter(|(position, _)| is_stand_in(&leg.position, position)).any(
            |(position, label)| {
                let presence =
                    ledger.books.get(position).map(|books| books.presence(options.trust)).unwrap_or_default();
                presence.iter().any(|present| {
                    let from = present.from.max(*label);
                    from <= present.to && from <= leg.span.end && leg.span.start <= present.to
                })
            },
        )
}

/// Whether stock at `position` can have left the lotless pool's position.
fn is_stand_in(lotless: &Position, position: &Position) -> bool {
    position.lot.product == lotless.lot.product && position.place == lotless.place && !position.lot.is_pool()
}

/// Ids of the events that the trace lists as traced, stopped ones included.
fn listed(ledger: &Ledger<'_>, flow: &Forward) -> BTreeSet<String> {
    flow.events(ledger).into_iter().chain(flow.stopped_events(ledger)).collect()
}

/// The events that consume from a position of an affected lot and are not listed, each with its reason.
pub(crate) fn excluded(
    ledger: &Ledger<'_>,
    seed: &Seed,
    flow: &Forward,
    options: &Options,
) -> BTreeMap<String, &'static str> {
    let lots: BTreeSet<&Lot> =
        flow.labels.keys().map(|position| &position.lot).filter(|lot| !lot.is_pool()).collect();
    let consumes = |movement: &&Movement| movement.ins.iter().any(|leg| lots.contains(&leg.position.lot));
    let mut silent: BTreeSet<String> = listed(ledger, flow);
    silent.extend(possible(ledger, flow, options));
    let if_asked = |is_asked: bool, options: Options| {
        if is_asked { listed(ledger, &Forward::trace(ledger, seed, &options)) } else { BTreeSet::new() }
    };
    let without_hazard = if_asked(options.hazard.is_some(), Options { hazard: None, ..options.clone() });
    let without_cleans =
        if_asked(!options.exposure.is_empty(), Options { counts_cleans: false, ..options.clone() });
    let mut excluded = BTreeMap::new();
    for movement in
        ledger.movements.iter().filter(consumes).filter(|movement| !silent.contains(&movement.event))
    {
        let reason = if without_hazard.contains(&movement.event) {
            "KILL_STEP"
        } else if without_cleans.contains(&movement.event) {
            "CLEAN"
        } else {
            "TIME_ORDER"
        };
        excluded.insert(movement.event.clone(), reason);
    }
    for movement in ledger.voided.iter().filter(consumes).filter(|movement| !silent.contains(&movement.event))
    {
        excluded.insert(movement.event.clone(), "VOIDED");
    }
    excluded
}

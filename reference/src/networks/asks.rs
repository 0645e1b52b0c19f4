//! Questions about a random network.

use std::collections::BTreeSet;

use rand::RngExt;
use serde_json::{Map, Value, json};

use super::Profile;
use super::draft::Draft;
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::stock::moment;
use crate::world::World;

/// 8 to 16 questions, each about things that are known then.
pub(super) fn questions(draft: &mut Draft, world: &World) -> Vec<Value> {
    let wanted = draft.rng.random_range(8..=16);
    let mut asks = Vec::new();
    while asks.len() < wanted {
        let as_known = draft.chance(0.2).then(|| draft.asked_time());
        let ledger = Ledger::known(world, moment(as_known.as_deref()));
        let Some(mut ask) = question(draft, &ledger) else { continue };
        if let Some(known) = as_known {
            ask.insert("as_known".to_owned(), json!(known));
        }
        asks.push(Value::Object(ask));
    }
    asks
}

type Ask = Map<String, Value>;

fn ask(question: &str, parameters: &[(&str, Value)]) -> Ask {
    let parameters = parameters.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    std::iter::once(("q".to_owned(), json!(question))).chain(parameters).collect()
}

fn question(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    match draft.rng.random_range(0..40) {
        0..=1 => about_lot(draft, ledger, "lot_forward").map(|ask| with_hazard(draft, ask)),
        2..=3 => about_lot(draft, ledger, "lot_backward").map(|ask| with_hazard(draft, ask)),
        4..=8 => about_lot(draft, ledger, "flow_forward").map(|ask| with_options(draft, ledger, ask, true)),
        9..=11 => about_position(draft, ledger, "flow_forward_at", "since")
            .map(|ask| with_options(draft, ledger, ask, true)),
        12..=13 => {
            about_event(draft, ledger, "flow_forward_event").map(|ask| with_options(draft, ledger, ask, true))
        }
        14..=16 => about_event(draft, ledger, "flow_backward_event")
            .map(|ask| with_options(draft, ledger, ask, false)),
        17 => {
            about_lot(draft, ledger, "flow_backward_lot").map(|ask| with_options(draft, ledger, ask, false))
        }
        18 => about_position(draft, ledger, "flow_backward_at", "at")
            .map(|ask| with_options(draft, ledger, ask, false)),
        19 => about_lot(draft, ledger, "flow_possible").map(|ask| with_options(draft, ledger, ask, true)),
        20..=24 => {
            about_lot(draft, ledger, "affected_quantity").map(|ask| with_options(draft, ledger, ask, true))
        }
        25..=26 => about_position(draft, ledger, "affected_quantity", "since")
            .map(|ask| with_options(draft, ledger, ask, true)),
        27..=28 => window(draft, ledger).map(|ask| with_options(draft, ledger, ask, true)),
        29..=30 => Some(at_some_time(draft, ask("on_hand", &[]))),
        31 => Some(at_some_time(draft, ask("on_hand_low", &[]))),
        32..=34 => balance(draft, ledger),
        35..=36 => pick(draft, ledger),
        37 => expiring(draft, ledger),
        38 => ambiguous(draft, ledger),
        _rest => unknown(draft, ledger),
    }
}

fn about_lot(draft: &mut Draft, ledger: &Ledger<'_>, question: &str) -> Option<Ask> {
    let lots: Vec<&Lot> = ledger.lots.iter().filter(|lot| !lot.is_pool()).collect();
    (!lots.is_empty()).then(|| ask(question, &[("lot", json!(draft.pick(&lots).to_string()))]))
}

fn about_position(draft: &mut Draft, ledger: &Ledger<'_>, question: &str, time: &str) -> Option<Ask> {
    let positions: Vec<&Position> =
        ledger.books.keys().filter(|position| position.site().is_some()).collect();
    (!positions.is_empty()).then(|| {
        let position = draft.pick(&positions);
        let (lot, site) = (json!(position.lot.to_string()), json!(position.site()));
        ask(question, &[("lot", lot), ("site", site), (time, json!(draft.asked_time()))])
    })
}

/// An event that moves something and is not taken back.
fn about_event(draft: &mut Draft, ledger: &Ledger<'_>, question: &str) -> Option<Ask> {
    let events: Vec<&str> = ledger.movements.iter().map(|movement| &*movement.event).collect();
    (!events.is_empty()).then(|| ask(question, &[("event", json!(draft.pick(&events)))]))
}

fn with_hazard(draft: &mut Draft, mut ask: Ask) -> Ask {
    if draft.chance(0.3) {
        let hazard = draft.pick(&["micro", "micro", "allergen", "glass"]);
        ask.insert("hazard".to_owned(), json!(hazard));
    }
    ask
}

fn with_options(draft: &mut Draft, ledger: &Ledger<'_>, ask: Ask, is_forward: bool) -> Ask {
    let mut ask = with_hazard(draft, ask);
    if draft.chance(0.3) {
        ask.insert("trust".to_owned(), json!("strict"));
    }
    let exposed = if draft.profile == Profile::Exposure { 0.7 } else { 0.1 };
    if is_forward && draft.chance(exposed) && !ledger.books.is_empty() {
        let sites: BTreeSet<&str> =
            [site(draft, ledger), site(draft, ledger)].into_iter().flatten().collect();
        ask.insert("exposure".to_owned(), json!(sites.into_iter().collect::<Vec<_>>().join(",")));
    }
    ask
}

/// A site where something has stood.
fn site<'l>(draft: &mut Draft, ledger: &'l Ledger<'_>) -> Option<&'l str> {
    let sites: BTreeSet<&str> = ledger.books.keys().filter_map(Position::site).collect();
    let sites: Vec<&str> = sites.into_iter().collect();
    (!sites.is_empty()).then(|| draft.pick(&sites))
}

fn window(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    let mut times = [draft.asked_time(), draft.asked_time()];
    times.sort_by_key(|time| moment(Some(time)));
    let [from, to] = times;
    let site = site(draft, ledger)?;
    Some(ask("window", &[("site", json!(site)), ("from", json!(from)), ("to", json!(to))]))
}

fn at_some_time(draft: &mut Draft, mut ask: Ask) -> Ask {
    if draft.chance(0.5) {
        ask.insert("at".to_owned(), json!(draft.asked_time()));
    }
    ask
}

fn balance(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    let ask = about_lot(draft, ledger, "balance")?;
    let mut ask = at_some_time(draft, ask);
    if ask.contains_key("at") && draft.chance(0.5) {
        ask.insert("transit_tolerance".to_owned(), json!(draft.rng.random_range(0..=4)));
    }
    Some(ask)
}

/// Stock of unknown quantity cannot be picked, so such networks are not asked.
fn knows_all_quantities(ledger: &Ledger<'_>) -> bool {
    ledger.books.values().flat_map(|books| &books.entries).all(|entry| entry.quantity.is_some())
}

fn pick(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    if !knows_all_quantities(ledger) || ledger.books.is_empty() {
        return None;
    }
    let rule = draft.pick(&["fefo", "fifo"]);
    let on = format!("2026-01-{:02}", draft.rng.random_range(1..=12));
    let quantity = draft.rng.random_range(1..=40).to_string();
    let mut ask = ask("pick", &[("rule", json!(rule)), ("on", json!(on)), ("quantity", json!(quantity))]);
    let position = draft.pick(&ledger.books.keys().collect::<Vec<_>>());
    ask.insert("product".to_owned(), json!(position.lot.product));
    ask.insert("site".to_owned(), json!(site(draft, ledger)?));
    if draft.chance(0.3) {
        ask.insert("min_life".to_owned(), json!(draft.rng.random_range(1..=5)));
    }
    Some(ask)
}

fn expiring(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    let units: BTreeSet<String> = ledger.lots.iter().map(|lot| ledger.world.unit(&lot.product)).collect();
    let per_product = ["product,day", "site,product", "product"];
    let by = draft
        .pick(&[&per_product[..], if units.len() > 1 { &[] } else { &["day", "site", "day,site"] }].concat());
    let on = format!("2026-01-{:02}", draft.rng.random_range(1..=12));
    let within = draft.rng.random_range(0..=8);
    knows_all_quantities(ledger)
        .then(|| ask("expiring", &[("within", json!(within)), ("on", json!(on)), ("by", json!(by))]))
}

/// A code that several lots have.
fn ambiguous(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    let is_shared = |code: &str| ledger.lots.iter().filter(|lot| lot.code == code).count() > 1;
    let codes: Vec<&str> =
        ledger.lots.iter().map(|lot| &*lot.code).filter(|code| !code.is_empty() && is_shared(code)).collect();
    (!codes.is_empty()).then(|| ask("ambiguous", &[("code", json!(draft.pick(&codes)))]))
}

/// A lot that is not there, written much like one that is.
fn unknown(draft: &mut Draft, ledger: &Ledger<'_>) -> Option<Ask> {
    let lots: Vec<&Lot> = ledger.lots.iter().filter(|lot| !lot.is_pool()).collect();
    if lots.is_empty() {
        return None;
    }
    let lot = draft.pick(&lots);
    let code = match draft.rng.random_range(0..5) {
        0 => lot.code.to_lowercase(),
        1 => lot.code.chars().rev().collect(),
        2 => lot.code.replace('0', "O").replace('1', "l"),
        3 => format!("{}-", lot.code),
        _other => lot.code.replace('2', "Z").replace('8', "B"),
    };
    let meant = Lot { product: draft.product(), code };
    let is_unknown = !ledger.lots.contains(&meant) && !meant.is_pool();
    is_unknown.then(|| ask("unknown", &[("lot", json!(meant.to_string()))]))
}

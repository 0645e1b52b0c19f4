//! Laws that the model keeps on random networks.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use lotrace_reference::{Network, World};
use serde_json::{Value, json};

const NETWORKS: u64 = 2000;

/// Calls `law` for a number of seeds, each with its network and world.
fn for_all(law: impl Fn(u64, &Network, &World)) {
    for seed in 0..NETWORKS {
        let network = Network::random(seed);
        law(seed, &network, &network.world());
    }
}

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn with(ask: &Value, key: &str, value: Value) -> Value {
    let mut ask = ask.clone();
    ask[key] = value;
    ask
}

/// The column of the events table, each text once.
fn column(network: &Network, place: usize, kinds: &[&str]) -> BTreeSet<String> {
    let rows = network.tables[0].1.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| kinds.contains(&row[1])).map(|row| row[place].to_owned()).collect()
}

const MOVING: [&str; 7] = ["receive", "move", "transform", "sell", "return", "destroy", "adjust"];

#[test]
fn an_event_is_in_what_leads_to_another_exactly_if_it_leads_there() {
    for_all(|seed, network, world| {
        let options = match seed / 8 % 4 {
            0 => json!({}),
            1 => json!({ "hazard": "micro" }),
            2 => json!({ "trust": "strict" }),
            _ => json!({ "trust": "strict", "hazard": "allergen", "as_known": "2026-01-08" }),
        };
        let answer = |question: &str, event: &str| {
            world.answer(&with(&with(&options, "q", json!(question)), "event", json!(event)))["events"]
                .clone()
        };
        let events = column(network, 0, &MOVING);
        let known: Vec<&String> =
            events.iter().filter(|event| answer("flow_forward_event", event).is_array()).collect();
        let forward: Vec<Value> = known.iter().map(|event| answer("flow_forward_event", event)).collect();
        for target in &known {
            let backward = answer("flow_backward_event", target);
            let leads =
                known.iter().zip(&forward).filter(|(_, reached)| texts(reached).contains(target.as_str()));
            let leads: BTreeSet<&str> = leads.map(|(event, _)| event.as_str()).collect();
            assert_eq!(leads, texts(&backward), "seed {seed}, {options}, to {target}");
        }
    });
}

#[test]
fn flow_stays_inside_the_lot_closure() {
    for_all(|seed, network, world| {
        for ask in network.asks.iter().filter(|ask| ask.get("exposure").is_none()) {
            let closure = match ask["q"].as_str().unwrap() {
                "flow_forward" | "flow_possible" => "lot_forward",
                "flow_backward_lot" => "lot_backward",
                _other => continue,
            };
            let (flow, closure) = (world.answer(ask), world.answer(&with(ask, "q", json!(closure))));
            assert!(keys(&flow["lots"]).is_subset(&texts(&closure["lots"])), "seed {seed}, {ask}");
        }
    });
}

/// Everything that a forward answer lists as reached.
fn reached(answer: &Value) -> BTreeSet<&str> {
    texts(&answer["events"]).into_iter().chain(texts(&answer["stopped_by_kill_step"])).collect()
}

/// Whether `more` reaches all that `less` reaches, and no later.
fn assert_includes(more: &Value, less: &Value, case: &str) {
    assert!(reached(more).is_superset(&reached(less)), "{case}: {more} misses events of {less}");
    for (position, since) in less["since"].as_object().unwrap() {
        let earlier = more["since"].get(position).unwrap_or_else(|| panic!("{case}: {position} is missing"));
        assert!(
            earlier.is_null() || earlier.as_str() <= since.as_str(),
            "{case}: {position} is reached later"
        );
    }
}

#[test]
fn an_earlier_seed_reaches_more() {
    for_all(|seed, network, world| {
        for ask in network.asks.iter().filter(|ask| ask["q"] == "flow_forward_at") {
            let (early, late) =
                (with(ask, "since", json!("2026-01-02")), with(ask, "since", json!("2026-01-05")));
            assert_includes(&world.answer(&early), &world.answer(&late), &format!("seed {seed}, {ask}"));
        }
    });
}

#[test]
fn safe_reaches_more_than_strict_and_exposure_more_than_none() {
    for_all(|seed, network, world| {
        let asks = network.asks.iter().filter(|ask| ask["q"].as_str().unwrap().starts_with("flow_forward"));
        for ask in asks {
            // Before a leg of unknown quantity books may fall below zero and still be trusted: R10 then counts an
            // inflow there as present under `strict` alone, and exposure sees it. Two profiles know all quantities.
            if ask.get("exposure").is_none() || seed % 8 >= 6 {
                let (safe, strict) = (with(ask, "trust", json!("safe")), with(ask, "trust", json!("strict")));
                assert_includes(&world.answer(&safe), &world.answer(&strict), &format!("seed {seed}, {ask}"));
            }
            let unexposed = with(ask, "exposure", json!(""));
            assert_includes(&world.answer(ask), &world.answer(&unexposed), &format!("seed {seed}, {ask}"));
        }
    });
}

#[test]
fn the_order_of_rows_does_not_matter() {
    for_all(|seed, network, world| {
        let turned: Vec<(String, String)> =
            network.tables.iter().map(|(name, text)| (name.clone(), backwards(text))).collect();
        let tables: Vec<(&str, &str)> = turned.iter().map(|(name, text)| (&**name, &**text)).collect();
        let turned = World::parse(&tables);
        for ask in &network.asks {
            assert_eq!(world.answer(ask), turned.answer(ask), "seed {seed}, {ask}");
        }
    });
}

/// The table with its rows last to first.
fn backwards(table: &str) -> String {
    let mut lines: Vec<&str> = table.lines().collect();
    lines[1..].reverse();
    lines.join("\n")
}

#[test]
fn what_must_be_is_no_more_than_expected_and_that_no_more_than_can_be() {
    for_all(|seed, network, world| {
        for ask in network.asks.iter().filter(|ask| ask["q"] == "affected_quantity") {
            let answer = world.answer(ask);
            let numbers =
                answer["moved"].as_object().unwrap().iter().chain(answer["on_hand"].as_object().unwrap());
            for (name, numbers) in numbers {
                let ascending: Vec<f64> = ["low", "expected", "high", "quantity"]
                    .into_iter()
                    .filter(|key| *key != "quantity" || !is_negative(&numbers["quantity"]))
                    .filter_map(|key| numbers[key].as_str())
                    .map(|text| text.parse().unwrap())
                    .collect();
                assert!(
                    ascending.is_sorted_by(|a, b| *a <= b + 2e-6),
                    "seed {seed}, {ask}: {name} {numbers}"
                );
            }
        }
    });
}

fn is_negative(quantity: &Value) -> bool {
    quantity.as_str().is_some_and(|quantity| quantity.starts_with('-'))
}

#[test]
fn excluded_events_are_listed_nowhere_else() {
    for_all(|seed, network, world| {
        for ask in network.asks.iter().filter(|ask| ask["q"].as_str().unwrap().starts_with("flow_forward")) {
            let answer = world.answer(ask);
            let excluded = keys(&answer["excluded"]);
            assert!(excluded.is_disjoint(&reached(&answer)), "seed {seed}, {ask}");
            assert!(excluded.is_disjoint(&texts(&answer["possible"])), "seed {seed}, {ask}");
        }
    });
}

#[test]
fn what_came_in_is_somewhere() {
    for_all(|seed, network, world| {
        for ask in network.asks.iter().filter(|ask| ask["q"] == "balance") {
            for row in world.answer(ask)["rows"].as_array().unwrap() {
                let amount = |key: &str| row[key].as_str().map(|text| text.parse::<f64>().unwrap());
                let parts = [
                    "on_hand",
                    "in_transit",
                    "sold",
                    "returned",
                    "destroyed",
                    "consumed_in_scope",
                    "consumed_out_of_scope",
                ];
                let sum: Option<f64> = parts.into_iter().map(amount).sum();
                if let Some((into, sum)) = amount("in").zip(sum) {
                    assert!((into - sum).abs() < 1e-9, "seed {seed}, {ask}: {row}");
                }
            }
        }
    });
}

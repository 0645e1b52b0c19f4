//! The engine's traces against the reference model: every golden, and random networks.
//!
//! `LOTRACE_NETWORKS=20000` sets how many networks; `LOTRACE_SEED=n` runs one and prints it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod answers;

use std::collections::BTreeMap;

use answers::Engine;
use lotrace_loader::{BuildOptions, MaxRejects, Sources, build_in_memory};
use lotrace_reference::{Network, World};
use serde_json::Value;

/// Questions that this test maps; the others are asked through `ask`.
const ASKED: &[&str] = &[
    "lot_forward",
    "lot_backward",
    "flow_forward",
    "flow_forward_at",
    "flow_forward_event",
    "flow_backward_event",
    "flow_backward_lot",
    "flow_backward_at",
    "flow_possible",
    "window",
    "affected_quantity",
];

fn build(tables: &[(String, String)]) -> Engine {
    let files =
        tables.iter().map(|(name, text)| (format!("{name}.csv"), text.clone().into_bytes())).collect();
    let options = BuildOptions { max_rejects: MaxRejects::Count(0), ..BuildOptions::default() };
    let built = build_in_memory(&Sources::memory(files), &options).unwrap();
    assert!(built.rejects.is_empty(), "{:?}", built.rejects);
    Engine::open(built.published.unwrap().file)
}

/// Quantities that an answer does not list compare as zero.
fn pad(expected: &Value, got: &mut Value) {
    for part in ["moved", "on_hand"] {
        let listed = expected[part].as_object().cloned().unwrap_or_default();
        for (name, numbers) in listed {
            if got[part].get(&name).is_none() {
                let mut zero = numbers.clone();
                for key in ["expected", "low", "high"] {
                    zero[key] = Value::from("0");
                }
                got[part][&name] = zero;
            }
        }
        if let (Some(got), Some(listed)) = (got[part].as_object_mut(), expected[part].as_object()) {
            got.retain(|name, _| listed.contains_key(name));
        }
    }
}

/// The parts of an answer that differ.
fn differences(expected: &Value, got: &Value) -> BTreeMap<String, (Value, Value)> {
    let empty = serde_json::Map::new();
    let expected = expected.as_object().unwrap();
    let got = got.as_object().unwrap_or(&empty);
    expected
        .iter()
        .filter(|(key, value)| got.get(*key) != Some(value))
        .map(|(key, value)| (key.clone(), (value.clone(), got.get(key).cloned().unwrap_or(Value::Null))))
        .collect()
}

#[test]
fn goldens() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../datasets/goldens");
    let mut checks = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let tables: Vec<(String, String)> = ["events", "products", "units", "sites", "lots"]
            .iter()
            .filter_map(|name| {
                Some(((*name).to_owned(), std::fs::read_to_string(path.join(format!("{name}.csv"))).ok()?))
            })
            .collect();
        let engine = build(&tables);
        let expected: Value =
            serde_json::from_str(&std::fs::read_to_string(path.join("expected.json")).unwrap()).unwrap();
        for check in expected["checks"].as_array().unwrap() {
            if ASKED.contains(&check["ask"]["q"].as_str().unwrap()) {
                let mut got = engine.answer(&check["ask"]);
                if check["ask"]["q"] == "affected_quantity" {
                    pad(&check["expect"], &mut got);
                }
                let differ = differences(&check["expect"], &got);
                assert!(differ.is_empty(), "{}: {}\n{differ:#?}", path.display(), check["ask"]);
                checks += 1;
            }
        }
    }
    assert!(checks > 60, "only {checks} checks");
}

fn check_network(seed: u64) -> Result<(), String> {
    let network = Network::random(seed);
    let tables: Vec<(&str, &str)> =
        network.tables.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let world = World::parse(&tables);
    let engine = build(&network.tables);
    for ask in &network.asks {
        if ASKED.contains(&ask["q"].as_str().unwrap()) {
            let mut expected = world.answer(ask);
            if expected.get("error").is_some() {
                continue;
            }
            if let Some(answer) = expected.as_object_mut() {
                answer.remove("forward");
            }
            let differ = differences(&expected, &engine.answer(ask));
            if !differ.is_empty() {
                let what: Vec<&String> = differ.keys().collect();
                eprintln!("differs {} {what:?} seed {seed}", ask["q"]);
                let tables: Vec<String> =
                    network.tables.iter().map(|(name, text)| format!("{name}\n{text}")).collect();
                return Err(format!("seed {seed}: {ask}\nexpected, got: {differ:#?}\n{}", tables.join("\n")));
            }
        }
    }
    Ok(())
}

#[test]
fn networks() {
    if let Ok(seed) = std::env::var("LOTRACE_SEED") {
        if let Err(why) = check_network(seed.parse().unwrap()) {
            panic!("{why}");
        }
        return;
    }
    let count: u64 = std::env::var("LOTRACE_NETWORKS").map_or(2_000, |n| n.parse().unwrap());
    let mut failed = Vec::new();
    for seed in 0..count {
        if let Err(why) = check_network(seed) {
            failed.push((why.len(), why));
        }
    }
    failed.sort();
    if let Some((_, why)) = failed.first() {
        panic!("{} of {count} networks differ; the shortest:\n{why}", failed.len());
    }
}

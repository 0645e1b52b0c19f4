//! The model answers the goldens.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use lotrace_reference::World;
use serde_json::Value;

const TABLES: [&str; 5] = ["events", "products", "units", "sites", "lots"];

#[test]
fn the_model_answers_every_golden() {
    let (mut checks, mut wrong) = (0, Vec::new());
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../datasets/goldens");
    for scenario in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        let texts =
            TABLES.map(|name| fs::read_to_string(scenario.join(format!("{name}.csv"))).unwrap_or_default());
        let tables: Vec<(&str, &str)> = TABLES.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let world = World::parse(&tables);
        let expected: Value =
            serde_json::from_slice(&fs::read(scenario.join("expected.json")).unwrap()).unwrap();
        for check in expected["checks"].as_array().unwrap() {
            if check["ask"]["q"] == "source" {
                continue;
            }
            checks += 1;
            let answer = world.answer(&check["ask"]);
            if !holds(&check["expect"], &answer) {
                wrong.push(format!(
                    "{} {}\n  expect {}\n  answer {answer}",
                    expected["id"], check["ask"], check["expect"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(checks, 148, "the two questions for the source are not the model's");
}

/// Whether the answer says what is expected, key by key. What an affected quantity does not list is zero.
fn holds(expect: &Value, answer: &Value) -> bool {
    match expect {
        Value::Object(keys) => keys.iter().all(|(key, expect)| match answer.get(key) {
            Some(answer) if is_map(key) => maps_hold(expect, answer),
            Some(answer) => holds(expect, answer),
            None => false,
        }),
        Value::Array(items) => {
            answer.as_array().is_some_and(|found| found.len() == items.len())
                && items.iter().enumerate().all(|(place, item)| holds(item, &answer[place]))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => expect == answer,
    }
}

/// Whether the object under this key must have the same keys.
fn is_map(key: &str) -> bool {
    ["since", "present_since", "on_hand", "low", "moved"].contains(&key)
}

fn maps_hold(expect: &Value, answer: &Value) -> bool {
    let (Some(expected), Some(found)) = (expect.as_object(), answer.as_object()) else {
        return expect == answer;
    };
    let is_zero = |value: &Value| value["expected"] == "0" && value["low"] == "0" && value["high"] == "0";
    found.keys().all(|key| expected.contains_key(key))
        && expected.iter().all(|(key, value)| found.get(key).map_or(is_zero(value), |found| value == found))
}

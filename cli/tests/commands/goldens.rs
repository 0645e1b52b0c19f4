//! Every scenario through the command line.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value, json};

use crate::harness::{Built, goldens};

/// A scenario's question as a command, and its answer in the scenario's words.
struct Check<'b> {
    built: &'b Built,
    ask: &'b Value,
}

impl Check<'_> {
    fn text(&self, key: &str) -> Option<String> {
        match self.ask.get(key)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// The flags that the question has.
    fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        for key in ["site", "since", "at", "as_known", "hazard", "trust", "exposure"] {
            if let Some(value) = self.text(key) {
                flags.extend([format!("--{}", key.replace('_', "-")), value]);
            }
        }
        flags
    }

    fn run(&self, command: &[&str], code: u8) -> Value {
        let flags = self.flags();
        let arguments: Vec<&str> = command.iter().copied().chain(flags.iter().map(String::as_str)).collect();
        let ran = self.built.ask(&arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        ran.json()
    }

    /// The answer; `None`: no command answers this question yet.
    fn answer(&self) -> Option<Value> {
        let lot = self.text("lot").unwrap_or_default();
        let event = self.text("event").unwrap_or_default();
        Some(match self.ask["q"].as_str().unwrap() {
            "lot_forward" => lots(&self.run(&["trace", "forward", &lot, "--mode", "lot"], 0)),
            "lot_backward" => lots(&self.run(&["trace", "backward", &lot, "--mode", "lot"], 0)),
            "flow_forward" | "flow_forward_at" | "flow_possible" => {
                flow(&self.run(&["trace", "forward", &lot, "--mode", "flow"], 0))
            }
            "flow_forward_event" => {
                flow(&self.run(&["trace", "forward", "--event", &event, "--mode", "flow"], 0))
            }
            "flow_backward_event" => flow(&self.run(&["trace", "backward", "--event", &event], 0)),
            "affected_quantity" => {
                quantities(&self.run(&["trace", "forward", &lot, "--mode", "flow", "--quantities"], 0))
            }
            "on_hand" => json!({ "on_hand": stock(&self.run(&["on-hand"], 0), "quantity", |_| true) }),
            "on_hand_low" => {
                let uncertain = |row: &Value| !row["low"].is_null();
                json!({ "low": stock(&self.run(&["on-hand"], 0), "low", uncertain) })
            }
            "window" => self.window(),
            "pick" => self.pick(),
            "expiring" => self.expiring(),
            "balance" => {
                let answer = self.run(&["balance", &lot], 0);
                let row =
                    answer["rows"].as_array().unwrap().iter().find(|row| row["lot"] == lot).unwrap().clone();
                json!({ "balance": row })
            }
            "ambiguous" => candidates(&self.run(&["trace", "forward", &self.text("code").unwrap()], 4), None),
            "unknown" => candidates(&self.run(&["trace", "forward", &lot], 4), Some(4)),
            "source" => return None,
            other => panic!("no command for {other}"),
        })
    }

    fn window(&self) -> Value {
        let (site, from, to) =
            (self.text("site").unwrap(), self.text("from").unwrap(), self.text("to").unwrap());
        let command = ["window", site.as_str(), "--from", &from, "--to", &to];
        let present = self.built.ask(&command).json();
        let forward = self.built.ask(&[command.as_slice(), &["--forward"]].concat()).json();
        let since = places(&present["present"], "since");
        json!({ "present_since": since, "forward_events": flow(&forward)["events"] })
    }

    fn pick(&self) -> Value {
        let text = |key| self.text(key).unwrap();
        let (product, site, quantity) = (text("product"), text("site"), text("quantity"));
        let (rule, on) = (text("rule"), text("on"));
        let mut command =
            vec!["pick", &product, "--site", &site, "--quantity", &quantity, "--rule", &rule, "--on", &on];
        let life = self.text("min_life");
        command.extend(life.iter().flat_map(|life| ["--min-life", life]));
        let ran = self.built.ask(&command);
        assert_eq!(ran.code, 0, "{ran:?}");
        let answer = ran.json();
        let pairs = |rows: &Value, second: &str| -> Value {
            rows.as_array().unwrap().iter().map(|row| json!([row["lot"], row[second]])).collect()
        };
        json!({
            "lines": pairs(&answer["lines"], "quantity"),
            "skipped": pairs(&answer["skipped"], "reason"),
            "shortfall": answer["shortfall"],
        })
    }

    fn expiring(&self) -> Value {
        let text = |key| self.text(key).unwrap();
        let (within, on, by) = (text("within"), text("on"), text("by"));
        let ran = self.built.ask(&["expiring", "--within", &within, "--on", &on, "--by", &by]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let mut answer = ran.json();
        for row in answer["rows"].as_array_mut().unwrap() {
            row.as_object_mut()
                .unwrap()
                .retain(|key, _| ["day", "sellable", "held", "expired"].contains(&key.as_str()));
        }
        json!({ "rows": answer["rows"] })
    }
}

fn names<'a>(rows: impl Iterator<Item = &'a Value>, key: &str) -> Value {
    let names: BTreeSet<&str> = rows.map(|row| row[key].as_str().unwrap()).collect();
    json!(names)
}

fn lots(answer: &Value) -> Value {
    json!({ "lots": names(answer["lots"].as_array().unwrap().iter(), "lot") })
}

fn place(row: &Value) -> String {
    format!("{}@{}", row["lot"].as_str().unwrap(), row["site"].as_str().unwrap())
}

fn places(rows: &Value, value: &str) -> Value {
    let map: Map<String, Value> =
        rows.as_array().unwrap().iter().map(|row| (place(row), row[value].clone())).collect();
    Value::Object(map)
}

fn flow(answer: &Value) -> Value {
    let events = answer["events"].as_array().unwrap();
    let positions = answer["positions"].as_array().unwrap();
    let stopped = |event: &&Value| event["stopped_by_kill_step"] == true;
    let possible = |event: &&Value| event["ring"] == "possible";
    let marked = |mark: &dyn Fn(&Value) -> bool| -> BTreeSet<String> {
        positions.iter().filter(|position| mark(position)).map(place).collect()
    };
    json!({
        "events": names(events.iter().filter(|event| !stopped(event) && !possible(event)), "event"),
        "stopped_by_kill_step": names(events.iter().filter(stopped), "event"),
        "possible": names(events.iter().filter(possible), "event"),
        "since": places(&answer["positions"], "since"),
        "orphans": marked(&|position| position["orphan"] == true),
        "exposed": marked(&|position| position["ring"] == "exposed"),
    })
}

fn stock(answer: &Value, value: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let rows: Value =
        answer["on_hand"].as_array().unwrap().iter().filter(|row| wanted(row)).cloned().collect();
    places(&rows, value)
}

fn three(row: &Value) -> Value {
    json!({ "expected": row["expected"], "low": row["low"], "high": row["high"] })
}

fn quantities(answer: &Value) -> Value {
    let events = answer["events"].as_array().unwrap().iter().filter(|event| event["kind"] != "transform");
    let moved: Map<String, Value> =
        events.map(|event| (event["event"].as_str().unwrap().to_owned(), three(event))).collect();
    let positions =
        answer["positions"].as_array().unwrap().iter().filter(|position| position["on_hand"] != "0");
    let on_hand: Map<String, Value> = positions
        .map(|position| {
            let mut numbers = three(position);
            numbers["quantity"] = position["on_hand"].clone();
            (place(position), numbers)
        })
        .collect();
    json!({ "moved": moved, "on_hand": on_hand })
}

fn candidates(answer: &Value, exit: Option<u8>) -> Value {
    json!({ "candidates": answer["error"]["candidates"], "exit": exit })
}

/// Whether a movement or position has the expected numbers; what the trace does not list has 0.
fn numbers(answer: &Value, name: &str, expected: &Value) -> bool {
    let mut zero = json!({ "expected": "0", "low": "0", "high": "0" });
    if let Some(quantity) = expected.get("quantity") {
        zero["quantity"] = quantity.clone();
    }
    answer.get(name).unwrap_or(&zero) == expected
}

/// Compares what is expected; what an answer says beyond it is not compared, but where a list or map is expected, it is
/// whole.
fn check(name: &str, ask: &Value, expected: &Value, answer: &Value) {
    for (key, expected) in expected.as_object().unwrap() {
        let answer = &answer[key];
        let holds = match key.as_str() {
            "balance" => expected.as_object().unwrap().iter().all(|(key, value)| answer[key] == *value),
            "moved" => {
                expected.as_object().unwrap().iter().all(|(event, value)| numbers(answer, event, value))
            }
            "on_hand" if ask["q"] == "affected_quantity" => {
                expected.as_object().unwrap().iter().all(|(place, value)| numbers(answer, place, value))
            }
            _ => answer == expected,
        };
        assert!(holds, "{name}: {ask}: {key}\nexpected {expected}\nanswered {answer}");
    }
}

#[test]
fn every_scenario_is_answered_right() {
    let mut checked = 0;
    for entry in fs::read_dir(goldens()).unwrap() {
        let directory = entry.unwrap().path();
        if !directory.join("expected.json").is_file() {
            continue;
        }
        let scenario: Value =
            serde_json::from_slice(&fs::read(directory.join("expected.json")).unwrap()).unwrap();
        let built = Built::of(&directory);
        for case in scenario["checks"].as_array().unwrap() {
            let ask = &case["ask"];
            if let Some(answer) = (Check { built: &built, ask }).answer() {
                check(scenario["id"].as_str().unwrap(), ask, &case["expect"], &answer);
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "only {checked} answers were checked");
}

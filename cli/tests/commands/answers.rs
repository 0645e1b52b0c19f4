//! Whole answers of commands over one small example.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Built, TABLES, creamery, listed, lotrace, write_tables};

/// The answer without the snapshot's id, which every change of the format changes.
fn check(built: &Built, command: &[&str], expected: Value) {
    let ran = built.ask(command);
    let mut answer = ran.json();
    let id = answer.as_object_mut().unwrap().remove("snapshot").unwrap();
    assert_eq!(id.as_str().unwrap().len(), 16);
    assert_eq!(answer.as_object_mut().unwrap().remove("complete").unwrap(), true);
    assert_eq!(answer, expected, "{command:?}");
}

#[test]
fn a_flow_trace_lists_lots_positions_and_events() {
    let event = |event: &str, kind: &str, day: u32| {
        json!({
            "event": event, "kind": kind, "time": format!("2026-01-{day:02}T00:00:00Z"), "ring": "traced",
            "stopped_by_kill_step": false, "unit": "kg",
        })
    };
    let with = |mut event: Value, more: Value| {
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let position = |lot: &str, site: &str, since: &str, on_hand: &str, unit: &str| {
        json!({
            "lot": lot, "site": site, "since": since, "ring": "traced", "orphan": false, "on_hand": on_hand, "unit": unit,
        })
    };
    check(
        &creamery(),
        &["trace", "forward", "MILK/M1", "--mode", "flow"],
        json!({
            "mode": "flow",
            "lots": [{"lot": "CHEESE/C1", "ring": "traced"}, {"lot": "MILK/M1", "ring": "traced"}],
            "positions": [
                position("CHEESE/C1", "PLANT", "2026-01-03T00:00:00Z", "2", "kg"),
                position("CHEESE/C1", "SHOP", "2026-01-05T00:00:00Z", "4", "kg"),
                position("MILK/M1", "PLANT", "2026-01-02T00:00:00Z", "10", "l"),
            ],
            "events": [
                with(event("e2", "transform", 3), json!({
                    "unit": "l", "site": "PLANT",
                    "legs": [
                        {"role": "in", "lot": "MILK/M1", "site": "PLANT", "quantity": "90"},
                        {"role": "out", "lot": "CHEESE/C1", "site": "PLANT", "quantity": "9"},
                    ],
                })),
                with(event("e3", "move", 4), json!({
                    "arrived": "2026-01-05T00:00:00Z", "lot": "CHEESE/C1", "site": "PLANT", "to_site": "SHOP",
                    "document": "BL-1", "quantity": "6",
                })),
                with(event("e4", "sell", 6), json!({
                    "lot": "CHEESE/C1", "site": "SHOP", "party": "INN", "document": "INV-1", "quantity": "2",
                })),
                with(event("e5", "move", 6), json!({
                    "arrived": null, "lot": "CHEESE/C1", "site": "PLANT", "to_site": "SHOP", "document": "BL-2", "quantity": "1",
                })),
            ],
            "excluded": [],
            "warnings": [],
        }),
    );
}

#[test]
fn a_lot_trace_lists_lots_and_rings_where_asked() {
    let built = creamery();
    let lots = json!([{"lot": "CHEESE/C1"}, {"lot": "MILK/M1"}]);
    check(&built, &["trace", "forward", "MILK/M1"], json!({"mode": "lot", "lots": lots, "warnings": []}));
    let ringed = json!([{"lot": "CHEESE/C1", "ring": "traced"}, {"lot": "MILK/M1", "ring": "traced"}]);
    check(
        &built,
        &["trace", "backward", "C1", "--rings"],
        json!({"mode": "lot", "lots": ringed, "warnings": []}),
    );
}

#[test]
fn where_it_is_now() {
    check(
        &creamery(),
        &["where", "MILK/M1"],
        json!({
            "lot": "MILK/M1",
            "lots": 2,
            "where": [
                {"lot": "CHEESE/C1", "site": "PLANT", "quantity": "2", "low": "2", "unit": "kg"},
                {"lot": "CHEESE/C1", "site": "SHOP", "quantity": "4", "low": "4", "unit": "kg"},
                {"lot": "MILK/M1", "site": "PLANT", "quantity": "10", "low": "10", "unit": "l"},
            ],
            "in_transit": [{
                "lot": "CHEESE/C1", "event": "e5", "from": "PLANT", "to": "SHOP", "departed": "2026-01-06T00:00:00Z", "quantity": "1",
                "unit": "kg", "document": "BL-2",
            }],
            "sold": [{"lot": "CHEESE/C1", "quantity": "2", "unit": "kg"}],
        }),
    );
}

#[test]
fn why_and_why_not() {
    let built = creamery();
    let step = |event: Value, kind: &str, lot: &str, site: &str, since: &str| {
        let mut step =
            json!({"kind": kind, "lot": lot, "site": site, "since": format!("2026-01-{since}T00:00:00Z")});
        if let Some([event, day]) = event.as_array().map(|pair| [pair[0].clone(), pair[1].clone()]) {
            step["event"] = event;
            step["time"] = json!(format!("2026-01-{}T00:00:00Z", day.as_str().unwrap()));
        }
        step
    };
    check(
        &built,
        &["why", "CHEESE/C1@SHOP", "--from", "MILK/M1"],
        json!({
            "position": "CHEESE/C1@SHOP", "reached": true, "since": "2026-01-05T00:00:00Z",
            "chain": [
                step(Value::Null, "seed", "MILK/M1", "PLANT", "02"),
                step(json!(["e2", "03"]), "transform", "CHEESE/C1", "PLANT", "03"),
                step(json!(["e3", "04"]), "move", "CHEESE/C1", "SHOP", "05"),
            ],
            "warnings": [],
        }),
    );
    check(
        &built,
        &["why-not", "MILK/M1@PLANT", "--from", "CHEESE/C1"],
        json!({"position": "MILK/M1@PLANT", "reached": false, "reason": "NO_LINK", "chain": [], "warnings": []}),
    );
}

#[test]
fn why_not_names_the_first_link_that_fails_with_both_times() {
    // Z is received after it was taken: a quantity of 0 keeps its books whole.
    let events = "event_id,kind,role,time,arrived,product,lot,quantity,site,to_site,hazards\n\
                  r0,receive,,2026-01-01T00:00:00Z,,P,A,5,X,,\n\
                  t,transform,in,2026-01-02T00:00:00Z,,P,A,5,X,,\n\
                  t,transform,out,2026-01-02T00:00:00Z,,P,B,5,X,,heat\n\
                  r1,receive,,2026-01-05T00:00:00Z,,P,Z,5,X,,\n\
                  u,transform,in,2026-01-03T00:00:00Z,,P,B,1,X,,\n\
                  u,transform,in,2026-01-03T00:00:00Z,,P,Z,0,X,,\n\
                  u,transform,out,2026-01-03T00:00:00Z,,P,C,1,X,,\n";
    let built = Built::from(&[("events.csv", events)]);
    let time = built.ask(&["why-not", "P/C@X", "--from", "P/Z"]).json();
    let facts =
        ["reason", "event", "from_position", "affected_from", "taken_until"].map(|key| time[key].clone());
    assert_eq!(
        json!(facts),
        json!(["TIME_ORDER", "u", "P/Z@X", "2026-01-05T00:00:00Z", "2026-01-03T00:00:00Z"])
    );
    let killed = built.ask(&["why-not", "P/B@X", "--from", "P/A", "--hazard", "heat"]).json();
    assert_eq!((&killed["reason"], &killed["event"]), (&json!("KILL_STEP"), &json!("t")));
    let reached = built.ask(&["why-not", "P/B@X", "--from", "P/A"]);
    assert_eq!((reached.code, &reached.json()["reached"]), (1, &json!(true)));
}

#[test]
fn a_balance_has_a_row_a_lot() {
    let ran = creamery().ask(&["balance", "MILK/M1", "--tolerance", "1"]);
    assert_eq!(
        ran.json()["rows"],
        json!([
            {
                "lot": "CHEESE/C1", "unit": "kg", "in": "9", "on_hand": "6", "in_transit": "1", "sold": "2", "returned": "0",
                "destroyed": "0", "consumed_in_scope": "0", "consumed_out_of_scope": "0", "count_variance": "-1",
                "unaccounted": "1", "accounted_percent": "88.9", "not_measured": false, "within_tolerance": false,
                "lotless": false, "held": "0",
            },
            {
                "lot": "MILK/M1", "unit": "l", "in": "100", "on_hand": "10", "in_transit": "0", "sold": "0", "returned": "0",
                "destroyed": "0", "consumed_in_scope": "90", "consumed_out_of_scope": "0", "count_variance": null,
                "unaccounted": null, "accounted_percent": null, "not_measured": true, "within_tolerance": null,
                "lotless": false, "held": "0",
            },
        ])
    );
}

#[test]
fn lots_are_found_by_text_product_supplier_site_and_date() {
    let built = creamery();
    let found = |command: &[&str]| -> Vec<String> {
        let answer = built.ask(&[&["find"], command].concat()).json();
        answer["lots"].as_array().unwrap().iter().map(|lot| lot["lot"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&[]), ["CHEESE/C1", "MILK/M1"]);
    assert_eq!(found(&["C"]), ["CHEESE/C1"]);
    assert_eq!(found(&["MILK/"]), ["MILK/M1"]);
    assert_eq!(found(&["--product", "CHEESE"]), ["CHEESE/C1"]);
    assert_eq!(found(&["--supplier", "FARM"]), ["MILK/M1"]);
    assert_eq!(found(&["--supplier", "NOBODY"]), Vec::<String>::new());
    assert_eq!(found(&["--site", "SHOP"]), ["CHEESE/C1"]);
    assert_eq!(found(&["--expires", "2026-01..2026-02"]), ["CHEESE/C1"]);
    assert_eq!(found(&["(01)09506000134352(10)C1"]), ["CHEESE/C1"]);
    let limited = built.ask(&["find", "--limit", "1"]).json();
    assert_eq!((limited["lots"].as_array().unwrap().len(), &limited["total"]), (1, &json!(2)));
}

#[test]
fn scans_name_lots() {
    let built = creamery();
    for scan in
        ["(01)09506000134352(10)C1", "]C1010950600013435210C1", "https://id.gs1.org/01/09506000134352/10/C1"]
    {
        let lots = &built.ask(&["trace", "forward", scan]).json()["lots"];
        assert_eq!(*lots, json!([{"lot": "CHEESE/C1"}]), "{scan}");
    }
    let unknown = built.ask(&["trace", "forward", "(01)09506000134352(10)CI"]);
    assert_eq!((unknown.code, &unknown.json()["error"]["candidates"]), (4, &json!(["CHEESE/C1"])));
    let without_lot = built.ask(&["trace", "forward", "(01)09506000134352"]);
    assert_eq!((without_lot.code, &without_lot.json()["error"]["code"]), (2, &json!("E0325")));
    let said = built.ask(&["scan", "(01)09506000134352(10)C1(17)260200"]).json();
    let facts = ["gtin", "lot", "use_by", "name"].map(|key| said[key].clone());
    assert_eq!(json!(facts), json!(["09506000134352", "C1", "2026-02-28", "CHEESE/C1"]));
    assert_eq!(said["elements"], json!([["01", "09506000134352"], ["10", "C1"], ["17", "260200"]]));
    assert_eq!(
        (&said["valid"], &said["expiry"], &said["error"]),
        (&json!(true), &json!("2026-02-28"), &json!(null))
    );
    let refused = lotrace(&["scan", "(01)123", "-f", "json"]);
    assert_eq!(
        (refused.code, &refused.json()["valid"], &refused.json()["elements"]),
        (3, &json!(false), &json!([]))
    );
    assert!(refused.json()["error"].is_string(), "{refused:?}");
    assert_eq!(lotrace(&["scan", "(01)09506000134352", "-f", "json"]).json().get("name"), None);
}

#[test]
fn formats_say_the_same() {
    let built = creamery();
    let csv = built.run(&["on-hand"]);
    assert_eq!(
        csv.out,
        "lot,site,quantity,low,unit\nCHEESE/C1,PLANT,2,2,kg\nCHEESE/C1,SHOP,4,4,kg\nMILK/M1,PLANT,10,10,l\n"
    );
    let lines = built.run(&["on-hand", "--site", "SHOP", "-f", "ndjson"]);
    let line = "{\"table\":\"on_hand\",\"lot\":\"CHEESE/C1\",\"site\":\"SHOP\",\"quantity\":\"4\",\"low\":\"4\",\"unit\":\"kg\"}\n";
    assert_eq!(lines.out, line);
    let chosen = built.run(&["where", "MILK/M1", "--table", "sold"]);
    assert_eq!(chosen.out, "lot,quantity,unit\nCHEESE/C1,2,kg\n");
    assert_eq!(chosen.messages, "shown: sold; --table or -f json for where (3), in_transit (1)\n");
    let no_table = built.run(&["on-hand", "--table", "nothing"]);
    assert_eq!(no_table.code, 2);
    assert!(no_table.messages.contains("it has on_hand [E0326]"), "{no_table:?}");
}

#[test]
fn files_take_their_format_from_their_name_and_appear_as_a_whole() {
    let built = creamery();
    let directory = built.directory.path().join("out");
    fs::create_dir(&directory).unwrap();
    for name in ["a.csv", "a.json", "a.ndjson", "a.parquet"] {
        let path = directory.join(name);
        let ran = built.run(&["on-hand", "-o", path.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!(listed(&directory).unwrap(), ["a.csv", "a.json", "a.ndjson", "a.parquet"]);
    assert_eq!(fs::read_to_string(directory.join("a.csv")).unwrap(), built.run(&["on-hand"]).out);
    let json: Value = serde_json::from_slice(&fs::read(directory.join("a.json")).unwrap()).unwrap();
    assert_eq!(json, built.ask(&["on-hand"]).json());
    assert!(fs::read(directory.join("a.parquet")).unwrap().starts_with(b"PAR1"));
}

#[test]
fn an_export_builds_the_same_movements_again() {
    // Where a move in transit is bound for is not in a snapshot, so its row could not be read again.
    let arrived: String =
        TABLES[0].1.lines().filter(|line| !line.contains("e5")).map(|line| format!("{line}\n")).collect();
    let built = Built::from(&[&[("events.csv", arrived.as_str())], &TABLES[1..]].concat());
    let directory = built.directory.path().join("again");
    fs::create_dir(&directory).unwrap();
    let path = directory.join("events.csv");
    assert_eq!(built.run(&["export", "csv", "-o", path.to_str().unwrap()]).code, 0);
    write_tables(&directory, &TABLES[1..]);
    let again = Built::of(&directory);
    assert_eq!(again.ask(&["on-hand"]).json()["on_hand"], built.ask(&["on-hand"]).json()["on_hand"]);
    let trace = ["trace", "forward", "MILK/M1", "--mode", "flow"];
    assert_eq!(again.ask(&trace).json()["events"], built.ask(&trace).json()["events"]);
    fs::remove_file(path).unwrap();
    let parquet = directory.join("events.parquet");
    assert_eq!(built.run(&["export", "parquet", "-o", parquet.to_str().unwrap()]).code, 0);
    assert_eq!(Built::of(&directory).ask(&trace).json()["events"], built.ask(&trace).json()["events"]);
}

#[test]
fn info_and_check_name_the_same_snapshot() {
    let built = creamery();
    let info = built.ask(&["info"]).json();
    let facts = ["lots", "sites", "products", "events", "event_rows_read", "rows_rejected"]
        .map(|key| info[key].clone());
    assert_eq!(json!(facts), json!([2, 2, 2, 6, 7, 0]));
    let check = lotrace(&["check", built.path.to_str().unwrap(), "-f", "json"]).json();
    assert_eq!((&check["ok"], &check["snapshot"]), (&json!(true), &info["snapshot"]));
}

#[test]
fn dates_are_read_in_the_zone_that_is_asked() {
    let built = creamery();
    let at = |zone: &str| built.ask(&["on-hand", "M1", "--at", "2026-01-01", "--time-zone", zone]).code;
    // The receipt of 2026-01-02T00:00:00Z lies on New Year's Day west of Greenwich.
    assert_eq!((at("UTC"), at("America/New_York")), (1, 0));
}

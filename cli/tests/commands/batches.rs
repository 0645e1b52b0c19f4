//! Batches: a request a line in, an answer a line out.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Built, creamery};

fn answers(built: &Built, input: &str) -> Vec<Value> {
    let ran = built.run_with(&["batch"], input, None);
    assert_eq!((ran.code, ran.messages.as_str()), (0, ""), "{ran:?}");
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_request_gets_its_answer_in_order() {
    let built = creamery();
    let input = r#"{"id": 1, "ask": "trace", "direction": "forward", "lots": ["MILK/M1"]}

{"id": "b", "ask": "on-hand", "lots": ["CHEESE/C1"], "site": "SHOP"}
{"ask": "pick", "product": "CHEESE", "site": "SHOP", "quantity": 3, "on": "2026-01-10"}"#;
    let answers = answers(&built, input);
    assert_eq!(answers.len(), 3);
    assert_eq!(
        (&answers[0]["id"], &answers[0]["lots"]),
        (&json!(1), &json!([{"lot": "CHEESE/C1"}, {"lot": "MILK/M1"}]))
    );
    assert_eq!(answers[1]["id"], "b");
    assert_eq!(
        answers[1]["on_hand"],
        json!([{"lot": "CHEESE/C1", "site": "SHOP", "quantity": "4", "low": "4", "unit": "kg"}])
    );
    assert_eq!((&answers[2]["id"], &answers[2]["lines"][0]["quantity"]), (&Value::Null, &json!("3")));
}

#[test]
fn an_error_is_an_answer_and_the_rest_go_on() {
    let built = creamery();
    let input = "{\"id\": 1, \"ask\": \"where\", \"lot\": \"CHEESE/CI\"}\n\
                 {\"id\": 2, \"ask\": \"fly\"}\n\
                 {\"id\": 3, \"ask\": \"on_hand\", \"sight\": \"SHOP\"}\n\
                 not json\n\
                 {\"id\": 5, \"ask\": \"find\"}\n";
    let answers = answers(&built, input);
    let codes: Vec<&Value> = answers.iter().map(|answer| &answer["error"]["code"]).collect();
    assert_eq!(json!(codes), json!(["E0301", "E0322", "E0321", "E0321", null]));
    assert_eq!(answers[0]["error"]["candidates"], json!(["CHEESE/C1"]));
    assert!(answers[2]["error"]["message"].as_str().unwrap().contains("unknown field `sight`"));
    assert_eq!((&answers[3]["id"], &answers[4]["id"]), (&Value::Null, &json!(5)));
    assert_eq!(answers[4]["total"], 2);
}

#[test]
fn a_batch_says_the_same_as_the_commands() {
    let built = creamery();
    let check = |request: Value, command: &[&str]| {
        let mut answer = answers(&built, &request.to_string()).remove(0);
        answer.as_object_mut().unwrap().remove("id");
        assert_eq!(answer, built.ask(command).json(), "{command:?}");
    };
    check(
        json!({"ask": "trace", "direction": "forward", "lots": "MILK/M1", "mode": "flow", "quantities": true}),
        &["trace", "forward", "MILK/M1", "--mode", "flow", "--quantities"],
    );
    check(
        json!({"ask": "trace", "direction": "backward", "event": "e4"}),
        &["trace", "backward", "--event", "e4"],
    );
    check(
        json!({"ask": "window", "site": "SHOP", "from": "2026-01-05", "to": "2026-01-06", "forward": true}),
        &["window", "SHOP", "--from", "2026-01-05", "--to", "2026-01-06", "--forward"],
    );
    check(json!({"ask": "where", "lot": "MILK/M1"}), &["where", "MILK/M1"]);
    check(json!({"ask": "why", "position": "C1@SHOP", "from": "M1"}), &["why", "C1@SHOP", "--from", "M1"]);
    check(
        json!({"ask": "why_not", "position": "M1@PLANT", "from": "C1"}),
        &["why-not", "M1@PLANT", "--from", "C1"],
    );
    check(
        json!({"ask": "balance", "lots": ["MILK/M1"], "tolerance": 5}),
        &["balance", "MILK/M1", "--tolerance", "5"],
    );
    check(
        json!({"ask": "expiring", "within": 30, "on": "2026-01-10", "by": ["site", "day"]}),
        &["expiring", "--within", "30", "--on", "2026-01-10", "--by", "site,day"],
    );
    check(json!({"ask": "anomalies"}), &["anomalies"]);
    check(json!({"ask": "low_stock", "by_site": true}), &["low-stock", "--by-site"]);
    check(json!({"ask": "audit_count", "site": "SHOP"}), &["audit-count", "--site", "SHOP"]);
}

#[test]
fn many_requests_keep_their_order() {
    let built = creamery();
    let input: String =
        (0..500).map(|id| format!("{{\"id\": {id}, \"ask\": \"where\", \"lot\": \"MILK/M1\"}}\n")).collect();
    let ids: Vec<i64> = answers(&built, &input).iter().map(|answer| answer["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, (0..500).collect::<Vec<i64>>());
}

#[test]
fn a_batch_reads_and_writes_files() {
    let built = creamery();
    let (requests, answers) =
        (built.directory.path().join("in.ndjson"), built.directory.path().join("out.ndjson"));
    fs::write(&requests, "{\"ask\": \"find\", \"text\": \"C\"}\n").unwrap();
    let files = ["batch", "--requests", requests.to_str().unwrap(), "-o", answers.to_str().unwrap()];
    assert_eq!(built.run(&files).code, 0);
    let answer: Value = serde_json::from_str(&fs::read_to_string(answers).unwrap()).unwrap();
    assert_eq!(answer["lots"][0]["lot"], "CHEESE/C1");
    assert_eq!(built.run(&["batch", "-f", "csv"]).code, 2);
}

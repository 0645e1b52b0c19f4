//! Holds: in force at once, kept for ever, told to everybody.

use serde_json::json;

use crate::client::{Client, Value};
use crate::shop::Shop;

fn sells(client: &mut Client, scan: &str) -> i64 {
    client.call(&format!("LT.SELL {scan}")).integer()
}

fn acknowledged(client: &mut Client, line: &str) -> (i64, i64) {
    let receipt = client.call(line);
    (receipt.field("sequence").integer(), receipt.field("count").integer())
}

fn error(client: &mut Client, line: &str) -> String {
    match client.call(line) {
        Value::Error(error) => error.split(' ').take(2).collect::<Vec<_>>().join(" "),
        other => panic!("{line} is answered: {other:?}"),
    }
}

fn skipped(client: &mut Client) -> Vec<(String, String)> {
    let picked = client.call("LT.PICK CHEESE SITE SHOP QUANTITY 100 ON 2026-01-10");
    let skipped = picked.field("skipped");
    skipped.column("lot").into_iter().zip(skipped.column("reason")).collect()
}

/// Sellable and held kilograms at the shop.
fn expiring(client: &mut Client) -> (String, String) {
    let rows = client.call("LT.EXPIRING WITHIN 60 ON 2026-01-10 BY site").field("rows");
    let shop = rows.list().iter().find(|row| row.field("site").text() == "SHOP").unwrap();
    (shop.field("sellable").text().to_owned(), shop.field("held").text().to_owned())
}

fn held_of_c1(client: &mut Client) -> String {
    let rows = client.call("LT.BALANCE CHEESE/C1").field("rows");
    rows.list()[0].field("held").text().to_owned()
}

#[test]
fn a_hold_acts_at_once_everywhere_and_so_does_its_release() {
    let shop = Shop::open();
    let (mut client, mut other) = (shop.client(), shop.client3());
    assert_eq!((sells(&mut other, "CHEESE/C1"), expiring(&mut other)), (1, ("21".into(), "0".into())));
    assert_eq!(acknowledged(&mut client, "LT.HOLD CHEESE/C1 CASE A REASON glass"), (1, 1));
    assert_eq!(sells(&mut other, "CHEESE/C1"), 0);
    assert_eq!(skipped(&mut other), [("CHEESE/C1".to_owned(), "HOLD".to_owned())]);
    assert_eq!(expiring(&mut other), ("15".into(), "6".into()));
    assert_eq!(held_of_c1(&mut other), "9");
    let rows = other.call("LT.WHERE CHEESE/C1").field("where");
    assert_eq!(rows.column("status"), ["HOLD", "HOLD"]);
    let why = other.call("LT.SELLX CHEESE/C1");
    assert_eq!([why.field("case").text(), why.field("reason").text()], ["A", "glass"]);
    assert_eq!(why.field("sequence"), Value::Integer(1));

    assert_eq!(acknowledged(&mut client, "LT.RELEASE CHEESE/C1 CASE A REASON tested"), (2, 1));
    assert_eq!((sells(&mut other, "CHEESE/C1"), expiring(&mut other)), (1, ("21".into(), "0".into())));
    assert_eq!((skipped(&mut other), held_of_c1(&mut other)), (vec![], "0".into()));
}

#[test]
fn lots_positions_products_and_traces_are_held() {
    let shop = Shop::open();
    let mut client = shop.client();
    let at = |client: &mut Client, lot: &str, site: &str| {
        client.call(&format!("LT.SELL {lot} SITE {site}")).integer()
    };
    acknowledged(&mut client, "LT.HOLD CHEESE/C1@SHOP CASE A REASON x");
    assert_eq!(
        [
            at(&mut client, "CHEESE/C1", "SHOP"),
            at(&mut client, "CHEESE/C1", "PLANT"),
            sells(&mut client, "CHEESE/C1")
        ],
        [0, 1, 0]
    );
    assert_eq!([at(&mut client, "9506000134352", "SHOP"), at(&mut client, "9506000134352", "KIOSK")], [0, 1]);
    acknowledged(&mut client, "LT.RELEASE POSITION CHEESE/C1@SHOP CASE A REASON x");
    assert_eq!(sells(&mut client, "9506000134352"), 1);

    acknowledged(&mut client, "LT.HOLD PRODUCT CHEESE SITE KIOSK CASE B REASON x KIND recall");
    assert_eq!([at(&mut client, "CHEESE/C2", "KIOSK"), at(&mut client, "CHEESE/C2", "PLANT")], [0, 1]);
    assert_eq!(client.call("LT.SELLX CHEESE/C2 SITE KIOSK").field("code").text(), "RECALLED");
    acknowledged(&mut client, "LT.HOLD CHEESE CASE C REASON x");
    assert_eq!([at(&mut client, "CHEESE/C3", "SHOP"), sells(&mut client, "9506000134352")], [0, 0]);
    acknowledged(&mut client, "LT.RELEASE ALL CASE B REASON x");
    assert_eq!(acknowledged(&mut client, "LT.RELEASE ALL CASE C REASON x").1, 1);
    assert_eq!(sells(&mut client, "9506000134352"), 1);

    // Everything that the milk reached, in one step: both cheeses made from it, and not the one that was bought.
    assert_eq!(acknowledged(&mut client, "LT.HOLD TRACE FORWARD MILK/M1 CASE D REASON x").1, 3);
    let verdicts = client.call("LT.MSELL 4 MILK/M1 CHEESE/C1 CHEESE/C2 CHEESE/C3");
    assert_eq!(verdicts, Value::List([0, 0, 0, 1].map(Value::Integer).to_vec()));
    assert_eq!(acknowledged(&mut client, "LT.RELEASE TRACE forward MILK/M1 CASE D REASON x").1, 3);
    // By flow: the positions.
    assert_eq!(acknowledged(&mut client, "LT.HOLD TRACE FORWARD MILK/M1 MODE flow CASE E REASON x").1, 5);
    assert_eq!([at(&mut client, "CHEESE/C1", "SHOP"), at(&mut client, "CHEESE/C1", "KIOSK")], [0, 1]);
}

#[test]
fn cases_are_kept_apart() {
    let shop = Shop::open();
    let mut client = shop.client();
    acknowledged(&mut client, "LT.HOLD CHEESE/C1 CASE A REASON x");
    acknowledged(&mut client, "LT.HOLD CHEESE/C1 CASE B REASON y");
    acknowledged(&mut client, "LT.RELEASE CHEESE/C1 CASE A REASON x");
    assert_eq!(sells(&mut client, "CHEESE/C1"), 0);
    assert_eq!(client.call("LT.SELLX CHEESE/C1").field("case").text(), "B");
    // There is nothing left for the case to lift.
    assert_eq!(acknowledged(&mut client, "LT.RELEASE CHEESE/C1 CASE A REASON x"), (3, 0));
    acknowledged(&mut client, "LT.RELEASE CHEESE/C1 CASE B REASON x");
    assert_eq!(sells(&mut client, "CHEESE/C1"), 1);
    // What the tables hold, its own case lifts.
    assert_eq!(acknowledged(&mut client, "LT.RELEASE EGGS/HELD CASE OTHER REASON x").1, 0);
    assert_eq!(sells(&mut client, "EGGS/HELD"), 0);
    assert_eq!(acknowledged(&mut client, "LT.RELEASE EGGS/HELD CASE ERP-1 REASON x").1, 1);
    assert_eq!((sells(&mut client, "EGGS/HELD"), sells(&mut client, "4006381333931")), (1, 1));
    acknowledged(&mut client, "LT.HOLD EGGS/HELD CASE ERP-1 REASON again");
    assert_eq!(sells(&mut client, "EGGS/HELD"), 0);
}

#[test]
fn a_key_makes_a_request_count_once() {
    let shop = Shop::open();
    let mut client = shop.client3();
    let line = "LT.HOLD CHEESE/C1 CHEESE/C2 CASE A REASON x KEY k1";
    let first = client.call(line);
    assert_eq!(first.field("repeated"), Value::Bool(false));
    acknowledged(&mut client, "LT.RELEASE CHEESE/C1 CASE A REASON x KEY k2");
    let again = client.call(line);
    assert_eq!(again.field("repeated"), Value::Bool(true));
    assert_eq!(
        ["sequence", "first", "count"].map(|name| again.field(name)),
        ["sequence", "first", "count"].map(|name| first.field(name)),
    );
    assert_eq!(sells(&mut client, "CHEESE/C1"), 1, "what came again is not done again");
    assert_eq!(error(&mut client, "LT.HOLD CHEESE/C3 CASE A REASON x KEY k1"), "ERR E0624");
    let shop = shop.reopen();
    let mut client = shop.client3();
    assert_eq!(client.call(line).field("repeated"), Value::Bool(true));
    assert_eq!(error(&mut client, "LT.HOLD CHEESE/C3 CASE A REASON x KEY k1"), "ERR E0624");
}

#[test]
fn what_is_wrong_is_refused_whole() {
    let shop = Shop::open();
    let mut client = shop.client();
    for (line, expected) in [
        ("LT.HOLD CHEESE/C1 CHEESE/NOPE CASE A REASON x", "NOLOT E0301"),
        ("LT.HOLD SAME CASE A REASON x", "AMBIG E0302"),
        ("LT.HOLD CHEESE/C1@NOWHERE CASE A REASON x", "NOLOT E0301"),
        ("LT.HOLD POSITION CHEESE/C1@NOWHERE CASE A REASON x", "ERR E0303"),
        ("LT.HOLD ]d201095060001343521799999910C1 CASE A REASON x", "BADSCAN E0325"),
        ("LT.HOLD CASE A REASON x KEY k", "ERR E0622"),
        ("LT.HOLD CHEESE/C1 CASE A REASON", "ERR E0622"),
        ("LT.HOLD CHEESE/C1 REASON x KEY k KIND hold", "ERR E0622"),
        ("LT.HOLD CHEESE/C1 CASE A REASON x KIND other", "ERR E0622"),
        ("LT.RELEASE CHEESE/C1 CASE A REASON x KIND hold", "ERR E0622"),
        ("LT.HOLD TRACE SIDEWAYS MILK/M1 CASE A REASON x", "ERR E0321"),
        ("LT.HOLD TRACE FORWARD MILK/M9 CASE A REASON x", "NOLOT E0301"),
        ("LT.HOLDS SINCE 1", "STALE E0623"),
        ("LT.HOLDS SINCE x", "ERR E0623"),
        ("LT.SUBSCRIBE holds SINCE 1", "STALE E0623"),
        ("LT.SUBSCRIBE other", "ERR E0622"),
    ] {
        assert_eq!(error(&mut client, line), expected, "{line}");
    }
    assert_eq!(client.call("LT.INFO").field("sequence"), Value::Integer(0));
}

#[test]
fn holds_outlive_the_server_and_its_snapshots() {
    let shop = Shop::open();
    let mut client = shop.client();
    acknowledged(&mut client, "LT.HOLD CHEESE/C1 MILK/M1 CASE A REASON x");
    acknowledged(&mut client, "LT.RELEASE MILK/M1 CASE A REASON x");
    let before = client.call("LT.HOLDS SINCE 0");
    let shop = shop.reopen();
    let mut client = shop.client();
    assert_eq!((sells(&mut client, "CHEESE/C1"), sells(&mut client, "MILK/M1")), (0, 1));
    assert_eq!(client.call("LT.HOLDS SINCE 0"), before);
    assert_eq!(client.call("LT.INFO").field("held"), Value::Integer(1));
}

#[test]
fn statements_are_listed_without_gaps() {
    let shop = Shop::open();
    let mut client = shop.client3();
    acknowledged(&mut client, "LT.HOLD CHEESE/C1 CHEESE/C2@KIOSK PRODUCT EGGS CASE A REASON x KEY k");
    acknowledged(&mut client, "LT.RELEASE CHEESE/C1 CASE A REASON y");
    let all = client.call("LT.HOLDS SINCE 0");
    assert_eq!([all.field("sequence"), all.field("next")], [4, 4].map(Value::Integer));
    assert_eq!(all.field("complete"), Value::Bool(true));
    let holds = all.field("holds");
    let numbers: Vec<i64> = holds.list().iter().map(|hold| hold.field("sequence").integer()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(holds.column("act"), ["hold", "hold", "hold", "release"]);
    assert_eq!(holds.list()[2].field("lot"), Value::Null);
    assert_eq!(holds.list()[1].field("site").text(), "KIOSK");
    let part = client.call("LT.HOLDS SINCE 1 LIMIT 2");
    assert_eq!((part.field("next"), part.field("complete")), (Value::Integer(3), Value::Bool(false)));
    assert_eq!(part.field("holds").list(), &holds.list()[1..3]);
    assert!(client.call("LT.HOLDS SINCE 4").field("holds").list().is_empty());
}

#[test]
fn subscribers_get_every_statement_once_and_in_order() {
    let shop = Shop::open();
    let mut client = shop.client();
    acknowledged(&mut client, "LT.HOLD CHEESE/C1 CHEESE/C2 CASE A REASON x");
    let (mut two, mut three, mut own) = (shop.client(), shop.client3(), shop.client());
    let confirmed = two.call("LT.SUBSCRIBE holds SINCE 0");
    assert_eq!(confirmed.list()[..2], [Value::Text("subscribe".into()), Value::Text("holds".into())]);
    assert_eq!(three.call("LT.SUBSCRIBE holds SINCE 1").field("since"), Value::Integer(1));
    assert_eq!(own.call("SUBSCRIBE holds:2").list()[1].text(), "holds:2");
    acknowledged(&mut client, "LT.HOLD EGGS/E1@KIOSK CASE B REASON y KEY k KIND recall");
    let numbers = |client: &mut Client, count: usize| -> Vec<u64> {
        (0..count).map(|_| client.message()["sequence"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(&mut two, 2), [1, 2]);
    assert_eq!(numbers(&mut three, 1), [2]);
    assert_eq!(numbers(&mut own, 1), [3]);
    let expected = json!({
        "sequence": 3, "at": "2026-01-15T12:00:00Z", "act": "recall", "target": "EGGS/E1@KIOSK", "product": "EGGS",
        "lot": "E1", "site": "KIOSK", "case": "B", "reason": "y", "key": "k",
    });
    assert_eq!([two.message(), three.message()], [expected.clone(), expected]);
    // Others of the connection are answered meanwhile.
    assert_eq!(two.call("PING").list()[0].text(), "pong");
    assert_eq!(three.call("PING").text(), "PONG");
    two.call("UNSUBSCRIBE holds");
    acknowledged(&mut client, "LT.RELEASE ALL CASE A REASON z");
    assert_eq!(two.call("PING").text(), "PONG");
    assert_eq!(numbers(&mut three, 2), [4, 5]);
}

#[test]
fn a_subscriber_that_sleeps_misses_nothing() {
    let shop = Shop::open();
    let (mut till, mut client) = (shop.client3(), shop.client());
    till.call("LT.SUBSCRIBE holds");
    for round in 0..400 {
        let word = if round % 2 == 0 { "LT.HOLD" } else { "LT.RELEASE" };
        let reason = "r".repeat(200);
        acknowledged(&mut client, &format!("{word} CHEESE/C1 CHEESE/C2 CHEESE/C3 CASE A REASON {reason}"));
    }
    for expected in 1..=1200u64 {
        assert_eq!(till.message()["sequence"], expected);
    }
}

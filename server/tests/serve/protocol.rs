//! The protocol, and what clients say before they ask anything.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::client::{Value, encode};
use crate::shop::Shop;

#[test]
fn clients_are_greeted() {
    let shop = Shop::open();
    let mut client = shop.client();
    assert_eq!(client.call("PING"), Value::Simple("PONG".into()));
    assert_eq!(client.call("ping hello"), Value::Text("hello".into()));
    assert_eq!(client.call("HELLO").field("proto"), Value::Integer(2));
    assert_eq!(client.call("HELLO 3 SETNAME till-1").field("server").text(), "lotrace");
    assert_eq!(client.call("CLIENT GETNAME").text(), "till-1");
    assert_eq!(client.call("CLIENT SETINFO LIB-NAME redis-py"), Value::Simple("OK".into()));
    assert_eq!(client.call("SELECT 0"), Value::Simple("OK".into()));
    assert_eq!(client.call("CONFIG GET save"), Value::Map(vec![]));
    assert!(client.call("INFO server").text().contains("lotrace_version:"));
    for wrong in
        ["HELLO 4", "SELECT 1", "CLIENT KILL x", "COMMAND WHAT", "AUTH x", "HELLO 3 AUTH a b", "GET x"]
    {
        assert!(matches!(client.call(wrong), Value::Error(_)), "{wrong}");
    }
    assert_eq!(client.call("RESET"), Value::Simple("RESET".into()));
    assert_eq!(client.call("CONFIG GET save"), Value::List(vec![]), "RESP2 again");
    assert_eq!(client.call("QUIT"), Value::Simple("OK".into()));
    assert_eq!(client.try_read(), None);
}

#[test]
fn every_command_is_documented() {
    let shop = Shop::open();
    let mut client = shop.client3();
    let Value::Map(docs) = client.call("COMMAND DOCS") else { panic!() };
    assert_eq!(Value::Integer(docs.len() as i64), client.call("COMMAND COUNT"));
    assert_eq!(client.call("COMMAND").list().len(), docs.len());
    for (name, doc) in &docs {
        assert!(!doc.field("summary").text().is_empty(), "{name:?}");
    }
    let sell = client.call("COMMAND DOCS LT.SELL NOPE");
    let arguments = sell.field("lt.sell").field("arguments");
    assert_eq!(arguments.column("name"), ["scan", "site"]);
    assert_eq!(arguments.list()[1].field("token").text(), "SITE");
    assert_eq!(client.call("COMMAND INFO lt.sell nope").list()[1], Value::Null);
}

#[test]
fn every_question_is_answered_in_both_protocols() {
    let shop = Shop::open();
    let (mut two, mut three) = (shop.client(), shop.client3());
    for line in [
        "LT.TRACE FORWARD MILK/M1",
        "LT.TRACE backward CHEESE/C1 --mode flow",
        "LT.TRACE FORWARD MILK/M1 MODE flow QUANTITIES RINGS",
        "LT.TRACE FORWARD EVENT e1",
        "LT.TRACE FORWARD SITE PLANT SINCE 2026-01-01",
        "LT.WHERE MILK/M1",
        "LT.WHY CHEESE/C1@SHOP FROM MILK/M1",
        "LT.WHYNOT CHEESE/C3@SHOP FROM MILK/M1",
        "LT.WINDOW SHOP FROM 2026-01-01 TO 2026-01-10 FORWARD",
        "LT.FIND C LIMIT 2 PRODUCT CHEESE",
        "LT.PICK CHEESE SITE SHOP QUANTITY 3.5 RULE fifo ON 2026-01-10 MIN-LIFE 2",
        "LT.EXPIRING WITHIN 30 ON 2026-01-10 BY site,product",
        "LT.BALANCE MILK/M1 TOLERANCE 2",
        "LT.ONHAND CHEESE/C1 CHEESE/C2",
        "LT.ANOMALIES",
        "LT.LOWSTOCK BY-SITE",
        "LT.AUDITCOUNT SITE SHOP",
        "LT.RECALL MILK/M1 REASON test",
    ] {
        let (flat, nested) = (two.call(line), three.call(line));
        let Value::Map(fields) = &nested else { panic!("{line}: {nested:?}") };
        assert_eq!(nested.field("complete"), Value::Bool(true), "{line}");
        assert_eq!(flat.list().len(), 2 * fields.len(), "{line}");
        assert_eq!(flat.field("complete"), Value::Integer(1), "{line}");
    }
    let found = three.call("LT.FIND C LIMIT 2 PRODUCT CHEESE");
    assert_eq!((found.field("total"), found.field("lots").list().len()), (Value::Integer(3), 2));
}

#[test]
fn errors_begin_with_the_word_that_clients_act_on() {
    let shop = Shop::open();
    let mut client = shop.client();
    for (line, start) in [
        ("LT.TRACE FORWARD CHEESE/NOPE", "NOLOT E0301 no lot is named"),
        (
            "LT.TRACE FORWARD SAME",
            "AMBIG E0302 \"SAME\" names 2 lots: write PRODUCT/LOT; did you mean JAM/SAME, or one of TEA/SAME?",
        ),
        ("LT.WHERE ]d201095060001343521799999910C1", "BADSCAN E0325"),
        ("LT.PICK CHEESE SITE NOWHERE QUANTITY 1", "ERR E0303"),
        ("LT.PICK NOPE SITE SHOP QUANTITY 1", "NOLOT E0304"),
        ("LT.TRACE FORWARD CHEESE/C1 MODE sideways", "ERR E0321"),
        ("LT.WHERE", "ERR E0622 wrong number of arguments for LT.WHERE"),
        ("LT.NOPE", "ERR E0621 unknown command"),
    ] {
        let Value::Error(error) = client.call(line) else { panic!("{line} is answered") };
        assert!(error.starts_with(start), "{line}: {error}");
    }
}

#[test]
fn ten_thousand_commands_at_once_are_answered_in_order() {
    let shop = Shop::open();
    let mut client = shop.client();
    let mut bytes = Vec::new();
    for number in 0..10_000 {
        match number % 4 {
            0 => bytes.extend(encode(&["ECHO", &number.to_string()])),
            1 => bytes.extend(encode(&["LT.SELL", "CHEESE/C1"])),
            2 => bytes.extend(encode(&["LT.SELL", "EGGS/HELD"])),
            _ => bytes.extend(b"PING\r\n"),
        }
    }
    let mut writing = client.stream.try_clone().unwrap();
    let writer = std::thread::spawn(move || writing.write_all(&bytes).unwrap());
    for number in 0..10_000 {
        let expected = match number % 4 {
            0 => Value::Text(number.to_string()),
            1 => Value::Integer(1),
            2 => Value::Integer(0),
            _ => Value::Simple("PONG".into()),
        };
        assert_eq!(client.read(), expected, "command {number}");
    }
    writer.join().unwrap();
}

#[test]
fn questions_and_fast_commands_keep_their_order() {
    let shop = Shop::open();
    let mut client = shop.client3();
    let lines = [
        "LT.SELL CHEESE/C1",
        "LT.TRACE FORWARD MILK/M1",
        "LT.HOLD CHEESE/C1 CASE A REASON x",
        "LT.SELL CHEESE/C1",
        "PING",
    ];
    let bytes: Vec<u8> = lines.iter().flat_map(|line| encode(&line.split(' ').collect::<Vec<_>>())).collect();
    client.send(&bytes);
    assert_eq!(client.read(), Value::Integer(1));
    assert_eq!(client.read().field("mode").text(), "lot");
    assert_eq!(client.read().field("sequence"), Value::Integer(1));
    assert_eq!((client.read(), client.read()), (Value::Integer(0), Value::Simple("PONG".into())));
}

fn get(shop: &Shop, path: &str) -> String {
    let mut stream = TcpStream::connect(shop.http()).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn health_and_metrics_are_told() {
    let shop = Shop::open();
    shop.client().call("LT.SELL CHEESE/OLD");
    assert!(get(&shop, "/healthz").starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(get(&shop, "/readyz").ends_with("\r\n\r\nready\n"));
    assert!(get(&shop, "/other").starts_with("HTTP/1.1 404 "));
    let metrics = get(&shop, "/metrics");
    for line in [
        "lotrace_ready 1",
        "lotrace_verdicts_total{code=\"EXPIRED\"} 1",
        "lotrace_commands_total{command=\"LT.SELL\"} 1",
        "lotrace_holds_durable 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} in {metrics}");
    }
    assert!(!metrics.contains("CHEESE"), "no lots in labels");
}

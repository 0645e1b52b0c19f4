//! Another snapshot is served, and nobody is in between.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::client::Value;
use crate::shop::{Shop, TABLES, snapshot};

/// The shop with one cheese less, and one more.
fn next_tables() -> Vec<(&'static str, String)> {
    TABLES
        .iter()
        .map(|(name, text)| {
            let lines = text.lines().filter(|line| !line.contains(",C3,"));
            let mut text = lines.map(|line| format!("{line}\n")).collect::<String>();
            if *name == "events.csv" {
                text.push_str("e20,receive,,2026-01-05T00:00:00Z,,CHEESE,C4,5,SHOP,,OTHER,\n");
            }
            (*name, text)
        })
        .collect()
}

fn write_next(shop: &Shop) -> std::path::PathBuf {
    let path = shop.directory.path().join("next.lotrace");
    let tables = next_tables();
    let tables: Vec<(&str, &str)> = tables.iter().map(|(name, text)| (*name, text.as_str())).collect();
    snapshot(&path, &tables);
    path
}

#[test]
fn holds_stay_when_the_snapshot_changes_and_come_back_with_their_lots() {
    let shop = Shop::open();
    let mut client = shop.client();
    client.call("LT.HOLD CHEESE/C1 CHEESE/C3 CASE A REASON x");
    let next = write_next(&shop);
    let swapped = client.call(&format!("LT.SWAP {}", next.display()));
    assert_eq!(
        (swapped.field("generation"), swapped.field("sequence")),
        (Value::Integer(2), Value::Integer(2))
    );
    let codes = |client: &mut crate::client::Client| {
        ["C1", "C3", "C4"]
            .map(|lot| client.call(&format!("LT.SELLX CHEESE/{lot}")).field("code").text().to_owned())
    };
    assert_eq!(codes(&mut client), ["HOLD", "NOLOT", "OK"]);
    // A hold placed now is kept for the other one, too.
    client.call("LT.HOLD CHEESE/C2 CASE B REASON y");
    client.call(&format!("LT.SWAP {}", shop.snapshot.display()));
    assert_eq!(codes(&mut client), ["HOLD", "HOLD", "NOLOT"]);
    assert_eq!(client.call("LT.SELL CHEESE/C2"), Value::Integer(0));
    assert_eq!(client.call("LT.RELEASE ALL CASE A REASON x").field("count"), Value::Integer(2));
    assert_eq!(codes(&mut client), ["OK", "OK", "NOLOT"]);
}

#[test]
fn a_snapshot_that_is_damaged_is_not_served() {
    let shop = Shop::open();
    let mut client = shop.client();
    let path = write_next(&shop);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = shop.directory.path().join("damaged.lotrace");
    std::fs::write(&damaged, bytes).unwrap();
    let before = client.call("LT.INFO").field("snapshot");
    for path in [damaged.display().to_string(), "/nowhere.lotrace".to_owned()] {
        let Value::Error(error) = client.call(&format!("LT.SWAP {path}")) else { panic!("{path} is served") };
        assert!(error.starts_with("ERR E05"), "{error}");
    }
    assert_eq!(client.call("LT.INFO").field("snapshot"), before);
}

#[test]
fn only_the_directory_that_was_named_is_taken_from() {
    let directory = tempfile::TempDir::new().unwrap();
    let shop = Shop::with(lotrace_server::Options {
        swap_dir: Some(directory.path().to_owned()),
        ..lotrace_server::Options::default()
    });
    let mut client = shop.client();
    let Value::Error(error) = client.call(&format!("LT.SWAP {}", shop.snapshot.display())) else { panic!() };
    assert!(error.starts_with("NOPERM E0626"), "{error}");
    let inside = directory.path().join("next.lotrace");
    snapshot(&inside, TABLES);
    assert_eq!(client.call(&format!("LT.SWAP {}", inside.display())).field("generation"), Value::Integer(2));
}

#[test]
fn pages_are_of_one_snapshot_and_make_up_the_whole() {
    let shop = Shop::open();
    let mut client = shop.client3();
    let whole = client.call("LT.TRACE FORWARD MILK/M1 MODE flow");
    let mut page = client.call("LT.TRACE FORWARD MILK/M1 MODE flow PAGE 2");
    let tables = ["lots", "positions", "events", "excluded", "warnings"];
    let total = |value: &Value| value.field("totals").field("events");
    let expected = total(&page);
    let mut rows: Vec<Vec<Value>> = vec![Vec::new(); tables.len()];
    let next = write_next(&shop);
    let mut pages = 0;
    loop {
        assert_eq!(page.field("complete"), Value::Bool(false));
        assert_eq!((page.field("snapshot"), total(&page)), (whole.field("snapshot"), expected.clone()));
        for (table, name) in rows.iter_mut().zip(tables) {
            table.extend_from_slice(page.field(name).list());
        }
        pages += 1;
        let cursor = page.field("cursor").text().to_owned();
        if cursor == "0" {
            break;
        }
        if pages == 1 {
            client.call(&format!("LT.SWAP {}", next.display()));
        }
        page = client.call(&format!("LT.NEXT {cursor}"));
        assert_eq!(
            client.call(&format!("LT.NEXT {cursor}")).field("lots"),
            page.field("lots"),
            "a reply that was lost"
        );
    }
    for (table, name) in rows.into_iter().zip(tables) {
        assert_eq!(Value::List(table), whole.field(name), "{name}");
    }
    let Value::Error(error) = client.call("LT.NEXT 1234") else { panic!() };
    assert!(error.starts_with("STALE E0625"), "{error}");
    assert_eq!(client.call("LT.TRACE FORWARD MILK/M1 PAGE 100").field("complete"), Value::Bool(true));
}

#[test]
fn no_answer_mixes_two_snapshots_and_nobody_waits() {
    let shop = Shop::open();
    let next = write_next(&shop);
    let (first, second) = (shop.snapshot.display().to_string(), next.display().to_string());
    let done = AtomicBool::new(false);
    let identities: Vec<(String, bool)> = std::thread::scope(|scope| {
        let ask = || {
            let (mut client, mut seen, mut slowest) = (shop.client3(), Vec::new(), Duration::ZERO);
            while !done.load(Ordering::Relaxed) {
                let began = Instant::now();
                client.call("LT.SELL CHEESE/C1");
                slowest = slowest.max(began.elapsed());
                let on_hand = client.call("LT.ONHAND SITE SHOP");
                let lots = on_hand.field("on_hand").column("lot");
                let (has_c3, has_c4) =
                    (lots.contains(&"CHEESE/C3".into()), lots.contains(&"CHEESE/C4".into()));
                assert_ne!(has_c3, has_c4, "{lots:?}");
                let entry = (on_hand.field("snapshot").text().to_owned(), has_c4);
                if !seen.contains(&entry) {
                    seen.push(entry);
                }
            }
            assert!(slowest < Duration::from_secs(2), "a till waited for {slowest:?}");
            seen
        };
        let askers = [scope.spawn(ask), scope.spawn(ask)];
        let mut client = shop.client();
        for round in 0..20 {
            let path = if round % 2 == 0 { &second } else { &first };
            assert_eq!(
                client.call(&format!("LT.SWAP {path}")).field("generation"),
                Value::Integer(round + 2)
            );
        }
        done.store(true, Ordering::Relaxed);
        askers.map(|asker| asker.join().unwrap()).concat()
    });
    let mut distinct = identities;
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 2, "each identity has its own lots: {distinct:?}");
}

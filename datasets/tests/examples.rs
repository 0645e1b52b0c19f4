//! What the READMEs of the two examples say, held against their tables.
#![allow(clippy::unwrap_used, reason = "tests")]

mod plain;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lotrace_datasets::Table;
use plain::{Closure, books, events, runs_negative};

fn read(example: &str, table: &str) -> String {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "examples", example, &format!("{table}.csv")].iter().collect();
    std::fs::read_to_string(path).unwrap()
}

fn check_closure(example: &str, forward: bool, from: &str, expected: &[&str]) {
    let text = read(example, "events");
    let events = events(&text);
    let closure = if forward { Closure::forward(&events) } else { Closure::backward(&events) };
    let lots: Vec<String> =
        closure.from(from.split_once('/').unwrap()).into_keys().map(|(p, l)| format!("{p}/{l}")).collect();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(lots, expected, "{from}");
}

/// Stock of a lot by site, in whole units.
fn check_stock(example: &str, lot: &str, expected: &[(&str, i64)]) {
    let text = read(example, "events");
    let lot = lot.split_once('/').unwrap();
    let stock: BTreeMap<String, i64> = books(&events(&text), &BTreeMap::new())
        .into_iter()
        .filter(|((l, _), _)| *l == lot)
        .map(|((_, site), legs)| (site.to_owned(), legs.iter().map(|(_, _, q)| q).sum::<i64>() / 1000))
        .filter(|(_, quantity)| *quantity != 0)
        .collect();
    let expected: BTreeMap<String, i64> = expected.iter().map(|(s, q)| ((*s).to_owned(), *q)).collect();
    assert_eq!(stock, expected, "{lot:?}");
}

/// Tables have their headers, events name only what is listed, no books run negative.
fn check_tables(example: &str, with: &[Table]) {
    let cells = |table: &str, n: usize| -> BTreeSet<Vec<String>> {
        let lines = read(example, table);
        lines.lines().skip(1).map(|l| l.split(',').take(n).map(str::to_owned).collect()).collect()
    };
    for table in with {
        let text = read(example, table.name());
        let columns = table.header().split(',').count();
        assert_eq!(text.lines().next(), Some(table.header()));
        assert!(text.lines().all(|line| line.split(',').count() == columns), "{table}");
    }
    let text = read(example, "events");
    let events = events(&text);
    let (sites, lots) = (cells("sites", 1), cells("lots", 2));
    for e in &events {
        let site = |s: &str| s.is_empty() || sites.contains(&vec![s.to_owned()]);
        assert!(site(e.site) && site(e.to_site), "{}", e.id);
        assert!(e.lot.is_empty() || lots.contains(&vec![e.product.to_owned(), e.lot.to_owned()]), "{}", e.id);
    }
    for (position, legs) in books(&events, &BTreeMap::new()) {
        assert!(!runs_negative(&legs), "{position:?}");
    }
}

#[test]
fn tables_of_both_examples_are_whole() {
    check_tables("creamery", &Table::ALL);
    let without_orders = [Table::Events, Table::Products, Table::Units, Table::Sites, Table::Lots];
    check_tables("vanilla-bean-073", &without_orders);
}

#[test]
fn the_contaminated_culture_reaches_eight_lots() {
    let expected = [
        "CULT/YC-0423",
        "BASE/BASE-250516-B02-MA",
        "GYP/GYP-250516-B02-MA",
        "GYS/GYS-250516-B02-MA",
        "BASE/BASE-250518-B01-MA",
        "GYP/GYP-250518-B01-MA",
        "BASE/BASE-250518-B02-MA",
        "GYH/GYH-250518-B02-MA",
    ];
    check_closure("creamery", true, "CULT/YC-0423", &expected);
}

#[test]
fn the_milk_reaches_nine_lots_and_a_cup_leads_back_to_seven() {
    let milk = [
        "MILK/MK-250515",
        "PMILK/PM-250516-MA",
        "BASE/BASE-250516-B01-MA",
        "GYP/GYP-250516-B01-MA",
        "BASE/BASE-250516-B02-MA",
        "GYP/GYP-250516-B02-MA",
        "GYS/GYS-250516-B02-MA",
        "BASE/BASE-250518-B01-MA",
        "GYP/GYP-250518-B01-MA",
    ];
    check_closure("creamery", true, "MILK/MK-250515", &milk);
    let cup = [
        "GYP/GYP-250516-B02-MA",
        "BASE/BASE-250516-B02-MA",
        "PMILK/PM-250516-MA",
        "MILK/MK-250515",
        "CULT/YC-0423",
        "CUP/CP-3391",
        "LID/LD-1204",
    ];
    check_closure("creamery", false, "GYP/GYP-250516-B02-MA", &cup);
}

#[test]
fn affected_yogurt_lies_where_the_story_says() {
    let stock = |lot, expected: &[(&str, i64)]| check_stock("creamery", lot, expected);
    stock("GYP/GYP-250516-B02-MA", &[("DC-GET", 1280), ("ST-ATO", 420), ("ST-CHA", 360), ("ST-SEG", 390)]);
    stock("GYS/GYS-250516-B02-MA", &[("DC-GET", 800), ("ST-TOL", 540), ("ST-GUA", 500)]);
    stock("GYP/GYP-250518-B01-MA", &[("DC-GET", 3100), ("ST-ATO", 780), ("ST-GUA", 660)]);
    stock("GYH/GYH-250518-B02-MA", &[("DC-GET", 1400), ("ST-CHA", 605), ("ST-SEG", 540)]);
    stock("GYP/GYP-250516-B01-MA", &[("DC-GET", 3000), ("ST-ATO", 790), ("ST-CHA", 820), ("ST-TOL", 670)]);
    stock("GYP/GYP-250520-B01-MA", &[("DC-GET", 2400), ("ST-TOL", 650)]);
    stock("CULT/YC-0423", &[("PL-MAD", 3)]);
}

#[test]
fn the_product_decides_which_lot_073_is_meant() {
    let example = "vanilla-bean-073";
    check_closure(example, true, "YOG-VAN/073", &["YOG-VAN/073"]);
    check_closure(example, true, "VANILLA/VB-19", &["VANILLA/VB-19", "YOG-VAN/073", "YOG-VAN/074"]);
    check_closure(example, true, "BASE/BASE-073", &["BASE/BASE-073", "YOG-PCH/073", "YOG-VAN/073"]);
    check_stock(
        example,
        "YOG-VAN/073",
        &[
            ("DC-WA", 120),
            ("WH-ANC", 114),
            ("WH-GEG", 108),
            ("WH-PDX", 138),
            ("WH-SEA", 162),
            ("WH-SLE", 126),
        ],
    );
    check_stock(
        example,
        "YOG-PCH/073",
        &[("DC-WA", 240), ("WH-BOI", 120), ("WH-PDX", 150), ("WH-SEA", 156), ("WH-SMF", 132)],
    );
    check_stock(example, "YOG-VAN/074", &[("DC-WA", 480), ("WH-ANC", 150), ("WH-BOI", 138), ("WH-PDX", 162)]);
}

#[test]
fn lot_073_was_sold_in_three_states_only() {
    let (sites, text) = (read("vanilla-bean-073", "sites"), read("vanilla-bean-073", "events"));
    let state: BTreeMap<&str, &str> = sites
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0], cells[5])
        })
        .collect();
    let sold: BTreeSet<&str> = events(&text)
        .iter()
        .filter(|e| e.kind == "sell" && (e.product, e.lot) == ("YOG-VAN", "073"))
        .map(|e| state[e.site])
        .collect();
    assert_eq!(sold, BTreeSet::from(["Alaska", "Oregon", "Washington"]));
    let best_before: Vec<String> = read("vanilla-bean-073", "lots")
        .lines()
        .filter(|line| line.contains(",2023-04-23,"))
        .map(|line| line.split(',').take(2).collect::<Vec<_>>().join("/"))
        .collect();
    assert_eq!(best_before, ["YOG-VAN/073", "YOG-PCH/073"]);
}

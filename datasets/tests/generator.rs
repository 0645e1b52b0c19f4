//! The generator held against a plain reading of the tables that it wrote.
#![allow(clippy::unwrap_used, reason = "tests")]

mod plain;

use std::collections::{BTreeMap, BTreeSet};

use lotrace_datasets::{GenerateError, Rates, Recipe, Scale, Shape, Summary, Table, generate, generate_to};
use plain::{Closure, Event, events};

/// All tables of a recipe in memory.
fn tables(recipe: &Recipe) -> (BTreeMap<Table, Vec<u8>>, Summary) {
    let mut tables: BTreeMap<Table, Vec<u8>> = BTreeMap::new();
    let summary = generate_to(recipe, &mut |table, bytes| {
        tables.entry(table).or_default().extend_from_slice(bytes);
        Ok(())
    });
    (tables, summary.unwrap())
}

fn text(tables: &BTreeMap<Table, Vec<u8>>, table: Table) -> &str {
    std::str::from_utf8(&tables[&table]).unwrap()
}

fn deep(seed: u64) -> Recipe {
    Recipe { shape: Shape::Deep, ..Recipe::new(Scale::S, seed) }
}

#[test]
fn the_counts_of_the_summary_are_those_of_the_tables() {
    for recipe in [Recipe::new(Scale::S, 1), Recipe::new(Scale::S, 2), deep(1)] {
        let (tables, summary) = tables(&recipe);
        let events = events(text(&tables, Table::Events));
        assert_eq!(events.len(), 100_000);
        let mut kinds: BTreeMap<&str, u64> = summary.rows.iter().map(|(kind, _)| (kind, 0)).collect();
        events.iter().for_each(|e| *kinds.get_mut(e.kind).unwrap() += 1);
        assert_eq!(kinds, summary.rows.iter().collect());
        let lots: BTreeSet<_> =
            events.iter().filter(|e| !["", "N/A"].contains(&e.lot)).map(|e| (e.product, e.lot)).collect();
        assert_eq!(lots.len() as u64, summary.lots);
        for (table, rows) in [
            (Table::Products, summary.products),
            (Table::Sites, summary.sites),
            (Table::Orders, summary.orders),
        ] {
            assert_eq!(text(&tables, table).lines().count() as u64, rows + 1, "{table}");
        }
    }
}

#[test]
fn named_lots_reach_as_far_as_the_summary_says() {
    for recipe in [Recipe::new(Scale::S, 1), Recipe::new(Scale::S, 9), deep(1)] {
        let (tables, summary) = tables(&recipe);
        let events = events(text(&tables, Table::Events));
        let (forward, backward) = (Closure::forward(&events), Closure::backward(&events));
        for lot in [&summary.hub, &summary.medium, &summary.raw, &summary.finished] {
            let start = (lot.product.as_str(), lot.lot.as_str());
            assert_eq!(forward.from(start).len() as u64, lot.forward, "{}", lot.name());
            assert_eq!(backward.from(start).len() as u64, lot.backward, "{}", lot.name());
        }
        let half = summary.hub.forward * 100 / summary.lots;
        assert!((40..=60).contains(&half), "the hub reaches {half} % of all lots");
        assert!((1_200..=2_000).contains(&summary.medium.forward), "{:?}", summary.medium);
    }
}

#[test]
fn shallow_lots_lie_four_to_seven_transforms_deep_and_deep_ones_far_more() {
    let depth = |recipe| {
        let (tables, summary) = tables(&recipe);
        let events = events(text(&tables, Table::Events));
        let forward = Closure::forward(&events);
        let hub = forward.from((&summary.hub.product, &summary.hub.lot));
        let first = events.iter().find(|e| e.product == "ING-SALT").unwrap();
        let salt = forward.from((first.product, first.lot));
        (*hub.values().max().unwrap(), *salt.values().max().unwrap())
    };
    let (hub, _) = depth(Recipe::new(Scale::S, 1));
    assert!((6..=10).contains(&hub), "{hub} transforms");
    let (_, first_salt) = depth(deep(1));
    assert!((40..=300).contains(&first_salt), "{first_salt} transforms");
}

#[test]
fn rows_are_shared_among_kinds_as_in_retail() {
    let (_, summary) = tables(&Recipe::new(Scale::S, 1));
    let rows: BTreeMap<&str, u64> = summary.rows.iter().collect();
    for (kind, least, most) in [("transform", 25, 31), ("move", 24, 31), ("sell", 23, 30), ("receive", 2, 6)]
    {
        let percent = rows[kind] / 1000;
        assert!((least..=most).contains(&percent), "{kind}: {percent} %");
    }
    let movements_a_lot = 1_000_000 / summary.lots;
    assert!((47..=58).contains(&movements_a_lot), "{movements_a_lot} tenths");
}

/// Books of every position, in thousandths, ordered as the rules of the engine order them.
fn negative_positions(tables: &BTreeMap<Table, Vec<u8>>) -> usize {
    let units: BTreeMap<(&str, &str), i64> = text(tables, Table::Units)
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|c| ((c[0], c[1]), c[2].parse().unwrap()))
        .collect();
    let events = events(text(tables, Table::Events));
    plain::books(&events, &units).values().filter(|legs| plain::runs_negative(legs)).count()
}

#[test]
fn tidy_books_never_go_negative_and_wrong_records_make_a_few_that_do() {
    let tidy = Recipe { rates: Rates::tidy(), ..Recipe::new(Scale::S, 3) };
    assert_eq!(negative_positions(&tables(&tidy).0), 0);
    let wrong = Recipe { rates: Rates { negative_books: 0.01, ..Rates::tidy() }, ..Recipe::new(Scale::S, 3) };
    let found = negative_positions(&tables(&wrong).0);
    assert!((60..=300).contains(&found), "{found} positions");
}

#[test]
fn every_fault_is_there_about_as_often_as_asked() {
    let (tables, _) = tables(&Recipe::new(Scale::S, 1));
    let all = text(&tables, Table::Events);
    let rows = events(all);
    let share = |number: usize, of: usize| number * 10_000 / of;
    let sales: Vec<&Event<'_>> = rows.iter().filter(|e| e.kind == "sell" && e.party.is_empty()).collect();
    let lotless = share(sales.iter().filter(|e| e.lot.is_empty()).count(), sales.len());
    assert!((2_850..=3_150).contains(&lotless), "{lotless} of 10000 sales without a lot");
    let lines: BTreeSet<&str> = all.lines().collect();
    let duplicates = share(rows.len() + 1 - lines.len(), rows.len());
    assert!((6..=14).contains(&duplicates), "{duplicates} duplicates in 10000 rows");
    let late = share(rows.iter().filter(|e| !e.recorded.is_empty()).count(), rows.len());
    assert!((120..=260).contains(&late), "{late} late in 10000 rows");
    let dates = share(rows.iter().filter(|e| e.time.len() == 10).count(), rows.len());
    assert!((60..=140).contains(&dates), "{dates} dates in 10000 rows");
    let backwards = rows.iter().filter(|e| e.kind == "move" && !e.arrived.is_empty() && e.arrived < e.time);
    assert!(backwards.count() > 0, "an arrival before its departure");
    let transit = rows.iter().filter(|e| e.kind == "move" && e.arrived.is_empty()).count();
    assert!(transit > 100, "{transit} moves without arrival");
    let ids: BTreeSet<&str> = rows.iter().map(|e| e.id).collect();
    let voids: Vec<_> = rows.iter().filter(|e| e.kind == "void").collect();
    assert!(voids.len() > 50 && voids.iter().all(|v| ids.contains(v.reference)), "{} voids", voids.len());
}

#[test]
fn equal_recipes_give_equal_bytes_in_memory_and_in_files() {
    let recipe = Recipe::new(Scale::S, 5);
    let (first, summary) = tables(&recipe);
    assert_eq!(first, tables(&recipe).0);
    assert_ne!(first[&Table::Events], tables(&Recipe::new(Scale::S, 6)).0[&Table::Events]);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(generate(&recipe, dir.path(), &|_| {}).unwrap(), summary);
    for table in Table::ALL {
        let path = dir.path().join(format!("{table}.csv"));
        assert!(std::fs::read(path).unwrap() == first[&table], "{table}");
    }
}

#[test]
fn the_number_of_rows_is_exact_at_extreme_rates() {
    let wild =
        Rates { voided: 0.9, duplicate_row: 0.9, customer_return: 1.0, counted: 1.0, ..Rates::default() };
    let lost =
        Rates { lost_in_transit: 1.0, placeholder_lot: 1.0, missing_quantity: 1.0, ..Rates::default() };
    let busy =
        Rates { line_rework: 1.0, rework: 1.0, palletised: 1.0, held: 1.0, recalled: 1.0, ..Rates::tidy() };
    for rates in [wild, lost, busy] {
        let (tables, summary) = tables(&Recipe { rates, ..Recipe::new(Scale::S, 7) });
        assert_eq!(summary.rows.total(), 100_000);
        assert_eq!(text(&tables, Table::Events).lines().count(), 100_001);
    }
}

#[test]
fn a_rate_beyond_one_and_a_sink_that_fails_are_errors() {
    let rates = Rates { held: 1.5, ..Rates::default() };
    let recipe = Recipe { rates, ..Recipe::new(Scale::S, 1) };
    let error = generate_to(&recipe, &mut |_, _| Ok(())).unwrap_err();
    assert_eq!(error.to_string(), "rate held is 1.5; give a number from 0 to 1");
    let full = &mut |table, _: &[u8]| match table {
        Table::Lots => Err(std::io::Error::other("full")),
        Table::Events | Table::Products | Table::Units | Table::Sites | Table::Orders => Ok(()),
    };
    let error = generate_to(&Recipe::new(Scale::S, 1), full).unwrap_err();
    assert!(matches!(error, GenerateError::Write { table: Table::Lots, .. }), "{error}");
}

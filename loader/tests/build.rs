//! Sources to snapshots: what only the whole load can tell, and that order and cut do not matter.
#![allow(clippy::unwrap_used, reason = "tests")]

use engine::model::View;
use engine::{
    ClosureQuery, ClosureScratch, Direction, FlowQuery, Knowledge, Seed, SnapshotFile, Tracer, closure,
};
use lotrace_loader::{BuildOptions, Built, MaxRejects, Rules, Sources, build_in_memory};
use lotrace_reference::Network;

const HEADER: &str = "event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,\
                      container,hazards,ref\n";

fn load_as(files: &[(&str, String)], options: &BuildOptions) -> Built {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())).collect();
    build_in_memory(&Sources::memory(files), options).unwrap()
}

fn lenient(rules: Rules) -> BuildOptions {
    BuildOptions { rules, max_rejects: MaxRejects::Count(100), ..BuildOptions::default() }
}

/// Builds rows of `events` and states what was rejected: `line code`.
fn rejected(rows: &str, rules: Rules) -> Vec<String> {
    let built = load_as(&[("events.csv", format!("{HEADER}{rows}"))], &lenient(rules));
    assert!(built.published.is_some());
    built.rejects.iter().map(|reject| format!("{} {}", reject.line, reject.code)).collect()
}

#[test]
fn what_the_whole_load_rejects() {
    let void = "e1,receive,,2026-01-02,,,P,A,5,,S,,,,,,\nv1,void,,2026-01-03,,,,,,,,,,,,,e1\nv2,void,,2026-01-04,,,,,,,,,,,,,v1\n";
    assert_eq!(rejected(void, Rules::default()), ["4 E0220"]);
    let unit = "e1,receive,,2026-01-02,,,P,A,5,ea,S,,,,,,\ne2,receive,,2026-01-02,,,P,B,5,furlong,S,,,,,,\n\
                e3,receive,,2026-01-02,,,P,C,5,ea,S,,,,,,\n";
    assert_eq!(rejected(unit, Rules::default()), ["3 E0221"]);
    let long = "e1,receive,,2026-01-02,,,P,A,0.000000000000000001,,S,,,,,,\ne2,receive,,2026-01-02,,,P,B,12345,,S,,,,,,\n";
    assert_eq!(rejected(long, Rules::default()), ["3 E0222"]);
    let twice = "e1,receive,,2026-01-02,,,P,A,5,,S,,,,,,\ne1,receive,,2026-01-03,,,P,A,5,,S,,,,,,\n";
    assert_eq!(rejected(twice, Rules::default()), [""; 0]);
    assert_eq!(rejected(twice, Rules { strict_ids: true, ..Rules::default() }), ["2 E0223", "3 E0223"]);
}

#[test]
fn too_many_rejects_publish_nothing() {
    let rows = format!(
        "{HEADER}e1,receive,,2026-01-02,,,P,A,5,furlong,S,,,,,,\ne2,receive,,2026-01-02,,,P,A,5,ea,S,,,,,,\ne3,receive,,2026-01-02,,,P,A,5,ea,S,,,,,,\n"
    );
    assert!(load_as(&[("events.csv", rows)], &BuildOptions::default()).published.is_none());
}

#[test]
fn identity_with_supplier_keeps_deliveries_apart_and_pools_together() {
    let rows = "e1,receive,,2026-01-02,,,P,A,5,,S,,V1,,,,\ne2,receive,,2026-01-02,,,P,A,5,,S,,V2,,,,\n\
                e3,receive,,2026-01-02,,,P,N/A,5,,S,,V1,,,,\ne4,receive,,2026-01-02,,,P,B,5,,S,,V1,,,,\n\
                e5,sell,,2026-01-03,,,P,B,1,,S,,,,,,\n";
    let rules = Rules { identity_with_supplier: true, ..Rules::default() };
    let built = load_as(&[("events.csv", format!("{HEADER}{rows}"))], &lenient(rules));
    let file = built.published.unwrap().file;
    let view = View::new(&file).unwrap();
    let mut names: Vec<String> =
        (0..view.lot_count() as u32).map(|lot| view.lot_name(engine::model::LotId::new(lot))).collect();
    names.sort();
    assert_eq!(names, ["P/A[V1]", "P/A[V2]", "P/B[V1]", "P/N/A"]);
}

fn identity(files: &[(&str, String)]) -> String {
    load_as(files, &BuildOptions::default()).published.unwrap().identity.to_string()
}

#[test]
fn order_and_cut_do_not_matter() {
    for seed in 0..200 {
        let network = Network::random(seed);
        let whole: Vec<(&str, String)> =
            network.tables.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        let whole: Vec<(String, String)> =
            whole.iter().map(|(name, text)| (format!("{name}.csv"), text.clone())).collect();
        let (events, others): (Vec<_>, Vec<_>) =
            whole.iter().cloned().partition(|(name, _)| name == "events.csv");
        let mut lines = events[0].1.lines();
        let header = lines.next().unwrap();
        let mut rows: Vec<&str> = lines.collect();
        rows.reverse();
        let middle = rows.len() / 3;
        let piece = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
        let mut cut = others.clone();
        cut.push(("events-2.csv".to_owned(), piece(&rows[..middle])));
        cut.push(("events-1.csv".to_owned(), piece(&rows[middle..])));
        let borrow = |files: &[(String, String)]| -> String {
            let files: Vec<(&str, String)> =
                files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
            identity(&files)
        };
        assert_eq!(borrow(&whole), borrow(&cut), "seed {seed}");
    }
}

fn chain(length: usize) -> SnapshotFile {
    let mut rows = format!("{HEADER}r,receive,,2026-01-01,,,P,L0,1,,S,,,,,,\n");
    for i in 0..length {
        let at = 1_767_225_600 + i as u64;
        let (day, second) = (at / 86_400 - 20_454, at % 86_400);
        let time = format!(
            "2026-01-{:02}T{:02}:{:02}:{:02}Z",
            day + 1,
            second / 3_600,
            second / 60 % 60,
            second % 60
        );
        rows.push_str(&format!("t{i},transform,in,{time},,,P,L{i},1,,S,,,,,,\n"));
        rows.push_str(&format!("t{i},transform,out,{time},,,P,L{},1,,S,,,,,,\n", i + 1));
    }
    load_as(&[("events.csv", rows)], &BuildOptions::default()).published.unwrap().file
}

#[test]
fn a_chain_a_million_lots_deep() {
    let length = 1_000_000;
    let file = chain(length);
    let view = View::new(&file).unwrap();
    let product = view.find_product("P").unwrap();
    let (first, last) =
        (view.find_lot(product, "L0").unwrap(), view.find_lot(product, &format!("L{length}")).unwrap());
    let mut scratch = ClosureScratch::default();
    for (lot, direction) in [(first, Direction::Forward), (last, Direction::Backward)] {
        let query =
            ClosureQuery { lots: &[lot], pools: &[], direction, hazard: None, knowledge: Knowledge::ALL };
        assert_eq!(closure(&view, &query, &mut scratch).len(), length + 1);
    }
    let mut tracer = Tracer::new(view);
    assert_eq!(tracer.forward(&FlowQuery::new(&[Seed::Lot(first)])).rows().count(), length);
    let made = view.rows_by_event(&format!("t{}", length - 1)).map(Seed::Row).collect::<Vec<_>>();
    assert_eq!(tracer.backward(&FlowQuery::new(&made)).lots().len(), length);
}

/// A void of a void is rejected; the voids beside it still take back what they name.
#[test]
fn voids_hold_where_others_are_rejected() {
    let events = "event_id,kind,time,product,lot,quantity,site,ref\n\
                  a0,void,2026-01-09,,,,,v1\n\
                  e1,receive,2026-01-01T00:00:00Z,P,L,10,S,\n\
                  e2,sell,2026-01-02T00:00:00Z,P,L,3,S,\n\
                  e3,sell,2026-01-03T00:00:00Z,P,L,4,S,\n\
                  v1,void,2026-01-04,,,,,e3\n";
    let files = vec![("events.csv".to_owned(), events.as_bytes().to_vec())];
    let options = BuildOptions { max_rejects: MaxRejects::Count(1), ..BuildOptions::default() };
    let built = build_in_memory(&Sources::memory(files), &options).unwrap();
    assert_eq!(built.rejects.len(), 1, "{:?}", built.rejects);
    let file = built.published.unwrap().file;
    let view = engine::model::View::new(&file).unwrap();
    let lot = view.find_lot(view.find_product("P").unwrap(), "L").unwrap();
    let position = view.position_at(lot, view.find_site("S").unwrap()).unwrap();
    assert_eq!(view.books_of(position), Some(7));
}

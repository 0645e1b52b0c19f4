//! The figures that this project promises, measured at one scale:
//! `cargo run --release -p lotrace-benches --example figures -- s|m|l DIRECTORY`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use datasets::Scale;
use engine::model::{LotId, View};
use engine::{
    ClosureQuery, ClosureScratch, Direction, ExpiringAsk, FlowQuery, Knowledge, PickAsk, PickRule,
    PickScratch, Seed, Snapshot, Tracer, Verify, closure, expiring, pick_top,
};
use lotrace_benches as fixture;

fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    format!("p50 {:?}, p99 {:?}, worst {:?}", at(0.5), at(0.99), at(1.0))
}

fn timed<T>(mut ask: impl FnMut(usize) -> T, count: usize) -> Vec<Duration> {
    (0..count)
        .map(|i| {
            let started = Instant::now();
            std::hint::black_box(ask(i));
            started.elapsed()
        })
        .collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let scale = match arguments.get(1).map(String::as_str) {
        Some("m") => Scale::M,
        Some("l") => Scale::L,
        _ => Scale::S,
    };
    let directory = PathBuf::from(arguments.get(2).map_or("figures", String::as_str));
    let summary = fixture::tables_in(scale, &directory).unwrap();
    let path = directory.join("snapshot.lotrace");
    let ((snapshot, took), most) = fixture::with_peak(|| fixture::load_directory(&directory, &path).unwrap());
    let rows = summary.rows.total();
    println!(
        "load: {rows} rows in {took:?}: {:.2} M rows/s, {:.0} MiB anonymous at most",
        rows as f64 / took.as_secs_f64() / 1e6,
        most
    );
    sizes(&snapshot, rows);
    println!("open, verified: {}", percentiles(timed(|_| Snapshot::open(&path, Verify::All).unwrap(), 9)));
    println!("open: {}", percentiles(timed(|_| Snapshot::open(&path, Verify::HeaderOnly).unwrap(), 9)));
    questions(&snapshot.view(), &summary);
}

fn sizes(snapshot: &Snapshot, rows: u64) {
    let is_string = |name: &str| {
        ["text.", "lot.code.", "row.id.", "row.document."].iter().any(|strings| name.starts_with(strings))
    };
    let mut sections: Vec<(u64, &str)> = snapshot.file().sections().map(|s| (s.bytes, s.name)).collect();
    sections.sort_unstable_by(|a, b| b.cmp(a));
    let (strings, others): (Vec<_>, Vec<_>) = sections.iter().partition(|(_, name)| is_string(name));
    let sum = |part: &[&(u64, &str)]| part.iter().map(|(bytes, _)| *bytes).sum::<u64>() as f64;
    println!(
        "size: {:.1} bytes a movement besides strings, {:.1} of strings",
        sum(&others) / rows as f64,
        sum(&strings) / rows as f64
    );
    for (bytes, name) in
        sections.iter().take(if std::env::var_os("LOTRACE_SECTIONS").is_some() { 200 } else { 12 })
    {
        println!("  {name:24} {:6.2}", *bytes as f64 / rows as f64);
    }
}

fn questions(view: &View<'_>, summary: &datasets::Summary) {
    let mut scratch = ClosureScratch::default();
    let mut close = |lot: LotId, direction: Direction| {
        let lots = [lot];
        let query =
            ClosureQuery { lots: &lots, pools: &[], direction, hazard: None, knowledge: Knowledge::ALL };
        closure(view, &query, &mut scratch).len()
    };
    // A fixed stride that shares no factor with the count visits lots in no order that the cache would know.
    let random = |i: usize| LotId::new(((i as u64 * 7_919_993) % view.lot_count() as u64) as u32);
    for direction in [Direction::Forward, Direction::Backward] {
        timed(|i| close(random(i), direction), 20_000);
        println!(
            "closure of a random lot, {direction:?}: {}",
            percentiles(timed(|i| close(random(i), direction), 20_000))
        );
    }
    for named in [&summary.medium, &summary.hub] {
        let lot = fixture::lot(view, named);
        assert_eq!(close(lot, Direction::Forward) as u64, named.forward);
        println!(
            "closure of {} lots: {}",
            named.forward,
            percentiles(timed(|_| close(lot, Direction::Forward), 30))
        );
    }
    let mut tracer = Tracer::new(*view);
    for lot in [fixture::thousand_movements(view), fixture::lot(view, &summary.hub)] {
        let seeds = [Seed::Lot(lot)];
        let query = FlowQuery::new(&seeds);
        let rows = tracer.forward(&query).rows().count();
        println!(
            "flow over {rows} movements: {}",
            percentiles(timed(|_| tracer.forward(&query).rows().count(), 20))
        );
    }
    let on = fixture::last_day(view);
    let ask = PickAsk {
        product: view.find_product(&summary.shelf.product).unwrap(),
        site: view.find_site(&summary.shelf.site).unwrap(),
        on,
        rule: PickRule::Fefo,
        min_life: None,
        knowledge: Knowledge::ALL,
        live: None,
    };
    let (mut picks, mut lines) = (PickScratch::default(), Vec::new());
    let times = timed(|_| pick_top(view, &fixture::Utc, &ask, 10, &mut picks, &mut lines), 1_000);
    println!("FEFO top {}: {}", lines.len(), percentiles(times));
    let ask = ExpiringAsk { on, within: 14, knowledge: Knowledge::ALL, live: None };
    let found = expiring(view, &fixture::Utc, &ask).0.len();
    println!(
        "expiring in 14 days, {found} rows: {}",
        percentiles(timed(|_| expiring(view, &fixture::Utc, &ask), 20))
    );
}

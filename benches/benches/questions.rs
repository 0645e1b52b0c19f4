//! Questions at scale s (100 thousand movements): closures and flow of a small, a medium and the largest lot, FEFO,
//! expiring stock, loading and opening. `cargo bench` runs them; `cargo bench -- --test` runs each once.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use datasets::Scale;
use engine::model::{LotId, View};
use engine::{
    ClosureQuery, ClosureScratch, Direction, ExpiringAsk, FlowQuery, Knowledge, PickAsk, PickRule,
    PickScratch, Seed, SnapshotFile, Tracer, Verify, closure, expiring, pick_top,
};
use lotrace_benches as fixture;

fn closures(c: &mut Criterion, view: &View<'_>, lots: &[(&str, LotId, u64)]) {
    let mut group = c.benchmark_group("closure");
    let mut scratch = ClosureScratch::default();
    for (name, lot, size) in lots {
        let lots = [*lot];
        let query = ClosureQuery {
            lots: &lots,
            pools: &[],
            direction: Direction::Forward,
            hazard: None,
            knowledge: Knowledge::ALL,
        };
        assert_eq!(
            closure(view, &query, &mut scratch).len() as u64,
            *size,
            "{name}: the generator counted them"
        );
        group.bench_function(*name, |b| b.iter(|| black_box(closure(view, &query, &mut scratch).len())));
    }
    group.finish();
}

fn flows(c: &mut Criterion, view: &View<'_>, lots: &[(&str, LotId, u64)]) {
    let mut group = c.benchmark_group("flow");
    let mut tracer = Tracer::new(*view);
    for (name, lot, _) in lots {
        let seeds = [Seed::Lot(*lot)];
        let query = FlowQuery::new(&seeds);
        assert!(tracer.forward(&query).rows().count() > 0, "{name}: something moved");
        group.bench_function(*name, |b| b.iter(|| black_box(tracer.forward(&query).rows().count())));
    }
    group.finish();
}

fn stock(c: &mut Criterion, view: &View<'_>, shelf: &datasets::NamedShelf) {
    let on = fixture::last_day(view);
    let ask = PickAsk {
        product: view.find_product(&shelf.product).unwrap(),
        site: view.find_site(&shelf.site).unwrap(),
        on,
        rule: PickRule::Fefo,
        min_life: None,
        knowledge: Knowledge::ALL,
        live: None,
    };
    let (mut scratch, mut lines) = (PickScratch::default(), Vec::new());
    pick_top(view, &fixture::Utc, &ask, 10, &mut scratch, &mut lines);
    assert!(!lines.is_empty(), "the shelf has stock");
    c.bench_function("fefo/top 10", |b| {
        b.iter(|| {
            pick_top(view, &fixture::Utc, &ask, 10, &mut scratch, &mut lines);
            black_box(lines.len())
        });
    });
    let ask = ExpiringAsk { on, within: 14, knowledge: Knowledge::ALL, live: None };
    assert!(!expiring(view, &fixture::Utc, &ask).0.is_empty(), "something expires");
    c.bench_function("expiring/14 days", |b| {
        b.iter(|| black_box(expiring(view, &fixture::Utc, &ask).0.len()))
    });
}

fn files(c: &mut Criterion, tables: &fixture::Tables) {
    let mut group = c.benchmark_group("file");
    group.sample_size(10);
    group.bench_function("load", |b| b.iter(|| black_box(fixture::load(&tables.files).unwrap())));
    let directory = std::env::temp_dir().join(format!("lotrace-bench-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("s.lotrace");
    let built = loader::build(
        &loader::Sources::memory(tables.files.clone()),
        &fixture::options(),
        &path,
        &loader::Progress::new(),
    );
    assert!(built.unwrap().published.is_some());
    group
        .bench_function("open, verified", |b| b.iter(|| engine::Snapshot::open(&path, Verify::All).unwrap()));
    group.bench_function("open", |b| b.iter(|| engine::Snapshot::open(&path, Verify::HeaderOnly).unwrap()));
    group.finish();
    std::fs::remove_dir_all(&directory).unwrap();
}

fn questions(c: &mut Criterion) {
    let tables = fixture::tables(Scale::S).unwrap();
    let file: SnapshotFile = fixture::load(&tables.files).unwrap();
    let view = View::new(&file).unwrap();
    let summary = &tables.summary;
    let lots = [("small", &summary.raw), ("medium", &summary.medium), ("hub", &summary.hub)]
        .map(|(name, named)| (name, fixture::lot(&view, named), named.forward));
    closures(c, &view, &lots);
    flows(c, &view, &lots);
    stock(c, &view, &summary.shelf);
    files(c, &tables);
}

criterion_group!(benches, questions);
criterion_main!(benches);

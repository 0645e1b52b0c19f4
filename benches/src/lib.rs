//! Fixtures of the benches: generated data of a named size and a fixed seed, and the questions asked of it.

use std::path::Path;
use std::time::{Duration, Instant};

use datasets::{GenerateError, NamedLot, Recipe, Scale, Summary, generate, generate_to};
use engine::model::{LotId, Nanos, RowKind, SiteId, View};
use engine::{Calendar, Snapshot, SnapshotFile};
use loader::{BuildError, BuildOptions, MaxRejects, Progress, Sources, build, build_in_memory};

/// The seed of every bench.
pub const SEED: u64 = 1;

/// The last day of the generated data is asked for: days since 1970.
const NANOS_A_DAY: i64 = 86_400_000_000_000;

/// Days in UTC: the generated sites have no zones of their own.
#[derive(Clone, Copy, Debug)]
pub struct Utc;

impl Calendar for Utc {
    fn day_end(&self, _: SiteId, day: i32) -> Nanos {
        (i64::from(day) + 1) * NANOS_A_DAY - 1
    }

    fn day_of(&self, _: SiteId, at: Nanos) -> i32 {
        at.div_euclid(NANOS_A_DAY) as i32
    }
}

/// What the benches load: the tables of one scale, in memory.
#[derive(Debug)]
pub struct Tables {
    /// File names and their bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was generated.
    pub summary: Summary,
}

/// Generates the tables of a scale.
///
/// # Errors
///
/// As the generator.
pub fn tables(scale: Scale) -> Result<Tables, GenerateError> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let summary = generate_to(&Recipe::new(scale, SEED), &mut |table, bytes: &[u8]| {
        let name = format!("{}.csv", table.name());
        match files.iter_mut().find(|(known, _)| *known == name) {
            Some((_, held)) => held.extend_from_slice(bytes),
            None => files.push((name, bytes.to_vec())),
        }
        Ok(())
    })?;
    Ok(Tables { files, summary })
}

/// Generates the tables of a scale into a directory.
///
/// # Errors
///
/// As the generator.
pub fn tables_in(scale: Scale, directory: &Path) -> Result<Summary, GenerateError> {
    generate(&Recipe::new(scale, SEED), directory, &|_| {})
}

/// How the generated data is loaded: it has a few rows that no table can take.
#[must_use]
pub fn options() -> BuildOptions {
    BuildOptions { max_rejects: MaxRejects::Percent(1.0), ..BuildOptions::default() }
}

/// Builds in memory.
///
/// # Errors
///
/// As the loader.
///
/// # Panics
///
/// Where more than one row in a hundred is rejected.
#[allow(clippy::expect_used, reason = "a fixture that does not load is a failed bench")]
pub fn load(files: &[(String, Vec<u8>)]) -> Result<SnapshotFile, BuildError> {
    let built = build_in_memory(&Sources::memory(files.to_vec()), &options())?;
    Ok(built.published.expect("the generated rows load").file)
}

/// Builds a file and opens it; gives the snapshot and how long building and publishing took.
///
/// # Errors
///
/// As the loader.
///
/// # Panics
///
/// Where more than one row in a hundred is rejected.
#[allow(clippy::expect_used, reason = "a fixture that does not load is a failed bench")]
pub fn load_directory(directory: &Path, out: &Path) -> Result<(Snapshot, Duration), BuildError> {
    load_watched(directory, out, &Progress::new())
}

/// As [`load_directory`], watched.
///
/// # Errors
///
/// As the loader.
///
/// # Panics
///
/// Where more than one row in a hundred is rejected.
#[allow(clippy::expect_used, reason = "a fixture that does not load is a failed bench")]
pub fn load_watched(
    directory: &Path,
    out: &Path,
    progress: &Progress,
) -> Result<(Snapshot, Duration), BuildError> {
    let sources = Sources::open(&[directory])?;
    let started = Instant::now();
    let built = build(&sources, &options(), out, progress)?;
    let took = started.elapsed();
    built.published.expect("the generated rows load");
    let snapshot = Snapshot::open(out, engine::Verify::All).expect("what was just published opens");
    Ok((snapshot, took))
}

/// Does some work; gives what came of it and the most memory that no file backed meanwhile, in MiB, as a sampler saw
/// it every ten milliseconds.
pub fn with_peak<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let (done, sampled) = std::sync::mpsc::channel::<()>();
    let sampler = std::thread::spawn(move || {
        let mut most = 0f64;
        while sampled.recv_timeout(Duration::from_millis(10))
            == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
        {
            most = most.max(anonymous_mib());
        }
        most
    });
    let result = work();
    drop(done);
    (result, sampler.join().unwrap_or(0.0))
}

fn anonymous_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap_or("0");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// The lot of a name.
///
/// # Panics
///
/// Where the data has no such lot.
#[must_use]
#[allow(clippy::expect_used, reason = "the generator names its own lots")]
pub fn lot(view: &View<'_>, named: &NamedLot) -> LotId {
    let product = view.find_product(&named.product).expect("a generated product");
    view.find_lot(product, &named.lot).expect("a generated lot")
}

/// The last day on which anything happens.
#[must_use]
pub fn last_day(view: &View<'_>) -> i32 {
    view.horizon().div_euclid(NANOS_A_DAY) as i32
}

/// A lot that a flow trace follows over about a thousand movements: the first finished or raw lot that does.
#[must_use]
pub fn thousand_movements(view: &View<'_>) -> LotId {
    let mut tracer = engine::Tracer::new(*view);
    let mut best = (usize::MAX, LotId::new(0));
    let step = (view.lot_count() / 4_000).max(1);
    for lot in (0..view.lot_count() as u32).step_by(step).map(LotId::new) {
        let made = view.rows_of(lot).any(|row| view.row_kind(row) == RowKind::Receive);
        if !made {
            continue;
        }
        let seeds = [engine::Seed::Lot(lot)];
        let rows = tracer.forward(&engine::FlowQuery::new(&seeds)).rows().count();
        best = best.min((rows.abs_diff(1_000), lot));
    }
    best.1
}

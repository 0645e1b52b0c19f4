//! Loads a directory of tables and says what it cost:
//! `cargo run --release -p lotrace-benches --example load -- DIRECTORY SNAPSHOT`.
//!
//! Processor time stands beside wall-clock time: it is the steadier of the two on a machine that others use too.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

use std::path::PathBuf;

use lotrace_benches as fixture;

/// Seconds of processor time that this process has used: user and system.
fn processor_seconds() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let mut fields = stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0) / 100.0;
    (ticks(), ticks())
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let (Some(directory), Some(snapshot)) = (arguments.next(), arguments.next()) else {
        println!("load DIRECTORY SNAPSHOT");
        return;
    };
    let progress = loader::Progress::new();
    let (loaded, most) =
        fixture::with_peak(|| fixture::load_watched(&directory, &snapshot, &progress).unwrap());
    let (opened, took) = loaded;
    let (user, system) = processor_seconds();
    let counts = opened.view().counts;
    let rows: u64 = counts.range(engine::model::counts::READ..engine::model::counts::READ + 6).sum();
    println!(
        "{rows} rows in {took:?} ({:.2} M rows/s), {user:.1} s user, {system:.1} s system, {:.0} MiB anonymous at most",
        rows as f64 / took.as_secs_f64() / 1e6,
        most
    );
    for (stage, took) in progress.stages() {
        println!("  {stage:24} {:6.2} s", took.as_secs_f64());
    }
    let movements = opened.view().row_count() as f64;
    let mut sections: Vec<(u64, &str)> = opened.file().sections().map(|s| (s.bytes, s.name)).collect();
    sections.sort_unstable_by(|a, b| b.cmp(a));
    for (bytes, name) in &sections {
        println!("  {name:24} {:6.2} bytes a movement", *bytes as f64 / movements);
    }
}

//! Rows per second of the reading stage alone: `cargo run --release --example read_rate -- [ROWS] [THREADS]`.
//!
//! Makes a file of events in all 17 columns (about 145 bytes a row), reads it three times and prints the rates.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::time::Instant;

use lotrace_loader::{LoadError, Progress, ReadOptions, Sources, read};

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Load(#[from] LoadError),
}

const HEADER: &str = "event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,\
                      container,hazards,ref";

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let rows = arguments.next().unwrap_or(1_000_000);
    if let Some(threads) = arguments.next() {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(io::Error::other)?;
    }
    let directory = std::env::temp_dir().join(format!("lotrace-read-rate-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let path = directory.join("events.csv");
    let bytes = generate(&path, rows)?;
    println!("{rows} rows, {} bytes a row, {} threads", bytes / rows, rayon::current_num_threads());
    for _ in 0..3 {
        let (begun, cpu) = (Instant::now(), cpu_seconds());
        let tables = read(&Sources::open(&[&path])?, &ReadOptions::default(), &Progress::new())?;
        let (seconds, cpu) = (begun.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        assert_eq!((tables.rows_read[0] as usize, tables.rejects.len()), (rows, 0));
        let (rate, each) = (rows as f64 / seconds / 1e6, cpu * 1e6 / rows as f64);
        println!("{seconds:.3} s, {rate:.2} M rows/s, {each:.3} µs of CPU a row, {}", resident());
    }
    std::fs::remove_dir_all(&directory)?;
    Ok(())
}

fn generate(path: &std::path::Path, rows: usize) -> io::Result<usize> {
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    writeln!(out, "{HEADER}")?;
    let (mut line, mut bytes, mut seed) = (String::new(), 0, 1_u64);
    for i in 0..rows {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pick = |shift: u32, below: u64| (seed >> shift) % below;
        let (day, hour, minute) = (i * 28 / rows + 1, pick(40, 24), pick(45, 60));
        let (product, lot, site) = (pick(20, 2000), pick(24, 30_000), pick(30, 500));
        line.clear();
        let (kind, to) =
            if i % 3 == 0 { ("sell", String::new()) } else { ("move", format!("STORE-{:04}", site + 7)) };
        let arrived = if to.is_empty() { String::new() } else { format!("2026-03-{day:02}T23:59:07Z") };
        // Writing into a string cannot fail.
        let written = write!(
            line,
            "EV{i:09},{kind},,2026-03-{day:02}T{hour:02}:{minute:02}:07Z,{arrived},2026-03-{day:02}T23:59:59Z,\
             P{product:05},L{lot:07}A,{}.{},ea,DC-{site:04},{to},,DOC{:07},,,",
            pick(33, 900),
            pick(37, 100),
            i / 20
        );
        debug_assert!(written.is_ok());
        bytes += line.len() + 1;
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(bytes)
}

/// Anonymous memory held, where the system tells.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = |key: &str| status.lines().find(|line| line.starts_with(key)).unwrap_or("?").to_owned();
    format!("{} {}", held("RssAnon"), held("VmHWM"))
}

/// CPU time of this process, where the system tells it: fields 14 and 15, in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

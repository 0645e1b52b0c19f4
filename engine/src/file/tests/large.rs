//! By hand: `cargo test --release -p lotrace-engine -- --ignored --nocapture file::tests::large`.

use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::file::Verify;

/// The least of `rounds` times.
fn least(rounds: usize, mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..rounds).map(time).min().unwrap()
}

fn report_times(path: &Path, bytes: u64) {
    let header = least(20, || drop(SnapshotFile::open(path, Verify::HeaderOnly).unwrap()));
    let all = least(5, || drop(SnapshotFile::open(path, Verify::All).unwrap()));
    let file = SnapshotFile::open(path, Verify::All).unwrap();
    let again = least(5, || file.verify().unwrap());
    let digests = least(2, || file.verify_digests().unwrap());
    let names: Vec<&str> = file.sections().map(|section| section.name).collect();
    let section = least(20, || {
        for name in &names {
            std::hint::black_box(file.section::<u64>(name).unwrap());
        }
    });
    println!(
        "{bytes} bytes: open, header only {header:?}; open and verify {all:?}; verify mapped {again:?};"
    );
    println!("verify digests {digests:?}; {} section() calls {section:?}", names.len());
}

#[test]
#[ignore = "takes 1 GB of disk"]
fn times_of_one_gigabyte() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let values: Vec<u64> = (0..125_000_000_u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let start = Instant::now();
    let mut writer = SnapshotWriter::create(&path).unwrap();
    let small = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"];
    for name in small {
        writer.section::<u64>(name, &values[..1000]).unwrap();
    }
    writer.section::<u64>("large", &values).unwrap();
    println!("written in {:?}", start.elapsed());
    let bytes = writer.publish().unwrap().bytes;
    println!("published after {:?}", start.elapsed());
    report_times(&path, bytes);
}

#[test]
#[ignore = "takes 11 GB of disk and 5 GB of memory"]
fn more_than_four_gibibytes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let count = (5_usize << 30) / 8;
    let values: Vec<u64> = (0..count as u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let start = Instant::now();
    let mut writer = SnapshotWriter::create(&path).unwrap();
    writer.section::<u64>("large", &values).unwrap();
    writer.section::<u64>("after", &[42]).unwrap();
    let bytes = writer.publish().unwrap().bytes;
    println!("published after {:?}", start.elapsed());
    assert_eq!(bytes, 4096 + ((5 << 30) + 64) + 64 + 2 * 96);
    let file = SnapshotFile::open(&path, Verify::All).unwrap();
    let large = file.section::<u64>("large").unwrap();
    assert!(large.iter().zip(&values).all(|(element, value)| element.to_native() == *value));
    assert_eq!((large.len(), file.section::<u64>("after").unwrap()[0].to_native()), (count, 42));
    report_times(&path, bytes);
}

#![allow(clippy::unwrap_used, reason = "tests")]

mod damage;
mod hostile;
mod large;
mod publish;
mod round_trip;

use rkyv::util::AlignedVec;

use super::{SnapshotError, SnapshotFile, SnapshotWriter};

/// Writes one section of every type, an empty one among them.
fn write_sample(writer: &mut SnapshotWriter, seed: u8) {
    writer.section::<u8>("arena.bytes", &[seed, 2, 3]).unwrap();
    writer.section::<u16>("lot.flags", &[]).unwrap();
    writer.section::<u32>("lot.product", &(0..100).collect::<Vec<u32>>()).unwrap();
    writer.section::<u64>("lot.offsets", &[0, 1 << 40, u64::MAX]).unwrap();
    writer.section::<i32>("lot.day", &[-1, i32::MIN, i32::MAX]).unwrap();
    writer.section::<i64>("row.time", &[i64::MIN, -1, 0, 1, i64::MAX]).unwrap();
}

/// The sample's bytes: 4096 of header, 768 of sections, 576 of table.
fn sample_bytes() -> Vec<u8> {
    let mut writer = SnapshotWriter::in_memory();
    write_sample(&mut writer, 1);
    writer.publish().unwrap().file.as_bytes().to_vec()
}

fn open_bytes(bytes: &[u8]) -> Result<SnapshotFile, SnapshotError> {
    let mut aligned = AlignedVec::with_capacity(bytes.len());
    aligned.extend_from_slice(bytes);
    SnapshotFile::from_bytes(aligned)
}

/// Names in a directory, sorted.
fn names(directory: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

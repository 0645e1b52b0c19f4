use crc_fast::CrcAlgorithm;
use rayon::prelude::*;

use super::entry::Entry;
use super::{Place, SnapshotError};

/// Bytes whose CRC one task computes; sections are cut, so that one large section keeps every core busy.
const PIECE_BYTES: usize = 4 << 20;

/// Below this many bytes the threads of the pool cost more than they save.
const PARALLEL_BYTES: usize = 1 << 20;

/// Checks every section's CRC and that the gaps after sections are zero.
///
/// `entries` are laid out in `bytes` as [`Table`](super::table::Table) says.
pub(super) fn sections(bytes: &[u8], entries: &[Entry], place: &Place) -> Result<(), SnapshotError> {
    let pieces: Vec<&[u8]> =
        entries.iter().flat_map(|entry| section_bytes(bytes, entry).chunks(PIECE_BYTES)).collect();
    let crcs: Vec<u32> = if bytes.len() < PARALLEL_BYTES {
        pieces.iter().map(|piece| crc_fast::crc32_iscsi(piece)).collect()
    } else {
        pieces.par_iter().with_max_len(1).map(|piece| crc_fast::crc32_iscsi(piece)).collect()
    };
    let mut of_pieces = pieces.iter().zip(crcs);
    for entry in entries {
        let count = section_bytes(bytes, entry).chunks(PIECE_BYTES).len();
        let crc = of_pieces.by_ref().take(count).fold(0, |crc, (piece, next)| join(crc, next, piece.len()));
        if crc != entry.crc {
            return Err(damaged(entry, place, "checksum"));
        }
        check_gap(bytes, entry, place)?;
    }
    Ok(())
}

/// Checks every section's BLAKE3, and so that the content is what the identity says.
pub(super) fn digests(bytes: &[u8], entries: &[Entry], place: &Place) -> Result<(), SnapshotError> {
    let wrong = entries
        .par_iter()
        .with_max_len(1)
        .find_first(|entry| *blake3::hash(section_bytes(bytes, entry)).as_bytes() != entry.digest);
    wrong.map_or(Ok(()), |entry| Err(damaged(entry, place, "content hash")))
}

/// The bytes of a section that the table has placed inside the file.
pub(super) fn section_bytes<'b>(bytes: &'b [u8], entry: &Entry) -> &'b [u8] {
    let end = entry.end().expect("checked when the table was read");
    &bytes[entry.offset as usize..end as usize]
}

/// CRC of bytes with CRC `first` followed by `len` bytes with CRC `second`.
fn join(first: u32, second: u32, len: usize) -> u32 {
    let joined =
        crc_fast::checksum_combine(CrcAlgorithm::Crc32Iscsi, u64::from(first), u64::from(second), len as u64);
    // A CRC-32 fills the low half.
    joined as u32
}

fn check_gap(bytes: &[u8], entry: &Entry, place: &Place) -> Result<(), SnapshotError> {
    let end = entry.end().expect("checked when the table was read");
    let next = super::align_up(end).expect("checked when the table was read");
    match bytes[end as usize..next as usize].iter().position(|&byte| byte != 0) {
        None => Ok(()),
        Some(at) => Err(SnapshotError::DamagedGap {
            place: place.clone(),
            section: entry.name.as_str().to_owned(),
            offset: end + at as u64,
        }),
    }
}

fn damaged(entry: &Entry, place: &Place, what: &'static str) -> SnapshotError {
    SnapshotError::DamagedSection { place: place.clone(), section: entry.name.as_str().to_owned(), what }
}

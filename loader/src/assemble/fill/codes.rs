//! Dictionaries of codes that are written by several threads.

use engine::model::CodeDictionary;
use rayon::prelude::*;

/// Strings that one thread writes at a time.
const PART: usize = 1 << 14;

/// The strings `0..count` as a dictionary: its blocks, and its bytes.
pub(super) fn dictionary<'a>(count: usize, string: impl Fn(usize) -> &'a str + Sync) -> (Vec<u64>, Vec<u8>) {
    let parts: Vec<CodeDictionary> = (0..count.div_ceil(PART))
        .into_par_iter()
        .map(|part| {
            let mut codes = CodeDictionary::starting_at(part * PART);
            (part * PART..((part + 1) * PART).min(count)).for_each(|index| codes.push(string(index)));
            codes
        })
        .collect();
    concat(parts)
}

/// Pieces that follow one another as one dictionary: its blocks, and its bytes.
pub(super) fn concat(pieces: Vec<CodeDictionary>) -> (Vec<u64>, Vec<u8>) {
    let mut all = CodeDictionary::default();
    all.blocks.reserve_exact(pieces.iter().map(|piece| piece.blocks.len()).sum());
    all.bytes.reserve_exact(pieces.iter().map(|piece| piece.bytes.len()).sum());
    pieces.into_iter().for_each(|piece| all.append(&piece));
    (all.blocks, all.bytes)
}

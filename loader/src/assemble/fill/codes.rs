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
            let mut codes = CodeDictionary::default();
            // A part is whole blocks, so that blocks of parts follow one another.
            (part * PART..((part + 1) * PART).min(count)).for_each(|index| codes.push(string(index)));
            codes
        })
        .collect();
    let mut blocks = Vec::with_capacity(parts.iter().map(|part| part.blocks.len()).sum());
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.bytes.len()).sum());
    for part in parts {
        let base = bytes.len() as u64;
        blocks.extend(part.blocks.iter().map(|start| start + base));
        bytes.extend_from_slice(&part.bytes);
    }
    (blocks, bytes)
}

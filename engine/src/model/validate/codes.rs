//! Dictionaries of codes: they parse, and cover their bytes exactly.

use rayon::prelude::*;

use super::Law;
use super::laws::ensure;
use crate::model::Column;

/// Strings of a block.
const BLOCK: usize = 16;
/// Blocks that one task goes through.
const PART: usize = 1 << 10;

/// A dictionary of `count` strings.
#[derive(Clone, Copy)]
pub(super) struct Dictionary<'s> {
    pub(super) sections: (&'static str, &'static str),
    pub(super) blocks: Column<'s, u64>,
    pub(super) bytes: Column<'s, u8>,
    pub(super) count: usize,
}

impl<'s> Dictionary<'s> {
    /// Every block begins where the one before ends, the last at the end of all bytes, and every string is text.
    /// `each` is called with the indices and the strings of each part, in order within the part.
    pub(super) fn check(&self, each: impl Fn(usize, &'s str) -> Law + Sync) -> Law {
        let (blocks, bytes) = self.sections;
        let end = self.bytes.len();
        let first = if self.blocks.is_empty() { end as u64 } else { self.blocks.get(0) };
        ensure(first == 0, blocks, "the first block does not begin at 0")?;
        let parts: Vec<Law> = (0..self.blocks.len().div_ceil(PART))
            .into_par_iter()
            .map(|part| {
                (part * PART..((part + 1) * PART).min(self.blocks.len())).try_for_each(|block| {
                    let from = usize::try_from(self.blocks.get(block)).unwrap_or(usize::MAX);
                    let to =
                        if block + 1 < self.blocks.len() { self.blocks.get(block + 1) as usize } else { end };
                    ensure(from <= to && to <= end, blocks, "a block begins outside the bytes")?;
                    let strings = BLOCK.min(self.count - block * BLOCK);
                    let parsed = self.block(&self.bytes.raw()[from..to], block * BLOCK, strings, &each)?;
                    ensure(parsed, bytes, "a block does not hold its strings")
                })
            })
            .collect();
        parts.into_iter().collect()
    }

    /// Whether the bytes are exactly so many strings.
    fn block(
        &self,
        bytes: &'s [u8],
        first: usize,
        strings: usize,
        each: &impl Fn(usize, &'s str) -> Law,
    ) -> Result<bool, super::ModelError> {
        let mut rest = bytes;
        for index in first..first + strings {
            let Some((length, after)) = read_length(rest) else { return Ok(false) };
            let Some((string, after)) = after.split_at_checked(length) else { return Ok(false) };
            let Ok(string) = std::str::from_utf8(string) else { return Ok(false) };
            each(index, string)?;
            rest = after;
        }
        Ok(rest.is_empty())
    }
}

/// A LEB128 length of at most four bytes, and what comes after it.
#[inline]
fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0;
    for (i, byte) in bytes.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * i);
        if *byte < 0x80 {
            return Some((length, &bytes[i + 1..]));
        }
    }
    None
}

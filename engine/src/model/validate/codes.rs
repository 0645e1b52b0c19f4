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
    /// `each` is called with the index of each string, the one before it, and itself.
    pub(super) fn check(&self, each: impl Fn(usize, Option<&'s [u8]>, &'s [u8]) -> Law + Sync) -> Law {
        let blocks = self.blocks.len();
        let end = self.bytes.len() as u64;
        let section = self.sections.0;
        let first = if blocks == 0 { end } else { self.blocks.get(0) };
        ensure(first == 0, section, "the first block does not begin at 0")?;
        let fits = |block: usize| {
            self.blocks.get(block) <= if block + 1 < blocks { self.blocks.get(block + 1) } else { end }
        };
        ensure(
            (0..blocks).into_par_iter().with_min_len(PART).all(fits),
            section,
            "a block begins outside the bytes",
        )?;
        let parts: Vec<Law> = (0..blocks.div_ceil(PART))
            .into_par_iter()
            .map(|part| {
                let mut before = None;
                if part > 0 {
                    self.block(part * PART - 1, &mut before, &|_, _, _| Ok(()))?;
                }
                (part * PART..((part + 1) * PART).min(blocks))
                    .try_for_each(|block| self.block(block, &mut before, &each))
            })
            .collect();
        parts.into_iter().collect()
    }

    /// A block is exactly its strings; `before` is the string before them, then the last of them.
    fn block(
        &self,
        block: usize,
        before: &mut Option<&'s [u8]>,
        each: &impl Fn(usize, Option<&'s [u8]>, &'s [u8]) -> Law,
    ) -> Law {
        let wrong = || ensure(false, self.sections.1, "a block does not hold its strings");
        let from = self.blocks.get(block) as usize;
        let to = if block + 1 < self.blocks.len() {
            self.blocks.get(block + 1) as usize
        } else {
            self.bytes.len()
        };
        let mut rest = &self.bytes.raw()[from..to];
        // Where all is ASCII, so is every string.
        let ascii = rest.is_ascii();
        for index in block * BLOCK..((block + 1) * BLOCK).min(self.count) {
            let Some((length, after)) = read_length(rest) else { return wrong() };
            let Some((string, after)) = after.split_at_checked(length) else { return wrong() };
            if !ascii && std::str::from_utf8(string).is_err() {
                return wrong();
            }
            each(index, *before, string)?;
            *before = Some(string);
            rest = after;
        }
        if rest.is_empty() { Ok(()) } else { wrong() }
    }
}

/// A LEB128 length of at most four bytes, and what comes after it.
#[inline]
fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((usize::from(*first), rest));
    }
    let mut length = 0;
    for (i, byte) in bytes.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * i);
        if *byte < 0x80 {
            return Some((length, &bytes[i + 1..]));
        }
    }
    None
}

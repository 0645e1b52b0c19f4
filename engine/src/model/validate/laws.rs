//! What invariants are made of.

use std::ops::Range;

use rayon::prelude::*;

use super::{Law, ModelError};
use crate::file::Element;
use crate::model::{Column, Sparse};

/// Cells that one task goes through.
const PART: usize = 1 << 15;

/// `Err`, unless it holds.
pub(super) fn ensure(holds: bool, section: &'static str, what: &'static str) -> Law {
    if holds { Ok(()) } else { Err(ModelError { section, what }) }
}

/// The column has as many cells as what it describes.
pub(super) fn length<T: Element>(section: &'static str, column: Column<'_, T>, expected: usize) -> Law {
    ensure(column.len() == expected, section, "its length is another than that of the columns beside it")
}

/// The column is left out, or has as many cells as what it describes.
pub(super) fn optional<T: Element>(section: &'static str, column: Column<'_, T>, expected: usize) -> Law {
    if column.is_empty() { Ok(()) } else { length(section, column, expected) }
}

/// Every cell satisfies `holds`.
pub(super) fn each<T: Element>(
    section: &'static str,
    column: Column<'_, T>,
    what: &'static str,
    holds: impl Fn(T) -> bool + Sync,
) -> Law {
    let part = |cells: &[T::Archived]| cells.iter().all(|cell| holds(T::to_native(*cell)));
    ensure(column.raw().par_chunks(PART).all(part), section, what)
}

/// Every id is one of `count`.
pub(super) fn below(section: &'static str, column: Column<'_, u32>, count: usize) -> Law {
    each(section, column, "an id is out of range", |id| (id as usize) < count)
}

/// Every id is one of `count`, or stands for none.
pub(super) fn below_or_none(section: &'static str, column: Column<'_, u32>, count: usize) -> Law {
    each(section, column, "an id is out of range", |id| id == crate::model::NONE || (id as usize) < count)
}

/// Every number of an enumeration, or index, is below `count`.
pub(super) fn small(section: &'static str, column: Column<'_, u8>, count: usize) -> Law {
    each(section, column, "a number stands for nothing", |number| usize::from(number) < count)
}

/// `holds` for every index and the one after it.
pub(super) fn adjacent(
    section: &'static str,
    count: usize,
    what: &'static str,
    holds: impl Fn(usize, usize) -> bool + Sync,
) -> Law {
    let pairs = count.saturating_sub(1);
    let part = |part: usize| (part * PART..((part + 1) * PART).min(pairs)).all(|i| holds(i, i + 1));
    ensure((0..pairs.div_ceil(PART)).into_par_iter().all(part), section, what)
}

/// Each cell is greater than the one before.
pub(super) fn rising<T: Element + Ord>(section: &'static str, column: Column<'_, T>) -> Law {
    adjacent(section, column.len(), "it is not sorted", |i, j| column.get(i) < column.get(j))
}

/// Offsets of `count` things: from `first` to `last`, never falling.
pub(super) fn offsets<T: Element + Ord>(
    section: &'static str,
    column: Column<'_, T>,
    count: usize,
    ends: std::ops::RangeInclusive<T>,
) -> Law {
    length(section, column, count + 1)?;
    ensure(column.get(0) == *ends.start(), section, "the first offset is wrong")?;
    ensure(
        column.get(count) == *ends.end(),
        section,
        "the last offset is not the end of what they point into",
    )?;
    adjacent(section, count + 1, "offsets fall", |i, j| column.get(i) <= column.get(j))
}

/// `law` of each part of `count` things, in parallel; what they come to, put together with `join`.
pub(super) fn parts<T: Default + Send>(
    count: usize,
    size: usize,
    law: impl Fn(Range<usize>) -> Result<T, ModelError> + Sync,
    join: impl Fn(T, T) -> T,
) -> Result<T, ModelError> {
    let parts = (0..count.div_ceil(size)).into_par_iter();
    let found: Vec<Result<T, ModelError>> =
        parts.map(|part| law(part * size..((part + 1) * size).min(count))).collect();
    let mut all = T::default();
    for part in found {
        all = join(all, part?);
    }
    Ok(all)
}

/// Sections of a sparse column.
#[derive(Clone, Copy)]
pub(super) struct Sections {
    pub(super) bits: &'static str,
    pub(super) rank: &'static str,
    pub(super) values: &'static str,
}

/// Ranks are the bits before, no bit stands past the last of `cells`, and each bit has its value.
pub(super) fn sparse<T: Element>(names: Sections, columns: Sparse<'_, T>, cells: usize) -> Law {
    ranks(names, columns, cells, columns.values().len())
}

/// The same of lists: each bit has the offset of its list, and there is one for their end.
pub(super) fn lists(names: Sections, columns: Sparse<'_, u32>, cells: usize) -> Law {
    ranks(names, columns, cells, columns.values().len().saturating_sub(1))
}

fn ranks<T: Element>(names: Sections, columns: Sparse<'_, T>, cells: usize, values: usize) -> Law {
    let (bits, rank) = (columns.bits(), columns.rank());
    length(names.rank, rank, bits.len())?;
    ensure(bits.len() <= cells.div_ceil(64), names.bits, "there are bits past the last cell")?;
    let mut count = 0u64;
    let mut right = true;
    for (bits, rank) in bits.iter().zip(rank.iter()) {
        right &= u64::from(rank) == count;
        count += u64::from(bits.count_ones());
    }
    ensure(right, names.rank, "a rank is not the number of bits before it")?;
    ensure(count == values as u64, names.values, "its length is not the number of bits set")?;
    let (full, rest) = (cells / 64, cells % 64);
    let past = if bits.len() > full { bits.get(full) & !((1u64 << rest) - 1) } else { 0 };
    ensure(past == 0, names.bits, "there are bits past the last cell")
}

/// A sum of hashes: two multisets with the same one are the same, but for a chance of one in 2^64.
///
/// So what two columns say of each other is compared with both read in their own order, which is many times faster
/// than to look up one in the other. It finds what a writer did wrong, not what somebody forges: ids are checked
/// to be in range by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Digest(u64);

impl Digest {
    /// Adds an element.
    #[inline]
    pub(super) fn add(&mut self, a: u32, b: u32, c: u64) {
        let word = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut word = (word ^ (word >> 32)).wrapping_add(c.wrapping_mul(0xc2b2_ae3d_27d4_eb4f));
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.0 = self.0.wrapping_add(word ^ (word >> 31));
    }

    /// The digest of both multisets together.
    pub(super) fn with(self, other: Digest) -> Digest {
        Digest(self.0.wrapping_add(other.0))
    }
}

/// The column holds every number below its length, once.
pub(super) fn permutation(section: &'static str, column: Column<'_, u32>) -> Law {
    let count = column.len();
    let mut seen = vec![0u64; count.div_ceil(64)];
    let once = column.iter().all(|number| {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        let new = (number as usize) < count && seen[word] & bit == 0;
        if new {
            seen[word] |= bit;
        }
        new
    });
    ensure(once, section, "it is not every number once")
}

//! A column most of whose cells are empty: a bit for each cell, and the values of those that are set.

use super::Column;
use crate::file::Element;

/// A sparse column, read in place: 1.5 bits a cell and a value for each that is set.
///
/// `rank[w]` is the number of bits set in `bits[..w]`.
#[derive(Clone, Copy)]
pub struct Sparse<'s, T: Element> {
    bits: Column<'s, u64>,
    rank: Column<'s, u32>,
    values: Column<'s, T>,
}

impl<'s, T: Element> Sparse<'s, T> {
    /// Puts the three sections together.
    pub fn new(bits: Column<'s, u64>, rank: Column<'s, u32>, values: Column<'s, T>) -> Self {
        Sparse { bits, rank, values }
    }

    /// The bits.
    pub(crate) fn bits(&self) -> Column<'s, u64> {
        self.bits
    }

    /// The ranks.
    pub(crate) fn rank(&self) -> Column<'s, u32> {
        self.rank
    }

    /// The values.
    pub(crate) fn values(&self) -> Column<'s, T> {
        self.values
    }

    /// Where the value of a cell stands in `values`, if it is set. Other columns may be kept beside it.
    #[inline]
    pub fn slot(&self, cell: usize) -> Option<usize> {
        let word = cell / 64;
        if word >= self.bits.len() {
            return None;
        }
        let bits = self.bits.get(word);
        let bit = 1u64 << (cell % 64);
        if bits & bit == 0 {
            return None;
        }
        Some(self.rank.get(word) as usize + (bits & (bit - 1)).count_ones() as usize)
    }

    /// The value of a cell, if it is set.
    #[inline]
    pub fn get(&self, cell: usize) -> Option<T> {
        self.slot(cell).map(|slot| self.values.get(slot))
    }
}

/// Builds a sparse column, cells in rising order.
#[derive(Debug)]
pub struct SparseBuilder<T> {
    /// Section of bits.
    pub bits: Vec<u64>,
    /// Section of ranks.
    pub rank: Vec<u32>,
    /// Section of values.
    pub values: Vec<T>,
}

impl<T> SparseBuilder<T> {
    /// For `cells` cells, all empty.
    pub fn new() -> Self {
        SparseBuilder { bits: Vec::new(), rank: Vec::new(), values: Vec::new() }
    }

    /// Sets a cell, beyond all cells set before.
    pub fn set(&mut self, cell: usize, value: T) {
        let word = cell / 64;
        while self.bits.len() <= word {
            self.bits.push(0);
            self.rank.push(self.values.len() as u32);
        }
        self.bits[word] |= 1 << (cell % 64);
        self.values.push(value);
    }
}

impl<T> Default for SparseBuilder<T> {
    fn default() -> Self {
        SparseBuilder::new()
    }
}

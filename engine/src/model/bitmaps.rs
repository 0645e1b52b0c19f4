//! Stored sets of lots, by what they can be selected by.

use std::ops::{Range, RangeInclusive};

use roaring::{MultiOps, RoaringBitmap};

use super::{Dimension, View};

/// The bitmaps of one dimension whose keys lie in a range: see [`View::bitmaps`].
pub type Bitmaps = Vec<RoaringBitmap>;

impl View<'_> {
    /// The stored bitmaps of a dimension whose keys lie in a range, by key (keys of days compare as signed).
    ///
    /// Cost: a binary search, and the reading of what is found.
    pub fn bitmaps(&self, dimension: Dimension, keys: RangeInclusive<u32>) -> Bitmaps {
        let (first, last) = (*keys.start(), *keys.end());
        match dimension {
            Dimension::ExpiryDay | Dimension::ProducedDay => {
                self.bitmaps_of_days(dimension, first as i32..=last as i32)
            }
            Dimension::Product | Dimension::Supplier | Dimension::Site | Dimension::Status => {
                self.stored_bitmaps(self.bitmap_range(dimension, first, last)).collect()
            }
        }
    }

    /// All lots under any of some keys of a dimension.
    pub fn lots_under(&self, dimension: Dimension, keys: impl IntoIterator<Item = u32>) -> RoaringBitmap {
        keys.into_iter().flat_map(|key| self.stored_bitmaps(self.bitmap_range(dimension, key, key))).union()
    }

    /// All lots whose day of a dimension lies in a range.
    pub fn bitmap_of_days(&self, dimension: Dimension, days: RangeInclusive<i32>) -> RoaringBitmap {
        self.bitmaps_of_days(dimension, days).union()
    }

    fn bitmaps_of_days(&self, dimension: Dimension, days: RangeInclusive<i32>) -> Bitmaps {
        let (first, last) = (*days.start(), *days.end());
        // Stored keys are unsigned: days before 1970 come after all others.
        let early = self.bitmap_range(dimension, first as u32, last.min(-1) as u32);
        let late = self.bitmap_range(dimension, first.max(0) as u32, last as u32);
        let mut found = Bitmaps::new();
        if first < 0 && first <= last {
            found.extend(self.stored_bitmaps(early));
        }
        if last >= 0 {
            found.extend(self.stored_bitmaps(late));
        }
        found
    }

    fn bitmap_range(&self, dimension: Dimension, first: u32, last: u32) -> Range<usize> {
        let from = self.bitmap_bound((dimension as u8, first), false);
        from..self.bitmap_bound((dimension as u8, last), true).max(from)
    }

    /// First bitmap whose dimension and key are at or past `wanted`; with `after`, past it.
    fn bitmap_bound(&self, wanted: (u8, u32), after: bool) -> usize {
        let (mut low, mut high) = (0, self.bitmap_key.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let found = (self.bitmap_dimension.get(middle), self.bitmap_key.get(middle));
            if found < wanted || (after && found == wanted) { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn stored_bitmaps(&self, range: Range<usize>) -> impl Iterator<Item = RoaringBitmap> {
        let bytes = self.bitmap_bytes.raw();
        let starts = self.bitmap_start;
        range.filter_map(move |i| {
            let stored = &bytes[starts.get(i) as usize..starts.get(i + 1) as usize];
            // Every bitmap was read once when the snapshot was opened.
            RoaringBitmap::deserialize_from(stored).ok()
        })
    }
}

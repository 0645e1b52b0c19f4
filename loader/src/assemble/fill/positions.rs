//! Lots' runs and positions, with books.

use engine::model::{Columns, POSITIONS_PER_STEP, SparseBuilder, counts, halves};
use rustc_hash::FxHashSet;

use super::Genealogy;
use crate::assemble::master::LotRecord;
use crate::assemble::rows::{Part, SOLD};

impl Genealogy<'_> {
    /// Concatenates the parts' lots and positions.
    pub(super) fn positions(&self, parts: &mut [Part], records: &[(u32, LotRecord)], columns: &mut Columns) {
        let total: usize = parts.iter().map(|part| part.rows.time.len()).sum();
        let mut horizon = i64::MIN;
        columns.lot_rows.push(0);
        columns.lot_positions.push(0);
        columns.lot_flags.reserve(self.lots.keys.len());
        let mut old_end = total as u32;
        let mut position_lots = Vec::new();
        for part in &*parts {
            horizon = horizon.max(part.horizon);
            for (count, old_count, positions, flags) in &part.lots {
                let lot = columns.lot_flags.len() as u32;
                columns.lot_flags.push(*flags);
                columns.lot_rows.push(columns.lot_rows[lot as usize] + count);
                let (from, to) =
                    (columns.lot_positions[lot as usize], columns.lot_positions[lot as usize] + positions);
                columns.lot_positions.push(to);
                let steps = (from as usize).next_multiple_of(POSITIONS_PER_STEP)..to as usize;
                position_lots.extend(steps.step_by(POSITIONS_PER_STEP).map(|_| lot));
                if *old_count > 0 {
                    columns.old_lot.push(lot);
                    columns.old_start.push(old_end);
                    old_end += old_count;
                }
            }
        }
        columns.position_lot = position_lots;
        columns.old_start.push(old_end);
        columns.counts = vec![0; counts::LEN];
        columns.counts[counts::HORIZON] = horizon as u64;
        columns.counts[counts::ROWS] = total as u64;
        let sites = parts.iter().flat_map(|part| &part.positions.site);
        (columns.position_site, columns.position_site_high) =
            halves(sites.map(|site| if *site == SOLD { 0 } else { site + 1 }));
        self.books(parts, records, columns);
    }

    fn books(&self, parts: &mut [Part], records: &[(u32, LotRecord)], columns: &mut Columns) {
        let mut received = vec![i32::MIN; self.lots.keys.len()];
        for (lot, record) in records {
            received[*lot as usize] = record.received.unwrap_or(i32::MIN);
        }
        let days: FxHashSet<i32> = parts
            .iter()
            .flat_map(|part| part.positions.stock.iter().map(|(_, _, day)| *day))
            .chain(records.iter().flat_map(|(_, record)| {
                [record.produced, record.received, record.best_before, record.use_by].into_iter().flatten()
            }))
            .chain([i32::MIN])
            .collect();
        columns.day_value = days.into_iter().collect();
        columns.day_value.sort_unstable();
        columns.position_untrusted = vec![0; columns.position_site.len().div_ceil(64)];
        let mut books = SparseBuilder::new();
        let (mut base, mut lot) = (0u32, 0usize);
        for part in parts {
            for position in &part.positions.untrusted {
                let at = (base + position) as usize;
                columns.position_untrusted[at / 64] |= 1 << (at % 64);
            }
            for (position, held, first_day) in &part.positions.stock {
                let position = base + position;
                while columns.lot_positions[lot + 1] <= position {
                    lot += 1;
                }
                let small = match *held {
                    i64::MIN => {
                        columns.position_unknown.push(position);
                        i32::MIN
                    }
                    held => i32::try_from(held)
                        .ok()
                        .filter(|held| !matches!(*held, i32::MIN | i32::MAX))
                        .unwrap_or(i32::MAX),
                };
                if small == i32::MAX {
                    columns.big_position.push(position);
                    columns.big_books.push(*held);
                }
                books.set(position as usize, small);
                let day = if received[lot] == i32::MIN { *first_day } else { received[lot] };
                columns.position_received.push(columns.day_index(day));
            }
            base += part.positions.site.len() as u32;
            part.positions = Default::default();
        }
        (columns.position_books_bits, columns.position_books_rank, columns.position_books_value) =
            (books.bits, books.rank, books.values);
    }
}

/// Site of a position, or [`engine::model::NONE`] for the sold one.
pub(super) fn site_of(columns: &Columns, position: usize) -> u32 {
    let high = columns.position_site_high.get(position).map_or(0, |high| u32::from(*high));
    (u32::from(columns.position_site[position]) | high << 16).wrapping_sub(1)
}

/// Days as the columns hold them.
pub(super) trait Days {
    /// Index of a day that is in the dictionary.
    fn day_index(&self, day: i32) -> u16;
}

impl Days for Columns {
    fn day_index(&self, day: i32) -> u16 {
        self.day_value.partition_point(|held| *held < day) as u16
    }
}

//! Indexes over finished columns: shelves, expiring stock, folded codes, bitmaps.

use engine::model::{
    Columns, Dimension, NONE, POSITIONS_PER_STEP, StatusKind, fold_bucket_count, fold_code, fold_hash,
    lot_flag,
};
use rayon::prelude::*;
use roaring::RoaringBitmap;

fn lots_of_positions(columns: &Columns) -> Vec<u32> {
    let mut lots = Vec::with_capacity(columns.position_site.len());
    for lot in 0..columns.lot_product.len() {
        let count = columns.lot_positions[lot + 1] - columns.lot_positions[lot];
        lots.extend(std::iter::repeat_n(lot as u32, count as usize));
    }
    lots
}

fn expiry_index(columns: &Columns, lot: u32) -> u16 {
    let use_by = columns.lot_use_by[lot as usize];
    if use_by != 0 { use_by } else { columns.lot_best_before[lot as usize] }
}

fn is_pool(columns: &Columns, lot: u32) -> bool {
    columns.lot_flags[lot as usize] & lot_flag::POOL != 0
}

/// Positions by site and product, stocked ones first and in FEFO order (pools come as if without stock).
pub(crate) fn shelves(columns: &mut Columns) {
    let lots = lots_of_positions(columns);
    let mut order: Vec<(u32, u32, bool, u16, u16, u32, u32)> = (0..columns.position_site.len())
        .into_par_iter()
        .filter(|p| columns.position_site[*p] != NONE)
        .map(|p| {
            let lot = lots[p];
            let stocked = columns.position_books[p] > 0 && !is_pool(columns, lot);
            // No expiry comes last.
            let expiry = expiry_index(columns, lot).wrapping_sub(1);
            let received = columns.position_received[p].wrapping_sub(1);
            let rank = columns.lot_rank[lot as usize];
            (
                columns.position_site[p],
                columns.lot_product[lot as usize],
                !stocked,
                expiry,
                received,
                rank,
                p as u32,
            )
        })
        .collect();
    order.par_sort_unstable();
    for (site, product, empty, _, _, _, position) in order {
        let same = columns.shelf_site.last() == Some(&site) && columns.shelf_product.last() == Some(&product);
        let at = columns.shelf_position.len() as u32;
        if !same {
            columns.shelf_site.push(site);
            columns.shelf_product.push(product);
            columns.shelf_start.push(at);
            columns.shelf_stocked.push(at);
        }
        if !empty && let Some(stocked) = columns.shelf_stocked.last_mut() {
            *stocked = at + 1;
        }
        columns.shelf_position.push(position);
        columns.shelf_use_by.push(columns.lot_use_by[lots[position as usize] as usize]);
    }
    columns.shelf_start.push(columns.shelf_position.len() as u32);
    columns.position_lot = lots.into_iter().step_by(POSITIONS_PER_STEP).collect();
}

/// Stocked positions by expiry day.
pub(crate) fn expiring(columns: &mut Columns) {
    let lots = lots_of_positions(columns);
    let mut order: Vec<(i32, u32)> = (0..columns.position_site.len())
        .into_par_iter()
        .filter(|p| {
            columns.position_site[*p] != NONE && columns.position_books[*p] > 0 && !is_pool(columns, lots[*p])
        })
        .filter_map(|p| {
            let expiry = expiry_index(columns, lots[p]);
            (expiry != 0).then(|| (columns.day_value[usize::from(expiry)], p as u32))
        })
        .collect();
    order.par_sort_unstable();
    (columns.expiring_day, columns.expiring_position) = order.into_iter().unzip();
}

/// Lots by the hash of their folded code.
pub(crate) fn folds<'a>(columns: &mut Columns, lots: usize, code: impl Fn(usize) -> &'a str + Sync) {
    let buckets = fold_bucket_count(lots);
    let mut pairs: Vec<(u32, u32)> = (0..lots)
        .into_par_iter()
        .map(|lot| ((fold_hash(&fold_code(code(lot))) as usize & (buckets - 1)) as u32, lot as u32))
        .collect();
    pairs.par_sort_unstable();
    columns.fold_bucket = super::lots::starts(&pairs, buckets);
    columns.fold_lot = pairs.into_iter().map(|(_, lot)| lot).collect();
}

/// Sets of lots by what they can be selected by.
pub(crate) fn bitmaps(columns: &mut Columns) {
    let lots = columns.lot_product.len() as u32;
    let mut pairs: Vec<(u8, u32, u32)> = Vec::new();
    let positions = lots_of_positions(columns);
    for lot in 0..lots {
        let at = lot as usize;
        pairs.push((Dimension::Product as u8, columns.lot_product[at], lot));
        let expiry = expiry_index(columns, lot);
        if expiry != 0 {
            pairs.push((Dimension::ExpiryDay as u8, columns.day_value[usize::from(expiry)] as u32, lot));
        }
        if columns.lot_produced[at] != 0 {
            pairs.push((
                Dimension::ProducedDay as u8,
                columns.day_value[usize::from(columns.lot_produced[at])] as u32,
                lot,
            ));
        }
        if is_pool(columns, lot) {
            pairs.push((Dimension::Status as u8, 3, lot));
        }
    }
    let mut cells = 0;
    for (word, bits) in columns.lot_supplier_bits.iter().enumerate() {
        for bit in (0..64).filter(|bit| bits >> bit & 1 == 1) {
            pairs.push((
                Dimension::Supplier as u8,
                columns.lot_supplier_value[cells],
                (word * 64 + bit) as u32,
            ));
            cells += 1;
        }
    }
    for (position, lot) in positions.iter().enumerate() {
        if columns.position_site[position] != NONE {
            pairs.push((Dimension::Site as u8, columns.position_site[position], *lot));
            if columns.position_books[position] > 0 {
                pairs.push((Dimension::Status as u8, 2, *lot));
            }
        }
    }
    suppliers_of_receipts(columns, &mut pairs);
    statuses(columns, &mut pairs);
    pairs.par_sort_unstable();
    pairs.dedup();
    columns.bitmap_start.push(0);
    for group in pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let mut bitmap: RoaringBitmap = group.iter().map(|(_, _, lot)| *lot).collect();
        bitmap.optimize();
        columns.bitmap_dimension.push(group[0].0);
        columns.bitmap_key.push(group[0].1);
        let written = bitmap.serialize_into(&mut columns.bitmap_bytes);
        assert!(written.is_ok(), "writing into memory");
        columns.bitmap_start.push(columns.bitmap_bytes.len() as u64);
    }
}

/// Parties of receipts are suppliers too.
fn suppliers_of_receipts(columns: &Columns, pairs: &mut Vec<(u8, u32, u32)>) {
    let mut cell = 0;
    let mut lot = 0;
    let current = columns.lot_rows[columns.lot_rows.len() - 1] as usize;
    for (word, bits) in columns.row_party_bits.iter().enumerate() {
        let mut left = *bits;
        while left != 0 {
            let row = word * 64 + left.trailing_zeros() as usize;
            left &= left - 1;
            let party = columns.row_party_value[cell];
            cell += 1;
            if row >= current {
                continue;
            }
            while columns.lot_rows[lot + 1] as usize <= row {
                lot += 1;
            }
            if columns.row_kind[row] == engine::model::RowKind::Receive as u8 {
                pairs.push((Dimension::Supplier as u8, party, lot as u32));
            }
        }
    }
}

/// Lots that are held or recalled as of all that is known.
fn statuses(columns: &Columns, pairs: &mut Vec<(u8, u32, u32)>) {
    for i in 0..columns.status_kind.len() {
        let kind = StatusKind::from_number(columns.status_kind[i]);
        if kind == StatusKind::Release || columns.status_until[i] != i64::MAX {
            continue;
        }
        let target = |j: usize| {
            (columns.status_product[j], columns.status_lot[j], columns.status_site[j], columns.status_case[j])
        };
        let lifted = (0..columns.status_kind.len()).any(|j| {
            StatusKind::from_number(columns.status_kind[j]) == StatusKind::Release
                && columns.status_until[j] == i64::MAX
                && target(j) == target(i)
                && columns.status_start[i] <= columns.status_end[j]
        });
        if lifted {
            continue;
        }
        let key = u32::from(kind == StatusKind::Recall);
        if columns.status_lot[i] != NONE {
            pairs.push((Dimension::Status as u8, key, columns.status_lot[i]));
        } else {
            let product = columns.status_product[i] as usize;
            for rank in columns.product_lots[product]..columns.product_lots[product + 1] {
                pairs.push((Dimension::Status as u8, key, columns.lot_by_rank[rank as usize]));
            }
        }
    }
}

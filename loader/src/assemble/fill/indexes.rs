//! Indexes over finished columns: shelves, expiring stock, folded codes, bitmaps.

use engine::model::{Columns, Dimension, NONE, StatusKind, fold_bucket_count, lot_flag};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;

use super::groups::group;
use super::positions::site_of;

/// Builds them all.
pub(super) fn build(columns: &mut Columns, folded: &[u64], id_of: &[u32]) {
    let stock = Stock::of(columns);
    let sites: Vec<u32> =
        (0..columns.position_site.len()).map(|position| site_of(columns, position)).collect();
    let ((shelves, expiring), (folds, bitmaps)) = rayon::join(
        || (shelves(columns, &stock, &sites), expiring(columns, &stock)),
        || (folds(folded, id_of), bitmaps(columns, &stock, &sites)),
    );
    (columns.shelf_site, columns.shelf_product, columns.shelf_start) =
        (shelves.site, shelves.product, shelves.start);
    (columns.shelf_stocked, columns.shelf_position) = (shelves.stocked, shelves.position);
    (columns.shelf_stock, columns.stock_use_by) = (shelves.stock, shelves.use_by);
    (columns.expiring_day, columns.expiring_start, columns.expiring_position) = expiring;
    (columns.fold_bucket, columns.fold_lot) = folds;
    (columns.bitmap_dimension, columns.bitmap_key) = (bitmaps.dimension, bitmaps.key);
    (columns.bitmap_start, columns.bitmap_bytes) = (bitmaps.start, bitmaps.bytes);
}

fn product_of(columns: &Columns, lot: u32) -> u32 {
    let high = columns.lot_product_high.get(lot as usize).map_or(0, |high| u32::from(*high));
    u32::from(columns.lot_product[lot as usize]) | high << 16
}

fn expiry_index(columns: &Columns, lot: u32) -> u16 {
    let use_by = columns.lot_use_by[lot as usize];
    if use_by != 0 { use_by } else { columns.lot_best_before[lot as usize] }
}

fn is_pool(columns: &Columns, lot: u32) -> bool {
    columns.lot_flags[lot as usize] & lot_flag::POOL != 0
}

/// Lots of positions, and what is in stock.
struct Stock {
    lots: Vec<u32>,
    /// Positions at a site with books above zero, pools left out, and the day that each counts as received.
    stocked: Vec<(u32, u16)>,
    /// A bit for each of them.
    bits: Vec<u64>,
    /// Lots, pools too, with books above zero somewhere.
    lots_with_stock: Vec<u32>,
}

impl Stock {
    fn of(columns: &Columns) -> Stock {
        let count = columns.position_site.len();
        let mut lots = Vec::with_capacity(count);
        for lot in 0..columns.lot_product.len() {
            let count = columns.lot_positions[lot + 1] - columns.lot_positions[lot];
            lots.extend(std::iter::repeat_n(lot as u32, count as usize));
        }
        let mut stock = Stock {
            lots,
            stocked: Vec::new(),
            bits: vec![0; count.div_ceil(64)],
            lots_with_stock: Vec::new(),
        };
        let mut slot = 0;
        for (word, bits) in columns.position_books_bits.iter().enumerate() {
            let mut left = *bits;
            while left != 0 {
                let position = word * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                slot += 1;
                if columns.position_books_value[slot - 1] <= 0 && !is_big(columns, slot - 1, position) {
                    continue;
                }
                let lot = stock.lots[position];
                if site_of(columns, position) != NONE {
                    if stock.lots_with_stock.last() != Some(&lot) {
                        stock.lots_with_stock.push(lot);
                    }
                    if !is_pool(columns, lot) {
                        stock.stocked.push((position as u32, columns.position_received[slot - 1]));
                        stock.bits[word] |= 1 << (position % 64);
                    }
                }
            }
        }
        stock
    }

    fn is_stocked(&self, position: u32) -> bool {
        self.bits[position as usize / 64] >> (position % 64) & 1 == 1
    }
}

/// Whether books that stand apart are above zero.
fn is_big(columns: &Columns, slot: usize, position: usize) -> bool {
    columns.position_books_value[slot] == i32::MAX
        && columns.big_position.binary_search(&(position as u32)).is_ok_and(|at| columns.big_books[at] > 0)
}

#[derive(Default)]
struct Shelves {
    site: Vec<u32>,
    product: Vec<u32>,
    start: Vec<u32>,
    stocked: Vec<u32>,
    position: Vec<u32>,
    stock: Vec<u32>,
    use_by: Vec<u16>,
}

/// Positions by site and product, stocked ones first and in FEFO order, others by number.
fn shelves(columns: &Columns, stock: &Stock, sites: &[u32]) -> Shelves {
    let products = columns.product_code.len() as u64;
    let shelf_of = |position: usize| {
        u64::from(sites[position]) * products + u64::from(product_of(columns, stock.lots[position]))
    };
    let mut order: Vec<(u64, u32)> = (0..sites.len())
        .into_par_iter()
        .filter(|position| sites[*position] != NONE)
        .map(|position| {
            let empty = !stock.is_stocked(position as u32);
            (shelf_of(position) * 2 + u64::from(empty), position as u32)
        })
        .collect();
    order.par_sort_unstable();
    let received = |position: u32| {
        let at = stock.stocked.partition_point(|(held, _)| *held < position);
        stock.stocked[at].1.wrapping_sub(1)
    };
    // Where stock stands, days by their index; none comes last.
    let stretches: Vec<&mut [(u64, u32)]> = order.chunk_by_mut(|a, b| a.0 == b.0).collect();
    stretches.into_par_iter().filter(|stretch| stretch.len() > 1 && stretch[0].0 % 2 == 0).for_each(
        |stretch| {
            stretch.sort_by_cached_key(|(_, position)| {
                let lot = stock.lots[*position as usize];
                let expiry = expiry_index(columns, lot).wrapping_sub(1);
                (expiry, received(*position), columns.lot_rank[lot as usize])
            });
        },
    );
    let mut shelves = Shelves { position: Vec::with_capacity(order.len()), ..Shelves::default() };
    for shelf in order.chunk_by(|a, b| a.0 / 2 == b.0 / 2) {
        let at = shelves.position.len() as u32;
        let stocked = shelf.partition_point(|(key, _)| key % 2 == 0);
        shelves.site.push((shelf[0].0 / 2 / products) as u32);
        shelves.product.push((shelf[0].0 / 2 % products) as u32);
        shelves.start.push(at);
        shelves.stocked.push(at + stocked as u32);
        shelves.stock.push(shelves.use_by.len() as u32);
        shelves.position.extend(shelf.iter().map(|(_, position)| *position));
        let lots = shelf[..stocked].iter().map(|(_, position)| stock.lots[*position as usize]);
        shelves.use_by.extend(lots.map(|lot| columns.lot_use_by[lot as usize]));
    }
    shelves.start.push(shelves.position.len() as u32);
    shelves.stock.push(shelves.use_by.len() as u32);
    shelves
}

/// Stocked positions by expiry day: days, offsets, positions.
fn expiring(columns: &Columns, stock: &Stock) -> (Vec<i32>, Vec<u32>, Vec<u32>) {
    let pairs = || {
        stock.stocked.iter().filter_map(|(position, _)| {
            let expiry = expiry_index(columns, stock.lots[*position as usize]);
            (expiry != 0).then_some((u32::from(expiry), *position))
        })
    };
    let (starts, positions) = group(columns.day_value.len(), pairs);
    let (mut days, mut offsets) = (Vec::new(), vec![0]);
    for (index, window) in starts.windows(2).enumerate().filter(|(_, window)| window[0] < window[1]) {
        days.push(columns.day_value[index]);
        offsets.push(window[1]);
    }
    (days, offsets, positions)
}

/// Lots by the hash of their folded code.
fn folds(folded: &[u64], id_of: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let buckets = fold_bucket_count(id_of.len());
    group(buckets, || {
        folded.iter().zip(id_of).map(|(hash, lot)| ((*hash as usize & (buckets - 1)) as u32, *lot))
    })
}

#[derive(Default)]
struct Bitmaps {
    dimension: Vec<u8>,
    key: Vec<u32>,
    start: Vec<u64>,
    bytes: Vec<u8>,
}

impl Bitmaps {
    /// Adds the sets of one dimension, keys rising.
    fn extend(&mut self, dimension: Dimension, sets: impl IntoIterator<Item = (u32, RoaringBitmap)>) {
        for (key, mut set) in sets.into_iter().filter(|(_, set)| !set.is_empty()) {
            set.optimize();
            self.dimension.push(dimension as u8);
            self.key.push(key);
            let written = set.serialize_into(&mut self.bytes);
            assert!(written.is_ok(), "writing into memory");
            self.start.push(self.bytes.len() as u64);
        }
    }
}

/// Sets of lots by what they can be selected by.
fn bitmaps(columns: &Columns, stock: &Stock, sites: &[u32]) -> Bitmaps {
    let lots = || 0..columns.lot_product.len() as u32;
    let by_group = |(starts, members): (Vec<u32>, Vec<u32>), key: &(dyn Fn(usize) -> u32 + Sync)| {
        let sets: Vec<(u32, RoaringBitmap)> = starts
            .par_windows(2)
            .enumerate()
            .filter(|(_, window)| window[0] < window[1])
            .map(|(index, window)| {
                let members = members[window[0] as usize..window[1] as usize].iter().copied();
                (key(index), members.collect::<RoaringBitmap>())
            })
            .collect();
        sets
    };
    let itself = |index: usize| index as u32;
    let day = |index: usize| columns.day_value[index] as u32;
    let mut bitmaps = Bitmaps { start: vec![0], ..Bitmaps::default() };
    let products = group(columns.product_code.len(), || lots().map(|lot| (product_of(columns, lot), lot)));
    bitmaps.extend(Dimension::Product, by_group(products, &itself));
    bitmaps.extend(Dimension::Supplier, suppliers(columns));
    let at_sites = group(columns.site_code.len(), || {
        sites.iter().zip(&stock.lots).filter(|(site, _)| **site != NONE).map(|(site, lot)| (*site, *lot))
    });
    bitmaps.extend(Dimension::Site, by_group(at_sites, &itself));
    for (dimension, day_of) in [
        (Dimension::ExpiryDay, &(|lot: u32| expiry_index(columns, lot)) as &(dyn Fn(u32) -> u16 + Sync)),
        (Dimension::ProducedDay, &|lot: u32| columns.lot_produced[lot as usize]),
    ] {
        let of_days = group(columns.day_value.len(), || {
            lots().filter(|lot| day_of(*lot) != 0).map(|lot| (u32::from(day_of(lot)), lot))
        });
        let mut sets = by_group(of_days, &day);
        sets.sort_unstable_by_key(|(key, _)| *key);
        bitmaps.extend(dimension, sets);
    }
    let mut status = statuses(columns);
    status[2] = stock.lots_with_stock.iter().copied().collect();
    status[3] = lots().filter(|lot| is_pool(columns, *lot)).collect();
    bitmaps.extend(Dimension::Status, (0..).zip(status));
    bitmaps
}

/// Lots by supplier: as table `lots` says, or as party of a receipt.
fn suppliers(columns: &Columns) -> Vec<(u32, RoaringBitmap)> {
    let mut sets: FxHashMap<u32, RoaringBitmap> = FxHashMap::default();
    let cells = set_bits(&columns.lot_supplier_bits).zip(&columns.lot_supplier_value);
    for (lot, supplier) in cells {
        sets.entry(*supplier).or_default().insert(lot as u32);
    }
    let current = columns.lot_rows[columns.lot_rows.len() - 1] as usize;
    let mut lot = 0;
    for (row, party) in set_bits(&columns.row_party_bits).zip(&columns.row_party_value) {
        if row >= current {
            break;
        }
        while columns.lot_rows[lot + 1] as usize <= row {
            lot += 1;
        }
        if columns.row_kind[row] & !engine::model::INTERVAL == engine::model::RowKind::Receive as u8 {
            sets.entry(*party).or_default().insert(lot as u32);
        }
    }
    let mut sets: Vec<(u32, RoaringBitmap)> = sets.into_iter().collect();
    sets.sort_unstable_by_key(|(supplier, _)| *supplier);
    sets
}

/// Numbers of the bits that are set.
fn set_bits(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| word * 64 + left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            bit
        })
    })
}

/// Lots on hold and recalled as of all that is known, then room for two sets more.
fn statuses(columns: &Columns) -> [RoaringBitmap; 4] {
    type Target = (u32, u32, u32, u32);
    let target = |i: usize| -> Target {
        (columns.status_product[i], columns.status_lot[i], columns.status_site[i], columns.status_case[i])
    };
    let counts = |i: &usize| columns.status_until[*i] == i64::MAX;
    let kind = |i: usize| StatusKind::from_number(columns.status_kind[i]);
    // A release lifts what began before its end: only the last of each target matters.
    let mut released: FxHashMap<Target, i64> = FxHashMap::default();
    for i in (0..columns.status_kind.len()).filter(counts).filter(|i| kind(*i) == StatusKind::Release) {
        let end = released.entry(target(i)).or_insert(i64::MIN);
        *end = columns.status_end[i].max(*end);
    }
    let mut sets: [RoaringBitmap; 4] = Default::default();
    for i in (0..columns.status_kind.len()).filter(counts).filter(|i| kind(*i) != StatusKind::Release) {
        if released.get(&target(i)).is_some_and(|end| columns.status_start[i] <= *end) {
            continue;
        }
        let set = &mut sets[usize::from(kind(i) == StatusKind::Recall)];
        if columns.status_lot[i] != NONE {
            set.insert(columns.status_lot[i]);
        } else {
            let product = columns.status_product[i] as usize;
            let ranks = columns.product_lots[product] as usize..columns.product_lots[product + 1] as usize;
            set.extend(columns.lot_by_rank[ranks].iter().copied());
        }
    }
    sets
}

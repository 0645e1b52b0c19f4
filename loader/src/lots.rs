//! Rows of table `lots`: as many as there are lots, so their strings are interned as those of events are.

use crate::cell_types::day;
use crate::collect::{Cells, RowReader};
use crate::events::absent;
use crate::fault::Fault;
use crate::intern::Interner;
use crate::layout::Layout;
use crate::row::{LotBatch, LotCells, Place, Symbol};

const PRODUCT: usize = 0;
const LOT: usize = 1;
const SUPPLIER: usize = 2;
const SUPPLIER_LOT: usize = 3;
const PRODUCED: usize = 4;
const RECEIVED: usize = 5;
const BEST_BEFORE: usize = 6;
const USE_BY: usize = 7;

/// Reads lots.
#[derive(Debug)]
pub(crate) struct LotReader;

/// A batch that grows.
#[derive(Debug)]
pub(crate) struct LotRows {
    pub(crate) batch: LotBatch,
    interner: Interner,
    /// The last row's symbols: neighbours repeat.
    last: [Symbol; 4],
}

impl RowReader for LotReader {
    type Rows = LotRows;

    fn start(&self, _file: u32, bytes: usize) -> LotRows {
        let batch = LotBatch { rows: Vec::with_capacity(bytes / 60), ..LotBatch::default() };
        LotRows { batch, interner: Interner::default(), last: [Symbol(0); 4] }
    }

    fn row(
        &self,
        rows: &mut LotRows,
        layout: &Layout<'_>,
        place: Place,
        cells: &Cells<'_>,
    ) -> Result<(), Fault> {
        if let Some(column) = [PRODUCT, LOT].into_iter().find(|column| cells[*column].is_empty()) {
            return Err(absent(layout, column, "every lot"));
        }
        let produced = day(layout, cells, PRODUCED)?;
        let received = day(layout, cells, RECEIVED)?;
        let best_before = day(layout, cells, BEST_BEFORE)?;
        let use_by = day(layout, cells, USE_BY)?;
        for (last, column) in rows.last.iter_mut().zip([PRODUCT, LOT, SUPPLIER, SUPPLIER_LOT]) {
            *last = rows.interner.symbol(cells[column], *last);
        }
        let [product, lot, supplier, supplier_lot] = rows.last;
        let row = LotCells { product, lot, supplier, supplier_lot, produced, received, best_before, use_by };
        rows.batch.rows.push((place, row));
        Ok(())
    }

    fn shift(rows: &mut LotRows, lines: u32) {
        rows.batch.rows.iter_mut().for_each(|(place, _)| place.line += lines);
    }

    fn finish(rows: &mut LotRows) {
        rows.batch.dictionary = std::mem::take(&mut rows.interner).dictionary;
        rows.batch.rows.shrink_to_fit();
    }
}

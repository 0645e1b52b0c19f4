//! Whether anybody had named a lot yet.

use crate::model::{LotId, View, lot_flag};
use crate::run::Knowledge;

/// Whether a lot is known: the tables of lots or orders name it, or some row that was recorded by then does, be it
/// taken back since or not.
pub fn is_known(view: &View<'_>, lot: LotId, knowledge: Knowledge) -> bool {
    if knowledge.until.is_none() || view.lot_flags.get(lot.index()) & lot_flag::NAMED != 0 {
        return true;
    }
    let moved =
        view.rows_of(lot).chain(view.old_rows_of(lot)).any(|row| knowledge.has_seen(view.row_recorded(row)));
    moved || is_counted(view, lot, knowledge) || has_status(view, lot, knowledge)
}

fn is_counted(view: &View<'_>, lot: LotId, knowledge: Knowledge) -> bool {
    crate::stock::counts_of(view, lot).any(|row| knowledge.has_seen(view.count_recorded(row)))
}

fn has_status(view: &View<'_>, lot: LotId, knowledge: Knowledge) -> bool {
    let target = (view.product_of(lot).get(), lot.get());
    let found = |row: usize| (view.status_product.get(row), view.status_lot.get(row));
    let (mut low, mut high) = (0, view.status_product.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if found(middle) < target { low = middle + 1 } else { high = middle }
    }
    (low..view.status_product.len())
        .take_while(|row| found(*row) == target)
        .any(|row| knowledge.has_seen(view.status_recorded.get(row)))
}

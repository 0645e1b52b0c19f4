//! Holds and recalls (R24).

use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::row::{Kind, Row};
use crate::time::Moment;

/// Why stock may not be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Recalled,
    Held,
}

/// The status of a position at a moment: a recall before a hold.
pub(crate) fn status(ledger: &Ledger<'_>, position: &Position, at: Moment) -> Option<Status> {
    let blocked = |kind: Kind| {
        ledger
            .rows_of(kind)
            .any(|row| covers(row, position) && row.time.start <= at && !is_lifted(ledger, row, at))
    };
    if blocked(Kind::Recall) {
        Some(Status::Recalled)
    } else if blocked(Kind::Hold) {
        Some(Status::Held)
    } else {
        None
    }
}

/// A row speaks of a product, a lot, a position, or a product at a site.
fn covers(row: &Row, position: &Position) -> bool {
    let Lot { product, code } = &position.lot;
    row.product == *product
        && (row.code.is_empty() || row.code == *code)
        && (row.site.is_empty() || position.is_at(&row.site))
}

fn is_lifted(ledger: &Ledger<'_>, block: &Row, at: Moment) -> bool {
    ledger.rows_of(Kind::Release).any(|release| {
        let target =
            |row: &Row| (row.product.clone(), row.code.clone(), row.site.clone(), row.document.clone());
        target(release) == target(block) && release.time.end <= at && block.time.start <= release.time.end
    })
}

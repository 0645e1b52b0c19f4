//! Stock on its way.

use crate::model::{Interval, LotId, Nanos, NodeId, Quantity, Row, RowId, RowKind, SiteId, View};
use crate::run::{Knowledge, load_run};

/// What of a move had left and not arrived, in the product's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InTransit {
    /// The row of the departure: it leads to event, document and party.
    pub row: RowId,
    /// Where it left.
    pub from: SiteId,
    /// Where it is bound for.
    pub to: Option<SiteId>,
    /// When it left.
    pub departure: Interval,
    /// How much is still on its way: below zero where more arrived than had left; `None`: unknown.
    pub quantity: Quantity,
}

/// Moves of a lot that had departed by a moment and not, or not wholly, arrived; by departure.
pub fn in_transit(view: &View<'_>, lot: LotId, at: Nanos, knowledge: Knowledge) -> Vec<InTransit> {
    let mut run = Vec::new();
    load_run(view, lot, knowledge, &mut run);
    let arrived = |node: NodeId| arrived(&run, node, at);
    let of_row = |row: &Row| {
        let from = view.site_of(row.consumes?)?;
        let (to, quantity) = match row.kind {
            RowKind::Move if row.fed.start > at => (view.site_of(row.feeds?), row.quantity),
            RowKind::Depart => {
                (view.row_destination(row.id), left(row.quantity, row.node.map_or(Some(0), arrived)))
            }
            RowKind::Move
            | RowKind::Receive
            | RowKind::Sell
            | RowKind::Return
            | RowKind::Destroy
            | RowKind::AdjustUp
            | RowKind::AdjustDown
            | RowKind::Consume
            | RowKind::Make
            | RowKind::Arrive => return None,
        };
        let departed = row.taken.end <= at && quantity != Some(0);
        departed.then_some(InTransit { row: row.id, from, to, departure: row.taken, quantity })
    };
    run.iter().filter_map(of_row).collect()
}

/// What the arrivals of a move brought by a moment.
fn arrived(run: &[Row], node: NodeId, at: Nanos) -> Option<i128> {
    let arrivals =
        run.iter().filter(|row| row.kind == RowKind::Arrive && row.node == Some(node) && row.fed.start <= at);
    arrivals.map(|row| row.quantity.map(i128::from)).sum()
}

fn left(departed: Quantity, arrived: Option<i128>) -> Quantity {
    i64::try_from(i128::from(departed?) - arrived?).ok()
}

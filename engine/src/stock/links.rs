//! One step up and one step down: who delivered a lot, what it was made from, what it went into, who got it.

use crate::model::{LotId, Nanos, NodeId, Quantity, Row, RowId, RowKind, SiteId, SiteKind, TextId, View};
use crate::run::{Knowledge, load_run};

/// A lot that changed hands: a receipt, a sale, a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The row: it leads to event, time and document.
    pub row: RowId,
    /// Where it happened; of a move, where it left.
    pub site: Option<SiteId>,
    /// Of a move, where it arrived; `None` while it is on its way.
    pub to: Option<SiteId>,
    /// Supplier or customer.
    pub party: Option<TextId>,
    /// How much, in the product's scale; `None`: unknown.
    pub quantity: Quantity,
}

/// A lot that a transform took to make the asked one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputLot {
    /// The lot taken.
    pub lot: LotId,
    /// The transform.
    pub node: NodeId,
    /// Its row: it leads to event, time, site and document.
    pub row: RowId,
    /// How much was taken, in the scale of the lot taken; `None`: unknown.
    pub quantity: Quantity,
}

/// A lot that a transform made of the asked one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputLot {
    /// The lot made.
    pub lot: LotId,
    /// The transform.
    pub node: NodeId,
    /// Its row: it leads to event, time, site and document.
    pub row: RowId,
    /// How much was made, in the scale of the lot made; `None`: unknown.
    pub quantity: Quantity,
}

/// One step up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OneUp {
    /// Receipts, by time.
    pub receipts: Vec<Handover>,
    /// Inputs of the transforms that made it, by transform; a lot of its own (a top-up) is left out.
    pub inputs: Vec<InputLot>,
}

/// One step down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OneDown {
    /// Outputs of the transforms that took it, by transform; itself is left out.
    pub outputs: Vec<OutputLot>,
    /// Moves and arrivals, by time, those to customers left out.
    pub moves: Vec<Handover>,
    /// Sales, and moves to sites of customers, by time.
    pub customers: Vec<Handover>,
    /// Customer returns, by time.
    pub returns: Vec<Handover>,
}

/// Who delivered a lot, and what it was made from, by a moment.
pub fn one_up(view: &View<'_>, lot: LotId, at: Nanos, knowledge: Knowledge) -> OneUp {
    let mut run = Vec::new();
    load_run(view, lot, knowledge, &mut run);
    let mut up = OneUp::default();
    let mut nodes = Vec::new();
    for row in run.iter().filter(|row| row.fed.start <= at) {
        if row.kind == RowKind::Receive {
            up.receipts.push(handover(view, row));
        } else if row.kind == RowKind::Make {
            nodes.extend(row.node);
        }
    }
    nodes.sort_unstable();
    nodes.dedup();
    for node in nodes {
        for (row, input) in view.inputs_of(node).filter(|(_, input)| *input != lot) {
            up.inputs.push(InputLot { lot: input, node, row, quantity: view.row_quantity(row) });
        }
    }
    up
}

/// What a lot went into, where it was moved, and who got it, by a moment.
pub fn one_down(view: &View<'_>, lot: LotId, at: Nanos, knowledge: Knowledge) -> OneDown {
    let mut run = Vec::new();
    load_run(view, lot, knowledge, &mut run);
    let mut down = OneDown::default();
    let mut nodes = Vec::new();
    for row in run.iter().filter(|row| row.taken.start <= at) {
        match row.kind {
            RowKind::Consume => nodes.extend(row.node),
            RowKind::Sell => down.customers.push(handover(view, row)),
            RowKind::Return => down.returns.push(handover(view, row)),
            RowKind::Move | RowKind::Depart | RowKind::Arrive => {
                let moved = handover(view, row);
                let to_customer = moved.to.is_some_and(|site| view.site_kind(site) == SiteKind::Customer);
                if to_customer { down.customers.push(moved) } else { down.moves.push(moved) }
            }
            RowKind::Receive | RowKind::Destroy | RowKind::AdjustUp | RowKind::AdjustDown | RowKind::Make => {
            }
        }
    }
    nodes.sort_unstable();
    nodes.dedup();
    for node in nodes {
        for (row, output) in view.outputs_of(node).filter(|(_, output)| *output != lot) {
            down.outputs.push(OutputLot { lot: output, node, row, quantity: view.row_quantity(row) });
        }
    }
    down
}

fn handover(view: &View<'_>, row: &Row) -> Handover {
    let consumes = row.consumes.and_then(|position| view.site_of(position));
    let feeds = row.feeds.and_then(|position| view.site_of(position));
    let (site, to) = match row.kind {
        RowKind::Move | RowKind::Depart => (consumes, feeds),
        RowKind::Arrive => (departed_from(view, row), feeds),
        RowKind::Sell | RowKind::Destroy | RowKind::AdjustDown | RowKind::Consume => (consumes, None),
        RowKind::Receive | RowKind::Return | RowKind::AdjustUp | RowKind::Make => (feeds, None),
    };
    Handover { row: row.id, site, to, party: view.row_party(row.id), quantity: row.quantity }
}

/// Where the move of an arrival left.
fn departed_from(view: &View<'_>, arrival: &Row) -> Option<SiteId> {
    let (departure, lot) = view.inputs_of(arrival.node?).next()?;
    view.site_of(view.row(lot, departure).consumes?)
}

//! The mass balance of a scope (semantics 6, R20 to R23).

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::books::LotBooks;
use super::counts::{CountAsk, Counted, count_lot};
use super::lotless::lotless_pool;
use crate::model::{LotId, Nanos, NodeId, Quantity, Row, RowKind, SiteKind, View};
use crate::run::Knowledge;

const DAY: i64 = 86_400_000_000_000;

/// Lots that one task goes through.
const PART: usize = 256;

/// A question for a balance.
#[derive(Clone, Copy, Debug)]
pub struct BalanceAsk<'a> {
    /// The lots asked about and all that was made from them, pools included.
    pub scope: &'a [LotId],
    /// Last moment that counts.
    pub at: Nanos,
    /// Days that stock may be in transit; `None`: nothing is overdue.
    pub transit_tolerance_days: Option<u32>,
    /// By what knowledge.
    pub knowledge: Knowledge,
}

/// The balance of one lot, in the product's scale. `None`: a quantity that it needs is unknown, or does not fit.
///
/// Where all are known, `into = on_hand + in_transit + sold + returned + destroyed + consumed_in_scope +
/// consumed_out_of_scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    /// The lot.
    pub lot: LotId,
    /// Receipts, outputs of transforms, net adjustments.
    pub into: Quantity,
    /// On hand at sites, but for what is `returned`.
    pub on_hand: Quantity,
    /// Left on moves, and not arrived.
    pub in_transit: Quantity,
    /// Sold, net of customer returns.
    pub sold: Quantity,
    /// At supplier sites, brought there by moves.
    pub returned: Quantity,
    /// Destroyed.
    pub destroyed: Quantity,
    /// Taken by transforms that made something of the scope.
    pub consumed_in_scope: Quantity,
    /// Taken by other transforms.
    pub consumed_out_of_scope: Quantity,
    /// What the last counts found less the books then.
    pub count_variance: Quantity,
    /// Minus the count variance, plus negative books, plus transit overdue.
    pub unaccounted: Quantity,
    /// Whether no position of the lot was counted: then nothing is known of what is unaccounted.
    pub not_measured: bool,
    /// Whether the product has stock or sales without a lot at a site of the lot: the numbers are not certain.
    pub lotless: bool,
}

impl BalanceRow {
    /// 100 × (1 − unaccounted / in), in tenths of a percent, rounded to the nearest, halves away from zero.
    pub fn accounted_tenths(&self) -> Option<i64> {
        let (into, unaccounted) = (i128::from(self.into?), i128::from(self.unaccounted?));
        if into == 0 {
            return None;
        }
        let share = 1000 * (into - unaccounted);
        let (share, into) = if into < 0 { (-share, -into) } else { (share, into) };
        let rounded = (2 * share.abs() + into) / (2 * into);
        i64::try_from(rounded * share.signum()).ok()
    }
}

/// A row for each lot of the scope that is no pool, in the order of the scope.
///
/// Cost: linear in the rows of the scope.
pub fn balance(view: &View<'_>, ask: &BalanceAsk<'_>) -> Vec<BalanceRow> {
    let scope: RoaringBitmap = ask.scope.iter().map(|lot| lot.get()).collect();
    let lots: Vec<LotId> = ask.scope.iter().copied().filter(|lot| !view.is_pool(*lot)).collect();
    let part = |lots: &[LotId]| {
        let mut teller = Teller { view, ask, scope: &scope, books: LotBooks::default(), counted: Vec::new() };
        lots.iter().map(|lot| teller.row(*lot)).collect::<Vec<BalanceRow>>()
    };
    if lots.len() <= PART {
        return part(&lots);
    }
    lots.par_chunks(PART).map(part).collect::<Vec<_>>().concat()
}

struct Teller<'a, 's> {
    view: &'a View<'s>,
    ask: &'a BalanceAsk<'a>,
    scope: &'a RoaringBitmap,
    books: LotBooks,
    counted: Vec<Counted>,
}

/// A sum that an unknown summand makes unknown.
type Sum = Option<i128>;

fn add(sum: &mut Sum, quantity: Quantity, negative: bool) {
    let signed = quantity.map(i128::from).map(|quantity| if negative { -quantity } else { quantity });
    *sum = sum.zip(signed).map(|(sum, quantity)| sum + quantity);
}

fn narrow(sum: Sum) -> Quantity {
    i64::try_from(sum?).ok()
}

/// What the rows of a lot add up to.
struct Flows {
    into: Sum,
    transit: Sum,
    overdue: Sum,
    sold: Sum,
    destroyed: Sum,
    consumed_in_scope: Sum,
    consumed_out_of_scope: Sum,
    /// By position of the lot: what moves brought.
    brought: Vec<Sum>,
}

impl Teller<'_, '_> {
    fn row(&mut self, lot: LotId) -> BalanceRow {
        let (view, ask) = (self.view, self.ask);
        self.counted.clear();
        let count = CountAsk { lots: None, at: ask.at, knowledge: ask.knowledge };
        count_lot(view, &count, lot, &mut self.books, &mut self.counted);
        self.books.load(view, lot, ask.at, ask.knowledge);
        let flows = self.flows(lot);
        let (books, returned, negative) = self.stocks(&flows);
        let not_measured = self.counted.is_empty();
        let mut variance = Some(0);
        for counted in &self.counted {
            add(&mut variance, counted.variance(), false);
        }
        let variance = variance.filter(|_| !not_measured);
        let unaccounted = (|| Some(negative? + flows.overdue? - variance?))();
        let on_hand = books.zip(returned).map(|(books, returned)| books - returned);
        let row = BalanceRow {
            lot,
            into: narrow(flows.into),
            on_hand: narrow(on_hand),
            in_transit: narrow(flows.transit),
            sold: narrow(flows.sold),
            returned: narrow(returned),
            destroyed: narrow(flows.destroyed),
            consumed_in_scope: narrow(flows.consumed_in_scope),
            consumed_out_of_scope: narrow(flows.consumed_out_of_scope),
            count_variance: narrow(variance),
            unaccounted: narrow(unaccounted),
            not_measured,
            lotless: self.meets_lotless(lot),
        };
        debug_assert!(row.adds_up(), "the books of a lot are an identity");
        row
    }

    fn meets_lotless(&self, lot: LotId) -> bool {
        let view = self.view;
        let Some(pool) = lotless_pool(view, view.product_of(lot)) else { return false };
        view.positions_of(lot)
            .filter_map(|p| view.site_of(p))
            .any(|site| view.position_at(pool, site).is_some())
    }

    fn flows(&self, lot: LotId) -> Flows {
        let (view, ask) = (self.view, self.ask);
        let zero = Some(0);
        let mut flows = Flows {
            into: zero,
            transit: zero,
            overdue: zero,
            sold: zero,
            destroyed: zero,
            consumed_in_scope: zero,
            consumed_out_of_scope: zero,
            brought: vec![zero; view.positions_of(lot).len()],
        };
        let first = view.lot_positions.get(lot.index());
        let limit =
            ask.transit_tolerance_days.map(|days| ask.at.saturating_sub(DAY.saturating_mul(i64::from(days))));
        let late = |row: &Row| limit.is_some_and(|limit| row.taken.end < limit);
        // Legs of one move stand in one lot's run: its departure says whether its arrivals were late.
        let mut late_nodes: Vec<NodeId> = self
            .books
            .run
            .iter()
            .filter(|row| row.kind == RowKind::Depart && late(row))
            .filter_map(|row| row.node)
            .collect();
        late_nodes.sort_unstable();
        for row in &self.books.run {
            let is_late = match row.node {
                Some(node) if row.kind == RowKind::Arrive => late_nodes.binary_search(&node).is_ok(),
                Some(_) | None => late(row),
            };
            if row.consumes.is_some() && row.taken.end <= ask.at {
                self.take(&mut flows, row, is_late);
            }
            if let Some(position) = row.feeds
                && row.fed.start <= ask.at
            {
                feed(&mut flows, row, is_late, (position.get() - first) as usize);
            }
        }
        flows
    }

    fn take(&self, flows: &mut Flows, row: &Row, is_late: bool) {
        match row.kind {
            RowKind::AdjustDown => add(&mut flows.into, row.quantity, true),
            RowKind::Move | RowKind::Depart => {
                add(&mut flows.transit, row.quantity, false);
                if is_late {
                    add(&mut flows.overdue, row.quantity, false);
                }
            }
            RowKind::Sell => add(&mut flows.sold, row.quantity, false),
            RowKind::Destroy => add(&mut flows.destroyed, row.quantity, false),
            RowKind::Consume => {
                let in_scope = row.node.is_some_and(|node| {
                    self.view.outputs_of(node).any(|(_, lot)| self.scope.contains(lot.get()))
                });
                let sum =
                    if in_scope { &mut flows.consumed_in_scope } else { &mut flows.consumed_out_of_scope };
                add(sum, row.quantity, false);
            }
            // A return takes from what was sold: it counts where it feeds.
            RowKind::Return | RowKind::Receive | RowKind::AdjustUp | RowKind::Make | RowKind::Arrive => {}
        }
    }

    /// Books of all sites, what of them is returned, and by how much books lie below zero (what was sold included).
    fn stocks(&self, flows: &Flows) -> (Sum, Sum, Sum) {
        let (mut books, mut returned, mut negative) = (Some(0), Some(0), Some(0));
        for ((position, held), brought) in self.books.holdings().zip(&flows.brought) {
            add(&mut negative, held.books.map(|books| books.min(0)), true);
            let Some(site) = self.view.site_of(position) else { continue };
            add(&mut books, held.books, false);
            if self.view.site_kind(site) == SiteKind::Supplier {
                let part =
                    brought.zip(held.books).map(|(brought, books)| brought.min(i128::from(books)).max(0));
                returned = returned.zip(part).map(|(sum, part)| sum + part);
            }
        }
        (books, returned, negative)
    }
}

fn feed(flows: &mut Flows, row: &Row, is_late: bool, position: usize) {
    match row.kind {
        RowKind::Receive | RowKind::Make | RowKind::AdjustUp => add(&mut flows.into, row.quantity, false),
        RowKind::Move | RowKind::Arrive => {
            add(&mut flows.transit, row.quantity, true);
            if is_late {
                add(&mut flows.overdue, row.quantity, true);
            }
            add(&mut flows.brought[position], row.quantity, false);
        }
        RowKind::Return => add(&mut flows.sold, row.quantity, true),
        // What a sale feeds is what was sold, no site.
        RowKind::Sell | RowKind::Depart | RowKind::Destroy | RowKind::AdjustDown | RowKind::Consume => {}
    }
}

impl BalanceRow {
    fn adds_up(&self) -> bool {
        let parts = [
            self.on_hand,
            self.in_transit,
            self.sold,
            self.returned,
            self.destroyed,
            self.consumed_in_scope,
            self.consumed_out_of_scope,
        ];
        let sum = parts.into_iter().map(|part| part.map(i128::from)).sum::<Option<i128>>();
        match (self.into, sum) {
            (Some(into), Some(sum)) => i128::from(into) == sum,
            (None, _) | (_, None) => true,
        }
    }
}

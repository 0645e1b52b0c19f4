//! The mass balance of a scope (R20 to R23).

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::Zero;
use serde_json::{Value, json};

use crate::closure;
use crate::decimal::{self, Rounding};
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::movement::{Leg, Movement};
use crate::row::{Kind, Row};
use crate::time::Moment;

type Amount = Option<BigRational>;

/// One lot of a scope at one moment.
pub(crate) struct Balance<'a> {
    ledger: &'a Ledger<'a>,
    lot: &'a Lot,
    scope: &'a BTreeSet<Lot>,
    at: Moment,
    /// Days that stock may be in transit; without it nothing is overdue.
    tolerance: Option<i64>,
}

/// The rows of a lot's scope: the lot and all that was made from it; pools have no row.
pub(crate) fn rows(ledger: &Ledger<'_>, lot: &Lot, at: Moment, tolerance: Option<i64>) -> Vec<Value> {
    let scope = closure::forward(ledger, lot, None);
    let balances = scope.iter().filter(|lot| !lot.is_pool());
    balances.map(|lot| Balance { ledger, lot, scope: &scope, at, tolerance }.row()).collect()
}

impl Balance<'_> {
    fn row(&self) -> Value {
        let into = self.into();
        let variances = self.variances();
        let not_measured = variances.is_empty();
        let variance = decimal::sum(variances).filter(|_| !not_measured);
        let unaccounted = variance
            .clone()
            .and_then(|variance| Some(self.negative_books()? + self.transit(true)? - variance));
        let percent = unaccounted.as_ref().zip(into.as_ref()).filter(|(_, into)| !into.is_zero()).map(
            |(unaccounted, into)| {
                let share = decimal::whole(100) * (decimal::whole(1) - unaccounted / into);
                decimal::fixed(&share, 1, Rounding::Nearest)
            },
        );
        let returned = self.returned();
        let on_hand = self.books().zip(returned.clone()).map(|(books, returned)| books - returned);
        let text = |amount: &Amount| amount.as_ref().map(decimal::exact);
        json!({
            "lot": self.lot.to_string(),
            "unit": Some(self.ledger.world.unit(&self.lot.product)).filter(|unit| !unit.is_empty()),
            "in": text(&into),
            "on_hand": text(&on_hand),
            "in_transit": text(&self.transit(false)),
            "sold": text(&self.sold()),
            "returned": text(&returned),
            "destroyed": text(&self.consumed(|movement| movement.kind == Kind::Destroy)),
            "consumed_in_scope": text(&self.consumed(|movement| self.is_in_scope(movement))),
            "consumed_out_of_scope":
                text(&self.consumed(|movement| movement.kind == Kind::Transform && !self.is_in_scope(movement))),
            "count_variance": text(&variance),
            "unaccounted": text(&unaccounted),
            "accounted_percent": percent,
            "not_measured": not_measured,
        })
    }

    /// What the chosen movements took from sites, by the books' times.
    fn consumed(&self, chosen: impl Fn(&Movement) -> bool) -> Amount {
        self.legs(chosen, |movement| &movement.ins, |leg| leg.span.end)
    }

    /// What the chosen movements fed to sites, by the books' times.
    fn fed(&self, chosen: impl Fn(&Movement) -> bool) -> Amount {
        self.legs(chosen, |movement| &movement.outs, |leg| leg.span.start)
    }

    fn legs(
        &self,
        chosen: impl Fn(&Movement) -> bool,
        side: impl Fn(&Movement) -> &Vec<Leg>,
        at: impl Fn(&Leg) -> Moment,
    ) -> Amount {
        let legs = self.ledger.movements.iter().filter(|movement| chosen(movement)).flat_map(side);
        let ours = legs.filter(|leg| leg.position.lot == *self.lot && leg.position.site().is_some());
        decimal::sum(ours.filter(|leg| at(leg) <= self.at).map(|leg| leg.quantity.clone()))
    }

    /// Receipts, outputs of transforms, net adjustments.
    fn into(&self) -> Amount {
        let fed =
            self.fed(|movement| matches!(movement.kind, Kind::Receive | Kind::Transform | Kind::Adjust))?;
        Some(fed - self.consumed(|movement| movement.kind == Kind::Adjust)?)
    }

    /// Net of customer returns.
    fn sold(&self) -> Amount {
        Some(
            self.consumed(|movement| movement.kind == Kind::Sell)?
                - self.fed(|movement| movement.kind == Kind::Return)?,
        )
    }

    fn is_in_scope(&self, movement: &Movement) -> bool {
        movement.kind == Kind::Transform
            && movement.outs.iter().any(|leg| self.scope.contains(&leg.position.lot))
    }

    fn sites(&self) -> impl Iterator<Item = (&Position, Amount)> {
        let positions = self.ledger.positions_of(self.lot).filter(|(position, _)| position.site().is_some());
        positions.map(|(position, books)| (position, books.on_hand(self.at)))
    }

    fn books(&self) -> Amount {
        decimal::sum(self.sites().map(|(_, books)| books))
    }

    /// R20: what moves brought to supplier sites, up to the books there.
    fn returned(&self) -> Amount {
        let suppliers = self
            .sites()
            .filter(|(position, _)| position.site().is_some_and(|site| self.ledger.world.is_supplier(site)));
        decimal::sum(suppliers.map(|(position, books)| {
            let moved = self.ledger.books[position].inflows().filter(|entry| entry.kind == Kind::Move);
            let brought =
                decimal::sum(moved.filter(|entry| entry.at() <= self.at).map(|entry| entry.quantity.clone()));
            Some(brought?.min(books?).max(BigRational::zero()))
        }))
    }

    /// R21: what left on moves less what arrived; of the overdue moves only, where asked.
    fn transit(&self, overdue: bool) -> Amount {
        let is_overdue = |movement: &Movement| {
            let limit = self.tolerance.map(|days| self.at.days_before(days));
            movement.ins.iter().any(|leg| limit.is_some_and(|limit| leg.span.end < limit))
        };
        let counts = |movement: &Movement| movement.kind == Kind::Move && (!overdue || is_overdue(movement));
        Some(self.consumed(counts)? - self.fed(counts)?)
    }

    /// The sum of what books lie below zero, the sold position's among them.
    fn negative_books(&self) -> Amount {
        decimal::sum(self.ledger.positions_of(self.lot).map(|(_, books)| {
            let books = books.on_hand(self.at)?;
            Some((-books).max(BigRational::zero()))
        }))
    }

    /// R22: by counted position, the last count less the books then.
    fn variances(&self) -> Vec<Amount> {
        let ours = |row: &&Row| row.lot().as_ref() == Some(self.lot) && row.time.end <= self.at;
        let counts: Vec<&Row> = self.ledger.rows_of(Kind::Count).filter(ours).collect();
        let sites: BTreeSet<&str> = counts.iter().map(|row| &*row.site).collect();
        let last = |site: &str| {
            counts.iter().filter(|row| row.site == site).max_by_key(|row| (row.time.end, &row.event)).copied()
        };
        sites.into_iter().filter_map(last).map(|count| self.variance(count)).collect()
    }

    fn variance(&self, count: &Row) -> Amount {
        let found = self.ledger.world.in_own_unit(&count.product, count.quantity.as_ref(), &count.unit)?;
        let books = self.ledger.books.get(&Position::new(self.lot, &count.site));
        Some(found - books.map_or(Some(BigRational::zero()), |books| books.on_hand(count.time.end))?)
    }
}

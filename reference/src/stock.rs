//! What is on hand: the least of it, picking, and what expires.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde_json::{Map, Value, json};

use crate::books::{Books, Trust};
use crate::decimal;
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::status::{Status, status};
use crate::time::{Day, Moment};

/// Positions at sites with what is on hand; zero is left out, nothing stands for unknown.
pub(crate) fn on_hand(ledger: &Ledger<'_>, at: Moment) -> BTreeMap<Position, Option<BigRational>> {
    let sites = ledger.books.iter().filter(|(position, _)| position.site().is_some());
    let stock = sites.map(|(position, books)| (position.clone(), books.on_hand(at)));
    stock.filter(|(_, quantity)| quantity.as_ref().is_none_or(|quantity| !quantity.is_zero())).collect()
}

/// By position of a lot on hand: what is left if all lotless sales of its present stay were of it.
pub(crate) fn on_hand_low(ledger: &Ledger<'_>, at: Moment) -> BTreeMap<Position, BigRational> {
    let stock = on_hand(ledger, at).into_iter();
    stock
        .filter(|(position, quantity)| {
            !position.lot.is_pool() && quantity.as_ref().is_none_or(|quantity| quantity.is_positive())
        })
        .map(|(position, quantity)| {
            let low = quantity.and_then(|quantity| Some(quantity - lotless_outflow(ledger, &position, at)?));
            (position, low.unwrap_or_else(BigRational::zero).max(BigRational::zero()))
        })
        .collect()
}

fn lotless_outflow(ledger: &Ledger<'_>, position: &Position, at: Moment) -> Option<BigRational> {
    let presence = ledger.books[position].presence(Trust::Safe);
    let since = presence
        .iter()
        .filter(|present| present.from <= at && at <= present.to)
        .map(|present| present.from)
        .max()?;
    let lotless = Position { lot: Lot::new(&position.lot.product, ""), place: position.place.clone() };
    let Some(books) = ledger.books.get(&lotless) else { return Some(BigRational::zero()) };
    let left = books.outflows().filter(|entry| since <= entry.at() && entry.at() <= at);
    decimal::sum(left.map(|entry| entry.quantity.clone()))
}

/// An order to pick.
#[derive(Clone, Debug)]
pub(crate) struct Pick<'a> {
    pub(crate) product: &'a str,
    pub(crate) site: &'a str,
    pub(crate) quantity: BigRational,
    /// Else by receipt.
    pub(crate) by_expiry: bool,
    pub(crate) on: Day,
    /// Days that must remain.
    pub(crate) min_life: Option<i64>,
}

impl Pick<'_> {
    pub(crate) fn answer(&self, ledger: &Ledger<'_>) -> Value {
        let (mut ranked, mut skipped) = (Vec::new(), Vec::new());
        for (position, books) in ledger.positions_at(self.site) {
            let had_stock = books.inflows().any(|entry| entry.at() <= self.on.end());
            if position.lot.product != self.product || position.lot.is_pool() || !had_stock {
                continue;
            }
            match self.reason(ledger, position, books) {
                Some(reason) => skipped.push((position.lot.to_string(), reason)),
                None => ranked.push((self.rank(ledger, position, books), &position.lot, books)),
            }
        }
        ranked.sort_by(|a, b| a.0.cmp(&b.0));
        skipped.sort();
        let (mut lines, mut open) = (Vec::new(), self.quantity.clone());
        for (_, lot, books) in ranked {
            let taken = books.on_hand(self.on.end()).unwrap_or_else(BigRational::zero).min(open.clone());
            if taken.is_positive() {
                open -= &taken;
                lines.push(json!([lot.to_string(), decimal::exact(&taken)]));
            }
        }
        json!({ "lines": lines, "shortfall": decimal::exact(&open), "skipped": skipped })
    }

    /// Why the position is left out: the first reason that applies.
    fn reason(&self, ledger: &Ledger<'_>, position: &Position, books: &Books) -> Option<&'static str> {
        if !books.on_hand(self.on.end()).is_some_and(|stock| stock.is_positive()) {
            return Some("ZERO_STOCK");
        }
        match status(ledger, position, self.on.end()) {
            Some(Status::Recalled) => return Some("RECALLED"),
            Some(Status::Held) => return Some("HOLD"),
            None => {}
        }
        let card = ledger.world.card(&position.lot);
        if card.use_by.is_some_and(|day| day < self.on) {
            return Some("EXPIRED");
        }
        match (self.min_life, card.expiry()) {
            (Some(_), None) => Some("UNKNOWN_DATE"),
            (Some(least), Some(expiry)) if expiry.since(self.on) < least => Some("SHORT_LIFE"),
            (Some(_), Some(_)) | (None, _) => None,
        }
    }

    /// Expiry (none comes last), then receipt, then code.
    fn rank(
        &self,
        ledger: &Ledger<'_>,
        position: &Position,
        books: &Books,
    ) -> (bool, Option<Day>, Option<Day>, String) {
        let card = ledger.world.card(&position.lot);
        let expiry = card.expiry().filter(|_| self.by_expiry);
        let received = card.received.or(books.inflows().map(|entry| entry.at().day()).min());
        (expiry.is_none(), expiry, received, position.lot.code.clone())
    }
}

/// A question for what expires soon.
#[derive(Clone, Debug)]
pub(crate) struct Expiring<'a> {
    pub(crate) within: i64,
    pub(crate) on: Day,
    /// `site`, `product`, `category`, `day`, `supplier`.
    pub(crate) by: Vec<&'a str>,
}

#[derive(Clone, Debug, Default)]
struct Row {
    sellable: BigRational,
    held: BigRational,
    expired: BigRational,
    value: Option<BigRational>,
}

impl Expiring<'_> {
    pub(crate) fn answer(&self, ledger: &Ledger<'_>) -> Value {
        let mut rows: BTreeMap<Vec<String>, Row> = BTreeMap::new();
        for (position, stock) in on_hand(ledger, self.on.end()) {
            let card = ledger.world.card(&position.lot);
            let Some(expiry) = card.expiry().filter(|expiry| *expiry <= self.on.plus(self.within)) else {
                continue;
            };
            let Some(stock) = stock.filter(|stock| stock.is_positive() && !position.lot.is_pool()) else {
                continue;
            };
            let empty = Row { value: Some(BigRational::zero()), ..Row::default() };
            let row = rows.entry(self.group(ledger, &position, expiry)).or_insert(empty);
            let cost = ledger.world.product(&position.lot.product).unit_cost;
            row.value = row.value.as_ref().zip(cost).map(|(value, cost)| value + &stock * cost);
            let column = if card.use_by.is_some_and(|day| day < self.on) {
                &mut row.expired
            } else if status(ledger, &position, self.on.end()).is_some() {
                &mut row.held
            } else {
                &mut row.sellable
            };
            *column += stock;
        }
        json!({ "rows": rows.into_iter().map(|(group, row)| self.row(&group, &row)).collect::<Vec<_>>() })
    }

    fn group(&self, ledger: &Ledger<'_>, position: &Position, expiry: Day) -> Vec<String> {
        let column = |name: &&str| match *name {
            "site" => position.site().unwrap_or_default().to_owned(),
            "product" => position.lot.product.clone(),
            "category" => ledger.world.product(&position.lot.product).category,
            "supplier" => ledger.world.card(&position.lot).supplier,
            "day" => expiry.to_string(),
            other => panic!("cannot group by {other}"),
        };
        self.by.iter().map(column).collect()
    }

    fn row(&self, group: &[String], row: &Row) -> Value {
        let mut cells: Map<String, Value> =
            self.by.iter().zip(group).map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        for (name, quantity) in [("sellable", &row.sellable), ("held", &row.held), ("expired", &row.expired)]
        {
            cells.insert(name.to_owned(), json!(decimal::exact(quantity)));
        }
        cells.insert("value".to_owned(), json!(row.value.as_ref().map(decimal::exact)));
        Value::Object(cells)
    }
}

/// The end of the day, or of time where no day is asked.
pub(crate) fn moment(at: Option<&str>) -> Moment {
    at.map_or(Moment::FOREVER, |at| crate::time::Span::parse(at).end)
}

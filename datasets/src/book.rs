//! The record that one region keeps: every row goes through it, and here the record goes wrong.

use crate::catalog::ProductId;
use crate::clock::{DAY, END, HOUR, Stamp};
use crate::code::Code;
use crate::genealogy::{Genealogy, Node};
use crate::pen::{self, Names};
use crate::random::Random;
use crate::recipe::Rates;
use crate::row::{Amount, Document, EventId, Kind, Role, Row, Unit};
use crate::sites::SiteId;
use crate::summary::RowsByKind;

/// A lot that is there.
#[derive(Clone, Copy)]
pub(crate) struct Lot {
    pub(crate) product: ProductId,
    pub(crate) code: Code,
    pub(crate) node: Node,
}

/// What table `lots` says of a lot; days counted from the first one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Papers<'a> {
    pub(crate) supplier: Option<SiteId>,
    pub(crate) supplier_lot: &'a [u8],
    pub(crate) produced: Option<i32>,
    pub(crate) received: Option<i32>,
}

/// What a transform takes, or makes.
#[derive(Clone, Copy)]
struct Leg {
    lot: Lot,
    quantity: Amount,
    at: Stamp,
}

/// Rows, lots and orders of one region.
pub(crate) struct Book<'a> {
    pub(crate) names: &'a Names,
    pub(crate) rates: &'a Rates,
    pub(crate) random: Random,
    pub(crate) events: Vec<u8>,
    pub(crate) lots: Vec<u8>,
    pub(crate) orders: Vec<u8>,
    pub(crate) rows: RowsByKind,
    pub(crate) order_count: u64,
    pub(crate) genealogy: Genealogy,
    /// Rows in `events`.
    pub(crate) written: u64,
    next_number: u64,
    ins: Vec<Leg>,
    outs: Vec<Leg>,
    last_sale: Option<EventId>,
}

impl<'a> Book<'a> {
    /// An empty book whose event numbers start at `first_number`.
    pub(crate) fn new(
        names: &'a Names,
        rates: &'a Rates,
        random: Random,
        shared: u32,
        first_number: u64,
    ) -> Self {
        Book {
            names,
            rates,
            random,
            events: Vec::new(),
            lots: Vec::new(),
            orders: Vec::new(),
            rows: RowsByKind::default(),
            order_count: 0,
            genealogy: Genealogy::new(shared),
            written: 0,
            next_number: first_number,
            ins: Vec::new(),
            outs: Vec::new(),
            last_sale: None,
        }
    }

    /// A number that no event or document of this data set has yet.
    fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number - 1
    }

    /// The number of the next event, for its document.
    pub(crate) fn peek(&self) -> u64 {
        self.next_number
    }

    /// A new lot with its line in table `lots`.
    pub(crate) fn new_lot(&mut self, product: ProductId, code: Code, papers: Papers<'_>) -> Lot {
        let node = self.genealogy.add();
        if !self.random.chance(self.rates.unlisted_lot) {
            self.list(product, code, papers);
        }
        Lot { product, code, node }
    }

    /// A line of table `lots`.
    pub(crate) fn list(&mut self, product: ProductId, code: Code, papers: Papers<'_>) {
        let (out, calendar) = (&mut self.lots, &self.names.calendar);
        let product = self.names.catalog.product(product);
        out.extend_from_slice(product.id.as_bytes());
        out.push(b',');
        out.extend_from_slice(code.as_bytes());
        out.push(b',');
        if let Some(supplier) = papers.supplier {
            out.extend_from_slice(self.names.sites.id(supplier).as_bytes());
        }
        out.push(b',');
        out.extend_from_slice(papers.supplier_lot);
        for day in [papers.produced, papers.received] {
            out.push(b',');
            out.extend(day.into_iter().flat_map(|d| *calendar.iso(d)));
        }
        let born = papers.produced.or(papers.received).unwrap_or(0);
        let expiry = *calendar.iso(born + product.shelf_days as i32);
        out.extend_from_slice(if product.perishable { b",," } else { b"," });
        out.extend_from_slice(&expiry);
        out.extend_from_slice(if product.perishable { b"\n" } else { b",\n" });
    }

    /// A line of table `orders`.
    pub(crate) fn order(
        &mut self,
        order: u64,
        customer: u32,
        lot: &Lot,
        quantity: Amount,
        site: SiteId,
        open: bool,
    ) {
        let out = &mut self.orders;
        pen::document(out, Document::Order(order));
        out.extend_from_slice(b",CUST-");
        pen::number(out, u64::from(customer), 5);
        out.push(b',');
        out.extend_from_slice(self.names.catalog.product(lot.product).id.as_bytes());
        out.push(b',');
        out.extend_from_slice(lot.code.as_bytes());
        out.push(b',');
        pen::amount(out, quantity);
        out.push(b',');
        out.extend_from_slice(self.names.sites.id(site).as_bytes());
        out.extend_from_slice(if open { b",open\n" } else { b",shipped\n" });
        self.order_count += 1;
    }

    /// A row of a lot at a site, to be filled in and posted.
    pub(crate) fn row(&self, kind: Kind, time: Stamp, site: SiteId, lot: &Lot, quantity: Amount) -> Row {
        let mut row = Row::new(kind, time, site);
        (row.product, row.lot, row.quantity) = (Some(lot.product), lot.code, Some(quantity));
        row
    }

    /// Writes an event of one row, with what the rates make of it; nothing where it lies beyond the last day.
    pub(crate) fn post(&mut self, mut row: Row) -> Option<EventId> {
        if row.time > END {
            return None;
        }
        row.arrived = row.arrived.filter(|at| *at <= END);
        self.blur(&mut row);
        let kind = row.id.kind;
        if matches!(kind, Kind::Receive | Kind::Move | Kind::Sell) && row.product.is_some() {
            self.void_first(&row);
        }
        row.id.number = match self.last_sale {
            Some(last) if kind == Kind::Sell && self.random.chance(self.rates.same_id_twice) => last.number,
            _ => self.number(),
        };
        if kind == Kind::Sell {
            self.last_sale = Some(row.id);
        }
        let sure = matches!(kind, Kind::Count | Kind::Adjust);
        if !sure && self.random.chance(self.rates.missing_quantity) {
            row.quantity = None;
        }
        self.write(&row);
        Some(row.id)
    }

    /// Writes one row as it is, without anything that the rates could add.
    pub(crate) fn post_plain(&mut self, mut row: Row) {
        row.id.number = self.number();
        self.write_once(&row);
    }

    /// Takes a lot into the transform that is being put together.
    pub(crate) fn take(&mut self, lot: Lot, quantity: Amount) {
        self.ins.push(Leg { lot, quantity, at: END });
    }

    /// Makes a lot in the transform that is being put together, complete at `at`.
    pub(crate) fn make(&mut self, lot: Lot, quantity: Amount, at: Stamp) {
        self.outs.push(Leg { lot, quantity, at });
    }

    /// Writes the transform put together by [`Book::take`] and [`Book::make`].
    pub(crate) fn transform(&mut self, site: SiteId, time: Stamp, hazards: &'static str) {
        let mut row = Row::new(Kind::Transform, time, site);
        (row.hazards, row.unit, row.document) = (hazards, Unit::Own, Document::Batch(self.next_number));
        self.blur(&mut row);
        if self.random.chance(self.rates.voided) {
            row.id.number = self.number();
            self.legs(row, 10);
            self.void(&row);
        }
        row.id.number = self.number();
        for i in 0..self.ins.len() {
            if self.random.chance(self.rates.placeholder_lot) {
                self.ins[i].lot.code = Code::fixed("N/A");
            }
        }
        self.legs(row, 1);
        let known = self.ins.iter().filter(|leg| leg.lot.code != Code::fixed("N/A"));
        self.genealogy.transform(known.map(|leg| leg.lot.node), self.outs.iter().map(|leg| leg.lot.node));
        self.ins.clear();
        self.outs.clear();
    }

    /// The legs of a transform, the first one's quantity so many times too large.
    fn legs(&mut self, mut row: Row, times: i64) {
        row.role = Role::In;
        for i in 0..self.ins.len() {
            let leg = self.ins[i];
            let quantity = Amount(leg.quantity.0 * if i == 0 { times } else { 1 });
            self.leg(row, leg.lot, quantity);
        }
        (row.role, row.hazards) = (Role::Out, "");
        for i in 0..self.outs.len() {
            let leg = self.outs[i];
            row.arrived = Some(leg.at).filter(|at| *at > row.time);
            self.leg(row, leg.lot, leg.quantity);
        }
    }

    fn leg(&mut self, mut row: Row, lot: Lot, quantity: Amount) {
        let known = !self.random.chance(self.rates.missing_quantity);
        (row.product, row.lot, row.quantity) = (Some(lot.product), lot.code, known.then_some(quantity));
        self.write(&row);
    }

    /// Late knowledge, and times that are only dates.
    fn blur(&mut self, row: &mut Row) {
        if self.random.chance(self.rates.late_recorded) {
            let late = Stamp(row.time.0 + self.random.between(DAY, 20 * DAY));
            row.recorded = Some(late).filter(|at| *at <= END);
        }
        row.only_date = self.random.chance(self.rates.date_precision);
    }

    /// Sometimes a row is first written with ten times its quantity, and that is taken back.
    fn void_first(&mut self, row: &Row) {
        if self.random.chance(self.rates.voided) {
            let mut wrong = *row;
            wrong.id.number = self.number();
            wrong.quantity = row.quantity.map(|q| Amount(q.0 * 10));
            self.write(&wrong);
            self.void(&wrong);
        }
    }

    fn void(&mut self, wrong: &Row) {
        let time = Stamp((wrong.time.0 + self.random.between(HOUR, 5 * DAY)).min(END.0));
        let mut row = Row { time, ..Row::new(Kind::Void, time, SiteId(0)) };
        (row.site, row.reference) = (wrong.site, Some(wrong.id));
        row.id.number = self.number();
        self.write(&row);
    }

    /// Adds a line to table `events`, sometimes twice.
    fn write(&mut self, row: &Row) {
        let start = self.events.len();
        self.write_once(row);
        if self.random.chance(self.rates.duplicate_row) {
            self.events.extend_from_within(start..);
            self.rows.0[row.id.kind as usize] += 1;
            self.written += 1;
        }
    }

    fn write_once(&mut self, row: &Row) {
        self.names.event(&mut self.events, row);
        self.rows.0[row.id.kind as usize] += 1;
        self.written += 1;
    }
}

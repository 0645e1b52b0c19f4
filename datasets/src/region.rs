//! One region of the retailer, day by day, until its share of the rows is written.

use crate::book::{Book, Lot, Papers};
use crate::catalog::ProductId;
use crate::clock::{DAY, DAYS, END, HOUR, Stamp};
use crate::code::Code;
use crate::plant::Plant;
use crate::recipe::{Rates, Recipe, Shape};
use crate::row::{Amount, Document, Kind, Party, Row, Unit};
use crate::shared::Shared;
use crate::sites::{PLANTS, SiteId};

/// First day of production: ingredients come before it.
const FIRST_RUN: u32 = 5;
/// Last day of production: every transform of a run ends before the data set does.
const LAST_RUN: u32 = DAYS - 3;
/// More rows than one production run and a traded lot write, at moderate rates.
const RUN_ROWS: u64 = 1_200;
/// More rows than one traded lot writes, at moderate rates.
const TRADED_ROWS: u64 = 60;
/// Days until the last row of a lot is written, more or less.
const LIFE: u32 = 16;

/// Stock at a DC that nothing more happens to.
#[derive(Clone, Copy)]
pub(crate) struct Rest {
    pub(crate) lot: Lot,
    pub(crate) site: SiteId,
    pub(crate) pieces: u32,
    pub(crate) since: Stamp,
}

/// A region while it is generated.
pub(crate) struct Region<'a> {
    pub(crate) book: Book<'a>,
    pub(crate) shared: &'a Shared,
    pub(crate) shape: Shape,
    /// Position of the region, from 0.
    pub(crate) index: u32,
    pub(crate) plants: Vec<Plant>,
    pub(crate) rests: Vec<Rest>,
    /// Lots bought as ingredients, and packed lots, in order of creation.
    pub(crate) raw: Vec<Lot>,
    pub(crate) packed: Vec<Lot>,
}

impl<'a> Region<'a> {
    /// A region before its first day.
    pub(crate) fn new(book: Book<'a>, shared: &'a Shared, recipe: &Recipe, index: u32) -> Self {
        let plants = (0..PLANTS).map(|p| Plant::new(book.names, recipe.shape, index, p)).collect();
        let (raw, packed) = (Vec::new(), Vec::new());
        Region { book, shared, shape: recipe.shape, index, plants, rests: Vec::new(), raw, packed }
    }

    /// Writes exactly `rows` rows.
    pub(crate) fn run(&mut self, rows: u64) {
        let margin = margin(self.book.rates);
        let made = rows - RUN_ROWS * margin;
        let mut weight: u64 = (FIRST_RUN..=LAST_RUN).map(share_that_fits).sum();
        // Rows due by the end of a day. A run that goes beyond is set against the days after it.
        let mut goal = 0;
        for day in FIRST_RUN..=LAST_RUN {
            goal += (made - goal) * share_that_fits(day) / weight;
            weight -= share_that_fits(day);
            while self.book.written < goal {
                self.production(day);
                self.traded(day);
            }
            self.cleans(day);
        }
        while self.book.written + TRADED_ROWS * margin < rows {
            let day = self.book.random.between(FIRST_RUN, LAST_RUN);
            self.traded(day);
        }
        self.fill_with_counts(rows);
    }

    /// One run at one of the plants, and where its lots go.
    fn production(&mut self, day: u32) {
        let plant = self.book.random.below(PLANTS) as usize;
        let mut finished = std::mem::take(&mut self.plants[plant].finished);
        finished.clear();
        self.produce(plant, day, &mut finished);
        self.ship_run(plant, &finished);
        self.plants[plant].finished = finished;
    }

    /// A lot bought ready to sell: received at the DC.
    fn traded(&mut self, day: u32) {
        let random = &mut self.book.random;
        let products = &self.book.names.catalog.traded;
        let product = products[random.below(products.len() as u32) as usize];
        let at = Stamp(day * DAY + 6 * HOUR + random.below(8 * HOUR));
        let pieces = 12 * random.between(10, 60);
        let dc = self.book.names.sites.dc(self.index, false);
        let lot = self.bought(product, day, at);
        let supplier = self.supplier_of(&lot);
        let mut row = self.book.row(Kind::Receive, at, dc, &lot, Amount::whole(pieces / 12));
        (row.unit, row.party) = (Unit::Case, Party::Supplier(supplier));
        row.document = Document::Purchase(self.book.peek());
        self.book.post(row);
        self.leave_dc(&lot, pieces, dc, at);
    }

    /// A new lot from a supplier, in the supplier's own style of code, received on a day.
    pub(crate) fn bought(&mut self, product: ProductId, day: u32, received: Stamp) -> Lot {
        let number = self.book.genealogy.len();
        let region = self.index + 1;
        let calendar = &self.book.names.calendar;
        let code = match product.0 % 3 {
            0 => Code::fixed("L").date(calendar, day as i32 - 2).text(b"-").number(region, 3).text(b"-"),
            1 => Code::fixed("LOT").number(region, 3).text(b"."),
            _ => Code::fixed("B").number(region, 3).text(b"/"),
        };
        let code = code.number(number, 5);
        let supplier = self.book.names.sites.supplier(product.0, number);
        let papers = Papers {
            supplier: Some(supplier),
            supplier_lot: code.as_bytes(),
            produced: None,
            received: Some(received.day()),
        };
        self.book.new_lot(product, code, papers)
    }

    /// The supplier of a bought lot.
    pub(crate) fn supplier_of(&self, lot: &Lot) -> SiteId {
        self.book.names.sites.supplier(lot.product.0, lot.node.0)
    }

    /// Every plant is cleaned once a week, the DC once a month.
    fn cleans(&mut self, day: u32) {
        for plant in 0..PLANTS {
            if (day + plant * 3).is_multiple_of(7) {
                let site = self.book.names.sites.plant(self.index, plant);
                self.book.post(Row::new(Kind::Clean, Stamp(day * DAY + 19 * HOUR), site));
            }
        }
        if day.is_multiple_of(30) {
            let site = self.book.names.sites.dc(self.index, true);
            self.book.post(Row::new(Kind::Clean, Stamp(day * DAY + 19 * HOUR), site));
        }
    }

    /// Cycle counts of what lies at the DC, as many as rows are missing.
    fn fill_with_counts(&mut self, rows: u64) {
        let mut next = self.rests.len();
        while self.book.written < rows {
            next = if next == 0 { self.rests.len() } else { next } - 1;
            let rest = self.rests[next];
            let late = END.0 - self.book.random.below((END.0 - rest.since.0).clamp(1, 12 * HOUR));
            let row =
                self.book.row(Kind::Count, Stamp(late), rest.site, &rest.lot, Amount::whole(rest.pieces));
            self.book.post_plain(row);
        }
    }
}

/// How many times the rows of a run there can be: where voids and duplicates are frequent, a row may become a
/// wrong one, its void and the right one, each of them twice.
fn margin(rates: &Rates) -> u64 {
    if rates.voided.max(rates.duplicate_row) > 0.05 { 6 } else { 1 }
}

/// Share of a run's rows that lie before the end when it is made on a day, in thousandths.
fn share_that_fits(day: u32) -> u64 {
    let left = DAYS - day;
    u64::from(1000.min(350 + 650 * left / LIFE))
}

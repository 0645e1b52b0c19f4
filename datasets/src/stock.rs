//! The ingredients that a plant has, and how more come.

use crate::book::{Book, Lot};
use crate::catalog::Ingredient;
use crate::clock::{DAY, HOUR, Stamp};
use crate::region::Region;
use crate::row::{Amount, Document, Kind, Party, Unit};
use crate::shared::SHIPMENT;

/// An ingredient lot that a plant is using up.
pub(crate) struct OpenLot {
    lot: Lot,
    /// Batches that it still lasts for.
    batches: u32,
    left: Amount,
}

/// What a plant has of a lot bought for all plants.
#[derive(Clone, Copy)]
pub(crate) struct SharedStock {
    /// Position of the lot in [`crate::shared::Shared`].
    lot: usize,
    left: Amount,
    shipped: Amount,
}

impl SharedStock {
    /// Nothing of any lot.
    pub(crate) const NONE: SharedStock = SharedStock { lot: usize::MAX, left: Amount(0), shipped: Amount(0) };
}

impl Region<'_> {
    /// Takes what one batch needs of an ingredient, from a new lot where the open one is used up.
    pub(crate) fn draw(&mut self, plant: usize, ingredient: usize, at: Stamp) -> Amount {
        let (least, most) = self.book.names.catalog.ingredients[ingredient].per_batch;
        let amount = Amount(i64::from(self.book.random.between(least * 100, most * 100)) * 10);
        self.draw_exactly(plant, ingredient, amount, at);
        amount
    }

    /// Takes so many pieces of packaging.
    pub(crate) fn draw_pieces(&mut self, plant: usize, ingredient: usize, pieces: u32, at: Stamp) {
        self.draw_exactly(plant, ingredient, Amount::whole(pieces), at);
    }

    fn draw_exactly(&mut self, plant: usize, ingredient: usize, amount: Amount, at: Stamp) {
        let open = self.plants[plant].open[ingredient].take();
        let mut open = match open {
            Some(open) if open.batches > 0 && open.left >= amount => open,
            Some(used_up) => {
                self.clear_away(plant, &used_up, at);
                self.open(plant, ingredient, at)
            }
            None => self.open(plant, ingredient, at),
        };
        open.batches -= 1;
        open.left.0 -= amount.0;
        self.book.take(open.lot, amount);
        self.plants[plant].open[ingredient] = Some(open);
    }

    /// Buys a lot that lasts for some batches and receives it, now and then through the DC or in two deliveries.
    fn open(&mut self, plant: usize, ingredient: usize, at: Stamp) -> OpenLot {
        let Ingredient { product, lasts, per_batch } = self.book.names.catalog.ingredients[ingredient];
        let batches = self.book.random.heavy_tailed(lasts.0, lasts.1);
        let total = Amount::whole(batches * per_batch.1);
        let received = at.earlier(self.book.random.between(6 * HOUR, 2 * DAY));
        let lot = self.bought(product, received.day() as u32, received);
        self.raw.push(lot);
        let (site, dc) = (self.plants[plant].site, self.book.names.sites.dc(self.index, false));
        if self.book.random.chance(0.15) {
            let before = received.earlier(2 * DAY);
            self.receive(&lot, total, dc, before);
            let mut row = self.book.row(Kind::Move, before.later(DAY), dc, &lot, total);
            (row.to_site, row.arrived) = (Some(site), Some(received.max(before.later(DAY + 2 * HOUR))));
            row.arrived = row.arrived.map(|arrived| arrived.min(at));
            row.document = Document::Lading(self.book.peek());
            self.book.post(row);
        } else if self.book.random.chance(0.1) {
            let first = Amount::whole(batches * per_batch.1 / 2);
            self.receive(&lot, first, site, received);
            self.receive(&lot, Amount(total.0 - first.0), site, Stamp(received.0 + HOUR));
        } else {
            let late = self.book.random.chance(self.book.rates.negative_books);
            let received =
                if late { Stamp(at.0 + self.book.random.between(HOUR, 3 * DAY)) } else { received };
            self.receive(&lot, total, site, received);
        }
        OpenLot { lot, batches, left: total }
    }

    fn receive(&mut self, lot: &Lot, quantity: Amount, site: crate::sites::SiteId, at: Stamp) {
        let mut row = self.book.row(Kind::Receive, at, site, lot, quantity);
        (row.unit, row.party) = (Unit::Own, Party::Supplier(self.supplier_of(lot)));
        row.document = Document::Purchase(self.book.peek());
        self.book.post(row);
    }

    /// What stays of a used-up lot is destroyed, written off, sent back, or forgotten.
    fn clear_away(&mut self, plant: usize, open: &OpenLot, at: Stamp) {
        if open.left <= Amount(0) {
            return;
        }
        let site = self.plants[plant].site;
        let at = at.later(2 * HOUR);
        match self.book.random.below(10) {
            0..=3 => {
                let row = self.book.row(Kind::Destroy, at, site, &open.lot, open.left);
                self.book.post(row);
            }
            4 => {
                let row = self.book.row(Kind::Adjust, at, site, &open.lot, Amount(-open.left.0));
                self.book.post(row);
            }
            5 => {
                let mut row = self.book.row(Kind::Move, at, site, &open.lot, open.left);
                row.to_site = Some(self.supplier_of(&open.lot));
                row.arrived = Some(at.later(DAY));
                self.book.post(row);
            }
            6.. => {}
        }
    }

    /// Takes an amount of the lot of a shared ingredient that is in use; more comes from the ingredient DC.
    pub(crate) fn draw_shared(&mut self, plant: usize, k: usize, amount: Amount, at: Stamp) {
        let position = self.shared.in_use(k, at.day() as u32);
        let shared = self.shared.lots[position];
        let lot =
            Lot { product: shared.product, code: shared.code, node: crate::genealogy::Node(position as u32) };
        let mut stock = self.plants[plant].shared[k];
        if stock.lot != position {
            stock = SharedStock { lot: position, ..SharedStock::NONE };
        }
        if stock.left < amount {
            if stock.shipped.0 + SHIPMENT.0 > shared.per_plant().0 {
                return;
            }
            let site = self.plants[plant].site;
            ship_shared(&mut self.book, &lot, site, at);
            stock.left.0 += SHIPMENT.0;
            stock.shipped.0 += SHIPMENT.0;
        }
        stock.left.0 -= amount.0;
        self.plants[plant].shared[k] = stock;
        self.book.take(lot, amount);
    }
}

/// One shipment from the ingredient DC, which arrives before `at`.
fn ship_shared(book: &mut Book<'_>, lot: &Lot, to: crate::sites::SiteId, at: Stamp) {
    let left = at.earlier(2 * DAY);
    let mut row = book.row(Kind::Move, left, book.names.sites.ingredient_dc(), lot, SHIPMENT);
    row.to_site = Some(to);
    row.arrived = Some(Stamp(left.0 + book.random.between(8 * HOUR, 40 * HOUR)));
    row.document = Document::Lading(book.peek());
    book.post(row);
}

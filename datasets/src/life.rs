//! What becomes of a finished lot: to the DC, to stores, over the till, back, or away.

use crate::book::Lot;
use crate::clock::{DAY, END, HOUR, Stamp};
use crate::code::Code;
use crate::plant::Finished;
use crate::region::{Region, Rest};
use crate::row::{Amount, Document, Kind, Party, Row, Unit};
use crate::sites::SiteId;

/// Lots that fit on one pallet.
const PALLET: usize = 6;

/// Stock that has come to a store.
struct Delivery {
    lot: Lot,
    store: SiteId,
    pieces: u32,
    since: Stamp,
}

impl Region<'_> {
    /// Sends off the finished lots of a run, lot by lot or on pallets.
    pub(crate) fn ship_run(&mut self, plant: usize, finished: &[Finished]) {
        let site = self.plants[plant].site;
        let palletised = self.book.random.chance(self.book.rates.palletised);
        for group in finished.chunks(PALLET) {
            if palletised {
                self.pallet(site, group);
            } else {
                for lot in group {
                    self.ship_lot(site, lot);
                }
            }
        }
    }

    fn ship_lot(&mut self, site: SiteId, finished: &Finished) {
        let Some(at) = self.hold(site, finished) else { return };
        let depart = at.later(self.book.random.between(2 * HOUR, 30 * HOUR));
        let (lot, pieces) = (&finished.lot, finished.pieces);
        if self.book.random.chance(0.25) {
            self.deliver(lot, pieces, site, depart);
            return;
        }
        let dc =
            self.book.names.sites.dc(self.index, self.book.names.catalog.product(lot.product).perishable);
        if let Some((arrived, pieces)) = self.ship(lot, pieces, site, dc, depart) {
            self.leave_dc(lot, pieces, dc, arrived);
        }
    }

    /// Holds and recalls at the rates asked for; gives when the lot may go, if ever.
    fn hold(&mut self, site: SiteId, finished: &Finished) -> Option<Stamp> {
        let case = self.book.peek();
        let mut row = Row::new(Kind::Hold, Stamp(finished.ready.0 + 1800), site);
        (row.product, row.lot, row.document) =
            (Some(finished.lot.product), finished.lot.code, Document::Case(case));
        if self.book.random.chance(self.book.rates.recalled) {
            let time = finished.ready.later(self.book.random.between(4 * DAY, 20 * DAY));
            let recall = Row { site: None, time, ..row };
            self.book.post(Row { id: crate::row::EventId { kind: Kind::Recall, number: 0 }, ..recall });
        }
        if !self.book.random.chance(self.book.rates.held) {
            return Some(finished.ready);
        }
        self.book.post(row);
        if self.book.random.chance(0.2) {
            return None;
        }
        let time = finished.ready.later(self.book.random.between(DAY, 4 * DAY));
        self.book.post(Row { time, id: crate::row::EventId { kind: Kind::Release, number: 0 }, ..row });
        Some(time)
    }

    /// Packs lots on a pallet, moves it to the DC, unpacks it there.
    fn pallet(&mut self, site: SiteId, group: &[Finished]) {
        let container = Some(self.book.peek());
        let ready = group.iter().map(|f| f.ready).max().unwrap_or(END);
        let packed = ready.later(HOUR);
        for f in group {
            let row = self.book.row(Kind::Pack, packed, site, &f.lot, Amount::whole(f.pieces));
            self.book.post(Row { container, ..row });
        }
        let cold = group.iter().any(|f| self.book.names.catalog.product(f.lot.product).perishable);
        let dc = self.book.names.sites.dc(self.index, cold);
        let depart = packed.later(self.book.random.between(HOUR, 8 * HOUR));
        let arrived = depart.later(self.book.random.between(4 * HOUR, 20 * HOUR));
        let mut row = Row { container, ..Row::new(Kind::Move, depart, site) };
        (row.to_site, row.arrived) = (Some(dc), Some(arrived));
        row.document = Document::Lading(self.book.peek());
        self.book.post(row);
        let unpacked = Stamp(arrived.0 + HOUR);
        self.book.post(Row { container, ..Row::new(Kind::Unpack, unpacked, dc) });
        for f in group {
            self.leave_dc(&f.lot, f.pieces, dc, unpacked);
        }
    }

    /// Moves pieces of a lot; gives when and how many arrive, if they do.
    fn ship(
        &mut self,
        lot: &Lot,
        pieces: u32,
        from: SiteId,
        to: SiteId,
        depart: Stamp,
    ) -> Option<(Stamp, u32)> {
        let arrived = depart.later(self.book.random.between(3 * HOUR, 26 * HOUR));
        let mut row = self.book.row(Kind::Move, depart, from, lot, Amount::whole(pieces));
        (row.to_site, row.arrived) = (Some(to), Some(arrived));
        row.document = Document::Lading(self.book.peek());
        let case = self.book.names.catalog.product(lot.product).case;
        if pieces.is_multiple_of(case) && self.book.random.chance(0.3) {
            (row.unit, row.quantity) = (Unit::Case, Some(Amount::whole(pieces / case)));
        }
        let mut received = pieces;
        let (random, rates) = (&mut self.book.random, self.book.rates);
        if random.chance(rates.lost_in_transit) {
            row.arrived = None;
            self.book.post(row);
            return None;
        } else if random.chance(rates.arrival_before_departure) {
            row.arrived = Some(depart.earlier(random.between(HOUR, 48 * HOUR)));
            self.book.post(row);
        } else if random.chance(rates.separate_arrival) {
            received = if random.chance(0.1) { pieces - pieces / 10 } else { pieces };
            row.arrived = None;
            let reference = self.book.post(row);
            let arrival = self.book.row(Kind::Arrive, arrived, to, lot, Amount::whole(received));
            self.book.post(Row { reference, ..arrival });
        } else {
            self.book.post(row);
        }
        (arrived <= END).then_some((arrived, received))
    }

    /// Everything that leaves a DC: by the case to customers, to none to three stores, or it stays.
    pub(crate) fn leave_dc(&mut self, lot: &Lot, pieces: u32, dc: SiteId, since: Stamp) {
        let mut left = pieces;
        let mut at = since;
        if self.book.random.chance(self.book.rates.business_sale) && left >= 48 {
            at = since.later(self.book.random.between(4 * HOUR, 2 * DAY));
            left -= self.business_sale(lot, left, dc, at);
        }
        let stores = [0, 1, 1, 1, 1, 1, 2, 2, 2, 3][self.book.random.below(10) as usize];
        let stays = [0, 0, 0, 0, 10, 25][self.book.random.below(6) as usize];
        let goes = left - left * stays / 100;
        for s in 0..stores {
            let part = goes * (s + 1) / stores - goes * s / stores;
            at = at.later(self.book.random.between(6 * HOUR, 2 * DAY));
            if at <= END && part > 0 {
                left -= part;
                self.deliver(lot, part, dc, at);
            }
        }
        if left > 0 && since <= END {
            self.rest(Rest { lot: *lot, site: dc, pieces: left, since: at.min(END) });
        }
    }

    /// Cases to a customer, now or on an open order; gives the pieces sold.
    fn business_sale(&mut self, lot: &Lot, left: u32, dc: SiteId, at: Stamp) -> u32 {
        let customer = 1 + self.book.random.below(40) + 40 * self.index;
        let pieces = 12 * self.book.random.between(1, left / 24);
        let quantity = Amount::whole(pieces);
        let order = self.book.peek();
        if at > END {
            self.book.order(order, customer, lot, quantity, dc, true);
            return 0;
        }
        let open = at.0 + 10 * DAY > END.0;
        self.book.order(order, customer, lot, quantity, dc, open);
        if open {
            return 0;
        }
        let mut row = self.book.row(Kind::Sell, at, dc, lot, Amount::whole(pieces / 12));
        (row.unit, row.party, row.document) = (Unit::Case, Party::Customer(customer), Document::Order(order));
        if self.book.names.catalog.product(lot.product).case != 12 {
            (row.unit, row.quantity) = (Unit::Own, Some(quantity));
        }
        self.book.post(row);
        pieces
    }

    /// What stays at the DC: destroyed once it has expired, more often than not.
    fn rest(&mut self, rest: Rest) {
        let days = self.book.names.catalog.product(rest.lot.product).shelf_days;
        let gone = Stamp(rest.since.0 + (days + 2) * DAY);
        if gone <= END && self.book.random.chance(0.6) {
            let row = self.book.row(Kind::Destroy, gone, rest.site, &rest.lot, Amount::whole(rest.pieces));
            self.book.post(row);
        } else {
            self.rests.push(rest);
        }
    }

    /// A move to a store, and everything that happens there.
    fn deliver(&mut self, lot: &Lot, pieces: u32, from: SiteId, depart: Stamp) {
        let sites = &self.book.names.sites;
        let store = sites.store(self.index, self.book.random.below(sites.stores()));
        let Some((since, pieces)) = self.ship(lot, pieces, from, store, depart) else { return };
        let mut delivery = Delivery { lot: *lot, store, pieces, since };
        self.sales(&mut delivery);
        self.customer_return(&mut delivery);
        self.count_and_adjust(&mut delivery);
        if delivery.pieces > 0 && self.book.random.chance(self.book.rates.destroyed) {
            let at = delivery.since.later(self.book.random.between(DAY, 8 * DAY));
            let row = self.at_store(Kind::Destroy, &delivery, at, delivery.pieces);
            self.book.post(row);
        }
    }

    fn at_store(&self, kind: Kind, delivery: &Delivery, at: Stamp, pieces: u32) -> Row {
        self.book.row(kind, at, delivery.store, &delivery.lot, Amount::whole(pieces))
    }

    /// Sales by lot and day; a part of them without the lot, or on a placeholder.
    fn sales(&mut self, delivery: &mut Delivery) {
        let rows = [1, 1, 1, 1, 1, 2, 2, 2][self.book.random.below(8) as usize];
        let oversold = self.book.random.chance(self.book.rates.negative_books);
        for i in 0..rows {
            let at = delivery.since.later(self.book.random.between(6 * HOUR, 3 * DAY));
            let mut pieces = delivery.pieces * self.book.random.between(30, 95) / 100;
            delivery.pieces -= pieces;
            delivery.since = at;
            if oversold && i + 1 == rows {
                pieces += delivery.pieces + 12;
                delivery.pieces = 0;
            }
            if pieces == 0 {
                continue;
            }
            let mut row = self.at_store(Kind::Sell, delivery, at, pieces);
            if self.book.random.chance(self.book.rates.lotless_sale) {
                row.lot = Code::EMPTY;
            } else if self.book.random.chance(self.book.rates.placeholder_lot) {
                row.lot = Code::fixed("N/A");
            }
            self.book.post(row);
        }
    }

    fn customer_return(&mut self, delivery: &mut Delivery) {
        if self.book.random.chance(self.book.rates.customer_return) {
            let at = delivery.since.later(self.book.random.between(6 * HOUR, 4 * DAY));
            let pieces = self.book.random.between(1, 3);
            let row = self.at_store(Kind::Return, delivery, at, pieces);
            self.book.post(row);
            delivery.since = at;
            if self.book.random.chance(0.5) {
                delivery.pieces += pieces;
            } else {
                let at = at.later(HOUR);
                let row = self.at_store(Kind::Destroy, delivery, at, pieces);
                self.book.post(row);
            }
        }
    }

    /// A count finds what is there, now and then less; an adjustment corrects the books.
    fn count_and_adjust(&mut self, delivery: &mut Delivery) {
        let at = delivery.since.later(self.book.random.between(HOUR, 3 * DAY));
        if self.book.random.chance(self.book.rates.counted) {
            let missing = if self.book.random.chance(0.2) { delivery.pieces.min(2) } else { 0 };
            let row = self.at_store(Kind::Count, delivery, at, delivery.pieces - missing);
            self.book.post(row);
            delivery.since = at;
        }
        if self.book.random.chance(self.book.rates.adjusted) {
            let more = self.book.random.below(8) == 0;
            let pieces = if more { 2 } else { delivery.pieces.min(2) };
            if pieces > 0 {
                let signed = Amount(if more { 2_000 } else { -1000 * i64::from(pieces) });
                let mut row = self.at_store(Kind::Adjust, delivery, at.later(60), 0);
                row.quantity = Some(signed);
                self.book.post(row);
                delivery.pieces = if more { delivery.pieces + 2 } else { delivery.pieces - pieces };
                delivery.since = at.later(60);
            }
        }
    }
}

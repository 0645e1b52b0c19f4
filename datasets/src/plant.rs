//! A plant: its open ingredient lots, its lines, and what a production run does.

use crate::book::{Lot, Papers};
use crate::catalog::{Family, ProductId};
use crate::clock::{DAY, HOUR, Stamp};
use crate::code::Code;
use crate::pen::Names;
use crate::recipe::Shape;
use crate::region::Region;
use crate::row::Amount;
use crate::sites::SiteId;
use crate::stock::{OpenLot, SharedStock};

/// Families that a plant makes.
const LINES: u32 = 3;

/// A family at a plant.
pub(crate) struct Line {
    pub(crate) family: usize,
    /// The premix in use and the batches that it still lasts for.
    pub(crate) premix: Option<(Lot, u32)>,
    /// What stays in the silo, in the deep shape.
    pub(crate) silo: Option<(Lot, Amount)>,
    /// A packed lot kept back for rework, and its pieces.
    pub(crate) rework: Option<(Lot, u32)>,
}

/// A plant while its region is generated.
pub(crate) struct Plant {
    pub(crate) site: SiteId,
    /// What its lot codes begin with, such as `041A`.
    tag: Code,
    pub(crate) open: Vec<Option<OpenLot>>,
    pub(crate) shared: [SharedStock; 3],
    pub(crate) lines: Vec<Line>,
    batches: u32,
    /// Scratch: the finished lots of the run at hand.
    pub(crate) finished: Vec<Finished>,
    /// The silos are emptied and cleaned now and then, else never.
    empties: bool,
}

/// A lot that stands at its plant, ready to go.
#[derive(Clone, Copy)]
pub(crate) struct Finished {
    pub(crate) lot: Lot,
    pub(crate) pieces: u32,
    pub(crate) ready: Stamp,
}

/// An amount of an intermediate lot.
#[derive(Clone, Copy)]
struct Batch {
    lot: Lot,
    left: Amount,
    ready: Stamp,
}

impl Plant {
    /// A plant with nothing in it.
    pub(crate) fn new(names: &Names, shape: Shape, region: u32, plant: u32) -> Self {
        let families = names.catalog.families.len() as u32;
        let line = |l| Line {
            family: ((region * 5 + plant * LINES + l) % families) as usize,
            premix: None,
            silo: None,
            rework: None,
        };
        Plant {
            site: names.sites.plant(region, plant),
            tag: Code::EMPTY.number(region + 1, 3).text(&[b'A' + plant as u8, b'-']),
            open: names.catalog.ingredients.iter().map(|_| None).collect(),
            shared: [SharedStock::NONE; 3],
            lines: (0..LINES).map(line).collect(),
            batches: 0,
            finished: Vec::new(),
            empties: shape == Shape::Deep && !(region + plant).is_multiple_of(3),
        }
    }
}

impl<'a> Region<'a> {
    /// One run: base, perhaps ferment, two bulks, packs, perhaps multipacks and displays.
    pub(crate) fn produce(&mut self, plant: usize, day: u32, finished: &mut Vec<Finished>) {
        let line = self.book.random.below(LINES) as usize;
        let families = &self.book.names.catalog.families;
        let family = &families[self.plants[plant].lines[line].family];
        let at = Stamp(day * DAY + 6 * HOUR + self.book.random.below(3 * HOUR));
        let mut batch = self.base(plant, line, family, at);
        if let Some(product) = family.ferment {
            batch = self.ferment(plant, family, product, batch);
        }
        let skipped = self.book.random.below(3) as usize;
        for (i, flavour) in family.flavours.iter().enumerate().filter(|(i, _)| *i != skipped) {
            let take = batch.left.percent(if i == 2 || (skipped == 2 && i == 1) { 88 } else { 44 });
            let at = Stamp(batch.ready.0 + 600 * i as u32);
            self.book.take(batch.lot, take);
            batch.left = Amount(batch.left.0 - take.0);
            let fruit = self.draw(plant, flavour.fruit, at);
            let culture = self.draw(plant, family.culture, at);
            let total = Amount(take.0 + fruit.0 + culture.0);
            let lot = self.made(plant, flavour.bulk, at, 1);
            let bulk = Batch { lot, left: total.percent(99), ready: Stamp(at.0 + 2 * HOUR) };
            self.book.make(bulk.lot, bulk.left, bulk.ready);
            self.book.transform(self.plants[plant].site, at, "");
            self.pack(plant, family, flavour.packs.start, bulk, finished);
        }
        if self.shape == Shape::Deep {
            self.plants[plant].lines[line].silo = Some((batch.lot, batch.left));
        }
        self.bundle(plant, family, finished);
        self.keep_back(plant, line, finished);
    }

    /// Mixes ingredients, premix, a leftover and what is in the silo into the base.
    fn base(&mut self, plant: usize, line: usize, family: &'a Family, at: Stamp) -> Batch {
        let site = self.plants[plant].site;
        let premix = self.premix(plant, line, family, at);
        let mut total = self.draw(plant, family.main, at).0 + self.draw(plant, family.sweet, at).0;
        self.book.take(premix, Amount(8_000));
        if self.book.random.chance(0.2) {
            let salt = Amount::whole(self.book.random.between(2, 6));
            self.draw_shared(plant, 0, salt, at);
        }
        total += 8_000 + self.rework(plant, line).0;
        let kept = self.plants[plant].lines[line].silo.take();
        let emptied = self.plants[plant].empties && self.book.random.chance(1.0 / 60.0);
        let kept = kept.filter(|_| !emptied);
        let mut topped_up = None;
        if let Some((lot, left)) = kept {
            self.book.take(lot, left);
            total += left.0;
            topped_up = self.book.random.chance(0.4).then_some(lot);
        }
        let lot = match topped_up {
            Some(lot) => lot,
            None => self.made(plant, family.base, at, 1),
        };
        let base = Batch { lot, left: Amount(total).percent(98), ready: Stamp(at.0 + 3 * HOUR) };
        self.book.make(base.lot, base.left, base.ready);
        self.book.transform(site, at, family.kills);
        base
    }

    /// The premix in use, or a new one from salt, spice, and one time in three vitamins or stabiliser.
    fn premix(&mut self, plant: usize, line: usize, family: &Family, at: Stamp) -> Lot {
        if let Some((lot, batches @ 1..)) = self.plants[plant].lines[line].premix {
            self.plants[plant].lines[line].premix = Some((lot, batches - 1));
            return lot;
        }
        let batches = self.book.random.heavy_tailed(2, 12);
        let salt = Amount::whole(self.book.random.between(2, 6) * batches);
        let before = at.earlier(5 * HOUR);
        self.draw_shared(plant, 0, salt, before);
        self.draw(plant, family.spice, before);
        let extra = self.book.random.below(6) as usize;
        if extra == 1 || extra == 2 {
            self.draw_shared(plant, extra, Amount::whole(batches), before);
        }
        let lot = self.made(plant, family.premix, before, 4);
        self.book.make(lot, Amount(i64::from(batches) * 8_000), Stamp(before.0 + HOUR));
        self.book.transform(self.plants[plant].site, before, "");
        self.plants[plant].lines[line].premix = Some((lot, batches - 1));
        lot
    }

    fn ferment(&mut self, plant: usize, family: &Family, product: ProductId, base: Batch) -> Batch {
        let at = Stamp(base.ready.0 + HOUR);
        self.book.take(base.lot, base.left);
        let culture = self.draw(plant, family.culture, at);
        let lot = self.made(plant, product, at, 2);
        let left = Amount(base.left.0 + culture.0);
        let batch = Batch { lot, left, ready: Stamp(at.0 + 4 * HOUR) };
        self.book.make(batch.lot, batch.left, batch.ready);
        self.book.transform(self.plants[plant].site, at, "");
        batch
    }

    /// Packs a bulk as several products; sometimes a packed lot is scraped back into it.
    fn pack(&mut self, plant: usize, family: &Family, first: u32, bulk: Batch, finished: &mut Vec<Finished>) {
        let at = Stamp(bulk.ready.0 + HOUR + self.book.random.below(2 * HOUR));
        let done = Stamp(at.0 + 2 * HOUR);
        let count = self.book.random.between(7, 12);
        let start = self.book.random.below(12);
        let one_code = self.book.random.chance(0.1).then(|| self.code(plant, at, 5));
        let mut pieces = 0;
        for i in 0..count {
            let product = ProductId(first + (start + i) % 12);
            let lot = match one_code {
                Some(code) => self.coded(product, code, at),
                None => self.made(plant, product, at, 5 + i % 3),
            };
            let n = 12 * self.book.random.between(10, 60);
            self.book.make(lot, Amount::whole(n), done);
            finished.push(Finished { lot, pieces: n, ready: done });
            self.packed.push(lot);
            pieces += n;
        }
        self.book.take(bulk.lot, bulk.left.percent(95));
        self.draw_pieces(plant, family.cup, pieces, at);
        self.draw_pieces(plant, family.lid, pieces, at);
        self.book.transform(self.plants[plant].site, at, "");
        if self.book.random.chance(self.book.rates.line_rework) {
            self.scrape(plant, family, bulk, done, finished);
        }
    }

    /// Two cases go from the last packed lot back into the bulk, and the bulk is packed once more: a cycle.
    fn scrape(
        &mut self,
        plant: usize,
        family: &Family,
        bulk: Batch,
        done: Stamp,
        finished: &mut Vec<Finished>,
    ) {
        let site = self.plants[plant].site;
        let Some(scraped) = finished.last_mut() else { return };
        scraped.pieces -= 24;
        let again = scraped.lot;
        let left = Amount(bulk.left.0 - bulk.left.percent(95).0);
        let at = Stamp(done.0 + 600);
        self.book.take(again, Amount::whole(24));
        self.book.take(bulk.lot, left);
        self.book.make(bulk.lot, Amount(left.0 + 3_000), Stamp(at.0 + 600));
        self.book.transform(site, at, "");
        let at = Stamp(at.0 + 1200);
        let lot = self.made(plant, again.product, at, 8);
        self.book.take(bulk.lot, Amount(left.0 + 3_000));
        self.draw_pieces(plant, family.cup, 240, at);
        self.book.make(lot, Amount::whole(240), Stamp(at.0 + HOUR));
        self.book.transform(site, at, "");
        finished.push(Finished { lot, pieces: 240, ready: Stamp(at.0 + HOUR) });
    }

    /// Multipacks from two or three of the packed lots, displays from a multipack.
    fn bundle(&mut self, plant: usize, family: &Family, finished: &mut Vec<Finished>) {
        let Some(product) = family.multipack.filter(|_| self.book.random.chance(0.7)) else { return };
        let parts = self.book.random.between(2, 3) as usize;
        let at = finished.iter().map(|f| f.ready).max().map_or(Stamp(0), |ready| Stamp(ready.0 + HOUR));
        for part in finished.iter_mut().take(parts) {
            part.pieces -= 36;
            self.book.take(part.lot, Amount::whole(36));
        }
        let multipacks = 36 * parts as u32 / 6;
        self.draw_pieces(plant, family.carton, multipacks, at);
        let ready = Stamp(at.0 + HOUR);
        let lot = self.made(plant, product, at, 9);
        self.book.make(lot, Amount::whole(multipacks), ready);
        self.book.transform(self.plants[plant].site, at, "");
        let mut multipack = Finished { lot, pieces: multipacks, ready };
        if let Some(product) = family.display.filter(|_| self.book.random.chance(0.5)) {
            multipack.pieces -= 8;
            self.book.take(lot, Amount::whole(8));
            let ready = Stamp(ready.0 + 2 * HOUR);
            let lot = self.made(plant, product, multipack.ready, 9);
            self.book.make(lot, Amount::whole(4), ready);
            self.book.transform(self.plants[plant].site, Stamp(multipack.ready.0 + HOUR), "");
            finished.push(Finished { lot, pieces: 4, ready });
        }
        finished.push(multipack);
    }

    /// What was kept back from the line's last run goes into the base.
    fn rework(&mut self, plant: usize, line: usize) -> Amount {
        let Some((lot, pieces)) = self.plants[plant].lines[line].rework.take() else { return Amount(0) };
        self.book.take(lot, Amount::whole(pieces));
        Amount::whole(pieces / 4)
    }

    /// Two or more cases of a packed lot are kept back to be reworked in the line's next run.
    fn keep_back(&mut self, plant: usize, line: usize, finished: &mut [Finished]) {
        let rate = match self.shape {
            Shape::Shallow => self.book.rates.rework,
            Shape::Deep => self.book.rates.rework.max(0.4),
        };
        if self.book.random.chance(rate) {
            let kept = &mut finished[self.book.random.below(4) as usize];
            let pieces = 12 * self.book.random.between(2, 4);
            kept.pieces -= pieces;
            self.plants[plant].lines[line].rework = Some((kept.lot, pieces));
        }
    }

    /// A new lot of a product made at a plant on a line.
    fn made(&mut self, plant: usize, product: ProductId, at: Stamp, line: u32) -> Lot {
        let code = self.code(plant, at, line);
        self.coded(product, code, at)
    }

    /// The next lot code of a plant: plant, date, line, running number.
    fn code(&mut self, plant: usize, at: Stamp, line: u32) -> Code {
        let plant = &mut self.plants[plant];
        plant.batches += 1;
        let dated = plant.tag.date(&self.book.names.calendar, at.day());
        dated.text(b"-L").number(line, 1).text(b"-").number(plant.batches, 4)
    }

    fn coded(&mut self, product: ProductId, code: Code, at: Stamp) -> Lot {
        let papers = Papers { produced: Some(at.day()), ..Papers::default() };
        self.book.new_lot(product, code, papers)
    }
}

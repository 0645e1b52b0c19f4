//! Ingredients bought once for all plants: their lots are the hubs.

use crate::catalog::{Catalog, ProductId};
use crate::clock::{Calendar, DAYS};
use crate::code::Code;
use crate::random::Random;
use crate::recipe::Shape;
use crate::row::Amount;

/// What one move from the ingredient DC brings to a plant.
pub(crate) const SHIPMENT: Amount = Amount(400_000);
/// What is bought per plant and day of use: more than any plant takes.
const DAILY: i64 = 60_000;

/// A lot in use at all plants from `from` to the day before `to`, days counted from the first one.
#[derive(Clone, Copy)]
pub(crate) struct SharedLot {
    pub(crate) product: ProductId,
    pub(crate) code: Code,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl SharedLot {
    /// What is bought of it for each plant, in whole shipments.
    pub(crate) fn per_plant(&self) -> Amount {
        let days = i64::from(self.to - self.from) + 30;
        Amount((DAILY * days / SHIPMENT.0 + 1) * SHIPMENT.0)
    }

    /// Day of its receipt.
    pub(crate) fn received(&self) -> u32 {
        self.from.saturating_sub(3)
    }
}

/// All shared lots: of each shared ingredient one is in use at any day.
///
/// `starts[k]..starts[k + 1]` are the lots of ingredient `k`, in order of use.
pub(crate) struct Shared {
    pub(crate) lots: Vec<SharedLot>,
    starts: [usize; 4],
    hub: usize,
}

impl Shared {
    /// The lots of all shared ingredients, the hub among the salt.
    pub(crate) fn new(catalog: &Catalog, calendar: &Calendar, shape: Shape, seed: u64) -> Self {
        let mut random = Random::new(seed, u64::MAX - 1);
        // Shares of the horizon that make the hub reach about half of all lots: of the lots made while it is
        // in use nearly all hold it, but a sixth of all lots are bought; in a silo it stays for good.
        let hub = match shape {
            Shape::Shallow => (DAYS * 20 / 100, DAYS * 80 / 100),
            Shape::Deep => (DAYS * 40 / 100, DAYS),
        };
        let mut shared = Shared { lots: Vec::new(), starts: [0; 4], hub: 0 };
        for (k, product) in catalog.shared.into_iter().enumerate() {
            shared.starts[k] = shared.lots.len();
            let mut from = 0;
            while from < DAYS {
                let to = match (k, from) {
                    (0, from) if from < hub.0 => (from + random.heavy_tailed(12, 70)).min(hub.0),
                    (0, from) if from == hub.0 => hub.1,
                    _ => from + random.heavy_tailed(12, 120),
                };
                if k == 0 && from == hub.0 {
                    shared.hub = shared.lots.len();
                }
                let number = shared.lots.len() as u32 + 1;
                let code = Code::fixed("SL").date(calendar, from as i32 - 20).text(b"-").number(number, 3);
                shared.lots.push(SharedLot { product, code, from, to: to.min(DAYS) });
                from = to;
            }
        }
        shared.starts[3] = shared.lots.len();
        shared
    }

    /// Position of the lot of shared ingredient `k` that is in use on a day.
    pub(crate) fn in_use(&self, k: usize, day: u32) -> usize {
        let (start, end) = (self.starts[k], self.starts[k + 1]);
        start + self.lots[start..end].partition_point(|lot| lot.to <= day).min(end - start - 1)
    }

    /// Position of the lot that reaches about half of all lots.
    pub(crate) fn hub(&self) -> usize {
        self.hub
    }
}

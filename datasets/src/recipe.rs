//! What to generate.

use crate::error::GenerateError;

/// Size of a data set, in event rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// 100 thousand movements, about 18.6 thousand lots.
    S,
    /// 10 million movements, about 1.87 million lots.
    M,
    /// 100 million movements, about 18.7 million lots.
    L,
}

impl Scale {
    /// Number of rows in `events.csv`: exactly so many.
    pub fn movements(self) -> u64 {
        match self {
            Scale::S => 100_000,
            Scale::M => 10_000_000,
            Scale::L => 100_000_000,
        }
    }

    /// Networks of plants, DCs and stores that share nothing but the ingredients bought for all.
    pub(crate) fn regions(self) -> u32 {
        match self {
            Scale::S => 2,
            Scale::M => 100,
            Scale::L => 1_000,
        }
    }

    /// Stores in each region.
    pub(crate) fn stores(self) -> u32 {
        match self {
            Scale::S => 12,
            Scale::M | Scale::L => 24,
        }
    }

    /// Product families, made in all regions.
    pub(crate) fn families(self) -> u32 {
        match self {
            Scale::S => 8,
            Scale::M => 40,
            Scale::L => 80,
        }
    }
}

/// How lots hang together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Retail: 4 to 7 transforms from an ingredient to what is sold, a few ingredient lots in very many products.
    #[default]
    Shallow,
    /// Mixing: silos that are topped up and never emptied, leftovers reworked into the next batch, chains of
    /// lots tens to hundreds long.
    Deep,
}

/// How often something out of the ordinary happens, each a probability in `0..=1`.
///
/// "Delivery" is one arrival of one lot at one store. See the crate's README for the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Sales at a store that state no lot.
    pub lotless_sale: f64,
    /// Sales and ingredients of a transform booked on lot `N/A`.
    pub placeholder_lot: f64,
    /// Events that became known one to twenty days later (column `recorded`).
    pub late_recorded: f64,
    /// Events whose time is only a date.
    pub date_precision: f64,
    /// Receipts, moves, sales and transforms first written down wrong, then voided and written again.
    pub voided: f64,
    /// Deliveries that sell more than there is, and receipts dated after the first use.
    pub negative_books: f64,
    /// Moves whose arrival is dated before their departure.
    pub arrival_before_departure: f64,
    /// Rows that are there twice, byte for byte.
    pub duplicate_row: f64,
    /// Sales that bear the id of the sale before them, with other content.
    pub same_id_twice: f64,
    /// Rows without a quantity (never counts and adjustments).
    pub missing_quantity: f64,
    /// Packing runs whose lots travel to the DC on one pallet.
    pub palletised: f64,
    /// Moves completed by an `arrive` row of their own; one in ten of them arrives short.
    pub separate_arrival: f64,
    /// Moves that never arrive.
    pub lost_in_transit: f64,
    /// Deliveries of which a customer brings something back.
    pub customer_return: f64,
    /// Deliveries whose leftovers are destroyed.
    pub destroyed: f64,
    /// Deliveries that are counted.
    pub counted: f64,
    /// Deliveries that are adjusted; one in eight upwards.
    pub adjusted: f64,
    /// Finished lots put on hold; four in five are released.
    pub held: f64,
    /// Finished lots recalled.
    pub recalled: f64,
    /// Finished lots of which a part is sold by the case to a customer, with an order.
    pub business_sale: f64,
    /// Production runs that take in a leftover finished lot; [`Shape::Deep`] takes one in at least every third.
    pub rework: f64,
    /// Lots that table `lots` does not list.
    pub unlisted_lot: f64,
    /// Production runs that scrape a packed lot back into the bulk that it was packed from: a cycle.
    pub line_rework: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Rates {
            lotless_sale: 0.30,
            placeholder_lot: 0.002,
            late_recorded: 0.02,
            date_precision: 0.01,
            voided: 0.002,
            negative_books: 0.001,
            arrival_before_departure: 0.0005,
            duplicate_row: 0.001,
            same_id_twice: 0.0005,
            missing_quantity: 0.001,
            palletised: 0.05,
            separate_arrival: 0.04,
            lost_in_transit: 0.0005,
            customer_return: 0.03,
            destroyed: 0.15,
            counted: 0.10,
            adjusted: 0.01,
            held: 0.004,
            recalled: 0.0003,
            business_sale: 0.04,
            rework: 0.03,
            line_rework: 0.02,
            unlisted_lot: 0.005,
        }
    }
}

impl Rates {
    /// No wrong records: nothing placeholder, late, imprecise, voided, negative, duplicate or missing.
    pub fn tidy() -> Self {
        Rates {
            placeholder_lot: 0.0,
            late_recorded: 0.0,
            date_precision: 0.0,
            voided: 0.0,
            negative_books: 0.0,
            arrival_before_departure: 0.0,
            duplicate_row: 0.0,
            same_id_twice: 0.0,
            missing_quantity: 0.0,
            ..Rates::default()
        }
    }

    /// Every rate with its name.
    fn named(&self) -> [(&'static str, f64); 23] {
        [
            ("lotless_sale", self.lotless_sale),
            ("placeholder_lot", self.placeholder_lot),
            ("late_recorded", self.late_recorded),
            ("date_precision", self.date_precision),
            ("voided", self.voided),
            ("negative_books", self.negative_books),
            ("arrival_before_departure", self.arrival_before_departure),
            ("duplicate_row", self.duplicate_row),
            ("same_id_twice", self.same_id_twice),
            ("missing_quantity", self.missing_quantity),
            ("palletised", self.palletised),
            ("separate_arrival", self.separate_arrival),
            ("lost_in_transit", self.lost_in_transit),
            ("customer_return", self.customer_return),
            ("destroyed", self.destroyed),
            ("counted", self.counted),
            ("adjusted", self.adjusted),
            ("held", self.held),
            ("recalled", self.recalled),
            ("business_sale", self.business_sale),
            ("rework", self.rework),
            ("line_rework", self.line_rework),
            ("unlisted_lot", self.unlisted_lot),
        ]
    }
}

/// A data set, before it is written: equal recipes give equal bytes, whatever the number of cores.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Number of movements.
    pub scale: Scale,
    /// How lots hang together.
    pub shape: Shape,
    /// Everything that is left to chance.
    pub seed: u64,
    /// How often something out of the ordinary happens.
    pub rates: Rates,
}

impl Recipe {
    /// A retailer of this scale, with the default shape and rates.
    pub fn new(scale: Scale, seed: u64) -> Self {
        Recipe { scale, shape: Shape::default(), seed, rates: Rates::default() }
    }

    /// Checks that every rate is a probability.
    pub(crate) fn validate(&self) -> Result<(), GenerateError> {
        match self.rates.named().into_iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            None => Ok(()),
            Some((rate, value)) => Err(GenerateError::Rate { rate, value }),
        }
    }
}

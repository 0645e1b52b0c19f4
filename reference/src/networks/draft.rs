//! A network being written: its names, its clock, its rows, and what stands where.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::Profile;

pub(super) const COLUMNS: [&str; 17] = [
    "event_id",
    "kind",
    "role",
    "time",
    "arrived",
    "recorded",
    "product",
    "lot",
    "quantity",
    "unit",
    "site",
    "to_site",
    "party",
    "document",
    "container",
    "hazards",
    "ref",
];

const CODES: [&str; 10] = ["A", "B", "C1", "CI", "10", "01", "L-2", "LZ", "b8", "a"];
const POOLS: [&str; 4] = ["N/A", "", "MIX", "0"];

/// Days that a network spans.
const DAYS: i64 = 10;

/// The cells of a row that are not empty, by column.
pub(super) type Cells = BTreeMap<&'static str, String>;

/// (product, code).
pub(super) type Name = (String, String);

pub(super) struct Draft {
    pub(super) rng: StdRng,
    pub(super) profile: Profile,
    pub(super) products: Vec<String>,
    pub(super) lots: Vec<Name>,
    pub(super) sites: Vec<String>,
    pub(super) rows: Vec<Cells>,
    /// Ids of events that move something; of moves still in transit; of all.
    pub(super) in_transit: Vec<Cells>,
    pub(super) ids: Vec<String>,
    /// Whether rows may name units.
    pub(super) has_units: bool,
    /// The unit that `Q` declares; none where its rows decide.
    pub(super) second_unit: &'static str,
    /// Whether events come in order and take no more than there is.
    pub(super) adds_up: bool,
    /// The day it is, where events come in order.
    pub(super) day: i64,
    /// Thousandths on hand, where quantities must add up.
    pub(super) stock: BTreeMap<(Name, String), i64>,
    /// What is on its way: the day it comes, where to, how much.
    pending: Vec<(i64, (Name, String), i64)>,
}

impl Draft {
    pub(super) fn new(mut rng: StdRng, profile: Profile) -> Self {
        let products =
            if rng.random_bool(0.6) { vec!["P".to_owned()] } else { vec!["P".to_owned(), "Q".to_owned()] };
        let sites = ["S", "T", "D", "V", "W"]
            [..rng.random_range(if profile == Profile::Quantities { 2..=3 } else { 2..=5 })]
            .iter()
            .map(|&site| site.to_owned())
            .collect();
        let at_most = CODES.len();
        let is_clean = profile == Profile::Quantities;
        let lots = rng.random_range(if is_clean { 4..=6 } else { 2..=6 });
        let mut draft = Self {
            has_units: rng.random_bool(if profile == Profile::Dirty { 0.7 } else { 0.25 }),
            adds_up: rng.random_bool(match profile {
                Profile::Quantities => 1.0,
                Profile::Plain | Profile::Intervals | Profile::Exposure => 0.5,
                Profile::Ties | Profile::Pools | Profile::Containers => 0.35,
                Profile::Dirty => 0.0,
            }),
            second_unit: ["kg", "kg", "ea", ""][rng.random_range(0..4)],
            rng,
            profile,
            products,
            lots: Vec::new(),
            sites,
            rows: Vec::new(),
            in_transit: Vec::new(),
            ids: Vec::new(),
            day: 1,
            stock: BTreeMap::new(),
            pending: Vec::new(),
        };
        for _ in 0..lots {
            let is_pool = draft.chance(if profile == Profile::Pools { 0.4 } else { 0.06 });
            let code = if is_pool {
                draft.pick(&POOLS)
            } else {
                CODES[draft.rng.random_range(0..at_most.min(lots + 2))]
            };
            let product = draft.product();
            draft.lots.push((product, code.to_owned()));
        }
        draft
    }

    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.rng.random_bool(share)
    }

    pub(super) fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items.choose(&mut self.rng).expect("there is something to pick from").clone()
    }

    pub(super) fn product(&mut self) -> String {
        self.pick(&self.products.clone())
    }

    pub(super) fn lot(&mut self) -> Name {
        self.pick(&self.lots.clone())
    }

    pub(super) fn site(&mut self) -> String {
        self.pick(&self.sites.clone())
    }

    /// A position to take from: mostly one that was fed; where books must add up, one with stock.
    pub(super) fn stocked(&mut self) -> Option<(Name, String)> {
        let fed: Vec<_> = self
            .stock
            .iter()
            .filter(|(_, stock)| !self.adds_up || **stock > 0)
            .map(|(position, _)| position.clone())
            .collect();
        if !fed.is_empty() && (self.adds_up || self.chance(0.8)) {
            return Some(self.pick(&fed));
        }
        if self.adds_up { None } else { Some((self.lot(), self.site())) }
    }

    /// Lets time pass before the next event.
    pub(super) fn next_moment(&mut self) {
        if self.chance(if self.adds_up { 0.85 } else { 0.6 }) {
            self.day += 1;
        }
        let day = self.day;
        let (come, pending) = self.pending.drain(..).partition(|(at, _, _)| *at <= day);
        self.pending = pending;
        let come: Vec<(i64, (Name, String), i64)> = come;
        for (_, position, quantity) in come {
            *self.stock.entry(position).or_default() += quantity;
        }
    }

    /// Thousandths to feed.
    pub(super) fn fresh(&mut self) -> i64 {
        let whole = self.rng.random_range(if self.adds_up { 8..=40 } else { 1..=20 }) * 1000;
        match self.rng.random_range(0..10) {
            0 => whole + 500,
            1 => whole + 250,
            2 => whole + 125,
            _ => whole,
        }
    }

    /// Thousandths to take from a position.
    pub(super) fn share_of(&mut self, position: &(Name, String)) -> i64 {
        let stock = self.stock.get(position).copied().unwrap_or_default();
        if !self.adds_up && (stock <= 0 || self.chance(0.3)) {
            return self.fresh();
        }
        let empties = if self.profile == Profile::Exposure { 0.6 } else { 0.2 };
        if self.chance(empties) {
            return stock;
        }
        match self.rng.random_range(0..4) {
            0..=1 => (stock / 2).max(1),
            _ => (self.rng.random_range(1..=4) * 1000).min(stock).max(1),
        }
    }

    /// Where a move from `site` goes: seldom nowhere.
    pub(super) fn other_site(&mut self, site: &str) -> String {
        let others: Vec<String> = self.sites.iter().filter(|other| *other != site).cloned().collect();
        if self.chance(0.05) { site.to_owned() } else { self.pick(&others) }
    }

    pub(super) fn take(&mut self, position: &(Name, String), quantity: i64) {
        *self.stock.entry(position.clone()).or_default() -= quantity;
    }

    /// Feeds a position, `after` so many days.
    pub(super) fn feed(&mut self, position: (Name, String), quantity: i64, after: i64) {
        if after == 0 || !self.adds_up {
            *self.stock.entry(position).or_default() += quantity;
        } else {
            self.pending.push((self.day + after, position, quantity));
        }
    }

    /// The cells of a quantity; it may be left out, or stand in another unit.
    pub(super) fn write_quantity(&mut self, cells: &mut Cells, quantity: i64) {
        let missing = match self.profile {
            Profile::Quantities | Profile::Exposure => 0.0,
            Profile::Dirty => 0.15,
            Profile::Plain | Profile::Ties | Profile::Intervals | Profile::Pools | Profile::Containers => {
                0.05
            }
        };
        if self.chance(missing) {
            return;
        }
        let in_grams = self.has_units && self.chance(0.3);
        let (unit, quantity) = match (in_grams, self.profile) {
            (false, _) => ("", quantity),
            (true, Profile::Dirty) if self.chance(0.2) => ("crate", quantity),
            (true, _) => ("g", quantity * 1000),
        };
        cells.insert("quantity", thousandths(quantity));
        cells.insert("unit", unit.to_owned());
    }

    /// A time of this network: `after` days later than now where events come in order, else any.
    pub(super) fn time(&mut self, after: i64) -> String {
        let is_dated = self.adds_up && self.chance(0.9);
        match self.profile {
            Profile::Ties if self.adds_up => instant((self.day + after) / 4 + 1, "00:00:00"),
            Profile::Intervals if is_dated => date(self.day + after),
            Profile::Quantities => instant(self.day + after, "00:00:00"),
            Profile::Plain | Profile::Pools | Profile::Containers | Profile::Exposure if self.adds_up => {
                instant(self.day + after, "00:00:00")
            }
            Profile::Ties => instant(self.rng.random_range(1..=3), "00:00:00"),
            Profile::Intervals => self.interval(),
            Profile::Plain | Profile::Dirty | Profile::Pools | Profile::Containers | Profile::Exposure => {
                let drift = self.rng.random_range(-1..=1);
                let day =
                    if self.chance(0.8) { self.day + after + drift } else { self.rng.random_range(1..=DAYS) };
                let clock = if self.chance(0.1) { "12:30:00.5" } else { "00:00:00" };
                if self.chance(0.03) {
                    format!("2026-01-{:02}", day.clamp(1, 28))
                } else {
                    instant(day, clock)
                }
            }
        }
    }

    fn interval(&mut self) -> String {
        let day = self.rng.random_range(1..=5);
        match self.rng.random_range(0..10) {
            0 => "2026-01".to_owned(),
            1 => "2026-02".to_owned(),
            2..=5 => format!("2026-01-{day:02}"),
            6 => instant(day, "12:00:00"),
            7 => instant(day, "23:59:59"),
            _ => instant(day, "00:00:00"),
        }
    }

    /// A moment for a question.
    pub(super) fn asked_time(&mut self) -> String {
        let last = if self.adds_up { self.day + 2 } else { DAYS + 2 };
        let day = self.rng.random_range(0..=last).max(1);
        match self.rng.random_range(0..6) {
            0 => date(day),
            1 => self.interval(),
            _ => instant(if self.profile == Profile::Ties { day.min(4) } else { day }, "00:00:00"),
        }
    }

    pub(super) fn new_id(&mut self) -> String {
        let id = format!("e{}", self.ids.len() + 1);
        self.ids.push(id.clone());
        id
    }

    /// Adds a row. Some are recorded late.
    pub(super) fn add(&mut self, cells: Cells) {
        self.rows.push(cells);
    }

    /// When an event was recorded: mostly as it happened.
    pub(super) fn recorded(&mut self) -> String {
        let late = match self.profile {
            Profile::Containers | Profile::Dirty => 0.25,
            Profile::Quantities => 0.05,
            Profile::Plain | Profile::Ties | Profile::Intervals | Profile::Pools | Profile::Exposure => 0.1,
        };
        if self.chance(late) {
            instant(self.rng.random_range(5..=DAYS + 8), "00:00:00")
        } else {
            String::new()
        }
    }
}

/// A day, counted from the first of January.
fn date(day: i64) -> String {
    if day <= 31 {
        format!("2026-01-{:02}", day.max(1))
    } else {
        format!("2026-02-{:02}", (day - 31).min(28))
    }
}

fn instant(day: i64, clock: &str) -> String {
    format!("{}T{clock}Z", date(day))
}

/// The decimal of a number of thousandths.
pub(super) fn thousandths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.abs() / 1000, number.abs() % 1000);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:03}") }
}

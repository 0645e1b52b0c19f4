//! A plain reading of movement tables: split lines, breadth-first search, books in a map.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// (product, lot).
pub(crate) type Lot<'a> = (&'a str, &'a str);

/// One row of table `events`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Event<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) role: &'a str,
    pub(crate) time: &'a str,
    pub(crate) arrived: &'a str,
    pub(crate) recorded: &'a str,
    pub(crate) product: &'a str,
    pub(crate) lot: &'a str,
    pub(crate) quantity: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) site: &'a str,
    pub(crate) to_site: &'a str,
    pub(crate) party: &'a str,
    pub(crate) document: &'a str,
    pub(crate) container: &'a str,
    pub(crate) hazards: &'a str,
    pub(crate) reference: &'a str,
}

/// Rows of table `events`, which must have its seventeen columns in their order and no quotes.
pub(crate) fn events(text: &str) -> Vec<Event<'_>> {
    assert!(!text.contains('"'));
    text.lines().skip(1).map(event).collect()
}

fn event(line: &str) -> Event<'_> {
    let c: Vec<&str> = line.split(',').collect();
    assert_eq!(c.len(), 17, "{line}");
    Event {
        id: c[0],
        kind: c[1],
        role: c[2],
        time: c[3],
        arrived: c[4],
        recorded: c[5],
        product: c[6],
        lot: c[7],
        quantity: c[8],
        unit: c[9],
        site: c[10],
        to_site: c[11],
        party: c[12],
        document: c[13],
        container: c[14],
        hazards: c[15],
        reference: c[16],
    }
}

fn voided<'a>(events: &[Event<'a>]) -> BTreeSet<&'a str> {
    events.iter().filter(|e| e.kind == "void").map(|e| e.reference).collect()
}

/// Lots next to each lot over the transforms that stand.
pub(crate) struct Closure<'a> {
    transforms: HashMap<&'a str, [BTreeSet<Lot<'a>>; 2]>,
    taken: HashMap<Lot<'a>, BTreeSet<&'a str>>,
    other: usize,
}

impl<'a> Closure<'a> {
    /// To what was made.
    pub(crate) fn forward(events: &[Event<'a>]) -> Self {
        Self::new(events, 0)
    }

    /// To what was taken.
    pub(crate) fn backward(events: &[Event<'a>]) -> Self {
        Self::new(events, 1)
    }

    fn new(events: &[Event<'a>], side: usize) -> Self {
        let voided = voided(events);
        let mut closure = Closure { transforms: HashMap::new(), taken: HashMap::new(), other: 1 - side };
        let legs =
            events.iter().filter(|e| e.kind == "transform" && e.lot != "N/A" && !voided.contains(e.id));
        for e in legs {
            let lot = (e.product, e.lot);
            let leg = usize::from(e.role == "out");
            closure.transforms.entry(e.id).or_default()[leg].insert(lot);
            if leg == side {
                closure.taken.entry(lot).or_default().insert(e.id);
            }
        }
        closure
    }

    /// Every lot reached, with the number of transforms to it.
    pub(crate) fn from(&self, start: (&str, &str)) -> BTreeMap<(String, String), u32> {
        let name = |lot: Lot<'_>| (lot.0.to_owned(), lot.1.to_owned());
        let mut reached = BTreeMap::from([(name(start), 0)]);
        let mut passed = BTreeSet::new();
        let mut queue = VecDeque::from([(start, 0)]);
        while let Some((lot, steps)) = queue.pop_front() {
            for transform in self.taken.get(&lot).into_iter().flatten() {
                if !passed.insert(*transform) {
                    continue;
                }
                for other in &self.transforms[transform][self.other] {
                    reached.entry(name(*other)).or_insert_with(|| {
                        queue.push_back((*other, steps + 1));
                        steps + 1
                    });
                }
            }
        }
        reached
    }
}

/// Flows in and out of a position: (time, outflow, signed thousandths), in no order.
pub(crate) type Legs = Vec<(String, bool, i64)>;

fn thousandths(quantity: &str) -> i64 {
    let (sign, digits) = quantity.strip_prefix('-').map_or((1, quantity), |digits| (-1, digits));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    sign * (whole.parse::<i64>().unwrap() * 1000 + format!("{rest:0<3}").parse::<i64>().unwrap())
}

/// Books of every position of a lot; rows without lot or quantity are left out, dates are not expected.
pub(crate) fn books<'a>(
    events: &[Event<'a>],
    units: &BTreeMap<(&str, &str), i64>,
) -> HashMap<(Lot<'a>, &'a str), Legs> {
    let voided = voided(events);
    let mut books: HashMap<(Lot<'a>, &'a str), Legs> = HashMap::new();
    let packed: Vec<&Event<'a>> = events.iter().filter(|e| e.kind == "pack").collect();
    for e in events.iter().filter(|e| !voided.contains(e.id)) {
        let contents: Vec<&Event<'a>> = if e.kind == "move" && e.product.is_empty() {
            packed.iter().filter(|p| p.container == e.container).copied().collect()
        } else {
            vec![e]
        };
        for row in contents {
            if !["", "N/A"].contains(&row.lot) && !row.quantity.is_empty() {
                let base = units.get(&(row.product, row.unit)).copied().unwrap_or(1);
                book(&mut books, e, (row.product, row.lot), thousandths(row.quantity) * base);
            }
        }
    }
    books
}

fn book<'a>(books: &mut HashMap<(Lot<'a>, &'a str), Legs>, e: &Event<'a>, lot: Lot<'a>, quantity: i64) {
    let mut leg = |site, time: &str, quantity: i64| {
        books.entry((lot, site)).or_default().push((time.to_owned(), quantity < 0, quantity));
    };
    let done = if e.arrived.is_empty() { e.time } else { e.arrived };
    match (e.kind, e.role) {
        ("receive" | "return" | "adjust" | "arrive", _) => leg(e.site, e.time, quantity),
        ("sell" | "destroy", _) | ("transform", "in") => leg(e.site, e.time, -quantity),
        ("transform", _) => leg(e.site, done, quantity),
        ("move", _) => {
            leg(e.site, e.time, -quantity);
            if !e.arrived.is_empty() {
                leg(e.to_site, e.arrived.max(e.time), quantity);
            }
        }
        ("count" | "clean" | "hold" | "recall" | "release" | "pack" | "unpack" | "void", _) => {}
        other => panic!("{other:?}"),
    }
}

/// Books by time, inflow first at one instant, fall below zero at some moment.
pub(crate) fn runs_negative(legs: &Legs) -> bool {
    let mut legs = legs.clone();
    legs.sort();
    legs.iter()
        .scan(0, |sum, (_, _, quantity)| {
            *sum += quantity;
            Some(*sum)
        })
        .any(|sum| sum < 0)
}

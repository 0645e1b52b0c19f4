//! How much of the seed went where (R17 to R19).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::Zero;

use crate::books::Entry;
use crate::decimal;
use crate::flow::{Forward, Seed, creates};
use crate::ledger::Ledger;
use crate::lot::Position;
use crate::movement::{Leg, Movement};
use crate::numbers::{Numbers, Outflow, Stock};
use crate::row::Kind;

/// The numbers of one forward flow.
pub(crate) struct Quantities<'a> {
    ledger: &'a Ledger<'a>,
    flow: &'a Forward,
    seed: &'a Seed,
    /// Movements in a cyclic dependency.
    cyclic: BTreeSet<usize>,
    consumed: RefCell<BTreeMap<(usize, usize), Numbers>>,
}

impl<'a> Quantities<'a> {
    pub(crate) fn new(ledger: &'a Ledger<'a>, flow: &'a Forward, seed: &'a Seed) -> Self {
        let mut quantities =
            Self { ledger, flow, seed, cyclic: BTreeSet::new(), consumed: RefCell::default() };
        quantities.cyclic = quantities.find_cyclic();
        quantities
    }

    /// By event id: the numbers of its movements together, transforms left out.
    pub(crate) fn moved(&self) -> BTreeMap<String, Option<Numbers>> {
        let mut by_event: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &index in self.flow.reached.keys().chain(&self.flow.asked) {
            let movement = &self.ledger.movements[index];
            if movement.kind != Kind::Transform {
                by_event.entry(movement.event.clone()).or_default().push(index);
            }
        }
        by_event
            .into_iter()
            .map(|(event, indexes)| (event, self.together(indexes.into_iter().collect())))
            .collect()
    }

    /// Movements under one id add up; nothing where their units differ.
    fn together(&self, indexes: BTreeSet<usize>) -> Option<Numbers> {
        let unit = |index: &usize| {
            let movement = &self.ledger.movements[*index];
            movement
                .ins
                .iter()
                .chain(&movement.outs)
                .map(|leg| self.ledger.world.unit(&leg.position.lot.product))
                .next()
        };
        let units: BTreeSet<_> = indexes.iter().map(unit).collect();
        let sum = indexes.iter().fold(Numbers::zero(), |sum, &index| sum.plus(&self.movement(index)));
        (units.len() == 1).then_some(sum)
    }

    /// A movement has one leg that consumes, or, if it creates stock, one that feeds.
    fn movement(&self, index: usize) -> Numbers {
        let movement = &self.ledger.movements[index];
        if self.flow.asked.contains(&index) {
            let leg = movement.ins.first().or(movement.outs.first());
            return Numbers::whole(leg.and_then(|leg| leg.quantity.as_ref()));
        }
        self.taken(index, 0)
    }

    /// By affected position, the sold one left out: the stock at the end, and how much of it is affected.
    pub(crate) fn on_hand(&self) -> BTreeMap<Position, (Option<BigRational>, Numbers)> {
        let sites = self.flow.labels.keys().filter(|position| position.site().is_some());
        sites
            .map(|position| (position.clone(), self.run(position, None).on_hand(self.has_rule(position))))
            .collect()
    }

    fn has_rule(&self, position: &Position) -> bool {
        !self.flow.orphans.contains(position) && !self.flow.is_exposed(position)
    }

    /// Takes the legs of a position in the order of the books, up to (not with) the leg `until`.
    fn run(&self, position: &Position, until: Option<&Entry>) -> Stock {
        let mut stock = Stock::empty();
        let mut mark = match self.seed {
            Seed::Positions(positions) => positions.get(position).copied(),
            Seed::Lot(_) | Seed::Event(_) => None,
        };
        for entry in self.ledger.books.get(position).map(|books| &*books.entries).unwrap_or_default() {
            if mark.is_some_and(|since| entry.order() > (since, false)) {
                stock.mark();
                mark = None;
            }
            if until.is_some_and(|until| is_same(until, entry)) {
                return stock;
            }
            if entry.is_inflow {
                stock.feed(entry.at(), entry.quantity.as_ref(), &self.fed(entry.movement, entry.leg));
            } else {
                stock.take(entry.quantity.as_ref(), self.outflow(position, entry));
            }
        }
        if mark.is_some() {
            stock.mark();
        }
        stock
    }

    /// The numbers of a consuming leg.
    fn taken(&self, movement: usize, leg: usize) -> Numbers {
        if let Some(known) = self.consumed.borrow().get(&(movement, leg)) {
            return known.clone();
        }
        let position = &self.ledger.movements[movement].ins[leg].position;
        let entries = &self.ledger.books[position].entries;
        let entry =
            entries.iter().find(|entry| !entry.is_inflow && (entry.movement, entry.leg) == (movement, leg));
        let entry = entry.expect("every leg is in the books of its position");
        let numbers = match self.outflow(position, entry) {
            Outflow::Unreached => Numbers::zero(),
            Outflow::WithoutRule => Numbers::without_rule(entry.quantity.as_ref()),
            Outflow::Regular => {
                self.run(position, Some(entry)).take(entry.quantity.as_ref(), Outflow::Regular)
            }
        };
        self.consumed.borrow_mut().insert((movement, leg), numbers.clone());
        numbers
    }

    fn outflow(&self, position: &Position, entry: &Entry) -> Outflow {
        let label = self.flow.labels.get(position);
        if label.is_none_or(|label| *label > entry.span.end) {
            Outflow::Unreached
        } else if entry.quantity.is_none()
            || !self.has_rule(position)
            || self.cyclic.contains(&entry.movement)
            || self.meets_an_inflow(position, entry)
        {
            Outflow::WithoutRule
        } else {
            Outflow::Regular
        }
    }

    fn meets_an_inflow(&self, position: &Position, outflow: &Entry) -> bool {
        self.ledger.books[position].inflows().any(|inflow| {
            inflow.span.meets(outflow.span) && !(inflow.span.is_instant() && outflow.span.is_instant())
        })
    }

    /// The numbers of a feeding leg.
    fn fed(&self, index: usize, place: usize) -> Numbers {
        let movement = &self.ledger.movements[index];
        let leg = &movement.outs[place];
        if self.is_seed(index, movement, leg) {
            Numbers::whole(leg.quantity.as_ref())
        } else if !self.flow.reached.contains_key(&index) || self.flow.stopped.contains(&index) {
            Numbers::zero()
        } else if leg.is_partial || leg.quantity.is_none() || self.cyclic.contains(&index) {
            Numbers::without_rule(leg.quantity.as_ref())
        } else {
            self.passed_on(index, movement, leg)
        }
    }

    fn is_seed(&self, index: usize, movement: &Movement, leg: &Leg) -> bool {
        match self.seed {
            Seed::Lot(lot) => leg.position.lot == *lot && creates(movement),
            Seed::Event(_) => self.flow.asked.contains(&index),
            Seed::Positions(_) => false,
        }
    }

    /// The inputs' shares, Σ over Σ in; a move passes on what it took.
    fn passed_on(&self, index: usize, movement: &Movement, leg: &Leg) -> Numbers {
        let units: BTreeSet<String> =
            movement.ins.iter().map(|leg| self.ledger.world.unit(&leg.position.lot.product)).collect();
        let consumed = decimal::sum(movement.ins.iter().map(|leg| leg.quantity.clone()));
        let Some(consumed) = consumed.filter(|consumed| !consumed.is_zero() && units.len() == 1) else {
            return Numbers::without_rule(leg.quantity.as_ref());
        };
        let taken = (0..movement.ins.len()).map(|place| self.taken(index, place));
        let taken = taken.fold(Numbers::zero(), |sum, numbers| sum.plus(&numbers));
        match (&leg.quantity, movement.kind) {
            (Some(fed), Kind::Transform) => taken.times(&(fed / consumed)),
            _moved => taken,
        }
    }
}

fn is_same(a: &Entry, b: &Entry) -> bool {
    (a.is_inflow, a.movement, a.leg) == (b.is_inflow, b.movement, b.leg)
}

impl Quantities<'_> {
    /// Movements with a leg whose numbers would follow from themselves: a regular outflow's from the legs before it in
    /// the books of its position, a feeding leg's, where a rule gives it, from what its movement takes.
    fn find_cyclic(&self) -> BTreeSet<usize> {
        type Node = (bool, usize, usize);
        let mut needs: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        for (position, books) in
            self.ledger.books.iter().filter(|(position, _)| self.flow.labels.contains_key(*position))
        {
            for entry in &books.entries {
                let node = |entry: &Entry| (entry.is_inflow, entry.movement, entry.leg);
                let needed = if entry.is_inflow {
                    self.fed_by_rule(entry)
                } else if self.outflow(position, entry) == Outflow::Regular {
                    books.entries.iter().filter(|other| other.order() < entry.order()).map(node).collect()
                } else {
                    BTreeSet::new()
                };
                needs.insert(node(entry), needed);
            }
        }
        let depends_on_itself = |start: &Node| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![*start]);
            while let Some(next) = open.pop() {
                open.extend(needs.get(&next).into_iter().flatten().filter(|needed| seen.insert(**needed)));
            }
            seen.contains(start)
        };
        needs.keys().filter(|node| depends_on_itself(node)).map(|(_, movement, _)| *movement).collect()
    }

    fn fed_by_rule(&self, entry: &Entry) -> BTreeSet<(bool, usize, usize)> {
        let movement = &self.ledger.movements[entry.movement];
        let leg = &movement.outs[entry.leg];
        let by_rule = !self.is_seed(entry.movement, movement, leg)
            && self.flow.reached.contains_key(&entry.movement)
            && !self.flow.stopped.contains(&entry.movement)
            && !leg.is_partial
            && leg.quantity.is_some();
        (0..movement.ins.len()).filter(|_| by_rule).map(|leg| (false, entry.movement, leg)).collect()
    }
}

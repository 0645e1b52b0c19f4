//! The books of one position: its legs in order, what is on hand, when it is present, whether it can be trusted.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::decimal;
use crate::lot::Position;
use crate::movement::Movement;
use crate::row::Kind;
use crate::time::{Moment, Span};

/// How far the record is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Untrusted positions are affected once any position of their lot is.
    Safe,
    Strict,
}

/// One leg in the books of its position.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) is_inflow: bool,
    pub(crate) span: Span,
    pub(crate) quantity: Option<BigRational>,
    pub(crate) kind: Kind,
    /// The movement, and the leg among its `ins` or `outs`.
    pub(crate) movement: usize,
    pub(crate) leg: usize,
}

impl Entry {
    /// R8: an inflow counts at its earliest moment, an outflow at its latest.
    pub(crate) fn at(&self) -> Moment {
        if self.is_inflow { self.span.start } else { self.span.end }
    }

    /// R8: by time, inflow first at one instant.
    pub(crate) fn order(&self) -> (Moment, bool) {
        (self.at(), !self.is_inflow)
    }

    fn signed(&self) -> Option<BigRational> {
        let quantity = self.quantity.clone()?;
        Some(if self.is_inflow { quantity } else { -quantity })
    }
}

/// A closed stretch of presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Moment,
    pub(crate) to: Moment,
}

/// The legs of one position, in order; ties by event id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Books {
    pub(crate) entries: Vec<Entry>,
    is_pool: bool,
}

impl Books {
    /// The books of every position that has a leg. `movements` are sorted by event id.
    pub(crate) fn of_all(movements: &[Movement]) -> BTreeMap<Position, Self> {
        let mut all: BTreeMap<Position, Self> = BTreeMap::new();
        for (index, movement) in movements.iter().enumerate() {
            for (is_inflow, legs) in [(false, &movement.ins), (true, &movement.outs)] {
                for (place, leg) in legs.iter().enumerate() {
                    let books = all.entry(leg.position.clone()).or_default();
                    books.is_pool = leg.position.lot.is_pool();
                    books.entries.push(Entry {
                        is_inflow,
                        span: leg.span,
                        quantity: leg.quantity.clone(),
                        kind: movement.kind,
                        movement: index,
                        leg: place,
                    });
                }
            }
        }
        for books in all.values_mut() {
            books.entries.sort_by_key(Entry::order);
        }
        all
    }

    pub(crate) fn inflows(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_inflow)
    }

    pub(crate) fn outflows(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_inflow)
    }

    /// What is on hand at `at`, everything of that moment included; nothing where it is unknown.
    pub(crate) fn on_hand(&self, at: Moment) -> Option<BigRational> {
        decimal::sum(self.entries.iter().filter(|entry| entry.at() <= at).map(Entry::signed))
    }

    /// Whether the record of this position is known to be incomplete (R9). The rule does not apply to pools.
    pub(crate) fn is_untrusted(&self) -> bool {
        if self.is_pool {
            return false;
        }
        let was_adjusted_up = self.inflows().any(|entry| entry.kind == Kind::Adjust);
        let has_unknown = self.entries.iter().any(|entry| entry.quantity.is_none());
        was_adjusted_up || if has_unknown { self.starts_with_an_outflow() } else { self.goes_negative() }
    }

    fn starts_with_an_outflow(&self) -> bool {
        self.outflows().any(|outflow| self.inflows().all(|inflow| outflow.at() < inflow.at()))
    }

    fn goes_negative(&self) -> bool {
        let mut stock = BigRational::zero();
        self.entries.iter().filter_map(Entry::signed).any(|change| {
            stock += change;
            stock.is_negative()
        })
    }

    /// When stock is present (R10).
    pub(crate) fn presence(&self, trust: Trust) -> Vec<Stretch> {
        if trust == Trust::Safe && self.is_untrusted() {
            return vec![Stretch { from: Moment::BEGINNING, to: Moment::FOREVER }];
        }
        let counts_instants = trust == Trust::Strict || self.is_pool;
        let (mut stretches, mut stock, mut since) = (Vec::new(), BigRational::zero(), None);
        let mut moments: Vec<Moment> = self.entries.iter().map(Entry::at).collect();
        moments.dedup();
        for at in moments {
            let entries: Vec<&Entry> = self.entries.iter().filter(|entry| entry.at() == at).collect();
            if entries.iter().any(|entry| entry.quantity.is_none()) {
                stretches.push(Stretch { from: since.unwrap_or(at), to: Moment::FOREVER });
                return stretches;
            }
            let mut fed_in_vain = false;
            for entry in entries {
                stock += entry.signed().expect("unknown quantities end the presence above");
                if entry.is_inflow && stock.is_positive() {
                    since = since.or(Some(at));
                }
                fed_in_vain |= entry.is_inflow && !stock.is_positive();
            }
            if !stock.is_positive()
                && let Some(from) = since.take()
            {
                stretches.push(Stretch { from, to: at });
            } else if since.is_none() && fed_in_vain && counts_instants {
                stretches.push(Stretch { from: at, to: at });
            }
        }
        stretches.extend(since.map(|from| Stretch { from, to: Moment::FOREVER }));
        stretches
    }
}

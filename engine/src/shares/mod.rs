//! How much of the seed went where: expected, must and may, leg by leg.

mod cycles;
mod numbers;

use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::Zero;

use crate::model::{BEGINNING, Leg, LotId, Nanos, NodeId, PositionId, Row, RowId, RowKind, View};
use crate::run::{legs_of, load_run};
use crate::trace::{Seed, Trace};

pub use numbers::Numbers;
use numbers::{Outflow, Stock, whole};

/// The numbers of one forward trace.
#[derive(Debug, Default)]
pub struct Shares {
    /// Of each row of the answer that takes of what is affected, or that was asked.
    pub rows: HashMap<RowId, Numbers>,
    /// Of the stock on hand at each affected position, the sold ones left out.
    pub positions: HashMap<PositionId, Numbers>,
}

/// One affected position and how far its books have been followed.
struct Account {
    position: PositionId,
    lot: LotId,
    /// Legs in the order of books, and what each is to the flow.
    legs: Vec<Entry>,
    next: usize,
    stock: Stock,
    /// A position seed marks the stock after the last leg not later than this.
    mark: Option<Nanos>,
    has_rule: bool,
}

/// A leg as the shares see it.
#[derive(Clone, Copy)]
struct Entry {
    leg: Leg,
    row: RowId,
    class: Class,
}

/// Where the numbers of a leg come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Out(Outflow),
    /// A seed: all of it.
    InSeed,
    /// Nothing affected comes in.
    InClean,
    /// No rule.
    InWithoutRule,
    /// What the same row took.
    InFromRow,
    /// A share of what the node took.
    InFromNode(NodeId),
}

impl Shares {
    /// Follows a trace's quantities. Cost: about a microsecond a leg of an affected position.
    pub fn of(trace: &Trace<'_, '_>) -> Shares {
        Follower::new(trace).follow()
    }
}

/// Legs of one moment and direction go by their events' ids: no numbering decides what is picked first.
fn by_event_at_one_instant(view: &View<'_>, run: &[Row], legs: &mut [Leg]) {
    let event = |leg: &Leg| view.row_event(run[leg.row as usize].id);
    let tied = legs.chunk_by_mut(|a, b| (a.at, a.out) == (b.at, b.out));
    for tied in tied.filter(|tied| tied.len() > 1) {
        tied.sort_by(|a, b| event(a).cmp(event(b)).then(a.row.cmp(&b.row)));
    }
}

struct Follower<'t, 's, 'q> {
    trace: &'t Trace<'q, 's>,
    accounts: Vec<Account>,
    by_position: HashMap<PositionId, usize>,
    /// What a row took, once it is known.
    taken: HashMap<RowId, Numbers>,
    /// Accounts that wait for a row.
    waiting: HashMap<RowId, Vec<usize>>,
}

impl<'t, 's, 'q> Follower<'t, 's, 'q> {
    fn new(trace: &'t Trace<'q, 's>) -> Self {
        let mut follower = Follower {
            trace,
            accounts: Vec::new(),
            by_position: HashMap::new(),
            taken: HashMap::new(),
            waiting: HashMap::new(),
        };
        let view = trace.view();
        let (mut run, mut legs) = (Vec::new(), Vec::new());
        let mut loaded = None;
        for (position, lot) in trace.all_positions() {
            if loaded != Some(*lot) {
                load_run(view, *lot, trace.query().knowledge, &mut run);
                loaded = Some(*lot);
            }
            legs_of(&run, *position, &mut legs);
            by_event_at_one_instant(view, &run, &mut legs);
            let has_rule = !trace.is_vague(*position);
            let entries =
                legs.iter().map(|leg| follower.entry(*position, *lot, leg, &legs, &run, has_rule)).collect();
            let mark = trace.query().seeds.iter().find_map(|seed| match seed {
                Seed::Position { position: seeded, at, .. } if seeded == position => Some(*at),
                Seed::Position { .. } | Seed::Lot(_) | Seed::Row(_) => None,
            });
            follower.by_position.insert(*position, follower.accounts.len());
            follower.accounts.push(Account {
                position: *position,
                lot: *lot,
                legs: entries,
                next: 0,
                stock: Stock::empty(),
                mark,
                has_rule,
            });
        }
        follower
    }

    fn entry(
        &self,
        position: PositionId,
        lot: LotId,
        leg: &Leg,
        legs: &[Leg],
        run: &[Row],
        has_rule: bool,
    ) -> Entry {
        let row = &run[leg.row as usize];
        let class = if leg.out { self.outflow(position, leg, legs, has_rule) } else { self.inflow(lot, row) };
        Entry { leg: *leg, row: row.id, class }
    }

    fn outflow(&self, position: PositionId, leg: &Leg, legs: &[Leg], has_rule: bool) -> Class {
        let label = self.trace.label(position).unwrap_or(BEGINNING);
        let meets_inflow = || {
            legs.iter().any(|other| {
                !other.out
                    && other.when.meets(leg.when)
                    && !(other.when.is_instant() && leg.when.is_instant())
            })
        };
        Class::Out(if label > leg.when.end {
            Outflow::Unreached
        } else if leg.quantity.is_none() || !has_rule || meets_inflow() {
            Outflow::WithoutRule
        } else {
            Outflow::Regular
        })
    }

    fn inflow(&self, lot: LotId, row: &Row) -> Class {
        let view = self.trace.view();
        let seeds = self.trace.query().seeds;
        let creates = matches!(row.kind, RowKind::Receive | RowKind::Make);
        if self.trace.is_asked(row.id) || (creates && seeds.contains(&Seed::Lot(lot))) {
            return Class::InSeed;
        }
        match (row.node, row.consumes) {
            (Some(node), _) => {
                let reached = view.inputs_of(node).any(|(input, _)| self.trace.is_reached(input));
                if !reached {
                    Class::InClean
                } else if row.kind == RowKind::Arrive || row.quantity.is_none() {
                    Class::InWithoutRule
                } else {
                    Class::InFromNode(node)
                }
            }
            (None, Some(_)) if !self.trace.is_reached(row.id) => Class::InClean,
            (None, Some(_)) if row.quantity.is_none() => Class::InWithoutRule,
            (None, Some(_)) => Class::InFromRow,
            (None, None) => Class::InClean,
        }
    }

    fn follow(mut self) -> Shares {
        cycles::break_cycles(&mut self);
        self.settle();
        let mut ready: Vec<usize> = (0..self.accounts.len()).collect();
        while let Some(account) = ready.pop() {
            self.advance(account, &mut ready);
        }
        self.finish()
    }

    /// Enters what is taken where it does not depend on the stock.
    fn settle(&mut self) {
        for entry in self.accounts.iter().flat_map(|account| &account.legs) {
            match entry.class {
                Class::Out(Outflow::Unreached) => self.taken.insert(entry.row, Numbers::zero()),
                Class::Out(Outflow::WithoutRule) => {
                    self.taken.insert(entry.row, Numbers::without_rule(entry.leg.quantity))
                }
                Class::Out(Outflow::Regular)
                | Class::InSeed
                | Class::InClean
                | Class::InWithoutRule
                | Class::InFromRow
                | Class::InFromNode(_) => None,
            };
        }
    }

    /// Follows an account as far as what comes in is known.
    fn advance(&mut self, at: usize, ready: &mut Vec<usize>) {
        while let Some(entry) = self.accounts[at].legs.get(self.accounts[at].next).copied() {
            let fed = match entry.class {
                Class::Out(_) => None,
                Class::InSeed => Some(Numbers::all(entry.leg.quantity)),
                Class::InClean => Some(Numbers::zero()),
                Class::InWithoutRule => Some(Numbers::without_rule(entry.leg.quantity)),
                Class::InFromRow => match self.taken.get(&entry.row) {
                    Some(numbers) => Some(numbers.clone()),
                    None => return self.wait(at, entry.row),
                },
                Class::InFromNode(node) => match self.passed_on(node, entry.leg.quantity) {
                    Ok(numbers) => Some(numbers),
                    Err(row) => return self.wait(at, row),
                },
            };
            let account = &mut self.accounts[at];
            if account.mark.is_some_and(|since| (entry.leg.at, entry.leg.out) > (since, false)) {
                account.stock.mark();
                account.mark = None;
            }
            account.next += 1;
            match (fed, entry.class) {
                (Some(numbers), _) => account.stock.feed(entry.leg.at, entry.leg.quantity, &numbers),
                (None, Class::Out(outflow)) => {
                    let taken = account.stock.take(entry.leg.quantity, outflow);
                    self.taken.insert(entry.row, taken);
                    ready.extend(self.waiting.remove(&entry.row).into_iter().flatten());
                }
                (None, _) => {}
            }
        }
        if self.accounts[at].mark.take().is_some() {
            self.accounts[at].stock.mark();
        }
    }

    fn wait(&mut self, account: usize, row: RowId) {
        self.waiting.entry(row).or_default().push(account);
    }

    /// What a node passes on to an output: Σ of what it took over Σ in. `Err`: the first row to wait for.
    fn passed_on(&self, node: NodeId, fed: Option<i64>) -> Result<Numbers, RowId> {
        let view = self.trace.view();
        let mut unit = None;
        let mut all = Some(BigRational::zero());
        let mut taken = Numbers::zero();
        for (row, lot) in view.inputs_of(node) {
            let own = view.product_unit.get(view.product_of(lot).index());
            if unit.replace(own).is_some_and(|unit| unit != own) {
                return Ok(Numbers::without_rule(fed));
            }
            let per_unit =
                BigRational::from_integer(num_bigint::BigInt::from(10u8).pow(u32::from(view.scale_of(lot))));
            all = all.zip(view.row_quantity(row)).map(|(sum, q)| sum + whole(q) / &per_unit);
            if self.trace.is_reached(row) {
                let numbers = self.taken.get(&row).ok_or(row)?;
                taken = taken.plus(&numbers.times(&per_unit.recip()));
            }
        }
        match (all.filter(|sum| !sum.is_zero()), fed) {
            (Some(all), Some(quantity)) => Ok(taken.times(&(whole(quantity) / all))),
            (_, fed) => Ok(Numbers::without_rule(fed)),
        }
    }

    fn finish(self) -> Shares {
        let view = self.trace.view();
        let mut shares = Shares::default();
        for row in self.trace.rows() {
            let numbers = if self.trace.is_asked(row.row) {
                Numbers::all(view.row_quantity(row.row))
            } else {
                self.taken.get(&row.row).cloned().unwrap_or_else(Numbers::zero)
            };
            shares.rows.insert(row.row, numbers);
        }
        for account in self.accounts {
            debug_assert_eq!(account.next, account.legs.len(), "cycles were broken");
            if view.site_of(account.position).is_some() {
                shares.positions.insert(account.position, account.stock.standing(account.has_rule));
            }
        }
        shares
    }
}

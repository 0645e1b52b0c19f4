//! Traces: lot closure, and flow forward and backward with their rings.

mod backward;
mod closure;
mod exposure;
mod flow;
mod marks;
mod possible;
mod window;

use std::collections::{BTreeMap, HashMap};

use crate::model::{END, LotId, Nanos, PositionId, RowId, View};
use crate::run::load_run;

pub use closure::{ClosureQuery, ClosureScratch, Direction, closure};
pub use flow::{FlowQuery, Seed, Trust};
pub use marks::FlowScratch;
pub use window::{Present, window};

use marks::{mark, reach};

/// Why a lot, a position or an event is in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ring {
    /// Flow reaches it.
    Traced,
    /// The lot closure holds it, flow does not reach it.
    Presumed,
    /// It stood beside what is affected.
    Exposed,
    /// It may have been affected stock that was taken without naming its lot.
    Possible,
    /// A placeholder code, not a lot.
    Pool,
}

impl Ring {
    /// The name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Ring::Traced => "traced",
            Ring::Presumed => "presumed",
            Ring::Exposed => "exposed",
            Ring::Possible => "possible",
            Ring::Pool => "pool",
        }
    }
}

/// Why an event that takes from a traced lot is not in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// A void took it back.
    Voided,
    /// A kill step stands between.
    KillStep,
    /// A cleaning stands between.
    Clean,
    /// It happened before anything affected was there.
    TimeOrder,
}

impl Exclusion {
    /// The name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Exclusion::Voided => "VOIDED",
            Exclusion::KillStep => "KILL_STEP",
            Exclusion::Clean => "CLEAN",
            Exclusion::TimeOrder => "TIME_ORDER",
        }
    }
}

/// An affected position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The position; never a sold one.
    pub position: PositionId,
    /// Its lot.
    pub lot: LotId,
    /// Forward: the earliest moment at which it can be affected ([`crate::model::BEGINNING`]: always). Backward: the
    /// latest at which stock fed there still reaches the target ([`END`]: any).
    pub label: Nanos,
    /// [`Ring::Traced`], [`Ring::Exposed`] or [`Ring::Pool`].
    pub ring: Ring,
    /// Affected because its record is incomplete.
    pub orphan: bool,
}

/// A row that is part of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachedRow {
    /// The row.
    pub row: RowId,
    /// Its lot.
    pub lot: LotId,
    /// Its transform kills the hazard: what it made is not affected.
    pub stopped: bool,
    /// It may have taken of what is affected; it is not known to.
    pub possible: bool,
}

/// A trace that has been run. Reading it costs what is read.
pub struct Trace<'t, 's> {
    view: &'t View<'s>,
    scratch: &'t FlowScratch,
    query: FlowQuery<'t>,
    direction: Direction,
}

/// Runs traces over one snapshot, and keeps their memory from one to the next.
pub struct Tracer<'s> {
    view: View<'s>,
    scratch: FlowScratch,
    other: FlowScratch,
    closure: ClosureScratch,
}

impl<'s> Tracer<'s> {
    /// For a snapshot. Memory is taken by the first trace.
    pub fn new(view: View<'s>) -> Self {
        let (scratch, other) = (FlowScratch::default(), FlowScratch::default());
        Tracer { view, scratch, other, closure: ClosureScratch::default() }
    }

    /// The snapshot's columns.
    pub fn view(&self) -> &View<'s> {
        &self.view
    }

    /// Flow forward.
    pub fn forward<'t>(&'t mut self, query: &FlowQuery<'t>) -> Trace<'t, 's> {
        flow::flow_forward(&self.view, query, &mut self.scratch);
        possible::mark_possible(&self.view, query, &mut self.scratch);
        Trace { view: &self.view, scratch: &self.scratch, query: *query, direction: Direction::Forward }
    }

    /// Flow backward. Exposure is not asked backward.
    pub fn backward<'t>(&'t mut self, query: &FlowQuery<'t>) -> Trace<'t, 's> {
        backward::flow_backward(&self.view, query, &mut self.scratch);
        Trace { view: &self.view, scratch: &self.scratch, query: *query, direction: Direction::Backward }
    }

    /// Lot closure.
    pub fn closure(&mut self, query: &ClosureQuery<'_>) -> &[LotId] {
        closure(&self.view, query, &mut self.closure)
    }

    /// Rows that take from a lot of the last forward trace and are not in its answer, each with its reason.
    ///
    /// `query` is the one of that trace. Cost: a trace more for each of hazard and exposure that was asked.
    pub fn excluded(&mut self, query: &FlowQuery<'_>) -> Vec<(RowId, LotId, Exclusion)> {
        let mut found: BTreeMap<RowId, (LotId, Exclusion)> = BTreeMap::new();
        let mut run = Vec::new();
        for lot in self.affected_lots() {
            load_run(&self.view, lot, query.knowledge, &mut run);
            let missed = run.iter().filter(|row| row.consumes.is_some() && self.scratch.marks(row.id) == 0);
            found.extend(missed.map(|row| (row.id, (lot, Exclusion::TimeOrder))));
            for id in self.view.old_rows_of(lot) {
                let voided = self.view.row_until(id).filter(|(_, voided)| *voided);
                let Some((until, _)) = voided else { continue };
                let seen =
                    query.knowledge.has_seen(self.view.row_recorded(id)) && query.knowledge.has_seen(until);
                if seen && self.view.row(lot, id).consumes.is_some() {
                    found.insert(id, (lot, Exclusion::Voided));
                }
            }
        }
        let mut explain = |query: &FlowQuery<'_>, reason: Exclusion, view: &View<'s>| {
            flow::flow_forward(view, query, &mut self.other);
            let missed = found.iter_mut().filter(|(_, (_, why))| *why == Exclusion::TimeOrder);
            let mut missed: HashMap<&str, Vec<&mut Exclusion>> =
                missed.fold(HashMap::new(), |mut events, (row, (_, why))| {
                    events.entry(view.row_event(*row)).or_default().push(why);
                    events
                });
            // One leg that is reached is enough: an event is listed as a whole.
            for (row, _) in
                self.other.rows.iter().filter(|(row, _)| self.other.marks(*row) & mark::REACHED != 0)
            {
                for why in missed.remove(view.row_event(*row)).into_iter().flatten() {
                    *why = reason;
                }
            }
        };
        if query.hazard.is_some() {
            explain(&FlowQuery { hazard: None, ..*query }, Exclusion::KillStep, &self.view);
        }
        if !query.exposure.is_empty() {
            explain(&FlowQuery { cleans: false, ..*query }, Exclusion::Clean, &self.view);
        }
        found.into_iter().map(|(row, (lot, why))| (row, lot, why)).collect()
    }

    /// Lots with an affected position, pools left out.
    fn affected_lots(&self) -> Vec<LotId> {
        let mut lots: Vec<LotId> = self.scratch.positions.iter().map(|(_, lot)| *lot).collect();
        lots.sort_unstable();
        lots.dedup();
        lots.retain(|lot| !self.view.is_pool(*lot));
        lots
    }
}

impl<'t, 's> Trace<'t, 's> {
    /// Which way it went.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The question.
    pub fn query(&self) -> &FlowQuery<'t> {
        &self.query
    }

    /// Affected positions, the sold ones left out, in the order in which they were reached.
    pub fn positions(&self) -> impl Iterator<Item = Reached> + '_ {
        self.scratch.positions.iter().filter(|(position, _)| self.view.site_of(*position).is_some()).map(
            |(position, lot)| {
                let why = self.scratch.reach[position.index()];
                let ring = match why {
                    reach::EXPOSED => Ring::Exposed,
                    _ if self.view.is_pool(*lot) => Ring::Pool,
                    _ => Ring::Traced,
                };
                let label = self.scratch.labels[position.index()];
                Reached { position: *position, lot: *lot, label, ring, orphan: why & reach::ORPHAN != 0 }
            },
        )
    }

    /// Rows of the answer, in the order in which they were reached: those that take of what is affected, or, backward,
    /// those that lead to the target; rows of the asked event are among them.
    pub fn rows(&self) -> impl Iterator<Item = ReachedRow> + '_ {
        self.scratch.rows.iter().map(|(row, lot)| {
            let marks = self.scratch.marks(*row);
            let certain = marks & (mark::REACHED | mark::ASKED) != 0;
            ReachedRow {
                row: *row,
                lot: *lot,
                stopped: !certain && marks & mark::STOPPED != 0,
                possible: !certain && marks & mark::STOPPED == 0,
            }
        })
    }

    /// Lots with an affected position, by id, each with its ring.
    pub fn lots(&self) -> Vec<(LotId, Ring)> {
        let mut lots: Vec<(LotId, bool)> = self
            .scratch
            .positions
            .iter()
            .map(|(position, lot)| (*lot, self.scratch.reach[position.index()] == reach::EXPOSED))
            .collect();
        // A lot is exposed only where each of its positions is: `false` sorts first.
        lots.sort_unstable();
        lots.dedup_by_key(|(lot, _)| *lot);
        lots.into_iter()
            .map(|(lot, exposed)| {
                let ring = match (self.view.is_pool(lot), exposed) {
                    (true, _) => Ring::Pool,
                    (false, true) => Ring::Exposed,
                    (false, false) => Ring::Traced,
                };
                (lot, ring)
            })
            .collect()
    }

    /// Label of a position; `None`: not affected.
    pub fn label(&self, position: PositionId) -> Option<Nanos> {
        (self.scratch.reach[position.index()] != 0).then(|| self.scratch.labels[position.index()])
    }

    /// Whether the position is affected although no flow leg shows it: as an orphan, or by exposure alone.
    pub(crate) fn is_vague(&self, position: PositionId) -> bool {
        let why = self.scratch.reach[position.index()];
        why & reach::ORPHAN != 0 || why == reach::EXPOSED
    }

    /// Whether the row belongs to the asked event.
    pub(crate) fn is_asked(&self, row: RowId) -> bool {
        self.scratch.marks(row) & mark::ASKED != 0
    }

    /// Whether the trace takes the row as affected.
    pub(crate) fn is_reached(&self, row: RowId) -> bool {
        self.scratch.marks(row) & mark::REACHED != 0
    }

    /// The columns that it was run on.
    pub(crate) fn view(&self) -> &'t View<'s> {
        self.view
    }

    /// Positions that a label marks, sold ones included.
    pub(crate) fn all_positions(&self) -> &'t [(PositionId, LotId)] {
        &self.scratch.positions
    }

    /// Whether the label says "from the beginning" or "at any time".
    pub fn is_open(label: Nanos) -> bool {
        label == crate::model::BEGINNING || label == END
    }
}

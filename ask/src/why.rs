//! Why a position is affected: one shortest chain of events; and why not: the first link that fails.

use std::collections::HashMap;

use engine::model::{BEGINNING, Interval, LotId, Nanos, PositionId, Row, RowId, RowKind, TextId};
use engine::{Knowledge, Trust, load_run, untrusted_as_known};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::error::AskError;
use crate::request::WhyRequest;
use crate::sheet::Sheet;
use crate::trace::trust;
use crate::warnings;

/// How a position was reached.
#[derive(Clone, Copy, Debug)]
enum Via {
    /// The bad lot itself: where it was created.
    Seed,
    /// Its record is incomplete, and its lot is affected elsewhere.
    Untrusted,
    /// A row took from the position before, and fed this one, itself or by an output of its transform.
    Row { row: RowId, taken: Interval, killed: bool },
}

/// One step of the search.
#[derive(Clone, Copy, Debug)]
struct Step {
    position: PositionId,
    lot: LotId,
    /// From when on it is affected.
    label: Nanos,
    via: Via,
    /// The step before, by its place among the steps.
    before: Option<usize>,
}

/// What the search follows.
#[derive(Clone, Copy, Debug)]
struct Rules {
    trust: Trust,
    hazard: Option<TextId>,
    knowledge: Knowledge,
    /// Whether times and kill steps stop it; without, links are followed as if there were no time.
    strict: bool,
}

/// A search by the number of events: after each round it holds the least label that so many events can give, so the
/// first round that reaches the target gives a shortest chain.
struct Search<'a, 's> {
    asker: &'a Asker<'s>,
    rules: Rules,
    steps: Vec<Step>,
    best: HashMap<PositionId, Nanos>,
    trusted: HashMap<LotId, ()>,
}

impl<'s> Asker<'s> {
    /// Answers `why`.
    pub(crate) fn why(&self, request: &WhyRequest) -> Result<Answer<'s>, AskError> {
        let (asked, found) = self.search(request, true)?;
        let any = found.is_some();
        let since = found
            .as_ref()
            .and_then(|steps| steps.last())
            .map_or(Cell::Absent, |step| Cell::since(step.label));
        let head = self
            .complete()
            .fact("position", asked.name)
            .fact("reached", Cell::Bool(any))
            .fact("since", since);
        Ok(head
            .sheet(self.chain_sheet(found.unwrap_or_default()))
            .sheet(warnings::sheet(asked.warnings))
            .found(any))
    }

    /// Answers `why-not`.
    pub(crate) fn why_not(&self, request: &WhyRequest) -> Result<Answer<'s>, AskError> {
        let (asked, reached) = self.search(request, true)?;
        let head =
            self.complete().fact("position", asked.name).fact("reached", Cell::Bool(reached.is_some()));
        if reached.is_some() {
            return Ok(head.sheet(self.chain_sheet(Vec::new())).found(false));
        }
        let (_, link) = self.search(request, false)?;
        let Some(chain) = link else {
            let head = head.fact("reason", Cell::plain("NO_LINK"));
            return Ok(head.sheet(self.chain_sheet(Vec::new())).sheet(warnings::sheet(asked.warnings)));
        };
        let head = match self.first_failure(&chain) {
            None => head.fact("reason", Cell::plain("NO_LINK")),
            Some((at, label, row, taken, killed)) => {
                let before = &chain[at - 1];
                let site = self.view.site_of(before.position).map_or("", |site| self.view.site_code(site));
                head.fact("reason", Cell::plain(if killed { "KILL_STEP" } else { "TIME_ORDER" }))
                    .fact("event", Cell::plain(self.view.row_event(row)))
                    .fact("from_position", Cell::Position(self.lot_name(before.lot), site))
                    .fact("affected_from", Cell::since(label))
                    .fact("taken_until", Cell::ending(taken.end))
            }
        };
        Ok(head.sheet(self.chain_sheet(chain)).sheet(warnings::sheet(asked.warnings)))
    }

    /// The first link of a chain that time or a kill step forbids, with the label before it.
    fn first_failure(&self, chain: &[Step]) -> Option<(usize, Nanos, RowId, Interval, bool)> {
        let mut label = BEGINNING;
        for (at, step) in chain.iter().enumerate() {
            match step.via {
                Via::Seed => label = step.label,
                Via::Untrusted => label = BEGINNING,
                Via::Row { row, taken, killed } if killed || label > taken.end => {
                    return Some((at, label, row, taken, killed));
                }
                // The label of a step without time is the fed time of its row.
                Via::Row { taken, .. } => label = label.max(taken.start).max(step.label),
            }
        }
        None
    }

    fn search(&self, request: &WhyRequest, strict: bool) -> Result<(Asked<'s>, Option<Vec<Step>>), AskError> {
        let mut warnings = Vec::new();
        let knowledge = self.knowledge(request.as_known.as_deref())?;
        let (lot, site, target) = self.position(&request.position, knowledge)?;
        let seed = self.lot(&request.from, knowledge)?;
        if self.view.is_pool(seed) {
            return Err(AskError::PoolSeed { name: self.view.lot_name(seed) });
        }
        let hazard = self.hazard(request.hazard.as_deref(), &mut warnings);
        let rules = Rules { trust: trust(request.trust), hazard, knowledge, strict };
        let name = Cell::Position(self.lot_name(lot), self.view.site_code(site));
        let search =
            Search { asker: self, rules, steps: Vec::new(), best: HashMap::new(), trusted: HashMap::new() };
        Ok((Asked { name, warnings }, search.run(seed, target)))
    }

    fn chain_sheet(&self, chain: Vec<Step>) -> Sheet<'s> {
        let (view, name) = (self.view, self.namer());
        let columns =
            columns!["event": Text, "kind": Text, "time": Time, "lot": Text, "site": Text, "since": Time];
        Sheet::over("chain", columns, chain, move |step, cells| {
            let (event, kind, time) = match step.via {
                Via::Seed => (Cell::Absent, "seed", Cell::Absent),
                Via::Untrusted => (Cell::Absent, "untrusted", Cell::Absent),
                Via::Row { row, taken, .. } => (
                    Cell::plain(view.row_event(row)),
                    view.row_kind(row).event_name(),
                    Cell::Time(taken.start),
                ),
            };
            let site = view
                .site_of(step.position)
                .map_or(Cell::plain("(sold)"), |site| Cell::plain(view.site_code(site)));
            cells.extend([
                event,
                Cell::plain(kind),
                time,
                Cell::Lot(name(step.lot)),
                site,
                Cell::since(step.label),
            ]);
        })
    }
}

/// What the question named.
struct Asked<'s> {
    name: Cell<'s>,
    warnings: Vec<warnings::Warning<'s>>,
}

impl Search<'_, '_> {
    fn run(mut self, seed: LotId, target: PositionId) -> Option<Vec<Step>> {
        let mut run = Vec::new();
        load_run(&self.asker.view, seed, self.rules.knowledge, &mut run);
        for row in run.iter().filter(|row| matches!(row.kind, RowKind::Receive | RowKind::Make)) {
            if let Some(position) = row.feeds {
                self.reach(Step { position, lot: seed, label: row.fed.start, via: Via::Seed, before: None });
            }
        }
        self.trust(seed, None, &run);
        let mut from = 0;
        loop {
            if let Some(found) = self.steps.iter().position(|step| step.position == target) {
                return Some(self.chain(found));
            }
            let to = self.steps.len();
            if from == to {
                return None;
            }
            for at in from..to {
                self.follow(at, &mut run);
            }
            from = to;
        }
    }

    /// Takes a step, if it gives its position an earlier label than it has.
    fn reach(&mut self, step: Step) {
        let held = self.best.get(&step.position).copied();
        // Without time, a position is reached once.
        let better = held.is_none_or(|held| self.rules.strict && step.label < held);
        if better {
            self.best.insert(step.position, step.label);
            self.steps.push(step);
        }
    }

    /// Once a lot is affected, so are all its positions whose record is incomplete.
    fn trust(&mut self, lot: LotId, before: Option<usize>, run: &[Row]) {
        let view = self.asker.view;
        if self.rules.trust == Trust::Strict || view.is_pool(lot) || self.trusted.insert(lot, ()).is_some() {
            return;
        }
        let mut legs = Vec::new();
        for position in view.positions_of(lot) {
            if untrusted_as_known(&view, self.rules.knowledge, run, position, &mut legs) {
                self.reach(Step { position, lot, label: BEGINNING, via: Via::Untrusted, before });
            }
        }
    }

    fn follow(&mut self, at: usize, run: &mut Vec<Row>) {
        let view = self.asker.view;
        let from = self.steps[at];
        load_run(&view, from.lot, self.rules.knowledge, run);
        self.trust(from.lot, Some(at), run);
        for row in run.iter().filter(|row| row.consumes == Some(from.position)) {
            let killed = row.node.is_some_and(|node| view.kills(node, self.rules.hazard));
            if self.rules.strict && (killed || from.label > row.taken.end) {
                continue;
            }
            let label = if self.rules.strict { from.label.max(row.taken.start) } else { BEGINNING };
            let via = Via::Row { row: row.id, taken: row.taken, killed };
            if let Some(position) = row.feeds {
                let label = label.max(row.fed.start);
                self.reach(Step { position, lot: from.lot, label, via, before: Some(at) });
            }
            for (id, lot) in row.node.into_iter().flat_map(|node| view.outputs_of(node)) {
                let fed = view.row(lot, id);
                if let Some(position) = fed.feeds {
                    self.reach(Step {
                        position,
                        lot,
                        label: label.max(fed.fed.start),
                        via,
                        before: Some(at),
                    });
                }
            }
        }
    }

    fn chain(&self, last: usize) -> Vec<Step> {
        let mut chain = Vec::new();
        let mut at = Some(last);
        while let Some(index) = at {
            chain.push(self.steps[index]);
            at = self.steps[index].before;
        }
        chain.reverse();
        chain
    }
}

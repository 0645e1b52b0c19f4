//! Traces: lot closure and flow, as tables of names.

use std::sync::Arc;

use engine::model::{LotId, Quantity, SiteId};
use engine::{
    ClosureQuery, Exclusion, FlowQuery, Knowledge, Reached, Ring, Shares, books_at, legs_of, load_run,
};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::error::AskError;
use crate::events::{EventGroups, event_sheet};
use crate::numbers;
use crate::request::{Direction, Mode, TraceRequest, Trust};
use crate::seeds::{Seeds, way};
use crate::sheet::Sheet;
use crate::warnings::{self, Warning};

/// The parts of a trace that names were found for.
pub(crate) struct Terms {
    pub(crate) direction: Direction,
    pub(crate) trust: engine::Trust,
    pub(crate) hazard: Option<engine::model::TextId>,
    pub(crate) knowledge: Knowledge,
    pub(crate) exposure: Vec<SiteId>,
    pub(crate) quantities: bool,
}

impl Terms {
    /// Forward, of what is known, with nothing else asked.
    pub(crate) fn forward(knowledge: Knowledge) -> Terms {
        Terms {
            direction: Direction::Forward,
            trust: engine::Trust::Safe,
            hazard: None,
            knowledge,
            exposure: Vec::new(),
            quantities: false,
        }
    }

    pub(crate) fn query<'q>(&'q self, seeds: &'q [engine::Seed]) -> FlowQuery<'q> {
        FlowQuery {
            trust: self.trust,
            hazard: self.hazard,
            knowledge: self.knowledge,
            exposure: &self.exposure,
            ..FlowQuery::new(seeds)
        }
    }
}

/// The engine's name of a trust level.
pub(crate) fn trust(trust: Trust) -> engine::Trust {
    match trust {
        Trust::Safe => engine::Trust::Safe,
        Trust::Strict => engine::Trust::Strict,
    }
}

/// An affected position and what its books say.
struct Affected {
    reached: Reached,
    books: Quantity,
}

impl<'s> Asker<'s> {
    /// Answers a trace.
    pub(crate) fn trace(&mut self, request: &TraceRequest) -> Result<Answer<'s>, AskError> {
        let mut found = Vec::new();
        let terms = Terms {
            direction: request.direction,
            trust: trust(request.trust),
            hazard: self.hazard(request.hazard.as_deref(), &mut found),
            knowledge: self.knowledge(request.as_known.as_deref())?,
            exposure: self.sites(&request.exposure)?,
            quantities: request.quantities,
        };
        if request.quantities && request.direction == Direction::Backward {
            return Err(AskError::Fit {
                reason: "--quantities follow a seed forward; leave them out backward".to_owned(),
            });
        }
        let seeds = self.seeds(request, &terms.query(&[]))?;
        if let (true, Some(event)) = (seeds.without_legs, &request.event) {
            found.push(Warning::NoLegs(event.clone()));
        }
        let by_place = request.event.is_some() || request.site.is_some();
        match request.mode.unwrap_or(if by_place { Mode::Flow } else { Mode::Lot }) {
            Mode::Lot => self.lot_trace(request, &terms, &seeds, found),
            Mode::Flow => Ok(self.flow_trace(&terms, &seeds, found)),
        }
    }

    /// The hazard of a question; none where no transform kills it, with a warning: nothing stops it then.
    pub(crate) fn hazard(
        &self,
        name: Option<&str>,
        warnings: &mut Vec<Warning<'s>>,
    ) -> Option<engine::model::TextId> {
        let name = name?;
        let text = self
            .view
            .find_text(name)
            .filter(|text| self.view.hazard_text.iter().any(|killed| killed == text.get()));
        if text.is_none() {
            warnings.push(Warning::UnknownHazard(name.to_owned()));
        }
        text
    }

    fn lot_trace(
        &mut self,
        request: &TraceRequest,
        terms: &Terms,
        seeds: &Seeds,
        warnings: Vec<Warning<'s>>,
    ) -> Result<Answer<'s>, AskError> {
        if terms.quantities || !terms.exposure.is_empty() {
            return Err(AskError::Fit { reason: "--quantities and --exposure need --mode flow".to_owned() });
        }
        let lots = self.closure_lots(terms, seeds);
        let rings = request.rings.then(|| self.rings(terms, seeds, &lots));
        let view = self.view;
        let name = self.namer();
        let sheet = Sheet::new("lots", columns!["lot": Text, "ring": Text], lots.len(), move |row, cells| {
            cells.push(Cell::Lot(name(lots[row])));
            let ring = match &rings {
                Some(rings) => Cell::plain(rings[row].name()),
                None if view.is_pool(lots[row]) => Cell::plain(Ring::Pool.name()),
                None => Cell::Absent,
            };
            cells.push(ring);
        });
        Ok(self.head("lot").sheet(sheet).sheet(warnings::sheet(warnings)))
    }

    /// Lots of the closure of some seeds, by name.
    pub(crate) fn closure_lots(&mut self, terms: &Terms, seeds: &Seeds) -> Vec<LotId> {
        let query = ClosureQuery {
            lots: &seeds.lots,
            pools: &seeds.pools,
            direction: way(terms.direction),
            hazard: terms.hazard,
            knowledge: terms.knowledge,
        };
        let mut lots = self.tracer.closure(&query).to_vec();
        let view = self.view;
        lots.sort_unstable_by_key(|lot| view.lot_rank.get(lot.index()));
        lots
    }

    /// What flow reaches of a closure.
    fn rings(&mut self, terms: &Terms, seeds: &Seeds, lots: &[LotId]) -> Vec<Ring> {
        let query = terms.query(&seeds.flow);
        let trace = match terms.direction {
            Direction::Forward => self.tracer.forward(&query),
            Direction::Backward => self.tracer.backward(&query),
        };
        let traced = trace.lots();
        lots.iter()
            .map(|lot| {
                let at = traced.binary_search_by_key(lot, |(traced, _)| *traced);
                match at {
                    Ok(at) => traced[at].1,
                    Err(_) if self.view.is_pool(*lot) => Ring::Pool,
                    Err(_) => Ring::Presumed,
                }
            })
            .collect()
    }

    /// A flow trace from its seeds.
    pub(crate) fn flow_trace(
        &mut self,
        terms: &Terms,
        seeds: &Seeds,
        mut warnings: Vec<Warning<'s>>,
    ) -> Answer<'s> {
        let view = self.view;
        let query = terms.query(&seeds.flow);
        let trace = match terms.direction {
            Direction::Forward => self.tracer.forward(&query),
            Direction::Backward => self.tracer.backward(&query),
        };
        let mut lots = trace.lots();
        let mut positions: Vec<Reached> = trace.positions().collect();
        let mut rows: Vec<_> = trace.rows().collect();
        let shares =
            (terms.quantities && terms.direction == Direction::Forward).then(|| Arc::new(Shares::of(&trace)));
        let excluded = match terms.direction {
            Direction::Forward => self.tracer.excluded(&query),
            Direction::Backward => Vec::new(),
        };
        lots.sort_unstable_by_key(|(lot, _)| view.lot_rank.get(lot.index()));
        positions.sort_unstable_by_key(|p| (view.lot_rank.get(p.lot.index()), view.site_of(p.position)));
        rows.sort_unstable_by_key(|row| row.row);
        let groups = EventGroups::new(&view, rows);
        let excluded =
            excluded_events(&groups, excluded.into_iter().map(|(row, _, why)| (view.row_event(row), why)));
        for orphan in positions.iter().filter(|p| p.orphan) {
            let site = view.site_of(orphan.position).map_or("", |site| view.site_code(site));
            warnings.push(Warning::Orphan(self.lot_name(orphan.lot), site));
        }
        let affected = self.with_books(positions, terms.knowledge);
        self.head("flow")
            .sheet(self.lots_sheet(lots))
            .sheet(self.positions_sheet(affected, terms.direction, shares.clone()))
            .sheet(event_sheet(self, groups, terms, shares))
            .sheet(excluded_sheet(excluded))
            .sheet(warnings::sheet(warnings))
            .main_is("positions")
    }

    /// The first facts of a trace.
    pub(crate) fn head(&self, mode: &'static str) -> Answer<'s> {
        self.complete().fact("mode", Cell::plain(mode))
    }

    /// Names lots, apart from the asker.
    pub(crate) fn namer(&self) -> impl Fn(LotId) -> crate::cell::LotName<'s> + Send + Sync + use<'s> {
        let view = self.view;
        move |lot| crate::cell::LotName {
            product: view.product_code(view.product_of(lot)),
            code: view.lot_code(lot),
        }
    }

    fn lots_sheet(&self, lots: Vec<(LotId, Ring)>) -> Sheet<'s> {
        let name = self.namer();
        Sheet::over("lots", columns!["lot": Text, "ring": Text], lots, move |(lot, ring), cells| {
            cells.extend([Cell::Lot(name(*lot)), Cell::plain(ring.name())]);
        })
    }

    /// Adds the books of positions; `positions` are sorted by lot.
    fn with_books(&self, positions: Vec<Reached>, knowledge: Knowledge) -> Vec<Affected> {
        let (mut run, mut legs) = (Vec::new(), Vec::new());
        let mut loaded = None;
        let mut books = |reached: &Reached| {
            if knowledge == Knowledge::ALL {
                return self.view.books_of(reached.position);
            }
            if loaded != Some(reached.lot) {
                load_run(&self.view, reached.lot, knowledge, &mut run);
                loaded = Some(reached.lot);
            }
            legs_of(&run, reached.position, &mut legs);
            books_at(&legs, engine::model::END)
        };
        positions.into_iter().map(|reached| Affected { books: books(&reached), reached }).collect()
    }

    fn positions_sheet(
        &self,
        positions: Vec<Affected>,
        direction: Direction,
        shares: Option<Arc<Shares>>,
    ) -> Sheet<'s> {
        let view = self.view;
        let name = self.namer();
        let moment = match direction {
            Direction::Forward => "since",
            Direction::Backward => "until",
        };
        let mut columns = columns!["lot": Text, "site": Text, "since": Time, "ring": Text, "orphan": Bool, "on_hand": Decimal, "unit": Text, "expected": Decimal, "low": Decimal, "high": Decimal];
        columns[2].name = moment;
        Sheet::over("positions", columns, positions, move |Affected { reached, books }, cells| {
            let site = view.site_of(reached.position).map_or("", |site| view.site_code(site));
            let label =
                if engine::Trace::is_open(reached.label) { Cell::Null } else { Cell::Time(reached.label) };
            cells.extend([
                Cell::Lot(name(reached.lot)),
                Cell::plain(site),
                label,
                Cell::plain(reached.ring.name()),
                Cell::Bool(reached.orphan),
                Cell::quantity(*books, view.scale_of(reached.lot)),
                Cell::plain(view.unit_of(reached.lot)),
            ]);
            cells.extend(match &shares {
                None => [Cell::Absent, Cell::Absent, Cell::Absent],
                Some(shares) => {
                    numbers::cells(shares.positions.get(&reached.position), view.scale_of(reached.lot))
                }
            });
        })
    }
}

/// Events that are excluded, each once, those that are listed left out.
fn excluded_events<'s>(
    groups: &EventGroups<'s>,
    excluded: impl Iterator<Item = (&'s str, Exclusion)>,
) -> Vec<(&'s str, Exclusion)> {
    let mut events: Vec<(&str, Exclusion)> = excluded.filter(|(event, _)| !groups.holds(event)).collect();
    events.sort_unstable();
    events.dedup_by_key(|(event, _)| *event);
    events
}

fn excluded_sheet(excluded: Vec<(&str, Exclusion)>) -> Sheet<'_> {
    Sheet::over("excluded", columns!["event": Text, "reason": Text], excluded, |(event, reason), cells| {
        cells.extend([Cell::plain(*event), Cell::plain(reason.name())]);
    })
}

//! What a trace starts from, as the question names it.

use engine::model::{BEGINNING, END, LotId, Nanos, PositionId, RowId, RowKind};
use engine::{Direction as Way, FlowQuery, Knowledge, Seed, window};

use crate::asker::Asker;
use crate::error::AskError;
use crate::request::{Direction, TraceRequest};

/// Seeds for both modes.
#[derive(Debug, Default)]
pub(crate) struct Seeds {
    /// For flow.
    pub(crate) flow: Vec<Seed>,
    /// Lots for the closure.
    pub(crate) lots: Vec<LotId>,
    /// Pools for the closure.
    pub(crate) pools: Vec<(LotId, PositionId, Nanos)>,
    /// The event has no legs.
    pub(crate) without_legs: bool,
}

impl Seeds {
    fn add_position(&mut self, lot: LotId, position: PositionId, at: Nanos, is_pool: bool) {
        self.flow.push(Seed::Position { lot, position, at });
        if is_pool {
            self.pools.push((lot, position, at));
        } else if !self.lots.contains(&lot) {
            self.lots.push(lot);
        }
    }
}

/// The engine's name of a direction.
pub(crate) fn way(direction: Direction) -> Way {
    match direction {
        Direction::Forward => Way::Forward,
        Direction::Backward => Way::Backward,
    }
}

impl Asker<'_> {
    /// What the question starts from.
    pub(crate) fn seeds(&self, request: &TraceRequest, query: &FlowQuery<'_>) -> Result<Seeds, AskError> {
        let fit = |reason: &str| Err(AskError::Fit { reason: reason.to_owned() });
        match (&request.event, &request.site, request.lots.as_slice()) {
            (Some(_), Some(_), _) | (Some(_), None, [_, ..]) => {
                fit("an event stands alone: leave out lots, --site and --since")
            }
            (Some(event), None, []) => self.event_seeds(event, request.direction, query.knowledge),
            (None, Some(site), []) => self.site_seeds(request, site, query),
            (None, Some(site), lots) => self.position_seeds(request, site, lots, query.knowledge),
            (None, None, []) => fit("name what to trace: lots, --event ID, or --site SITE --since TIME"),
            (None, None, _) if request.since.is_some() => {
                fit("--since needs --site: stock counts from then on there")
            }
            (None, None, lots) => self.lot_seeds(lots, query.knowledge),
        }
    }

    fn lot_seeds(&self, names: &[String], knowledge: Knowledge) -> Result<Seeds, AskError> {
        let lots = self.lots(names, knowledge)?;
        if let Some(pool) = lots.iter().find(|lot| self.view.is_pool(**lot)) {
            return Err(AskError::PoolSeed { name: self.view.lot_name(*pool) });
        }
        Ok(Seeds { flow: lots.iter().map(|lot| Seed::Lot(*lot)).collect(), lots, ..Seeds::default() })
    }

    fn position_seeds(
        &self,
        request: &TraceRequest,
        site: &str,
        names: &[String],
        knowledge: Knowledge,
    ) -> Result<Seeds, AskError> {
        let lots = self.lots(names, knowledge)?;
        let site = self.site(site)?;
        let zone = self.zone_of(site);
        let at = match (&request.since, request.direction) {
            (Some(since), Direction::Forward) => self.start(since, zone)?,
            (Some(since), Direction::Backward) => self.end(since, zone)?,
            (None, Direction::Forward) => BEGINNING,
            (None, Direction::Backward) => END,
        };
        let mut seeds = Seeds::default();
        for lot in lots {
            let is_pool = self.view.is_pool(lot);
            if is_pool && request.since.is_none() {
                return Err(AskError::PoolSeed { name: self.view.lot_name(lot) });
            }
            seeds.add_position(lot, self.position_of(lot, site)?, at, is_pool);
        }
        Ok(seeds)
    }

    /// Everything present at a site from a time on.
    fn site_seeds(
        &self,
        request: &TraceRequest,
        site: &str,
        query: &FlowQuery<'_>,
    ) -> Result<Seeds, AskError> {
        let site = self.site(site)?;
        let Some(since) = &request.since else {
            return Err(AskError::Fit {
                reason: "--site without a lot needs --since: everything there from then".into(),
            });
        };
        let from = self.start(since, self.zone_of(site))?;
        let mut seeds = Seeds::default();
        for present in window(&self.view, query, site, from, END) {
            let at = match request.direction {
                Direction::Forward => present.since,
                Direction::Backward => END,
            };
            seeds.add_position(present.lot, present.position, at, self.view.is_pool(present.lot));
        }
        Ok(seeds)
    }

    fn event_seeds(
        &self,
        event: &str,
        direction: Direction,
        knowledge: Knowledge,
    ) -> Result<Seeds, AskError> {
        let Some(rows) = self.event_rows(event, knowledge) else {
            return Err(AskError::UnknownEvent { name: event.to_owned() });
        };
        let mut seeds = Seeds { without_legs: rows.is_empty(), ..Seeds::default() };
        for id in rows {
            seeds.flow.push(Seed::Row(id));
            let lot = self.view.lot_of_row(id);
            let row = self.view.row(lot, id);
            let (fed, taken) =
                (row.feeds.map(|p| (p, row.fed.start)), row.consumes.map(|p| (p, row.taken.end)));
            let touched = match direction {
                Direction::Forward => fed,
                Direction::Backward => taken,
            };
            let Some((position, at)) = touched else { continue };
            match (self.view.is_pool(lot), row.kind) {
                (true, RowKind::Sell | RowKind::Return) => {}
                (true, _) => seeds.pools.push((lot, position, at)),
                (false, _) if seeds.lots.contains(&lot) => {}
                (false, _) => seeds.lots.push(lot),
            }
        }
        Ok(seeds)
    }

    /// Rows of an event that count; those of its move, if it is an arrival. `None`: nobody recorded it by then.
    fn event_rows(&self, event: &str, knowledge: Knowledge) -> Option<Vec<RowId>> {
        let counts = |row: &RowId| {
            let until = self.view.row_until(*row).map_or(END, |(until, _)| until);
            knowledge.holds(self.view.row_recorded(*row), until)
        };
        let rows: Vec<RowId> = self.view.rows_by_event(event).filter(counts).collect();
        if !rows.is_empty() {
            return Some(rows);
        }
        let mut known = false;
        for other in
            self.view.others_by_event(event).filter(|other| knowledge.holds(other.recorded, other.until))
        {
            known = true;
            if other.kind == engine::model::OtherKind::Arrive {
                let reference = self.view.text(other.reference);
                return Some(self.view.rows_by_event(reference).filter(counts).collect());
            }
        }
        known.then(Vec::new)
    }
}

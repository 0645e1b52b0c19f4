//! What was present at a site during a time.

use engine::{Present, Seed, window};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::error::AskError;
use crate::request::{Direction, WindowRequest};
use crate::seeds::Seeds;
use crate::sheet::Sheet;
use crate::trace::{Terms, trust};
use crate::warnings;

impl<'s> Asker<'s> {
    /// Answers a window.
    pub(crate) fn window(&mut self, request: &WindowRequest) -> Result<Answer<'s>, AskError> {
        if !request.forward
            && (request.hazard.is_some() || !request.exposure.is_empty() || request.quantities)
        {
            return Err(AskError::Fit {
                reason: "hazard, exposure and quantities need --forward".to_owned(),
            });
        }
        let mut found = Vec::new();
        let terms = Terms {
            direction: Direction::Forward,
            trust: trust(request.trust),
            hazard: self.hazard(request.hazard.as_deref(), &mut found),
            knowledge: self.knowledge(request.as_known.as_deref())?,
            exposure: self.sites(&request.exposure)?,
            quantities: request.quantities,
        };
        let site = self.site(&request.site)?;
        let zone = self.zone_of(site);
        let (from, to) = (self.start(&request.from, zone)?, self.end(&request.to, zone)?);
        if from > to {
            return Err(AskError::EmptyWindow { from: request.from.clone(), to: request.to.clone() });
        }
        let present = window(&self.view, &terms.query(&[]), site, from, to);
        let any = !present.is_empty();
        let answer = if request.forward {
            let flow = present
                .iter()
                .map(|p| Seed::Position { lot: p.lot, position: p.position, at: p.since })
                .collect();
            self.flow_trace(&terms, &Seeds { flow, ..Seeds::default() }, found)
        } else {
            self.complete()
        };
        let answer = answer.sheet(self.present_sheet(present));
        let answer = if request.forward { answer } else { answer.sheet(warnings::sheet(Vec::new())) };
        Ok(answer.found(any))
    }

    fn present_sheet(&self, present: Vec<Present>) -> Sheet<'s> {
        let view = self.view;
        let name = self.namer();
        Sheet::over(
            "present",
            columns!["lot": Text, "site": Text, "since": Time],
            present,
            move |p, cells| {
                let site = view.site_of(p.position).map_or("", |site| view.site_code(site));
                cells.extend([Cell::Lot(name(p.lot)), Cell::plain(site), Cell::since(p.since)]);
            },
        )
    }
}

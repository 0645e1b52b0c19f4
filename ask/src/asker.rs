//! One who answers: a snapshot, what its columns say, and memory kept from question to question.

use std::sync::Arc;

use engine::model::{Nanos, View};
use engine::{Knowledge, Snapshot, Statuses, Tracer};

use crate::answer::Answer;
use crate::cell::Cell;
use crate::error::AskError;
use crate::request::Request;
use crate::time::{Day, Zone, day, interval};
use crate::zones::Zones;

/// What a question does not say itself.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Zone of dates and local times where no site gives one.
    pub time_zone: Zone,
    /// The day that counts as today; `None`: every question must name its day.
    pub today: Option<Day>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { time_zone: Zone::UTC, today: None }
    }
}

/// Answers questions about one snapshot, one at a time. Make one per thread: memory of traces is kept.
pub struct Asker<'s> {
    pub(crate) view: View<'s>,
    pub(crate) tracer: Tracer<'s>,
    pub(crate) settings: Settings,
    pub(crate) snapshot: String,
    pub(crate) zones: Zones,
    pub(crate) live: Option<Arc<Statuses>>,
}

impl<'s> Asker<'s> {
    /// For a snapshot.
    pub fn new(snapshot: &'s Snapshot, settings: Settings) -> Asker<'s> {
        let view = snapshot.view();
        let (tracer, zones) = (Tracer::new(view), Zones::new(&view, settings.time_zone));
        Asker { view, tracer, settings, snapshot: snapshot.identity().short(), zones, live: None }
    }

    /// From now on, what was stated of holds since the snapshot was built counts, too.
    pub fn set_live(&mut self, live: Option<Arc<Statuses>>) {
        self.live = live;
    }

    /// The snapshot's columns.
    pub fn view(&self) -> &View<'s> {
        &self.view
    }

    /// Answers a question.
    ///
    /// # Errors
    ///
    /// A name that is unknown or ambiguous, a time or number that cannot be read, parts that do not fit together.
    pub fn answer(&mut self, request: &Request) -> Result<Answer<'s>, AskError> {
        match request {
            Request::Trace(request) => self.trace(request),
            Request::Window(request) => self.window(request),
            Request::Where(request) => self.whereabouts(request),
            Request::Why(request) => self.why(request),
            Request::WhyNot(request) => self.why_not(&request.why),
            Request::Recall(request) => self.recall(request),
            Request::OnHand(request) => self.on_hand(request),
            Request::Find(request) => self.find(request),
            Request::Pick(request) => self.pick(request),
            Request::Expiring(request) => self.expiring(request),
            Request::Balance(request) => self.balance(request),
            Request::Anomalies(request) => self.anomalies(request),
            Request::LowStock(request) => self.low_stock(request),
            Request::AuditCount(request) => self.audit_count(request),
        }
    }

    /// By what knowledge, where the question says `as_known`.
    pub(crate) fn knowledge(&self, as_known: Option<&str>) -> Result<Knowledge, AskError> {
        let until = as_known.map(|text| self.end(text, self.settings.time_zone)).transpose()?;
        Ok(Knowledge { until })
    }

    /// The end of a time.
    pub(crate) fn end(&self, text: &str, zone: Zone) -> Result<Nanos, AskError> {
        Ok(interval(text, zone)?.end)
    }

    /// The start of a time.
    pub(crate) fn start(&self, text: &str, zone: Zone) -> Result<Nanos, AskError> {
        Ok(interval(text, zone)?.start)
    }

    /// The end of a time, where the question says one; else everything.
    pub(crate) fn until(&self, at: Option<&str>) -> Result<Nanos, AskError> {
        at.map_or(Ok(engine::model::END), |text| self.end(text, self.settings.time_zone))
    }

    /// The asked day, else today.
    pub(crate) fn day(&self, text: Option<&str>, what: &'static str) -> Result<Day, AskError> {
        match text {
            Some(text) => day(text),
            None => {
                self.settings.today.ok_or_else(|| AskError::Fit { reason: format!("name the day: {what}") })
            }
        }
    }

    /// The first facts of every answer.
    pub(crate) fn complete(&self) -> Answer<'s> {
        Answer::new().fact("snapshot", Cell::plain(self.snapshot.clone())).fact("complete", Cell::Bool(true))
    }
}

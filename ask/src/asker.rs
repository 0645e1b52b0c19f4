//! One who answers: a snapshot, what its columns say, and memory kept from question to question.

use engine::model::{Nanos, View};
use engine::{Knowledge, Snapshot, Tracer};

use crate::answer::Answer;
use crate::error::AskError;
use crate::request::Request;
use crate::time::{Day, Zone, interval};

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
}

impl<'s> Asker<'s> {
    /// For a snapshot.
    pub fn new(snapshot: &'s Snapshot, settings: Settings) -> Asker<'s> {
        let view = snapshot.view();
        Asker { view, tracer: Tracer::new(view), settings, snapshot: snapshot.identity().short() }
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
            Request::Where(_)
            | Request::Why(_)
            | Request::WhyNot(_)
            | Request::Recall(_)
            | Request::OnHand(_)
            | Request::Find(_)
            | Request::Pick(_)
            | Request::Expiring(_)
            | Request::Balance(_)
            | Request::Anomalies(_)
            | Request::LowStock(_)
            | Request::AuditCount(_) => Err(AskError::Question { name: "not yet".into() }),
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
}

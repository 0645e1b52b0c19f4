//! The dates until which goods may be sold or used.

use crate::ai::Ai;
use crate::date::{AsOf, Day};

/// The last days that a scan states. Day 00 of a month is its last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// AI 15.
    pub best_before: Option<Day>,
    /// AI 16.
    pub sell_by: Option<Day>,
    /// The earlier of AI 17 and the day of AI 7003 (which has a time as well).
    pub use_by: Option<Day>,
}

impl Life {
    /// The day by which goods are ranked: use by, else best before, else sell by.
    pub fn expiry(&self) -> Option<Day> {
        self.use_by.or(self.best_before).or(self.sell_by)
    }

    /// Takes a judged element into account if it is one of the dates.
    pub(crate) fn note(&mut self, ai: Ai, value: &str, as_of: AsOf) {
        let number = ai.number();
        if !matches!(number, 15 | 16 | 17 | 7003) {
            return;
        }
        let day = value.get(..6).and_then(|date| Day::from_yymmdd(date, as_of).ok());
        match number {
            15 => self.best_before = day,
            16 => self.sell_by = day,
            _ => self.use_by = self.use_by.into_iter().chain(day).min(),
        }
    }
}

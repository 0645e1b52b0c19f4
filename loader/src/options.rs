//! What the caller can say about the sources.

use crate::clock::TimeZone;

/// How to read sources that do not say so themselves.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Zone of dates and local times at sites that have none (`--time-zone`).
    pub time_zone: Option<TimeZone>,
}

//! What the caller can say about the sources.

use crate::clock::TimeZone;
use crate::map::Map;

/// How to read sources that do not say so themselves.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// How the tables differ from the standard ones (`--map`).
    pub map: Option<Map>,
    /// Zone of dates and local times at sites that have none (`--time-zone`).
    pub time_zone: Option<TimeZone>,
}

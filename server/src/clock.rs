//! The time by which the server acts.

use std::time::{SystemTime, UNIX_EPOCH};

/// The clock of the machine, or a moment that stands still, for tests and drills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// Always this moment, in nanoseconds since 1970.
    Fixed(i64),
}

impl Clock {
    /// Nanoseconds since 1970.
    pub(crate) fn now(self) -> i64 {
        match self {
            Clock::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)),
            Clock::Fixed(at) => at,
        }
    }
}

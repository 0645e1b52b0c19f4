//! Days and moments, as the caller's time zones have them.

use crate::model::{Nanos, SiteId};

/// What the engine has to know of time zones. Days count from 1970-01-01.
pub trait Calendar: Sync {
    /// The last moment of a day at a site.
    fn day_end(&self, site: SiteId, day: i32) -> Nanos;

    /// The day of a moment at a site.
    fn day_of(&self, site: SiteId, at: Nanos) -> i32;
}

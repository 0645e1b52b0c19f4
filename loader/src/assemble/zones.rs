//! Calendar days at sites.

use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;

use crate::row::Nanos;

/// The time zone of each site, by its number.
pub(crate) struct Zones(Vec<Option<Tz>>);

impl Zones {
    /// From zone names by site number; an empty or unknown name is UTC.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>, default: Option<Tz>) -> Zones {
        Zones(names.map(|name| name.parse().ok().or(default)).collect())
    }

    /// The calendar day of a moment at a site, since 1970.
    pub(crate) fn day(&self, site: u32, at: Nanos) -> i32 {
        let utc = at.div_euclid(86_400_000_000_000) as i32;
        let Some(zone) = self.0[site as usize] else { return utc };
        let moment: DateTime<chrono::Utc> = DateTime::from_timestamp_nanos(at);
        let local = zone.from_utc_datetime(&moment.naive_utc()).date_naive();
        local.signed_duration_since(chrono::NaiveDate::default()).num_days() as i32
    }
}

//! Time zones and date patterns: the only place that knows chrono.

use std::str::FromStr;

use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDateTime, NaiveTime, Offset, TimeZone as _, Timelike,
};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::calendar::day_number;
use crate::error::LoadError;
use crate::near::nearest;
use crate::row::Day;
use crate::written::Written;

const DAY_SECONDS: i64 = 86_400;

/// A time zone of the IANA database, for dates and local times that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: TimeZone = TimeZone(Tz::UTC);

    /// The zone's IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Up to three zones whose names look like `name`, best first.
    pub(crate) fn close_matches(name: &str) -> Vec<&'static str> {
        nearest(name, TZ_VARIANTS.iter().map(|zone| zone.name()), 3)
    }

    pub(crate) fn find(name: &str) -> Option<TimeZone> {
        Tz::from_str(name).ok().map(TimeZone)
    }

    /// The moments, in seconds since 1970, at which clocks here show `local` (seconds since 1970-01-01T00:00:00 on
    /// the clock's face).
    pub(crate) fn moments(self, local: i64) -> Moments {
        if self == TimeZone::UTC {
            return Moments::One(local);
        }
        let Some(face) = naive(local) else { return Moments::None };
        match self.0.offset_from_local_datetime(&face) {
            MappedLocalTime::Single(offset) => Moments::One(local - seconds_east(offset)),
            MappedLocalTime::Ambiguous(a, b) => {
                let (a, b) = (local - seconds_east(a), local - seconds_east(b));
                Moments::Two(a.min(b), a.max(b))
            }
            MappedLocalTime::None => Moments::None,
        }
    }

    /// First second, in seconds since 1970, that belongs to the day here.
    pub(crate) fn day_start(self, day: Day) -> i64 {
        let midnight = i64::from(day) * DAY_SECONDS;
        match self.moments(midnight) {
            Moments::One(moment) | Moments::Two(moment, _) => moment,
            Moments::None => self.first_at_or_after(midnight),
        }
    }

    /// Just past the last second that belongs to the day before `day` here.
    ///
    /// Differs from [`TimeZone::day_start`] of `day` where clocks go back over midnight: then the day before goes
    /// on after `day` had begun.
    pub(crate) fn day_before_end(self, day: Day) -> i64 {
        let midnight = i64::from(day) * DAY_SECONDS;
        match self.moments(midnight) {
            Moments::One(moment) => moment,
            Moments::Two(first, second) => {
                if self.face(second - 1) < midnight {
                    second
                } else {
                    first
                }
            }
            Moments::None => self.first_at_or_after(midnight),
        }
    }

    /// What clocks here show at a moment.
    fn face(self, moment: i64) -> i64 {
        let shown = naive(moment).map_or(0, |utc| seconds_east(self.0.offset_from_utc_datetime(&utc)));
        moment + shown
    }

    /// The first moment at which clocks here show `local` or later, where they skip `local`.
    fn first_at_or_after(self, local: i64) -> i64 {
        let (mut before, mut after) = (local - 2 * DAY_SECONDS, local + 2 * DAY_SECONDS);
        while before + 1 < after {
            let middle = before + (after - before) / 2;
            if self.face(middle) < local { before = middle } else { after = middle }
        }
        after
    }
}

impl FromStr for TimeZone {
    type Err = LoadError;

    fn from_str(name: &str) -> Result<TimeZone, LoadError> {
        TimeZone::find(name).ok_or_else(|| LoadError::TimeZone {
            name: name.to_owned(),
            close: TimeZone::close_matches(name),
        })
    }
}

/// The moments at which clocks show a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moments {
    /// None: the clocks skip it.
    None,
    /// One, as nearly always.
    One(i64),
    /// Two, earlier first: the clocks repeat it.
    Two(i64, i64),
}

fn naive(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, 0).map(|utc| utc.naive_utc())
}

fn seconds_east(offset: impl Offset) -> i64 {
    i64::from(offset.fix().local_minus_utc())
}

/// A pattern of dates or times in strftime notation, such as `%d.%m.%Y %H:%M`.
#[derive(Clone, Debug)]
pub(crate) struct TimePattern(Vec<Item<'static>>);

impl TimePattern {
    /// Reads a pattern; `None` if it is none.
    pub(crate) fn new(pattern: &str) -> Option<TimePattern> {
        let items = StrftimeItems::new(pattern).parse_to_owned().ok()?;
        items
            .iter()
            .any(|item| matches!(item, Item::Numeric(..) | Item::Fixed(_)))
            .then_some(TimePattern(items))
    }

    /// What `text` says under this pattern; `None` if it does not fit it.
    pub(crate) fn read(&self, text: &str) -> Option<Written> {
        let mut parsed = Parsed::new();
        chrono::format::parse(&mut parsed, text, self.0.iter()).ok()?;
        if parsed.timestamp().is_some() {
            let at = parsed.to_datetime_with_timezone(&chrono::Utc).ok()?;
            return Some(Written::instant(at.timestamp(), at.timestamp_subsec_nanos()));
        }
        let Ok(date) = parsed.to_naive_date() else { return partial_date(&parsed) };
        let day = day_number(date.year(), date.month(), date.day());
        if parsed.hour_mod_12().is_none() && parsed.offset().is_none() {
            return Some(Written::Day(day));
        }
        let time: NaiveTime = parsed.to_naive_time().ok()?;
        let local = i64::from(day) * DAY_SECONDS + i64::from(time.num_seconds_from_midnight());
        let nanos = time.nanosecond();
        let span = if parsed.second().is_none() { 60 } else { 0 };
        if nanos >= 1_000_000_000 {
            return None;
        }
        Some(match parsed.offset() {
            Some(east) => Written::Instant { seconds: local - i64::from(east), nanos, span },
            None => Written::Local { seconds: local, nanos, span },
        })
    }
}

fn partial_date(parsed: &Parsed) -> Option<Written> {
    let year = parsed.year()?;
    match parsed.month() {
        Some(month) => Some(Written::Month { year, month }),
        None => Some(Written::Year(year)),
    }
}

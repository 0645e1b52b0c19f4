//! Moments and days: reading them as people write them, and printing them.
//!
//! The only place of the crate that knows a calendar.

use std::fmt;

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone as _,
};
use chrono_tz::Tz;
use engine::model::{Interval, Nanos};

use crate::error::AskError;

const SECOND: i64 = 1_000_000_000;

/// Just past the last moment that an event may happen at.
const LATEST: Nanos = (u32::MAX as i64) * SECOND;

/// A moment, printed as RFC 3339 in UTC: whole seconds unless there is a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(pub Nanos);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.div_euclid(SECOND), self.0.rem_euclid(SECOND));
        let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", Day(day as i32))?;
        if nanos != 0 {
            write!(f, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// A calendar day, as days since 1970-01-01; printed as `2026-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NaiveDate::from_epoch_days(self.0) {
            Some(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            None => write!(f, "day {}", self.0),
        }
    }
}

impl Day {
    /// The year of the day.
    pub fn year(self) -> i32 {
        NaiveDate::from_epoch_days(self.0).map_or(1970, |date| date.year())
    }

    /// The day of a moment in UTC.
    pub fn of(at: Nanos) -> Day {
        Day(at.div_euclid(86_400 * SECOND) as i32)
    }
}

/// A zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// Finds a zone by its name.
    ///
    /// # Errors
    ///
    /// The database has no such zone.
    pub fn named(name: &str) -> Result<Zone, AskError> {
        name.parse().map(Zone).map_err(|_| AskError::TimeZone { name: name.to_owned() })
    }

    /// Last moment of a day, given as days since 1970.
    pub(crate) fn day_end(self, day: i32) -> Nanos {
        let next = NaiveDate::from_epoch_days(day.saturating_add(1));
        next.and_then(|next| self.start_of(next))
            .map_or(if day < 0 { Nanos::MIN } else { Nanos::MAX }, |next| next - 1)
    }

    /// Day of a moment, as days since 1970.
    pub fn day_of(self, at: Nanos) -> i32 {
        if self == Zone::UTC {
            return Day::of(at).0;
        }
        DateTime::from_timestamp_nanos(at).with_timezone(&self.0).date_naive().to_epoch_days()
    }

    /// First moment of a day.
    fn start_of(self, date: NaiveDate) -> Option<Nanos> {
        let mut local = date.and_time(NaiveTime::MIN);
        // Some clocks skip midnight: the day then starts at the first time that exists.
        for _ in 0..16 {
            match self.0.from_local_datetime(&local) {
                MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => {
                    return at.timestamp_nanos_opt();
                }
                MappedLocalTime::None => local = local.checked_add_signed(TimeDelta::minutes(15))?,
            }
        }
        None
    }
}

/// Reads a time: an RFC 3339 instant, a local time, or a date, month or year as the interval that it is.
///
/// # Errors
///
/// The text is no time, lies outside of 1970 to 2106, or is a local time that a clock change skips.
pub(crate) fn interval(text: &str, zone: Zone) -> Result<Interval, AskError> {
    let unreadable = || AskError::Time { text: text.to_owned() };
    let found = if text.contains(':') {
        moment(text, zone)?
    } else {
        let (first, next) = dates(text).ok_or_else(unreadable)?;
        let start = zone.start_of(first).ok_or_else(unreadable)?;
        let end = zone.start_of(next).ok_or_else(unreadable)? - 1;
        Interval { start, end }
    };
    if found.end < 0 || found.start >= LATEST {
        return Err(AskError::TimeRange { text: text.to_owned() });
    }
    Ok(found)
}

/// Writes an interval as it is read: an instant in UTC, a date, month or year by the zone's calendar. Other intervals
/// (a repeated local time) have no form of their own and are written as their start.
pub(crate) fn written(of: Interval, zone: Zone) -> String {
    let start = Stamp(of.start).to_string();
    if of.is_instant() {
        return start;
    }
    let date = Day(zone.day_of(of.start)).to_string();
    let forms = [date.as_str(), &date[..date.len() - 3], &date[..date.len() - 6]];
    let exact = forms.into_iter().find(|form| interval(form, zone).is_ok_and(|found| found == of));
    exact.map_or(start, str::to_owned)
}

fn moment(text: &str, zone: Zone) -> Result<Interval, AskError> {
    let unreadable = || AskError::Time { text: text.to_owned() };
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        let at = at.timestamp_nanos_opt().ok_or_else(unreadable)?;
        return Ok(Interval { start: at, end: at });
    }
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    if let Some(at) = forms.iter().find_map(|form| utc_without_seconds(text, form)) {
        let at = at.and_utc().timestamp_nanos_opt().ok_or_else(unreadable)?;
        return Ok(Interval { start: at, end: at });
    }
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or_else(unreadable)?;
    match zone.0.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => {
            let at = at.timestamp_nanos_opt().ok_or_else(unreadable)?;
            Ok(Interval { start: at, end: at })
        }
        MappedLocalTime::Ambiguous(first, last) => Ok(Interval {
            start: first.timestamp_nanos_opt().ok_or_else(unreadable)?,
            end: last.timestamp_nanos_opt().ok_or_else(unreadable)?,
        }),
        MappedLocalTime::None => {
            Err(AskError::SkippedTime { text: text.to_owned(), zone: zone.0.name().to_owned() })
        }
    }
}

/// `2026-01-31T14:05Z`, which RFC 3339 does not allow and people write.
fn utc_without_seconds(text: &str, form: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text.strip_suffix(['Z', 'z'])?, form).ok()
}

/// The first day of a date, month or year, and the first day after it.
fn dates(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let digits = |text: &str, count: usize| {
        (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let mut parts = text.splitn(3, '-');
    let year = i32::try_from(digits(parts.next()?, 4)?).ok()?;
    let month = parts.next().map(|part| digits(part, 2));
    let day = parts.next().map(|part| digits(part, 2));
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(Some(1))?, day.unwrap_or(Some(1))?)?;
    let next = match (month, day) {
        (None, _) => first.checked_add_months(Months::new(12))?,
        (Some(_), None) => first.checked_add_months(Months::new(1))?,
        (Some(_), Some(_)) => first.checked_add_days(Days::new(1))?,
    };
    Some((first, next))
}

/// Reads a day, month or year: its first and its last day.
///
/// # Errors
///
/// The text is neither.
pub(crate) fn days(text: &str) -> Result<(Day, Day), AskError> {
    let (first, next) = dates(text).ok_or_else(|| AskError::Day { text: text.to_owned() })?;
    Ok((Day(first.to_epoch_days()), Day(next.to_epoch_days() - 1)))
}

/// Reads one calendar day.
///
/// # Errors
///
/// The text is none; a month or year is not one day.
pub(crate) fn day(text: &str) -> Result<Day, AskError> {
    let (first, last) = days(text)?;
    if first == last { Ok(first) } else { Err(AskError::Day { text: text.to_owned() }) }
}

/// Reads `FROM..TO`, where either side may be left out, or one day, month or year.
///
/// # Errors
///
/// A side is no day, month or year.
pub(crate) fn day_range(text: &str) -> Result<(Day, Day), AskError> {
    let Some((from, to)) = text.split_once("..") else { return days(text) };
    let first = if from.is_empty() { Day(i32::MIN) } else { days(from)?.0 };
    let last = if to.is_empty() { Day(i32::MAX) } else { days(to)?.1 };
    if first > last {
        return Err(AskError::Day { text: text.to_owned() });
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(text: &str, zone: &str, start: &str, end: &str) {
        let found = interval(text, Zone::named(zone).unwrap()).unwrap();
        assert_eq!(
            (Stamp(found.start).to_string(), Stamp(found.end).to_string()),
            (start.into(), end.into()),
            "{text}"
        );
    }

    #[test]
    fn instants_are_printed_in_utc() {
        check("2026-01-03T00:00:00Z", "UTC", "2026-01-03T00:00:00Z", "2026-01-03T00:00:00Z");
        check("2026-01-03T00:00:00.250+01:00", "UTC", "2026-01-02T23:00:00.25Z", "2026-01-02T23:00:00.25Z");
        check("2026-01-03T14:05Z", "Europe/Berlin", "2026-01-03T14:05:00Z", "2026-01-03T14:05:00Z");
        check("2026-01-03T14:05", "Europe/Berlin", "2026-01-03T13:05:00Z", "2026-01-03T13:05:00Z");
    }

    #[test]
    fn dates_months_and_years_end_just_before_the_next() {
        check("2026-05-09", "UTC", "2026-05-09T00:00:00Z", "2026-05-09T23:59:59.999999999Z");
        check("2024-02", "UTC", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59.999999999Z");
        check("2026", "UTC", "2026-01-01T00:00:00Z", "2026-12-31T23:59:59.999999999Z");
        check("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999999999Z");
    }

    #[test]
    fn a_repeated_local_time_is_an_interval_and_a_skipped_one_an_error() {
        check("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(interval("2026-03-29T02:30", berlin).unwrap_err().code(), "E0316");
    }

    #[test]
    fn a_day_starts_later_where_midnight_is_skipped() {
        check("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T01:59:59.999999999Z");
    }

    #[test]
    fn what_was_read_is_written_again() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for text in ["2026-05-09", "2024-02", "2026", "2026-01-03T00:00:00.5Z", "2026-03-29"] {
            assert_eq!(written(interval(text, berlin).unwrap(), berlin), text);
        }
        let repeated = interval("2026-10-25T02:30", berlin).unwrap();
        assert_eq!(written(repeated, berlin), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn what_is_no_time_is_an_error() {
        let code = |text| interval(text, Zone::UTC).unwrap_err().code();
        for text in ["", "yesterday", "2026-1-3", "2026-02-30", "20260103", "2026-01-03T25:00:00Z", "-2026"] {
            assert_eq!(code(text), "E0311", "{text:?}");
        }
        assert_eq!(code("1969-12-31T23:59:59Z"), "E0315");
        assert_eq!(code("2207-01-01"), "E0315");
    }

    #[test]
    fn day_ranges_have_open_sides() {
        let check = |text: &str, from: &str, to: &str| {
            let (first, last) = day_range(text).unwrap();
            assert_eq!((first, last), (day(from).unwrap(), day(to).unwrap()), "{text}");
        };
        check("2026-01..2026-02", "2026-01-01", "2026-02-28");
        check("2026-01-05", "2026-01-05", "2026-01-05");
        assert_eq!(day_range("..2026").unwrap(), (Day(i32::MIN), day("2026-12-31").unwrap()));
        assert_eq!(day_range("2026-02..2026-01").unwrap_err().code(), "E0312");
        assert_eq!(day("2026-02").unwrap_err().code(), "E0312");
    }
}

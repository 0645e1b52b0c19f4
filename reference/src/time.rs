//! Moments, intervals and calendar days, all in UTC.

use std::fmt;

const NANOS_PER_SECOND: i64 = 1_000_000_000;
const NANOS_PER_DAY: i64 = 86_400 * NANOS_PER_SECOND;

/// Nanoseconds since 1970 in UTC; [`Moment::BEGINNING`] is before and [`Moment::FOREVER`] after all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// The beginning of time: the `null` of a label.
    pub const BEGINNING: Self = Self(i64::MIN);
    /// Later than any event: the `null` of a bound, and the default of every "at".
    pub const FOREVER: Self = Self(i64::MAX);

    /// This moment moved back by whole days; the two ends of time stay where they are.
    pub fn days_before(self, days: i64) -> Self {
        if self == Self::BEGINNING || self == Self::FOREVER {
            self
        } else {
            Self(self.0 - days * NANOS_PER_DAY)
        }
    }

    /// The calendar day that holds this moment.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(NANOS_PER_DAY))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (second, nanos) = (self.0.div_euclid(NANOS_PER_SECOND), self.0.rem_euclid(NANOS_PER_SECOND));
        let of_day = second.rem_euclid(86_400);
        write!(out, "{}T{:02}:{:02}:{:02}", self.day(), of_day / 3600, of_day / 60 % 60, of_day % 60)?;
        if nanos != 0 {
            write!(out, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
        }
        out.write_str("Z")
    }
}

/// "Some time in it": a closed interval; an instant has both ends equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The earliest moment.
    pub start: Moment,
    /// The latest moment, just before the next interval starts.
    pub end: Moment,
}

impl Span {
    /// Reads a year, a month, a date or an instant with `Z`.
    pub fn parse(text: &str) -> Self {
        if text.len() > 10 {
            let moment = parse_instant(text);
            return Self { start: moment, end: moment };
        }
        let (first, after) = days_of(text);
        Self { start: Moment(first.0 * NANOS_PER_DAY), end: Moment(after.0 * NANOS_PER_DAY - 1) }
    }

    /// Whether the time is known to the moment.
    pub fn is_instant(self) -> bool {
        self.start == self.end
    }

    /// Whether the two intervals have a moment in common.
    pub fn meets(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// A calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// Reads a date; of a month or a year it is the last day.
    pub fn parse_last(text: &str) -> Self {
        Self(days_of(text).1.0 - 1)
    }

    /// The day so many days later.
    pub fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Days from `earlier` to this one.
    pub fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The last moment of the day.
    pub fn end(self) -> Moment {
        Moment((self.0 + 1) * NANOS_PER_DAY - 1)
    }
}

impl fmt::Display for Day {
    /// Howard Hinnant's `civil_from_days`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = self.0 + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

/// Howard Hinnant's `days_from_civil`.
fn civil(year: i64, month: i64, day: i64) -> Day {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The first day of a year, month or date, and the first day after it.
fn days_of(text: &str) -> (Day, Day) {
    let parts: Vec<i64> = text.split('-').map(number).collect();
    match parts[..] {
        [year] => (civil(year, 1, 1), civil(year + 1, 1, 1)),
        [year, 12] => (civil(year, 12, 1), civil(year + 1, 1, 1)),
        [year, month] => (civil(year, month, 1), civil(year, month + 1, 1)),
        [year, month, day] => (civil(year, month, day), civil(year, month, day).plus(1)),
        [] | [_, _, _, _, ..] => panic!("{text} is not a date"),
    }
}

fn parse_instant(text: &str) -> Moment {
    let (date, clock) =
        text.strip_suffix('Z').and_then(|text| text.split_once('T')).expect("an instant in UTC");
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let seconds = whole.split(':').map(number).fold(0, |seconds, part| seconds * 60 + part);
    let nanos = number(&format!("{fraction:0<9}"));
    Moment(days_of(date).0.0 * NANOS_PER_DAY + seconds * NANOS_PER_SECOND + nanos)
}

fn number(text: &str) -> i64 {
    text.parse().expect("a number in a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_an_interval_that_ends_just_before_the_next() {
        let may = Span::parse("2026-05");
        assert_eq!(may.start.to_string(), "2026-05-01T00:00:00Z");
        assert_eq!(may.end.to_string(), "2026-05-31T23:59:59.999999999Z");
        assert!(!may.meets(Span::parse("2026-06-01T00:00:00Z")));
        assert!(may.meets(Span::parse("2026")));
    }

    #[test]
    fn instants_keep_their_fraction() {
        assert_eq!(Span::parse("2024-02-29T23:59:58.250Z").start.to_string(), "2024-02-29T23:59:58.25Z");
    }

    #[test]
    fn a_month_as_a_date_means_its_last_day() {
        assert_eq!(Day::parse_last("2028-02").to_string(), "2028-02-29");
        assert_eq!(Day::parse_last("1969-12-31").to_string(), "1969-12-31");
    }
}

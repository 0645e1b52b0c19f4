//! Times of events: read with their zone, written in UTC.

use std::fmt;

/// A moment: nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Moment(pub(crate) i128);

const SECOND: i128 = 1_000_000_000;

impl Moment {
    /// Reads `2026-01-03T10:00:00.5+01:00`. A time without a zone is `offset`'s, as real documents have it.
    pub(crate) fn read(text: &str, offset: Option<&str>) -> Option<Moment> {
        let bytes = text.as_bytes();
        if bytes.len() < 16 || !matches!(bytes[10], b'T' | b't' | b' ') || bytes[13] != b':' {
            return None;
        }
        let (hour, minute) = (two(&bytes[11..13])?, two(&bytes[14..16])?);
        // Real documents leave the seconds out where they are zero.
        let (second, at) = match bytes.get(16) {
            Some(b':') => (two(bytes.get(17..19)?)?, 19),
            Some(_) | None => (0, 16),
        };
        if hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        let (date, rest) = (date(text.get(..10)?)?, text.get(at..)?);
        let digits =
            rest.strip_prefix('.').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let (fraction, zone) = match digits {
            0 => (0, rest),
            count => {
                let kept = &rest[1..1 + count.min(9)];
                (kept.parse::<i128>().ok()? * 10i128.pow(9 - kept.len() as u32), &rest[1 + count..])
            }
        };
        let east = zone_seconds(if zone.is_empty() { offset? } else { zone })?;
        let seconds = i128::from(date) * 86_400 + hour * 3_600 + minute * 60 + second - east;
        Some(Moment(seconds * SECOND + fraction))
    }

    /// The day in UTC, since 1970.
    pub(crate) fn day(self) -> i64 {
        self.0.div_euclid(86_400 * SECOND) as i64
    }

    /// The moment one nanosecond earlier.
    pub(crate) fn just_before(self) -> Moment {
        Moment(self.0 - 1)
    }

    /// Its bytes, in the order of time.
    pub(crate) fn sortable(self) -> [u8; 16] {
        ((self.0 as u128) ^ (1 << 127)).to_be_bytes()
    }

    /// The moment that [`Moment::sortable`] wrote.
    pub(crate) fn of_sortable(bytes: [u8; 16]) -> Moment {
        Moment((u128::from_be_bytes(bytes) ^ (1 << 127)) as i128)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, fraction) = (self.0.div_euclid(SECOND) as i64, self.0.rem_euclid(SECOND));
        let (year, month, day) = civil(seconds.div_euclid(86_400));
        let clock = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if fraction != 0 {
            let digits = format!("{fraction:09}");
            write!(out, ".{}", digits.trim_end_matches('0'))?;
        }
        out.write_str("Z")
    }
}

/// The smallest day, month or year, in UTC, that holds both moments.
pub(crate) fn covering(first: Moment, last: Moment) -> String {
    if first == last {
        return first.to_string();
    }
    let (a, b) = (civil(first.day()), civil(last.day()));
    if a == b {
        format!("{:04}-{:02}-{:02}", a.0, a.1, a.2)
    } else if (a.0, a.1) == (b.0, b.1) {
        format!("{:04}-{:02}", a.0, a.1)
    } else if a.0 == b.0 {
        format!("{:04}", a.0)
    } else {
        // No unit holds both: the last moment loses no input, and outputs count from it on.
        last.to_string()
    }
}

/// Seconds east of UTC of `Z` or `+01:00`.
pub(crate) fn zone_seconds(zone: &str) -> Option<i128> {
    let bytes = zone.as_bytes();
    let sign = match bytes {
        b"Z" | b"z" => return Some(0),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let (hour, minute) = match bytes.len() {
        6 if bytes[3] == b':' => (two(&bytes[1..3])?, two(&bytes[4..6])?),
        5 => (two(&bytes[1..3])?, two(&bytes[3..5])?),
        _ => return None,
    };
    (hour <= 14 && minute <= 59).then_some(sign * (hour * 3_600 + minute * 60))
}

fn two(bytes: &[u8]) -> Option<i128> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(i128::from(a - b'0') * 10 + i128::from(b - b'0')),
        _ => None,
    }
}

/// Days since 1970 of `2026-01-03`.
pub(crate) fn date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = (two(&bytes[..2])? * 100 + two(&bytes[2..4])?) as u16;
    let (month, day) = (two(&bytes[5..7])? as u8, two(&bytes[8..10])? as u8);
    gs1::Day::new(year, month, day).map(|day| i64::from(day.days_since_epoch()))
}

/// The day that an attribute of a lot states: a date, the date of a time, or the last day of a month.
pub(crate) fn stated_day(text: &str) -> Option<String> {
    if let Some(day) = text.get(..10).filter(|day| date(day).is_some()) {
        let rest = &text[10..];
        return (rest.is_empty() || rest.starts_with(['T', ' ', 'Z', '+', '-'])).then(|| day.to_owned());
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() == 8 {
        let day = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
        return date(&day).map(|_| day);
    }
    if text.len() == 7 && text.as_bytes()[4] == b'-' {
        return (28..=31).rev().map(|day| format!("{text}-{day}")).find(|day| date(day).is_some());
    }
    None
}

/// Year, month and day of a day since 1970.
pub(crate) fn civil(days: i64) -> (i64, u32, u32) {
    // Years counted from March make the leap day the last of its year.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn times_become_utc() {
        let check = |text: &str, offset: Option<&str>, expected: &str| {
            assert_eq!(Moment::read(text, offset).unwrap().to_string(), expected);
        };
        check("2005-04-03T20:33:31.116-06:00", None, "2005-04-04T02:33:31.116Z");
        check("2022-09-05T19:04:37.5450000+00:00", None, "2022-09-05T19:04:37.545Z");
        check("2023-06-29T12:04:13.013", Some("+03:00"), "2023-06-29T09:04:13.013Z");
        check("2000-02-29T23:59:59Z", None, "2000-02-29T23:59:59Z");
        check("2006-11-07T13:00Z", None, "2006-11-07T13:00:00Z");
        for wrong in ["22-07-2026", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T25:00:00Z", ""]
        {
            assert_eq!(Moment::read(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn several_moments_have_a_covering_unit() {
        let cover =
            |a: &str, b: &str| covering(Moment::read(a, None).unwrap(), Moment::read(b, None).unwrap());
        assert_eq!(cover("2026-01-03T01:00:00Z", "2026-01-03T01:00:00Z"), "2026-01-03T01:00:00Z");
        assert_eq!(cover("2026-01-03T01:00:00Z", "2026-01-03T23:00:00Z"), "2026-01-03");
        assert_eq!(cover("2026-01-03T01:00:00Z", "2026-01-04T01:00:00Z"), "2026-01");
        assert_eq!(cover("2026-01-03T01:00:00Z", "2026-02-04T01:00:00Z"), "2026");
        assert_eq!(cover("2025-12-31T23:00:00Z", "2026-01-01T01:00:00Z"), "2026-01-01T01:00:00Z");
    }

    #[test]
    fn days_of_lots_are_read_as_far_as_they_say_one() {
        assert_eq!(stated_day("2023-01-22T03:00:00.000Z").as_deref(), Some("2023-01-22"));
        assert_eq!(stated_day("2024-02").as_deref(), Some("2024-02-29"));
        assert_eq!(stated_day("20240229").as_deref(), Some("2024-02-29"));
        assert_eq!([stated_day("End 2023"), stated_day("2023-13-01"), stated_day("")], [None, None, None]);
    }
}

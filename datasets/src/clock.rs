//! The eighteen months that a generated data set covers.

/// First day of every data set, 2025-01-01, as days since 1970-01-01.
const FIRST_DAY: i64 = 20_089;
/// Number of days covered: 2025-01-01 to 2026-06-30.
pub(crate) const DAYS: u32 = 546;
/// Seconds of a day.
pub(crate) const DAY: u32 = 86_400;
/// Seconds of an hour.
pub(crate) const HOUR: u32 = 3_600;
/// Days before the first and after the last for which the calendar has text: supplier dates and expiries.
const BEFORE: i32 = 400;
const AFTER: i32 = 1_200;

/// A moment, in whole seconds since 2025-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp(pub(crate) u32);

/// The last second that is covered.
pub(crate) const END: Stamp = Stamp(DAYS * DAY - 1);

impl Stamp {
    /// Day of this moment, counted from the first one.
    pub(crate) fn day(self) -> i32 {
        (self.0 / DAY) as i32
    }

    /// This moment and so many seconds, moved on to the next working hour (06:00 to 20:00 UTC).
    ///
    /// Working hours only, so that the local day of every European site is the day in UTC and an event of date
    /// precision never crosses its neighbours.
    pub(crate) fn later(self, seconds: u32) -> Stamp {
        let at = self.0 + seconds;
        let second = at % DAY;
        match second {
            0..21_600 => Stamp(at - second + 6 * HOUR + second / 8),
            21_600..72_000 => Stamp(at),
            72_000.. => Stamp(at - second + DAY + 6 * HOUR + (second - 72_000) / 8),
        }
    }

    /// This moment less so many seconds, not before the first moment; any hour.
    pub(crate) fn earlier(self, seconds: u32) -> Stamp {
        Stamp(self.0.saturating_sub(seconds))
    }
}

/// Days as text, made once: writing a row only copies.
pub(crate) struct Calendar {
    days: Vec<[u8; 10]>,
}

impl Calendar {
    /// The calendar of all days that a data set can name.
    pub(crate) fn new() -> Self {
        let days = (-BEFORE..DAYS as i32 + AFTER).map(|d| iso(FIRST_DAY + i64::from(d))).collect();
        Calendar { days }
    }

    /// `YYYY-MM-DD` of a day counted from the first one.
    pub(crate) fn iso(&self, day: i32) -> &[u8; 10] {
        &self.days[(day + BEFORE) as usize]
    }

    /// `YYMMDD` of a day counted from the first one.
    pub(crate) fn short(&self, day: i32) -> [u8; 6] {
        let d = self.iso(day);
        [d[2], d[3], d[5], d[6], d[8], d[9]]
    }
}

/// `YYYY-MM-DD` of a day since 1970-01-01 (Howard Hinnant's `civil_from_days`, for years 0 to 9999).
fn iso(days: i64) -> [u8; 10] {
    let z = days + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let digit = |n: i64| b'0' + (n % 10) as u8;
    [
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Calendar, DAY, END, HOUR, Stamp};

    #[test]
    fn days_have_their_dates() {
        let calendar = Calendar::new();
        assert_eq!(calendar.iso(0), b"2025-01-01");
        assert_eq!(calendar.iso(-1), b"2024-12-31");
        assert_eq!(calendar.iso(END.day()), b"2026-06-30");
        assert_eq!(&calendar.short(58), b"250228");
        assert_eq!(calendar.iso(59), b"2025-03-01");
    }

    #[test]
    fn later_falls_in_working_hours_and_never_before() {
        for second in 0..2 * DAY {
            let at = Stamp(second).later(0);
            assert!(at.0 >= second);
            assert!((6 * HOUR..20 * HOUR).contains(&(at.0 % DAY)));
        }
    }
}

//! Calendar days, and the reading of two-digit years.

use std::fmt;

use crate::fault::{Fault, Flaw};

/// A calendar day of the Gregorian calendar. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// The day, if the calendar has it and the year is 1 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Day> {
        let valid = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        valid.then_some(Day { year, month, day })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01.
    pub fn days_since_epoch(self) -> i32 {
        let (year, month, day) = (i32::from(self.year), i32::from(self.month), i32::from(self.day));
        // Years counted from March make the leap day the last of its year.
        let shifted = if month > 2 { year } else { year - 1 };
        let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year - 719_468
    }

    /// The day that is so many days after 1970-01-01, if its year is 1 to 9999.
    pub fn of_days(days: i32) -> Option<Day> {
        // Years counted from March make the leap day the last of its year.
        let shifted = i64::from(days) + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Day::new(u16::try_from(year).ok()?, month as u8, day as u8)
    }

    /// Reads `YYMMDD`, where day 00 stands for the last day of the month.
    ///
    /// # Errors
    /// The part of the text that is not a digit, or no month, or no day of that month.
    pub fn from_yymmdd(text: &str, as_of: AsOf) -> Result<Day, Flaw> {
        let (year, month, day) = as_of.fields(text)?;
        let day = if day == 0 { days_in_month(year, month) } else { day };
        Ok(Day { year, month, day })
    }

    /// As [`Day::from_yymmdd`], with the pairs of digits as numbers.
    pub(crate) fn from_two_digits(year: u8, month: u8, day: u8, as_of: AsOf) -> Option<Day> {
        let year = as_of.full_year(year);
        if !(1..=12).contains(&month) {
            return None;
        }
        let last = days_in_month(year, month);
        (day <= last).then_some(Day { year, month, day: if day == 0 { last } else { day } })
    }

    /// Writes `YYMMDD`.
    pub fn to_yymmdd(self) -> String {
        format!("{:02}{:02}{:02}", self.year % 100, self.month, self.day)
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2026-05-09`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Days of a month; `month` is 1 to 12.
pub(crate) fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The year in which a text is read, by which two-digit years get their century.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(u16);

impl AsOf {
    /// Reading in `year`; `None` unless it is 1000 to 9000.
    pub fn year(year: u16) -> Option<AsOf> {
        (1000..=9000).contains(&year).then_some(AsOf(year))
    }

    /// The full year of a two-digit one: at most 49 years back or 50 years on.
    pub fn full_year(self, two_digits: u8) -> u16 {
        let century = self.0 - self.0 % 100;
        let year = century + u16::from(two_digits);
        match i32::from(two_digits) - i32::from(self.0 % 100) {
            51.. => year - 100,
            ..=-50 => year + 100,
            -49..=50 => year,
        }
    }

    /// Year, month and day of `YYMMDD`; the day may be 0.
    pub(crate) fn fields(self, text: &str) -> Result<(u16, u8, u8), Flaw> {
        Flaw::exact_len(text, 6, Fault::DateTooShort, Fault::DateTooLong)?;
        Flaw::digits(text)?;
        let two = |at: usize| (text.as_bytes()[at] - b'0') * 10 + text.as_bytes()[at + 1] - b'0';
        let (year, month, day) = (self.full_year(two(0)), two(2), two(4));
        if !(1..=12).contains(&month) {
            return Err(Flaw::at(Fault::IllegalMonth, 2, 2));
        }
        if day > days_in_month(year, month) {
            return Err(Flaw::at(Fault::IllegalDay, 4, 2));
        }
        Ok((year, month, day))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let count = |y, m, d| Day::new(y, m, d).unwrap().days_since_epoch();
        assert_eq!([count(1970, 1, 1), count(1969, 12, 31), count(2000, 3, 1)], [0, -1, 11_017]);
        assert_eq!(count(2026, 11, 23), 20_780);
        for day in [Day::new(1, 1, 1), Day::new(1969, 12, 31), Day::new(2000, 2, 29), Day::new(9999, 12, 31)]
        {
            assert_eq!(Day::of_days(day.unwrap().days_since_epoch()), day);
        }
        assert_eq!([Day::of_days(i32::MIN), Day::of_days(i32::MAX)], [None, None]);
    }

    #[test]
    fn days_outside_the_calendar_are_none() {
        assert_eq!([Day::new(2025, 2, 29), Day::new(2025, 13, 1), Day::new(2025, 4, 0)], [None; 3]);
        assert_eq!(Day::new(2024, 2, 29).unwrap().to_string(), "2024-02-29");
    }

    #[test]
    fn day_zero_is_the_end_of_the_month() {
        let as_of = AsOf::year(2026).unwrap();
        assert_eq!(Day::from_yymmdd("280200", as_of), Ok(Day { year: 2028, month: 2, day: 29 }));
        assert_eq!(Day::from_yymmdd("281300", as_of).unwrap_err().fault, Fault::IllegalMonth);
    }
}

//! The Gregorian calendar in integers: days since 1970-01-01.

use crate::row::Day;

/// Days from 1970-01-01 to a date of the Gregorian calendar, for a month of 1 to 12.
///
/// Counts years from March, so that the leap day ends one (Howard Hinnant, "chrono-compatible low-level date
/// algorithms").
pub(crate) fn day_number(year: i32, month: u32, day: u32) -> Day {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
pub(crate) fn date_of(day: Day) -> (i32, u32, u32) {
    let shifted = i64::from(day) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * from_march + 2) / 5 + 1) as u32;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month, day)
}

/// Number of days in a month of 1 to 12.
pub(crate) fn month_length(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Whether a month is 1 to 12 and a day is in it.
pub(crate) fn is_date(year: i32, month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && day >= 1 && day <= month_length(year, month)
}

/// The month after, as year and month.
pub(crate) fn next_month(year: i32, month: u32) -> (i32, u32) {
    if month == 12 { (year + 1, 1) } else { (year, month + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, NaiveDate};

    #[test]
    fn agrees_with_chrono_on_every_day_of_six_centuries() {
        let mut date = NaiveDate::from_ymd_opt(1600, 1, 1);
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).map(|e| e.num_days_from_ce());
        while let Some(d) = date.filter(|d| d.year() < 2200) {
            let number = d.num_days_from_ce() - epoch.unwrap_or_default();
            assert_eq!(day_number(d.year(), d.month(), d.day()), number);
            assert_eq!(date_of(number), (d.year(), d.month(), d.day()));
            assert!(is_date(d.year(), d.month(), d.day()));
            date = d.succ_opt();
        }
        assert!(
            !is_date(2026, 2, 29) && !is_date(2026, 13, 1) && !is_date(2026, 1, 0) && !is_date(1900, 2, 29)
        );
    }
}

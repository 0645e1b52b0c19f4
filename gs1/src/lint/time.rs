//! Dates and times of day.

use crate::date::{AsOf, days_in_month};
use crate::fault::{Fault, Flaw};

/// `YYMMDD`, where day 00 leaves the day open.
pub(super) fn date_or_month(value: &str, as_of: AsOf) -> Result<(), Flaw> {
    as_of.fields(value).map(|_| ())
}

/// `YYMMDD` with a day.
pub(super) fn date(value: &str, as_of: AsOf) -> Result<(), Flaw> {
    match as_of.fields(value)? {
        (_, _, 0) => Err(Flaw::at(Fault::IllegalDay, 4, 2)),
        _ => Ok(()),
    }
}

/// `YYYYMMDD` with a day.
pub(super) fn long_date(value: &str) -> Result<(), Flaw> {
    Flaw::exact_len(value, 8, Fault::DateTooShort, Fault::DateTooLong)?;
    Flaw::digits(value)?;
    let number = |from: usize, to: usize| {
        value.as_bytes()[from..to].iter().fold(0_u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(4, 6) as u8, number(6, 8) as u8);
    if !(1..=12).contains(&month) {
        return Err(Flaw::at(Fault::IllegalMonth, 4, 2));
    }
    if day == 0 || day > days_in_month(year, month) {
        return Err(Flaw::at(Fault::IllegalDay, 6, 2));
    }
    Ok(())
}

pub(super) fn hour(value: &str) -> Result<(), Flaw> {
    Flaw::exact_len(value, 2, Fault::HourTooShort, Fault::HourTooLong)?;
    Flaw::digits(value)?;
    below(value, 0, "24", Fault::IllegalHour)
}

pub(super) fn minute(value: &str) -> Result<(), Flaw> {
    Flaw::exact_len(value, 2, Fault::MinuteTooShort, Fault::MinuteTooLong)?;
    Flaw::digits(value)?;
    below(value, 0, "60", Fault::IllegalMinute)
}

pub(super) fn second(value: &str) -> Result<(), Flaw> {
    Flaw::exact_len(value, 2, Fault::SecondTooShort, Fault::SecondTooLong)?;
    Flaw::digits(value)?;
    below(value, 0, "60", Fault::IllegalSecond)
}

pub(super) fn hour_minute(value: &str) -> Result<(), Flaw> {
    Flaw::exact_len(value, 4, Fault::HourMinuteTooShort, Fault::HourMinuteTooLong)?;
    Flaw::digits(value)?;
    below(&value[..2], 0, "24", Fault::IllegalHour)?;
    below(&value[2..], 2, "60", Fault::IllegalMinute)
}

fn below(two_digits: &str, at: usize, limit: &str, fault: Fault) -> Result<(), Flaw> {
    if two_digits < limit { Ok(()) } else { Err(Flaw::at(fault, at, 2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_dates_are_days() {
        assert_eq!(long_date("20240229"), Ok(()));
        assert_eq!(long_date("20230229"), Err(Flaw::at(Fault::IllegalDay, 6, 2)));
        assert_eq!(long_date("20231300"), Err(Flaw::at(Fault::IllegalMonth, 4, 2)));
        assert_eq!(long_date("20231200"), Err(Flaw::at(Fault::IllegalDay, 6, 2)));
    }

    #[test]
    fn minutes_end_at_59() {
        assert_eq!(minute("59"), Ok(()));
        assert_eq!(minute("60"), Err(Flaw::at(Fault::IllegalMinute, 0, 2)));
    }
}

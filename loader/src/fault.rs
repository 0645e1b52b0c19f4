//! What is wrong with a row, told by the code that reads its cells.

use crate::clock::TimeZone;
use crate::decimal::NumberFault;
use crate::reject;
use crate::written::TimeFault;

/// Why a row is not loaded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Column of the table; `None`: the whole row.
    pub(crate) column: Option<usize>,
    pub(crate) code: &'static str,
    pub(crate) reason: String,
}

impl Fault {
    pub(crate) fn new(column: usize, code: &'static str, reason: impl Into<String>) -> Fault {
        Fault { column: Some(column), code, reason: reason.into() }
    }

    pub(crate) fn of_row(code: &'static str, reason: impl Into<String>) -> Fault {
        Fault { column: None, code, reason: reason.into() }
    }

    pub(crate) fn of_time(column: usize, fault: TimeFault) -> Fault {
        let (code, reason) = match fault {
            TimeFault::Unreadable => (
                reject::TIME,
                "is no time that can be read: write it as 2026-01-31T14:05:00Z, 2026-01-31, 2026-01 or 2026, or give \
                 its pattern in a map (--map, key `dates`)"
                    .to_owned(),
            ),
            TimeFault::TooFine => {
                (reject::TIME, "has more than nine decimals of a second: drop the rest".to_owned())
            }
            TimeFault::NoSuchTime => (reject::TIME, "does not exist in the calendar: correct it".to_owned()),
            TimeFault::OutOfRange => (
                reject::TIME_RANGE,
                "lies outside of 1970 to 2106, where events happen: most likely a typo in the year".to_owned(),
            ),
            TimeFault::NoZone => (
                reject::NO_ZONE,
                "is a local time, and no time zone is known: give the site a time_zone in table `sites`, or give \
                 --time-zone, or write the offset"
                    .to_owned(),
            ),
            TimeFault::Skipped(zone) => (reject::SKIPPED, skipped(zone)),
        };
        Fault { column: Some(column), code, reason }
    }

    pub(crate) fn of_number(column: usize, fault: NumberFault) -> Fault {
        let (code, reason) = match fault {
            NumberFault::Unreadable => (reject::NUMBER, "is no number: write digits such as 12.5".to_owned()),
            NumberFault::Exponent => (reject::NUMBER, "has an exponent: write the number out".to_owned()),
            NumberFault::Mark(mark) => (
                reject::NUMBER,
                format!(
                    "has a {mark:?} in it: write 1234.5, or name the marks in a map (--map, keys `decimal_mark` and \
                     `thousands_mark`)"
                ),
            ),
            NumberFault::TooLong => (
                reject::PRECISION,
                "has more than 18 digits, which cannot be held exactly: shorten it".to_owned(),
            ),
        };
        Fault { column: Some(column), code, reason }
    }
}

fn skipped(zone: TimeZone) -> String {
    format!("does not exist in {}, where clocks skip it: write the time with its offset", zone.name())
}

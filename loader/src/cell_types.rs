//! Cells of the small tables: numbers, calendar days, GTINs, and yes or no.

use crate::calendar::{day_number, is_date, month_length};
use crate::collect::Cells;
use crate::decimal::read_decimal;
use crate::fault::Fault;
use crate::layout::Layout;
use crate::reject;
use crate::row::{Day, Decimal};
use crate::written::Written;

/// An exact decimal; `None` for an empty cell.
pub(crate) fn number(
    layout: &Layout<'_>,
    cells: &Cells<'_>,
    column: usize,
) -> Result<Option<Decimal>, Fault> {
    if cells[column].is_empty() {
        return Ok(None);
    }
    read_decimal(cells[column], layout.marks(column))
        .map(Some)
        .map_err(|fault| Fault::of_number(column, fault))
}

/// A whole number of 32 bits.
pub(crate) fn whole_number(
    layout: &Layout<'_>,
    cells: &Cells<'_>,
    column: usize,
) -> Result<Option<u32>, Fault> {
    let Some(decimal) = number(layout, cells, column)? else { return Ok(None) };
    match u32::try_from(decimal.mantissa) {
        Ok(number) if decimal.scale == 0 => Ok(Some(number)),
        Ok(_) | Err(_) => Err(Fault::new(
            column,
            reject::NUMBER_RANGE,
            "is no whole number of zero or more: write whole days",
        )),
    }
}

/// Yes or no, in the words that exports use.
pub(crate) fn boolean(cells: &Cells<'_>, column: usize) -> Result<Option<bool>, Fault> {
    match cells[column].to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "true" | "t" | "yes" | "y" | "1" => Ok(Some(true)),
        "false" | "f" | "no" | "n" | "0" => Ok(Some(false)),
        _ => Err(Fault::new(column, reject::BOOLEAN, "is neither true nor false: write true or false")),
    }
}

/// GTINs with `;` between them, each as the number of its 14 digits. Check digits are not looked at.
pub(crate) fn gtins(cells: &Cells<'_>, column: usize) -> Result<Vec<u64>, Fault> {
    let gtins = cells[column].split(';').map(str::trim).filter(|gtin| !gtin.is_empty());
    gtins.map(|gtin| one_gtin(gtin).ok_or_else(|| no_gtin(column, gtin))).collect()
}

fn one_gtin(gtin: &str) -> Option<u64> {
    let digits = gtin.bytes().all(|byte| byte.is_ascii_digit());
    (digits && matches!(gtin.len(), 8 | 12 | 13 | 14)).then(|| gtin.parse().ok()).flatten()
}

fn no_gtin(column: usize, gtin: &str) -> Fault {
    let reason = format!(
        "{gtin:?} is no GTIN: it has 8, 12, 13 or 14 digits (leading zeros included), several stand with ; between"
    );
    Fault::new(column, reject::GTIN, reason)
}

/// A calendar day: a date, the last day of a month or year, `YYYYMMDD`, or (where a map says so) GS1 `YYMMDD`.
///
/// Day 00 is the last day of the month. A time of day is allowed only if it is midnight on a clock without zone or
/// in UTC, as databases write dates.
pub(crate) fn day(layout: &Layout<'_>, cells: &Cells<'_>, column: usize) -> Result<Option<Day>, Fault> {
    let text = cells[column];
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let day = match (digits, text.len()) {
        (true, 8) => dated(&text[..4], &text[4..6], &text[6..], 0),
        (true, 6) if layout.conventions.gs1_dates => gs1_day(text),
        (true, 6) => return Err(Fault::new(column, reject::DAY, SIX_DIGITS)),
        (false | true, _) => written_day(layout, column, text),
    };
    day.map(Some).ok_or_else(|| Fault::new(column, reject::DAY, NO_DAY))
}

const NO_DAY: &str = "is no calendar day: write 2026-01-31, 2026-01 (its last day), 20260131, or give its pattern in a \
                      map (--map, key `dates`)";
const SIX_DIGITS: &str = "has six digits: write 2026-01-31, or set `gs1_dates = true` for this table in a map (--map) \
                          if they are GS1's YYMMDD";

fn written_day(layout: &Layout<'_>, column: usize, text: &str) -> Option<Day> {
    if let Some(month) = text.strip_suffix("-00")
        && let Some((year, month)) = month.split_once('-')
    {
        return dated(year, month, "00", 0);
    }
    match Written::read(text, layout.patterns(column)).ok()? {
        Written::Day(day) => Some(day),
        Written::Month { year, month } => Some(day_number(year, month, month_length(year, month))),
        Written::Year(year) => Some(day_number(year, 12, 31)),
        Written::Local { seconds, nanos: 0, .. } | Written::Instant { seconds, nanos: 0, .. } => {
            midnight(seconds)
        }
        Written::Local { .. } | Written::Instant { .. } => None,
    }
}

fn midnight(seconds: i64) -> Option<Day> {
    (seconds.rem_euclid(86_400) == 0).then(|| seconds.div_euclid(86_400) as Day)
}

/// GS1's two digits of a year are 1970 to 2069: no lot of 1969 is in circulation.
fn gs1_day(text: &str) -> Option<Day> {
    let century = if text < "70" { 2000 } else { 1900 };
    dated(&text[..2], &text[2..4], &text[4..], century)
}

fn dated(year: &str, month: &str, day: &str, century: i32) -> Option<Day> {
    let year = century + year.parse::<u16>().ok().map(i32::from)?;
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    let day = if day == 0 && is_date(year, month, 1) { month_length(year, month) } else { day };
    (year > 0 && is_date(year, month, day)).then(|| day_number(year, month, day))
}

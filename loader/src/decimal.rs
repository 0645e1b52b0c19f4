//! Exact decimals as cells write them.

use crate::row::Decimal;

/// Most digits that a mantissa holds.
const MAX_DIGITS: u32 = 18;

/// The marks in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberMarks {
    /// Between the whole part and the decimals.
    pub(crate) decimal: char,
    /// Between groups of three digits of the whole part, if any.
    pub(crate) thousands: Option<char>,
}

impl NumberMarks {
    /// A decimal point, and nothing between thousands.
    pub(crate) const PLAIN: NumberMarks = NumberMarks { decimal: '.', thousands: None };
}

/// Why a cell gives no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// It is no number.
    Unreadable,
    /// It is one, with an exponent.
    Exponent,
    /// It is one if this character stands between thousands, or is the decimal mark.
    Mark(char),
    /// It has more than 18 digits.
    TooLong,
}

/// Reads a decimal: an optional sign, digits, and at most one decimal mark.
pub(crate) fn read_decimal(text: &str, marks: NumberMarks) -> Result<Decimal, NumberFault> {
    if let Some(decimal) = short(text.as_bytes(), marks) {
        return Ok(decimal);
    }
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        Some(_) | None => (false, text),
    };
    let (whole, decimals) = body.split_once(marks.decimal).unwrap_or((body, ""));
    let whole = ungrouped(whole, marks.thousands).ok_or_else(|| fault(body, marks))?;
    let digits_only = whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
    if !digits_only || whole.len() + decimals.len() == 0 {
        return Err(fault(body, marks));
    }
    let decimals = decimals.trim_end_matches('0');
    let significant = whole.trim_start_matches('0').len() + decimals.len();
    if decimals.len() > MAX_DIGITS as usize
        || significant > MAX_DIGITS as usize + leading_zeros(&whole, decimals)
    {
        return Err(NumberFault::TooLong);
    }
    let mantissa = whole.bytes().chain(decimals.bytes()).fold(0_i64, |sum, d| sum * 10 + i64::from(d - b'0'));
    Ok(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale: decimals.len() as u8 })
}

/// Up to 18 digits with at most one decimal mark and no sign: most quantities.
fn short(text: &[u8], marks: NumberMarks) -> Option<Decimal> {
    if text.is_empty() || text.len() > MAX_DIGITS as usize {
        return None;
    }
    let (mut mantissa, mut point) = (0_i64, None);
    for (i, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            mantissa = mantissa * 10 + i64::from(digit);
        } else if char::from(*byte) == marks.decimal && byte.is_ascii() && point.is_none() && text.len() > 1 {
            point = Some(i);
        } else {
            return None;
        }
    }
    let mut scale = point.map_or(0, |point| text.len() - point - 1);
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Some(Decimal { mantissa, scale: scale as u8 })
}

/// Zeros at the start of the decimals that hold no digit, where the whole part is zero.
fn leading_zeros(whole: &str, decimals: &str) -> usize {
    if whole.bytes().all(|byte| byte == b'0') {
        decimals.len() - decimals.trim_start_matches('0').len()
    } else {
        0
    }
}

/// The whole part without the marks between thousands, which must stand every three digits if at all.
fn ungrouped(whole: &str, mark: Option<char>) -> Option<std::borrow::Cow<'_, str>> {
    let Some(mark) = mark.filter(|mark| whole.contains(*mark)) else { return Some(whole.into()) };
    let mut groups = whole.split(mark);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits.into())
}

fn fault(body: &str, marks: NumberMarks) -> NumberFault {
    let mut others = body.chars().filter(|c| !c.is_ascii_digit() && *c != marks.decimal);
    match (others.next(), others.next()) {
        (Some('e' | 'E'), _) => NumberFault::Exponent,
        (Some(mark @ (',' | '.' | '\'' | ' ' | '\u{a0}' | '\u{202f}' | '_')), _) => NumberFault::Mark(mark),
        (Some(_) | None, _) => NumberFault::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn plain(text: &str) -> Result<(i64, u8), NumberFault> {
        read_decimal(text, NumberMarks::PLAIN).map(|d| (d.mantissa, d.scale))
    }

    #[test]
    fn exact_and_normalised() {
        assert_eq!(plain("0"), Ok((0, 0)));
        assert_eq!(plain("-0.000"), Ok((0, 0)));
        assert_eq!(plain("100"), Ok((100, 0)));
        assert_eq!(plain("+1.50"), Ok((15, 1)));
        assert_eq!(plain("-.5"), Ok((-5, 1)));
        assert_eq!(plain("5."), Ok((5, 0)));
        assert_eq!(plain("0.000000000000000001"), Ok((1, 18)));
        assert_eq!(plain("999999999999999999"), Ok((999_999_999_999_999_999, 0)));
        assert_eq!(plain("000000000000000000000012.500000000000000000000"), Ok((125, 1)));
        assert_eq!(plain("123456789.123456789"), Ok((123_456_789_123_456_789, 9)));
    }

    #[test]
    fn refused_with_the_reason() {
        for text in ["", "-", "+", ".", "--1", "1-", "abc", "1.2.3x", "٣"] {
            assert_eq!(plain(text), Err(NumberFault::Unreadable), "{text}");
        }
        assert_eq!(plain("1000000000000000000"), Err(NumberFault::TooLong));
        assert_eq!(plain("1.0000000000000000001"), Err(NumberFault::TooLong));
        assert_eq!(plain("0.0000000000000000001"), Err(NumberFault::TooLong));
        assert_eq!(plain("1e3"), Err(NumberFault::Exponent));
        assert_eq!(plain("1,000"), Err(NumberFault::Mark(',')));
        assert_eq!(plain("1 000"), Err(NumberFault::Mark(' ')));
    }

    #[test]
    fn marks_of_the_map() {
        let marks = NumberMarks { decimal: ',', thousands: Some('.') };
        let read = |text| read_decimal(text, marks).map(|d| (d.mantissa, d.scale));
        assert_eq!(read("1.234.567,80"), Ok((12_345_678, 1)));
        assert_eq!(read("-12,5"), Ok((-125, 1)));
        assert_eq!(read("1234"), Ok((1234, 0)));
        for wrong in ["1.23,4", "1234.567", ".123", "12.34", "1,234.5"] {
            assert_eq!(read(wrong), Err(NumberFault::Mark('.')), "{wrong}");
        }
        assert_eq!(
            read_decimal("1.5", NumberMarks { decimal: ',', thousands: None }),
            Err(NumberFault::Mark('.'))
        );
    }
}

//! Decimals in and out of exact fractions.

use num_rational::BigRational;
use num_traits::{FromPrimitive, Signed, Zero};

/// Where the digits that are cut off go.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rounding {
    /// To the nearest, halves away from zero.
    Nearest,
    Down,
    Up,
}

/// Reads `-12.50`.
pub(crate) fn parse(text: &str) -> BigRational {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let power = "0".repeat(fraction.len());
    format!("{whole}{fraction}/1{power}").parse().expect("a decimal")
}

pub(crate) fn whole(number: i64) -> BigRational {
    BigRational::from_i64(number).expect("every whole number is a fraction")
}

/// The shortest form with at most `places` decimals.
pub(crate) fn rounded(number: &BigRational, places: usize, rounding: Rounding) -> String {
    let text = fixed(number, places, rounding);
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Exactly `places` decimals.
pub(crate) fn fixed(number: &BigRational, places: usize, rounding: Rounding) -> String {
    let shifted = number * whole(10_i64.pow(places as u32));
    let shifted = match rounding {
        Rounding::Nearest => shifted.round(),
        Rounding::Down => shifted.floor(),
        Rounding::Up => shifted.ceil(),
    };
    let sign = if shifted.is_negative() { "-" } else { "" };
    let digits = format!("{:0>width$}", shifted.abs().to_integer().to_string(), width = places + 1);
    let (head, tail) = digits.split_at(digits.len() - places);
    if tail.is_empty() { format!("{sign}{head}") } else { format!("{sign}{head}.{tail}") }
}

/// A quantity of the books, in full: such a number has few decimals.
pub(crate) fn exact(number: &BigRational) -> String {
    rounded(number, 18, Rounding::Nearest)
}

/// The sum, or nothing where any part is unknown.
pub(crate) fn sum(numbers: impl IntoIterator<Item = Option<BigRational>>) -> Option<BigRational> {
    numbers.into_iter().try_fold(BigRational::zero(), |sum, number| Some(sum + number?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_as_asked_and_print_short() {
        assert_eq!(exact(&parse("-12.50")), "-12.5");
        assert_eq!(exact(&parse("0.00")), "0");
        assert_eq!(exact(&parse("100")), "100");
        let third = parse("1") / parse("3");
        assert_eq!(rounded(&third, 6, Rounding::Nearest), "0.333333");
        assert_eq!(rounded(&third, 6, Rounding::Up), "0.333334");
        assert_eq!(fixed(&parse("99"), 1, Rounding::Nearest), "99.0");
        assert_eq!(fixed(&parse("-0.25"), 1, Rounding::Nearest), "-0.3");
    }
}

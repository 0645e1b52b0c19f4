//! Expected, low and high, rounded as answers print them: to 6 decimals, the bounds outward.

use engine::Numbers;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::cell::Cell;
use crate::decimal::Decimal;

const DECIMALS: u8 = 6;

#[derive(Clone, Copy)]
enum Rounding {
    Nearest,
    Down,
    Up,
}

/// The cells `expected`, `low`, `high` of a number in units of `10^-scale`; what flow does not reach has 0.
pub(crate) fn cells(numbers: Option<&Numbers>, scale: u8) -> [Cell<'static>; 3] {
    let Some(numbers) = numbers else {
        return [(); 3].map(|()| Cell::Decimal(Decimal::new(0, 0)));
    };
    let expected =
        numbers.expected.as_ref().map_or(Cell::Null, |number| rounded(number, scale, Rounding::Nearest));
    let high = numbers.high.as_ref().map_or(Cell::Null, |number| rounded(number, scale, Rounding::Up));
    [expected, rounded(&numbers.low, scale, Rounding::Down), high]
}

fn rounded(number: &BigRational, scale: u8, rounding: Rounding) -> Cell<'static> {
    let ten = |power: u8| BigRational::from_integer(num_traits::pow(10.into(), usize::from(power)));
    let scaled = number * ten(DECIMALS) / ten(scale);
    let whole = match rounding {
        Rounding::Nearest => scaled.round(),
        Rounding::Down => scaled.floor(),
        Rounding::Up => scaled.ceil(),
    };
    // No sum of quantities of a snapshot comes near 10^38.
    whole.to_i128().map_or(Cell::Null, |mantissa| Cell::Decimal(Decimal::new(mantissa, DECIMALS)))
}

/// What several movements come to: their sum, in units of `10^-scale`, which is the finest of theirs.
pub(crate) fn sum<'n>(numbers: impl Iterator<Item = (Option<&'n Numbers>, u8)>, scale: u8) -> Numbers {
    numbers.fold(Numbers::zero(), |sum, (numbers, own)| match numbers {
        Some(numbers) => sum.plus(&scaled(numbers, scale - own)),
        None => sum,
    })
}

fn scaled(numbers: &Numbers, power: u8) -> Numbers {
    let factor = BigRational::from_integer(num_traits::pow(10.into(), usize::from(power)));
    let scale = |number: &BigRational| number * &factor;
    Numbers {
        expected: numbers.expected.as_ref().map(scale),
        low: scale(&numbers.low),
        high: numbers.high.as_ref().map(scale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numerator: i64, denominator: i64, scale: u8, expected: [&str; 3]) {
        let number = BigRational::new(numerator.into(), denominator.into());
        let numbers = Numbers { expected: Some(number.clone()), low: number.clone(), high: Some(number) };
        assert_eq!(cells(Some(&numbers), scale).map(|cell| cell.to_string()), expected);
    }

    #[test]
    fn bounds_round_outward() {
        check(1, 3, 0, ["0.333333", "0.333333", "0.333334"]);
        check(-2, 3, 0, ["-0.666667", "-0.666667", "-0.666666"]);
        check(40, 1, 1, ["4", "4", "4"]);
        check(1, 1, 7, ["0", "0", "0.000001"]);
    }
}

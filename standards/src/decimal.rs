//! Exact decimals.

use std::fmt;

/// An exact decimal number: `mantissa × 10^-scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    mantissa: i128,
    scale: u32,
}

/// Most digits, before and after the point together.
const LONGEST: usize = 30;

impl Decimal {
    pub(crate) const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// Reads `-12.50` or `1.2e3`; `None` where it is no number, or has more than 30 digits.
    pub(crate) fn read(text: &str) -> Option<Decimal> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || all.len() > LONGEST || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut mantissa: i128 = all.parse().ok()?;
        let mut scale = part.len() as i32 - exponent;
        while scale < 0 {
            mantissa = mantissa.checked_mul(10).filter(|_| scale > -(LONGEST as i32))?;
            scale += 1;
        }
        let scale = u32::try_from(scale).ok().filter(|scale| *scale <= LONGEST as u32)?;
        Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale }.shortest())
    }

    fn shortest(mut self) -> Decimal {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    fn aligned(self, other: Decimal) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let raise = |d: Decimal| d.mantissa.checked_mul(10i128.checked_pow(scale - d.scale)?);
        Some((raise(self)?, raise(other)?, scale))
    }

    /// The sum, if it can be written.
    pub(crate) fn plus(self, other: Decimal) -> Option<Decimal> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Decimal { mantissa: a.checked_add(b)?, scale }.shortest())
    }

    /// The difference, if it can be written.
    pub(crate) fn minus(self, other: Decimal) -> Option<Decimal> {
        self.plus(Decimal { mantissa: -other.mantissa, ..other })
    }

    /// Whether it is below zero.
    pub(crate) fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether it is above zero.
    pub(crate) fn is_positive(self) -> bool {
        self.mantissa > 0
    }
}

impl fmt::Display for Decimal {
    /// Shortest form, no exponent.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0width$}", self.mantissa.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - self.scale as usize);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if part.is_empty() { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn numbers_are_kept_exactly() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Decimal::read(text).unwrap().to_string(), expected, "{text}");
        };
        check("12000.0", "12000");
        check("0.10", "0.1");
        check("-0.05", "-0.05");
        check("1.2e3", "1200");
        check("25E-3", "0.025");
        check("12345678901234567.89", "12345678901234567.89");
        for wrong in ["", "twenty", "1.2.3", "1e", "1e99", "--1", "1,5", "NaN"] {
            assert_eq!(Decimal::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sums_are_exact() {
        let sum = |a: &str, b: &str| Decimal::read(a).unwrap().plus(Decimal::read(b).unwrap()).unwrap();
        assert_eq!(sum("0.1", "0.2").to_string(), "0.3");
        assert_eq!(sum("1.5", "-1.5"), Decimal::ZERO);
    }
}

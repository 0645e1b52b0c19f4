//! Exact sums of decimals of different scales.

use std::fmt;

use num_bigint::BigInt;

/// An exact decimal, `mantissa / 10^scale`, without trailing zeros: equal values are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: BigInt,
    scale: u32,
}

impl Decimal {
    /// `mantissa / 10^scale`.
    pub fn new(mantissa: impl Into<BigInt>, scale: u32) -> Decimal {
        let (mut mantissa, mut scale) = (mantissa.into(), scale);
        let ten = BigInt::from(10);
        while scale > 0 && (&mantissa % &ten) == BigInt::ZERO {
            mantissa /= &ten;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }

    /// Digits, signed.
    pub fn mantissa(&self) -> &BigInt {
        &self.mantissa
    }

    /// Number of decimals.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.mantissa == BigInt::ZERO
    }
}

impl fmt::Display for Decimal {
    /// The shortest form, without exponent.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.mantissa.magnitude().to_string(), width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        let sign = if self.mantissa.sign() == num_bigint::Sign::Minus { "-" } else { "" };
        if part.is_empty() { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{part}") }
    }
}

/// A sum of decimals: one partial sum for each scale, and one more where that would overflow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    parts: Vec<(u32, i128)>,
}

impl Tally {
    /// Adds `mantissa / 10^scale`.
    pub(crate) fn add(&mut self, mantissa: i128, scale: u32) {
        for part in self.parts.iter_mut().filter(|part| part.0 == scale) {
            if let Some(sum) = part.1.checked_add(mantissa) {
                part.1 = sum;
                return;
            }
        }
        self.parts.push((scale, mantissa));
    }

    /// Adds another sum.
    pub(crate) fn merge(&mut self, other: Tally) {
        for (scale, sum) in other.parts {
            self.add(sum, scale);
        }
    }

    /// The sum, exactly.
    pub(crate) fn total(&self) -> Decimal {
        let scale = self.parts.iter().map(|part| part.0).max().unwrap_or(0);
        let sum = self
            .parts
            .iter()
            .map(|part| BigInt::from(part.1) * BigInt::from(10).pow(scale - part.0))
            .sum::<BigInt>();
        Decimal::new(sum, scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_and_short() {
        let mut tally = Tally::default();
        assert_eq!(tally.total().to_string(), "0");
        tally.add(15, 1);
        tally.add(-2, 0);
        tally.add(50, 2);
        assert_eq!(tally.total(), Decimal::new(0, 0));
        tally.add(-125, 2);
        assert_eq!(tally.total().to_string(), "-1.25");
        assert_eq!(Decimal::new(5, 3).to_string(), "0.005");
    }

    #[test]
    fn sums_past_128_bits_are_exact() {
        let mut tally = Tally::default();
        tally.add(i128::MAX, 0);
        tally.add(i128::MAX, 0);
        assert_eq!(tally.total(), Decimal::new(BigInt::from(i128::MAX) * 2, 0));
    }
}

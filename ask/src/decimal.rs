//! Exact decimals as answers print them.

use std::fmt;

/// `mantissa / 10^scale`, printed in its shortest form: no exponent, no trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Signed digits.
    pub mantissa: i128,
    /// Number of decimals.
    pub scale: u8,
}

impl Decimal {
    /// A decimal of the snapshot: a stored quantity and the scale of its product.
    pub fn new(mantissa: impl Into<i128>, scale: u8) -> Decimal {
        Decimal { mantissa: mantissa.into(), scale }
    }

    /// Reads digits with at most one point; `None` where it is no such text or has more than 27 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
        let length = whole.len() + part.len();
        if !all_digits || whole.is_empty() || length > 27 || (digits.contains('.') && part.is_empty()) {
            return None;
        }
        let mantissa =
            whole.bytes().chain(part.bytes()).fold(0, |sum, byte| sum * 10 + i128::from(byte - b'0'));
        Some(Decimal { mantissa: sign * mantissa, scale: part.len() as u8 })
    }

    /// The mantissa at another scale; `None` where digits would be lost or it does not fit.
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        let exact = if scale >= self.scale {
            self.mantissa.checked_mul(10i128.checked_pow(u32::from(scale - self.scale))?)?
        } else {
            let divisor = 10i128.pow(u32::from(self.scale - scale));
            if self.mantissa % divisor != 0 {
                return None;
            }
            self.mantissa / divisor
        };
        i64::try_from(exact).ok()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut mantissa, mut scale) = (self.mantissa, usize::from(self.scale));
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        let sign = if mantissa < 0 { "-" } else { "" };
        let digits = mantissa.unsigned_abs();
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let divisor = 10u128.pow(scale as u32);
        write!(f, "{sign}{}.{:0scale$}", digits / divisor, digits % divisor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_form_is_printed() {
        let check =
            |mantissa: i64, scale, text: &str| assert_eq!(Decimal::new(mantissa, scale).to_string(), text);
        check(0, 0, "0");
        check(0, 6, "0");
        check(-3, 0, "-3");
        check(400, 1, "40");
        check(333_333, 6, "0.333333");
        check(-1_050, 3, "-1.05");
        check(-5, 2, "-0.05");
        check(i64::MIN, 18, "-9.223372036854775808");
    }

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        let check = |text: &str, scale, value| {
            assert_eq!(Decimal::parse(text).and_then(|d| d.at_scale(scale)), value, "{text}");
        };
        check("30", 0, Some(30));
        check("30", 2, Some(3000));
        check("30.50", 1, Some(305));
        check("30.55", 1, None);
        check("-1.5", 1, Some(-15));
        check("", 0, None);
        check(".", 0, None);
        check("1.", 0, None);
        check(".5", 1, None);
        check("1e3", 0, None);
        check("99999999999999999999", 0, None);
    }
}

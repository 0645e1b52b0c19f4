//! Trade item numbers and their check digit.

use std::fmt;

/// A trade item number in its 14-digit form; shorter forms are padded with zeros.
///
/// The check digit may be wrong: a lenient scan keeps what it read. See [`Gtin::is_checked`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin([u8; 14]);

impl Gtin {
    /// The number written as 8, 12, 13 or 14 digits, with whatever check digit.
    pub fn parse(digits: &str) -> Option<Gtin> {
        let bytes = digits.as_bytes();
        if !matches!(bytes.len(), 8 | 12 | 13 | 14) || !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut padded = [b'0'; 14];
        padded[14 - bytes.len()..].copy_from_slice(bytes);
        Some(Gtin(padded))
    }

    /// The number written as 14 ASCII digits.
    pub(crate) fn from_digits(digits: [u8; 14]) -> Option<Gtin> {
        digits.iter().all(u8::is_ascii_digit).then_some(Gtin(digits))
    }

    /// The number whose first 13 digits are `digits`, with its check digit added.
    pub fn with_check_digit(digits: &str) -> Option<Gtin> {
        if digits.len() != 13 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut all = [b'0'; 14];
        all[..13].copy_from_slice(digits.as_bytes());
        all[13] = b'0' + check_digit(digits.as_bytes());
        Some(Gtin(all))
    }

    /// The 14 digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the last digit is the right check digit.
    pub fn is_checked(&self) -> bool {
        check_digit(&self.0[..13]) == self.0[13] - b'0'
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for Gtin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Gtin({})", self.as_str())
    }
}

/// The check digit that follows `digits` (ASCII digits): weights 3, 1, 3, … from the right, up to a multiple of ten.
pub(crate) fn check_digit(digits: &[u8]) -> u8 {
    let mut weight = 3;
    let mut sum = 0_u32;
    for digit in digits.iter().rev() {
        sum += u32::from(digit - b'0') * weight;
        weight = 4 - weight;
    }
    ((10 - sum % 10) % 10) as u8
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn short_forms_are_padded() {
        assert_eq!(Gtin::parse("4006381333931").unwrap().as_str(), "04006381333931");
        assert_eq!(Gtin::parse("96385074").unwrap().to_string(), "00000096385074");
        assert_eq!([Gtin::parse("123456789"), Gtin::parse("9638507A")], [None; 2]);
    }

    #[test]
    fn the_last_digit_is_checked() {
        assert!(Gtin::parse("04006381333931").unwrap().is_checked());
        assert!(!Gtin::parse("04006381333932").unwrap().is_checked());
        assert_eq!(Gtin::with_check_digit("0400638133393"), Gtin::parse("4006381333931"));
    }
}

//! The name of an element: its application identifier.

use std::fmt;

/// An application identifier: two to four digits, such as `01`, `310` or `8006`.
///
/// Whether the standard knows it is another matter; see [`Ai::is_known`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ai {
    digits: [u8; 4],
    len: u8,
}

impl Ai {
    /// `00`, the serial shipping container code.
    pub const SSCC: Ai = Ai::known(0, 2);
    /// `01`, the trade item number.
    pub const GTIN: Ai = Ai::known(1, 2);
    /// `10`, the lot.
    pub const LOT: Ai = Ai::known(10, 2);
    /// `15`, best before.
    pub const BEST_BEFORE: Ai = Ai::known(15, 2);
    /// `17`, use by.
    pub const USE_BY: Ai = Ai::known(17, 2);
    /// `21`, the serial.
    pub const SERIAL: Ai = Ai::known(21, 2);

    /// The identifier written as `text`; `None` unless it is two to four digits.
    pub fn parse(text: &str) -> Option<Ai> {
        let bytes = text.as_bytes();
        if !(2..=4).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut digits = [0; 4];
        digits[..bytes.len()].copy_from_slice(bytes);
        Some(Ai { digits, len: bytes.len() as u8 })
    }

    pub(crate) const fn known(number: u16, len: u8) -> Ai {
        let mut digits = [0; 4];
        let mut rest = number;
        let mut place = len as usize;
        while place > 0 {
            place -= 1;
            digits[place] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Ai { digits, len }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.digits[..self.len()]).unwrap_or_default()
    }

    /// Number of digits.
    #[allow(clippy::len_without_is_empty, reason = "an identifier is never empty")]
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// The digits as a number. No two known identifiers share one.
    pub fn number(&self) -> u16 {
        self.digits[..self.len()].iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))
    }

    /// Whether the table of application identifiers has it.
    pub fn is_known(&self) -> bool {
        crate::table::exact(*self).is_some()
    }
}

impl fmt::Display for Ai {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for Ai {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ai({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn digits_and_number_agree() {
        assert_eq!(Ai::GTIN.as_str(), "01");
        assert_eq!(Ai::parse("8006").unwrap().number(), 8006);
        assert_eq!(Ai::parse("01"), Some(Ai::GTIN));
        assert_eq!([Ai::parse("1"), Ai::parse("12345"), Ai::parse("1A"), Ai::parse("")], [None; 4]);
    }

    #[test]
    fn the_table_decides_what_is_known() {
        assert!(Ai::parse("3105").unwrap().is_known());
        assert!(!Ai::parse("3106").unwrap().is_known());
        assert!(!Ai::parse("010").unwrap().is_known());
    }
}

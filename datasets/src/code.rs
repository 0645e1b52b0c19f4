//! Lot codes, kept in place: a row is written without allocating.

use crate::clock::Calendar;

const ROOM: usize = 30;

/// A lot code of at most 30 bytes; the empty code is "no lot".
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code {
    bytes: [u8; ROOM],
    len: u8,
}

impl Code {
    /// No lot.
    pub(crate) const EMPTY: Code = Code { bytes: [0; ROOM], len: 0 };

    /// A code of fixed text.
    pub(crate) fn fixed(text: &str) -> Code {
        Code::EMPTY.text(text.as_bytes())
    }

    /// The code's bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// This code with text behind it.
    pub(crate) fn text(mut self, text: &[u8]) -> Code {
        let start = usize::from(self.len);
        self.bytes[start..start + text.len()].copy_from_slice(text);
        self.len += text.len() as u8;
        self
    }

    /// This code with a number of at least `width` digits behind it.
    pub(crate) fn number(self, n: u32, width: usize) -> Code {
        let mut digits = [b'0'; 10];
        let (mut left, mut at) = (n, 10);
        while left > 0 || at > 10 - width {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
        }
        self.text(&digits[at..])
    }

    /// This code with `YYMMDD` of a day behind it.
    pub(crate) fn date(self, calendar: &Calendar, day: i32) -> Code {
        self.text(&calendar.short(day))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use crate::clock::Calendar;

    #[test]
    fn a_code_is_put_together_from_its_parts() {
        let code = Code::fixed("041A-")
            .date(&Calendar::new(), 135)
            .text(b"-L")
            .number(3, 1)
            .text(b"-")
            .number(12, 4);
        assert_eq!(code.as_bytes(), b"041A-250516-L3-0012");
    }
}

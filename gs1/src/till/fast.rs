//! The scans that tills see most, read in one pass.
//!
//! Only faultless element strings of a trade item with lot, serial and dates are read here. For all else the answer
//! is `None`, and the general reader decides: both agree wherever this one answers.

use super::Till;
use crate::date::{AsOf, Day};
use crate::gtin::Gtin;
use crate::lint::is_set82;
use crate::raw::GS;
use crate::text::Text;

/// Longest lot or serial.
const TEXT_MAX: usize = 20;

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Option<Cursor<'a>> {
        match text.as_bytes() {
            [b']', b'd', b'2', ..]
            | [b']', b'C', b'1', ..]
            | [b']', b'Q', b'3', ..]
            | [b']', b'e', b'0', ..] => Some(Cursor { text, at: 3, separator: GS }),
            [separator @ (b'^' | GS), ..] => Some(Cursor { text, at: 1, separator: *separator }),
            _ => None,
        }
    }

    fn take<const LEN: usize>(&mut self) -> Option<&'a [u8; LEN]> {
        let taken = self.text.as_bytes()[self.at..].first_chunk()?;
        self.at += LEN;
        Some(taken)
    }

    /// A lot or serial up to the separator, free of what a lenient reading may take for one.
    fn value(&mut self) -> Option<Text<'a>> {
        let rest = &self.text.as_bytes()[self.at..];
        let mut len = 0;
        while len < rest.len() && rest[len] != self.separator {
            if len == TEXT_MAX || !is_set82(rest[len]) || rest[len] == b'<' {
                return None;
            }
            len += 1;
        }
        let value = self.text.get(self.at..self.at + len).filter(|value| !value.is_empty())?;
        self.at += len;
        Some(Text::borrowed(value))
    }

    fn separator(&mut self) {
        let found = self.text.as_bytes().get(self.at) == Some(&self.separator);
        self.at += usize::from(found);
    }
}

fn gtin(digits: &[u8; 14]) -> Option<Gtin> {
    let gtin = Gtin::from_digits(*digits)?;
    gtin.is_checked().then_some(gtin)
}

fn day(digits: &[u8; 6], as_of: AsOf) -> Option<Day> {
    let mut two = [0; 3];
    for (place, pair) in digits.chunks_exact(2).enumerate() {
        if !pair[0].is_ascii_digit() || !pair[1].is_ascii_digit() {
            return None;
        }
        two[place] = (pair[0] - b'0') * 10 + pair[1] - b'0';
    }
    Day::from_two_digits(two[0], two[1], two[2], as_of)
}

/// Sets `place`; an element that stands there twice is for the general reader.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> Option<()> {
    let value = value?;
    place.replace(value).is_none().then_some(())
}

pub(super) fn read(text: &str, as_of: AsOf) -> Option<Till<'_>> {
    let mut cursor = Cursor::new(text)?;
    let (mut item, mut lot, mut serial) = (None, None, None);
    let (mut best_before, mut sell_by, mut use_by) = (None, None, None);
    while cursor.at < text.len() {
        match cursor.take()? {
            b"01" => set(&mut item, gtin(cursor.take()?))?,
            b"10" => set(&mut lot, cursor.value())?,
            b"21" => set(&mut serial, cursor.value())?,
            b"15" => set(&mut best_before, day(cursor.take()?, as_of))?,
            b"16" => set(&mut sell_by, day(cursor.take()?, as_of))?,
            b"17" => set(&mut use_by, day(cursor.take()?, as_of))?,
            _ => return None,
        }
        cursor.separator();
    }
    Some(Till { gtin: item?, lot, serial, best_before, use_by, sell_by, forgiven: None })
}

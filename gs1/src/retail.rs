//! Bare trade item numbers, as retail symbols hold them.

use crate::ai::Ai;
use crate::error::Gs1Error;
use crate::fault::Fault;
use crate::gtin::Gtin;
use crate::sink::{Found, Sink};
use crate::text::{Decoder, Text};

/// Whether `text` has the length of a trade item number and only digits.
pub(crate) fn is_number(text: &str) -> bool {
    Gtin::parse(text).is_some()
}

/// Reads the digits of a retail symbol.
///
/// A wrong check digit is never forgiven here: nothing else says that the digits are a trade item number.
pub(crate) fn read<'a, S: Sink<'a>>(digits: &str, at: usize, sink: &mut S) -> Result<(), Gs1Error> {
    let gtin = Gtin::parse(digits).ok_or(Gs1Error::Unrecognised)?;
    if !gtin.is_checked() {
        let at = at + digits.len() - 1;
        return Err(Gs1Error::Content { ai: Ai::GTIN, at, fault: Fault::CheckDigit });
    }
    sink.element(Found { ai: Ai::GTIN, value: padded(&gtin)?, at })
}

/// Digits of a symbol that always holds `expected` of them.
pub(crate) fn read_exactly<'a, S: Sink<'a>>(
    digits: &str,
    expected: u8,
    at: usize,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    if digits.len() != usize::from(expected) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Gs1Error::Digits { expected, at });
    }
    read(digits, at, sink)
}

/// The 14 digits as a value of their own.
pub(crate) fn padded<'a>(gtin: &Gtin) -> Result<Text<'a>, Gs1Error> {
    let mut decoder = Decoder::new();
    decoder.push(gtin.as_str().as_bytes()).and_then(|()| decoder.finish()).ok_or(Gs1Error::Unrecognised)
}

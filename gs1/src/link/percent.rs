//! Percent-encoding.

use crate::text::{Decoder, Text};

/// Decodes `text`; in a query `+` is a space. Broken sequences stay as they are. `None` when the value is too long.
pub(crate) fn decode(text: &str, in_query: bool) -> Option<Text<'_>> {
    if !text.bytes().any(|byte| byte == b'%' || (in_query && byte == b'+')) {
        return Some(Text::borrowed(text));
    }
    let bytes = text.as_bytes();
    let mut decoder = Decoder::new();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(byte) = escaped(&bytes[at..]) {
            decoder.push(&[byte])?;
            at += 3;
        } else {
            decoder.push(&[if in_query && bytes[at] == b'+' { b' ' } else { bytes[at] }])?;
            at += 1;
        }
    }
    decoder.finish()
}

/// The byte that `%hh` at the front stands for.
fn escaped(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

/// Appends `text` to `out`; all but letters, digits, `-`, `.`, `_` and `~` is encoded.
pub(crate) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let hex = |digit: u8| char::from(HEX[usize::from(digit)]);
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
}

//! The path: any prefix, then a primary key and its qualifiers, in pairs.

use super::{Key, Piece, decode};
use crate::ai::Ai;
use crate::error::{Gs1Error, LinkFault};
use crate::gtin::Gtin;
use crate::retail;
use crate::sink::{Found, ScanOptions, Sink, emit};
use crate::table::{self, Entry};
use crate::text::Text;

/// Names that earlier versions of the standard allowed in place of identifiers.
const NAMES: [(&str, u16, u8); 24] = [
    ("cpid", 8010, 4),
    ("cpsn", 8011, 4),
    ("cpv", 22, 2),
    ("gcn", 255, 3),
    ("gdti", 253, 3),
    ("giai", 8004, 4),
    ("ginc", 401, 3),
    ("gln", 414, 3),
    ("glnx", 254, 3),
    ("gmn", 8013, 4),
    ("grai", 8003, 4),
    ("gsin", 402, 3),
    ("gsrn", 8018, 4),
    ("gsrnp", 8017, 4),
    ("gtin", 1, 2),
    ("itip", 8006, 4),
    ("lot", 10, 2),
    ("party", 417, 3),
    ("payTo", 415, 3),
    ("refno", 8020, 4),
    ("ser", 21, 2),
    ("srin", 8019, 4),
    ("sscc", 0, 2),
    ("tpx", 235, 3),
];

fn identifier(segment: &str) -> Option<(Ai, &'static Entry)> {
    let ai = match NAMES.iter().find(|(name, ..)| *name == segment) {
        Some((_, number, len)) => Ai::known(*number, *len),
        None => Ai::parse(segment)?,
    };
    Some((ai, table::exact(ai)?))
}

/// Reads the path, which begins after the slash behind the host, and tells its key.
pub(super) fn read<'a, S: Sink<'a>>(
    path: Piece<'a>,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Key, Gs1Error> {
    let mut path = path;
    if path.text.ends_with('/') && find_key(path).is_none() {
        let trimmed = path.slice(0, path.text.trim_end_matches('/').len());
        if find_key(trimmed).is_some() {
            let fault = LinkFault::TrailingSlash;
            let error = Gs1Error::Link { fault, at: trimmed.at + trimmed.text.len() };
            options.forgive(error, |error| sink.forgiven(error))?;
            path = trimmed;
        }
    }
    let Some((key, at)) = find_key(path) else {
        let compressed = path.text.rsplit('/').next().is_some_and(looks_compressed);
        let fault = if compressed { LinkFault::Compressed } else { LinkFault::NoKey };
        return Err(path.fault(fault));
    };
    pairs(path.slice(at, path.text.len()), key, options, sink)?;
    Ok(key)
}

/// The last primary key that has a value and whole pairs behind it, and where its pair begins.
fn find_key(path: Piece<'_>) -> Option<(Key, usize)> {
    let mut end = path.text.len();
    loop {
        let value = path.text[..end].rfind('/')?;
        let name = path.text[..value].rfind('/').map_or(0, |slash| slash + 1);
        let found = identifier(&path.text[name..value]);
        if let Some(key) = found.and_then(|(ai, row)| Key::of(row, ai.number())) {
            return Some((key, name));
        }
        end = name.checked_sub(1)?;
    }
}

fn pairs<'a, S: Sink<'a>>(
    path: Piece<'a>,
    key: Key,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    let mut rest = path;
    // Every sequence that the qualifiers so far are in order of, as the place to go on from.
    let mut next = [Some(0); 2];
    while !rest.text.is_empty() {
        let (name, after) = rest.split('/');
        let (escaped, after) = after.split('/');
        let (ai, row) = identifier(name.text).ok_or(Gs1Error::UnknownAi { at: name.at })?;
        if rest.at != path.at {
            advance(&mut next, key, ai.number());
            if next == [None; 2] {
                let known = key.may_be_qualified_by(ai.number());
                let error = name.fault(LinkFault::Qualifiers);
                if !known {
                    return Err(error);
                }
                options.forgive(error, |error| sink.forgiven(error))?;
            }
        }
        let value = decode(escaped.text, false).ok_or(Gs1Error::TooLong { ai, at: escaped.at })?;
        let value = if ai == Ai::GTIN { padded(value)? } else { value };
        emit(sink, options, row, Found { ai, value, at: escaped.at })?;
        rest = after;
    }
    Ok(())
}

/// Moves each sequence past `number`; one that does not have it further on is out.
fn advance(next: &mut [Option<usize>; 2], key: Key, number: u16) {
    for (index, place) in next.iter_mut().enumerate() {
        let sequence = key.sequences.get(index).copied().unwrap_or_default();
        *place = place.and_then(|from| {
            let found = sequence.get(from..)?.iter().position(|qualifier| *qualifier == number)?;
            Some(from + found + 1)
        });
    }
}

/// Pads shorter trade item numbers.
pub(super) fn padded(value: Text<'_>) -> Result<Text<'_>, Gs1Error> {
    match Gtin::parse(&value) {
        Some(gtin) if value.len() < 14 => retail::padded(&gtin),
        _ => Ok(value),
    }
}

/// Fewest characters of a compressed key.
const COMPRESSED_MIN: usize = 8;

/// Whether a segment is base64 of bits that begin as compressed links do: with the digits of a primary key, or
/// with a code (a hexadecimal letter among its two digits) for a common set of elements.
fn looks_compressed(segment: &str) -> bool {
    let six_bits = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u16::from(byte - b'A')),
        b'a'..=b'z' => Some(u16::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u16::from(byte - b'0') + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    };
    let mut front = 0;
    for byte in segment.bytes().take(2) {
        let Some(bits) = six_bits(byte) else {
            return false;
        };
        front = front << 6 | bits;
    }
    // Bits at random make both cases of letters; words of an ordinary link seldom have both.
    let mixed = |is: fn(&u8) -> bool| segment.as_bytes().iter().any(is);
    if segment.len() < COMPRESSED_MIN
        || !segment.bytes().all(|byte| six_bits(byte).is_some())
        || !mixed(u8::is_ascii_uppercase)
        || !mixed(u8::is_ascii_lowercase)
    {
        return false;
    }
    let (high, low) = (front >> 8 & 15, front >> 4 & 15);
    match (high, low) {
        (0..=9, 0..=9) => matches!(high * 10 + low, 0 | 1 | 25 | 40 | 41 | 80),
        (0..=9, _) => true,
        _ => false,
    }
}

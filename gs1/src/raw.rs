//! Element strings as scanners send them: identifiers run on, FNC1 as separator.

use crate::ai::Ai;
use crate::error::Gs1Error;
use crate::sink::{Found, ScanOptions, Sink, emit};
use crate::table::{self, Entry};
use crate::text::Text;

/// The group separator, by which scanners send FNC1.
pub(crate) const GS: u8 = 0x1D;

/// Texts that badly set up scanners send instead of the group separator.
const STAND_INS: [&str; 3] = ["<GS>", "{GS}", "\u{241D}"];

/// Which bytes separate elements.
#[derive(Clone, Copy)]
pub(crate) struct Separator {
    /// FNC1 itself: the group separator, or `^` in plain syntax.
    pub(crate) byte: u8,
    /// Whether texts may stand in for it.
    pub(crate) stand_ins: bool,
}

impl Separator {
    /// Length of the separator that `data` begins with, and whether it is a stand-in.
    fn leading(self, data: &str) -> Option<(usize, bool)> {
        if data.as_bytes().first() == Some(&self.byte) {
            return Some((1, false));
        }
        let stand_in = STAND_INS.iter().find(|text| self.stand_ins && data.starts_with(*text))?;
        Some((stand_in.len(), true))
    }

    /// Bytes before the next separator.
    fn value_len(self, data: &str) -> usize {
        let may_begin =
            |byte: u8| byte == self.byte || (self.stand_ins && matches!(byte, b'<' | b'{' | 0xE2));
        let bytes = data.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if may_begin(bytes[at]) && data.get(at..).is_some_and(|rest| self.leading(rest).is_some()) {
                return at;
            }
            at += 1;
        }
        at
    }
}

/// Whether `text` has a stand-in for FNC1.
pub(crate) fn has_stand_in(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'<' | b'{' | 0xE2))
        && STAND_INS.iter().any(|known| text.contains(known))
}

/// Reads `data`, which follows the leading FNC1 and begins at byte `base` of the scan.
pub(crate) fn read<'a, S: Sink<'a>>(
    data: &'a str,
    base: usize,
    separator: Separator,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    if data.is_empty() {
        return Err(Gs1Error::Empty);
    }
    let mut rest = data;
    while !rest.is_empty() {
        let at = base + data.len() - rest.len();
        if let Some((len, _)) = separator.leading(rest) {
            options.forgive(Gs1Error::ExtraFnc1 { at }, |error| sink.forgiven(error))?;
            rest = &rest[len..];
            continue;
        }
        let (ai, row) = table::leading(rest.as_bytes()).ok_or(Gs1Error::UnknownAi { at })?;
        let (at, data) = (at + ai.len(), &rest[ai.len()..]);
        let (value, after) = data.split_at(value_len(ai, at, row, data, separator, options, sink)?);
        emit(sink, options, row, Found { ai, value: Text::borrowed(value), at })?;
        rest = after;
        if let Some((len, stand_in)) = separator.leading(rest) {
            if stand_in {
                let at = at + value.len();
                options.forgive(Gs1Error::StandInFnc1 { at }, |error| sink.forgiven(error))?;
            }
            rest = &rest[len..];
        }
    }
    Ok(())
}

/// Bytes of the value that `data` begins with.
fn value_len<'a, S: Sink<'a>>(
    ai: Ai,
    at: usize,
    row: &Entry,
    data: &str,
    separator: Separator,
    options: ScanOptions,
    sink: &mut S,
) -> Result<usize, Gs1Error> {
    let max = row.max_len();
    if row.fixed {
        // Values of known length are digits: one that is cut short ends at the separator.
        if data.len() >= max && data.as_bytes()[..max].is_ascii() {
            let bytes = &data.as_bytes()[..max];
            return Ok(bytes.iter().position(|byte| *byte == separator.byte).unwrap_or(max));
        }
        return Ok(separator.value_len(data));
    }
    let len = separator.value_len(data);
    if len > max && row.min_len() == max && !options.strict && data.is_char_boundary(max) {
        options.forgive(Gs1Error::MissingFnc1 { ai, at: at + max }, |error| sink.forgiven(error))?;
        return Ok(max);
    }
    Ok(len)
}

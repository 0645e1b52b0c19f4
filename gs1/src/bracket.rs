//! Element strings as people read them: `(01)09506000134352(10)26A117`.

use crate::ai::Ai;
use crate::error::Gs1Error;
use crate::sink::{Found, ScanOptions, Sink, emit};
use crate::table;
use crate::text::{Decoder, Text};

/// Most characters of a value whose identifier is unknown.
const UNKNOWN_MAX: usize = 90;

/// Reads `text`, which begins at byte `base` of the scan. A `(` within a value is written `\(`.
pub(crate) fn read<'a, S: Sink<'a>>(
    text: &'a str,
    base: usize,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    let mut rest = text;
    while !rest.is_empty() {
        let at = base + text.len() - rest.len();
        let (ai, data) = identifier(rest).ok_or(Gs1Error::Bracket { at })?;
        let value_at = at + rest.len() - data.len();
        let len = value_len(data);
        let value = unescape(&data[..len]).ok_or(Gs1Error::TooLong { ai, at: value_at })?;
        rest = &data[len..];
        let element = Found { ai, value, at: value_at };
        match table::exact(ai) {
            Some(row) => emit(sink, options, row, element)?,
            None => {
                options.forgive(Gs1Error::UnknownAi { at: at + 1 }, |error| sink.forgiven(error))?;
                unknown(&element)?;
                sink.element(element)?;
            }
        }
    }
    Ok(())
}

/// The identifier between the brackets with which `text` begins, and what follows.
fn identifier(text: &str) -> Option<(Ai, &str)> {
    let (digits, data) = text.strip_prefix('(')?.split_once(')')?;
    Some((Ai::parse(digits)?, data))
}

/// Bytes before the next bracket that opens an identifier.
fn value_len(data: &str) -> usize {
    let bytes = data.as_bytes();
    (0..bytes.len())
        .find(|at| bytes[*at] == b'(' && (*at == 0 || bytes[at - 1] != b'\\'))
        .unwrap_or(bytes.len())
}

fn unescape(value: &str) -> Option<Text<'_>> {
    if !value.contains("\\(") {
        return Some(Text::borrowed(value));
    }
    let mut decoder = Decoder::new();
    for (index, piece) in value.split("\\(").enumerate() {
        if index > 0 {
            decoder.push(b"(")?;
        }
        decoder.push(piece.as_bytes())?;
    }
    decoder.finish()
}

/// The least that holds for every identifier.
fn unknown(element: &Found<'_>) -> Result<(), Gs1Error> {
    let (ai, at) = (element.ai, element.at);
    if element.value.is_empty() {
        return Err(Gs1Error::TooShort { ai, at });
    }
    if element.value.len() > UNKNOWN_MAX {
        return Err(Gs1Error::TooLong { ai, at });
    }
    crate::lint::set82(&element.value).map_err(|flaw| Gs1Error::Content {
        ai,
        at: at + flaw.at,
        fault: flaw.fault,
    })
}

//! Which form a scan has.

use crate::error::{Gs1Error, LinkFault};
use crate::raw::{self, GS, Separator};
use crate::sink::{ScanOptions, Sink};
use crate::{bracket, link, retail, urn};

/// The form in which a scan came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Brackets around the identifiers.
    Bracketed,
    /// FNC1 as separator, after a symbology identifier, a leading FNC1, or (forgiven) nothing.
    ElementString,
    /// Bare digits of a retail symbol.
    Retail,
    /// A GS1 Digital Link.
    Link,
    /// An EPC URN.
    Urn,
    /// A symbol that holds text without GS1 structure.
    Plain,
}

/// What a symbology identifier announces.
enum Carried {
    ElementString,
    Digits(u8),
    Plain,
}

/// The identifiers of symbols that GS1 uses. ITF-14 is not among them: scanners tell it by its length only.
fn carried(identifier: &str) -> Option<Carried> {
    Some(match identifier {
        "]C1" | "]e0" | "]d2" | "]Q3" | "]J1" => Carried::ElementString,
        "]E0" => Carried::Digits(13),
        "]E4" => Carried::Digits(8),
        "]Q1" | "]d1" | "]J0" => Carried::Plain,
        _ => return None,
    })
}

/// Most bytes of a scan: more than any symbol or sensible link holds.
const LEN_MAX: usize = 8_192;

/// Reads a scan; `stand_ins` tells whether texts may stand for FNC1.
pub(crate) fn read<'a, S: Sink<'a>>(
    text: &'a str,
    stand_ins: bool,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Form, Gs1Error> {
    if text.len() > LEN_MAX {
        return Err(Gs1Error::TooMuch);
    }
    let from = text.len() - text.trim_start_matches(is_padding).len();
    let trimmed = text.trim_matches(is_padding);
    if trimmed.len() == text.len() || options.strict {
        return dispatch(text, 0, stand_ins, options, sink);
    }
    options.forgive(Gs1Error::Padding, |error| sink.forgiven(error))?;
    dispatch(trimmed, from, stand_ins, options, sink)
}

/// What scanners and people put around a scan; the group separator is data.
fn is_padding(char: char) -> bool {
    char != '\u{1D}' && (char.is_control() || char == ' ')
}

fn dispatch<'a, S: Sink<'a>>(
    text: &'a str,
    base: usize,
    stand_ins: bool,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Form, Gs1Error> {
    let first = *text.as_bytes().first().ok_or(Gs1Error::Empty)?;
    let separator = Separator { byte: if first == b'^' { b'^' } else { GS }, stand_ins };
    match first {
        b']' => symbol(text, base, separator, options, sink),
        b'^' | GS => {
            composite(&text[1..], base + 1, "|^", separator, options, sink)?;
            Ok(Form::ElementString)
        }
        b'(' => {
            bracket::read(text, base, options, sink)?;
            Ok(Form::Bracketed)
        }
        _ if link::scheme_len(text).is_some() => {
            link::read(text, base, options, sink)?;
            Ok(Form::Link)
        }
        _ if urn::is_urn(text) => {
            urn::read(text, base, options, sink)?;
            Ok(Form::Urn)
        }
        b'0'..=b'9' => digits(text, base, separator, options, sink),
        _ => Err(Gs1Error::Unrecognised),
    }
}

/// Digits without announcement: a trade item number, or an element string whose FNC1 got lost.
fn digits<'a, S: Sink<'a>>(
    text: &'a str,
    base: usize,
    separator: Separator,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Form, Gs1Error> {
    if let Some((number, component)) = text.split_once("|^") {
        retail::read(number, base, sink)?;
        let separator = Separator { byte: b'^', ..separator };
        raw::read(component, base + number.len() + 2, separator, options, sink)?;
        return Ok(Form::Retail);
    }
    if retail::is_number(text) {
        retail::read(text, base, sink)?;
        return Ok(Form::Retail);
    }
    if !begins_with_checked_key(text) {
        return Err(Gs1Error::Unrecognised);
    }
    options.forgive(Gs1Error::NoLeadingFnc1, |error| sink.forgiven(error))?;
    raw::read(text, base, separator, options, sink)?;
    Ok(Form::ElementString)
}

/// Whether the text begins with a shipping unit or trade item whose check digit is right: no mere digits do so by
/// design, so an element string without FNC1 may be told by it.
fn begins_with_checked_key(text: &str) -> bool {
    let key = |ai: &str, len: usize| {
        let value = text.strip_prefix(ai).and_then(|rest| rest.get(..len)).map(str::as_bytes);
        value.and_then(|value| value.split_last()).is_some_and(|(last, digits)| {
            digits.iter().all(u8::is_ascii_digit) && crate::gtin::check_digit(digits) + b'0' == *last
        })
    };
    key("01", 14) || key("02", 14) || key("00", 18)
}

/// A linear part, and a composite component behind `mark`.
fn composite<'a, S: Sink<'a>>(
    data: &'a str,
    base: usize,
    mark: &str,
    separator: Separator,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    // The mark begins with a bar, which data itself cannot hold.
    let Some((linear, component)) =
        data.bytes().any(|byte| byte == b'|').then(|| data.split_once(mark)).flatten()
    else {
        return raw::read(data, base, separator, options, sink);
    };
    raw::read(linear, base, separator, options, sink)?;
    raw::read(component, base + linear.len() + mark.len(), separator, options, sink)
}

/// Data behind a symbology identifier.
fn symbol<'a, S: Sink<'a>>(
    text: &'a str,
    base: usize,
    separator: Separator,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Form, Gs1Error> {
    let identifier = text.get(..3).ok_or(Gs1Error::Symbology)?;
    let (data, at) = (&text[3..], base + 3);
    match carried(identifier) {
        Some(Carried::ElementString) => {
            composite(data, at, "|]e0", separator, options, sink)?;
            Ok(Form::ElementString)
        }
        Some(Carried::Digits(expected)) => {
            let (number, component) = data.split_once("|]e0").map_or((data, None), |(n, c)| (n, Some(c)));
            retail::read_exactly(number, expected, at, sink)?;
            if let Some(component) = component {
                raw::read(component, at + number.len() + 4, separator, options, sink)?;
            }
            Ok(Form::Retail)
        }
        Some(Carried::Plain) => plain(data, at, separator.stand_ins, options, sink),
        None => {
            let bytes = identifier.as_bytes();
            if options.strict || !bytes[1].is_ascii_alphabetic() || !bytes[2].is_ascii_alphanumeric() {
                return Err(Gs1Error::Symbology);
            }
            options.forgive(Gs1Error::Symbology, |error| sink.forgiven(error))?;
            unannounced(data, at, separator.stand_ins, options, sink)
        }
    }
}

/// A symbol without FNC1: a link, or text that is none of ours.
fn plain<'a, S: Sink<'a>>(
    data: &'a str,
    at: usize,
    stand_ins: bool,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Form, Gs1Error> {
    if link::is_plain_scheme(data) || (!options.strict && link::scheme_len(data).is_some()) {
        return match link::read(data, at, options, sink) {
            Ok(()) => Ok(Form::Link),
            Err(Gs1Error::Link { fault: LinkFault::NoKey | LinkFault::Host, .. }) => Ok(Form::Plain),
            Err(error) => Err(error),
        };
    }
    if !options.strict && data.starts_with(['(', '0', '^', '\u{1D}']) {
        options.forgive(Gs1Error::NoLeadingFnc1, |error| sink.forgiven(error))?;
        return unannounced(data, at, stand_ins, options, sink);
    }
    Ok(Form::Plain)
}

/// Data whose symbol says nothing of it, read as if it stood alone; no second identifier may follow.
fn unannounced<'a, S: Sink<'a>>(
    data: &'a str,
    at: usize,
    stand_ins: bool,
    options: ScanOptions,
    sink: &mut S,
) -> Result<Form, Gs1Error> {
    if data.starts_with(']') {
        return Err(Gs1Error::Symbology);
    }
    dispatch(data, at, stand_ins, options, sink)
}

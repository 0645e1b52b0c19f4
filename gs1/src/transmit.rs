//! What a scanner sends for a symbol.

use crate::gtin::{Gtin, check_digit};
use crate::table;

/// Symbols that carry GS1 data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "names of symbologies")]
pub enum Symbology {
    DataBarOmni,
    DataBarTruncated,
    DataBarStacked,
    DataBarStackedOmni,
    DataBarLimited,
    DataBarExpanded,
    UpcA,
    UpcE,
    Ean13,
    Ean8,
    Gs1128CcA,
    Gs1128CcC,
    Qr,
    DataMatrix,
    DotCode,
}

/// What a scanner sends for a symbol that holds `data` in plain syntax: `^` for FNC1, a leading `\` before a literal
/// `^`, and a composite component behind `|`. Retail symbols take their digits, with or without check digit.
///
/// `None` where the symbol cannot hold the data.
pub fn transmit(symbology: Symbology, data: &str) -> Option<String> {
    match symbology {
        Symbology::Qr => matrix("]Q3", "]Q1", data),
        Symbology::DataMatrix => matrix("]d2", "]d1", data),
        Symbology::DotCode => matrix("]J1", "]J0", data),
        Symbology::DataBarExpanded => linear("]e0", data),
        Symbology::Gs1128CcA | Symbology::Gs1128CcC => linear("]C1", data),
        Symbology::DataBarOmni
        | Symbology::DataBarTruncated
        | Symbology::DataBarStacked
        | Symbology::DataBarStackedOmni => data_bar(data, |_| true),
        Symbology::DataBarLimited => data_bar(data, |digits| digits.starts_with(['0', '1'])),
        Symbology::UpcA => retail("]E0", 12, 13, data, |_| true),
        Symbology::UpcE => retail("]E0", 12, 13, data, is_suppressible),
        Symbology::Ean13 => retail("]E0", 13, 13, data, |_| true),
        Symbology::Ean8 => retail("]E4", 8, 8, data, |_| true),
    }
}

fn separators(data: &str) -> String {
    data.replace('^', "\u{1D}")
}

fn matrix(with_fnc1: &str, plain: &str, data: &str) -> Option<String> {
    if let Some(elements) = data.strip_prefix('^') {
        return Some(format!("{with_fnc1}{}", separators(elements)));
    }
    let escaped = data.starts_with('\\') && data.trim_start_matches('\\').starts_with('^');
    Some(format!("{plain}{}", if escaped { &data[1..] } else { data }))
}

fn linear(alone: &str, data: &str) -> Option<String> {
    let elements = data.strip_prefix('^')?;
    match elements.split_once("|^") {
        None => Some(format!("{alone}{}", separators(elements))),
        // One message holds both parts.
        Some((elements, component)) => {
            let joint = if ends_fixed(elements) || elements.ends_with('^') { "" } else { "^" };
            Some(format!("]e0{}", separators(&format!("{elements}{joint}{component}"))))
        }
    }
}

/// Whether the last value needs no separator after it.
fn ends_fixed(elements: &str) -> bool {
    let mut rest = elements;
    while let Some((ai, row)) = table::leading(rest.as_bytes()) {
        let data = &rest[ai.len()..];
        let len = if row.fixed { row.max_len() } else { data.find('^').unwrap_or(data.len()) };
        let Some(after) = data.get(len..) else {
            return false;
        };
        if after.is_empty() {
            return row.fixed;
        }
        rest = after.strip_prefix('^').unwrap_or(after);
    }
    false
}

/// The digits of one trade item number, and the composite component.
fn number(data: &str) -> (&str, Option<&str>) {
    let (digits, component) =
        data.split_once("|^").map_or((data, None), |(digits, component)| (digits, Some(component)));
    (digits.strip_prefix("^01").unwrap_or(digits), component)
}

/// `digits` with its check digit, which may be missing; `None` if it is wrong or the length is another.
fn checked(digits: &str, len: usize) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = match digits.len() {
        found if found == len => digits.to_owned(),
        found if found + 1 == len => format!("{digits}{}", check_digit(digits.as_bytes())),
        _ => return None,
    };
    let (last, rest) = whole.as_bytes().split_last()?;
    (check_digit(rest) + b'0' == *last).then_some(whole)
}

fn data_bar(data: &str, holds: impl Fn(&str) -> bool) -> Option<String> {
    let (digits, component) = number(data);
    let digits = checked(digits, 14).filter(|digits| holds(digits))?;
    Some(format!("]e001{digits}{}", separators(component.unwrap_or_default())))
}

/// A retail symbol of `len` digits, sent as `sent` digits.
fn retail(
    identifier: &str,
    len: usize,
    sent: usize,
    data: &str,
    holds: impl Fn(&str) -> bool,
) -> Option<String> {
    let (digits, component) = number(data);
    let digits = match Gtin::parse(digits).filter(|_| digits.len() == 14) {
        // A trade item number of 14 digits is the symbol's behind zeros.
        Some(_) => digits.get(14 - len..).filter(|_| digits[..14 - len].bytes().all(|byte| byte == b'0'))?,
        None => digits,
    };
    let digits = checked(digits, len).filter(|digits| holds(digits))?;
    let component = component.map_or(String::new(), |component| format!("|]e0{}", separators(component)));
    Some(format!("{identifier}{digits:0>sent$}{component}"))
}

/// Whether a UPC of 12 digits has the zeros that UPC-E leaves out.
fn is_suppressible(digits: &str) -> bool {
    let (company, item) = (&digits[1..6], &digits[6..11]);
    let below = |limit: &str| item < limit;
    digits.starts_with(['0', '1'])
        && ((["000", "100", "200"].iter().any(|end| company.ends_with(end)) && below("01000"))
            || (company.ends_with("00") && below("00100"))
            || (company.ends_with('0') && below("00010"))
            || ("00005".."00010").contains(&item))
}

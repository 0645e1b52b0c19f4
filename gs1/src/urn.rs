//! EPC URNs of trade items: `urn:epc:class:lgtin:4023333.002000.2019-10-07`.

use crate::ai::Ai;
use crate::error::Gs1Error;
use crate::gtin::Gtin;
use crate::link::decode;
use crate::retail;
use crate::sink::{Found, ScanOptions, Sink, emit};
use crate::table;

/// Trade items by lot, by serial, and by pattern (any serial).
const SCHEMES: [(&str, Option<Ai>); 3] = [
    ("urn:epc:class:lgtin:", Some(Ai::LOT)),
    ("urn:epc:id:sgtin:", Some(Ai::SERIAL)),
    ("urn:epc:idpat:sgtin:", None),
];

/// Whether `text` is an EPC URN.
pub(crate) fn is_urn(text: &str) -> bool {
    text.starts_with("urn:epc:")
}

/// Reads the URN `text`, which begins at byte `base` of the scan. It has no check digit: that is computed.
pub(crate) fn read<'a, S: Sink<'a>>(
    text: &'a str,
    base: usize,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    let (scheme, suffix_ai) =
        SCHEMES.iter().find(|(scheme, _)| text.starts_with(scheme)).ok_or(Gs1Error::Urn)?;
    let mut parts = text[scheme.len()..].splitn(3, '.');
    let (prefix, item, suffix) = match (parts.next(), parts.next(), parts.next()) {
        (Some(prefix), Some(item), Some(suffix)) => (prefix, item, suffix),
        _ => return Err(Gs1Error::Urn),
    };
    let gtin = gtin(prefix, item).ok_or(Gs1Error::Urn)?;
    sink.element(Found { ai: Ai::GTIN, value: retail::padded(&gtin)?, at: base + scheme.len() })?;
    let Some(ai) = *suffix_ai else {
        return if suffix == "*" { Ok(()) } else { Err(Gs1Error::Urn) };
    };
    let at = base + text.len() - suffix.len();
    let value = decode(suffix, false).ok_or(Gs1Error::TooLong { ai, at })?;
    let row = table::exact(ai).ok_or(Gs1Error::UnknownAi { at })?;
    emit(sink, options, row, Found { ai, value, at })
}

/// The indicator leads the item reference; the company prefix follows it in the number.
fn gtin(prefix: &str, item: &str) -> Option<Gtin> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(prefix) || !is_number(item) {
        return None;
    }
    let (indicator, reference) = item.split_at(1);
    Gtin::with_check_digit(&format!("{indicator}{prefix}{reference}"))
}

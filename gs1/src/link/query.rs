//! The query: data attributes, among parameters that are none of ours.

use super::path::padded;
use super::{Key, Piece, decode};
use crate::ai::Ai;
use crate::error::{Gs1Error, LinkFault};
use crate::sink::{Found, ScanOptions, Sink, emit};
use crate::table;

/// Reads `name=value` pairs whose name is a number; what else stands there is passed over.
pub(super) fn read<'a, S: Sink<'a>>(
    query: Piece<'a>,
    key: &Key,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    let mut rest = query;
    while !rest.text.is_empty() {
        let (parameter, after) = rest.split('&');
        rest = after;
        if !parameter.text.contains('=') {
            continue;
        }
        let (name, escaped) = parameter.split('=');
        if name.text.is_empty() || !name.text.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let Some((ai, row)) = Ai::parse(name.text).and_then(|ai| Some((ai, table::exact(ai)?))) else {
            options.forgive(Gs1Error::UnknownAi { at: name.at }, |error| sink.forgiven(error))?;
            continue;
        };
        let before = query.slice(0, name.at - query.at);
        place(ai, name, before, row.attribute, key, options, sink)?;
        let mut value = decode(escaped.text, true).ok_or(Gs1Error::TooLong { ai, at: escaped.at })?;
        if ai == Ai::GTIN && value.len() < 14 {
            options.forgive(escaped.fault(LinkFault::Unpadded), |error| sink.forgiven(error))?;
            value = padded(value)?;
        }
        emit(sink, options, row, Found { ai, value, at: escaped.at })?;
    }
    Ok(())
}

/// Judges whether an element may stand in the query, given what stands `before` it.
fn place<'a, S: Sink<'a>>(
    ai: Ai,
    name: Piece<'a>,
    before: Piece<'a>,
    is_attribute: bool,
    key: &Key,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    let number = ai.number();
    let fault = if number == key.number || is_named(before, ai) {
        LinkFault::Twice
    } else if key.may_be_qualified_by(number) {
        LinkFault::BelongsInPath
    } else if !is_attribute {
        LinkFault::NotAttribute
    } else {
        return Ok(());
    };
    options.forgive(name.fault(fault), |error| sink.forgiven(error))
}

fn is_named(query: Piece<'_>, ai: Ai) -> bool {
    query
        .text
        .split('&')
        .any(|parameter| parameter.split_once('=').is_some_and(|(name, _)| name == ai.as_str()))
}

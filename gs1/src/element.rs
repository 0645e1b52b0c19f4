//! Elements, and the texts that they make up.

use crate::ai::Ai;
use crate::association;
use crate::error::{Gs1Error, LinkFault};
use crate::link::encode;
use crate::table;

/// One element of a scan: an identifier and its value as written, check digit included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element {
    /// What the value is.
    pub ai: Ai,
    /// The value.
    pub value: String,
}

impl Element {
    /// An element; whether the value is proper is for [`scan`](crate::scan) to judge.
    pub fn new(ai: Ai, value: impl Into<String>) -> Element {
        Element { ai, value: value.into() }
    }
}

/// The elements as people read them: `(01)09506000134352(10)26A117`. A `(` in a value becomes `\(`.
pub fn bracketed(elements: &[Element]) -> String {
    let mut text = String::new();
    for element in elements {
        text.extend(["(", element.ai.as_str(), ")"]);
        text.push_str(&element.value.replace('(', "\\("));
    }
    text
}

/// The elements as symbols hold them, with `fnc1` for FNC1: in front, and after each value of open length but the
/// last. `fnc1` is the group separator (U+001D) for scanners, or `^` in plain syntax.
pub fn element_string(elements: &[Element], fnc1: char) -> String {
    let mut text = String::from(fnc1);
    for (index, element) in elements.iter().enumerate() {
        text.push_str(element.ai.as_str());
        text.push_str(&element.value);
        let fixed = table::exact(element.ai).is_some_and(|row| row.fixed);
        if !fixed && index + 1 < elements.len() {
            text.push(fnc1);
        }
    }
    text
}

/// Where links of the standard's own resolver begin.
pub const GS1_RESOLVER: &str = "https://id.gs1.org";

/// The elements as a link under `stem`, such as `https://id.gs1.org`. The first key among them is what the link is
/// about; its qualifiers follow it in the path, the rest in the query: values of known length first.
///
/// # Errors
/// [`LinkFault::NoKey`], an element that a link cannot hold there, an unknown identifier, or one with several values.
pub fn digital_link(stem: &str, elements: &[Element]) -> Result<String, Gs1Error> {
    link(stem, elements, false)
}

/// As [`digital_link`]; `unknown` lets unknown identifiers into the query.
pub(crate) fn link(stem: &str, elements: &[Element], unknown: bool) -> Result<String, Gs1Error> {
    association::conflict(elements)?;
    let keys = elements.iter().filter_map(|element| Some((element, table::exact(element.ai)?.key?)));
    let no_key = Gs1Error::Link { fault: LinkFault::NoKey, at: 0 };
    let (key, sequences) = keys.into_iter().next().ok_or(no_key)?;
    let present = |number: u16| elements.iter().find(|element| element.ai.number() == number);
    let count = |sequence: &[u16]| sequence.iter().filter(|number| present(**number).is_some()).count();
    // Of equally long ones the first.
    let sequence = sequences.iter().rev().max_by_key(|sequence| count(sequence)).copied().unwrap_or_default();

    let mut text = stem.trim_end_matches('/').to_owned();
    let mut in_path = vec![key.ai];
    push_pair(&mut text, '/', '/', key);
    for qualifier in sequence.iter().filter_map(|number| present(*number)) {
        push_pair(&mut text, '/', '/', qualifier);
        in_path.push(qualifier.ai);
    }
    let is_qualifier = |ai: Ai| sequences.iter().any(|sequence| sequence.contains(&ai.number()));
    let attributes = attributes(elements, &in_path, is_qualifier, unknown)?;
    for (index, attribute) in attributes.into_iter().enumerate() {
        push_pair(&mut text, if index == 0 { '?' } else { '&' }, '=', attribute);
    }
    Ok(text)
}

fn push_pair(text: &mut String, before: char, between: char, element: &Element) {
    text.push(before);
    text.push_str(element.ai.as_str());
    text.push(between);
    encode(&element.value, text);
}

/// What goes into the query, in order, each once.
fn attributes<'a>(
    elements: &'a [Element],
    in_path: &[Ai],
    is_qualifier: impl Fn(Ai) -> bool,
    unknown: bool,
) -> Result<Vec<&'a Element>, Gs1Error> {
    let (mut fixed, mut open) = (Vec::new(), Vec::new());
    for element in elements.iter().filter(|element| !in_path.contains(&element.ai)) {
        if is_qualifier(element.ai) {
            return Err(Gs1Error::Link { fault: LinkFault::BelongsInPath, at: 0 });
        }
        let row = table::exact(element.ai);
        match row {
            None if !unknown => return Err(Gs1Error::UnknownAi { at: 0 }),
            Some(row) if !row.attribute => {
                return Err(Gs1Error::Link { fault: LinkFault::NotAttribute, at: 0 });
            }
            _ => {}
        }
        let list = if row.is_some_and(|row| row.fixed) { &mut fixed } else { &mut open };
        if !list.contains(&element) {
            list.push(element);
        }
    }
    fixed.append(&mut open);
    Ok(fixed)
}

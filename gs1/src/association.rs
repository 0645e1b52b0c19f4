//! Which elements belong together, and which exclude one another.

use crate::ai::Ai;
use crate::element::Element;
use crate::error::Gs1Error;
use crate::table::{self, Entry};

/// The digital signature.
const SIGNATURE: u16 = 8030;

/// Refuses an identifier that has several values. The same value twice is no contradiction.
pub(crate) fn conflict(elements: &[Element]) -> Result<(), Gs1Error> {
    for (index, element) in elements.iter().enumerate() {
        if elements[..index].iter().any(|earlier| earlier.ai == element.ai && earlier.value != element.value)
        {
            return Err(Gs1Error::Conflict { ai: element.ai });
        }
    }
    Ok(())
}

/// Pairs that exclude one another, in order.
pub(crate) fn excluded(elements: &[Element]) -> impl Iterator<Item = Gs1Error> {
    known(elements).filter_map(|(element, row)| {
        let ai = element.ai;
        let clashes = |other: Ai| other != ai && row.excludes.iter().any(|range| range.holds(other.number()));
        let other = elements.iter().map(|element| element.ai).find(|other| clashes(*other))?;
        Some(Gs1Error::Excludes { ai, other })
    })
}

/// Elements whose companions are absent, in order.
pub(crate) fn lacking(elements: &[Element]) -> impl Iterator<Item = Gs1Error> {
    let has = |number: &dyn Fn(u16) -> bool| elements.iter().any(|element| number(element.ai.number()));
    known(elements).filter_map(move |(element, row)| {
        let complete = row.needs.is_empty()
            || row.needs.iter().any(|group| group.iter().all(|range| has(&|number| range.holds(number))));
        (!complete).then_some(Gs1Error::Lacks { ai: element.ai })
    })
}

/// Keys that a digital signature stands beside without their serial part.
pub(crate) fn unserialised(elements: &[Element]) -> impl Iterator<Item = Gs1Error> {
    let signed = elements.iter().any(|element| element.ai.number() == SIGNATURE);
    known(elements).filter_map(move |(element, row)| {
        let has_serial_part = row.key.is_some() && row.parts.iter().any(|part| part.optional);
        let bare = signed && has_serial_part && element.value.len() <= row.min_len();
        bare.then_some(Gs1Error::Unserialised { ai: element.ai })
    })
}

fn known(elements: &[Element]) -> impl Iterator<Item = (&Element, &'static Entry)> {
    elements.iter().filter_map(|element| Some((element, table::exact(element.ai)?)))
}

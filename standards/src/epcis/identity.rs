//! Ids for events that have none: made of what they say, so that the same event gets the same id in every file, in
//! either syntax, and when it is declared to be an error.

use std::fmt::Write;

use super::event::{Event, Things};

/// The id of an event that states none.
pub(crate) fn of(event: &Event) -> String {
    let mut hasher = Fields(blake3::Hasher::new());
    hasher.text(event.kind.name());
    hasher.text(&event.time.0.to_string());
    hasher.text(event.action.map_or("", |action| action.name()));
    hasher.text(&event.step);
    hasher.text(&event.disposition);
    let optional = [&event.read_point, &event.location, &event.parent, &event.transformation];
    optional.into_iter().for_each(|text| hasher.text(text.as_deref().unwrap_or_default()));
    for pairs in [&event.documents, &event.sources, &event.destinations] {
        let mut pairs = pairs.clone();
        pairs.sort();
        hasher.count(pairs.len());
        pairs.iter().for_each(|(kind, id)| {
            hasher.text(kind);
            hasher.text(id);
        });
    }
    for things in [&event.things, &event.inputs, &event.outputs] {
        hasher.things(things);
    }
    let mut id = "epcis:".to_owned();
    for byte in &hasher.0.finalize().as_bytes()[..12] {
        // Writing to a text cannot fail.
        let _written = write!(id, "{byte:02x}");
    }
    id
}

struct Fields(blake3::Hasher);

impl Fields {
    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text.as_bytes());
    }

    fn count(&mut self, count: usize) {
        self.0.update(&(count as u64).to_le_bytes());
    }

    fn things(&mut self, things: &Things) {
        let mut pieces: Vec<&String> = things.pieces.iter().collect();
        pieces.sort();
        self.count(pieces.len());
        pieces.into_iter().for_each(|piece| self.text(piece));
        let mut amounts: Vec<_> = things.amounts.iter().map(|a| (&a.class, &a.quantity, &a.unit)).collect();
        amounts.sort();
        self.count(amounts.len());
        for (class, quantity, unit) in amounts {
            self.text(class);
            self.text(quantity.as_deref().unwrap_or_default());
            self.text(unit.as_deref().unwrap_or_default());
        }
    }
}

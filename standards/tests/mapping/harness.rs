//! Events as short JSON, and the rows that they become.

use std::fs;

use standards::epcis::{Account, import};

/// A plant, a distribution centre and a shop, as places of events.
pub(crate) const PLANT: &str = "4012345000016";
pub(crate) const DC: &str = "4012345000023";
pub(crate) const SHOP: &str = "4012345000030";

pub(crate) struct Tables {
    pub(crate) account: Account,
    events: String,
    pub(crate) lots: String,
    pub(crate) products: String,
    pub(crate) sites: String,
    pub(crate) evidence: String,
}

/// Imports events, written as parts of JSON objects. `@plant`, `@dc`, `@shop` stand for locations, `lot:A` for lot A of
/// the one product, `piece:7` for a piece of it, `box:1` for a container.
pub(crate) fn import_events(events: &[&str]) -> Tables {
    import_document(&events.iter().map(|event| full(event)).collect::<Vec<_>>().join(","), "")
}

pub(crate) fn import_document(events: &str, header: &str) -> Tables {
    let text = format!(
        r#"{{"@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"], "type": "EPCISDocument",
        "schemaVersion": "2.0", "creationDate": "2026-01-01T00:00:00Z", {header} "epcisBody": {{"eventList": [{events}]}}}}"#
    );
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("document.json");
    fs::write(&source, text).unwrap();
    let out = directory.path().join("tables");
    let account = import(&[source], &out).unwrap();
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    Tables {
        account,
        events: read("events.csv"),
        lots: read("lots.csv"),
        products: read("products.csv"),
        sites: read("sites.csv"),
        evidence: read("epcis_events.csv"),
    }
}

/// The whole event of its telling parts.
pub(crate) fn full(parts: &str) -> String {
    let mut text = parts.to_owned();
    for (name, digits) in [("plant", "00001"), ("dc", "00002"), ("shop", "00003")] {
        let uri = format!("urn:epc:id:sgln:4012345.{digits}.0");
        let end =
            |list: &str, field: &str| format!(r#""{list}": [{{"type": "location", "{field}": "{uri}"}}]"#);
        text = text.replace(&format!("@{name}"), &format!(r#""bizLocation": {{"id": "{uri}"}}"#));
        text = text.replace(&format!("read:{name}"), &format!(r#""readPoint": {{"id": "{uri}"}}"#));
        text = text.replace(&format!("from:{name}"), &end("sourceList", "source"));
        text = text.replace(&format!("to:{name}"), &end("destinationList", "destination"));
    }
    let text = text.replace("\"lot:", "\"urn:epc:class:lgtin:4012345.012345.");
    let text = text.replace("\"piece:", "\"urn:epc:id:sgtin:4012345.012345.");
    let text = text.replace("\"box:", "\"urn:epc:id:sscc:4012345.000000000");
    let kind = if text.contains("parentID") && !text.contains("\"type\": \"A") {
        r#""type": "AggregationEvent", "#
    } else if text.contains("\"type\": \"A") || text.contains("\"type\": \"T") {
        ""
    } else {
        r#""type": "ObjectEvent", "#
    };
    format!(r#"{{{kind}"eventTimeZoneOffset": "+00:00", {text}}}"#)
}

/// A time on a day of January 2026.
pub(crate) fn at(day: u32) -> String {
    format!("2026-01-{day:02}T12:00:00Z")
}

impl Tables {
    /// Rows of `events`, each the named columns with a blank between them, empty ones left out; sorted.
    pub(crate) fn rows(&self, columns: &[&str]) -> Vec<String> {
        let mut lines = self.events.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let place = |name: &&str| header.iter().position(|column| column == name).unwrap();
        let places: Vec<usize> = columns.iter().map(place).collect();
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let cells: Vec<&str> =
                places.iter().map(|at| cells[*at]).filter(|cell| !cell.is_empty()).collect();
            cells.join(" ")
        };
        let mut rows: Vec<String> = lines.map(row).collect();
        rows.sort();
        rows
    }

    pub(crate) fn check(&self, columns: &str, expected: &[&str]) {
        let columns: Vec<&str> = columns.split(' ').collect();
        assert_eq!(self.rows(&columns), expected, "{}", self.events);
    }

    pub(crate) fn note(&self, word: &str) -> u64 {
        self.account.notes.iter().filter(|(note, _)| note.contains(word)).map(|(_, count)| count).sum()
    }
}

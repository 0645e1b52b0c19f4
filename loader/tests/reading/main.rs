//! What sources say, what they are refused for, and in which words.
#![allow(clippy::unwrap_used, reason = "tests")]

mod errors;
mod formats;
mod maps;
mod rejects;
mod times;

use lotrace_loader::{EventRow, Map, Progress, ReadOptions, Sources, Tables, read};

const EVENTS: &str = "event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,\
                      container,hazards,ref";

/// Sources of small files in memory.
fn memory(files: &[(&str, &str)]) -> Sources {
    Sources::memory(files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect())
}

fn load(files: &[(&str, &str)]) -> Tables {
    read(&memory(files), &ReadOptions::default(), &Progress::new()).unwrap()
}

fn load_with(files: &[(&str, &str)], options: &ReadOptions) -> Tables {
    read(&memory(files), options, &Progress::new()).unwrap()
}

/// Options with a map.
fn mapped(map: &str) -> ReadOptions {
    ReadOptions { map: Some(Map::parse("map.toml", map).unwrap()), ..ReadOptions::default() }
}

/// Options with a time zone.
fn zoned(zone: &str) -> ReadOptions {
    ReadOptions { time_zone: Some(zone.parse().unwrap()), ..ReadOptions::default() }
}

/// Events of the full header.
fn events(rows: &str) -> String {
    format!("{EVENTS}\n{rows}\n")
}

fn all_rows(tables: &Tables) -> impl Iterator<Item = EventRow> + '_ {
    tables.events.iter().flat_map(|batch| batch.rows())
}

/// Every event row with its strings, one a line: what it says, wherever it stands.
fn spelled(tables: &Tables) -> Vec<String> {
    let rows = tables.events.iter().flat_map(|batch| {
        batch.rows().map(move |row| {
            let word = |symbol| batch.dictionary.get(symbol);
            let words = [
                row.product,
                row.lot,
                row.unit,
                row.site,
                row.to_site,
                row.party,
                row.container,
                row.hazards,
            ]
            .map(word);
            format!(
                "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {words:?}",
                batch.text(row.id),
                row.kind,
                row.role,
                row.time,
                row.arrived,
                row.recorded,
                row.quantity.map(|quantity| (quantity.mantissa, quantity.scale)),
                batch.text(row.reference),
                batch.text(row.document),
            )
        })
    });
    rows.collect()
}

/// Rejects as `file:line column=value code reason`.
fn told(tables: &Tables) -> Vec<String> {
    let rejects = tables.rejects.iter().map(|reject| {
        let file = &tables.files[reject.file as usize];
        format!(
            "{file}:{} {}={:?} {} {}",
            reject.line, reject.column, reject.value, reject.code, reject.reason
        )
    });
    rejects.collect()
}

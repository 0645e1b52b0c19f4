#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

use std::fmt::Write;

const HEADER: &str = "event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,\
                      container,hazards,ref\n";

fn sources(files: Vec<(&str, String)>) -> Sources {
    Sources::memory(files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())
}

/// Every event with its strings and line.
fn spelled(tables: &Tables) -> Vec<String> {
    let of_batch = |batch: &crate::row::EventBatch| {
        let spell = |row: crate::row::EventRow| {
            let (lot, site) = (batch.dictionary.get(row.lot), batch.dictionary.get(row.site));
            let (id, reference) = (batch.text(row.id), batch.text(row.reference));
            format!("{} {id} {reference} {lot} {site} {:?} {:?}", row.line, row.time, row.quantity)
        };
        batch.rows().map(spell).collect::<Vec<String>>()
    };
    tables.events.iter().flat_map(of_batch).collect()
}

#[test]
fn small_pieces_give_what_one_piece_gives() {
    let mut text = HEADER.to_owned();
    for i in 0..3000 {
        let quote = if i % 97 == 0 { "\"a\n,b\"" } else { "" };
        let quantity = if i % 501 == 0 { "x" } else { "1.5" };
        writeln!(
            text,
            "e{},void,,2026-01-{:02},,,,L{i},{quantity},,S{},,,{quote},,,r{i}",
            i / 3,
            i % 28 + 1,
            i % 50
        )
        .unwrap();
    }
    let sources = sources(vec![("events.csv", text)]);
    let options = ReadOptions::default();
    let whole = read(&sources, &options, &Progress::new()).unwrap();
    assert_eq!((whole.rows_read[0], whole.rejects.len(), whole.events.len()), (3000, 6, 1));
    for (chunk, window) in [(100, 100), (1000, 4000), (4096, 8192)] {
        let progress = Progress::new();
        let pieces = Pieces { chunk, window, record: 1 << 20 };
        let cut = read_in(&sources, &options, &progress, pieces).unwrap();
        assert!(cut.events.len() > 10);
        assert_eq!(spelled(&cut), spelled(&whole));
        assert_eq!((cut.rejects, cut.rows_read), (whole.rejects.clone(), whole.rows_read));
        assert_eq!((progress.rows_done(), progress.rejects()), (3000, 6));
        assert_eq!(progress.bytes_done(), progress.bytes_total());
    }
}

#[test]
fn equal_neighbours_share_strings() {
    let row = "x1,transform,in,2026,,,P,L,1,,S,,,,,,\n";
    let tables = read(
        &sources(vec![("events.csv", format!("{HEADER}{row}{row}"))]),
        &ReadOptions::default(),
        &Progress::new(),
    );
    let batch = tables.unwrap().events.remove(0);
    let [first, second] = batch.rows().collect::<Vec<_>>()[..] else { panic!("two rows") };
    assert_eq!((first.id, first.product), (second.id, second.product));
    assert_eq!((batch.text(first.id), batch.dictionary.bytes.as_str()), ("x1", "PLS"));
    assert_eq!(second.line, 3);
}

#![allow(clippy::unwrap_used, reason = "tests")]
//! Any table, however cut into chunks and files and whatever its dialect, reads as the `csv` crate reads it.

use std::io::Cursor;

use proptest::prelude::*;

use super::{CsvFile, Pieces, read_csv};
use crate::collect::{Cells, RowReader};
use crate::conventions::Conventions;
use crate::error::LoadError;
use crate::fault::Fault;
use crate::layout::Layout;
use crate::progress::Progress;
use crate::row::Place;
use crate::table::Table;

/// Keeps the cells of table `units` as they come.
struct AsTheyCome;

impl RowReader for AsTheyCome {
    type Rows = Vec<(u32, [String; 3])>;

    fn start(&self, _file: u32, _bytes: usize) -> Self::Rows {
        Vec::new()
    }

    fn row(
        &self,
        rows: &mut Self::Rows,
        _: &Layout<'_>,
        place: Place,
        cells: &Cells<'_>,
    ) -> Result<(), Fault> {
        rows.push((place.line, [cells[0].to_owned(), cells[1].to_owned(), cells[2].to_owned()]));
        Ok(())
    }

    fn shift(rows: &mut Self::Rows, lines: u32) {
        rows.iter_mut().for_each(|row| row.0 += lines);
    }

    fn finish(_rows: &mut Self::Rows) {}
}

/// What a file gives: rows, and the lines and codes of rejects.
type Given = (Vec<(u32, [String; 3])>, Vec<(u32, &'static str)>);

fn ours(text: &[u8], delimiter: u8, chunk: usize, window: usize) -> Result<Given, LoadError> {
    let (conventions, progress) = (Conventions::default(), Progress::new());
    let pieces = Pieces { chunk, window, record: 1 << 20 };
    let file = CsvFile {
        path: "units.csv",
        index: 0,
        table: Table::Units,
        delimiter,
        conventions: &conventions,
        pieces,
        progress: &progress,
    };
    let failed = |source| LoadError::Read { path: String::new(), source };
    let read = read_csv(&file, Cursor::new(text), failed, &AsTheyCome)?;
    let mut given = (Vec::new(), Vec::new());
    for part in read.parts {
        given.0.extend(part.rows);
        given.1.extend(part.rejects.iter().map(|reject| (reject.line, reject.code)));
    }
    Ok(given)
}

/// Rows of three fields as the `csv` crate sees them; rows of another count by line.
fn reference(text: &[u8], delimiter: u8) -> Given {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let mut given = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        // The reference counts the line at which its search for the record began, blank lines before it included.
        let start = record.position().unwrap().byte() as usize;
        let blank = text[start..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let line = 1 + text[..start + blank].iter().filter(|byte| **byte == b'\n').count() as u32;
        if record.len() == 1 && record[0].trim().is_empty() || record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() == 3 {
            given.0.push((line, [0, 1, 2].map(|i| record[i].trim().to_owned())));
        } else {
            given.1.push((line, "E0201"));
        }
    }
    given
}

/// A cell as it is written: plain, with a stray quote inside, or quoted with anything in it.
fn cell() -> impl Strategy<Value = String> {
    let quoted = "[a-c,;\"\r\n é牛]{0,8}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    prop_oneof![4 => "[a-z0-9é牛]{0,9}", 1 => "[a-c][\"a-c]{1,4}", 2 => quoted, 1 => Just(String::new())]
}

fn table() -> impl Strategy<Value = (String, u8)> {
    let row = prop_oneof![
        8 => prop::collection::vec(cell(), 3),
        1 => prop::collection::vec(cell(), 1..6),
        1 => Just(vec![String::new()]),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    let rows = prop::collection::vec((row, end), 0..40);
    (rows, prop_oneof![Just(','), Just(';'), Just('\t')], any::<bool>(), any::<bool>()).prop_map(
        |(rows, delimiter, mark, ended)| {
            let join = |cells: &[String]| cells.join(&delimiter.to_string());
            let mut text = if mark { "\u{feff}".to_owned() } else { String::new() };
            text += &join(&["product", "unit", "base_per_unit"].map(str::to_owned));
            text += "\n";
            for (cells, end) in &rows {
                text += &join(cells);
                text += end;
            }
            if !ended {
                text.truncate(text.trim_end_matches(['\r', '\n']).len());
            }
            (text, delimiter as u8)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_cut_reads_as_the_reference((text, delimiter) in table(), chunk in 1usize..60, windows in 1usize..5) {
        let window = (chunk * windows).max(64);
        let given = ours(text.as_bytes(), delimiter, chunk, window).unwrap();
        prop_assert_eq!(given, reference(text.as_bytes(), delimiter), "{:?}", text);
    }

    #[test]
    fn any_bytes_read_the_same_however_cut(bytes in prop::collection::vec(
        prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'a'), Just(0xc3), Just(0xa9)], 0..200,
    ), chunk in 1usize..40) {
        let text = [b"product,unit,base_per_unit\n", &bytes[..]].concat();
        let whole = ours(&text, b',', 1 << 20, 1 << 20).unwrap();
        prop_assert_eq!(ours(&text, b',', chunk, 64).unwrap(), whole);
    }
}

#[test]
fn a_record_without_end_is_an_error_that_names_its_line() {
    let text = format!("product,unit,base_per_unit\na,b,c\n\"{}", "x\n".repeat(1 << 20));
    let error = ours(text.as_bytes(), b',', 64, 1024).unwrap_err().to_string();
    let expected = "units.csv:3: a record that begins here goes on for ";
    assert!(error.starts_with(expected) && error.ends_with(" bytes; is a quote never closed?"), "{error}");
}

//! Packings, encodings and Parquet say the same as plain CSV.

use std::io::Write;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array, LargeStringArray,
    RecordBatch, StringArray, Time64MicrosecondArray, TimestampMillisecondArray, TimestampSecondArray,
};
use lotrace_loader::{Progress, ReadOptions, Sources, Tables, read};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::{EVENTS, events, load, load_with, mapped, spelled, told, zoned};

/// Rows of every kind, with cells of many scripts and a quoted line end.
fn sample() -> String {
    let mut rows = String::new();
    for i in 0..500 {
        rows += &format!(
            "r{i},receive,,2026-01-02T00:00:{:02}Z,,2026-01-02,Käse,L{i},{i}.50,kg,DC,,\"Müller,\n \"\"Söhne\"\"\",D{},,,\n",
            i % 60,
            i / 7
        );
        rows += &format!("m{i},move,,2026-01-03,2026-01,,Käse,L{i},,,DC,S€,,,,,\n");
        rows += &format!(
            "x{i},transform,{},2026,,,牛乳,L{i},7,,DC,,,,,a;b,\n",
            if i % 2 == 0 { "in" } else { "out" }
        );
        rows += &format!("v{i},void,,2026-02,,,,,,,,,,,,,r{i}\n");
    }
    events(&rows)
}

fn load_bytes(name: &str, bytes: Vec<u8>) -> Tables {
    read(&Sources::memory(vec![(name.to_owned(), bytes)]), &ReadOptions::default(), &Progress::new()).unwrap()
}

fn check_same(name: &str, bytes: Vec<u8>) {
    let (plain, other) = (load(&[("events.csv", &sample())]), load_bytes(name, bytes));
    assert_eq!(told(&other), [""; 0], "{name}");
    assert_eq!(spelled(&plain).len(), 2000);
    assert_eq!(spelled(&plain), spelled(&other), "{name}");
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn packed() {
    check_same("events.csv.gz", gzip(&sample()));
    check_same("events.csv.zst", zstd::encode_all(sample().as_bytes(), 1).unwrap());
    // Parts that were packed apart and joined are one file.
    let text = sample();
    let cut = text.char_indices().nth(text.chars().count() / 2).unwrap().0;
    check_same("events.csv.gz", [gzip(&text[..cut]), gzip(&text[cut..])].concat());
    let mut cut_short = gzip(&text);
    cut_short.truncate(cut_short.len() / 2);
    let sources = Sources::memory(vec![("events.csv.gz".to_owned(), cut_short)]);
    assert_eq!(
        read(&sources, &ReadOptions::default(), &Progress::new()).unwrap_err().to_string(),
        "events.csv.gz: the compressed data is damaged or cut short; copy the file again"
    );
}

#[test]
fn other_line_ends_delimiters_and_marks() {
    check_same("events.csv", format!("\u{feff}{}", sample().trim_end()).into_bytes());
    let table: csv::Result<Vec<csv::StringRecord>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(sample().as_bytes())
        .into_records()
        .collect();
    for (name, delimiter) in [("events.tsv", b'\t'), ("events.csv", b',')] {
        let mut out = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        table.as_ref().unwrap().iter().for_each(|record| out.write_record(record).unwrap());
        check_same(name, out.into_inner().unwrap());
    }
}

#[test]
fn other_encodings() {
    let little: Vec<u8> = format!("\u{feff}{}", sample()).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = format!("\u{feff}{}", sample()).encode_utf16().flat_map(u16::to_be_bytes).collect();
    check_same("events.csv", little);
    check_same("events.csv", big.clone());
    let unmarked = Sources::memory(vec![("events.csv".to_owned(), big[2..].to_vec())]);
    let tables = read(&unmarked, &mapped("encoding = 'utf-16be'"), &Progress::new()).unwrap();
    assert_eq!(spelled(&tables), spelled(&load(&[("events.csv", &sample())])));
    // Half of a pair is no text: its row alone is rejected.
    let mut broken: Vec<u16> =
        events("a,clean,,2026,,,,,,,S?,,,,,,\nb,clean,,2026,,,,,,,S,,,,,,").encode_utf16().collect();
    let at = broken.iter().position(|unit| *unit == u16::from(b'?')).unwrap();
    broken[at] = 0xd800;
    let bytes = [0xff, 0xfe].into_iter().chain(broken.into_iter().flat_map(u16::to_le_bytes)).collect();
    let tables = load_bytes("events.csv", bytes);
    assert_eq!((tables.rejects.len(), tables.rejects[0].line, tables.rejects[0].code), (1, 2, "E0203"));
    assert_eq!(tables.rejects[0].value, "S\u{fffd}");
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode("event_id,kind,time,site\na,clean,2026,Café €\n");
    let sources = Sources::memory(vec![("events.csv".to_owned(), windows.into_owned())]);
    let tables = read(&sources, &mapped("encoding = 'windows-1252'"), &Progress::new()).unwrap();
    assert_eq!(tables.events[0].dictionary.bytes, "Café €");
}

fn parquet_of(columns: Vec<(&str, ArrayRef)>, compression: Compression, group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    );
    let batch = batch.unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(group))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// The sample as a table of text columns.
fn columns_of_sample() -> Vec<(&'static str, Vec<Option<String>>)> {
    let mut reader = csv::Reader::from_reader(sample().as_bytes().to_vec().leak() as &[u8]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, i: usize| Some(row[i].to_owned()).filter(|cell| !cell.is_empty());
    EVENTS
        .split(',')
        .enumerate()
        .map(|(i, name)| (name, rows.iter().map(|row| cell(row, i)).collect()))
        .collect()
}

#[test]
fn parquet_of_text() {
    for (compression, group) in [
        (Compression::UNCOMPRESSED, 10_000),
        (Compression::SNAPPY, 300),
        (Compression::ZSTD(Default::default()), 1_000),
        (Compression::GZIP(Default::default()), 1_999),
    ] {
        let mut columns: Vec<(&str, ArrayRef)> = columns_of_sample()
            .into_iter()
            .enumerate()
            .map(|(i, (name, cells))| {
                let cells = cells.iter().map(|cell| cell.as_deref());
                let array: ArrayRef = match i % 3 {
                    0 => Arc::new(cells.collect::<StringArray>()),
                    1 => Arc::new(cells.collect::<LargeStringArray>()),
                    _ => Arc::new(cells.collect::<DictionaryArray<Int32Type>>()),
                };
                (name, array)
            })
            .collect();
        columns.reverse();
        columns.insert(3, ("extra", Arc::new(Int64Array::from(vec![1; 2000]))));
        let bytes = parquet_of(columns, compression, group);
        check_same("events.parquet", bytes.clone());
        check_same("events.parquet.zst", zstd::encode_all(&bytes[..], 1).unwrap());
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events.parquet");
        std::fs::write(&path, &bytes).unwrap();
        let tables =
            read(&Sources::open(&[path]).unwrap(), &ReadOptions::default(), &Progress::new()).unwrap();
        assert_eq!(spelled(&tables), spelled(&load(&[("events.csv", &sample())])));
        assert_eq!(tables.unknown_columns, [(0, "extra".to_owned())]);
        let lines: Vec<u32> = crate::all_rows(&tables).map(|row| row.line).collect();
        assert_eq!(lines, (1..=2000).collect::<Vec<u32>>());
    }
}

#[test]
fn parquet_of_types() {
    let bytes = parquet_of(
        vec![
            ("event_id", Arc::new(Int64Array::from(vec![1, 2, 3, 4]))),
            ("kind", Arc::new(StringArray::from(vec!["receive"; 4]))),
            (
                "time",
                Arc::new(TimestampSecondArray::from(vec![1_767_312_000; 4]).with_timezone("Asia/Tokyo")),
            ),
            ("recorded", Arc::new(Date32Array::from(vec![20_455; 4]))),
            (
                "arrived",
                Arc::new(TimestampMillisecondArray::from(vec![Some(1_767_312_000_500), None, None, None])),
            ),
            ("product", Arc::new(StringArray::from(vec!["P"; 4]))),
            ("site", Arc::new(StringArray::from(vec!["S"; 4]))),
            ("quantity", Arc::new(Float64Array::from(vec![Some(0.1), None, Some(1.0 / 3.0), Some(12.0)]))),
        ],
        Compression::SNAPPY,
        3,
    );
    let typed = Sources::memory(vec![("events.parquet".to_owned(), bytes)]);
    // A map's marks and patterns tell how text is written, not what a type holds.
    let mut options = zoned("Europe/Berlin");
    options.map = mapped("decimal_mark = ','\nthousands_mark = '.'\ndates = ['%Y-%d-%m']").map;
    let tables = read(&typed, &options, &Progress::new()).unwrap();
    assert_eq!(
        told(&tables),
        [
            "events.parquet:3 quantity=\"0.3333333333333333\" E0212 is a float that is not exact to 9 decimals: write the \
          column as a decimal"
        ]
    );
    let text = "event_id,kind,time,recorded,arrived,product,site,quantity\n\
                1,receive,2026-01-02T00:00:00Z,2026-01-02,2026-01-02T00:00:00.5,P,S,0.1\n\
                2,receive,2026-01-02T00:00:00Z,2026-01-02,,P,S,\n\
                4,receive,2026-01-02T00:00:00Z,2026-01-02,,P,S,12\n";
    let plain = load_with(&[("events.csv", text)], &zoned("Europe/Berlin"));
    assert_eq!(spelled(&tables), spelled(&plain));
    let decimals = Decimal128Array::from(vec![1250; 1]).with_precision_and_scale(18, 2).unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("product", Arc::new(StringArray::from(vec!["P"]))),
        ("unit", Arc::new(StringArray::from(vec!["case"]))),
        ("base_per_unit", Arc::new(decimals)),
    ];
    let units = parquet_of(columns, Compression::SNAPPY, 9);
    let sources =
        vec![("units.parquet".to_owned(), units), ("events.csv".to_owned(), text.as_bytes().to_vec())];
    let tables = read(&Sources::memory(sources), &zoned("UTC"), &Progress::new()).unwrap();
    assert_eq!((tables.units[0].base_per_unit.mantissa, tables.units[0].base_per_unit.scale), (125, 1));
}

#[test]
fn parquet_columns_that_no_cell_has() {
    let bytes = parquet_of(
        vec![
            ("event_id", Arc::new(StringArray::from(vec!["a"]))),
            ("kind", Arc::new(StringArray::from(vec!["clean"]))),
            ("time", Arc::new(Time64MicrosecondArray::from(vec![5]))),
        ],
        Compression::SNAPPY,
        3,
    );
    let sources = Sources::memory(vec![("events.parquet".to_owned(), bytes)]);
    assert_eq!(
        read(&sources, &ReadOptions::default(), &Progress::new()).unwrap_err().to_string(),
        "events.parquet: column `time` is of type Time64(µs), which no cell has; write it as text"
    );
}

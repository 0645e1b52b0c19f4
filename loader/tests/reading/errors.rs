//! Every error for which sources cannot be read, in its exact words.

use std::fs;
use std::path::Path;

use lotrace_loader::{LoadError, Progress, ReadOptions, Sources, TimeZone, read};

use crate::{EVENTS, events, mapped, memory};

fn error_of(sources: &Sources) -> String {
    read(sources, &ReadOptions::default(), &Progress::new()).unwrap_err().to_string()
}

fn check(files: &[(&str, &str)], expected: &str) {
    assert_eq!(error_of(&memory(files)), expected);
}

fn check_bytes(name: &str, bytes: &[u8], expected: &str) {
    assert_eq!(error_of(&Sources::memory(vec![(name.to_owned(), bytes.to_vec())])), expected);
}

/// The error of opening paths in a directory, without the directory's name.
fn open_error(directory: &Path, names: &[&str]) -> String {
    let paths: Vec<_> = names.iter().map(|name| directory.join(name)).collect();
    let error = Sources::open(&paths).unwrap_err().to_string();
    error.replace(&format!("{}/", directory.display()), "")
}

#[test]
fn of_names() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    assert_eq!(
        open_error(directory.path(), &["nowhere"]),
        "nowhere: no such file or directory; check the name"
    );
    let no_events = "holds no table `events`; name its files events.csv, events-2026.parquet or the like, or put them \
                     into a folder events/";
    fs::create_dir(at("empty")).unwrap();
    assert_eq!(open_error(directory.path(), &["empty"]), format!("empty: {no_events}"));
    fs::write(at("sites.csv"), "site\n").unwrap();
    assert_eq!(
        open_error(directory.path(), &["empty", "sites.csv"]),
        format!("empty, {}: {no_events}", "sites.csv")
    );
    assert_eq!(error_of(&Sources::memory(vec![])), format!("the source: {no_events}"));
    fs::write(at("stock.csv"), "site\n").unwrap();
    assert_eq!(
        open_error(directory.path(), &["stock.csv"]),
        "stock.csv: the name tells no table; begin it with events, products, units, sites, lots or orders, such as \
         events-2026.csv"
    );
    fs::write(at("events.xlsx"), "").unwrap();
    let unknown_kind = "events.xlsx: is of no known kind; write it as .csv, .tsv or .parquet (.gz or .zst after it), \
                        or move it out of the source";
    assert_eq!(open_error(directory.path(), &["events.xlsx"]), unknown_kind);
    assert_eq!(open_error(directory.path(), &[""]), unknown_kind);
}

#[test]
fn of_files_that_cannot_be_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("events.csv");
    fs::write(&path, events("")).unwrap();
    let sources = Sources::open(&[&path]).unwrap();
    fs::remove_file(&path).unwrap();
    let name = path.display();
    assert_eq!(
        error_of(&sources),
        format!("{name}: the file vanished after it was listed; load again when nothing moves the files")
    );
    fs::create_dir(&path).unwrap();
    let refused = read(&sources, &ReadOptions::default(), &Progress::new()).unwrap_err();
    assert_eq!(refused.to_string(), format!("{name}: cannot be read; check its permissions and the disk"));
    assert!(matches!(&refused, LoadError::Read { source, .. } if source.raw_os_error().is_some()));
    for file in ["events.csv.gz", "events.csv.zst"] {
        check_bytes(
            file,
            b"no archive at all",
            &format!("{file}: the compressed data is damaged or cut short; copy the file again"),
        );
    }
    check_bytes(
        "events.parquet",
        b"no parquet at all",
        "events.parquet: is no readable Parquet file; write it again, or as CSV",
    );
}

#[test]
fn of_files_that_are_no_table() {
    let empty = "events.csv: the file is empty; its first line must name the columns";
    for text in ["", "\n\r\n\n", "\u{feff}", ",,,\n"] {
        check(&[("events.csv", text)], empty);
    }
    check(&[("events.parquet", "")], &empty.replace("csv", "parquet"));
    let binary =
        |looks_like: &str, remedy: &str| format!("events.csv: is no text table ({looks_like}); {remedy}");
    check_bytes("events.csv", b"PAR1...", &binary("it looks like Parquet", "let its name end with .parquet"));
    check_bytes("events.csv", &[0x1f, 0x8b, 8], &binary("it looks like gzip", "let its name end with .gz"));
    check_bytes(
        "events.csv",
        &[0x28, 0xb5, 0x2f, 0xfd],
        &binary("it looks like zstd", "let its name end with .zst"),
    );
    check_bytes(
        "events.csv",
        b"PK\x03\x04",
        &binary("it looks like a workbook or a zip archive", "export it as CSV"),
    );
    check_bytes(
        "events.csv",
        b"e\0v\0",
        &binary(
            "it has zero bytes",
            "export it as CSV; if it is UTF-16, say so in a map (--map, key `encoding`)",
        ),
    );
    check(
        &[("events.csv", "event_id,kind,time\re,clean,2026\r")],
        "events.csv: its lines end with a carriage return alone; save it with line feeds (LF or CRLF)",
    );
}

#[test]
fn of_headers() {
    check(
        &[("events.csv", "event_id,knd,time\n")],
        "events.csv: table events has no column `kind`; it has `event_id`, `knd`, `time`; if `knd` is meant, name it in \
         a map (--map): events.columns.kind = \"knd\"",
    );
    check(
        &[("events.csv", "a,b\n")],
        "events.csv: table events has no column `event_id`; it has `a`, `b`; add it, or name the column that holds it \
         in a map (--map)",
    );
    check(
        &[("events.csv", "event_id;kind;time\n")],
        "events.csv: table events has no column `event_id`; it has `event_id;kind;time`; if ';' divides its columns, \
         say so in a map (--map, key `delimiter`)",
    );
    check(
        &[("events.csv", &events("")), ("sites.csv", "site,Name, name \n")],
        "sites.csv: two columns are named `name`; rename or drop one",
    );
    let renamed = read(
        &memory(&[("events.csv", "No,kind,time\n")]),
        &mapped("[events.columns]\nevent_id = 'Nr'"),
        &Progress::new(),
    );
    assert_eq!(
        renamed.unwrap_err().to_string(),
        "events.csv: table events has no column `Nr`; it has `No`, `kind`, `time`; if `No` is meant, name it in a map \
         (--map): events.columns.event_id = \"No\""
    );
    let wide: String = (0..40).map(|i| format!("column{i},")).collect();
    let error = error_of(&memory(&[("events.csv", &wide)]));
    assert!(error.contains("`column29`, and 11 more; add it"), "{error}");
}

#[test]
fn of_time_zones() {
    assert_eq!(
        "Berlin".parse::<TimeZone>().unwrap_err().to_string(),
        "time zone \"Berlin\" is not in the IANA database; did you mean Europe/Berlin?"
    );
    assert_eq!(
        "+01:00".parse::<TimeZone>().unwrap_err().to_string(),
        "time zone \"+01:00\" is not in the IANA database"
    );
    assert_eq!("Asia/Tokyo".parse::<TimeZone>().unwrap().name(), "Asia/Tokyo");
}

#[test]
fn a_folder_of_many_files_is_one_source() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let row = |id: &str| format!("{EVENTS}\n{id},clean,,2026,,,,,,,S,,,,,,\n");
    fs::create_dir_all(at("events/month=1")).unwrap();
    fs::create_dir(at("archive")).unwrap();
    for (name, id) in [
        ("events.csv", "a"),
        ("events-2026-01.csv", "b"),
        ("EVENTS_north.CSV", "c"),
        ("events/part-0.csv", "d"),
        ("events/month=1/sites.csv", "e"),
    ] {
        fs::write(at(name), row(id)).unwrap();
    }
    for ignored in
        ["events/_SUCCESS", "events/.part.crc", "readme.txt", "archive/events.csv", "expected.json"]
    {
        fs::write(at(ignored), "?").unwrap();
    }
    let progress = Progress::new();
    let tables =
        read(&Sources::open(&[directory.path()]).unwrap(), &ReadOptions::default(), &progress).unwrap();
    let names = tables.files.iter().map(|name| name.replace(&format!("{}/", directory.path().display()), ""));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "EVENTS_north.CSV",
            "events/month=1/sites.csv",
            "events/part-0.csv",
            "events-2026-01.csv",
            "events.csv"
        ]
    );
    assert_eq!(tables.rows_read[0], 5);
    assert_eq!((progress.rows_done(), progress.rejects()), (5, 0));
    assert_eq!(
        (progress.bytes_done(), progress.bytes_total()),
        (5 * row("a").len() as u64, 5 * row("a").len() as u64)
    );
    let alone = Sources::open(&[at("events/part-0.csv")]).unwrap();
    assert_eq!(read(&alone, &ReadOptions::default(), &progress).unwrap().rows_read[0], 1);
}

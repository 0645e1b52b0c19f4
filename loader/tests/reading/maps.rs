//! Maps: what they can say, and what is said of those that cannot be.

use lotrace_loader::Map;

use crate::{events, load, load_with, mapped, spelled, told};

const DOCUMENT: &str = include_str!("../../../docs/map.md");

/// The code blocks of a language in the document on maps.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    DOCUMENT.split(begin.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_documented_example_reads_as_the_standard_tables() {
    let [map] = blocks("toml")[..] else { panic!("one map") };
    let [movements, batches, standard, standard_lots] = blocks("csv")[..] else { panic!("four tables") };
    let mut options = mapped(map);
    options.time_zone = Some("Europe/Berlin".parse().unwrap());
    let own = load_with(&[("events.csv", movements), ("lots.csv", batches)], &options);
    options.map = None;
    let plain = load_with(&[("events.csv", standard), ("lots.csv", standard_lots)], &options);
    assert_eq!((told(&own), told(&plain)), (vec![], vec![]));
    assert_eq!(spelled(&own), spelled(&plain));
    assert!(own.lots().eq(plain.lots()));
    assert!(own.lots().next().is_some() && own.rows_read[0] >= 3);
    assert_eq!(own.unknown_columns, [(0, "Bemerkung".to_owned())]);
}

#[test]
fn every_key_of_the_document_is_taken() {
    let map = "delimiter = 'tab'\nencoding = 'utf-16le'\ndecimal_mark = ','\nthousands_mark = '.'\ndates = '%d.%m.%Y'\n\
               null = ['-']\n[events]\ndelimiter = '|'\ncolumns.lot = 'L'\nconstants.site = 'S'\nkinds.x = 'sell'\n\
               roles.i = 'in'\n[sites.kinds]\nW = 'dc'\n[orders.statuses]\nO = 'open'\n[lots]\ngs1_dates = true";
    Map::parse("map.toml", map).unwrap();
}

fn check(map: &str, reason: &str) {
    assert_eq!(Map::parse("m.toml", map).unwrap_err().to_string(), format!("m.toml: {reason}"));
}

#[test]
fn refused() {
    check(
        "delimeter = ';'\n[events]\ncolums = {}\n[events.columns]\nfoo = 'x'\n[lots]\nkinds = {}\n[movements]\n",
        "unknown keys: delimeter, movements, events.columns.foo, events.colums, lots.kinds; docs/map.md lists what a \
         map can say",
    );
    check(
        "delimiter = 'ab'",
        "`delimiter`: \"ab\" cannot divide columns; use one character such as \";\", or \"tab\"",
    );
    check("encoding = 'ebcdic'", "`encoding`: \"ebcdic\" is none of utf-8, utf-16le, utf-16be, windows-1252");
    check("decimal_mark = '9'", "`decimal_mark`: \"9\" is no mark; use one character such as \",\"");
    check("thousands_mark = '.'", "`thousands_mark` is also the decimal mark; give `decimal_mark` too");
    check(
        "[events]\nthousands_mark = '.'",
        "`events.thousands_mark` is also the decimal mark; give `events.decimal_mark` too",
    );
    check("dates = ['%Q']", "`dates`: \"%Q\" is no pattern such as %d.%m.%Y");
    check("dates = 'dd.mm.yyyy'", "`dates`: \"dd.mm.yyyy\" is no pattern such as %d.%m.%Y");
    check("null = 7", "`null` must be a string in quotes");
    check("events = 7", "`events` must be a table, [events]");
    check("[events]\nkinds = 'x'", "`events.kinds` must be a table, [events.kinds]");
    check("[lots]\ngs1_dates = 'yes'", "`lots.gs1_dates` must be true or false");
    check("[orders.statuses]\nX = 'lost'", "`orders.statuses.X`: \"lost\" is none of open, shipped");
    let no_toml = Map::parse("m.toml", "delimiter = ").unwrap_err().to_string();
    assert!(no_toml.starts_with("m.toml: is no TOML: "), "{no_toml}");
    assert_eq!(
        Map::open("no/such/map.toml").unwrap_err().to_string(),
        "no/such/map.toml: no such file or directory; check the name"
    );
}

#[test]
fn patterns_come_before_the_standard_forms() {
    let map =
        "dates = ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y', '%m.%Y', '%d/%m/%Y %H:%M %z', '%s']";
    let read = |time: &str| {
        let rows = events(&format!("e,clean,,{time},,,,,,,S,,,,,,"));
        let mut options = mapped(map);
        options.time_zone = Some("Europe/Berlin".parse().unwrap());
        let tables = load_with(&[("events.csv", &rows)], &options);
        assert_eq!(told(&tables), [""; 0], "{time}");
        let time = crate::all_rows(&tables).next().unwrap().time;
        (time.start / 1_000_000_000, time.span)
    };
    assert_eq!(read("02/01/2026 13:00:00"), (1_767_355_200, 0));
    assert_eq!(read("02/01/2026 13:00"), (1_767_355_200, 60));
    assert_eq!(read("02/01/2026 12:00 +0000"), (1_767_355_200, 60));
    assert_eq!(read("02/01/2026"), (1_767_308_400, 86_400));
    assert_eq!(read("01.2026"), (1_767_222_000, 31 * 86_400));
    assert_eq!(read("1767355200"), (1_767_355_200, 0));
    assert_eq!(read("2026-01-02T12:00:00Z"), (1_767_355_200, 0));
}

#[test]
fn columns_constants_and_nulls() {
    let map = "null = ['NULL', '-']\n[events]\ncolumns = { event_id = 'doc', document = 'doc', product = 'lot', lot = 'batch' }\n\
               constants = { kind = 'receive', site = 'S', party = 'never used' }\n";
    let text = "DOC,time,lot,batch,quantity,party\nd1,2026,P,-,NULL,\n";
    let tables = load_with(&[("events.csv", text)], &mapped(map));
    let plain = load(&[("events.csv", "event_id,kind,time,product,site,document\nd1,receive,2026,P,S,d1\n")]);
    assert_eq!(told(&tables), [""; 0]);
    assert_eq!(spelled(&tables), spelled(&plain));
}

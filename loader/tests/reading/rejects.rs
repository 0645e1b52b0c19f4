//! Every reason for which a row is rejected, in its exact words.

use std::collections::BTreeSet;

use lotrace_loader::{Decimal, Place, REJECT_CODES, RejectsWriter, SiteKind};

use crate::{events, load, load_with, mapped, memory, told};

/// Rows of `events` that are rejected, and what is said of each.
const EVENT_ROWS: &[(&str, &str)] = &[
    (
        "e,receive,,2026,,,P,L",
        "=\"e,receive,,2026,,,P,L\" E0201 the row has 8 fields, the header 17: is the line cut, \
      or a cell with a line end not quoted?",
    ),
    (
        "e,receive,,2026,,,P,L,1,,S,,,,,,,",
        "=\"e,receive,,2026,,,P,L,1,,S,,,,,,,\" E0201 the row has 18 fields, the \
      header 17: quote cells that hold the delimiter",
    ),
    (
        "e,receive,,2026,,,P,\"L\"x,1,,S,,,,,,",
        "lot=\"\\\"L\\\"x\" E0202 has text after its closing quote: quote the \
      whole cell, and write each quote in it twice",
    ),
    (
        "e,recieve,,2026,,,P,L,1,,S,,,,,,",
        "kind=\"recieve\" E0204 is no kind of event: did you mean receive? (or \
      translate it in a map, --map, table `events.kinds`)",
    ),
    (
        "e,101,,2026,,,P,L,1,,S,,,,,,",
        "kind=\"101\" E0204 is no kind of event: use one of receive move arrive \
      transform sell return destroy adjust count clean hold recall release pack unpack void (or translate it in a \
      map, --map, table `events.kinds`)",
    ),
    ("e,,,2026,,,P,L,1,,S,,,,,,", "kind=\"\" E0206 is empty: every event needs it"),
    (
        "e,transform,,2026,,,P,L,1,,S,,,,,,",
        "role=\"\" E0205 is empty: each row of a transform says whether its lot \
      goes `in` or comes `out`",
    ),
    ("e,transform,input,2026,,,P,L,1,,S,,,,,,", "role=\"input\" E0205 is no role: write `in` or `out`"),
    ("e,receive,input,2026,,,P,L,1,,S,,,,,,", "role=\"input\" E0205 is no role: write `in` or `out`"),
    (" ,receive,,2026,,,P,L,1,,S,,,,,,", "event_id=\"\" E0206 is empty: every event needs it"),
    ("e,receive,,,,,P,L,1,,S,,,,,,", "time=\"\" E0206 is empty: every event needs it"),
    ("e,receive,,2026,,,,L,1,,S,,,,,,", "product=\"\" E0206 is empty: a receive needs it"),
    ("e,sell,,2026,,,P,L,1,,,,,,,,", "site=\"\" E0206 is empty: a sell needs it"),
    ("e,return,,2026,,,P,L,1,,,,,,,,", "site=\"\" E0206 is empty: a return needs it"),
    ("e,destroy,,2026,,,,L,1,,S,,,,,,", "product=\"\" E0206 is empty: a destroy needs it"),
    ("e,transform,out,2026,,,P,L,1,,,,,,,,", "site=\"\" E0206 is empty: a transform needs it"),
    ("e,adjust,,2026,,,P,L,,,S,,,,,,", "quantity=\"\" E0206 is empty: an adjust needs it"),
    ("e,count,,2026,,,P,L,,,S,,,,,,", "quantity=\"\" E0206 is empty: a count needs it"),
    ("e,move,,2026,,,P,L,1,,S,,,,,,", "to_site=\"\" E0206 is empty: a move needs it"),
    ("e,move,,2026,,,,,1,,S,T,,,,,", "product=\"\" E0206 is empty: a move without a container needs it"),
    ("e,clean,,2026,,,,,,,,,,,,,", "site=\"\" E0206 is empty: a clean needs it"),
    ("e,hold,,2026,,,,L,,,,,,,,,", "product=\"\" E0206 is empty: a hold needs it"),
    ("e,recall,,2026,,,,L,,,,,,,,,", "product=\"\" E0206 is empty: a recall needs it"),
    ("e,release,,2026,,,,L,,,,,,,,,", "product=\"\" E0206 is empty: a release needs it"),
    ("e,pack,,2026,,,,L,,,,,,,C,,", "product=\"\" E0206 is empty: a pack needs it"),
    ("e,pack,,2026,,,P,L,,,,,,,,,", "container=\"\" E0206 is empty: a pack needs it"),
    ("e,unpack,,2026,,,P,L,,,,,,,,,", "container=\"\" E0206 is empty: an unpack needs it"),
    ("e,arrive,,2026,,,,,,,,,,,,,", "ref=\"\" E0206 is empty: an arrive needs it"),
    ("e,void,,2026,,,,,,,,,,,,,", "ref=\"\" E0206 is empty: a void needs it"),
    (
        "e,receive,,2026-1-5,,,P,L,1,,S,,,,,,",
        "time=\"2026-1-5\" E0207 is no time that can be read: write it as \
      2026-01-31T14:05:00Z, 2026-01-31, 2026-01 or 2026, or give its pattern in a map (--map, key `dates`)",
    ),
    (
        "e,receive,,2026-02-29,,,P,L,1,,S,,,,,,",
        "time=\"2026-02-29\" E0207 does not exist in the calendar: correct it",
    ),
    (
        "e,receive,,2026-01-01T00:00:00.1234567890Z,,,P,L,1,,S,,,,,,",
        "time=\"2026-01-01T00:00:00.1234567890Z\" E0207 \
      has more than nine decimals of a second: drop the rest",
    ),
    (
        "e,receive,,2026,x,,P,L,1,,S,,,,,,",
        "arrived=\"x\" E0207 is no time that can be read: write it as \
      2026-01-31T14:05:00Z, 2026-01-31, 2026-01 or 2026, or give its pattern in a map (--map, key `dates`)",
    ),
    (
        "e,receive,,2026,,2206-01-01,P,L,1,,S,,,,,,",
        "recorded=\"2206-01-01\" E0208 lies outside of 1970 to 2106, where \
      events happen: most likely a typo in the year",
    ),
    (
        "e,receive,,2026-01-01 10:00:00,,,P,L,1,,S,,,,,,",
        "time=\"2026-01-01 10:00:00\" E0209 is a local time, and no \
      time zone is known: give the site a time_zone in table `sites`, or give --time-zone, or write the offset",
    ),
    (
        "e,receive,,2026-03-29T02:30:00,,,P,L,1,,BERLIN,,,,,,",
        "time=\"2026-03-29T02:30:00\" E0210 does not exist in \
      Europe/Berlin, where clocks skip it: write the time with its offset",
    ),
    ("e,receive,,2026,,,P,L,ten,,S,,,,,,", "quantity=\"ten\" E0211 is no number: write digits such as 12.5"),
    ("e,receive,,2026,,,P,L,1e3,,S,,,,,,", "quantity=\"1e3\" E0211 has an exponent: write the number out"),
    (
        "e,receive,,2026,,,P,L,\"1,000\",,S,,,,,,",
        "quantity=\"1,000\" E0211 has a ',' in it: write 1234.5, or name the \
      marks in a map (--map, keys `decimal_mark` and `thousands_mark`)",
    ),
    (
        "e,receive,,2026,,,P,L,1.0000000000000000001,,S,,,,,,",
        "quantity=\"1.0000000000000000001\" E0212 has more than \
      18 digits, which cannot be held exactly: shorten it",
    ),
    (
        "e,sell,,2026,,,P,L,-1,,S,,,,,,",
        "quantity=\"-1\" E0213 is negative: only adjust takes that; turn a sell round \
      instead",
    ),
];

#[test]
fn of_events() {
    for (row, reason) in EVENT_ROWS {
        let tables = load(&[
            ("events.csv", &events(&format!("ok,clean,,2026,,,,,,,S,,,,,,\n{row}"))),
            ("sites.csv", "site,time_zone\nBERLIN,Europe/Berlin\n"),
        ]);
        assert_eq!(told(&tables), [format!("events.csv:3 {reason}")], "{row}");
        assert_eq!((tables.rows_read, tables.events[0].rows.len()), ([2, 0, 0, 1, 0, 0], 1), "{row}");
    }
}

#[test]
fn of_an_unclosed_quote() {
    let tables =
        load(&[("events.csv", &events("a,clean,,2026,,,,,,,S,,,,,,\nb,clean,,2026,,,,,,,\"S,,,,,,\nc\n"))]);
    assert_eq!(
        told(&tables),
        [
            "events.csv:3 site=\"\\\"S,,,,,,\\nc\" E0202 has a quote that is never closed, so that the rest of the file \
          belongs to this row: close it, or write it twice inside quotes"
        ]
    );
}

#[test]
fn of_bytes_that_are_no_text() {
    let row = |id: &str| format!("{id},receive,,2026,,,P,L,1,,S,,,,,,,?\n");
    let text = format!("{}{}{}", row("a"), row("b"), row("c"));
    let mut bytes = format!("{},note\n{text}", crate::EVENTS).into_bytes();
    let at =
        |bytes: &[u8], from: usize, byte: u8| from + bytes[from..].iter().position(|b| *b == byte).unwrap();
    let line_3 = at(&bytes, at(&bytes, 0, b'\n') + 1, b'\n') + 1;
    let lot = at(&bytes, line_3, b'L');
    bytes[lot] = 0xe9;
    // The last column is none of the table, so what is wrong there does not matter.
    let note = at(&bytes, at(&bytes, line_3, b'\n'), b'?');
    bytes[note] = 0xff;
    let sources = lotrace_loader::Sources::memory(vec![("events.csv".to_owned(), bytes)]);
    let tables = lotrace_loader::read(&sources, &Default::default(), &Default::default()).unwrap();
    assert_eq!(
        told(&tables),
        [
            "events.csv:3 lot=\"\u{fffd}\" E0203 is not text in the file's encoding: save it as UTF-8, or name its \
          encoding in a map (--map, key `encoding`)"
        ]
    );
    assert_eq!(tables.unknown_columns, [(0, "note".to_owned())]);
    assert_eq!(tables.events[0].rows.len(), 2);
}

/// Rows of the small tables: (file, header, row, what is said).
const SMALL_ROWS: &[(&str, &str, &str, &str)] = &[
    ("products", "product,name", ",Milk", "product=\"\" E0206 is empty: every product needs it"),
    (
        "products",
        "product,shelf_life_days",
        "P,1.5",
        "shelf_life_days=\"1.5\" E0213 is no whole number of zero or \
      more: write whole days",
    ),
    (
        "products",
        "product,unit_cost",
        "P,free",
        "unit_cost=\"free\" E0211 is no number: write digits such as 12.5",
    ),
    (
        "products",
        "product,ftl",
        "P,maybe",
        "ftl=\"maybe\" E0218 is neither true nor false: write true or false",
    ),
    (
        "products",
        "product,gtin",
        "P,4006381333931;123",
        "gtin=\"4006381333931;123\" E0217 \"123\" is no GTIN: it has \
      8, 12, 13 or 14 digits (leading zeros included), several stand with ; between",
    ),
    (
        "units",
        "product,unit,base_per_unit",
        "P,case,0",
        "base_per_unit=\"0\" E0213 must be above zero: it says how \
      many of the product's own units one unit is",
    ),
    (
        "units",
        "product,unit,base_per_unit",
        "P,case,",
        "base_per_unit=\"\" E0206 is empty: every unit needs it",
    ),
    (
        "sites",
        "site,kind",
        "S,shop",
        "kind=\"shop\" E0215 is no kind of site: use one of supplier plant dc zone store \
      vehicle customer, leave it empty, or translate it in a map (--map, table `sites.kinds`)",
    ),
    (
        "sites",
        "site,kind",
        "S,stroe",
        "kind=\"stroe\" E0215 is no kind of site: use one of supplier plant dc zone \
      store vehicle customer, leave it empty, or translate it in a map (--map, table `sites.kinds`)",
    ),
    (
        "sites",
        "site,time_zone",
        "S,Europe/Berln",
        "time_zone=\"Europe/Berln\" E0214 is no time zone of the IANA \
      database; did you mean Europe/Berlin?: use a name such as Europe/Berlin",
    ),
    (
        "lots",
        "product,lot,use_by",
        "P,L,26-01-01",
        "use_by=\"26-01-01\" E0216 is no calendar day: write 2026-01-31, \
      2026-01 (its last day), 20260131, or give its pattern in a map (--map, key `dates`)",
    ),
    (
        "lots",
        "product,lot,use_by",
        "P,L,260131",
        "use_by=\"260131\" E0216 has six digits: write 2026-01-31, or set \
      `gs1_dates = true` for this table in a map (--map) if they are GS1's YYMMDD",
    ),
    ("lots", "product,lot,use_by", "P,,2026", "lot=\"\" E0206 is empty: every lot needs it"),
    (
        "orders",
        "order,product,status",
        "O,P,lost",
        "status=\"lost\" E0219 is no status: write open or shipped, or \
      translate it in a map (--map, table `orders.statuses`)",
    ),
    ("orders", "order,product,status", "O,P,", "status=\"\" E0206 is empty: every order needs it"),
    (
        "orders",
        "order,product,status,quantity",
        "O,P,open,-1",
        "quantity=\"-1\" E0213 is negative: an order asks for \
      zero or more",
    ),
];

#[test]
fn of_small_tables() {
    for (table, header, row, reason) in SMALL_ROWS {
        let name = format!("{table}.csv");
        let tables = load(&[("events.csv", &events("")), (&name, &format!("{header}\n{row}\n"))]);
        assert_eq!(told(&tables), [format!("{name}:2 {reason}")], "{row}");
    }
}

#[test]
fn where_the_column_is_missing_the_reason_says_so() {
    let tables = load(&[("events.csv", "event_id,kind,time,product\ne,sell,2026,P\n")]);
    assert_eq!(
        told(&tables),
        [
            "events.csv:2 site=\"\" E0206 a sell needs `site`, and the file has no such column: add it, or name it in a \
          map (--map)"
        ]
    );
    let tables = load_with(
        &[("events.csv", "Nr,kind,time,product\ne,fell,2026,P\n")],
        &mapped("events.columns.event_id='nr'"),
    );
    assert_eq!(tables.rejects[0].column, "kind");
}

#[test]
fn every_code_but_those_of_other_tests_is_provoked_here() {
    let said = EVENT_ROWS.iter().map(|(_, said)| *said).chain(SMALL_ROWS.iter().map(|(.., said)| *said));
    let said: Vec<&str> = said.collect();
    let silent: BTreeSet<&str> = REJECT_CODES
        .iter()
        .map(|known| known.code)
        .filter(|code| !said.iter().any(|said| said.contains(&format!(" {code} "))))
        .collect();
    // What only the whole load can tell is provoked in `tests/build.rs`.
    assert_eq!(silent, BTreeSet::from(["E0203", "E0220", "E0221", "E0222", "E0223"]));
}

#[test]
fn written_as_csv() {
    let tables = load(&[("a/events.csv", &events("e,receive,,2026,,,P,L,\"1,\"\"0\",,S,,,,,,\nx,\"y\nz\""))]);
    let mut out = Vec::new();
    RejectsWriter::new(&mut out).write(&tables).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "file,row,column,value,code,reason\n\
         a/events.csv,2,quantity,\"1,\"\"0\",E0211,\"has a ',' in it: write 1234.5, or name the marks in a map (--map, \
         keys `decimal_mark` and `thousands_mark`)\"\n\
         a/events.csv,3,,\"x,\"\"y\nz\"\"\",E0201,\"the row has 2 fields, the header 17: is the line cut, or a cell \
         with a line end not quoted?\"\n"
    );
}

#[test]
fn what_is_right_in_small_tables_is_loaded() {
    let tables = load(&[
        ("events.csv", &events("")),
        (
            "products.csv",
            "product,gtin,ftl,lot_tracked,unit_cost,shelf_life_days,reorder_point\n\
                          P, 4006381333931 ;12345670,Yes,0,1.250,30,\n",
        ),
        ("units.csv", "product,unit,base_per_unit\nP,case,12\nP,case,12\n"),
        ("sites.csv", "site,kind,time_zone\nS,Store,\nT,,America/New_York\n"),
        (
            "lots.csv",
            "product,lot,produced,received,best_before,use_by\n\
                      P,A,2026-02-03,2026-02,2026,20260203\nP,B,2026-02-00,20280200,2026-02-03T00:00:00,1960-01-01\n",
        ),
        ("orders.csv", "order,product,status,quantity\nO,P,Shipped,\nO,P,open,2\n"),
    ]);
    assert_eq!(told(&tables), [""; 0]);
    assert_eq!(tables.rows_read, [0, 1, 2, 2, 2, 2]);
    assert_eq!(
        tables.files,
        ["products.csv", "units.csv", "sites.csv", "lots.csv", "orders.csv", "events.csv"]
    );
    let product = &tables.products[0];
    assert_eq!(
        (&product.gtin[..], product.ftl, product.lot_tracked),
        (&[4006381333931, 12345670][..], Some(true), Some(false))
    );
    assert_eq!(
        (product.unit_cost, product.shelf_life_days),
        (Some(Decimal { mantissa: 125, scale: 2 }), Some(30))
    );
    assert_eq!(product.place, Place { file: 0, line: 2 });
    assert_eq!(tables.units[1].base_per_unit, Decimal { mantissa: 12, scale: 0 });
    assert_eq!((tables.sites[0].kind, tables.sites[1].kind), (SiteKind::Store, SiteKind::Unknown));
    let days = |i: usize| {
        let lot = tables.lots().nth(i).unwrap();
        [lot.produced, lot.received, lot.best_before, lot.use_by]
    };
    assert_eq!(days(0), [Some(20487), Some(20512), Some(20818), Some(20487)]);
    assert_eq!(days(1), [Some(20512), Some(21243), Some(20487), Some(-3653)]);
    assert_eq!((tables.orders[0].shipped, tables.orders[1].shipped), (true, false));
    assert_eq!(tables.orders[0].quantity, None);
    let sources = memory(&[("events.csv", &events(""))]);
    assert!(
        lotrace_loader::read(&sources, &Default::default(), &Default::default()).unwrap().events.is_empty()
    );
}

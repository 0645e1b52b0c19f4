//! Times: instants, intervals, and what clock changes make of local ones.

use lotrace_loader::Moment;

use crate::{all_rows, events, load_with, told, zoned};

/// The moments of one event's time at site `S` in a zone, or why it is rejected.
fn moment(zone: &str, text: &str) -> Result<Moment, String> {
    let options = if zone.is_empty() { Default::default() } else { zoned(zone) };
    let tables = load_with(&[("events.csv", &events(&format!("e,clean,,{text},,,,,,,S,,,,,,")))], &options);
    match told(&tables).first() {
        Some(reject) => Err(reject.clone()),
        None => Ok(all_rows(&tables).next().unwrap().time),
    }
}

fn check(zone: &str, text: &str, start_seconds: i64, nanos: i64, span: u32) {
    assert_eq!(
        moment(zone, text),
        Ok(Moment { start: start_seconds * 1_000_000_000 + nanos, span }),
        "{text} {zone}"
    );
}

fn code(zone: &str, text: &str) -> String {
    let reject = moment(zone, text).unwrap_err();
    reject.split_whitespace().find(|word| word.starts_with("E02")).unwrap().to_owned()
}

#[test]
fn instants() {
    let noon = 1_767_355_200;
    for text in [
        "2026-01-02T12:00:00Z",
        "2026-01-02t12:00:00z",
        "2026-01-02 12:00:00Z",
        "2026-01-02T13:30:00+01:30",
        "2026-01-02T13:30:00+0130",
        "2026-01-02 04:00:00-08",
        "2026-01-02T12:00:00-00:00",
        "2026-01-03T11:59:00+23:59",
    ] {
        check("", text, noon, 0, 0);
    }
    check("", "2026-01-02T12:00:00.5Z", noon, 500_000_000, 0);
    check("", "2026-01-02T12:00:00.123456789+00:00", noon, 123_456_789, 0);
    check("Europe/Berlin", "2026-01-02T13:00:00.000000001", noon, 1, 0);
    check("", "1970-01-01T00:00:00Z", 0, 0, 0);
    check("", "2106-02-07T06:28:14Z", 4_294_967_294, 0, 0);
}

#[test]
fn a_time_without_seconds_is_some_time_in_that_minute() {
    check("", "2026-01-02T12:00Z", 1_767_355_200, 0, 60);
    check("Europe/Berlin", "2026-01-02 13:00", 1_767_355_200, 0, 60);
}

#[test]
fn intervals() {
    check("", "2026-01-02", 1_767_312_000, 0, 86_400);
    check("", "2026-02", 1_769_904_000, 0, 28 * 86_400);
    check("", "2028", 1_830_297_600, 0, 366 * 86_400);
    check("Europe/Berlin", "2026-01-02", 1_767_312_000 - 3600, 0, 86_400);
    // Clocks go forward on 03-29 and back on 10-25.
    check("Europe/Berlin", "2026-03-29", 1_774_738_800, 0, 23 * 3600);
    check("Europe/Berlin", "2026-10-25", 1_792_879_200, 0, 25 * 3600);
    check("Europe/Berlin", "2026-03", 1_772_319_600, 0, 31 * 86_400 - 3600);
    // Clocks skip midnight in Beirut, and repeat 00:00 to 01:00 in Havana: both are of the new day.
    check("Asia/Beirut", "2026-03-28", 1_774_648_800, 0, 86_400);
    check("Asia/Beirut", "2026-03-29", 1_774_735_200, 0, 23 * 3600);
    check("America/Havana", "2026-10-31", 1_793_419_200, 0, 86_400);
    check("America/Havana", "2026-11-01", 1_793_505_600, 0, 25 * 3600);
    // In St John's of 1990 clocks went back from 00:01 to 23:01, so that two days interleave.
    check("America/St_Johns", "1990-10-27", 656_994_600, 0, 25 * 3600);
    check("America/St_Johns", "1990-10-28", 657_081_000, 0, 86_400 + 3600);
    // Samoa left out a whole day.
    assert_eq!(code("Pacific/Apia", "2011-12-30"), "E0210");
}

#[test]
fn a_repeated_local_time_is_both_and_all_between() {
    // 02:30 in Berlin: first at 00:30 UTC, again at 01:30 UTC.
    check("Europe/Berlin", "2026-10-25T02:30:00", 1_792_888_200, 0, 3601);
    check("Europe/Berlin", "2026-10-25T02:30:00.25", 1_792_888_200, 250_000_000, 3601);
    let moment = moment("Europe/Berlin", "2026-10-25T02:30:00.25").unwrap();
    let second = (1_792_888_200 + 3600) * 1_000_000_000 + 250_000_000;
    assert!(moment.end() >= second && moment.end() - second < 1_000_000_000);
    assert_eq!(code("Europe/Berlin", "2026-03-29T02:30:00"), "E0210");
}

#[test]
fn refused() {
    for text in [
        "2026-13",
        "2026-00-01",
        "2026-01-32",
        "0000",
        "2026-01-02T24:00:00Z",
        "2026-01-02T23:59:60Z",
        "2026-01-02T10:60:00Z",
        "2026-01-02T10:00:00+24:00",
        "26-01-02",
        "02.01.2026",
        "1/2/2026",
        "2026-01-02T",
        "2026-01-02T10",
        "2026-01-02T10:00:00.Z",
        "2026-01-02T10:00:00Zx",
        "20260102",
        "2026-01-02T10:00:00 Z",
        "٢٠٢٦",
    ] {
        assert_eq!(code("UTC", text), "E0207", "{text}");
    }
    for text in ["1969-12-31T23:59:59Z", "2106-02-07T06:28:15Z", "2106", "9999-12-31", "1969", "0026-01-01"] {
        assert_eq!(code("UTC", text), "E0208", "{text}");
    }
    assert_eq!(code("", "2026-01-02T10:00:00"), "E0209");
}

#[test]
fn the_zone_is_that_of_the_place() {
    let rows = "a,move,,2026-01-02,2026-01-03,2026-01-04,P,L,1,,NY,TOKYO,,,,,\n\
                b,arrive,,2026-01-02,,,,,,,,TOKYO,,,,,a\n\
                c,sell,,2026-01-02,,,P,L,1,,ELSEWHERE,,,,,,";
    let sites = "site,time_zone\nNY,America/New_York\nTOKYO,Asia/Tokyo\n";
    let tables = load_with(&[("events.csv", &events(rows)), ("sites.csv", sites)], &zoned("Europe/Berlin"));
    let rows: Vec<_> = all_rows(&tables).collect();
    let hour = 3600 * 1_000_000_000;
    let utc = 1_767_312_000 * 1_000_000_000;
    assert_eq!(rows[0].time.start, utc + 5 * hour);
    assert_eq!(rows[0].arrived.unwrap().start, utc + 15 * hour);
    assert_eq!(rows[0].recorded, Some(utc + 72 * hour + 5 * hour - 1));
    assert_eq!(rows[1].time.start, utc - 9 * hour);
    assert_eq!(rows[2].time.start, utc - hour);
}

//! Whatever the bytes are, a reader refuses them or reads them; it never panics and never runs away.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use standards::{StandardsError, epcis, foodchain, fsma204};

const JSON: &str = r#"{"@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"], "type": "EPCISDocument",
"schemaVersion": "2.0", "creationDate": "2026-01-01T00:00:00Z", "epcisBody": {"eventList": [
{"type": "ObjectEvent", "eventID": "e1", "eventTime": "2026-01-02T00:00:00.5+02:00", "eventTimeZoneOffset": "+02:00",
"action": "ADD", "bizStep": "commissioning", "bizLocation": {"id": "urn:epc:id:sgln:4012345.00001.0"},
"quantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.012345.A%2F1", "quantity": 1.25e2, "uom": "KGM"}],
"ilmd": {"cbvmda:lotNumber": "A\u00e9\ud83d\ude00"}},]}}"#;

const XML: &str = r#"<?xml version="1.0"?><!-- a comment --><epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1"
xmlns:x="urn:x" schemaVersion="1.2" creationDate="2026-01-01T00:00:00Z"><EPCISBody><EventList><extension>
<TransformationEvent><eventTime>2026-01-02T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>
<inputQuantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.A&amp;1</epcClass>
<quantity>2</quantity></quantityElement></inputQuantityList><x:own a="1"><![CDATA[<b>]]></x:own></TransformationEvent>
</extension></EventList></EPCISBody></epcis:EPCISDocument>"#;

fn validate(bytes: &[u8]) -> Result<u64, StandardsError> {
    epcis::validate_from(Cursor::new(bytes), Path::new("hostile"))
}

#[test]
fn the_documents_to_damage_are_good() {
    assert_eq!((validate(JSON.as_bytes()).unwrap(), validate(XML.as_bytes()).unwrap()), (1, 1));
}

#[test]
fn every_cut_is_refused_with_its_line() {
    for text in [JSON, XML] {
        for end in 0..text.len() - 1 {
            let Err(StandardsError::Faults { faults, .. }) = validate(&text.as_bytes()[..end]) else {
                panic!("cut at {end} of {text}");
            };
            assert!(faults[0].line >= 1);
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |open: &str, close: &str| {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        format!("{{\"epcisBody\": {{\"eventList\": [{{\"x\": {open}1{close}}}]}}}}")
    };
    for text in [deep("[", "]"), deep("{\"a\":", "}")] {
        assert!(validate(text.as_bytes()).is_err());
    }
    let elements = format!("<ObjectEvent>{}{}</ObjectEvent>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert!(validate(elements.as_bytes()).is_err());
}

#[test]
fn entities_do_not_grow() {
    let text = XML.replacen(
        "<!-- a comment -->",
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
        1,
    );
    assert!(validate(text.replace("A&amp;1", "&b;").as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn damaged_documents_do_not_panic(
        json in any::<bool>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3u8, any::<u8>()), 1..8),
    ) {
        let mut bytes = if json { JSON } else { XML }.as_bytes().to_vec();
        for (at, kind, byte) in edits {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        let _read = validate(&bytes);
    }

    #[test]
    fn any_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _read = validate(&bytes);
    }
}

/// A reader that is to survive.
type Reader<'r> = &'r dyn Fn(&[u8]);

/// Damages texts at random for a while: a second for each reader, or `LOTRACE_FUZZ_SECONDS`.
#[test]
fn readers_survive_for_a_while() {
    let seconds = std::env::var("LOTRACE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let options = gs1::ScanOptions::lenient(gs1::AsOf::year(2026).unwrap());
    let pattern = gs1::Pattern::parse("{product:3}-{date:yymmdd}-B{batch:2}").unwrap();
    let texts: [(&str, Reader<'_>); 5] = [
        (JSON, &|bytes| drop(validate(bytes))),
        (XML, &|bytes| drop(validate(bytes))),
        ("(01)09506000134352(17)271200(10)26A117", &|bytes| {
            drop(gs1::scan(&String::from_utf8_lossy(bytes), &options));
        }),
        ("https://example.com/01/09506000134352/10/26A%2F117?17=271200", &|bytes| {
            std::hint::black_box(gs1::till(&String::from_utf8_lossy(bytes), &options).is_ok());
        }),
        ("GYP-250516-B01", &|bytes| {
            drop(pattern.read(&String::from_utf8_lossy(bytes), gs1::AsOf::year(2026).unwrap()));
            drop(gs1::Pattern::parse(&String::from_utf8_lossy(bytes)));
        }),
    ];
    for (text, read) in texts {
        let (end, mut state, mut runs) =
            (Instant::now() + Duration::from_secs(seconds), 0x9E37_79B9_u64, 0u64);
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below.max(1) as u64) as usize
        };
        while Instant::now() < end {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=random(6) {
                let at = random(bytes.len());
                match random(5) {
                    0 if !bytes.is_empty() => bytes[at] = random(256) as u8,
                    1 => bytes.insert(at, b"{}[]<>&;\"\\%/():,\x1d"[random(17)]),
                    2 if !bytes.is_empty() => drop(bytes.remove(at)),
                    3 => bytes.truncate(at),
                    _ => bytes.extend_from_within(at..),
                }
            }
            read(&bytes);
            runs += 1;
        }
        println!("{runs} damaged copies of {:?}", &text[..text.len().min(30)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn other_formats_refuse_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("document");
        std::fs::write(&path, bytes).unwrap();
        prop_assert!(fsma204::import(std::slice::from_ref(&path), &directory.path().join("a")).is_err());
        prop_assert!(foodchain::import(&[path], &directory.path().join("b")).is_err());
    }
}

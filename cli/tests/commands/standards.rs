//! Documents of the standards in, labels and codes out.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Built, creamery, listed, lotrace};

const EPCIS: &str = r#"{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "EPCISDocument",
"schemaVersion": "2.0", "creationDate": "2026-01-01T00:00:00Z", "epcisBody": {"eventList": [
{"type": "ObjectEvent", "eventID": "e1", "eventTime": "2026-01-02T00:00:00Z", "eventTimeZoneOffset": "+00:00",
 "action": "ADD", "bizStep": "commissioning", "bizLocation": {"id": "urn:epc:id:sgln:4012345.00001.0"},
 "quantityList": [{"epcClass": "urn:epc:class:lgtin:9506000.013435.A1", "quantity": 9, "uom": "KGM"}]},
{"type": "TransformationEvent", "eventID": "e2", "eventTime": "2026-01-03T00:00:00Z", "eventTimeZoneOffset": "+00:00",
 "bizLocation": {"id": "urn:epc:id:sgln:4012345.00001.0"},
 "inputQuantityList": [{"epcClass": "urn:epc:class:lgtin:9506000.013435.A1", "quantity": 9, "uom": "KGM"}],
 "outputQuantityList": [{"epcClass": "urn:test:cheese"}]}]}}"#;

#[test]
fn epcis_goes_straight_into_a_snapshot() {
    let directory = TempDir::new().unwrap();
    let source = directory.path().join("events.jsonld");
    fs::write(&source, EPCIS).unwrap();
    let path = directory.path().join("snap");
    let built = lotrace(&["build", source.to_str().unwrap(), "-o", path.to_str().unwrap()]);
    assert_eq!(built.code, 0, "{built:?}");
    let built = Built { directory, path };
    let lots = json!([{"lot": "09506000134352/A1"}, {"lot": "urn:test/urn:test:cheese"}]);
    for name in ["(01)09506000134352(10)A1", "urn:epc:class:lgtin:9506000.013435.A1", "A1"] {
        assert_eq!(built.ask(&["trace", "forward", name]).json()["lots"], lots, "{name}");
    }
    assert_eq!(built.ask(&["trace", "backward", "urn:test:cheese"]).json()["lots"], lots);
}

#[test]
fn an_import_accounts_for_every_event() {
    let directory = TempDir::new().unwrap();
    let source = directory.path().join("events.json");
    fs::write(&source, EPCIS).unwrap();
    let out = directory.path().join("tables");
    let said =
        lotrace(&["import", "epcis", source.to_str().unwrap(), "-o", out.to_str().unwrap(), "-f", "json"]);
    let document = &said.json()["documents"][0];
    assert_eq!((&document["events"], &document["movements"]), (&json!(2), &json!(2)), "{said:?}");
    assert_eq!(
        said.json()["rows"],
        json!([{"what": "receive", "count": 1}, {"what": "transform", "count": 2}])
    );
    let files = ["epcis_events.csv", "events.csv", "lots.csv", "products.csv", "sites.csv"];
    assert_eq!(listed(&out).unwrap(), files);
    Built::of(&out);
}

#[test]
fn a_document_that_breaks_the_standard_is_refused_as_a_whole() {
    let directory = TempDir::new().unwrap();
    let source = directory.path().join("events.json");
    fs::write(&source, EPCIS.replace("\"ADD\"", "\"CREATE\"")).unwrap();
    let out = directory.path().join("tables");
    let said =
        lotrace(&["import", "epcis", source.to_str().unwrap(), "-o", out.to_str().unwrap(), "-f", "json"]);
    assert_eq!((said.code, &said.json()["error"]["code"]), (3, &json!("E0118")), "{said:?}");
    let message = said.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("line 4: epcisBody.eventList[0].action: \"CREATE\" is no action"), "{message}");
    assert_eq!(listed(&out).unwrap(), Vec::<String>::new());
}

#[test]
fn labels_of_lots_and_of_scans() {
    let built = creamery();
    let out = built.directory.path().join("labels");
    let said = built.ask(&["label", "CHEESE/C1", "-o", out.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    let files =
        ["datamatrix.png", "datamatrix.svg", "qr.png", "qr.svg"].map(|end| format!("CHEESE_C1-{end}"));
    assert_eq!(listed(&out).unwrap(), [files.as_slice(), &["labels.html".to_owned()]].concat());
    let svg = fs::read_to_string(out.join("CHEESE_C1-qr.svg")).unwrap();
    for line in ["(01) 09506000134352", "(10) C1", "(17) 260201"] {
        assert!(svg.contains(line), "{line}: {svg}");
    }
    let without_gtin = built.ask(&["label", "MILK/M1", "-o", out.to_str().unwrap()]);
    assert_eq!((without_gtin.code, &without_gtin.json()["error"]["code"]), (3, &json!("E0119")));
    let scan = "(01)09506000134352(10)C9";
    assert_eq!(lotrace(&["label", scan, "-o", out.to_str().unwrap()]).code, 0);
    assert!(out.join("09506000134352_C9-datamatrix.png").is_file());
}

#[test]
fn codes_are_read_continued_and_checked() {
    const PATTERN: &str = "{product:3}-{date:yymmdd}-B{batch:2}-{plant:2}";
    let next = |arguments: &[&str]| {
        let said =
            lotrace(&[&["codes", "next", PATTERN, "GYP-250516-B01-MA", "-f", "json"], arguments].concat());
        said.json()["next"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(next(&[]), "GYP-250516-B02-MA");
    assert_eq!(next(&["--on", "2025-05-17"]), "GYP-250517-B01-MA");
    let checked = lotrace(&[
        "codes",
        "check",
        PATTERN,
        "GYP-250516-B01-MA",
        "GYP-25O516-B01-MA",
        "gyp-250516-b01-ma",
        "-f",
        "json",
    ]);
    let said = checked.json();
    assert_eq!((&said["codes"], &said["consistent"]), (&json!(3), &json!(false)));
    let likely: Vec<_> =
        said["offenders"].as_array().unwrap().iter().map(|row| row["likely"].clone()).collect();
    assert_eq!(likely, ["GYP-250516-B01-MA", "GYP-250516-B01-MA"]);
    let read = lotrace(&["codes", "read", PATTERN, "GYP-250516-B01-MA"]);
    assert!(read.out.contains("GYP-250516-B01-MA,day,2025-05-16"), "{read:?}");
    let of_lots = creamery().ask(&["codes", "check", "{name:1}{batch:1}"]).json();
    assert_eq!((&of_lots["codes"], &of_lots["consistent"]), (&json!(2), &json!(true)));
    assert_eq!(lotrace(&["codes", "read", "{x", "A"]).code, 3);
}

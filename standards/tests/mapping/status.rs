use crate::harness::{DC, at, import_events};

fn seen(id: &str, day: u32, disposition: &str, rest: &str) -> String {
    format!(
        r#""eventID": "{id}", "eventTime": "{}", "action": "OBSERVE", "bizStep": "inspecting", @dc,
        "disposition": "{disposition}", "quantityList": [{{"epcClass": "lot:A"}}] {rest}"#,
        at(day)
    )
}

fn check(events: &[String], expected: &[&str]) {
    let tables = import_events(&events.iter().map(String::as_str).collect::<Vec<_>>());
    tables.check("event_id kind lot site document", expected);
}

#[test]
fn dispositions_hold_and_release_and_never_move() {
    check(
        &[
            seen("d1", 2, "damaged", ""),
            seen("d2", 3, "damaged", ""),
            seen("d3", 4, "in_progress", ""),
            seen("d4", 5, "sellable_accessible", ""),
        ],
        &[
            &format!("d1+status hold A {DC} EPCIS:damaged"),
            &format!("d4+status release A {DC} EPCIS:damaged"),
        ],
    );
}

#[test]
fn a_recall_holds_for_the_lot_wherever_it_is() {
    check(&[seen("d1", 2, "recalled", "")], &["d1+status recall A EPCIS:recalled"]);
}

#[test]
fn lasting_dispositions_end_where_they_are_unset() {
    let set = r#", "persistentDisposition": {"set": ["non_conformant"]}"#;
    let unset =
        r#", "persistentDisposition": {"unset": ["non_conformant"], "set": ["completeness_verified"]}"#;
    check(
        &[
            seen("d1", 2, "in_progress", set),
            seen("d2", 3, "sellable_accessible", ""),
            seen("d3", 4, "", unset),
        ],
        &[
            &format!("d1+status hold A {DC} EPCIS:persistent non_conformant"),
            &format!("d3+status release A {DC} EPCIS:persistent non_conformant"),
        ],
    );
}

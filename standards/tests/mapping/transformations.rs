use crate::harness::{PLANT, at, import_events};

fn transformation(id: &str, day: u32, shared: &str, inputs: &str, outputs: &str) -> String {
    let list = |name: &str, lots: &str| {
        let amounts: Vec<String> = lots
            .split_whitespace()
            .map(|lot| {
                let (lot, quantity) = lot.split_once('=').unwrap();
                format!(r#"{{"epcClass": "lot:{lot}", "quantity": {quantity}, "uom": "KGM"}}"#)
            })
            .collect();
        format!(r#""{name}": [{}]"#, amounts.join(","))
    };
    let shared =
        if shared.is_empty() { String::new() } else { format!(r#""transformationID": "{shared}","#) };
    format!(
        r#""type": "TransformationEvent", "eventID": "{id}", "eventTime": "{}", @plant, {shared} {}, {}"#,
        at(day),
        list("inputQuantityList", inputs),
        list("outputQuantityList", outputs)
    )
}

const COLUMNS: &str = "event_id kind role time arrived lot quantity site";

#[test]
fn a_transformation_is_a_transform() {
    let event = transformation("t", 2, "", "A=9876 B=2", "C=10");
    import_events(&[&event]).check(
        COLUMNS,
        &[
            &format!("t transform in 2026-01-02T12:00:00Z A 9876 {PLANT}"),
            &format!("t transform in 2026-01-02T12:00:00Z B 2 {PLANT}"),
            &format!("t transform out 2026-01-02T12:00:00Z C 10 {PLANT}"),
        ],
    );
}

#[test]
fn events_of_one_transformation_are_one_from_the_first_to_the_last() {
    let events =
        [transformation("t1", 2, "T", "A=1", ""), transformation("t2", 3, "T", "B=1", "C=2")].map(|e| e);
    let tables = import_events(&events.each_ref().map(String::as_str));
    tables.check(
        COLUMNS,
        &[
            &format!("T transform in 2026-01 A 1 {PLANT}"),
            &format!("T transform in 2026-01 B 1 {PLANT}"),
            &format!("T transform out 2026-01 2026-01-03T12:00:00Z C 2 {PLANT}"),
        ],
    );
    assert!(tables.sites.lines().any(|line| line.starts_with(PLANT) && line.ends_with(",UTC")));
}

#[test]
fn facts_of_outputs_are_facts_of_their_lots() {
    let event = r#""type": "TransformationEvent", "eventID": "t", "eventTime": "2026-01-02T12:00:00Z", @plant,
        "inputQuantityList": [{"epcClass": "lot:A"}], "outputEPCList": ["piece:1", "piece:2"],
        "ilmd": {"cbvmda:lotNumber": "C", "cbvmda:itemExpirationDate": "2026-05-01"}"#;
    let tables = import_events(&[event]);
    tables.check("role lot quantity", &["in A", "out C 2"]);
    assert_eq!(tables.lots.lines().skip(1).collect::<Vec<_>>(), ["04012345123456,C,,,,,,2026-05-01"]);
}

fn association(id: &str, day: u32, action: &str, children: &str) -> String {
    format!(
        r#""type": "AssociationEvent", "eventID": "{id}", "eventTime": "{}", "action": "{action}", @plant,
        "bizStep": "installing", "parentID": "urn:epc:id:grai:4012345.55555.987" {children}"#,
        at(day)
    )
}

#[test]
fn a_component_is_part_of_its_composite_until_it_is_taken_out() {
    let children = r#", "childQuantityList": [{"epcClass": "lot:A", "quantity": 4}]"#;
    let events = [association("a", 2, "ADD", children), association("d", 3, "DELETE", children)];
    import_events(&events.each_ref().map(String::as_str)).check(
        "event_id kind role lot quantity",
        &[
            "a transform in A 4",
            "a transform out urn:epc:id:grai:4012345.55555.987",
            "d transform in urn:epc:id:grai:4012345.55555.987",
            "d transform out A 4",
        ],
    );
}

#[test]
fn a_composite_taken_apart_without_naming_its_parts_gives_all_that_is_in_it() {
    let some = |lot: &str| format!(r#", "childQuantityList": [{{"epcClass": "lot:{lot}", "quantity": 1}}]"#);
    let events = [
        association("a1", 2, "ADD", &some("A")),
        association("a2", 3, "ADD", &some("B")),
        association("d1", 4, "DELETE", &some("A")),
        association("d2", 5, "DELETE", ""),
        association("a3", 6, "ADD", &some("C")),
    ];
    let tables = import_events(&events.each_ref().map(String::as_str));
    let of_d2: Vec<String> =
        tables.rows(&["event_id", "role", "lot"]).into_iter().filter(|row| row.starts_with("d2")).collect();
    assert_eq!(of_d2, ["d2 in urn:epc:id:grai:4012345.55555.987", "d2 out B"]);
}

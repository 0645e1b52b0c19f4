use crate::harness::import_events;

const SHIP: &str = r#""eventTime": "2026-01-02T12:00:00Z", "action": "OBSERVE", "bizStep": "shipping", from:plant,
    to:dc, "quantityList": [{"epcClass": "lot:A", "quantity": 5}]"#;
const ERROR: &str = r#", "errorDeclaration": {"declarationTime": "2026-01-05T00:00:00Z", "reason": "incorrect_data",
    "correctiveEventIDs": ["s2"]}"#;

#[test]
fn an_error_declaration_is_a_void_that_names_what_corrects_it() {
    let (wrong, again) =
        (format!(r#""eventID": "s1", {SHIP}"#), format!(r#""eventID": "s1", {SHIP} {ERROR}"#));
    let right = format!(r#""eventID": "s2", {SHIP}"#);
    let receipt = r#""eventID": "r", "eventTime": "2026-01-03T12:00:00Z", "action": "OBSERVE", "bizStep": "receiving",
        @dc, "quantityList": [{"epcClass": "lot:A", "quantity": 5}]"#;
    let expected = ["r arrive s2", "s1 move", "s1+void void 2026-01-05T00:00:00Z s2 s1", "s2 move"];
    let columns = "event_id kind recorded document ref";
    import_events(&[&wrong, &again, &right, receipt]).check(columns, &expected);
    // The declaring copy alone says as much.
    import_events(&[&again, &right, receipt]).check(columns, &expected);
}

#[test]
fn an_event_that_is_taken_back_leaves_the_transformation_that_it_shared() {
    let event = |id: &str, lot: &str, rest: &str| {
        format!(
            r#""type": "TransformationEvent", "eventID": "{id}", "eventTime": "2026-01-02T12:00:00Z", @plant,
            "transformationID": "T", "inputQuantityList": [{{"epcClass": "lot:{lot}"}}],
            "outputQuantityList": [{{"epcClass": "lot:C"}}] {rest}"#
        )
    };
    let (good, wrong) = (event("t1", "A", ""), event("t2", "B", ERROR));
    import_events(&[&good, &wrong]).check(
        "event_id kind role lot ref",
        &[
            "T transform in A",
            "T transform out C",
            "t2 transform in B",
            "t2 transform out C",
            "t2+void void t2",
        ],
    );
}

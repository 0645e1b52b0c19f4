use crate::harness::{DC, PLANT, import_events};

#[test]
fn a_lot_that_comes_to_be_is_a_receipt_with_its_days() {
    let tables = import_events(&[
        r#""eventID": "e1", "eventTime": "2026-01-02T12:00:00+02:00", "action": "ADD",
        "bizStep": "commissioning", @plant, "quantityList": [{"epcClass": "lot:A1", "quantity": 12.50, "uom": "KGM"}],
        "ilmd": {"cbvmda:itemExpirationDate": "2026-03-01", "cbvmda:bestBeforeDate": "2026-02",
        "cbvmda:productionDate": "2026-01-02T03:00:00.000Z", "ex:other": {"deep": [1]}}"#,
    ]);
    tables.check(
        "event_id kind time product lot quantity unit site",
        &[&format!("e1 receive 2026-01-02T10:00:00Z 04012345123456 A1 12.5 kg {PLANT}")],
    );
    assert_eq!(tables.lots.lines().nth(1).unwrap(), "04012345123456,A1,,,2026-01-02,,2026-02-28,2026-03-01");
}

#[test]
fn a_date_that_is_none_is_reported_and_left_out() {
    let tables = import_events(&[r#""eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @plant,
        "quantityList": [{"epcClass": "lot:A1"}], "ilmd": {"cbvmda:bestBeforeDate": "End 2023"}"#]);
    assert_eq!((tables.lots.lines().count(), tables.note("no date")), (1, 1));
}

#[test]
fn a_product_pattern_has_no_lot_and_a_missing_quantity_is_unknown() {
    let tables =
        import_events(&[r#""eventID": "e1", "eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @plant,
        "quantityList": [{"epcClass": "urn:epc:idpat:sgtin:4012345.012345.*"}]"#]);
    tables.check("kind product lot quantity unit", &["receive 04012345123456"]);
}

#[test]
fn pieces_belong_to_the_lot_that_their_record_names_and_add_up() {
    let tables = import_events(&[
        r#""eventID": "e1", "eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @plant,
        "epcList": ["piece:1", "piece:2", "piece:3"], "ilmd": {"cbvmda:lotNumber": "A1"}"#,
        r#""eventID": "e2", "eventTime": "2026-01-03T12:00:00Z", "action": "DELETE", "bizStep": "destroying", @plant,
        "epcList": ["piece:2", "piece:1"]"#,
        r#""eventID": "e3", "eventTime": "2026-01-01T12:00:00Z", "action": "ADD", @plant, "epcList": ["piece:9"]"#,
    ]);
    tables.check(
        "event_id kind lot quantity unit",
        &["e1 receive A1 3 ea", "e2 destroy A1 2 ea", "e3 receive (21)9 1 ea"],
    );
}

#[test]
fn other_classes_are_lots_and_wrong_check_digits_are_put_right() {
    let tables =
        import_events(&[r#""eventID": "e1", "eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @plant,
        "quantityList": [{"epcClass": "urn:test:input", "quantity": 1000.0, "uom": "KGM"},
        {"epcClass": "https://id.gs1.org/01/04012345123450/10/A1", "quantity": 1}]"#]);
    tables.check("product lot quantity", &["04012345123456 A1 1", "urn:test urn:test:input 1000"]);
    assert_eq!(tables.note("check digit"), 1);
}

#[test]
fn what_is_sold_dispensed_or_destroyed_leaves_the_books() {
    let event = |id: &str, action: &str, step: &str| {
        format!(
            r#""eventID": "{id}", "eventTime": "2026-01-02T12:00:00Z", "action": "{action}", "bizStep": "{step}", @dc,
            "quantityList": [{{"epcClass": "lot:A1", "quantity": 1}}]"#
        )
    };
    let events = [
        event("e1", "OBSERVE", "retail_selling"),
        event("e2", "DELETE", "dispensing"),
        event("e3", "OBSERVE", "destroying"),
        event("e4", "DELETE", "decommissioning"),
    ];
    let tables = import_events(&events.each_ref().map(String::as_str));
    tables.check(
        "event_id kind site",
        &[
            &format!("e1 sell {DC}"),
            &format!("e2 sell {DC}"),
            &format!("e3 destroy {DC}"),
            &format!("e4 destroy {DC}"),
        ],
    );
}

#[test]
fn counts_count_pieces_together() {
    let tables = import_events(&[
        r#""eventID": "e1", "eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @plant,
        "epcList": ["piece:1", "piece:2"], "ilmd": {"cbvmda:lotNumber": "A1"}"#,
        r#""eventID": "e2", "eventTime": "2026-01-03T12:00:00Z", "action": "OBSERVE", "bizStep": "stock_taking", @plant,
        "epcList": ["piece:1", "piece:2"]"#,
        r#""eventID": "e3", "eventTime": "2026-01-03T12:00:00Z", "action": "OBSERVE", "bizStep": "cycle_counting", @plant,
        "quantityList": [{"epcClass": "lot:B1", "quantity": 0}, {"epcClass": "lot:B2"}]"#,
    ]);
    tables.check("event_id kind lot quantity", &["e1 receive A1 2", "e2 count A1 2", "e3 count B1 0"]);
    assert_eq!(tables.note("count without a quantity"), 1);
}

#[test]
fn observations_and_documents_move_nothing_and_stand_in_the_account() {
    let tables = import_events(&[
        r#""eventID": "e1", "eventTime": "2026-01-02T12:00:00Z", "action": "OBSERVE", "bizStep": "storing", @dc,
        "quantityList": [{"epcClass": "lot:A1"}]"#,
        r#""type": "TransactionEvent", "eventID": "e2", "eventTime": "2026-01-02T12:00:00Z", "action": "ADD",
        "bizStep": "shipping", "bizTransactionList": [{"type": "po", "bizTransaction": "urn:po:1"}],
        "quantityList": [{"epcClass": "lot:A1"}]"#,
    ]);
    tables.check("event_id", &[]);
    assert_eq!(tables.account.documents[0].became, [0, 0, 0, 1, 1, 0]);
    assert!(
        tables.evidence.contains("e2,TransactionEvent,ADD,2026-01-02T12:00:00Z,shipping,,,,urn:po:1,links,,")
    );
}

#[test]
fn events_without_an_id_get_one_of_what_they_say() {
    let event = r#""eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @plant,
        "quantityList": [{"epcClass": "lot:A1", "quantity": 2}]"#;
    let (once, twice) = (import_events(&[event]), import_events(&[event, event]));
    assert_eq!(once.rows(&["event_id", "quantity"]), twice.rows(&["event_id", "quantity"]));
    assert!(once.rows(&["event_id"])[0].starts_with("epcis:"));
}

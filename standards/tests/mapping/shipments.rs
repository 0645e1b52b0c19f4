use crate::harness::{DC, PLANT, SHOP, Tables, at, import_events};

/// A shipment or receipt of lot A1.
fn event(id: &str, day: u32, step: &str, quantity: &str, rest: &str) -> String {
    let quantity = if quantity.is_empty() { String::new() } else { format!(r#", "quantity": {quantity}"#) };
    format!(
        r#""eventID": "{id}", "eventTime": "{}", "action": "OBSERVE", "bizStep": "{step}", {rest}
        "quantityList": [{{"epcClass": "lot:A1"{quantity}}}]"#,
        at(day)
    )
}

fn po(number: u32) -> String {
    format!(r#""bizTransactionList": [{{"type": "po", "bizTransaction": "urn:po:{number}"}}],"#)
}

fn tables(events: &[String]) -> Tables {
    // The order of a document means nothing: both ways must give the same.
    let forward: Vec<&str> = events.iter().map(String::as_str).collect();
    let backward: Vec<&str> = events.iter().rev().map(String::as_str).collect();
    let (forward, backward) = (import_events(&forward), import_events(&backward));
    let all = ["event_id", "kind", "time", "quantity", "site", "to_site", "ref"];
    assert_eq!(forward.rows(&all), backward.rows(&all));
    forward
}

const COLUMNS: &str = "event_id kind quantity site to_site ref";

#[test]
fn a_receipt_ends_the_shipment_and_no_end_counts_twice() {
    let tables = tables(&[
        event("s", 2, "shipping", "5", "from:plant, to:dc, "),
        event("r", 3, "receiving", "5", "@dc, "),
    ]);
    tables.check(COLUMNS, &[&format!("r arrive 5 {DC} s"), &format!("s move 5 {PLANT} {DC}")]);
}

#[test]
fn departing_and_arriving_consigning_and_accepting_do_the_same() {
    for (out, back) in [("departing", "arriving"), ("consigning", "accepting")] {
        let tables =
            tables(&[event("s", 2, out, "5", "from:plant, to:dc, "), event("r", 3, back, "5", "@dc, ")]);
        tables.check("event_id kind", &["r arrive", "s move"]);
    }
}

#[test]
fn the_source_is_stated_or_the_last_place_or_where_it_was_read() {
    let made = r#""eventID": "c", "eventTime": "2026-01-01T12:00:00Z", "action": "ADD", @plant,
        "quantityList": [{"epcClass": "lot:A1", "quantity": 9}]"#;
    let moves = |events: &[String]| {
        let rows = tables(events).rows(&["kind", "site", "to_site"]);
        rows.into_iter().find(|row| row.starts_with("move")).unwrap()
    };
    let made = made.to_owned();
    let ship = |rest: &str| event("s", 2, "shipping", "5", rest);
    assert_eq!(moves(&[made.clone(), ship("from:dc, to:shop, read:shop, ")]), format!("move {DC} {SHOP}"));
    assert_eq!(moves(&[made, ship("read:dc, to:shop, ")]), format!("move {PLANT} {SHOP}"));
    assert_eq!(moves(&[ship("read:dc, to:shop, ")]), format!("move {DC} {SHOP}"));
    assert_eq!(moves(&[ship("")]), "move UNKNOWN UNKNOWN");
}

#[test]
fn a_shared_document_goes_before_the_destination_and_that_before_nearness() {
    let by_document = tables(&[
        event("s1", 2, "shipping", "5", &format!("{} from:plant, to:dc, ", po(1))),
        event("s2", 3, "shipping", "5", &format!("{} from:plant, to:shop, ", po(2))),
        event("r", 4, "receiving", "5", &format!("{} @shop, ", po(1))),
    ]);
    assert!(by_document.rows(&["event_id", "ref"]).contains(&"r s1".to_owned()));
    let by_destination = tables(&[
        event("s1", 2, "shipping", "5", "from:plant, to:dc, "),
        event("s2", 3, "shipping", "5", "from:plant, to:shop, "),
        event("r", 4, "receiving", "5", "@dc, "),
    ]);
    assert!(by_destination.rows(&["event_id", "ref"]).contains(&"r s1".to_owned()));
    let by_nearness = tables(&[
        event("s1", 2, "shipping", "5", "from:plant, "),
        event("s2", 3, "shipping", "5", "from:plant, "),
        event("s3", 5, "shipping", "5", "from:plant, "),
        event("r", 4, "receiving", "5", "@dc, "),
    ]);
    assert!(by_nearness.rows(&["event_id", "ref"]).contains(&"r s2".to_owned()));
}

#[test]
fn halves_that_nothing_matches_stay() {
    let tables = tables(&[
        event("r", 2, "receiving", "5", "from:plant, @dc, "),
        event("s", 3, "shipping", "4", "@dc, to:shop, "),
    ]);
    tables.check(
        "event_id kind quantity site to_site party",
        &[&format!("r receive 5 {DC} {PLANT}"), &format!("s move 4 {DC} {SHOP}")],
    );
    assert_eq!((tables.note("from outside"), tables.note("in transit")), (1, 1));
}

#[test]
fn parts_of_a_shipment_arrive_and_a_shortfall_stays_on_its_way() {
    let tables = tables(&[
        event("s", 2, "shipping", "5", "from:plant, to:dc, "),
        event("r1", 3, "receiving", "2", "@dc, "),
        event("r2", 4, "receiving", "1", "@dc, "),
    ]);
    tables.check("event_id kind quantity ref", &["r1 arrive 2 s", "r2 arrive 1 s", "s move 5"]);
}

#[test]
fn one_receipt_may_end_several_shipments_that_are_as_surely_meant() {
    let tables = tables(&[
        event("s1", 2, "shipping", "5", "from:plant, to:dc, "),
        event("s2", 3, "shipping", "4", "from:shop, to:dc, "),
        event("r", 4, "receiving", "10", "@dc, "),
    ]);
    tables.check("event_id kind quantity ref", &["r arrive 4 s2", "r arrive 6 s1", "s1 move 5", "s2 move 4"]);
}

#[test]
fn an_unknown_quantity_takes_all() {
    let tables = tables(&[
        event("s", 2, "shipping", "5", "from:plant, to:dc, "),
        event("r", 3, "receiving", "", "@dc, "),
    ]);
    tables.check("event_id kind quantity ref", &["r arrive s", "s move 5"]);
}

#[test]
fn void_shipping_cancels_what_did_not_leave() {
    let tables = tables(&[
        event("s1", 2, "shipping", "5", "from:plant, to:dc, "),
        event("v", 3, "void_shipping", "5", "to:dc, "),
        event("s2", 4, "shipping", "3", "from:plant, to:shop, "),
        event("r", 5, "receiving", "3", "@shop, "),
    ]);
    tables.check("event_id kind quantity ref", &["r arrive 3 s2", "s1#v move 5", "s2 move 3", "v void s1#v"]);
}

#[test]
fn goods_of_one_shipment_are_received_one_by_one() {
    let two = |id: &str, day: u32, step: &str, rest: &str, goods: &str| {
        format!(
            r#""eventID": "{id}", "eventTime": "{}", "action": "OBSERVE", "bizStep": "{step}", {rest} {goods}"#,
            at(day)
        )
    };
    let both =
        r#""quantityList": [{"epcClass": "lot:A1", "quantity": 1}, {"epcClass": "lot:B1", "quantity": 2}]"#;
    let only = r#""quantityList": [{"epcClass": "lot:B1", "quantity": 2}]"#;
    let tables = tables(&[
        two("s", 2, "shipping", "from:plant, to:dc, ", both),
        two("r", 3, "receiving", "@dc, ", only),
    ]);
    tables.check("event_id kind lot quantity ref", &["r arrive B1 2 s", "s move A1 1", "s move B1 2"]);
}

#[test]
fn pieces_of_one_lot_move_together() {
    let tables = tables(&[
        format!(
            r#""eventID": "c", "eventTime": "{}", "action": "ADD", @plant, "epcList": ["piece:1", "piece:2", "piece:3"],
            "ilmd": {{"cbvmda:lotNumber": "A1"}}"#,
            at(1)
        ),
        format!(
            r#""eventID": "s", "eventTime": "{}", "action": "OBSERVE", "bizStep": "shipping", to:dc,
            "epcList": ["piece:1", "piece:2", "piece:3"]"#,
            at(2)
        ),
        format!(
            r#""eventID": "r", "eventTime": "{}", "action": "OBSERVE", "bizStep": "receiving", @dc,
            "epcList": ["piece:1", "piece:3"]"#,
            at(3)
        ),
    ]);
    tables.check("event_id kind lot quantity ref", &["c receive A1 3", "r arrive A1 2 s", "s move A1 3"]);
}

use crate::harness::{DC, PLANT, SHOP, at, import_events};

const BOX: &str = "040123450000000016";
const PALLET: &str = "040123450000000023";

fn pack(id: &str, day: u32, action: &str, parent: &str, place: &str, children: &str) -> String {
    format!(
        r#""eventID": "{id}", "eventTime": "{}", "action": "{action}", "parentID": "{parent}", {place} {children}"#,
        at(day)
    )
}

fn ship(id: &str, day: u32, step: &str, goods: &str, rest: &str) -> String {
    format!(
        r#""eventID": "{id}", "eventTime": "{}", "action": "OBSERVE", "bizStep": "{step}", {rest} "epcList": [{goods}]"#,
        at(day)
    )
}

const LOT: &str = r#", "childQuantityList": [{"epcClass": "lot:A", "quantity": 4}]"#;

fn check(events: &[String], columns: &str, expected: &[&str]) {
    import_events(&events.iter().map(String::as_str).collect::<Vec<_>>()).check(columns, expected);
}

#[test]
fn packing_and_unpacking_fill_and_empty_containers() {
    check(
        &[
            pack("p", 2, "ADD", "box:1", "@plant", LOT),
            pack("u", 3, "DELETE", "box:1", "@plant", LOT),
            pack("all", 4, "DELETE", "box:1", "@plant", ""),
            pack("o", 5, "OBSERVE", "box:1", "@plant", LOT),
        ],
        "event_id kind lot quantity container",
        &[&format!("all unpack {BOX}"), &format!("p pack A 4 {BOX}"), &format!("u unpack A 4 {BOX}")],
    );
}

#[test]
fn a_container_moves_as_one_and_is_never_a_lot() {
    check(
        &[
            pack("p", 2, "ADD", "box:1", "@plant", LOT),
            ship("s", 3, "shipping", r#""box:1""#, "to:dc, "),
            ship("r", 4, "receiving", r#""box:1""#, "@dc, "),
        ],
        "event_id kind product site to_site container ref",
        &[
            &format!("p pack 04012345123456 {PLANT} {BOX}"),
            &format!("r arrive {DC} s"),
            &format!("s move {PLANT} {DC} {BOX}"),
        ],
    );
}

#[test]
fn several_containers_of_a_shipment_are_received_one_by_one() {
    check(
        &[
            ship("s", 3, "shipping", r#""box:1", "box:2""#, "from:plant, to:dc, "),
            ship("r", 4, "receiving", r#""box:2""#, "@dc, "),
        ],
        "event_id kind container ref",
        &[
            &format!("r arrive s#{PALLET}"),
            &format!("s#{BOX} move {BOX}"),
            &format!("s#{PALLET} move {PALLET}"),
        ],
    );
}

#[test]
fn what_is_in_a_container_in_a_container_moves_along() {
    check(
        &[
            pack("p1", 2, "ADD", "box:1", "@plant", LOT),
            pack("p2", 2, "ADD", "box:2", "@plant", r#", "childEPCs": ["box:1"]"#),
            ship("s", 3, "shipping", r#""box:2""#, "to:dc, "),
            ship("r", 4, "receiving", r#""box:2""#, "@dc, "),
            pack("u", 5, "DELETE", "box:2", "@dc", ""),
            ship("s2", 6, "shipping", r#""box:2""#, "to:shop, "),
        ],
        "event_id kind site to_site container ref",
        &[
            &format!("p1 pack {PLANT} {BOX}"),
            &format!("r arrive {DC} s"),
            &format!("s move {PLANT} {DC} {BOX}"),
            &format!("s move {PLANT} {DC} {PALLET}"),
            &format!("s2 move {DC} {SHOP} {PALLET}"),
            &format!("u unpack {DC} {PALLET}"),
        ],
    );
}

#[test]
fn a_container_that_is_used_again_starts_anew() {
    check(
        &[
            pack("p1", 2, "ADD", "box:1", "@plant", LOT),
            ship("s", 3, "shipping", r#""box:1""#, "to:dc, "),
            ship("r", 4, "receiving", r#""box:1""#, "@dc, "),
            pack("p2", 9, "ADD", "box:1", "@plant", r#", "childQuantityList": [{"epcClass": "lot:B"}]"#),
        ],
        "event_id kind time lot",
        &[
            "p1 pack 2026-01-02T12:00:00Z A",
            "p2 pack 2026-01-09T12:00:00Z B",
            "p2+anew unpack 2026-01-09T11:59:59.999999999Z",
            "r arrive 2026-01-04T12:00:00Z",
            "s move 2026-01-03T12:00:00Z",
        ],
    );
}

#[test]
fn a_container_whose_shipment_nobody_recorded_was_moved_all_the_same() {
    check(
        &[pack("p", 2, "ADD", "box:1", "@plant", LOT), ship("r", 4, "receiving", r#""box:1""#, "@dc, ")],
        "event_id kind time arrived site to_site container",
        &[
            &format!("p pack 2026-01-02T12:00:00Z {PLANT} {BOX}"),
            &format!("r move 2026-01-04T12:00:00Z 2026-01-04T12:00:00Z {PLANT} {DC} {BOX}"),
        ],
    );
}

#[test]
fn a_case_that_is_a_piece_moves_what_is_in_it() {
    check(
        &[
            pack("p", 2, "ADD", "urn:epc:id:sgtin:4012345.099999.1", "@plant", LOT),
            ship("s", 3, "shipping", r#""urn:epc:id:sgtin:4012345.099999.1""#, "to:dc, "),
            ship("r", 4, "receiving", r#""urn:epc:id:sgtin:4012345.099999.1""#, "@dc, "),
        ],
        "event_id kind product container ref",
        &[
            "p pack 04012345123456 (01)04012345999990(21)1",
            "r arrive 04012345999990 s",
            "r#(01)04012345999990(21)1 arrive s#(01)04012345999990(21)1",
            "s move 04012345999990",
            "s#(01)04012345999990(21)1 move (01)04012345999990(21)1",
        ],
    );
}

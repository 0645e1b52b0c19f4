#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

fn lot(product: &str, lot: &str) -> Good {
    Good::Lot { product: product.to_owned(), lot: lot.to_owned() }
}

fn piece_of(product: &str, piece: &str) -> Good {
    Good::Instance { product: product.to_owned(), piece: piece.to_owned() }
}

fn container(id: &str) -> Good {
    Good::Container { id: id.to_owned() }
}

fn check(uri: &str, expected: Good) {
    assert_eq!(good(uri, uri.starts_with("urn:epc:id:")).good, expected, "{uri}");
}

#[test]
fn lots_are_named_alike_in_both_syntaxes() {
    check("urn:epc:class:lgtin:4012345.012345.A%2F1", lot("04012345123456", "A/1"));
    check("https://id.gs1.org/01/04012345123456/10/998877", lot("04012345123456", "998877"));
    check("https://example.org/x/01/04012345123456/10/A%2F1", lot("04012345123456", "A/1"));
}

#[test]
fn a_wrong_check_digit_is_put_right_and_said() {
    let found = good("https://id.gs1.org/01/59046477538590/10/2z32746", false);
    assert_eq!(found, NamedGood { good: lot("59046477538598", "2z32746"), corrected: true });
}

#[test]
fn products_pieces_and_containers_are_no_lots() {
    check("urn:epc:idpat:sgtin:4012345.066666.*", Good::Product { product: "04012345666663".to_owned() });
    check("https://id.gs1.org/01/04012345666663", Good::Product { product: "04012345666663".to_owned() });
    check("urn:epc:id:sgtin:0614141.107346.2018", piece_of("10614141073464", "(21)2018"));
    check("https://id.gs1.org/01/10614141073464/21/2018", piece_of("10614141073464", "(21)2018"));
    check("urn:epc:id:sscc:0614141.1234567890", container("106141412345678908"));
    // Two published ways of writing one unit.
    check("urn:epc:id:sscc:4012345.0000000333", container("040123450000003338"));
    check("https://id.gs1.org/00/040123450000003338", container("040123450000003338"));
    check("https://id.gs1.org/00/106141412345678908", container("106141412345678908"));
    check("urn:epc:id:sscc:08600081808.0003", container("urn:epc:id:sscc:08600081808.0003"));
}

#[test]
fn other_identifiers_are_lots_that_can_be_asked_for_as_they_are() {
    let tuna = "urn:gdst:example.org:product:lot:class:processor.2u.v1-0122-2022";
    check(tuna, lot("urn:gdst:example.org:product:class:processor.2u", tuna));
    check("urn:epc:id:grai:4012345.55555.987", piece_of("grai", "urn:epc:id:grai:4012345.55555.987"));
    check(
        "https://id.example.com/8003/030013450007718765",
        lot("id.example.com", "https://id.example.com/8003/030013450007718765"),
    );
    assert_eq!(
        product("urn:gdst:example.org:product:class:processor.2u"),
        "urn:gdst:example.org:product:class:processor.2u"
    );
    assert_eq!(product("urn:epc:idpat:sgtin:4012345.066666.*"), "04012345666663");
}

#[test]
fn places_have_a_gln_and_parts() {
    let named = |uri: &str| place(uri).name;
    assert_eq!(named("urn:epc:id:sgln:4012345.00005.0"), "4012345000054");
    assert_eq!(named("https://id.example.com/414/4012345000054"), "4012345000054");
    let dock = place("urn:epc:id:sgln:0614141.07346.1234");
    assert_eq!((dock.name.as_str(), dock.parent.as_deref()), ("0614141073467.1234", Some("0614141073467")));
    assert_eq!(place("https://id.gs1.org/414/0614141073467/254/1234"), dock);
    assert_eq!(named("urn:epc:id:pgln:4012345.00225"), "4012345002256");
    assert_eq!(named("urn:gdst:example.org:location:loc:1"), "urn:gdst:example.org:location:loc:1");
}

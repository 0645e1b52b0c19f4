use crate::harness::{full, import_document};

#[test]
fn vocabularies_are_products_and_sites() {
    let header = r#""epcisHeader": {"epcisMasterData": {"vocabularyList": [
        {"type": "urn:epcglobal:epcis:vtype:epcclass", "vocabularyElementList": [
            {"id": "urn:epc:idpat:sgtin:4012345.012345.*", "attributes": [
                {"id": "urn:epcglobal:cbv:mda#descriptionShort", "attribute": "Yogurt, plain"}]}]},
        {"type": "urn:epcglobal:epcis:vtype:location", "vocabularyElementList": [
            {"id": "urn:epc:id:sgln:4012345.00001.A1", "attributes": [
                {"id": "urn:epcglobal:cbv:mda#name", "attribute": "Line 1"},
                {"id": "urn:epcglobal:cbv:mda#countryCode", "attribute": "DE"}]}]}]}},"#;
    let event = full(
        r#""eventTime": "2026-01-02T12:00:00Z", "action": "ADD", @dc, "quantityList": [{"epcClass": "lot:A"}]"#,
    );
    let tables = import_document(&event, header);
    let lines = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&tables.products), ["04012345123456,\"Yogurt, plain\",,,04012345123456"]);
    assert_eq!(
        lines(&tables.sites),
        [
            "4012345000016,,,4012345000016,,,,,,",
            "4012345000016.A1,Line 1,zone,,4012345000016,,DE,,,",
            "4012345000023,,,4012345000023,,,,,,",
        ]
    );
    assert_eq!(tables.account.documents[0].master, 2);
}

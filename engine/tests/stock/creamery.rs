//! Exact answers about a small world.

use lotrace_engine::model::{END, LotId, SiteId, StatusKind, TextId, View};
use lotrace_engine::{
    BlockKind, Blocks, CountAsk, Handover, Knowledge, LiveStatus, LotStatus, LowStockAsk, OnHandAsk, Origin,
    Resolved, Selection, Statuses, audit_count, find, in_transit, low_stock, on_hand, one_down, one_up,
    resolve, sites_below,
};

use crate::fixture::creamery;
use crate::world::{day, decimal, lot_named, moment};

fn lot(view: &View<'_>, name: &str) -> LotId {
    lot_named(view, name).unwrap()
}

fn names(view: &View<'_>, lots: &[LotId]) -> Vec<String> {
    lots.iter().map(|lot| view.lot_name(*lot)).collect()
}

fn place(view: &View<'_>, site: Option<SiteId>) -> String {
    site.map_or("-", |site| view.site_code(site)).to_owned()
}

#[test]
fn stock_is_listed_with_what_of_it_is_certain() {
    let snapshot = creamery();
    let view = snapshot.view();
    let found: Vec<(String, Option<String>, Option<String>)> = on_hand(&view, &OnHandAsk::default())
        .into_iter()
        .map(|stock| {
            let text =
                |quantity: Option<i64>| quantity.map(|quantity| decimal(quantity, view.scale_of(stock.lot)));
            let name = format!("{}@{}", view.lot_name(stock.lot), view.site_code(stock.site));
            (name, text(stock.books), text(stock.low))
        })
        .collect();
    let mut found: Vec<(&str, Option<&str>, Option<&str>)> =
        found.iter().map(|(name, books, low)| (name.as_str(), books.as_deref(), low.as_deref())).collect();
    found.sort_unstable();
    let expected = [
        ("CHEESE/@STORE", Some("-3"), None),
        ("CHEESE/C1@PLANT", Some("4000000000"), Some("4000000000")),
        ("CHEESE/C1@STORE", Some("2999999997"), Some("2999999994")),
        ("CHEESE/C2@DEPOT", Some("5"), Some("5")),
        ("CHEESE/C2@PLANT", Some("10"), Some("10")),
        ("CHEESE/C2@SHOPPER", Some("2"), Some("2")),
        ("CHEESE/C2@STORE", Some("7"), Some("4")),
        ("CHEESE/C3@DEPOT", Some("4.5"), Some("4.5")),
        ("CHEESE/C3@PLANT", Some("2"), Some("2")),
        ("CHEESE/N/A@STORE", Some("4"), None),
        ("CHEESE/c-1@STORE", Some("4"), Some("1")),
        ("MILK/M1@PLANT", None, Some("0")),
        ("MILK/M2@FARM", Some("5"), Some("5")),
        ("MILK/M2@PLANT", Some("25.25"), Some("25.25")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn stock_at_a_site_is_the_same_by_shelf_and_by_lot() {
    let snapshot = creamery();
    let view = snapshot.view();
    let lots: Vec<LotId> = (0..view.lot_count() as u32).map(LotId::new).collect();
    for site in ["STORE", "DEPOT", "PLANT"] {
        let sites = sites_below(&view, view.find_site(site).unwrap());
        let by_shelf = OnHandAsk { sites: Some(&sites), ..OnHandAsk::default() };
        let by_lot = OnHandAsk { lots: Some(&lots), ..by_shelf };
        assert_eq!(on_hand(&view, &by_shelf), on_hand(&view, &by_lot), "{site}");
    }
}

#[test]
fn products_below_their_reorder_point() {
    let snapshot = creamery();
    let view = snapshot.view();
    let low = |by_site: bool| -> Vec<(String, String, i128, u32, i64)> {
        let rows = low_stock(&view, &LowStockAsk { at: END, by_site, knowledge: Knowledge::ALL });
        let row = |row: &lotrace_engine::LowStock| {
            let product = view.product_code(row.product).to_owned();
            (product, place(&view, row.site), row.on_hand, row.unknown, row.reorder)
        };
        rows.iter().map(row).collect()
    };
    assert_eq!(low(false), [("MILK".to_owned(), "-".to_owned(), 2525, 1, 50000)]);
    let depot = ("CHEESE".to_owned(), "DEPOT".to_owned(), 95, 0, 100);
    assert_eq!(low(true), [depot, ("MILK".to_owned(), "PLANT".to_owned(), 2525, 1, 50000)]);
}

#[test]
fn last_counts_are_held_against_the_books_then() {
    let snapshot = creamery();
    let view = snapshot.view();
    let found = audit_count(&view, &CountAsk { lots: None, at: END, knowledge: Knowledge::ALL });
    let mut rows: Vec<_> = found
        .iter()
        .map(|row| (view.lot_name(row.lot), view.text(row.event), row.found, row.books, row.variance()))
        .collect();
    rows.sort_unstable();
    let c1 = ("CHEESE/C1".to_owned(), "n2", Some(100), Some(29_999_999_970), Some(-29_999_999_870));
    assert_eq!(rows, [c1, ("CHEESE/C2".to_owned(), "n1", Some(60), Some(70), Some(-10))]);
    let early = CountAsk { lots: None, at: moment("2026-01-12"), knowledge: Knowledge::ALL };
    assert_eq!(audit_count(&view, &early), []);
}

#[test]
fn one_step_up_and_down() {
    let snapshot = creamery();
    let view = snapshot.view();
    let c2 = lot(&view, "CHEESE/C2");
    let up = one_up(&view, c2, END, Knowledge::ALL);
    assert_eq!(up.receipts, []);
    let mut inputs: Vec<_> = up
        .inputs
        .iter()
        .map(|input| (view.lot_name(input.lot), input.quantity, view.row_event(input.row)))
        .collect();
    inputs.sort_unstable();
    assert_eq!(inputs, [("MILK/M1".to_owned(), Some(6000), "t1"), ("MILK/M2".to_owned(), Some(2000), "t1")]);
    assert_eq!(view.row_document(up.inputs[0].row), Some("B1"));

    let down = one_down(&view, c2, END, Knowledge::ALL);
    let outputs: Vec<_> =
        down.outputs.iter().map(|output| (view.lot_name(output.lot), output.quantity)).collect();
    assert_eq!(outputs, [("CHEESE/C3".to_owned(), Some(90))]);
    let told = |rows: &[Handover]| -> Vec<String> {
        let row = |row: &Handover| {
            let (from, to) = (place(&view, row.site), place(&view, row.to));
            let document = view.row_document(row.row).unwrap_or("");
            format!("{} {from}>{to} {} {document}", view.row_event(row.row), row.quantity.unwrap())
        };
        rows.iter().map(row).collect()
    };
    assert_eq!(
        told(&down.moves),
        ["m2 PLANT>- 200 BOL2", "m2 PLANT>STORE 120 BOL2", "m2 PLANT>DEPOT 50 BOL2"]
    );
    assert_eq!(told(&down.customers), ["m4 STORE>SHOPPER 20 ", "s3 STORE>- 10 "]);

    let milk = one_up(&view, lot(&view, "MILK/M2"), END, Knowledge::ALL);
    let parties: Vec<_> = milk.receipts.iter().map(|row| row.party.map(|text| view.text(text))).collect();
    assert_eq!(parties, [Some("FARM")]);
}

#[test]
fn what_has_left_and_not_arrived_is_in_transit() {
    let snapshot = creamery();
    let view = snapshot.view();
    let told = |name: &str, at: i64| -> Vec<(String, String, Option<i64>)> {
        let moves = in_transit(&view, lot(&view, name), at, Knowledge::ALL);
        let row = |row: &lotrace_engine::InTransit| {
            (view.row_event(row.row).to_owned(), place(&view, row.to), row.quantity)
        };
        moves.iter().map(row).collect()
    };
    assert_eq!(told("CHEESE/C2", END), [("m2".to_owned(), "STORE".to_owned(), Some(30))]);
    assert_eq!(told("CHEESE/C3", END), [("m3".to_owned(), "STORE".to_owned(), Some(40))]);
    let noon = moment("2026-01-07T12:00:00Z");
    assert_eq!(told("CHEESE/C1", noon), [("m1".to_owned(), "STORE".to_owned(), Some(30_000_000_000))]);
    assert_eq!(told("CHEESE/C2", noon), [("m2".to_owned(), "STORE".to_owned(), Some(200))]);
}

#[test]
fn what_is_blocked_and_until_when() {
    let snapshot = creamery();
    let view = snapshot.view();
    let blocks = Blocks::all(&view, Knowledge::ALL, None);
    let (cheese, milk) = (view.find_product("CHEESE").unwrap(), view.find_product("MILK").unwrap());
    let site = |code: &str| view.find_site(code);
    let (c1, c2, c3, m1) =
        (lot(&view, "CHEESE/C1"), lot(&view, "CHEESE/C2"), lot(&view, "CHEESE/C3"), lot(&view, "MILK/M1"));
    let told = |product, lot, site, at: &str| {
        let block = blocks.at(product, Some(lot), site, moment(at));
        block.map(|block| match block.origin {
            Origin::Recorded { case, event } => (block.kind, view.text(case), view.text(event)),
            Origin::Live(number) => panic!("nothing was stated since, and still {number}"),
        })
    };
    assert_eq!(told(cheese, c2, site("STORE"), "2026-01-12"), None);
    assert_eq!(told(cheese, c2, site("STORE"), "2026-01-13"), Some((BlockKind::Held, "CASE1", "h1")));
    assert_eq!(told(cheese, c3, site("DEPOT"), "2026-01-13"), Some((BlockKind::Recalled, "CASE2", "h2")));
    assert_eq!(told(cheese, c3, site("PLANT"), "2026-01-13"), None);
    assert_eq!(told(cheese, c1, site("SHOPPER"), "2026-01-13"), Some((BlockKind::Held, "CASE4", "h5")));
    assert_eq!(told(milk, m1, None, "2026-01-13T12:00:00Z"), Some((BlockKind::Held, "CASE3", "h3")));
    assert_eq!(told(milk, m1, None, "2026-01-14T00:00:00Z"), None);
    let early = Blocks::all(&view, Knowledge { until: Some(moment("2026-01-13")) }, None);
    let held = early.at(milk, Some(m1), None, END);
    assert_eq!(held.map(|block| block.until), Some(END), "its release is not known yet");
}

#[test]
fn statements_since_add_blocks_and_lift_those_of_the_tables() {
    let snapshot = creamery();
    let view = snapshot.view();
    let cheese = view.find_product("CHEESE").unwrap();
    let (c1, c2) = (lot(&view, "CHEESE/C1"), lot(&view, "CHEESE/C2"));
    let (placed, released) = (moment("2026-02-01"), moment("2026-02-02"));
    let state = |lot, kind, number, case: Option<&str>, recorded, replaced| LiveStatus {
        lot: Some(lot),
        site: None,
        kind,
        number,
        case: case.and_then(|case| view.find_text(case)),
        recorded,
        replaced,
    };
    let mut live = Statuses::new();
    live.set(
        cheese,
        vec![
            state(c1, StatusKind::Recall, 7, None, placed, released),
            state(c1, StatusKind::Hold, 8, None, released, END),
            state(c2, StatusKind::Release, 9, Some("CASE1"), released, END),
        ],
    );
    let told = |lot, until: Option<&str>| {
        let knowledge = Knowledge { until: until.map(moment) };
        let mut own = Blocks::default();
        own.load_product(&view, cheese, knowledge, Some(&live));
        let all = Blocks::all(&view, knowledge, Some(&live));
        let of_cheese: Vec<_> = all.iter().filter(|block| block.product == cheese).copied().collect();
        assert_eq!(own.iter().copied().collect::<Vec<_>>(), of_cheese);
        // Before anything was stated: what counts is who asks, not what day is asked about.
        own.at(cheese, Some(lot), view.find_site("STORE"), moment("2026-01-13"))
            .map(|block| (block.kind, block.origin))
    };
    assert_eq!(told(c1, Some("2026-01-31")), None);
    assert_eq!(told(c1, Some("2026-02-01")), Some((BlockKind::Recalled, Origin::Live(7))));
    assert_eq!(told(c1, None), Some((BlockKind::Held, Origin::Live(8))));
    assert_eq!(told(c2, Some("2026-02-01")).map(|(kind, _)| kind), Some(BlockKind::Held));
    assert_eq!(told(c2, None), None, "its own case has lifted it");
}

#[test]
fn lots_are_found_by_their_properties() {
    let snapshot = creamery();
    let view = snapshot.view();
    let found = |selection: &Selection<'_>| names(&view, &find(&view, selection, 10).lots);
    let text = |text: &str| -> TextId { view.find_text(text).unwrap() };
    let farm = [text("FARM")];
    assert_eq!(found(&Selection { suppliers: &farm, ..Selection::default() }), ["MILK/M1", "MILK/M2"]);
    let early = Some(day("1969-12-01")..=day("1970-01-01"));
    assert_eq!(found(&Selection { produced: early, ..Selection::default() }), ["CHEESE/C2"]);
    let years = Some(day("1969-12-01")..=day("2026-01-01"));
    assert_eq!(
        found(&Selection { produced: years, ..Selection::default() }),
        ["CHEESE/C2", "MILK/M1", "MILK/M2"]
    );
    let soon = Some(day("2026-01-18")..=day("2026-02-01"));
    assert_eq!(
        found(&Selection { expires: soon, ..Selection::default() }),
        ["CHEESE/C2", "MILK/M1", "MILK/M2"]
    );
    let below = sites_below(&view, view.find_site("DEPOT").unwrap());
    let at_depot = Selection { sites: Some(&below), ..Selection::default() };
    assert_eq!(found(&at_depot), ["CHEESE/C1", "CHEESE/C2", "CHEESE/C3", "CHEESE/c-1"]);
    assert_eq!(found(&Selection { text: Some("1"), ..at_depot.clone() }), ["CHEESE/C1", "CHEESE/c-1"]);
    assert_eq!(found(&Selection { text: Some("C2"), ..Selection::default() }), ["CHEESE/C2"]);
    let pools = Selection { status: Some(LotStatus::Pool), ..Selection::default() };
    assert_eq!(found(&pools), ["CHEESE/", "CHEESE/N/A"]);
    let held = Selection { status: Some(LotStatus::Held), ..Selection::default() };
    assert_eq!(found(&held), ["CHEESE/C1", "CHEESE/C2", "CHEESE/C3", "CHEESE/C9", "CHEESE/c-1"]);
    let first = find(&view, &Selection::default(), 2);
    assert_eq!((names(&view, &first.lots), first.total), (vec!["CHEESE/C1".into(), "CHEESE/C2".into()], 7));
}

#[test]
fn names_are_resolved_or_candidates_given() {
    let snapshot = creamery();
    let view = snapshot.view();
    let at = |name: &str, knowledge: Knowledge| match resolve(&view, name, knowledge) {
        Resolved::Found(lot) => format!("found {}", view.lot_name(lot)),
        Resolved::Ambiguous(lots) => format!("ambiguous {:?}", names(&view, &lots)),
        Resolved::Unknown(lots) => format!("unknown {:?}", names(&view, &lots)),
    };
    let told = |name: &str| at(name, Knowledge::ALL);
    assert_eq!(told("CHEESE/C1"), "found CHEESE/C1");
    assert_eq!(told("C1"), "found CHEESE/C1");
    assert_eq!(told("CHEESE/"), "found CHEESE/");
    assert_eq!(told("CHEESE/N/A"), "found CHEESE/N/A");
    assert_eq!(told("CHEESE/cl"), r#"unknown ["CHEESE/C1", "CHEESE/c-1"]"#);
    assert_eq!(told("1m"), r#"unknown ["MILK/M1"]"#);
    assert_eq!(told("MILK/c2"), r#"unknown ["CHEESE/C2"]"#);
    assert_eq!(told("nothing"), "unknown []");
    let early = Knowledge { until: Some(moment("2026-01-03")) };
    assert_eq!(at("CHEESE/C9", early), "found CHEESE/C9");
    assert_eq!(at("CHEESE/C3", early), "unknown []");
}

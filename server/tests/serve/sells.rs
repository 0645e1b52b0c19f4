//! May this be sold?

use crate::client::{Client, Value};
use crate::shop::Shop;

fn check(client: &mut Client, scan: &str, site: Option<&str>, code: &str) {
    let mut words = vec!["LT.SELL", scan];
    words.extend(site.map(|site| ["SITE", site]).into_iter().flatten());
    let sold = client.ask(&words);
    assert_eq!(sold, Value::Integer(i64::from(code == "OK")), "{scan:?} at {site:?}");
    words[0] = "LT.SELLX";
    let why = client.ask(&words);
    assert_eq!(why.field("code").text(), code, "{scan:?} at {site:?}: {why:?}");
    assert_eq!(why.field("verdict"), sold);
}

#[test]
fn every_form_of_a_scan_is_understood() {
    let shop = Shop::open();
    let mut client = shop.client();
    for scan in [
        "CHEESE/C1",
        "]d2010950600013435210C1",
        "^010950600013435210C1",
        "\u{1d}010950600013435210C1\u{1d}21S1",
        "(01)09506000134352(10)C1",
        "https://id.gs1.org/01/09506000134352/10/C1?17=260201",
        "C1",
        "9506000134352",
        "09506000134352",
        "CHEESE/",
    ] {
        check(&mut client, scan, None, "OK");
        check(&mut client, scan, Some("KIOSK"), "OK");
    }
    for (scan, code) in [
        ("CHEESE/NOPE", "NOLOT"),
        ("]d2010950600013435210NOPE", "NOLOT"),
        ("4012345678901", "NOLOT"),
        ("9506000134353", "BADSCAN"),
        ("NOPE", "BADSCAN"),
        ("", "BADSCAN"),
        ("SAME", "AMBIG"),
        ("JAM/SAME", "OK"),
    ] {
        check(&mut client, scan, None, code);
    }
    check(&mut client, "CHEESE/C1", Some("NOWHERE"), "NOSITE");
}

#[test]
fn what_is_past_its_day_is_not_sold() {
    let shop = Shop::open();
    let mut client = shop.client3();
    check(&mut client, "CHEESE/OLD", None, "EXPIRED");
    check(&mut client, "CHEESE/MILD", None, "OK");
    // The scan's own day counts, and the earlier one where both are known: use by, sell by, best before.
    check(&mut client, "]d201095060001343521726011410C1", None, "EXPIRED");
    check(&mut client, "]d201095060001343521626011410C1", None, "EXPIRED");
    check(&mut client, "]d201095060001343521526011410C1", None, "OK");
    check(&mut client, "]d201095060001343521726011510C1", None, "OK");
    check(&mut client, "]d201095060001343521726123110OLD", None, "EXPIRED");
    check(&mut client, "]d2010950600013435217260114", None, "EXPIRED");
    let mild = client.call("LT.SELLX CHEESE/MILD");
    assert_eq!(mild.field("best_before_passed"), Value::Bool(true));
    assert_eq!(mild.field("expiry").text(), "2026-01-14");
    let c1 = client.call("LT.SELLX ]d201095060001343521726011710C1");
    assert_eq!((c1.field("expiry").text(), c1.field("lot").text()), ("2026-01-17", "CHEESE/C1"));
}

#[test]
fn the_snapshots_own_holds_count() {
    let shop = Shop::open();
    let mut client = shop.client();
    check(&mut client, "EGGS/HELD", None, "HOLD");
    check(&mut client, "EGGS/HELD", Some("KIOSK"), "HOLD");
    check(&mut client, "EGGS/E1", None, "OK");
    // Without a lot, what stands there may be the one that is held.
    check(&mut client, "4006381333931", None, "HOLD");
    check(&mut client, "4006381333931", Some("SHOP"), "HOLD");
    check(&mut client, "4006381333931", Some("KIOSK"), "OK");
    check(&mut client, "EGGS/", Some("SHOP"), "HOLD");
    let why = client.call("LT.SELLX EGGS/HELD");
    assert_eq!((why.field("case").text(), why.field("reason")), ("ERP-1", Value::Null));
}

#[test]
fn many_are_asked_at_once() {
    let shop = Shop::open();
    let mut client = shop.client();
    let found = client.call("LT.MSELL 4 CHEESE/C1 EGGS/HELD nonsense CHEESE/C2 SITE SHOP");
    assert_eq!(found, Value::List([1, 0, 0, 1].map(Value::Integer).to_vec()));
    for wrong in [
        "LT.MSELL 3 CHEESE/C1",
        "LT.MSELL x CHEESE/C1",
        "LT.MSELL 1 CHEESE/C1 CHEESE/C2",
        "LT.SELL CHEESE/C1 SITE",
        "LT.SELL",
        "LT.SELL a AT b",
    ] {
        let Value::Error(error) = client.call(wrong) else { panic!("{wrong} is answered") };
        assert!(error.starts_with("ERR E0622 "), "{wrong}: {error}");
    }
    client.send(b"*2\r\n$7\r\nLT.SELL\r\n$2\r\n\xff\xfe\r\n");
    assert_eq!(client.read(), Value::Integer(0));
}

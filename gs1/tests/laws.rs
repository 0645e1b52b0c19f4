//! Laws that hold for every scan.

#![allow(clippy::unwrap_used, reason = "tests")]

use gs1::{
    Ai, AsOf, Element, GS1_RESOLVER, Gtin, ScanOptions, bracketed, digital_link, element_string, scan, till,
};
use proptest::prelude::*;

fn as_of() -> AsOf {
    AsOf::year(2026).unwrap()
}

fn strict() -> ScanOptions {
    ScanOptions::strict(as_of())
}

fn lenient() -> ScanOptions {
    ScanOptions::lenient(as_of())
}

/// Text of the 82 characters.
fn text(max: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[!\"%-?A-Z_a-z]{{1,{max}}}")).unwrap()
}

fn digits(len: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[0-9]{{{len}}}")).unwrap()
}

fn date() -> impl Strategy<Value = String> {
    (0..100_u8, 1..=12_u8, 0..=28_u8).prop_map(|(year, month, day)| format!("{year:02}{month:02}{day:02}"))
}

fn element(ai: &'static str, value: impl Strategy<Value = String>) -> impl Strategy<Value = Element> {
    value.prop_map(move |value| Element::new(Ai::parse(ai).unwrap(), value))
}

fn gtin() -> impl Strategy<Value = Element> {
    let number =
        digits(12).prop_map(|digits| Gtin::with_check_digit(&format!("0{digits}")).unwrap().to_string());
    element(
        "01",
        number
            .prop_map(|number| number.replacen("0000", "0950", 1))
            .prop_map(|number| Gtin::with_check_digit(&number[..13]).unwrap().to_string()),
    )
}

/// A trade item with any of the elements that may stand beside it, in any order of those.
fn item() -> impl Strategy<Value = Vec<Element>> {
    let beside = (
        proptest::option::of(element("10", text(20))),
        proptest::option::of(element("17", date())),
        proptest::option::of(element("15", date())),
        proptest::option::of(element("21", text(20))),
        proptest::option::of(element("22", text(20))),
        proptest::option::of(element("240", text(30))),
        proptest::option::of(element("3103", digits(6))),
        proptest::option::of(element("98", text(90))),
    )
        .prop_map(|(a, b, c, d, e, f, g, h)| {
            [a, b, c, d, e, f, g, h].into_iter().flatten().collect::<Vec<_>>()
        })
        .prop_shuffle();
    (gtin(), beside).prop_map(|(gtin, beside)| std::iter::once(gtin).chain(beside).collect())
}

/// A scan of some item in some form.
fn written() -> impl Strategy<Value = String> {
    (item(), 0..5_u8).prop_map(|(item, form)| match form {
        0 => bracketed(&item),
        1 => element_string(&item, '^'),
        2 => element_string(&item, '\u{1D}').replacen('\u{1D}', "]d2", 1),
        3 => item[0].value.clone(),
        _ => digital_link(GS1_RESOLVER, &item).unwrap(),
    })
}

/// A scan with a few characters changed, dropped or added.
fn damaged() -> impl Strategy<Value = String> {
    let change = (any::<proptest::sample::Index>(), "\\PC|[\u{1D}^(|]|[0-9]|<GS>|", any::<bool>());
    (written(), proptest::collection::vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut chars: Vec<String> = text.chars().map(String::from).collect();
        for (place, with, replace) in changes {
            let at = place.index(chars.len());
            if replace {
                chars[at] = with;
            } else {
                chars.insert(at, with);
            }
        }
        chars.concat()
    })
}

fn sorted(mut elements: Vec<Element>) -> Vec<Element> {
    elements.sort_by_key(|element| element.ai);
    elements
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_undoes_writing(item in item()) {
        let brackets = scan(&bracketed(&item), &strict());
        prop_assert_eq!(brackets.error, None);
        prop_assert_eq!(&brackets.elements, &item);
        prop_assert_eq!(&scan(&element_string(&item, '^'), &strict()).elements, &item);
        prop_assert_eq!(&scan(&element_string(&item, '\u{1D}'), &strict()).elements, &item);
        let link = scan(&digital_link("https://example.com/some/stem", &item).unwrap(), &strict());
        prop_assert_eq!(link.error, None);
        prop_assert_eq!(sorted(link.elements), sorted(item));
    }

    #[test]
    fn lenient_accepts_what_strict_accepts(text in damaged()) {
        if scan(&text, &strict()).valid {
            prop_assert!(scan(&text, &lenient()).valid);
        }
        if till(&text, &strict()).is_ok() {
            prop_assert!(till(&text, &lenient()).is_ok());
        }
    }

    #[test]
    fn a_strict_scan_forgives_only_absent_companions(text in damaged()) {
        let lacks = |error: &gs1::Gs1Error| matches!(error, gs1::Gs1Error::Lacks { .. });
        prop_assert!(scan(&text, &strict()).forgiven.iter().all(lacks));
    }

    #[test]
    fn the_till_reads_what_the_scan_reads(text in damaged()) {
        for options in [strict(), lenient()] {
            let whole = scan(&text, &options);
            let Some(gtin) = whole.gtin else { continue };
            let read = till(&text, &options).unwrap();
            prop_assert_eq!(read.gtin, gtin);
            prop_assert_eq!(read.lot.as_deref(), whole.lot.as_deref());
            prop_assert_eq!(read.serial.as_deref(), whole.serial.as_deref());
            prop_assert_eq!(read.use_by, whole.life.use_by);
            prop_assert_eq!(read.best_before, whole.life.best_before);
            prop_assert_eq!(read.sell_by, whole.life.sell_by);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), form in 0..8_usize) {
        let front = ["", "(01)", "^", "]d2", "]Q1", "https://a/01/", "urn:epc:class:lgtin:", "]E0"][form];
        let text = format!("{front}{}", String::from_utf8_lossy(&bytes));
        for options in [strict(), lenient()] {
            let read = scan(&text, &options);
            prop_assert_eq!(read.valid, read.error.is_none());
            prop_assert!(till(&text, &options).is_ok() || read.gtin.is_none());
        }
    }

    #[test]
    fn damaged_scans_do_not_panic_either(text in damaged()) {
        for options in [strict(), lenient()] {
            let read = scan(&text, &options);
            prop_assert_eq!(read.valid, read.error.is_none());
        }
    }
}

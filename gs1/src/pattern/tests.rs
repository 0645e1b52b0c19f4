#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

fn as_of() -> AsOf {
    AsOf::year(2026).unwrap()
}

fn pattern() -> Pattern {
    Pattern::parse("{product:3}-{date:yymmdd}-B{batch:2}-{plant:2}").unwrap()
}

fn fault(found: Result<impl std::fmt::Debug, Gs1Error>) -> (PatternFault, usize) {
    match found.unwrap_err() {
        Gs1Error::Pattern { fault, at } => (fault, at),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_is_taken_apart() {
    let read = pattern().read("MLK-260417-B07-N1", as_of()).unwrap();
    let fields: Vec<_> = read.fields().collect();
    assert_eq!(fields, [("product", "MLK"), ("date", "260417"), ("batch", "07"), ("plant", "N1")]);
    assert_eq!(read.date(), Day::new(2026, 4, 17));
}

#[test]
fn a_code_that_leaves_the_pattern_says_where() {
    let read = |code| fault(pattern().read(code, as_of()));
    assert_eq!(read("MLK-260417-C07-N1"), (PatternFault::Text, 10));
    assert_eq!(read("MLK-260431-B07-N1"), (PatternFault::Date, 4));
    assert_eq!(read("MLK-26O417-B07-N1"), (PatternFault::Character, 6));
    assert_eq!(read("MLK-260417-B07-N"), (PatternFault::Short, 15));
    assert_eq!(read("MLK-260417-B07-N12"), (PatternFault::Long, 17));
    assert_eq!(read("ÄLK-260417"), (PatternFault::Character, 0));
}

#[test]
fn the_next_code_counts_or_begins_a_day() {
    let next = |code, day| pattern().next(code, day, as_of());
    assert_eq!(next("MLK-260417-B07-N1", None).unwrap(), "MLK-260417-B08-N1");
    assert_eq!(next("MLK-260417-B09-N1", Day::new(2026, 4, 17)).unwrap(), "MLK-260417-B10-N1");
    assert_eq!(next("MLK-260417-B09-N1", Day::new(2026, 4, 18)).unwrap(), "MLK-260418-B01-N1");
    assert_eq!(fault(next("MLK-260417-B99-N1", None)), (PatternFault::Full, 12));
    let uncounted = Pattern::parse("L{date:yyjjj}").unwrap();
    assert_eq!(fault(uncounted.next("L26107", None, as_of())), (PatternFault::NoCounter, 0));
    assert_eq!(uncounted.next("L26107", Day::new(2026, 12, 31), as_of()).unwrap(), "L26365");
}

#[test]
fn dates_have_several_forms() {
    let day = |form: &str, code| {
        Pattern::parse(&format!("{{date:{form}}}"))
            .unwrap()
            .read(code, as_of())
            .unwrap()
            .date()
            .unwrap()
            .to_string()
    };
    assert_eq!(day("ddmmyyyy", "29022024"), "2024-02-29");
    assert_eq!(day("yyjjj", "24366"), "2024-12-31");
    assert_eq!(day("mmyy", "0427"), "2027-04-01");
}

#[test]
fn a_pattern_that_is_none_says_where() {
    let parse = |text| fault(Pattern::parse(text));
    assert_eq!(parse("A{product:3"), (PatternFault::Brace, 1));
    assert_eq!(parse("A}B"), (PatternFault::Brace, 1));
    assert_eq!(parse("{product}"), (PatternFault::Field, 0));
    assert_eq!(parse("{product:0}"), (PatternFault::Field, 0));
    assert_eq!(parse("{date:yymmm}"), (PatternFault::DateFormat, 0));
    assert_eq!(parse("{date:mmdd}"), (PatternFault::DateFormat, 0));
    assert_eq!(parse("{batch:2}{run:2}"), (PatternFault::Twice, 9));
    assert_eq!(Pattern::parse("{{{x:1}}}").unwrap().read("{A}", as_of()).unwrap().field("x"), Some("A"));
}

#[test]
fn offenders_come_with_their_likely_correction() {
    let codes = [
        "MLK-260417-B07-N1",
        "MLK-26O417-BO8-N1",
        "mlk 260417 b09 n1",
        "MLK-260417-B9-N1",
        "MLK260417B10N1",
        "MLK-264017-B11-N1",
        "LMK-260417-812-N1",
        "something else",
    ];
    let found: Vec<_> = pattern()
        .check(&codes, as_of())
        .into_iter()
        .map(|offender| (offender.index, offender.likely))
        .collect();
    let likely = |text: &str| Some(text.to_owned());
    assert_eq!(
        found,
        [
            (1, likely("MLK-260417-B08-N1")),
            (2, likely("MLK-260417-B09-N1")),
            (3, likely("MLK-260417-B09-N1")),
            (4, likely("MLK-260417-B10-N1")),
            (5, likely("MLK-260417-B11-N1")),
            // Of two corrections the one whose product is known.
            (6, likely("MLK-260417-B12-N1")),
            (7, None),
        ]
    );
}

proptest::proptest! {
    #[test]
    fn the_next_code_is_of_the_pattern(batch in 0..99_u8, month in 1..=12_u8, day in 1..=28_u8) {
        let code = format!("MLK-26{month:02}{day:02}-B{batch:02}-N1");
        let next = pattern().next(&code, None, as_of()).unwrap();
        let read = pattern().read(&next, as_of()).unwrap();
        proptest::prop_assert_eq!(read.field("batch").unwrap().parse::<u8>().unwrap(), batch + 1);
        proptest::prop_assert_eq!(read.date(), Day::new(2026, month, day));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,30}", code in "\\PC{0,30}") {
        if let Ok(pattern) = Pattern::parse(&text) {
            let offenders = pattern.check(&[&code], as_of());
            for likely in offenders.into_iter().filter_map(|offender| offender.likely) {
                proptest::prop_assert!(pattern.read(&likely, as_of()).is_ok());
            }
        }
        pattern().check(&[&code], as_of());
    }
}

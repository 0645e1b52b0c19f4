//! Reading a scan as a whole.

use crate::ai::Ai;
use crate::association;
use crate::date::Day;
use crate::element::Element;
use crate::error::Gs1Error;
use crate::form::{self, Form};
use crate::gtin::Gtin;
use crate::life::Life;
use crate::raw;
use crate::sink::{Found, ScanOptions, Sink};

/// What a scan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Whether the text is a scan, as the options have it. If not, all but `error` is empty.
    pub valid: bool,
    /// The form in which it came.
    pub form: Option<Form>,
    /// The elements in order, as written. Empty for a symbol that holds mere text.
    pub elements: Vec<Element>,
    /// The trade item, with the check digit as written.
    pub gtin: Option<Gtin>,
    /// The lot.
    pub lot: Option<String>,
    /// The serial.
    pub serial: Option<String>,
    /// The dates until which the goods are good.
    pub life: Life,
    /// What is wrong, if it is not valid.
    pub error: Option<Gs1Error>,
    /// What was wrong and passed over, in the order of reading. A strict scan passes over one thing: that a read
    /// other than bracketed text lacks elements which may stand on the same goods in another symbol.
    pub forgiven: Vec<Gs1Error>,
}

impl Scan {
    /// Use by, else best before, else sell by.
    pub fn expiry(&self) -> Option<Day> {
        self.life.expiry()
    }

    /// The value of `ai`, if the scan has it.
    pub fn value(&self, ai: Ai) -> Option<&str> {
        self.elements.iter().find(|element| element.ai == ai).map(|element| element.value.as_str())
    }

    fn refused(error: Gs1Error) -> Scan {
        Scan {
            valid: false,
            form: None,
            elements: Vec::new(),
            gtin: None,
            lot: None,
            serial: None,
            life: Life::default(),
            error: Some(error),
            forgiven: Vec::new(),
        }
    }

    fn read(collector: Collector, form: Form, options: &ScanOptions) -> Scan {
        let Collector { elements, forgiven } = collector;
        let mut scan = Scan {
            valid: true,
            form: Some(form),
            elements,
            error: None,
            forgiven,
            ..Scan::refused(Gs1Error::Empty)
        };
        let owned = |value: Option<&str>| value.map(str::to_owned);
        scan.gtin = GTIN_HOLDERS.iter().find_map(|number| {
            let element = scan.elements.iter().find(|element| element.ai.number() == *number)?;
            Gtin::parse(element.value.get(..14)?)
        });
        scan.lot = owned(scan.value(Ai::LOT));
        scan.serial = owned(scan.value(Ai::SERIAL));
        for element in &scan.elements {
            scan.life.note(element.ai, &element.value, options.as_of);
        }
        scan
    }
}

/// Identifiers whose value begins with a trade item number, the most telling first: the item itself, a piece of it,
/// what a shipping unit contains, and what was made to order.
pub(crate) const GTIN_HOLDERS: [u16; 5] = [1, 8006, 2, 8026, 3];

/// Reads `text`, whatever the form. It never panics; a refusal is in [`Scan::error`].
pub fn scan(text: &str, options: &ScanOptions) -> Scan {
    let stand_ins = !options.strict && raw::has_stand_in(text);
    let found = attempt(text, stand_ins, options).or_else(|error| {
        // What is good as it stands stays good, even if reading it more kindly fails.
        let strict = ScanOptions { strict: true, ..*options };
        if options.strict { Err(error) } else { attempt(text, false, &strict).map_err(|_| error) }
    });
    found.unwrap_or_else(Scan::refused)
}

fn attempt(text: &str, stand_ins: bool, options: &ScanOptions) -> Result<Scan, Gs1Error> {
    let mut collector = Collector { elements: Vec::new(), forgiven: Vec::new() };
    let form = form::read(text, stand_ins, *options, &mut collector)?;
    associate(form, options, &mut collector)?;
    Ok(Scan::read(collector, form, options))
}

/// Judges what stands together.
///
/// Companions can be missing for good only where the text states all of an item, as bracketed text does; a symbol
/// is one of perhaps several on the same goods, and the standard has them judged together.
fn associate(form: Form, options: &ScanOptions, collector: &mut Collector) -> Result<(), Gs1Error> {
    let Collector { elements, forgiven } = collector;
    association::conflict(elements)?;
    for error in association::excluded(elements).chain(association::unserialised(elements)) {
        options.forgive(error, |error| forgiven.push(error))?;
    }
    for error in association::lacking(elements) {
        if form == Form::Bracketed {
            options.forgive(error, |error| forgiven.push(error))?;
        } else {
            forgiven.push(error);
        }
    }
    Ok(())
}

/// Gathers what a reader finds.
struct Collector {
    elements: Vec<Element>,
    forgiven: Vec<Gs1Error>,
}

impl<'a> Sink<'a> for Collector {
    fn element(&mut self, found: Found<'a>) -> Result<(), Gs1Error> {
        self.elements.push(Element::new(found.ai, found.value.as_str()));
        Ok(())
    }

    fn forgiven(&mut self, error: Gs1Error) {
        self.forgiven.push(error);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::date::AsOf;
    use crate::error::LinkFault;
    use crate::fault::Fault;

    fn lenient(text: &str) -> Scan {
        scan(text, &ScanOptions::lenient(AsOf::year(2026).unwrap()))
    }

    fn strict(text: &str) -> Scan {
        scan(text, &ScanOptions::strict(AsOf::year(2026).unwrap()))
    }

    /// The text is refused strictly, and read leniently as a trade item and lot, with just this forgiven.
    fn forgiven(text: &str, expected: &[Gs1Error]) {
        assert!(!strict(text).valid, "{text:?}");
        let read = lenient(text);
        assert_eq!(read.error, None, "{text:?}");
        assert_eq!(read.forgiven, expected, "{text:?}");
        assert_eq!(
            (read.gtin.unwrap().as_str(), read.lot.as_deref()),
            ("09506000134352", Some("A1")),
            "{text:?}"
        );
    }

    #[test]
    fn the_field_is_forgiven() {
        forgiven("010950600013435210A1", &[Gs1Error::NoLeadingFnc1]);
        forgiven("]C0010950600013435210A1", &[Gs1Error::Symbology, Gs1Error::NoLeadingFnc1]);
        let item = Ai::parse("422").unwrap();
        forgiven("^010950600013435242205610A1", &[Gs1Error::MissingFnc1 { ai: item, at: 23 }]);
        forgiven("]d2\u{1D}010950600013435210A1", &[Gs1Error::ExtraFnc1 { at: 3 }]);
        forgiven("]d2010950600013435210A1\u{1D}\u{1D}17271231", &[Gs1Error::ExtraFnc1 { at: 24 }]);
        forgiven("]d2010950600013435210A1<GS>17271231240ABCDEF", &[Gs1Error::StandInFnc1 { at: 23 }]);
        forgiven(" (01)09506000134352(10)A1\r\n", &[Gs1Error::Padding]);
    }

    #[test]
    fn links_of_the_field_are_forgiven() {
        let link = |fault, at| [Gs1Error::Link { fault, at }];
        forgiven("Https://a/01/09506000134352/10/A1", &link(LinkFault::Scheme, 0));
        forgiven("https://a/01/09506000134352?10=A1", &link(LinkFault::BelongsInPath, 28));
        forgiven("https://a/01/09506000134352/10/A1/", &link(LinkFault::TrailingSlash, 33));
        forgiven("https://a/01/09506000134352/10/A1/22/V", &link(LinkFault::Qualifiers, 34));
        forgiven("https://a/01/09506000134352/10/A1?999=X", &[Gs1Error::UnknownAi { at: 34 }]);
    }

    #[test]
    fn what_decides_is_not_forgiven() {
        let error = |text| lenient(text).error.unwrap();
        let content = |ai: &str, at, fault| Gs1Error::Content { ai: Ai::parse(ai).unwrap(), at, fault };
        assert_eq!(error("(01)09506000134352(17)271331"), content("17", 24, Fault::IllegalMonth));
        assert_eq!(error("(01)0950600013435X(10)A"), content("01", 17, Fault::NonDigit));
        assert_eq!(error("9506000134353"), content("01", 12, Fault::CheckDigit));
        assert_eq!(error("(01)09506000134352(10)A(10)B"), Gs1Error::Conflict { ai: Ai::LOT });
        assert_eq!(error("(01)09506000134352(10)A\u{7}B"), content("10", 23, Fault::NotSet82));
        assert_eq!(error(&"1".repeat(9_000)), Gs1Error::TooMuch);
    }

    #[test]
    fn compressed_links_are_refused_by_name() {
        for text in ["https://dlnkd.example.com/ARHKVAdpQg", "]Q1https://id.example.com/x/AQnYUc1gmiERBhQ"] {
            assert!(
                matches!(lenient(text).error, Some(Gs1Error::Link { fault: LinkFault::Compressed, .. })),
                "{text}: {:?}",
                lenient(text)
            );
        }
        let fault = lenient("https://example.com/products/apple-juice").error;
        assert!(matches!(fault, Some(Gs1Error::Link { fault: LinkFault::NoKey, .. })));
    }

    #[test]
    fn companions_are_demanded_where_all_is_stated() {
        assert_eq!(strict("(10)A1").error, Some(Gs1Error::Lacks { ai: Ai::LOT }));
        let read = strict("^10A1");
        assert!(read.valid);
        assert_eq!(read.forgiven, [Gs1Error::Lacks { ai: Ai::LOT }]);
    }

    #[test]
    fn the_earliest_last_day_of_use_counts() {
        let read = strict("(01)09506000134352(15)270101(16)261231(17)261130(7003)2611291200");
        assert_eq!(read.error, None);
        assert_eq!(read.expiry().unwrap().to_string(), "2026-11-29");
        assert_eq!(read.life.best_before.unwrap().to_string(), "2027-01-01");
        assert_eq!(read.life.sell_by.unwrap().to_string(), "2026-12-31");
    }
}

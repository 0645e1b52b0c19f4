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

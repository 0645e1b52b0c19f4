//! The reading that a till needs, without a heap.

mod fast;

use crate::ai::Ai;
use crate::date::Day;
use crate::error::Gs1Error;
use crate::form;
use crate::gtin::Gtin;
use crate::life::Life;
use crate::raw;
use crate::scan::GTIN_HOLDERS;
use crate::sink::{Found, ScanOptions, Sink};
use crate::text::Text;

/// What a till asks of a scan. Reading it does not allocate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Till<'a> {
    /// The trade item, with the check digit as written.
    pub gtin: Gtin,
    /// The lot.
    pub lot: Option<Text<'a>>,
    /// The serial.
    pub serial: Option<Text<'a>>,
    /// The last day of best quality.
    pub best_before: Option<Day>,
    /// The last day of use.
    pub use_by: Option<Day>,
    /// The last day of sale.
    pub sell_by: Option<Day>,
    /// The first thing that was wrong and passed over.
    pub forgiven: Option<Gs1Error>,
}

/// Reads a scan for the till: forms, values, dates and contradictions as [`scan`](crate::scan) does, but without
/// judging which elements belong together.
///
/// # Errors
/// Whatever makes the scan invalid, or [`Gs1Error::NoGtin`] when it names no trade item.
pub fn till<'a>(text: &'a str, options: &ScanOptions) -> Result<Till<'a>, Gs1Error> {
    if let Some(read) = fast::read(text, options.as_of) {
        return Ok(read);
    }
    general(text, options)
}

fn general<'a>(text: &'a str, options: &ScanOptions) -> Result<Till<'a>, Gs1Error> {
    let stand_ins = !options.strict && raw::has_stand_in(text);
    attempt(text, stand_ins, options).or_else(|error| {
        let strict = ScanOptions { strict: true, ..*options };
        if options.strict { Err(error) } else { attempt(text, false, &strict).map_err(|_| error) }
    })
}

fn attempt<'a>(text: &'a str, stand_ins: bool, options: &ScanOptions) -> Result<Till<'a>, Gs1Error> {
    let mut belt = Belt {
        options: *options,
        item: None,
        lot: None,
        serial: None,
        days: [None; 4],
        life: Life::default(),
        forgiven: None,
    };
    form::read(text, stand_ins, *options, &mut belt)?;
    let (_, gtin) = belt.item.ok_or(Gs1Error::NoGtin)?;
    Ok(Till {
        gtin,
        lot: belt.lot,
        serial: belt.serial,
        best_before: belt.life.best_before,
        use_by: belt.life.use_by,
        sell_by: belt.life.sell_by,
        forgiven: belt.forgiven,
    })
}

struct Belt<'a> {
    options: ScanOptions,
    /// The trade item and the rank of the identifier that held it.
    item: Option<(usize, Gtin)>,
    lot: Option<Text<'a>>,
    serial: Option<Text<'a>>,
    /// The digits of the date values, by identifier.
    days: [Option<u64>; 4],
    life: Life,
    forgiven: Option<Gs1Error>,
}

impl<'a> Belt<'a> {
    fn item(&mut self, rank: usize, found: &Found<'a>) -> Result<(), Gs1Error> {
        let gtin = found.value.get(..14).and_then(Gtin::parse).ok_or(Gs1Error::NoGtin)?;
        match self.item {
            Some((known, other)) if known == rank && other != gtin => {
                Err(Gs1Error::Conflict { ai: found.ai })
            }
            Some((known, _)) if known < rank => Ok(()),
            _ => {
                self.item = Some((rank, gtin));
                Ok(())
            }
        }
    }
}

/// Sets `place`, unless it already holds another value.
fn set<'a>(place: &mut Option<Text<'a>>, found: &Found<'a>) -> Result<(), Gs1Error> {
    match place {
        Some(known) if *known != found.value => Err(Gs1Error::Conflict { ai: found.ai }),
        _ => {
            *place = Some(found.value);
            Ok(())
        }
    }
}

impl<'a> Sink<'a> for Belt<'a> {
    fn element(&mut self, found: Found<'a>) -> Result<(), Gs1Error> {
        match found.ai {
            Ai::LOT => return set(&mut self.lot, &found),
            Ai::SERIAL => return set(&mut self.serial, &found),
            _ => {}
        }
        let number = found.ai.number();
        if let Some(day) = [15, 16, 17, 7003].iter().position(|date| *date == number) {
            let digits = found.value.bytes().fold(0, |sum, digit| sum * 10 + u64::from(digit & 15));
            if self.days[day].replace(digits).is_some_and(|known| known != digits) {
                return Err(Gs1Error::Conflict { ai: found.ai });
            }
            self.life.note(found.ai, &found.value, self.options.as_of);
            return Ok(());
        }
        match GTIN_HOLDERS.iter().position(|holder| *holder == number) {
            Some(rank) => self.item(rank, &found),
            None => Ok(()),
        }
    }

    fn forgiven(&mut self, error: Gs1Error) {
        self.forgiven = self.forgiven.or(Some(error));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::date::AsOf;

    fn agree(text: &str) {
        let as_of = AsOf::year(2026).unwrap();
        if let Some(fast) = fast::read(text, as_of) {
            for strict in [true, false] {
                assert_eq!(general(text, &ScanOptions { strict, as_of }), Ok(fast), "{text:?}");
            }
        }
    }

    #[test]
    fn common_scans_are_read_fast() {
        let as_of = AsOf::year(2026).unwrap();
        for text in ["]d2010950600013435217271231\u{1D}1026A117", "^0109506000134352172712311026A117^21S1^"] {
            assert_eq!(fast::read(text, as_of).unwrap().lot.unwrap(), "26A117");
            agree(text);
        }
        for text in [
            "]d201095060001343531026A117",
            "^0109506000134352172713311026A117",
            "^01095060001343521026<GS>117",
        ] {
            assert_eq!(fast::read(text, as_of), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_readers_agree(text in "(\\]d2|\\^|\u{1D})(0109506000134352|010950600013435[0-9])?((10|21)[A-Z<{^|(\\-]{0,22}|1[0-9](2[0-9][01][0-9][0-3][0-9])|[\u{1D}^]|[0-9]){0,6}") {
            agree(&text);
        }
    }
}

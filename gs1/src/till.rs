//! The reading that a till needs, without a heap.

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
    /// The date values as written, by identifier.
    days: [Option<Text<'a>>; 4],
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
            set(&mut self.days[day], &found)?;
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

//! What an answer says about itself: where to be careful.

use std::borrow::Cow;

use crate::cell::{Cell, LotName};
use crate::columns;
use crate::sheet::Sheet;

/// One warning. Codes are stable names.
#[derive(Clone, Debug)]
pub(crate) enum Warning<'a> {
    /// A position whose record is incomplete: affected as a precaution.
    Orphan(LotName<'a>, &'a str),
    /// Stock that is not in any sum, as a quantity in its books is unknown.
    UnknownQuantity(LotName<'a>, &'a str),
    /// No transform kills that hazard, so it changes nothing.
    UnknownHazard(String),
    /// The event moves nothing.
    NoLegs(String),
}

/// The table of warnings.
pub(crate) fn sheet<'a>(warnings: Vec<Warning<'a>>) -> Sheet<'a> {
    let columns = columns!["code": Text, "position": Text, "event": Text, "detail": Text];
    Sheet::over("warnings", columns, warnings, |warning, cells| {
        let owned = |text: &str| Cell::Text(Cow::Owned(text.to_owned()));
        cells.extend(match warning {
            Warning::Orphan(lot, site) => {
                [Cell::plain("ORPHAN"), Cell::Position(*lot, site), Cell::Absent, Cell::Absent]
            }
            Warning::UnknownQuantity(lot, site) => {
                [Cell::plain("UNKNOWN_QUANTITY"), Cell::Position(*lot, site), Cell::Absent, Cell::Absent]
            }
            Warning::UnknownHazard(hazard) => {
                [Cell::plain("UNKNOWN_HAZARD"), Cell::Absent, Cell::Absent, owned(hazard)]
            }
            Warning::NoLegs(event) => [Cell::plain("NO_LEGS"), Cell::Absent, owned(event), Cell::Absent],
        });
    })
}

//! One value of an answer, in the type that every output format needs.

use std::borrow::Cow;
use std::fmt;

use engine::model::{BEGINNING, Nanos};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::decimal::Decimal;
use crate::time::{Day, Stamp};

const SECOND: i64 = 1_000_000_000;

/// The stable name of a lot: `PRODUCT/LOT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotName<'a> {
    /// Code of the product.
    pub product: &'a str,
    /// Code of the lot; empty: stock and sales without a lot.
    pub code: &'a str,
}

impl fmt::Display for LotName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.product, self.code)
    }
}

/// A part of an event that stands for itself: an input or output of a transform, one lot of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegCell<'a> {
    /// `in`, `out`, or empty where the event is no transform.
    pub role: &'static str,
    /// The lot.
    pub lot: LotName<'a>,
    /// Where.
    pub site: &'a str,
    /// How much; `None`: unknown.
    pub quantity: Option<Decimal>,
}

/// What the values of a column are, for formats with typed columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellType {
    /// Text, names of things included.
    Text,
    /// Yes or no.
    Bool,
    /// A whole number.
    Count,
    /// An exact decimal.
    Decimal,
    /// An instant.
    Time,
    /// A calendar day.
    Day,
}

/// One value of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Does not apply: left out of JSON objects.
    Absent,
    /// Applies and is unknown, or has no bound: `null`.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Count(u64),
    /// Text.
    Text(Cow<'a, str>),
    /// A lot.
    Lot(LotName<'a>),
    /// A lot at a site.
    Position(LotName<'a>, &'a str),
    /// An exact decimal.
    Decimal(Decimal),
    /// A percentage with one decimal, in tenths.
    Tenths(i64),
    /// An instant.
    Time(Nanos),
    /// A calendar day.
    Day(Day),
    /// Several texts.
    Texts(Vec<Cow<'a, str>>),
    /// The legs of an event.
    Legs(Vec<LegCell<'a>>),
}

impl<'a> Cell<'a> {
    /// A text that may be empty: empty is left out.
    pub fn text(text: &'a str) -> Cell<'a> {
        if text.is_empty() { Cell::Absent } else { Cell::Text(Cow::Borrowed(text)) }
    }

    /// A text that stands there even when it is empty.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
        Cell::Text(text.into())
    }

    /// A quantity of a product with that scale; unknown is null.
    pub fn quantity(quantity: Option<i64>, scale: u8) -> Cell<'a> {
        quantity.map_or(Cell::Null, |mantissa| Cell::Decimal(Decimal::new(mantissa, scale)))
    }

    /// A moment; the beginning of time is null.
    pub fn since(at: Nanos) -> Cell<'a> {
        if at == BEGINNING { Cell::Null } else { Cell::Time(at) }
    }

    /// The last moment of an interval, in whole seconds: it ends just before the next one starts.
    pub fn ending(at: Nanos) -> Cell<'a> {
        Cell::Time(if at.rem_euclid(SECOND) == SECOND - 1 { at - (SECOND - 1) } else { at })
    }

    /// A day that may be unknown.
    pub fn day(day: Option<i32>) -> Cell<'a> {
        day.map_or(Cell::Null, |day| Cell::Day(Day(day)))
    }

    /// An exact sum; one of more digits than any stock has is null.
    pub(crate) fn sum(sum: &engine::Decimal) -> Cell<'a> {
        let mantissa = i128::try_from(sum.mantissa()).ok();
        let scale = u8::try_from(sum.scale()).ok();
        mantissa
            .zip(scale)
            .map_or(Cell::Null, |(mantissa, scale)| Cell::Decimal(Decimal::new(mantissa, scale)))
    }

    /// Whether the cell prints as nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Absent | Cell::Null)
    }

    /// Whether the cell is text that came from the data, so that a spreadsheet might take it for a formula.
    pub fn is_text(&self) -> bool {
        match self {
            Cell::Text(_) | Cell::Lot(_) | Cell::Position(..) | Cell::Texts(_) | Cell::Legs(_) => true,
            Cell::Absent
            | Cell::Null
            | Cell::Bool(_)
            | Cell::Count(_)
            | Cell::Decimal(_)
            | Cell::Tenths(_)
            | Cell::Time(_)
            | Cell::Day(_) => false,
        }
    }
}

/// As tables and CSV show it; absent and null are empty.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Absent | Cell::Null => Ok(()),
            Cell::Bool(value) => write!(f, "{value}"),
            Cell::Count(value) => write!(f, "{value}"),
            Cell::Text(text) => f.write_str(text),
            Cell::Lot(lot) => write!(f, "{lot}"),
            Cell::Position(lot, site) => write!(f, "{lot}@{site}"),
            Cell::Decimal(value) => write!(f, "{value}"),
            Cell::Tenths(value) => write_tenths(*value, f),
            Cell::Time(at) => write!(f, "{}", Stamp(*at)),
            Cell::Day(day) => write!(f, "{day}"),
            Cell::Texts(texts) => f.write_str(&texts.join("; ")),
            Cell::Legs(legs) => write_legs(legs, f),
        }
    }
}

fn write_tenths(tenths: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sign = if tenths < 0 { "-" } else { "" };
    write!(f, "{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

fn write_legs(legs: &[LegCell<'_>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, leg) in legs.iter().enumerate() {
        let gap = if i == 0 { "" } else { "; " };
        let space = if leg.role.is_empty() { "" } else { " " };
        write!(f, "{gap}{}{space}{}@{}", leg.role, leg.lot, leg.site)?;
    }
    Ok(())
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Absent | Cell::Null => serializer.serialize_unit(),
            Cell::Bool(value) => serializer.serialize_bool(*value),
            Cell::Count(value) => serializer.serialize_u64(*value),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Lot(_)
            | Cell::Position(..)
            | Cell::Decimal(_)
            | Cell::Tenths(_)
            | Cell::Time(_)
            | Cell::Day(_) => serializer.collect_str(self),
            Cell::Texts(texts) => serializer.collect_seq(texts),
            Cell::Legs(legs) => {
                let mut seq = serializer.serialize_seq(Some(legs.len()))?;
                legs.iter().try_for_each(|leg| seq.serialize_element(leg))?;
                seq.end()
            }
        }
    }
}

impl Serialize for LegCell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.role.is_empty() {
            map.serialize_entry("role", self.role)?;
        }
        map.serialize_entry("lot", &Cell::Lot(self.lot))?;
        map.serialize_entry("site", self.site)?;
        let quantity = self.quantity.map_or(Cell::Null, Cell::Decimal);
        map.serialize_entry("quantity", &quantity)?;
        map.end()
    }
}

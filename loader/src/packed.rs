//! Event rows in little memory: a load holds all of them at once.

use crate::row::{Decimal, EventRow, Kind, Moment, Nanos, Role, Symbol, Text};

/// An event row as it is held: the same in 96 bytes, and the rank of its lot once it is known.
#[derive(Clone, Copy, Debug)]
pub struct PackedRow {
    pub(crate) line: u32,
    pub(crate) id: Text,
    pub(crate) reference: Text,
    pub(crate) document: Text,
    pub(crate) symbols: [Symbol; SYMBOLS],
    pub(crate) rank: u32,
    time: Wide,
    span: u32,
    arrived: Wide,
    /// [`ABSENT`]: not stated.
    arrived_span: u32,
    recorded: Wide,
    mantissa: Wide,
    kind: Kind,
    role: Role,
    /// [`UNKNOWN`]: no quantity.
    scale: u8,
}

/// Columns of a row that are symbols.
pub(crate) const SYMBOLS: usize = 8;
const ABSENT: u32 = u32::MAX;
const UNKNOWN: u8 = u8::MAX;

/// A number of 64 bits that lies on any 32.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(4))]
struct Wide(i64);

impl PackedRow {
    /// The row as it is worked with.
    #[inline(always)]
    pub fn unpack(&self) -> EventRow {
        let [product, lot, unit, site, to_site, party, container, hazards] = self.symbols;
        EventRow {
            line: self.line,
            kind: self.kind,
            role: self.role,
            time: Moment { start: self.time.0, span: self.span },
            arrived: (self.arrived_span != ABSENT)
                .then_some(Moment { start: self.arrived.0, span: self.arrived_span }),
            recorded: (self.recorded.0 != Nanos::MIN).then_some(self.recorded.0),
            quantity: (self.scale != UNKNOWN)
                .then_some(Decimal { mantissa: self.mantissa.0, scale: self.scale }),
            id: self.id,
            reference: self.reference,
            document: self.document,
            product,
            lot,
            unit,
            site,
            to_site,
            party,
            container,
            hazards,
        }
    }
}

impl From<EventRow> for PackedRow {
    #[inline]
    fn from(row: EventRow) -> PackedRow {
        let EventRow { product, lot, unit, site, to_site, party, container, hazards, .. } = row;
        PackedRow {
            line: row.line,
            id: row.id,
            reference: row.reference,
            document: row.document,
            symbols: [product, lot, unit, site, to_site, party, container, hazards],
            rank: u32::MAX,
            time: Wide(row.time.start),
            span: row.time.span,
            arrived: Wide(row.arrived.map_or(0, |arrived| arrived.start)),
            arrived_span: row.arrived.map_or(ABSENT, |arrived| arrived.span),
            recorded: Wide(row.recorded.unwrap_or(Nanos::MIN)),
            mantissa: Wide(row.quantity.map_or(0, |quantity| quantity.mantissa)),
            kind: row.kind,
            role: row.role,
            scale: row.quantity.map_or(UNKNOWN, |quantity| quantity.scale),
        }
    }
}

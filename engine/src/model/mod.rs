//! The archived model: columns, ids, and the reading of one thing at a time.

mod bitmaps;
mod columns;
mod ids;
mod kinds;
mod names;
mod narrow;
mod read;
mod row;
mod rows;
mod sparse;
mod validate;

pub use bitmaps::Bitmaps;
pub use columns::{Column, Columns, View};
pub use ids::{LotId, NONE, NodeId, PositionId, ProductId, RowId, SiteId, TextId};
pub use kinds::{Anomaly, AnomalyKind, Dimension, OtherEvent, OtherKind, SiteKind, StatusKind};
pub use names::{CodeDictionary, fold_bucket_count, fold_code, fold_hash, transpositions};
pub use narrow::halves;
pub(crate) use narrow::narrow;
pub use row::{BEGINNING, END, Interval, Leg, Nanos, Quantity, Row, RowKind};
pub use sparse::{Sparse, SparseBuilder};
pub use validate::ModelError;

/// Positions from one cell of the column `position_lot` to the next.
pub const POSITIONS_PER_STEP: usize = 32;

/// Bits of `lot_flags`.
pub mod lot_flag {
    /// The code is a placeholder, not a lot.
    pub const POOL: u8 = 1;
    /// The code is empty: stock and sales without a lot.
    pub const LOTLESS: u8 = 2;
    /// Some receipt or transform feeds it.
    pub const CREATED: u8 = 4;
    /// The product of a lotless pool has other lots at some site of the pool: picks and balances are uncertain.
    pub const IN_LOTS: u8 = 8;
    /// Named by the table of lots or orders: known at any time.
    pub const NAMED: u8 = 16;
}

/// Bit of `row_kind` where the row is no instant.
pub const INTERVAL: u8 = 0x80;
/// In `row_quantity`: no quantity is known.
pub const UNKNOWN_QUANTITY: u16 = u16::MAX;
/// In `row_quantity`: the quantity needs more bits.
pub const WIDE_QUANTITY: u16 = u16::MAX - 1;

/// Places in the column `counts`.
pub mod counts {
    /// Rows read of events, products, units, sites, lots, orders.
    pub const READ: usize = 0;
    /// Rows of events loaded, equal rows counted once.
    pub const LOADED: usize = 6;
    /// Rows of events that repeat another.
    pub const REPEATED: usize = 7;
    /// Rows rejected, of all tables.
    pub const REJECTED: usize = 8;
    /// Distinct event ids.
    pub const EVENTS: usize = 9;
    /// Rows of the snapshot that count now.
    pub const ROWS: usize = 10;
    /// Latest moment of any row, as `i64` bits: nothing moves after it.
    pub const HORIZON: usize = 11;
    /// Length of the column.
    pub const LEN: usize = 12;
}

//! The archived lot graph, and every question asked of it.
//!
//! A [`Snapshot`] is one immutable file of columns, mapped and used in place. Questions are asked of its
//! [`model::View`], by ids, and answered in ids: names, units, time zones and JSON are the business of others. The
//! caller keeps the memory of questions ([`Tracer`], [`ClosureScratch`], [`PickScratch`]), so that a second one
//! allocates nothing.
//!
//! ```no_run
//! # use lotrace_engine as engine;
//! use engine::{ClosureQuery, Direction, Knowledge, Snapshot, Tracer, Verify};
//!
//! let snapshot = Snapshot::open("creamery.lotrace", Verify::All)?;
//! let view = snapshot.view();
//! let lot = view.find_product("CULT").and_then(|product| view.find_lot(product, "YC-0423"));
//! let lots: Vec<_> = lot.into_iter().collect();
//! let mut tracer = Tracer::new(view);
//! let query = ClosureQuery {
//!     lots: &lots, pools: &[], direction: Direction::Forward, hazard: None, knowledge: Knowledge::ALL,
//! };
//! for lot in tracer.closure(&query) {
//!     println!("{}", view.lot_name(*lot));
//! }
//! # Ok::<(), engine::OpenError>(())
//! ```
//!
//! # Guarantees
//!
//! An answer is complete, whatever the graph: cycles, ties and depth do not matter, and nothing recurses over data.
//! With [`Verify::All`] nothing is read from bytes that were not checked first.

mod file;
mod find;
pub mod model;
mod run;
mod shares;
mod snapshot;
mod stock;
mod trace;

pub use file::{
    Element, ElementType, FORMAT_VERSION, Identity, Place, Published, Section, SnapshotError, SnapshotFile,
    SnapshotWriter, Verify,
};
pub use find::{
    Found, LotStatus, MOST_CANDIDATES, Resolved, Selection, find, is_known, resolve, select, sites_below,
};
pub use run::{Knowledge, Standing, books_at, is_untrusted, legs_of, load_run, presence, untrusted_as_known};
pub use shares::{Numbers, Shares};
pub use snapshot::{OpenError, Snapshot};
pub use stock::{
    Amount, BalanceAsk, BalanceRow, Block, BlockKind, Blocks, Calendar, CountAsk, Counted, Decimal, Expiring,
    ExpiringAsk, ExpiringGroup, GroupBy, GroupKey, Handover, InTransit, InputLot, Line, LiveStatus, LowStock,
    LowStockAsk, OnHandAsk, OneDown, OneUp, Origin, OutputLot, Pick, PickAsk, PickRule, PickScratch,
    SharedVec, SkipReason, Skipped, Statuses, Stock, StockClass, Taken, UnknownStock, audit_count, balance,
    expiring, group_expiring, in_transit, low_stock, on_hand, one_down, one_up, pick, pick_top,
};
pub use trace::{
    ClosureQuery, ClosureScratch, Direction, Exclusion, FlowQuery, FlowScratch, Present, Reached, ReachedRow,
    Ring, Seed, Trace, Tracer, Trust, closure, window,
};

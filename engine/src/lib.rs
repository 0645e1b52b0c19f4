//! The archived lot graph, and every question asked of it.

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
    ExpiringAsk, ExpiringGroup, GroupBy, GroupKey, Handover, InTransit, InputLot, Line, LowStock,
    LowStockAsk, OnHandAsk, OneDown, OneUp, OutputLot, Pick, PickAsk, PickRule, PickScratch, SkipReason,
    Skipped, Stock, StockClass, Taken, UnknownStock, audit_count, balance, expiring, group_expiring,
    in_transit, low_stock, on_hand, one_down, one_up, pick, pick_top,
};
pub use trace::{
    ClosureQuery, ClosureScratch, Direction, Exclusion, FlowQuery, FlowScratch, Present, Reached, ReachedRow,
    Ring, Seed, Trace, Tracer, Trust, closure, window,
};

//! Questions about stock: what is on hand, what to pick, what expires, whether the books add up.

mod balance;
mod books;
mod calendar;
mod counts;
mod decimal;
mod expiring;
mod groups;
mod links;
mod live;
mod lotless;
mod low_stock;
mod on_hand;
mod pick;
mod shared_vec;
mod status;
mod transit;

pub use balance::{BalanceAsk, BalanceRow, balance};
pub use calendar::Calendar;
pub(crate) use counts::counts_of;
pub use counts::{CountAsk, Counted, audit_count};
pub use decimal::Decimal;
pub use expiring::{Expiring, ExpiringAsk, StockClass, UnknownStock, expiring};
pub use groups::{ExpiringGroup, GroupBy, GroupKey, group_expiring};
pub use links::{Handover, InputLot, OneDown, OneUp, OutputLot, one_down, one_up};
pub use live::{LiveStatus, Statuses};
pub use low_stock::{LowStock, LowStockAsk, low_stock};
pub use on_hand::{OnHandAsk, Stock, on_hand};
pub use pick::{
    Amount, Line, Pick, PickAsk, PickRule, PickScratch, SkipReason, Skipped, Taken, pick, pick_top,
};
pub use shared_vec::SharedVec;
pub use status::{Block, BlockKind, Blocks, Origin};
pub use transit::{InTransit, in_transit};

//! Movement tables to snapshots: every row is loaded, or rejected with its place and reason.

mod calendar;
mod cell_types;
mod clock;
mod collect;
mod conventions;
mod csv;
mod decimal;
mod error;
mod events;
mod fault;
mod intern;
mod layout;
mod near;
mod options;
mod progress;
mod read;
pub mod reject;
mod row;
mod small;
mod sources;
mod stream;
mod table;
mod written;
mod zones;

pub use clock::TimeZone;
pub use error::LoadError;
pub use options::ReadOptions;
pub use progress::Progress;
pub use read::read;
pub use reject::{REJECT_CODES, RejectCode, reject_code};
pub use row::*;
pub use sources::Sources;
pub use table::Table;

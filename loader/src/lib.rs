//! Movement tables to snapshots.

mod assemble;
pub mod row;

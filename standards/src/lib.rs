//! The standards in which lots travel, to movement tables and back.
//!
//! [`epcis::import`] reads EPCIS documents of any version and syntax and writes the tables that the loader reads.

pub mod epcis;

mod decimal;
mod error;
mod packed;
mod spill;
mod tables;
mod units;

pub use epcis::Fault;
pub use error::StandardsError;

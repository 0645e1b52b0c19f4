//! The standards in which lots travel, to movement tables and back.
//!
//! [`epcis::import`] reads EPCIS documents of any version and syntax and writes the tables that the loader reads.

pub mod epcis;
pub mod foodchain;
pub mod fsma204;

mod book;
mod decimal;
mod error;
mod packed;
mod spill;
mod tables;
mod units;

pub use book::{Book, LotFacts, Movement, ProductFacts, SiteFacts};
pub use epcis::Fault;
pub use error::StandardsError;

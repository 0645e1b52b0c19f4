//! Each line of the mapping from EPCIS events to movement tables, on the smallest document that shows it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod containers;
mod corrections;
mod goods;
mod harness;
mod master;
mod shipments;
mod status;
mod transformations;

//! The command line, run in process over small data.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod answers;
mod batches;
mod builds;
mod failures;
mod goldens;
mod harness;
mod recalls;
mod screens;
mod standards;

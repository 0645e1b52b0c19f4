//! The server as its clients see it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod client;
mod holds;
mod limits;
mod protocol;
mod real_clients;
mod sells;
mod shop;
mod swaps;

//! Stock, names and balances, held against the goldens and against the model on random networks.

#![allow(clippy::unwrap_used, reason = "tests")]

mod answer;
mod creamery;
mod damage;
mod fixture;
mod goldens;
mod networks;
mod world;

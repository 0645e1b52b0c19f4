//! The slow, obvious model of what a recall trace means.
//!
//! [`World::parse`] reads the tables, [`World::answer`] answers one `ask` of the goldens with the whole `expect`
//! object. Everything is written from the rules and their readings (R1 to R28), by definition: sets, exact
//! fractions, and rules applied to all events until nothing changes. [`Network::random`] makes the small networks on
//! which the engine is held against it.

mod answer;
mod backward;
mod balance;
mod books;
mod closure;
mod csv;
mod decimal;
mod flow;
mod ledger;
mod lot;
mod movement;
mod names;
mod networks;
mod numbers;
mod quantity;
mod rings;
mod row;
mod status;
mod stock;
mod time;
mod world;

pub use lot::{Lot, Place, Position};
pub use networks::Network;
pub use time::{Day, Moment, Span};
pub use world::World;

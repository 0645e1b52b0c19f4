//! From names and properties to lots.

mod known;
mod resolve;
mod select;

pub use known::is_known;
pub use resolve::{MOST_CANDIDATES, Resolved, resolve};
pub use select::{Found, LotStatus, Selection, find, select, sites_below};

//! Data sets to try the engine on.
mod book;
mod catalog;
mod clock;
mod code;
mod error;
mod genealogy;
mod generate;
mod harvest;
mod life;
mod pen;
mod plant;
mod random;
mod recipe;
mod region;
mod row;
mod shared;
mod sites;
mod stock;
mod summary;
mod table;

pub use error::GenerateError;
pub use generate::{generate, generate_to};
pub use recipe::{Rates, Recipe, Scale, Shape};
pub use summary::{NamedLot, NamedShelf, RowsByKind, Summary};
pub use table::Table;

//! Data sets to try lotrace on: a made-up retailer of any size from a seed, and two small recalls by hand.
//!
//! A [`Recipe`] names a data set; [`generate`] writes it as the tables of the movement format, and
//! [`generate_to`] hands out the same bytes in memory. The [`Summary`] names lots worth asking about, with the
//! exact size of their lot closure, so that a demonstration or a bench need not look for them:
//!
//! ```
//! use lotrace_datasets::{Recipe, Scale, Table, generate_to};
//!
//! let mut events = Vec::new();
//! let summary = generate_to(&Recipe::new(Scale::S, 1), &mut |table, bytes| {
//!     if table == Table::Events {
//!         events.extend_from_slice(bytes);
//!     }
//!     Ok(())
//! })?;
//! assert_eq!(summary.rows.total(), 100_000);
//! assert!(events.starts_with(Table::Events.header().as_bytes()));
//! assert!(summary.hub.forward > summary.lots * 2 / 5);
//! # Ok::<(), lotrace_datasets::GenerateError>(())
//! ```
//!
//! # The retailer
//!
//! Suppliers bring ingredients and packaging to plants. A plant mixes salt and spice into a premix, the premix
//! with the main ingredient into a base, ferments some bases, flavours them as bulks, packs each bulk as about
//! ten lots, and bundles some of those as multipacks and displays: four to seven transforms. Packed lots go to
//! a DC or at once to a store, and over the till; a stated part of the sales bears no lot. Along the way goods
//! are held, recalled, returned, reworked, counted, destroyed and lost, and the record has its faults, each at
//! a rate of [`Rates`].
//!
//! How long an ingredient lot lasts follows a power law. Three ingredients are bought once for all plants; one
//! salt lot of eleven months is the hub that about half of all lots were made from.
//!
//! [`Shape::Deep`] mixes instead: silos are topped up and hardly ever emptied, leftovers go into the next
//! batch, and chains of lots grow tens to hundreds long.
//!
//! # Guarantees
//!
//! - Equal recipes give equal bytes, whatever the number of cores; the random numbers are written out here and
//!   never change with a dependency.
//! - `events` has exactly as many rows as the scale says; every row is one that loads.
//! - No more is taken from a position than is there, except where a rate of wrong records says so, and in
//!   the pools of sales without a lot.
//! - Memory is a few times the rows of one region (100 thousand): about 110 MB at any scale on two cores.
//!
//! # How it is made
//!
//! The retailer falls into regions of two plants, a DC and some stores, which share nothing but the catalog and
//! the shared lots. Each region has its own stream of random numbers and its own range of event numbers, so
//! regions are made on all cores and written in order. Within a region rows are not in time order: what becomes
//! of a packed lot is written when it is packed.

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

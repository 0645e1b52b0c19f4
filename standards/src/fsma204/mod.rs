//! The sortable spreadsheet of the US food traceability rule: 21 CFR 1.1300 to 1.1465, asked for under 1.1455(c).
//!
//! One sheet for each critical tracking event that movements show: shipping (1.1340), receiving (1.1345), and
//! transformation (1.1350), its foods used and its foods produced. Harvesting, cooling, initial packing and first
//! land-based receiving are not told apart in movement tables: what they bring in stands under receiving.

mod events;
mod import;
mod workbook;

pub use events::{Completeness, CriticalEvents, EventSheet, MissingElement, Selection};
pub use import::import;

//! The archived lot graph, and every question asked of it.

mod file;
pub mod model;
mod run;
mod snapshot;
mod trace;

pub use file::{
    Element, ElementType, FORMAT_VERSION, Identity, Place, Published, Section, SnapshotError, SnapshotFile,
    SnapshotWriter, Verify,
};
pub use run::{Knowledge, Standing, books_at, is_untrusted, legs_of, load_run, presence, untrusted_as_known};
pub use snapshot::{OpenError, Snapshot};
pub use trace::{
    ClosureQuery, ClosureScratch, Direction, Exclusion, FlowQuery, FlowScratch, Present, Reached, ReachedRow, Ring, Seed,
    Trace, Tracer, Trust, closure, window,
};

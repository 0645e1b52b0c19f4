//! Placeholder until its first commit.

mod file;
pub mod model;

pub use file::{
    Element, ElementType, FORMAT_VERSION, Identity, Place, Published, Section, SnapshotError, SnapshotFile,
    SnapshotWriter, Verify,
};

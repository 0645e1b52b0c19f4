//! The snapshot file: named columns, checksums around them, and how a file comes to stand under its name.
//!
//! ```text
//! 0                4096                                            table offset        file length
//! | header, 4096 B | section | 0… | section | 0… | … | section | 0… | entry, 96 B | … |
//! ```
//!
//! - The header and the section table are plain little-endian fields; each section is one rkyv archive of a
//!   `Vec<T>` (elements, zeros up to a multiple of 8, a 16-byte root).
//! - Sections stand in the order of the table. The first begins at 4096, each further one, and the table, at
//!   the next multiple of 64 after the end of the one before. The file ends with the table. So the place and
//!   length of everything follow from the element types and counts, and a file has one form only.
//! - Every byte is under a check: the header under its own CRC-32C, the table under one in the header, each
//!   section under one in the table, the gaps have to be zero, the length is in the header.
//! - Every version keeps the first 16 bytes of the header, its length and the place of its CRC, so that a file
//!   of another version is told from a damaged one.
//!
//! A file is immutable once published. Truncating one that is mapped kills the processes that map it, which is
//! why publishing goes by a temporary name and a rename, and why the file is read-only.

mod draft;
mod element;
mod entry;
mod error;
mod header;
mod identity;
mod mapping;
mod medium;
mod place;
mod reader;
mod sink;
mod table;
mod verify;
mod writer;

#[cfg(test)]
mod tests;

pub use element::{Element, ElementType};
pub use error::SnapshotError;
pub use identity::Identity;
pub use place::Place;
pub use reader::{Section, SnapshotFile, Verify};
pub use writer::{Published, SnapshotWriter};

/// Version of the format that this build writes, and the only one it reads.
pub const FORMAT_VERSION: u32 = 1;

/// Sections and the table begin at multiples of this many bytes.
const SECTION_ALIGNMENT: u64 = 64;

/// The least multiple of [`SECTION_ALIGNMENT`] that is not below `offset`; `None` past the end of `u64`.
fn align_up(offset: u64) -> Option<u64> {
    offset.checked_next_multiple_of(SECTION_ALIGNMENT)
}

use std::io;

use super::{ElementType, FORMAT_VERSION, Place};

/// Why a snapshot could not be written, published, opened or read.
///
/// Every message names the file, what is wrong with it, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file is something else.
    #[error("{place} is not a lotrace snapshot: it begins with \"{}\"; name a file that `lotrace build` wrote", start.escape_ascii())]
    NotSnapshot {
        /// The file.
        place: Place,
        /// Its first bytes, at most 16.
        start: Vec<u8>,
    },

    /// The file has a later format.
    #[error(
        "{place} was written by a newer lotrace (format {version}, this one reads {FORMAT_VERSION}): upgrade lotrace"
    )]
    Newer {
        /// The file.
        place: Place,
        /// Its format version.
        version: u32,
    },

    /// The file has an earlier format.
    #[error(
        "{place} was written by an older lotrace (format {version}, this one reads {FORMAT_VERSION}): rebuild it with `lotrace build SRC -o {place}`"
    )]
    Older {
        /// The file.
        place: Place,
        /// Its format version.
        version: u32,
    },

    /// The file's integers have the other byte order.
    #[error("{place} was written in the other byte order: rebuild it with `lotrace build SRC -o {place}`")]
    Endianness {
        /// The file.
        place: Place,
    },

    /// The file ends early.
    #[error(
        "{place} is truncated: expected {expected} bytes, found {found}; copy it again, go back to the one before it (.prev), or rebuild it"
    )]
    Truncated {
        /// The file.
        place: Place,
        /// Length by the header (or of the header) in bytes.
        expected: u64,
        /// Length found in bytes.
        found: u64,
    },

    /// Bytes follow the end of the snapshot.
    #[error(
        "{place} is too long: expected {expected} bytes, found {found}; copy it again, go back to the one before it (.prev), or rebuild it"
    )]
    TooLong {
        /// The file.
        place: Place,
        /// Length by the header in bytes.
        expected: u64,
        /// Length found in bytes.
        found: u64,
    },

    /// The header's checksum or one of its fields is wrong.
    #[error(
        "{place} is damaged: its header is wrong ({what}); copy it again, go back to the one before it (.prev), or rebuild it"
    )]
    DamagedHeader {
        /// The file.
        place: Place,
        /// What was checked.
        what: &'static str,
    },

    /// The section table's checksum or one of its entries is wrong.
    #[error(
        "{place} is damaged: its section table is wrong ({what}); copy it again, go back to the one before it (.prev), or rebuild it"
    )]
    DamagedTable {
        /// The file.
        place: Place,
        /// What was checked.
        what: &'static str,
    },

    /// A section's bytes are not those that were written.
    #[error(
        "{place} is damaged: section {section} is wrong ({what}); copy it again, go back to the one before it (.prev), or rebuild it"
    )]
    DamagedSection {
        /// The file.
        place: Place,
        /// Name of the section.
        section: String,
        /// What was checked.
        what: &'static str,
    },

    /// The gap after a section is not zero.
    #[error(
        "{place} is damaged: byte {offset}, after section {section}, is not zero; copy it again, go back to the one before it (.prev), or rebuild it"
    )]
    DamagedGap {
        /// The file.
        place: Place,
        /// Name of the section before the gap.
        section: String,
        /// Place of the first wrong byte in the file.
        offset: u64,
    },

    /// The snapshot has no such section.
    #[error("{place} has no section {section}: rebuild it with this lotrace")]
    MissingSection {
        /// The file.
        place: Place,
        /// Name asked for.
        section: String,
    },

    /// The section holds elements of another type.
    #[error("section {section} of {place} holds {found}, not {expected}: rebuild it with this lotrace")]
    WrongElement {
        /// The file.
        place: Place,
        /// Name of the section.
        section: String,
        /// Type asked for.
        expected: ElementType,
        /// Type in the file.
        found: ElementType,
    },

    /// The operating system refused something.
    #[error("cannot {operation} {place}")]
    Io {
        /// The file.
        place: Place,
        /// What was tried, as a verb.
        operation: &'static str,
        /// What the operating system said.
        source: io::Error,
    },

    /// No space, or no quota, is left.
    #[error(
        "cannot {operation} {place}: the disk is full; nothing was published. Free some space and build again"
    )]
    DiskFull {
        /// The file.
        place: Place,
        /// What was tried, as a verb.
        operation: &'static str,
        /// What the operating system said.
        source: io::Error,
    },

    /// Another process is building this snapshot.
    #[error("{place} is already being built by another process: wait for it, or stop it, and build again")]
    AlreadyBuilding {
        /// The file.
        place: Place,
    },

    /// A new snapshot does not read back as it was written.
    #[error(
        "what was written for {place} does not read back; nothing was published. Check the disk and build again"
    )]
    ReadBack {
        /// The file that was to be published.
        place: Place,
        /// What is wrong with the draft.
        source: Box<SnapshotError>,
    },

    /// The name to publish under belongs to a file that is no snapshot.
    #[error(
        "{place} exists and is not a lotrace snapshot, so it is not replaced: choose another name, or remove it"
    )]
    WouldReplace {
        /// The file.
        place: Place,
    },
}

impl SnapshotError {
    /// The stable code that `lotrace explain` spells out.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SnapshotError::NotSnapshot { .. } => "E0501",
            SnapshotError::Newer { .. } => "E0502",
            SnapshotError::Older { .. } => "E0503",
            SnapshotError::Endianness { .. } => "E0504",
            SnapshotError::Truncated { .. } => "E0505",
            SnapshotError::TooLong { .. } => "E0506",
            SnapshotError::DamagedHeader { .. } => "E0507",
            SnapshotError::DamagedTable { .. } => "E0508",
            SnapshotError::DamagedSection { .. } => "E0509",
            SnapshotError::DamagedGap { .. } => "E0510",
            SnapshotError::MissingSection { .. } => "E0511",
            SnapshotError::WrongElement { .. } => "E0512",
            SnapshotError::Io { .. } => "E0513",
            SnapshotError::DiskFull { .. } => "E0514",
            SnapshotError::AlreadyBuilding { .. } => "E0515",
            SnapshotError::WouldReplace { .. } => "E0516",
            SnapshotError::ReadBack { .. } => "E0517",
        }
    }

    /// Wraps what the operating system said; a full disk or quota gets its own variant.
    pub(super) fn io(place: &Place, operation: &'static str, source: io::Error) -> SnapshotError {
        let place = place.clone();
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            SnapshotError::DiskFull { place, operation, source }
        } else {
            SnapshotError::Io { place, operation, source }
        }
    }
}

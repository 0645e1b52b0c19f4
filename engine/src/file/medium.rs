use std::io::{self, Write};

use rkyv::util::AlignedVec;

use super::header::HEADER_LEN;
use super::{Place, SnapshotError, SnapshotFile};

/// What a snapshot is written to: sections, gaps and the table in order, the header last.
pub(super) trait Medium: Write {
    /// Where the snapshot will stand, for messages.
    fn place(&self) -> Place;

    /// Puts the header before what was written, verifies the whole, and gives it its name.
    fn publish(self: Box<Self>, header: &[u8; HEADER_LEN]) -> Result<SnapshotFile, SnapshotError>;
}

/// A snapshot in memory.
pub(super) struct Buffer(AlignedVec);

impl Buffer {
    pub(super) fn new() -> Buffer {
        let mut bytes = AlignedVec::new();
        bytes.extend_from_slice(&[0; HEADER_LEN]);
        Buffer(bytes)
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Medium for Buffer {
    fn place(&self) -> Place {
        Place::Memory
    }

    fn publish(mut self: Box<Self>, header: &[u8; HEADER_LEN]) -> Result<SnapshotFile, SnapshotError> {
        self.0[..HEADER_LEN].copy_from_slice(header);
        SnapshotFile::from_bytes(self.0)
    }
}

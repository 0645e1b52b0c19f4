use std::fmt;
use std::path::Path;

use super::draft::Draft;
use super::entry::{Entry, SectionName};
use super::header::{HEADER_LEN, Header};
use super::medium::{Buffer, Medium};
use super::sink::Sink;
use super::{Element, Identity, Place, SECTION_ALIGNMENT, SnapshotError, SnapshotFile, align_up};

/// Writes a snapshot, column after column, and publishes it as a whole or not at all.
///
/// Dropped before [`publish`](Self::publish), it leaves nothing behind.
///
/// ```
/// use lotrace_engine::{SnapshotError, SnapshotWriter};
///
/// # fn main() -> Result<(), SnapshotError> {
/// let mut writer = SnapshotWriter::in_memory();
/// writer.section::<i64>("row.time", &[5, 7])?;
/// let snapshot = writer.publish()?.file;
///
/// let times = snapshot.section::<i64>("row.time")?;
/// assert_eq!(times[1].to_native(), 7);
/// # Ok(())
/// # }
/// ```
pub struct SnapshotWriter {
    medium: Box<dyn Medium>,
    /// Bytes written, the header's place included.
    written: u64,
    entries: Vec<Entry>,
}

/// A snapshot that stands under its name, verified and open.
#[derive(Debug)]
pub struct Published {
    /// What it holds, as a hash.
    pub identity: Identity,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// The snapshot itself.
    pub file: SnapshotFile,
}

impl SnapshotWriter {
    /// Begins the snapshot that is to stand at `path`, under a temporary name in the same directory.
    ///
    /// # Errors
    ///
    /// [`AlreadyBuilding`](SnapshotError::AlreadyBuilding) while another writer is at it,
    /// [`WouldReplace`](SnapshotError::WouldReplace) if `path` is a file that is no snapshot,
    /// [`Io`](SnapshotError::Io) if no file can be made there.
    pub fn create(path: impl AsRef<Path>) -> Result<SnapshotWriter, SnapshotError> {
        Draft::create(path.as_ref()).map(|draft| SnapshotWriter::over(Box::new(draft)))
    }

    /// Begins a snapshot without a file.
    #[must_use]
    pub fn in_memory() -> SnapshotWriter {
        SnapshotWriter::over(Box::new(Buffer::new()))
    }

    /// Writes to a medium that has room for the header already.
    pub(super) fn over(medium: Box<dyn Medium>) -> SnapshotWriter {
        SnapshotWriter { medium, written: HEADER_LEN as u64, entries: Vec::new() }
    }

    /// Writes a column as the next section. `values` are written from where they are; nothing is copied.
    ///
    /// # Errors
    ///
    /// [`DiskFull`](SnapshotError::DiskFull) or [`Io`](SnapshotError::Io). The writer is of no further use then.
    ///
    /// # Panics
    ///
    /// If the name is longer than 24 bytes, not visible ASCII, or was written before.
    pub fn section<T: Element>(&mut self, name: &'static str, values: &[T]) -> Result<(), SnapshotError> {
        let named = SectionName::new(name);
        let named = named.unwrap_or_else(|| panic!("{name:?} is not 1 to 24 visible ASCII characters"));
        assert!(self.entries.iter().all(|entry| entry.name != named), "section {name} was written before");

        let mut sink = Sink::new(&mut *self.medium);
        // The reason of a failure is in the sink.
        let archived = T::archive(values, &mut sink);
        let sums = sink.finish().map_err(|source| self.failed(source))?;
        assert!(archived.is_ok(), "integers archive unless writing fails");

        let entry = Entry {
            name: named,
            element: T::TYPE,
            offset: self.written,
            length: sums.length,
            count: values.len() as u64,
            crc: sums.crc,
            digest: sums.digest,
        };
        self.written += entry.length;
        self.entries.push(entry);
        self.close_gap()
    }

    /// Writes table and header, verifies what was written, and gives the snapshot its name.
    ///
    /// A file is synced, made read-only, read back and checked in whole before the name changes over; the
    /// snapshot that stood there is kept as `NAME.prev`.
    ///
    /// # Errors
    ///
    /// As [`section`](Self::section), or what [`SnapshotFile::open`] finds wrong. Nothing is published then,
    /// and the temporary file is gone; only when syncing the directory fails at the very end does the snapshot
    /// stand already, though a power cut might undo that.
    pub fn publish(mut self) -> Result<Published, SnapshotError> {
        let table: Vec<u8> = self.entries.iter().flat_map(Entry::encode).collect();
        let header = Header {
            file_len: self.written + table.len() as u64,
            section_count: self.entries.len() as u64,
            table_offset: self.written,
            table_crc: crc_fast::crc32_iscsi(&table),
            identity: Identity::of(&self.entries),
        };
        self.medium.write_all(&table).map_err(|source| self.failed(source))?;
        let file = self.medium.publish(&header.encode())?;
        Ok(Published { identity: header.identity, bytes: header.file_len, file })
    }

    fn close_gap(&mut self) -> Result<(), SnapshotError> {
        const ZEROS: [u8; SECTION_ALIGNMENT as usize] = [0; SECTION_ALIGNMENT as usize];
        let next = align_up(self.written).expect("no file is longer than i64::MAX bytes");
        let gap = &ZEROS[..(next - self.written) as usize];
        self.medium.write_all(gap).map_err(|source| self.failed(source))?;
        self.written = next;
        Ok(())
    }

    fn failed(&self, source: std::io::Error) -> SnapshotError {
        SnapshotError::io(&self.place(), "write", source)
    }

    /// Where the snapshot is to stand.
    #[must_use]
    pub fn place(&self) -> Place {
        self.medium.place()
    }
}

impl fmt::Debug for SnapshotWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotWriter")
            .field("place", &self.place())
            .field("sections", &self.entries.len())
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

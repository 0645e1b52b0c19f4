use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

use rkyv::util::AlignedVec;

use super::entry::Entry;
use super::header::Header;
use super::mapping::Mapping;
use super::table::Table;
use super::verify;
use super::{Element, ElementType, Identity, Place, SnapshotError};

/// How much of a file to read when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    /// Everything: a change of any byte is an error. Reads the whole file, on all cores.
    All,
    /// Header and section table: tens of microseconds. Damage inside a column stays unseen.
    HeaderOnly,
}

/// A snapshot, open for reading: columns by name, used where they stand.
pub struct SnapshotFile {
    place: Place,
    storage: Storage,
    header: Header,
    table: Table,
}

enum Storage {
    Mapped(Mapping),
    Memory(AlignedVec),
}

/// What a section is, without its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'f> {
    /// Its name.
    pub name: &'f str,
    /// Type of its elements.
    pub element: ElementType,
    /// Number of its elements.
    pub count: u64,
    /// Bytes that it takes in the file, without the gap after it.
    pub bytes: u64,
}

impl SnapshotFile {
    /// Maps the file at `path`.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] says what the file is if it is no snapshot of this format, or what is damaged.
    pub fn open(path: impl AsRef<Path>, verify: Verify) -> Result<SnapshotFile, SnapshotError> {
        let path = path.as_ref();
        SnapshotFile::open_as(path, Place::File(path.to_owned()), verify)
    }

    /// Maps the file at `path`, which messages call `place`.
    pub(super) fn open_as(path: &Path, place: Place, verify: Verify) -> Result<SnapshotFile, SnapshotError> {
        let failed = |operation| {
            let place = place.clone();
            move |source| SnapshotError::io(&place, operation, source)
        };
        // Opening a pipe would wait for a writer, so the kind of file is asked first.
        let kind = std::fs::metadata(path).map_err(failed("open"))?;
        if !kind.is_file() {
            let not_a_file = io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
            return Err(failed("open")(not_a_file));
        }
        let file = File::open(path).map_err(failed("open"))?;
        if file.metadata().map_err(failed("open"))?.len() == 0 {
            return Err(SnapshotError::NotSnapshot { place, start: Vec::new() });
        }
        let mapping = Mapping::new(&file).map_err(failed("map"))?;
        SnapshotFile::over(place, Storage::Mapped(mapping), verify)
    }

    /// Opens the bytes of a snapshot that are in memory, and verifies all of them.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn from_bytes(bytes: AlignedVec) -> Result<SnapshotFile, SnapshotError> {
        SnapshotFile::over(Place::Memory, Storage::Memory(bytes), Verify::All)
    }

    fn over(place: Place, storage: Storage, verify: Verify) -> Result<SnapshotFile, SnapshotError> {
        let header = Header::decode(storage.bytes(), &place)?;
        let table = Table::decode(storage.bytes(), &header, &place)?;
        let file = SnapshotFile { place, storage, header, table };
        match verify {
            Verify::All => file.verify()?,
            Verify::HeaderOnly => {}
        }
        Ok(file)
    }

    /// Checks every section's checksum and every gap, as [`Verify::All`] does.
    ///
    /// # Errors
    ///
    /// The first section, in file order, that is damaged.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        verify::sections(self.as_bytes(), &self.table.entries, &self.place)
    }

    /// Checks that the sections' bytes are those that [`identity`](Self::identity) stands for.
    ///
    /// Slower than [`verify`](Self::verify), which finds all accidental damage; this also tells content that was
    /// changed together with its checksum.
    ///
    /// # Errors
    ///
    /// The first section, in file order, whose content is another.
    pub fn verify_digests(&self) -> Result<(), SnapshotError> {
        verify::digests(self.as_bytes(), &self.table.entries, &self.place)
    }

    /// The elements of the section `name`, where they stand.
    ///
    /// Costs a search by name and a check of the archive's root, whatever the section's length.
    ///
    /// # Errors
    ///
    /// [`MissingSection`](SnapshotError::MissingSection), [`WrongElement`](SnapshotError::WrongElement), or
    /// [`DamagedSection`](SnapshotError::DamagedSection) when the archive's root is wrong.
    pub fn section<T: Element>(&self, name: &str) -> Result<&[T::Archived], SnapshotError> {
        let entry = self.table.find(name).ok_or_else(|| SnapshotError::MissingSection {
            place: self.place.clone(),
            section: name.to_owned(),
        })?;
        if entry.element != T::TYPE {
            return Err(SnapshotError::WrongElement {
                place: self.place.clone(),
                section: name.to_owned(),
                expected: T::TYPE,
                found: entry.element,
            });
        }
        let bytes = verify::section_bytes(self.as_bytes(), entry);
        match T::view(bytes) {
            Ok(elements)
                if elements.len() as u64 == entry.count
                    && elements.as_ptr().addr() == bytes.as_ptr().addr() =>
            {
                Ok(elements)
            }
            Ok(_) | Err(_) => Err(SnapshotError::DamagedSection {
                place: self.place.clone(),
                section: name.to_owned(),
                what: "root of the archive",
            }),
        }
    }

    /// What the snapshot holds, as a hash.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.header.identity
    }

    /// The sections in file order.
    pub fn sections(&self) -> impl ExactSizeIterator<Item = Section<'_>> {
        self.table.entries.iter().map(Section::of)
    }

    /// Where the snapshot stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The whole file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.storage.bytes()
    }

    /// Asks the kernel to begin to read the file in; returns at once.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::Io`] if the kernel refuses.
    pub fn advise_willneed(&self) -> Result<(), SnapshotError> {
        match &self.storage {
            Storage::Mapped(mapping) => mapping
                .advise_willneed()
                .map_err(|source| SnapshotError::io(&self.place, "read ahead", source)),
            Storage::Memory(_) => Ok(()),
        }
    }

    /// Reads the whole file in and maps every page; returns when that is done.
    ///
    /// A cold page costs up to 0.1 ms at its first use, so do this before promising response times, where the
    /// file fits into memory.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::Io`] if the file cannot be read.
    pub fn prefault(&self) -> Result<(), SnapshotError> {
        match &self.storage {
            Storage::Mapped(mapping) => {
                mapping.prefault().map_err(|source| SnapshotError::io(&self.place, "read", source))
            }
            Storage::Memory(_) => Ok(()),
        }
    }
}

impl fmt::Debug for SnapshotFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotFile")
            .field("place", &self.place)
            .field("identity", &self.identity())
            .field("sections", &self.table.entries.len())
            .finish_non_exhaustive()
    }
}

impl Storage {
    fn bytes(&self) -> &[u8] {
        match self {
            Storage::Mapped(mapping) => mapping.bytes(),
            Storage::Memory(bytes) => bytes,
        }
    }
}

impl Section<'_> {
    fn of(entry: &Entry) -> Section<'_> {
        Section { name: entry.name.as_str(), element: entry.element, count: entry.count, bytes: entry.length }
    }
}

//! An open snapshot.

use std::path::Path;

use rkyv::util::AlignedVec;

use crate::file::{Identity, SnapshotError, SnapshotFile, Verify};
use crate::model::{ModelError, View};

/// Why a snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file around the columns.
    #[error(transparent)]
    File(#[from] SnapshotError),
    /// The columns themselves: checksums hold, so the writer was at fault.
    #[error("the snapshot is not consistent; build it again with `lotrace build`")]
    Model(#[from] ModelError),
}

impl OpenError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            OpenError::File(error) => error.code(),
            OpenError::Model(_) => "E0590",
        }
    }
}

/// An immutable snapshot of lot movements, mapped and used in place. Share it freely between threads.
#[derive(Debug)]
pub struct Snapshot {
    file: SnapshotFile,
}

impl Snapshot {
    /// Opens a file. With [`Verify::All`] every checksum, offset and id is checked first, in parallel; with
    /// [`Verify::HeaderOnly`] the caller vouches for the file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is no snapshot, is of another version, or is damaged.
    pub fn open(path: impl AsRef<Path>, verify: Verify) -> Result<Snapshot, OpenError> {
        let snapshot = Snapshot { file: SnapshotFile::open(path, verify)? };
        let view = View::new(&snapshot.file)?;
        if verify == Verify::All {
            view.validate()?;
        }
        Ok(snapshot)
    }

    /// Opens a snapshot that was built in memory.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::open`].
    pub fn from_bytes(bytes: AlignedVec) -> Result<Snapshot, OpenError> {
        let snapshot = Snapshot { file: SnapshotFile::from_bytes(bytes)? };
        View::new(&snapshot.file)?.validate()?;
        Ok(snapshot)
    }

    /// The columns. Cheap, but keep it over many questions rather than ask anew.
    ///
    /// # Panics
    ///
    /// Never: every section was found when the snapshot was opened.
    #[allow(clippy::expect_used, reason = "the same lookups succeeded on opening and nothing changes")]
    pub fn view(&self) -> View<'_> {
        View::new(&self.file).expect("sections were found on opening")
    }

    /// What the content is: equal content has equal identity.
    pub fn identity(&self) -> Identity {
        self.file.identity()
    }

    /// The file around the columns.
    pub fn file(&self) -> &SnapshotFile {
        &self.file
    }
}

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::header::{HEADER_LEN, MAGIC};
use super::medium::Medium;
use super::{Place, SnapshotError, SnapshotFile, Verify};

/// A snapshot file that does not have its name yet.
///
/// It stands beside the target as `.NAME.building`. Whoever holds the lock on the file under that name is the
/// builder; a file there without a lock was left by a process that died, and is removed. The lock goes with
/// the process, so nothing is ever blocked for good. Locking and looking up are two steps, so after locking the
/// name is looked up again: it has to lead to the locked file still.
pub(super) struct Draft {
    target: PathBuf,
    path: PathBuf,
    /// Open, and thereby locked, until the draft has its name or is removed.
    file: BufWriter<File>,
    named: bool,
}

impl Draft {
    /// Makes the draft of the snapshot that is to stand at `path`, with room for the header.
    pub(super) fn create(path: &Path) -> Result<Draft, SnapshotError> {
        let failed = |source| SnapshotError::io(&Place::File(path.to_owned()), "create", source);
        let target = target_of(path).map_err(failed)?;
        if !replaceable(&target).map_err(failed)? {
            return Err(SnapshotError::WouldReplace { place: Place::File(target) });
        }
        let draft_path = sibling(&target, ".", ".building").map_err(failed)?;
        let Some(file) = lock_new(&draft_path).map_err(failed)? else {
            return Err(SnapshotError::AlreadyBuilding { place: Place::File(target) });
        };
        let mut draft = Draft { target, path: draft_path, file: BufWriter::new(file), named: false };
        draft.write_all(&[0; HEADER_LEN]).map_err(failed)?;
        Ok(draft)
    }

    /// Brings everything to the disk, and takes away the right to write.
    fn seal(&mut self, header: &[u8; HEADER_LEN]) -> io::Result<()> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(header)?;
        // Who may read is the umask's to say; nobody may write.
        let mode = file.metadata()?.mode();
        file.set_permissions(Permissions::from_mode(mode & 0o444))?;
        file.sync_all()
    }

    /// Opens and verifies the sealed draft; it is called by the name that it is to have.
    fn read_back(&self, header: &[u8; HEADER_LEN]) -> Result<SnapshotFile, SnapshotError> {
        let place = self.place();
        let read = SnapshotFile::open_as(&self.path, place.clone(), Verify::All).and_then(|file| {
            if file.as_bytes()[..HEADER_LEN] == *header {
                Ok(file)
            } else {
                Err(SnapshotError::DamagedHeader { place: place.clone(), what: "not what was written" })
            }
        });
        read.map_err(|source| SnapshotError::ReadBack { place, source: Box::new(source) })
    }

    /// Makes `NAME.prev` the snapshot that stands at the target, which stays where it is.
    fn keep_previous(&self) -> io::Result<()> {
        let Some(current) = metadata(&self.target)?.filter(|current| current.len() > 0) else {
            return Ok(());
        };
        let previous = sibling(&self.target, "", ".prev")?;
        // Renaming one link of a file over another does nothing and leaves both.
        if metadata(&previous)?.is_some_and(|previous| same_file(&previous, &current)) {
            return Ok(());
        }
        let link = sibling(&self.target, ".", ".prev.building")?;
        remove_if_there(&link)?;
        if fs::hard_link(&self.target, &link).is_err() {
            // Not every file system, nor every owner, allows links.
            copy_synced(&self.target, &link).inspect_err(|_| remove_quietly(&link))?;
        }
        fs::rename(&link, &previous).inspect_err(|_| remove_quietly(&link))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Medium for Draft {
    fn place(&self) -> Place {
        Place::File(self.target.clone())
    }

    fn publish(mut self: Box<Self>, header: &[u8; HEADER_LEN]) -> Result<SnapshotFile, SnapshotError> {
        let place = self.place();
        let failed = |operation| {
            let place = place.clone();
            move |source| SnapshotError::io(&place, operation, source)
        };
        self.seal(header).map_err(failed("write"))?;
        let file = self.read_back(header)?;
        self.keep_previous().map_err(failed("keep the previous"))?;
        fs::rename(&self.path, &self.target).map_err(failed("rename the new"))?;
        self.named = true;
        sync_directory(&self.target).map_err(failed("sync the directory of"))?;
        Ok(file)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.named {
            remove_quietly(&self.path);
        }
    }
}

/// The file that `path` names: where a symbolic link leads, so that publishing does not replace the link.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path),
        Ok(_) => Ok(path.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
    }
}

/// True if nothing, an empty file or a snapshot of any version stands at `target`.
fn replaceable(target: &Path) -> io::Result<bool> {
    match metadata(target)? {
        None => Ok(true),
        Some(metadata) if !metadata.is_file() => Ok(false),
        Some(metadata) if metadata.len() == 0 => Ok(true),
        Some(_) => {
            let mut start = Vec::new();
            File::open(target)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
            Ok(start == MAGIC)
        }
    }
}

/// Makes and locks a new file at `path`; `None` while another holds the lock on one.
fn lock_new(path: &Path) -> io::Result<Option<File>> {
    loop {
        let (file, made) = match OpenOptions::new().read(true).write(true).create_new(true).open(path) {
            Ok(file) => (file, true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match File::open(path) {
                Ok(file) => (file, false),
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            },
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let still_there = match metadata(path)? {
            Some(named) => same_file(&named, &file.metadata()?),
            None => false,
        };
        if still_there && made {
            return Ok(Some(file));
        }
        if still_there {
            remove_if_there(path)?;
        }
    }
}

/// `NAME` with something before and after it, in the same directory.
fn sibling(target: &Path, before: &str, after: &str) -> io::Result<PathBuf> {
    let name =
        target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut sibling = OsString::from(before);
    sibling.push(name);
    sibling.push(after);
    Ok(target.with_file_name(sibling))
}

fn metadata(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

fn copy_synced(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

fn sync_directory(target: &Path) -> io::Result<()> {
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes what cannot be kept while another error is on its way to the caller, who can do nothing about two.
fn remove_quietly(path: &Path) {
    drop(fs::remove_file(path));
}

//! Files that appear as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::interrupt::Draft;

/// Writes a file beside its name and renames it when it is complete and on the disk. What is no regular file (a
/// pipe, `/dev/stdout`) is written straight.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), Failure> {
    let result = match fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => straight(path, write),
        Ok(_) | Err(_) => as_a_whole(path, write),
    };
    result.map_err(|source| Failure::WriteFile { path: path.to_owned(), source })
}

fn straight(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(File::options().write(true).open(path)?);
    write(&mut file)?;
    file.flush()
}

fn as_a_whole(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let draft = NamedTempFile::with_prefix_in(".lotrace-", directory)?;
    let on_interrupt = Draft::new(draft.path());
    let mut file = BufWriter::with_capacity(1 << 18, draft);
    write(&mut file)?;
    let draft = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    readable_as_usual(draft.as_file())?;
    draft.as_file().sync_all()?;
    draft.persist(path).map_err(|error| error.error)?;
    drop(on_interrupt);
    File::open(directory)?.sync_all()
}

/// A temporary file is its owner's alone; what it becomes is a file like any other.
fn readable_as_usual(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

//! The files to read, and what their names say about them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::LoadError;
use crate::table::Table;

/// Files of movement tables, on disk or in memory.
#[derive(Clone, Debug)]
pub struct Sources {
    entries: Vec<Entry>,
    /// The names as given, for errors.
    given: String,
}

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    data: Data,
    /// The table of the folder in which it lies, if that has a table's name.
    folder: Option<Table>,
}

/// Where a file's bytes are.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    Path(PathBuf),
    Memory(Arc<[u8]>),
}

/// How a file's bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// What a file's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Text, with this delimiter unless a map says otherwise.
    Csv {
        delimiter: u8,
    },
    Parquet,
}

/// A file of a table.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) name: String,
    pub(crate) data: Data,
    pub(crate) table: Table,
    pub(crate) format: Format,
    pub(crate) compression: Compression,
}

impl Sources {
    /// Finds the files of some paths, each a directory or a file.
    ///
    /// Of a directory count the files whose name up to the first of `.`, `-` and `_` is that of a table
    /// (`events.csv`, `events-2026-01.csv.gz`, `sites_north.parquet`), and all files in a folder with such a name,
    /// those excepted that begin with `.` or `_`. A file given by name may also lie in such a folder.
    ///
    /// # Errors
    /// A path is missing or cannot be read, a file's name does not tell its table or kind, or none holds events.
    pub fn open<P: AsRef<Path>>(paths: &[P]) -> Result<Sources, LoadError> {
        let given: Vec<String> = paths.iter().map(|path| path.as_ref().display().to_string()).collect();
        let mut sources = Sources { entries: Vec::new(), given: given.join(", ") };
        for path in paths {
            let path = path.as_ref();
            if is_directory(path)? {
                sources.list(path, None)?;
            } else {
                let folder = path.parent().and_then(|parent| table_of(&file_name(parent)));
                sources.push(path, folder);
            }
        }
        sources.files().map(|_| sources)
    }

    /// Files in memory, each with a file's name.
    pub fn memory(files: Vec<(String, Vec<u8>)>) -> Sources {
        let given: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let given = given.join(", ");
        let entry = |(name, bytes): (String, Vec<u8>)| {
            let folder = Path::new(&name).parent().and_then(|parent| table_of(&file_name(parent)));
            Entry { name, data: Data::Memory(bytes.into()), folder }
        };
        Sources { entries: files.into_iter().map(entry).collect(), given }
    }

    /// The files, in the order in which they are read: events last, as dates in them need the zones of sites.
    pub(crate) fn files(&self) -> Result<Vec<SourceFile>, LoadError> {
        let mut files =
            self.entries.iter().map(Entry::classified).collect::<Result<Vec<SourceFile>, LoadError>>()?;
        if !files.iter().any(|file| file.table == Table::Events) {
            let path = if self.given.is_empty() { "the source" } else { &self.given };
            return Err(LoadError::NoEvents { path: path.to_owned() });
        }
        files.sort_by_key(|file| (file.table == Table::Events, file.table));
        Ok(files)
    }

    fn push(&mut self, path: &Path, folder: Option<Table>) {
        let name = path.display().to_string();
        self.entries.push(Entry { name, data: Data::Path(path.to_owned()), folder });
    }

    /// Adds what a directory holds; `folder` is the table of all its files, where its name says so.
    fn list(&mut self, directory: &Path, folder: Option<Table>) -> Result<(), LoadError> {
        let failed = |source| LoadError::on_read(&directory.display().to_string(), source);
        let entries = fs::read_dir(directory).map_err(failed)?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<PathBuf>, io::Error>>()
            .map_err(failed)?;
        paths.sort();
        for path in paths {
            let name = file_name(&path);
            let table = folder.or_else(|| table_of(&name));
            if name.starts_with(['.', '_']) || table.is_none() {
                continue;
            }
            if is_directory(&path)? {
                self.list(&path, table)?;
            } else {
                self.push(&path, folder);
            }
        }
        Ok(())
    }
}

impl Entry {
    fn classified(&self) -> Result<SourceFile, LoadError> {
        let path = || self.name.clone();
        let name = file_name(Path::new(&self.name)).to_ascii_lowercase();
        let table =
            table_of(&name).or(self.folder).ok_or_else(|| LoadError::UnknownTable { path: path() })?;
        let table = self.folder.unwrap_or(table);
        let (stem, compression) = match name.rsplit_once('.') {
            Some((stem, "gz")) => (stem, Compression::Gzip),
            Some((stem, "zst")) => (stem, Compression::Zstd),
            Some(_) | None => (name.as_str(), Compression::None),
        };
        let format = match stem.rsplit_once('.') {
            Some((_, "csv")) => Format::Csv { delimiter: b',' },
            Some((_, "tsv")) => Format::Csv { delimiter: b'\t' },
            Some((_, "parquet")) => Format::Parquet,
            Some(_) | None => return Err(LoadError::UnknownKind { path: path() }),
        };
        Ok(SourceFile { name: path(), data: self.data.clone(), table, format, compression })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn table_of(name: &str) -> Option<Table> {
    Table::named(name.split(['.', '-', '_']).next().unwrap_or_default())
}

fn is_directory(path: &Path) -> Result<bool, LoadError> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(LoadError::NotFound { path: path.display().to_string() })
        }
        Err(source) => Err(LoadError::Read { path: path.display().to_string(), source }),
    }
}

//! The durable store: every statement in order, and what was told to each client key.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use redb::{Database, Durability, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition};

use super::record::{Batch, Receipt, Statement};

/// Batches by the sequence number of their first statement.
const BATCHES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("batches");

/// Receipts by client key.
const KEYS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("keys");

/// Facts about the store itself.
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("facts");

const FORMAT: &str = "format";
const FORMAT_VERSION: u64 = 1;

/// The sequence number that comes next.
const NEXT: &str = "next";

/// What redb may keep of the file in memory.
const CACHE_BYTES: usize = 16 << 20;

/// Why the store cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file cannot be opened, created, or is no store.
    #[error(
        "cannot open the store of holds; check the name, the permissions, the disk, and that no other server has it open"
    )]
    Open(#[source] redb::Error),
    /// The directory of a new store cannot be synced: the file could vanish with all in it.
    #[error("cannot sync the directory of the store of holds; check the permissions and the disk")]
    Directory(#[source] std::io::Error),
    /// The store was written by a newer version.
    #[error("the store of holds has format {found}, this lotrace reads {FORMAT_VERSION}; upgrade lotrace")]
    Format {
        /// What it has.
        found: u64,
    },
    /// What is in it cannot be read.
    #[error("the store of holds cannot be read; stop the server, check the disk, and restore the file")]
    Read(#[source] redb::Error),
    /// A batch or receipt is not what was written.
    #[error("the store of holds is damaged at {place}; stop the server and restore the file")]
    Damaged {
        /// Where.
        place: String,
    },
    /// A commit failed: what it held may or may not be on the disk.
    #[error(
        "the store of holds cannot be written; no hold is accepted and everything counts as held until a restart"
    )]
    Write(#[source] redb::Error),
}

impl LedgerError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            LedgerError::Open(_) | LedgerError::Directory(_) => "E0611",
            LedgerError::Format { .. } => "E0612",
            LedgerError::Read(_) | LedgerError::Damaged { .. } => "E0613",
            LedgerError::Write(_) => "E0614",
        }
    }
}

fn open_error(error: impl Into<redb::Error>) -> LedgerError {
    LedgerError::Open(error.into())
}

fn read_error(error: impl Into<redb::Error>) -> LedgerError {
    LedgerError::Read(error.into())
}

fn write_error(error: impl Into<redb::Error>) -> LedgerError {
    LedgerError::Write(error.into())
}

/// Every statement that was ever acknowledged, in one file.
///
/// [`Ledger::append`] returns only once what it was given is on the disk: one transaction, synced. After an error
/// of `append` nobody knows what the disk holds, and it must not be called again: the keeper stops taking holds.
#[derive(Debug)]
pub struct Ledger {
    database: Database,
}

impl Ledger {
    /// Opens the store of a path, or makes one. A store that was not closed is repaired first.
    ///
    /// # Errors
    ///
    /// The file cannot be opened or is no store, another process has it open, or it is of a newer version.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        if !path.exists() {
            Ledger::create(path)?;
        }
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(open_error)?;
        Ledger::over(redb::backends::FileBackend::new(file).map_err(open_error)?)
    }

    /// Makes an empty store under another name, and gives it its own once it is whole: a store that was being made when
    /// the power went cannot be opened.
    fn create(path: &Path) -> Result<(), LedgerError> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let draft = tempfile::NamedTempFile::new_in(parent).map_err(open_error)?;
        let file = draft.reopen().map_err(open_error)?;
        drop(Ledger::over(redb::backends::FileBackend::new(file).map_err(open_error)?)?);
        draft.as_file().sync_all().map_err(open_error)?;
        match draft.persist_noclobber(path) {
            Ok(_) => {}
            // Another server was faster; it is told apart by who gets to open it.
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(open_error(error.error)),
        }
        // A synced file that no synced directory names is lost with the power.
        let directory = File::open(parent).map_err(LedgerError::Directory)?;
        directory.sync_all().map_err(LedgerError::Directory)
    }

    /// Opens or makes a store over any medium. Where it is made, nothing else may happen to the medium meanwhile.
    ///
    /// # Errors
    ///
    /// As [`Ledger::open`].
    pub fn over(medium: impl StorageBackend) -> Result<Ledger, LedgerError> {
        let database = Database::builder()
            .set_cache_size(CACHE_BYTES)
            // A damaged file is then an error, not a panic or a wrong answer.
            .set_check_integrity_on_open(true)
            .create_with_backend(medium)
            .map_err(|error| LedgerError::Open(error.into()))?;
        let ledger = Ledger { database };
        match ledger.format()? {
            Some(FORMAT_VERSION) => Ok(ledger),
            Some(found) => Err(LedgerError::Format { found }),
            None => {
                ledger.begin()?;
                Ok(ledger)
            }
        }
    }

    fn format(&self) -> Result<Option<u64>, LedgerError> {
        let reading = self.database.begin_read().map_err(read_error)?;
        match reading.open_table(FACTS) {
            Ok(facts) => Ok(facts.get(FORMAT).map_err(read_error)?.map(|version| version.value())),
            Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(read_error(error)),
        }
    }

    /// Makes the tables of a new store.
    fn begin(&self) -> Result<(), LedgerError> {
        let mut writing = self.database.begin_write().map_err(write_error)?;
        writing.set_durability(Durability::Immediate).map_err(write_error)?;
        {
            let mut facts = writing.open_table(FACTS).map_err(write_error)?;
            facts.insert(FORMAT, FORMAT_VERSION).map_err(write_error)?;
            writing.open_table(BATCHES).map_err(write_error)?;
            writing.open_table(KEYS).map_err(write_error)?;
        }
        writing.commit().map_err(write_error)
    }

    /// Writes batches and receipts, all or none, and returns once they are on the disk.
    ///
    /// # Errors
    ///
    /// The disk failed. Whether anything was written is not known; call it no more.
    ///
    /// # Panics
    ///
    /// Where a batch does not begin where the one before ended: that would be a gap.
    pub fn append(&self, batches: &[Batch], receipts: &[(Box<str>, Receipt)]) -> Result<(), LedgerError> {
        let mut writing = self.database.begin_write().map_err(write_error)?;
        writing.set_durability(Durability::Immediate).map_err(write_error)?;
        {
            let mut table = writing.open_table(BATCHES).map_err(write_error)?;
            let mut facts = writing.open_table(FACTS).map_err(write_error)?;
            let mut next = facts.get(NEXT).map_err(write_error)?.map_or(1, |next| next.value());
            for batch in batches {
                assert_eq!(batch.first, next, "sequence numbers have no gaps");
                next = batch.end();
                table.insert(batch.first, encode(batch).as_slice()).map_err(write_error)?;
            }
            facts.insert(NEXT, next).map_err(write_error)?;
            let mut keys = writing.open_table(KEYS).map_err(write_error)?;
            for (key, receipt) in receipts {
                keys.insert(&**key, encode(receipt).as_slice()).map_err(write_error)?;
            }
        }
        writing.commit().map_err(write_error)
    }

    /// What was told to a client key.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub fn receipt(&self, key: &str) -> Result<Option<Receipt>, LedgerError> {
        let reading = self.database.begin_read().map_err(read_error)?;
        let keys = reading.open_table(KEYS).map_err(read_error)?;
        let found = keys.get(key).map_err(read_error)?;
        found.map(|bytes| decode(bytes.value(), || format!("key {key:?}"))).transpose()
    }

    /// Hands out every batch, in order.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub fn replay(&self, mut visit: impl FnMut(Batch)) -> Result<(), LedgerError> {
        let reading = self.database.begin_read().map_err(read_error)?;
        let table = reading.open_table(BATCHES).map_err(read_error)?;
        for entry in table.iter().map_err(read_error)? {
            let (first, bytes) = entry.map_err(read_error)?;
            visit(decode(bytes.value(), || format!("batch {}", first.value()))?);
        }
        Ok(())
    }

    /// At most `limit` statements past a sequence number, in order and without gaps.
    ///
    /// Cost: linear in what is handed out, and one batch.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub fn since(&self, after: u64, limit: usize) -> Result<Vec<Statement>, LedgerError> {
        let reading = self.database.begin_read().map_err(read_error)?;
        let table = reading.open_table(BATCHES).map_err(read_error)?;
        let wanted = after.saturating_add(1);
        let holding =
            table.range(..=wanted).map_err(read_error)?.next_back().transpose().map_err(read_error)?;
        let from = holding.map_or(wanted, |(first, _)| first.value());
        let mut found = Vec::new();
        for entry in table.range(from..).map_err(read_error)? {
            if found.len() == limit {
                break;
            }
            let (first, bytes) = entry.map_err(read_error)?;
            let batch: Batch = decode(bytes.value(), || format!("batch {}", first.value()))?;
            found.extend(batch.statements(after).take(limit - found.len()));
        }
        Ok(found)
    }
}

fn encode(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = serde_json::to_writer(&mut bytes, value);
    // Texts and numbers are always JSON, and a vector takes all.
    assert!(written.is_ok(), "a record is JSON");
    bytes
}

fn decode<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    place: impl Fn() -> String,
) -> Result<T, LedgerError> {
    serde_json::from_slice(bytes).map_err(|_| LedgerError::Damaged { place: place() })
}

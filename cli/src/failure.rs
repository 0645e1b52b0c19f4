//! Why a command failed: a stable code, an exit code, and what to do next.

use std::io;
use std::path::PathBuf;

use ask::AskError;
use datasets::GenerateError;
use engine::{OpenError, SnapshotError};
use loader::{BuildError, LoadError};
use server::ServeError;
use standards::StandardsError;

/// Exit code of an interrupted run.
pub(crate) const INTERRUPTED: u8 = 130;

const USAGE: u8 = 2;
const REJECTED: u8 = 3;
const UNKNOWN: u8 = 4;
const WITHHELD: u8 = 5;
const INPUT_OUTPUT: u8 = 6;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error(
        "name a snapshot with --snapshot SNAP, or set LOTRACE_SNAPSHOT; `lotrace build SRC -o SNAP` makes one"
    )]
    NoSnapshot,
    #[error("`lotrace {0}` is not part of this version")]
    NotYet(String),
    #[error("no error has the code {code:?}; `lotrace explain` without a code lists all")]
    NoSuchCode { code: String },
    #[error("{what} has no -f {format}; it has {possible}")]
    Format { what: &'static str, format: &'static str, possible: &'static str },
    #[error("-f parquet writes a file: add -o FILE.parquet")]
    ParquetToPipe,
    #[error("cannot write {path}: {}; check the directory, its permissions and the disk", said(source))]
    WriteFile { path: PathBuf, source: io::Error },
    #[error("cannot write standard output: {}", said(.0))]
    Output(io::Error),
    #[error("cannot read standard input: {}", said(.0))]
    Input(io::Error),
    #[error(
        "{rejected} of {read} rows were rejected, more than --max-rejects {limit} bears; nothing was written. {first}"
    )]
    Rejected { rejected: u64, read: u64, limit: String, first: String },
    #[error("{text:?} is no scan: {reason}")]
    Scan { text: String, reason: String },
    #[error("no label for {what}")]
    Label { what: String, source: gs1::Gs1Error },
    #[error("{lot} has no GTIN: give its product one in the table `products`, or name the lot by a scan")]
    NoGtin { lot: String },
    #[error("{text:?} cannot be read")]
    Code { text: String, source: gs1::Gs1Error },
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Standards(#[from] StandardsError),
    #[error(transparent)]
    Generate(#[from] GenerateError),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

fn said(source: &io::Error) -> String {
    source.to_string()
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        Failure::Build(BuildError::Load(error))
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Failure {
        Failure::Open(OpenError::File(error))
    }
}

impl Failure {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Failure::Usage(_) => "E0101",
            Failure::NoSnapshot => "E0102",
            Failure::NotYet(_) => "E0103",
            Failure::NoSuchCode { .. } => "E0104",
            Failure::Format { .. } => "E0105",
            Failure::ParquetToPipe => "E0106",
            Failure::WriteFile { .. } => "E0111",
            Failure::Output(_) => "E0112",
            Failure::Input(_) => "E0113",
            Failure::Rejected { .. } => "E0114",
            Failure::Generate(_) => "E0115",
            Failure::Scan { .. } => "E0117",
            Failure::Label { .. } | Failure::NoGtin { .. } => "E0119",
            Failure::Code { .. } => "E0120",
            Failure::Standards(StandardsError::Write { .. }) => "E0111",
            Failure::Standards(StandardsError::Read { .. }) => "E0116",
            // `StandardsError` may grow; what is not known better is a document that is not as it should be.
            Failure::Standards(_) => "E0118",
            Failure::Ask(error) => error.code(),
            Failure::Open(error) => error.code(),
            Failure::Serve(error) => error.code(),
            Failure::Build(BuildError::Publish(error)) => error.code(),
            Failure::Build(BuildError::Load(error)) => error.code(),
            // `BuildError` may grow; what is not known better is a source that cannot be read.
            Failure::Build(_) => "E0116",
        }
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_)
            | Failure::NoSnapshot
            | Failure::NotYet(_)
            | Failure::Format { .. }
            | Failure::ParquetToPipe => USAGE,
            Failure::NoSuchCode { .. } => UNKNOWN,
            Failure::WriteFile { .. } | Failure::Output(_) | Failure::Input(_) => INPUT_OUTPUT,
            Failure::Rejected { .. }
            | Failure::Scan { .. }
            | Failure::Label { .. }
            | Failure::NoGtin { .. }
            | Failure::Code { .. } => REJECTED,
            Failure::Standards(StandardsError::Write { .. } | StandardsError::Read { .. }) => INPUT_OUTPUT,
            Failure::Standards(_) => REJECTED,
            Failure::Ask(error) => error.exit_code(),
            Failure::Open(OpenError::File(error)) => of_snapshot(error),
            // A snapshot whose columns contradict one another is damaged.
            Failure::Open(_) => WITHHELD,
            Failure::Build(BuildError::Publish(error)) => of_snapshot(error),
            Failure::Build(BuildError::Load(error)) => of_load(error),
            Failure::Build(_) => INPUT_OUTPUT,
            Failure::Generate(GenerateError::Rate { .. }) => USAGE,
            Failure::Generate(_) => INPUT_OUTPUT,
            Failure::Serve(ServeError::Open(OpenError::File(error))) => of_snapshot(error),
            Failure::Serve(ServeError::Open(_)) => WITHHELD,
            Failure::Serve(error) if error.is_usage() => USAGE,
            Failure::Serve(_) => INPUT_OUTPUT,
        }
    }

    /// Names that may have been meant, best first.
    pub(crate) fn candidates(&self) -> &[String] {
        match self {
            Failure::Ask(error) => error.candidates(),
            _ => &[],
        }
    }

    /// The message with all its causes.
    pub(crate) fn message(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        message
    }

    /// Whether the reader of standard output went away: no failure worth a word.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn of_snapshot(error: &SnapshotError) -> u8 {
    match error {
        SnapshotError::Io { .. }
        | SnapshotError::DiskFull { .. }
        | SnapshotError::AlreadyBuilding { .. }
        | SnapshotError::WouldReplace { .. }
        | SnapshotError::ReadBack { .. } => INPUT_OUTPUT,
        _ => WITHHELD,
    }
}

/// A source that is there and makes no sense is rejected; one that cannot be read is not.
fn of_load(error: &LoadError) -> u8 {
    match error {
        LoadError::NotFound { .. } | LoadError::Vanished { .. } | LoadError::Read { .. } => INPUT_OUTPUT,
        LoadError::TimeZone { .. } | LoadError::Map { .. } => USAGE,
        _ => REJECTED,
    }
}

//! Sources to a published snapshot.

use std::path::Path;

use engine::{Published, SnapshotError, SnapshotWriter};

use crate::assemble::{Assembled, Rules, assemble};
use crate::error::LoadError;
use crate::options::ReadOptions;
use crate::progress::Progress;
use crate::read::read;
use crate::row::Reject;
use crate::sources::Sources;

/// How many rows may be rejected before nothing is published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaxRejects {
    /// So many.
    Count(u64),
    /// So many in a hundred rows read.
    Percent(f64),
}

impl MaxRejects {
    /// Whether `rejected` of `read` rows are too many.
    pub fn exceeded(self, rejected: u64, read: u64) -> bool {
        match self {
            MaxRejects::Count(most) => rejected > most,
            MaxRejects::Percent(most) => rejected as f64 * 100.0 > most * read as f64,
        }
    }
}

/// How a snapshot is built.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// How the sources are read.
    pub read: ReadOptions,
    /// What makes a lot.
    pub rules: Rules,
    /// How many rejected rows are borne.
    pub max_rejects: MaxRejects,
}

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions {
            read: ReadOptions::default(),
            rules: Rules::default(),
            max_rejects: MaxRejects::Count(0),
        }
    }
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A source cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The snapshot cannot be written.
    #[error(transparent)]
    Publish(#[from] SnapshotError),
}

/// What a build came to.
#[derive(Debug)]
pub struct Built {
    /// The published snapshot; `None`: too many rows were rejected, nothing was written.
    pub published: Option<Published>,
    /// Rows that were rejected, by place.
    pub rejects: Vec<Reject>,
    /// Names of the files that rejects refer to.
    pub files: Vec<String>,
    /// Columns that no table knows: (file, column).
    pub unknown_columns: Vec<(u32, String)>,
    /// Data rows read, by table: events, products, units, sites, lots, orders.
    pub rows_read: [u64; 6],
}

/// Reads sources and publishes a snapshot at `out`.
///
/// # Errors
///
/// A source that cannot be read, a file that cannot be written. Nothing is published then, nor when more rows are
/// rejected than the options bear: that is no error, see [`Built::published`].
pub fn build(
    sources: &Sources,
    options: &BuildOptions,
    out: &Path,
    progress: &Progress,
) -> Result<Built, BuildError> {
    build_into(sources, options, progress, || SnapshotWriter::create(out))
}

/// As [`build`], into memory.
///
/// # Errors
///
/// As [`build`].
pub fn build_in_memory(sources: &Sources, options: &BuildOptions) -> Result<Built, BuildError> {
    build_into(sources, options, &Progress::new(), || Ok(SnapshotWriter::in_memory()))
}

fn build_into(
    sources: &Sources,
    options: &BuildOptions,
    progress: &Progress,
    writer: impl FnOnce() -> Result<SnapshotWriter, SnapshotError>,
) -> Result<Built, BuildError> {
    progress.enter("reading");
    let mut tables = read(sources, &options.read, progress)?;
    let files = std::mem::take(&mut tables.files);
    let unknown_columns = std::mem::take(&mut tables.unknown_columns);
    let rows_read = tables.rows_read;
    let total = rows_read.iter().sum();
    let mut built = Built { published: None, rejects: Vec::new(), files, unknown_columns, rows_read };
    if options.max_rejects.exceeded(tables.rejects.len() as u64, total) {
        built.rejects = tables.rejects;
        built.rejects.sort_unstable();
        return Ok(built);
    }
    let Assembled { columns, mut rejects } = assemble(tables, &options.rules, progress);
    rejects.sort_unstable();
    built.rejects = rejects;
    if options.max_rejects.exceeded(built.rejects.len() as u64, total) {
        return Ok(built);
    }
    progress.enter("writing");
    let mut writer = writer()?;
    columns.write(&mut writer)?;
    drop(columns);
    progress.enter("publishing");
    built.published = Some(writer.publish()?);
    Ok(built)
}

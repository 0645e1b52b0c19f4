//! `lotrace check`: every checksum and every invariant of a snapshot.

use std::path::PathBuf;

use ask::{Answer, Cell};
use clap::Args;
use engine::{Snapshot, Verify};

use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// Check every checksum and every invariant of a snapshot
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The snapshot (default: --snapshot)
    #[arg(value_name = "SNAP")]
    path: Option<PathBuf>,
}

pub(crate) fn run(command: &Check, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let path = command.path.as_ref().or(common.snapshot.as_ref()).ok_or(Failure::NoSnapshot)?;
    let snapshot = Snapshot::open(path, Verify::All)?;
    snapshot.file().verify_digests()?;
    let answer = Answer::new()
        .fact("snapshot", Cell::plain(snapshot.identity().short()))
        .fact("ok", Cell::Bool(true))
        .fact("sections", Cell::Count(snapshot.file().sections().len() as u64))
        .fact("bytes", Cell::Count(snapshot.file().as_bytes().len() as u64));
    write_answer(&answer, common, console)
}

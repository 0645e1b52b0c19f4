//! Commands that ask one question of a snapshot.

use std::path::Path;

use ask::{Asker, Request, Settings, Zone};
use engine::{Snapshot, Verify};

use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// Answers a question.
pub(crate) fn run(request: &Request, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let settings = settings(common, console)?;
    let snapshot = open(None, common)?;
    let answer = Asker::new(&snapshot, settings).answer(request)?;
    write_answer(&answer, common, console)
}

/// Opens the snapshot that the command or the common options name.
pub(crate) fn open(named: Option<&Path>, common: &Common) -> Result<Snapshot, Failure> {
    let path = named.or(common.snapshot.as_deref()).ok_or(Failure::NoSnapshot)?;
    let verify = if common.no_verify { Verify::HeaderOnly } else { Verify::All };
    Ok(Snapshot::open(path, verify)?)
}

/// What questions do not say themselves.
pub(crate) fn settings(common: &Common, console: &Console<'_>) -> Result<Settings, Failure> {
    let time_zone = common.time_zone.as_deref().map_or(Ok(Zone::UTC), Zone::named)?;
    Ok(Settings { time_zone, today: console.today })
}

//! Documents held against the standard, and nothing written.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use super::document::{self, Sink};
use super::event::Event;
use super::fault::{Fault, Stop};
use super::import::FAULTS_KEPT;
use super::tree::{NodeId, Tree};
use crate::StandardsError;

/// Reads a document, holds it against the standard, and writes nothing. Gives its number of events.
///
/// # Errors
/// The document cannot be read, or breaks the standard.
pub fn validate(path: &Path) -> Result<u64, StandardsError> {
    let file = File::open(path).map_err(|source| StandardsError::Read { path: path.to_owned(), source })?;
    validate_from(BufReader::with_capacity(1 << 16, file), path)
}

/// As [`validate`], of whatever gives the document's bytes; `path` is its name in errors.
///
/// # Errors
/// As [`validate`].
pub fn validate_from(input: impl io::Read, path: &Path) -> Result<u64, StandardsError> {
    let read_failed = |source| StandardsError::Read { path: path.to_owned(), source };
    let mut counting = Counting::default();
    let ended = document::read(input, &mut counting);
    let Counting { events, mut faults, mut total } = counting;
    match ended {
        Ok(()) => {}
        Err(Stop::Read(source)) => return Err(read_failed(source)),
        Err(Stop::Sink(error)) => return Err(error),
        Err(Stop::Broken(fault)) => {
            faults.insert(0, fault);
            total += 1;
        }
    }
    if total > 0 { Err(StandardsError::Faults { path: path.to_owned(), faults, total }) } else { Ok(events) }
}

#[derive(Default)]
struct Counting {
    events: u64,
    faults: Vec<Fault>,
    total: u64,
}

impl Sink for Counting {
    fn event(&mut self, _event: Event) -> Result<(), Stop> {
        self.events += 1;
        Ok(())
    }

    fn master(&mut self, _vocabulary: &str, _tree: &Tree, _element: NodeId) -> Result<(), Stop> {
        Ok(())
    }

    fn fault(&mut self, fault: Fault) {
        self.total += 1;
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault);
        }
    }

    fn note(&mut self, _note: &'static str) {}
}

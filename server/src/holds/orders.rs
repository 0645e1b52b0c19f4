//! What a client asks to be held or released.

use super::record::{Act, Target};

/// What an order is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// These, as they are.
    Targets(Vec<Target>),
    /// Everything that its case holds.
    WholeCase,
}

/// A request to hold, recall or release, with its names found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) act: Act,
    pub(crate) scope: Scope,
    pub(crate) case: Box<str>,
    pub(crate) reason: Box<str>,
    pub(crate) key: Option<Box<str>>,
    /// Of the request as it was written: what a trace finds may differ when it comes again.
    pub(crate) digest: [u8; 16],
}

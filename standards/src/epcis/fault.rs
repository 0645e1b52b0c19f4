//! What is wrong with a document, and where.

use std::fmt;

/// A fault of a document, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The line, from 1.
    pub line: u32,
    /// The path of the part, such as `epcisBody.eventList[2].action`; empty where the text itself is broken.
    pub path: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl Fault {
    /// A fault of the text itself.
    pub(crate) fn text(line: u32, reason: impl Into<String>) -> Fault {
        Fault { line, path: String::new(), reason: reason.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(out, "line {}: {}", self.line, self.reason),
            path => write!(out, "line {}: {path}: {}", self.line, self.reason),
        }
    }
}

/// Why reading a document stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The source could not be read.
    Read(std::io::Error),
    /// The text is broken: nothing after it can be told.
    Broken(Fault),
    /// What reads the events cannot go on.
    Sink(crate::StandardsError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Broken(fault)
    }
}

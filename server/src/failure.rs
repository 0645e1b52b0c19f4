//! Why a command has no answer: a word that clients act on, a stable code, a message.

use ask::AskError;

use crate::holds::{LedgerError, Refusal};

/// The word that a RESP error begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    BadScan,
    NoLot,
    Ambig,
    Stale,
    Limit,
    Timeout,
    Loading,
    NoPerm,
    Err,
}

impl Word {
    pub(crate) const ALL: [Word; 9] = [
        Word::BadScan,
        Word::NoLot,
        Word::Ambig,
        Word::Stale,
        Word::Limit,
        Word::Timeout,
        Word::Loading,
        Word::NoPerm,
        Word::Err,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Word::BadScan => "BADSCAN",
            Word::NoLot => "NOLOT",
            Word::Ambig => "AMBIG",
            Word::Stale => "STALE",
            Word::Limit => "LIMIT",
            Word::Timeout => "TIMEOUT",
            Word::Loading => "LOADING",
            Word::NoPerm => "NOPERM",
            Word::Err => "ERR",
        }
    }
}

/// Why a command has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) word: Word,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(word: Word, code: &'static str, message: impl Into<String>) -> Failure {
        Failure { word, code, message: message.into() }
    }

    /// Arguments that do not fit the command.
    pub(crate) fn arguments(message: impl Into<String>) -> Failure {
        Failure::new(Word::Err, "E0622", message)
    }

    pub(crate) fn loading() -> Failure {
        Failure::new(Word::Loading, "E0627", "the snapshot is being opened; try again in a moment")
    }

    pub(crate) fn too_late() -> Failure {
        let message = "the question takes longer than allowed, so there is no answer; narrow it, or raise --question-ms";
        Failure::new(Word::Timeout, "E0628", message)
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Failure {
        let word = match &error {
            AskError::UnknownLot { .. } | AskError::UnknownProduct { .. } => Word::NoLot,
            AskError::AmbiguousLot { .. } => Word::Ambig,
            AskError::Scan { .. } => Word::BadScan,
            AskError::OverBudget { .. } => Word::Limit,
            // `AskError` may grow; what is not told apart has its code.
            _ => Word::Err,
        };
        Failure::new(word, error.code(), error.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        let (word, code) = match &refusal {
            Refusal::Halted => (Word::Stale, "E0614"),
            Refusal::KeyReused { .. } => (Word::Err, "E0624"),
            Refusal::Busy => (Word::Limit, "E0629"),
            Refusal::Unreadable => (Word::Stale, "E0613"),
        };
        Failure::new(word, code, refusal.to_string())
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        Failure::new(Word::Stale, error.code(), error.to_string())
    }
}

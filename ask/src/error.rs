//! Why a question has no answer.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::code::{ASK_CODES, CodeText};

/// Why a question has no answer. Each variant has a stable code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// No lot has that name.
    #[error("no lot is named {name:?}{}", hint(candidates))]
    UnknownLot {
        /// As it was written.
        name: String,
        /// Look-alikes, best first.
        candidates: Vec<String>,
    },
    /// Several lots have that code.
    #[error("{name:?} names {} lots: write PRODUCT/LOT{}", candidates.len(), hint(candidates))]
    AmbiguousLot {
        /// As it was written.
        name: String,
        /// The lots.
        candidates: Vec<String>,
    },
    /// No such site.
    #[error("no site is named {name:?}{}", hint(candidates))]
    UnknownSite {
        /// As it was written.
        name: String,
        /// Look-alikes, best first.
        candidates: Vec<String>,
    },
    /// No such product.
    #[error("no product is named {name:?}{}", hint(candidates))]
    UnknownProduct {
        /// As it was written.
        name: String,
        /// Look-alikes, best first.
        candidates: Vec<String>,
    },
    /// No such event.
    #[error(
        "no event is named {name:?}, or none that was recorded by then; check the id, or ask by a later moment"
    )]
    UnknownEvent {
        /// As it was written.
        name: String,
    },
    /// The lot has no position there.
    #[error("lot {lot} was never at {site}; `lotrace where` says where it is")]
    NoPosition {
        /// Name of the lot.
        lot: String,
        /// Code of the site.
        site: String,
    },
    /// Text that is no time.
    #[error("{text:?} is no time; write 2026-01-31T14:05:00Z, 2026-01-31, 2026-01 or 2026")]
    Time {
        /// As it was written.
        text: String,
    },
    /// Text that is no day, or no range of days.
    #[error("{text:?} is no day, or no range of them; write 2026-01-31, or FROM..TO")]
    Day {
        /// As it was written.
        text: String,
    },
    /// Text that is no number, or not one that the product can have.
    #[error("{what}: {text:?} is no number that fits; write digits with at most one decimal point")]
    Number {
        /// Which number.
        what: &'static str,
        /// As it was written.
        text: String,
    },
    /// A zone that does not exist.
    #[error("time zone {name:?} is not in the IANA database; write it as Europe/Berlin")]
    TimeZone {
        /// As it was written.
        name: String,
    },
    /// A time at which nothing happens.
    #[error("{text} lies outside of 1970 to 2106; check the year")]
    TimeRange {
        /// As it was written.
        text: String,
    },
    /// A local time that a clock change skips.
    #[error("{text} does not exist in {zone}: the clocks skipped it; write it with its offset")]
    SkippedTime {
        /// As it was written.
        text: String,
        /// The zone.
        zone: String,
    },
    /// A window that ends before it begins.
    #[error("the window ends ({to}) before it begins ({from}); exchange them")]
    EmptyWindow {
        /// Its beginning, as it was written.
        from: String,
        /// Its end, as it was written.
        to: String,
    },
    /// Text that is no request, or has wrong fields.
    #[error("{reason}")]
    Request {
        /// What is wrong, naming the field.
        reason: String,
    },
    /// A question that is not known.
    #[error(
        "{name:?} is no question; ask trace, window, on_hand, where, find, pick, expiring, balance or the like"
    )]
    Question {
        /// As it was written.
        name: String,
    },
    /// Parts that do not go together, or one that is missing.
    #[error("{reason}")]
    Fit {
        /// What is wrong and what to write.
        reason: String,
    },
    /// A pool as seed without a place and time.
    #[error("{name} is a placeholder, not a lot: say from which stock on, with --site and --since")]
    PoolSeed {
        /// Its name.
        name: String,
    },
    /// A scan that cannot be read.
    #[error("scan {text:?}: {reason}")]
    Scan {
        /// As it was scanned.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// A table that the answer does not have.
    #[error("the answer has no table {name:?}; it has {}", tables.join(", "))]
    NoTable {
        /// As it was written.
        name: String,
        /// The tables that there are.
        tables: Vec<&'static str>,
    },
    /// An answer that is larger than allowed.
    #[error("the answer has more than {limit} {what}; narrow the question, or raise the limit")]
    OverBudget {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
}

fn hint(candidates: &[String]) -> String {
    match candidates {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        [first, rest @ ..] => format!("; did you mean {first}, or one of {}?", rest.join(", ")),
    }
}

impl AskError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            AskError::UnknownLot { .. } => "E0301",
            AskError::AmbiguousLot { .. } => "E0302",
            AskError::UnknownSite { .. } => "E0303",
            AskError::UnknownProduct { .. } => "E0304",
            AskError::UnknownEvent { .. } => "E0305",
            AskError::NoPosition { .. } => "E0306",
            AskError::Time { .. } => "E0311",
            AskError::Day { .. } => "E0312",
            AskError::Number { .. } => "E0313",
            AskError::TimeZone { .. } => "E0314",
            AskError::TimeRange { .. } => "E0315",
            AskError::SkippedTime { .. } => "E0316",
            AskError::EmptyWindow { .. } => "E0317",
            AskError::Request { .. } => "E0321",
            AskError::Question { .. } => "E0322",
            AskError::Fit { .. } => "E0323",
            AskError::PoolSeed { .. } => "E0324",
            AskError::Scan { .. } => "E0325",
            AskError::NoTable { .. } => "E0326",
            AskError::OverBudget { .. } => "E0401",
        }
    }

    /// Names that may have been meant, best first.
    pub fn candidates(&self) -> &[String] {
        match self {
            AskError::UnknownLot { candidates, .. }
            | AskError::AmbiguousLot { candidates, .. }
            | AskError::UnknownSite { candidates, .. }
            | AskError::UnknownProduct { candidates, .. } => candidates,
            AskError::UnknownEvent { .. }
            | AskError::NoPosition { .. }
            | AskError::Time { .. }
            | AskError::Day { .. }
            | AskError::Number { .. }
            | AskError::TimeZone { .. }
            | AskError::TimeRange { .. }
            | AskError::SkippedTime { .. }
            | AskError::EmptyWindow { .. }
            | AskError::Request { .. }
            | AskError::Question { .. }
            | AskError::Fit { .. }
            | AskError::PoolSeed { .. }
            | AskError::Scan { .. }
            | AskError::NoTable { .. }
            | AskError::OverBudget { .. } => &[],
        }
    }

    /// The exit code of the command line: 4 unknown or ambiguous name, 5 withheld, else 2 usage.
    pub fn exit_code(&self) -> u8 {
        match self {
            AskError::UnknownLot { .. }
            | AskError::AmbiguousLot { .. }
            | AskError::UnknownSite { .. }
            | AskError::UnknownProduct { .. }
            | AskError::UnknownEvent { .. }
            | AskError::NoPosition { .. } => 4,
            AskError::OverBudget { .. } => 5,
            AskError::Time { .. }
            | AskError::Day { .. }
            | AskError::Number { .. }
            | AskError::TimeZone { .. }
            | AskError::TimeRange { .. }
            | AskError::SkippedTime { .. }
            | AskError::EmptyWindow { .. }
            | AskError::Request { .. }
            | AskError::Question { .. }
            | AskError::Fit { .. }
            | AskError::PoolSeed { .. }
            | AskError::Scan { .. }
            | AskError::NoTable { .. } => 2,
        }
    }

    /// What the code means.
    pub fn explained(&self) -> Option<&'static CodeText> {
        ASK_CODES.iter().find(|known| known.code == self.code())
    }
}

/// The fields of an error in JSON: `code`, `message`, `candidates`.
#[derive(Clone, Copy, Debug)]
pub struct ErrorFields<'e> {
    /// The stable code.
    pub code: &'e str,
    /// What, where, and what to do next.
    pub message: &'e str,
    /// Names that may have been meant, best first.
    pub candidates: &'e [String],
}

impl Serialize for ErrorFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("message", self.message)?;
        map.serialize_entry("candidates", self.candidates)?;
        map.end()
    }
}

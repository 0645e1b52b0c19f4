//! What is written down of a hold, a recall or a release.

use serde::{Deserialize, Serialize};

/// What is done to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// It must not be sold or picked; shown as HOLD.
    Hold,
    /// The same, shown as RECALLED.
    Recall,
    /// What its case had put on it is lifted.
    Release,
}

impl Act {
    /// The name that the tables use.
    pub fn name(self) -> &'static str {
        match self {
            Act::Hold => "hold",
            Act::Recall => "recall",
            Act::Release => "release",
        }
    }
}

/// A product, a lot, or either at a site; by name, so that it outlives snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// Code of the product.
    #[serde(rename = "p")]
    pub product: Box<str>,
    /// Only this lot; `None`: all of the product. Empty: stock without a lot.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<Box<str>>,
    /// Only at this site; `None`: everywhere.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Box<str>>,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.product)?;
        if let Some(lot) = &self.lot {
            write!(f, "/{lot}")?;
        }
        self.site.as_ref().map_or(Ok(()), |site| write!(f, "@{site}"))
    }
}

/// What one request did to its targets, or a part of it. Target `i` has sequence number `first + i`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Sequence number of the first target.
    pub first: u64,
    /// When it was stated, in nanoseconds since 1970.
    pub at: i64,
    /// What was done.
    pub act: Act,
    /// The case.
    pub case: Box<str>,
    /// The reason.
    pub reason: Box<str>,
    /// The client's key, by which it may ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Box<str>>,
    /// To what.
    pub targets: Vec<Target>,
}

impl Batch {
    /// Sequence number past the last target.
    pub fn end(&self) -> u64 {
        self.first + self.targets.len() as u64
    }

    /// The statements whose number lies past `after`.
    pub fn statements(&self, after: u64) -> impl Iterator<Item = Statement> + use<'_> {
        let skipped = (after + 1).saturating_sub(self.first) as usize;
        (self.first..).zip(&self.targets).skip(skipped).map(|(sequence, target)| Statement {
            sequence,
            at: self.at,
            act: self.act,
            case: self.case.clone(),
            reason: self.reason.clone(),
            key: self.key.clone(),
            target: target.clone(),
        })
    }
}

/// One statement, as the feed hands it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its number: the first is 1, and there are no gaps.
    pub sequence: u64,
    /// When it was stated, in nanoseconds since 1970.
    pub at: i64,
    /// What was done.
    pub act: Act,
    /// The case.
    pub case: Box<str>,
    /// The reason.
    pub reason: Box<str>,
    /// The client's key.
    pub key: Option<Box<str>>,
    /// To what.
    pub target: Target,
}

/// What a request came to: also what the same request is told when it comes again under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the first statement; the next free one where there was nothing to state.
    pub first: u64,
    /// Number of the last statement made until then, its own included.
    pub sequence: u64,
    /// How many statements were made.
    pub count: u64,
    /// Digest of the request, so that a key is not used for another one.
    pub digest: [u8; 16],
}

//! What the assembly holds between reading and writing.

use engine::model::{AnomalyKind, OtherKind, RowKind};

use crate::row::{Decimal, Moment, Nanos};

/// No moment: a row counts until then.
pub(crate) const NEVER: Nanos = i64::MAX;
/// No number.
pub(crate) const NONE: u32 = u32::MAX;

/// Identity of a lot: product number and the symbol of its code. Orders as (product code, lot code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LotKey {
    pub(crate) product: u32,
    pub(crate) code: u32,
}

impl LotKey {
    pub(crate) fn packed(self) -> u64 {
        u64::from(self.product) << 32 | u64::from(self.code)
    }
}

/// A movement or a leg before it has its place: small, as there are as many as rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draft {
    /// Rank of the lot, later its id.
    pub(crate) lot: u32,
    /// Ordinal of the event row that says it.
    pub(crate) ordinal: u32,
    /// First moment of the row's own interval.
    pub(crate) start: Nanos,
    /// Index into the node drafts, or [`NONE`].
    pub(crate) node: u32,
    /// Index into the extras, or [`NONE`] where the event row says it all.
    pub(crate) extra: u32,
    pub(crate) kind: RowKind,
    /// Whether it no longer counts.
    pub(crate) old: bool,
}

/// What the event row alone does not say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extra {
    pub(crate) piece: Piece,
    pub(crate) recorded: Nanos,
    pub(crate) until: Nanos,
    pub(crate) voided: bool,
}

/// One movement or leg, in full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) kind: RowKind,
    pub(crate) ordinal: u32,
    pub(crate) lot: LotKey,
    /// Number of the site.
    pub(crate) site: u32,
    /// Number of the destination, or [`NONE`].
    pub(crate) to_site: u32,
    /// The row's own interval.
    pub(crate) time: Moment,
    /// Arrival of a move.
    pub(crate) arrival: Moment,
    /// In the product's own unit.
    pub(crate) quantity: Option<Decimal>,
}

/// A transform, or a move with several arrivals.
#[derive(Clone, Debug)]
pub(crate) struct NodeDraft {
    pub(crate) split: bool,
    pub(crate) time: Moment,
    /// Hazards that it kills, as symbols, sorted.
    pub(crate) hazards: Vec<u32>,
    pub(crate) old: bool,
}

/// An event without rows.
#[derive(Clone, Debug)]
pub(crate) struct OtherDraft {
    pub(crate) ordinal: u32,
    pub(crate) kind: OtherKind,
}

/// An anomaly, by names: sorted and numbered at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AnomalyDraft {
    pub(crate) kind: AnomalyKind,
    pub(crate) event: String,
    pub(crate) lot: Option<LotKey>,
    pub(crate) site: Option<u32>,
    pub(crate) detail: String,
}

impl AnomalyDraft {
    /// About an event.
    pub(crate) fn event(kind: AnomalyKind, event: &str) -> AnomalyDraft {
        AnomalyDraft { kind, event: event.to_owned(), lot: None, site: None, detail: String::new() }
    }

    /// About a lot.
    pub(crate) fn lot(kind: AnomalyKind, lot: LotKey) -> AnomalyDraft {
        AnomalyDraft { kind, event: String::new(), lot: Some(lot), site: None, detail: String::new() }
    }

    /// With more to say.
    pub(crate) fn detail(mut self, detail: &str) -> AnomalyDraft {
        detail.clone_into(&mut self.detail);
        self
    }

    /// At a site.
    pub(crate) fn at(mut self, site: u32) -> AnomalyDraft {
        self.site = Some(site);
        self
    }
}

//! A parsed row of `events`.

use std::collections::BTreeSet;

use num_rational::BigRational;

use crate::csv::Record;
use crate::decimal;
use crate::lot::Lot;
use crate::time::{Moment, Span};

/// What an event does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Receive,
    Move,
    Arrive,
    Transform,
    Sell,
    Return,
    Destroy,
    Adjust,
    Count,
    Clean,
    Hold,
    Recall,
    Release,
    Pack,
    Unpack,
    Void,
}

impl Kind {
    fn parse(text: &str) -> Self {
        match text {
            "receive" => Self::Receive,
            "move" => Self::Move,
            "arrive" => Self::Arrive,
            "transform" => Self::Transform,
            "sell" => Self::Sell,
            "return" => Self::Return,
            "destroy" => Self::Destroy,
            "adjust" => Self::Adjust,
            "count" => Self::Count,
            "clean" => Self::Clean,
            "hold" => Self::Hold,
            "recall" => Self::Recall,
            "release" => Self::Release,
            "pack" => Self::Pack,
            "unpack" => Self::Unpack,
            "void" => Self::Void,
            other => panic!("no such kind: {other}"),
        }
    }
}

/// A row, its recognised cells read: equal rows are equal here (R2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) event: String,
    pub(crate) kind: Kind,
    pub(crate) time: Span,
    pub(crate) site: String,
    pub(crate) is_output: bool,
    pub(crate) product: String,
    pub(crate) code: String,
    pub(crate) quantity: Option<BigRational>,
    pub(crate) unit: String,
    pub(crate) arrived: Option<Span>,
    pub(crate) recorded: Moment,
    pub(crate) to_site: String,
    pub(crate) party: String,
    pub(crate) document: String,
    pub(crate) container: String,
    pub(crate) hazards: BTreeSet<String>,
    pub(crate) reference: String,
}

impl Row {
    pub(crate) fn read(record: &Record) -> Self {
        let text = |column: &str| record.cell(column).to_owned();
        let span = |column: &str| Some(record.cell(column)).filter(|cell| !cell.is_empty()).map(Span::parse);
        let time = Span::parse(record.cell("time"));
        Self {
            event: text("event_id"),
            kind: Kind::parse(record.cell("kind")),
            time,
            site: text("site"),
            is_output: record.cell("role") == "out",
            product: text("product"),
            code: text("lot"),
            quantity: Some(record.cell("quantity")).filter(|cell| !cell.is_empty()).map(decimal::parse),
            unit: text("unit"),
            arrived: span("arrived"),
            recorded: span("recorded").unwrap_or(time).end,
            to_site: text("to_site"),
            party: text("party"),
            document: text("document"),
            container: text("container"),
            hazards: record
                .cell("hazards")
                .split(';')
                .filter(|hazard| !hazard.is_empty())
                .map(str::to_owned)
                .collect(),
            reference: text("ref"),
        }
    }

    /// The lot that the row names: none without a product, the lotless pool without a code.
    pub(crate) fn lot(&self) -> Option<Lot> {
        if self.product.is_empty() { None } else { Some(Lot::new(&self.product, &self.code)) }
    }

    /// Whether a row of this kind without a code speaks of the product, not of its lotless pool.
    fn is_status(&self) -> bool {
        matches!(self.kind, Kind::Hold | Kind::Recall | Kind::Release)
    }

    /// The lot that exists because this row names it.
    pub(crate) fn named_lot(&self) -> Option<Lot> {
        self.lot().filter(|lot| !(lot.is_lotless() && self.is_status()))
    }
}

//! A row of the table `events` in the making.

use super::moment::Moment;
use crate::packed::{Packer, Unpacker};

/// Kinds of rows that EPCIS gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LegKind {
    Receive,
    Return,
    Adjust,
    Move,
    Arrive,
    TransformIn,
    TransformOut,
    Sell,
    Destroy,
    Count,
    Hold,
    Recall,
    Release,
    Pack,
    Unpack,
    Void,
}

impl LegKind {
    const ALL: [(LegKind, &'static str, &'static str); 16] = [
        (LegKind::Receive, "receive", ""),
        (LegKind::Return, "return", ""),
        (LegKind::Adjust, "adjust", ""),
        (LegKind::Move, "move", ""),
        (LegKind::Arrive, "arrive", ""),
        (LegKind::TransformIn, "transform", "in"),
        (LegKind::TransformOut, "transform", "out"),
        (LegKind::Sell, "sell", ""),
        (LegKind::Destroy, "destroy", ""),
        (LegKind::Count, "count", ""),
        (LegKind::Hold, "hold", ""),
        (LegKind::Recall, "recall", ""),
        (LegKind::Release, "release", ""),
        (LegKind::Pack, "pack", ""),
        (LegKind::Unpack, "unpack", ""),
        (LegKind::Void, "void", ""),
    ];

    /// `kind` and `role` of the table.
    pub(crate) fn names(self) -> (&'static str, &'static str) {
        let (_, kind, role) = LegKind::ALL[self as usize];
        (kind, role)
    }

    /// Whether the row is a part of a transform.
    pub(crate) fn is_transform(self) -> bool {
        matches!(self, LegKind::TransformIn | LegKind::TransformOut)
    }
}

/// A row, before rows of one event are put together. Fields as in the table; empty: nothing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) event: String,
    pub(crate) kind: LegKind,
    pub(crate) time: Moment,
    pub(crate) arrived: Option<Moment>,
    pub(crate) recorded: Option<Moment>,
    pub(crate) product: String,
    pub(crate) lot: String,
    pub(crate) quantity: String,
    pub(crate) unit: String,
    pub(crate) site: String,
    pub(crate) to_site: String,
    pub(crate) party: String,
    pub(crate) document: String,
    pub(crate) container: String,
    pub(crate) reference: String,
    /// The time, and when an output was there, as they were written; empty: `time` and `arrived` say it.
    pub(crate) written: String,
    pub(crate) completed: String,
    pub(crate) hazards: String,
    /// Part of a transformation that several events may share.
    pub(crate) shared: bool,
}

impl Leg {
    /// A row of a kind, of which nothing else is known.
    pub(crate) fn new(event: &str, kind: LegKind, time: Moment) -> Leg {
        Leg {
            event: event.to_owned(),
            kind,
            time,
            arrived: None,
            recorded: None,
            product: String::new(),
            lot: String::new(),
            quantity: String::new(),
            unit: String::new(),
            site: String::new(),
            to_site: String::new(),
            party: String::new(),
            document: String::new(),
            container: String::new(),
            reference: String::new(),
            written: String::new(),
            completed: String::new(),
            hazards: String::new(),
            shared: false,
        }
    }

    /// Whether both are the same row but for the quantity: pieces of one lot.
    pub(crate) fn adds_to(&self, other: &Leg) -> bool {
        let same = Leg { quantity: other.quantity.clone(), ..self.clone() };
        same == *other
    }

    /// As a record: sorted by event, then by everything that tells rows apart.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.bytes.clear();
        packer.key(&self.event).fixed(&[self.kind as u8]).fixed(&self.time.sortable());
        for text in [
            &self.product,
            &self.lot,
            &self.unit,
            &self.site,
            &self.to_site,
            &self.party,
            &self.document,
            &self.container,
            &self.reference,
            &self.written,
            &self.completed,
            &self.hazards,
        ] {
            packer.text(text);
        }
        for moment in [self.arrived, self.recorded] {
            packer.fixed(&moment.map_or([0; 16], Moment::sortable));
        }
        packer.fixed(&[u8::from(self.shared)]).text(&self.quantity);
    }

    /// From a record.
    pub(crate) fn unpack(bytes: &[u8]) -> Leg {
        let mut from = Unpacker::new(bytes);
        let event = from.key().to_owned();
        let kind = LegKind::ALL[usize::from(from.byte()) % LegKind::ALL.len()].0;
        let time = Moment::of_sortable(from.fixed());
        let mut text = || from.text().to_owned();
        let [
            product,
            lot,
            unit,
            site,
            to_site,
            party,
            document,
            container,
            reference,
            written,
            completed,
            hazards,
        ] = [(); 12].map(|()| text());
        let mut moment = || {
            let bytes: [u8; 16] = from.fixed();
            (bytes != [0; 16]).then(|| Moment::of_sortable(bytes))
        };
        let (arrived, recorded) = (moment(), moment());
        let shared = from.byte() != 0;
        let quantity = from.text().to_owned();
        Leg {
            event,
            kind,
            time,
            arrived,
            recorded,
            product,
            lot,
            quantity,
            unit,
            site,
            to_site,
            party,
            document,
            container,
            reference,
            written,
            completed,
            hazards,
            shared,
        }
    }
}

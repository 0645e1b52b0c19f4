//! One row of table `events`, before it is text.

use crate::catalog::ProductId;
use crate::clock::Stamp;
use crate::code::Code;
use crate::sites::SiteId;

/// Column `kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// All kinds, in their order.
    pub(crate) const ALL: [Kind; 16] = [
        Kind::Receive,
        Kind::Move,
        Kind::Arrive,
        Kind::Transform,
        Kind::Sell,
        Kind::Return,
        Kind::Destroy,
        Kind::Adjust,
        Kind::Count,
        Kind::Clean,
        Kind::Hold,
        Kind::Recall,
        Kind::Release,
        Kind::Pack,
        Kind::Unpack,
        Kind::Void,
    ];

    /// The kind as written in the table.
    pub(crate) fn name(self) -> &'static str {
        self.spelling().0
    }

    /// What ids of such events begin with.
    pub(crate) fn prefix(self) -> &'static str {
        self.spelling().1
    }

    fn spelling(self) -> (&'static str, &'static str) {
        match self {
            Kind::Receive => ("receive", "RC-"),
            Kind::Move => ("move", "MV-"),
            Kind::Arrive => ("arrive", "AR-"),
            Kind::Transform => ("transform", "TR-"),
            Kind::Sell => ("sell", "SL-"),
            Kind::Return => ("return", "RT-"),
            Kind::Destroy => ("destroy", "DS-"),
            Kind::Adjust => ("adjust", "AD-"),
            Kind::Count => ("count", "CT-"),
            Kind::Clean => ("clean", "CL-"),
            Kind::Hold => ("hold", "HD-"),
            Kind::Recall => ("recall", "RX-"),
            Kind::Release => ("release", "RL-"),
            Kind::Pack => ("pack", "PK-"),
            Kind::Unpack => ("unpack", "UP-"),
            Kind::Void => ("void", "VD-"),
        }
    }
}

/// Column `role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    None,
    In,
    Out,
}

/// Column `event_id`, such as `MV-00012345`: the number alone is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventId {
    /// Kind of the event, which gives the prefix.
    pub(crate) kind: Kind,
    /// Running number.
    pub(crate) number: u64,
}

/// A quantity in thousandths of its unit; negative only on adjustments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(pub(crate) i64);

impl Amount {
    /// So many whole units.
    pub(crate) fn whole(n: u32) -> Amount {
        Amount(i64::from(n) * 1000)
    }

    /// So many percent of it, in whole thousandths.
    pub(crate) fn percent(self, percent: u32) -> Amount {
        Amount(self.0 * i64::from(percent) / 100)
    }
}

/// Column `unit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Empty: the product's own, unsaid.
    Unsaid,
    /// The product's own, written out.
    Own,
    /// The product's case.
    Case,
}

/// Column `party`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    None,
    Supplier(SiteId),
    Customer(u32),
}

/// Column `document`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    None,
    /// Purchase order `PO-…`.
    Purchase(u64),
    /// Bill of lading `BL-…`.
    Lading(u64),
    /// Batch record `BR-…`.
    Batch(u64),
    /// Customer's order `SO-…`.
    Order(u64),
    /// Case of a hold or recall, `CASE-…`.
    Case(u64),
}

/// One row. Everything is small and copied, nothing allocated.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) id: EventId,
    pub(crate) role: Role,
    pub(crate) time: Stamp,
    /// The time is written as its date.
    pub(crate) only_date: bool,
    pub(crate) arrived: Option<Stamp>,
    pub(crate) recorded: Option<Stamp>,
    pub(crate) product: Option<ProductId>,
    pub(crate) lot: Code,
    pub(crate) quantity: Option<Amount>,
    pub(crate) unit: Unit,
    pub(crate) site: Option<SiteId>,
    pub(crate) to_site: Option<SiteId>,
    pub(crate) party: Party,
    pub(crate) document: Document,
    /// Serial number of the pallet.
    pub(crate) container: Option<u64>,
    pub(crate) hazards: &'static str,
    pub(crate) reference: Option<EventId>,
}

impl Row {
    /// A row with nothing but its kind, time and site; the id's number is given when it is written.
    pub(crate) fn new(kind: Kind, time: Stamp, site: SiteId) -> Row {
        Row {
            id: EventId { kind, number: 0 },
            role: Role::None,
            time,
            only_date: false,
            arrived: None,
            recorded: None,
            product: None,
            lot: Code::EMPTY,
            quantity: None,
            unit: Unit::Unsaid,
            site: Some(site),
            to_site: None,
            party: Party::None,
            document: Document::None,
            container: None,
            hazards: "",
            reference: None,
        }
    }
}

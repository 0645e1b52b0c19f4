//! What numbers of the snapshot stand for: kinds of sites, events, statuses, anomalies, and dimensions of bitmaps.

use super::{Interval, LotId, Nanos, SiteId, TextId};

/// Kind of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum SiteKind {
    Unknown,
    Supplier,
    Plant,
    Dc,
    Zone,
    Store,
    Vehicle,
    Customer,
}

impl SiteKind {
    pub(super) const ALL: [SiteKind; 8] = [
        SiteKind::Unknown,
        SiteKind::Supplier,
        SiteKind::Plant,
        SiteKind::Dc,
        SiteKind::Zone,
        SiteKind::Store,
        SiteKind::Vehicle,
        SiteKind::Customer,
    ];

    /// The name that the tables use; empty where unknown.
    pub fn name(self) -> &'static str {
        ["", "supplier", "plant", "dc", "zone", "store", "vehicle", "customer"][self as usize]
    }
}

/// What a status row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum StatusKind {
    /// Blocks, shown as HOLD.
    Hold,
    /// Blocks, shown as RECALLED.
    Recall,
    /// Lifts what its own case put on the same target.
    Release,
}

impl StatusKind {
    pub(super) const ALL: [StatusKind; 3] = [StatusKind::Hold, StatusKind::Recall, StatusKind::Release];

    /// From the column's number.
    pub fn from_number(number: u8) -> StatusKind {
        Self::ALL[usize::from(number)]
    }
}

/// An event that has no rows of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "kinds of the tables; an empty move is one of a container with nothing in it")]
pub enum OtherKind {
    Arrive,
    Count,
    Clean,
    Hold,
    Recall,
    Release,
    Pack,
    Unpack,
    Void,
    EmptyMove,
    Adjust,
}

impl OtherKind {
    pub(super) const ALL: [OtherKind; 11] = [
        OtherKind::Arrive,
        OtherKind::Count,
        OtherKind::Clean,
        OtherKind::Hold,
        OtherKind::Recall,
        OtherKind::Release,
        OtherKind::Pack,
        OtherKind::Unpack,
        OtherKind::Void,
        OtherKind::EmptyMove,
        OtherKind::Adjust,
    ];

    /// The name that the tables use.
    pub fn name(self) -> &'static str {
        ["arrive", "count", "clean", "hold", "recall", "release", "pack", "unpack", "void", "move", "adjust"]
            [self as usize]
    }
}

/// An event without rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherEvent {
    /// Its id.
    pub event: TextId,
    /// Its kind.
    pub kind: OtherKind,
    /// When it happened.
    pub time: Interval,
    /// When it became known.
    pub recorded: Nanos,
    /// From when on a void has taken it back.
    pub until: Nanos,
    /// The event that it refers to; the empty text if none.
    pub reference: TextId,
}

/// What the record says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AnomalyKind {
    /// Books of a position go below zero.
    NegativeBooks,
    /// A position gives before it ever got.
    MoveBeforeReceipt,
    /// An arrival or an output lies before its departure or inputs.
    ArrivalBeforeDeparture,
    /// A void of an event that nobody recorded.
    VoidUnknown,
    /// One event id with several contents.
    IdReused,
    /// No receipt and no transform feeds the lot.
    NeverCreated,
    /// A transform makes more than it takes.
    OutputExceedsInput,
    /// Codes that are easily taken for one another.
    LookAlike,
    /// Several expiry days for one lot.
    SeveralExpiryDays,
    /// A quantity in a unit that the product cannot convert.
    NoConversion,
    /// An arrival of a move that nobody recorded, or that had arrived.
    ArrivalUnmatched,
    /// A container moved with nothing known to be in it.
    EmptyContainer,
    /// Arrivals bring more than had left.
    ArrivalExceedsDeparture,
    /// A code under which several suppliers deliver, in a row that names none.
    SupplierUnclear,
}

impl AnomalyKind {
    pub(super) const ALL: [AnomalyKind; 14] = [
        AnomalyKind::NegativeBooks,
        AnomalyKind::MoveBeforeReceipt,
        AnomalyKind::ArrivalBeforeDeparture,
        AnomalyKind::VoidUnknown,
        AnomalyKind::IdReused,
        AnomalyKind::NeverCreated,
        AnomalyKind::OutputExceedsInput,
        AnomalyKind::LookAlike,
        AnomalyKind::SeveralExpiryDays,
        AnomalyKind::NoConversion,
        AnomalyKind::ArrivalUnmatched,
        AnomalyKind::EmptyContainer,
        AnomalyKind::ArrivalExceedsDeparture,
        AnomalyKind::SupplierUnclear,
    ];

    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            AnomalyKind::NegativeBooks => "NEGATIVE_BOOKS",
            AnomalyKind::MoveBeforeReceipt => "MOVE_BEFORE_RECEIPT",
            AnomalyKind::ArrivalBeforeDeparture => "ARRIVAL_BEFORE_DEPARTURE",
            AnomalyKind::VoidUnknown => "VOID_UNKNOWN",
            AnomalyKind::IdReused => "ID_REUSED",
            AnomalyKind::NeverCreated => "NEVER_CREATED",
            AnomalyKind::OutputExceedsInput => "OUTPUT_EXCEEDS_INPUT",
            AnomalyKind::LookAlike => "LOOK_ALIKE",
            AnomalyKind::SeveralExpiryDays => "SEVERAL_EXPIRY_DAYS",
            AnomalyKind::NoConversion => "NO_CONVERSION",
            AnomalyKind::ArrivalUnmatched => "ARRIVAL_UNMATCHED",
            AnomalyKind::EmptyContainer => "EMPTY_CONTAINER",
            AnomalyKind::ArrivalExceedsDeparture => "ARRIVAL_EXCEEDS_DEPARTURE",
            AnomalyKind::SupplierUnclear => "SUPPLIER_UNCLEAR",
        }
    }
}

/// One finding about the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anomaly {
    /// What it is.
    pub kind: AnomalyKind,
    /// The event at fault; the empty text if none.
    pub event: TextId,
    /// The lot concerned.
    pub lot: Option<LotId>,
    /// The site concerned.
    pub site: Option<SiteId>,
    /// What more there is to say.
    pub detail: TextId,
}

/// What lots can be selected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Dimension {
    /// Key: product id.
    Product,
    /// Key: text id of the supplier.
    Supplier,
    /// Key: site id; lots that ever had a position there.
    Site,
    /// Key: expiry day as `day as u32`.
    ExpiryDay,
    /// Key: day of production as `day as u32`.
    ProducedDay,
    /// Key: 0 on hold now, 1 recalled now, 2 stock on hand now, 3 pools.
    Status,
}

impl Dimension {
    /// Every dimension, in the order of its number.
    pub const ALL: [Dimension; 6] = [
        Dimension::Product,
        Dimension::Supplier,
        Dimension::Site,
        Dimension::ExpiryDay,
        Dimension::ProducedDay,
        Dimension::Status,
    ];
}

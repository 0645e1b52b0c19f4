//! Rows: movements and legs, decoded.

use super::{NodeId, PositionId, RowId};

/// Nanoseconds since 1970-01-01T00:00:00Z. [`BEGINNING`] and [`END`] stand for "always" and "never ends".
pub type Nanos = i64;

/// Before every moment: the label of a position that is affected from the beginning of time.
pub const BEGINNING: Nanos = i64::MIN;

/// After every moment.
pub const END: Nanos = i64::MAX;

/// An instant, or "some time in" an interval. Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// First moment.
    pub start: Nanos,
    /// Last moment.
    pub end: Nanos,
}

impl Interval {
    /// Whether it is one moment.
    pub fn is_instant(self) -> bool {
        self.start == self.end
    }

    /// Whether the two can share a moment.
    pub fn meets(self, other: Interval) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RowKind {
    /// Feeds its position.
    Receive = 0,
    /// Consumes from its position and feeds its link.
    Move = 1,
    /// Consumes from its position; in transit, or its arrivals are the outputs of its node.
    Depart = 2,
    /// Consumes from its position and feeds the lot's sold position.
    Sell = 3,
    /// Consumes from the lot's sold position and feeds its position.
    Return = 4,
    /// Consumes from its position.
    Destroy = 5,
    /// Feeds its position: stock that was found.
    AdjustUp = 6,
    /// Consumes from its position: stock that was missed.
    AdjustDown = 7,
    /// Input of a transform.
    Consume = 8,
    /// Output of a transform.
    Make = 9,
    /// One of several arrivals of a move.
    Arrive = 10,
}

impl RowKind {
    /// Every kind, by its number.
    pub const ALL: [RowKind; 11] = [
        RowKind::Receive,
        RowKind::Move,
        RowKind::Depart,
        RowKind::Sell,
        RowKind::Return,
        RowKind::Destroy,
        RowKind::AdjustUp,
        RowKind::AdjustDown,
        RowKind::Consume,
        RowKind::Make,
        RowKind::Arrive,
    ];

    /// The name that the tables use for the event.
    pub fn event_name(self) -> &'static str {
        match self {
            RowKind::Receive => "receive",
            RowKind::Move | RowKind::Depart | RowKind::Arrive => "move",
            RowKind::Sell => "sell",
            RowKind::Return => "return",
            RowKind::Destroy => "destroy",
            RowKind::AdjustUp | RowKind::AdjustDown => "adjust",
            RowKind::Consume | RowKind::Make => "transform",
        }
    }
}

/// A quantity in units of `10^-scale` of the product's unit; `None` is unknown.
pub type Quantity = Option<i64>;

/// A row, decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which row.
    pub id: RowId,
    /// What it does.
    pub kind: RowKind,
    /// Position that it takes from.
    pub consumes: Option<PositionId>,
    /// When it takes; of a row that only feeds, when it feeds.
    pub taken: Interval,
    /// Position that it feeds.
    pub feeds: Option<PositionId>,
    /// When it feeds: `start` is the fed time of the rules.
    pub fed: Interval,
    /// The node whose leg it is.
    pub node: Option<NodeId>,
    /// How much.
    pub quantity: Quantity,
}

/// What a position holds, as signed legs: the shape in which books are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The books' time: fed time of an inflow, end of an outflow.
    pub at: Nanos,
    /// Whether it takes out.
    pub out: bool,
    /// The interval in which it happens.
    pub when: Interval,
    /// How much, not negative.
    pub quantity: Quantity,
    /// Index of the row in the run it was taken from.
    pub row: u32,
}

impl Leg {
    /// The order of books: by time, inflow before outflow.
    pub fn order(&self) -> (Nanos, bool, u32) {
        (self.at, self.out, self.row)
    }
}

//! An event as EPCIS has it, whatever the syntax.

use super::moment::Moment;

/// The types of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum EventType {
    Object,
    Aggregation,
    Transaction,
    Transformation,
    Association,
    /// Of EPCIS 1.0 to 1.2: an observed quantity of a class.
    Quantity,
}

impl EventType {
    /// All types with their names.
    pub(crate) const ALL: [(&'static str, EventType); 6] = [
        ("ObjectEvent", EventType::Object),
        ("AggregationEvent", EventType::Aggregation),
        ("TransactionEvent", EventType::Transaction),
        ("TransformationEvent", EventType::Transformation),
        ("AssociationEvent", EventType::Association),
        ("QuantityEvent", EventType::Quantity),
    ];

    /// The type of a name.
    pub(crate) fn named(name: &str) -> Option<EventType> {
        EventType::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// The type's name.
    pub(crate) fn name(self) -> &'static str {
        EventType::ALL[self as usize].0
    }

    /// Whether events of the type state an action.
    pub(crate) fn has_action(self) -> bool {
        !matches!(self, EventType::Transformation | EventType::Quantity)
    }
}

/// What was done to the things named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Action {
    Add,
    Observe,
    Delete,
}

impl Action {
    /// The words of the standard.
    pub(crate) const WORDS: [&'static str; 3] = ["ADD", "OBSERVE", "DELETE"];

    /// The action of a word.
    pub(crate) fn named(word: &str) -> Option<Action> {
        match word {
            "ADD" => Some(Action::Add),
            "OBSERVE" => Some(Action::Observe),
            "DELETE" => Some(Action::Delete),
            _ => None,
        }
    }

    /// The word.
    pub(crate) fn name(self) -> &'static str {
        Action::WORDS[self as usize]
    }
}

/// An amount of a class.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Amount {
    /// The class.
    pub(crate) class: String,
    /// How much, as written; `None`: not said.
    pub(crate) quantity: Option<String>,
    /// The unit's code.
    pub(crate) unit: Option<String>,
}

/// Things that an event names.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Things {
    /// Pieces and containers.
    pub(crate) pieces: Vec<String>,
    /// Amounts of classes.
    pub(crate) amounts: Vec<Amount>,
}

impl Things {
    /// Whether nothing is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.amounts.is_empty()
    }
}

/// What an event's `errorDeclaration` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Retraction {
    /// When the error was declared.
    pub(crate) declared: Moment,
    /// The events that stand in its place.
    pub(crate) corrective: Vec<String>,
}

/// What is said of a lot where it is made.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct LotFacts {
    /// The lot number.
    pub(crate) lot: Option<String>,
    /// The day of production, as written.
    pub(crate) produced: Option<String>,
    /// The last day of best quality, as written.
    pub(crate) best_before: Option<String>,
    /// The last day of use, as written.
    pub(crate) use_by: Option<String>,
}

/// What our own exports say beyond the standard, in the namespace `lotrace`, so that tables come back as they were.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Own {
    /// The kind of the row, where the standard has no word for it: `return` or `adjust`.
    pub(crate) kind: String,
    /// The time as it was written, where it is no instant.
    pub(crate) time: String,
    /// When the outputs of a transformation were there, where that is later.
    pub(crate) completed: String,
    /// Hazards that a transformation controls.
    pub(crate) hazards: String,
    /// Products by their GTIN, where they have a code of their own.
    pub(crate) products: Vec<(String, String)>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: EventType,
    /// Its own id; `None`: it has none.
    pub(crate) id: Option<String>,
    pub(crate) time: Moment,
    pub(crate) recorded: Option<Moment>,
    pub(crate) action: Option<Action>,
    /// The business step in its plain form; empty: none.
    pub(crate) step: String,
    /// The disposition in its plain form; empty: none.
    pub(crate) disposition: String,
    /// Dispositions that stay: (plain form, whether it begins).
    pub(crate) persistent: Vec<(String, bool)>,
    pub(crate) read_point: Option<String>,
    pub(crate) location: Option<String>,
    /// Business documents: (type in its plain form, id).
    pub(crate) documents: Vec<(String, String)>,
    pub(crate) sources: Vec<(String, String)>,
    pub(crate) destinations: Vec<(String, String)>,
    pub(crate) parent: Option<String>,
    /// What the event is about: for an aggregation or association, the children.
    pub(crate) things: Things,
    /// Inputs of a transformation.
    pub(crate) inputs: Things,
    /// Outputs of a transformation.
    pub(crate) outputs: Things,
    pub(crate) transformation: Option<String>,
    pub(crate) facts: LotFacts,
    pub(crate) retraction: Option<Retraction>,
    /// What our own exports say beyond the standard.
    pub(crate) own: Own,
    /// What was passed over, as a word for the report.
    pub(crate) notes: Vec<&'static str>,
}

impl Event {
    /// An event of which only type and time are known.
    pub(crate) fn new(kind: EventType, time: Moment) -> Event {
        Event {
            kind,
            id: None,
            time,
            recorded: None,
            action: None,
            step: String::new(),
            disposition: String::new(),
            persistent: Vec::new(),
            read_point: None,
            location: None,
            documents: Vec::new(),
            sources: Vec::new(),
            destinations: Vec::new(),
            parent: None,
            things: Things::default(),
            inputs: Things::default(),
            outputs: Things::default(),
            transformation: None,
            facts: LotFacts::default(),
            retraction: None,
            own: Own::default(),
            notes: Vec::new(),
        }
    }

    /// Whether the event was declared to be an error.
    pub(crate) fn is_retracted(&self) -> bool {
        self.retraction.is_some()
    }
}

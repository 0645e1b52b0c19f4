//! An event to what it says of each good.

use super::event::{Action, Amount, Event, EventType, Things};
use super::names::{self, Good};
use super::observation::{Observation, What, container_name};
use super::vocabulary::{Act, Standing};
use crate::decimal::Decimal;

/// What an event came to, for the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Became {
    /// Movements of lots, or lots that came to be, were used up, counted or left.
    Movements,
    /// Packings and the lives of containers.
    Containers,
    /// Holds, recalls and their release, and nothing else.
    Status,
    /// Links between goods and documents.
    Links,
    /// An observation that moves nothing: evidence.
    Observed,
    /// Nothing that the tables can hold; the report says why.
    Reported,
}

impl Became {
    /// All, in the order of the account.
    pub const ALL: [Became; 6] = [
        Became::Movements,
        Became::Containers,
        Became::Status,
        Became::Links,
        Became::Observed,
        Became::Reported,
    ];

    /// Its word in the account.
    pub fn name(self) -> &'static str {
        ["movements", "containers", "status", "links", "observed", "reported"][self as usize]
    }
}

/// What one event says.
pub(crate) struct Said {
    pub(crate) observations: Vec<Observation>,
    /// The goods that the event's facts are about: what it makes.
    pub(crate) made: Vec<Good>,
    pub(crate) became: Became,
    pub(crate) notes: Vec<&'static str>,
}

/// A thing of an event: the good, how much of it, and in which unit.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) good: Good,
    quantity: String,
    unit: String,
}

/// What the event, known by `id`, says of each good that it names.
pub(crate) fn observe(event: &Event, id: &str) -> Said {
    let mut notes = event.notes.clone();
    let mut things = read_things(&event.things, event, &mut notes);
    if event.kind == EventType::Object {
        name_lots(event, &mut things);
    }
    let mut told =
        Telling { event, id, base: base(event, id), observations: Vec::new(), made: Vec::new(), notes };
    let became = match event.kind {
        EventType::Object | EventType::Quantity => told.object(&things),
        EventType::Aggregation => told.aggregation(&things),
        EventType::Transaction => Became::Links,
        EventType::Transformation => told.transformation(),
        EventType::Association => told.association(&things),
    };
    told.retract();
    Said { observations: told.observations, made: told.made, became, notes: told.notes }
}

struct Telling<'e> {
    event: &'e Event,
    id: &'e str,
    base: Observation,
    observations: Vec<Observation>,
    made: Vec<Good>,
    notes: Vec<&'static str>,
}

impl Telling<'_> {
    /// Adds what happened to a good. Containers beside other goods get an id of their own, so that each arrival finds
    /// the shipment of just that container.
    fn tell(&mut self, what: What, thing: &Thing, many: bool) {
        let mut said = Observation { good: thing.good.clone(), what, ..self.base.clone() };
        said.quantity.clone_from(&thing.quantity);
        said.unit.clone_from(&thing.unit);
        if let (true, Good::Container { id }) = (many, &thing.good) {
            said.event = format!("{}#{id}", self.id);
        }
        self.observations.push(said);
    }

    fn tell_all(&mut self, what: What, things: &[Thing]) {
        for thing in things {
            self.tell(what, thing, things.len() > 1);
        }
    }

    /// Gives what was told so far an id of its own: rows of several kinds under one id would be several contents.
    fn rename(&mut self, suffix: &str) {
        self.observations.iter_mut().for_each(|said| said.event.push_str(suffix));
    }

    fn with_detail(&mut self, what: What, things: &[Thing], detail: &str) {
        let before = self.observations.len();
        self.tell_all(what, things);
        self.observations[before..].iter_mut().for_each(|said| detail.clone_into(&mut said.detail));
    }

    fn object(&mut self, things: &[Thing]) -> Became {
        if things.is_empty() {
            self.notes.push("event that names no things");
            return Became::Observed;
        }
        let act = Act::of(&self.event.step);
        let action = self.event.action.unwrap_or(Action::Observe);
        self.belonging(things);
        match self.event.own.kind.as_str() {
            "return" => {
                self.tell_all(What::Return, things);
                return Became::Movements;
            }
            "adjust" => {
                let less = action == Action::Delete;
                self.tell_all(What::Adjust, things);
                let signed = self.observations.iter_mut().filter(|said| less && !said.quantity.is_empty());
                signed.for_each(|said| said.quantity.insert(0, '-'));
                return Became::Movements;
            }
            _ => {}
        }
        let mut moves = true;
        match (act, action) {
            (Act::Ship, Action::Add) => {
                self.tell_all(What::Appear, things);
                self.rename("+receive");
                self.tell_all(What::Ship, things);
            }
            (Act::Ship, _) => self.tell_all(What::Ship, things),
            (Act::Receive, _) => self.tell_all(What::Receive, things),
            (Act::VoidShip, _) => self.tell_all(What::VoidShip, things),
            (Act::Sell, _) => self.tell_all(What::Sell, things),
            (Act::Destroy, _) | (_, Action::Delete) => self.tell_all(What::Destroy, things),
            (Act::Count, _) => self.tell_all(What::Count, things),
            (Act::None, Action::Add) => self.tell_all(What::Appear, things),
            (Act::None, Action::Observe) => {
                self.tell_all(What::Seen, things);
                moves = false;
            }
        }
        let stands = self.standing(things);
        let only_containers = things.iter().all(|thing| matches!(thing.good, Good::Container { .. }));
        let creates = matches!((act, action), (Act::None, Action::Add | Action::Delete));
        match (moves, stands) {
            (true, _) if only_containers && creates => Became::Containers,
            (true, _) => Became::Movements,
            (false, true) => Became::Status,
            (false, false) => Became::Observed,
        }
    }

    /// The lot that pieces belong to, where their record names it, or the lot's own facts.
    fn belonging(&mut self, things: &[Thing]) {
        self.made.extend(things.iter().map(|thing| thing.good.clone()));
        let Some(lot) = self.event.facts.lot.clone() else { return };
        let pieces: Vec<Thing> =
            things.iter().filter(|thing| matches!(thing.good, Good::Instance { .. })).cloned().collect();
        self.with_detail(What::Belongs, &pieces, &lot);
    }

    fn standing(&mut self, things: &[Thing]) -> bool {
        let says = |word: &str| !word.is_empty() && Standing::of(word) != Standing::Neutral;
        let mut stands = false;
        if says(&self.event.disposition) {
            let word = self.event.disposition.clone();
            self.with_detail(What::Stand, things, &word);
            stands = true;
        }
        for (word, begins) in self.event.persistent.clone() {
            if says(&word) {
                let what = if begins { What::Stand } else { What::StandEnd };
                self.with_detail(what, things, &format!("persistent {word}"));
                stands = true;
            }
        }
        stands
    }

    fn aggregation(&mut self, children: &[Thing]) -> Became {
        let Some(parent) = self.parent() else {
            self.notes.push("aggregation without a parent");
            return Became::Observed;
        };
        let name = container_name(&parent.good);
        let mut became = Became::Containers;
        match self.event.action {
            Some(Action::Add) => {
                self.with_detail(What::Filled, std::slice::from_ref(&parent), "");
                self.belonging(children);
                self.with_detail(What::Pack, children, &name);
            }
            Some(Action::Delete) if children.is_empty() => self.tell(What::Emptied, &parent, false),
            Some(Action::Delete) => self.with_detail(What::Unpack, children, &name),
            Some(Action::Observe) | None => became = Became::Observed,
        }
        // What is said of a pallet that is listed with its contents holds for the pallet.
        let act = Act::of(&self.event.step);
        if matches!(act, Act::Ship | Act::Receive) {
            self.rename("+pack");
        }
        match act {
            Act::Ship => {
                self.tell(What::Ship, &parent, false);
                became = Became::Movements;
            }
            Act::Receive if became == Became::Observed => {
                // Evidence only: it may end a shipment, and makes no receipt.
                self.with_detail(What::Receive, std::slice::from_ref(&parent), "evidence");
            }
            Act::Receive => self.tell(What::Receive, &parent, false),
            Act::VoidShip => self.tell(What::VoidShip, &parent, false),
            Act::Destroy | Act::Sell | Act::Count | Act::None => {
                self.tell(What::Seen, &parent, false);
            }
        }
        let mut named = children.to_vec();
        named.push(parent);
        let stands = self.standing(&named);
        if stands && became == Became::Observed { Became::Status } else { became }
    }

    fn parent(&mut self) -> Option<Thing> {
        let uri = self.event.parent.as_deref()?;
        let named = names::good(uri, true);
        if named.corrected {
            self.notes.push("wrong check digit, put right");
        }
        // A parent that no rule takes apart is a container by what it does.
        let good = match named.good {
            Good::Instance { piece, .. }
                if !piece.starts_with("(21)") && self.event.kind == EventType::Aggregation =>
            {
                Good::Container { id: piece }
            }
            good => good,
        };
        Some(Thing { good, quantity: String::new(), unit: String::new() })
    }

    fn transformation(&mut self) -> Became {
        let inputs = read_things(&self.event.inputs, self.event, &mut self.notes);
        let mut outputs = read_things(&self.event.outputs, self.event, &mut self.notes);
        name_lots(self.event, &mut outputs);
        if let Some(id) = self.event.transformation.clone().filter(|_| !self.event.is_retracted()) {
            // An event that is taken back goes alone: its part in what it shared with others is not theirs.
            self.base.event = id;
            self.base.shared = true;
        }
        self.belonging(&outputs);
        for (what, things) in [(What::In, &inputs), (What::Out, &outputs)] {
            for thing in things {
                if matches!(thing.good, Good::Container { .. }) {
                    self.notes.push("container in a transformation: what is in it is not named");
                }
                self.tell(what, thing, false);
            }
        }
        self.standing(&outputs);
        Became::Movements
    }

    fn association(&mut self, children: &[Thing]) -> Became {
        let Some(parent) = self.parent() else {
            self.notes.push("association without a parent");
            return Became::Observed;
        };
        let (of_children, of_parent) = match self.event.action {
            Some(Action::Add) => (What::In, What::Out),
            Some(Action::Delete) => (What::Out, What::In),
            Some(Action::Observe) | None => return Became::Observed,
        };
        for child in children {
            self.tell(of_children, child, false);
        }
        self.tell(of_parent, &parent, false);
        let mut named = children.to_vec();
        named.push(parent);
        self.standing(&named);
        Became::Movements
    }

    /// Says of every good that the event was declared to be an error.
    fn retract(&mut self) {
        let Some(retraction) = &self.event.retraction else { return };
        let mut said: Vec<Observation> = self
            .observations
            .iter()
            .filter(|said| said.what != What::Belongs)
            .map(|said| Observation {
                what: What::Retracted,
                detail: format!("{}\n{}", retraction.declared, retraction.corrective.join(";")),
                documents: Vec::new(),
                ..said.clone()
            })
            .collect();
        said.dedup_by(|a, b| a.good == b.good && a.event == b.event);
        self.observations.append(&mut said);
    }
}

/// What all goods of the event share.
fn base(event: &Event, id: &str) -> Observation {
    let name = |uri: &Option<String>| uri.as_deref().map_or_else(String::new, |uri| names::place(uri).name);
    let mut documents: Vec<String> = event.documents.iter().map(|(_, id)| id.clone()).collect();
    documents.sort();
    documents.dedup();
    documents.truncate(usize::from(u16::MAX));
    Observation {
        good: Good::Product { product: String::new() },
        what: What::Seen,
        time: event.time,
        event: id.to_owned(),
        location: name(&event.location),
        read_point: name(&event.read_point),
        source: end(&event.sources, true),
        source_party: end(&event.sources, false),
        destination: Some(end(&event.destinations, true))
            .filter(|place| !place.is_empty())
            .unwrap_or_else(|| end(&event.destinations, false)),
        documents,
        quantity: String::new(),
        unit: String::new(),
        detail: String::new(),
        written: event.own.time.clone(),
        completed: event.own.completed.clone(),
        hazards: event.own.hazards.clone(),
        shared: false,
        recorded: event.recorded,
    }
}

/// The place, or the party, at an end of a shipment.
fn end(ends: &[(String, String)], place: bool) -> String {
    let order: &[&str] = if place { &["location"] } else { &["possessing_party", "owning_party"] };
    let of = |kind: &str| ends.iter().find(|(known, _)| known == kind);
    let other = || ends.iter().find(|(known, _)| !place && known != "location");
    let found = order.iter().find_map(|kind| of(kind)).or_else(other);
    found.map_or_else(String::new, |(_, uri)| names::place(uri).name)
}

fn read_things(things: &Things, event: &Event, notes: &mut Vec<&'static str>) -> Vec<Thing> {
    let mut found = Vec::with_capacity(things.pieces.len() + things.amounts.len());
    for uri in &things.pieces {
        let named = names::good(uri, true);
        if named.corrected {
            notes.push("wrong check digit, put right");
        }
        let is_container = matches!(named.good, Good::Container { .. });
        let (quantity, unit) = if is_container { ("", "") } else { ("1", "ea") };
        found.push(Thing { good: named.good, quantity: quantity.to_owned(), unit: unit.to_owned() });
    }
    for amount in &things.amounts {
        found.push(thing_of(amount, notes));
    }
    found.iter_mut().for_each(|thing| use_own_code(&mut thing.good, event));
    merged(found, notes)
}

/// A product that has a code of its own in the tables goes by that.
fn use_own_code(good: &mut Good, event: &Event) {
    let (Good::Lot { product, .. } | Good::Product { product } | Good::Instance { product, .. }) = good
    else {
        return;
    };
    if let Some((_, own)) = event.own.products.iter().find(|(gtin, _)| gtin == product) {
        product.clone_from(own);
    }
}

fn thing_of(amount: &Amount, notes: &mut Vec<&'static str>) -> Thing {
    let named = names::good(&amount.class, false);
    if named.corrected {
        notes.push("wrong check digit, put right");
    }
    let stated = amount.quantity.as_deref().and_then(Decimal::read);
    if stated.is_some_and(Decimal::is_negative) {
        notes.push("negative quantity, taken as unknown");
    }
    let quantity = stated.filter(|quantity| !quantity.is_negative());
    let unit = match (amount.unit.as_deref(), quantity) {
        (Some(unit), _) => crate::units::to_tables(unit).to_owned(),
        // A quantity without a unit counts pieces.
        (None, Some(_)) => "ea".to_owned(),
        (None, None) => String::new(),
    };
    Thing {
        good: named.good,
        quantity: quantity.map_or_else(String::new, |quantity| quantity.to_string()),
        unit,
    }
}

/// An amount of a product whose own record names the lot is of that lot.
fn name_lots(event: &Event, things: &mut [Thing]) {
    let Some(lot) = &event.facts.lot else { return };
    for thing in things {
        if let Good::Product { product } = &thing.good {
            thing.good = Good::Lot { product: product.clone(), lot: lot.clone() };
        }
    }
}

/// One thing for each good and unit: what a list names twice adds up.
fn merged(mut things: Vec<Thing>, notes: &mut Vec<&'static str>) -> Vec<Thing> {
    if things.len() < 2 {
        return things;
    }
    let mut index: rustc_hash::FxHashMap<(String, String), usize> = rustc_hash::FxHashMap::default();
    let mut kept: Vec<Thing> = Vec::with_capacity(things.len());
    for thing in things.drain(..) {
        let key = (container_name(&thing.good), thing.unit.clone());
        match index.get(&key).copied() {
            // Names of different kinds may look alike: only equal goods are one.
            Some(at) if kept.get(at).is_some_and(|known: &Thing| known.good == thing.good) => {
                notes.push("good that one list names twice, added up");
                let known: &mut Thing = &mut kept[at];
                let sum = Decimal::read(&known.quantity).zip(Decimal::read(&thing.quantity));
                known.quantity =
                    sum.and_then(|(a, b)| a.plus(b)).map_or_else(String::new, |sum| sum.to_string());
            }
            Some(_) | None => {
                index.insert(key, kept.len());
                kept.push(thing);
            }
        }
    }
    kept
}

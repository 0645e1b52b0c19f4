//! A tree to an event, each part held against the schema.

use super::event::{Action, Amount, Event, EventType, LotFacts, Own, Retraction, Things};
use super::fault::Fault;
use super::moment::{Moment, zone_seconds};
use super::tree::{NodeId, Shape, Tree};
use super::vocabulary::{self, DISPOSITIONS, LOT_ATTRIBUTES, STEPS};

/// Where an event stands, for its faults.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'p> {
    /// The path of the list that the event stands in, such as `epcisBody.eventList`; empty: it stands alone.
    pub(crate) list: &'p str,
    /// Its place in the list, from 0.
    pub(crate) index: u64,
    /// Whether the order of elements and names without a namespace are held against the schema of EPCIS 2.0.
    pub(crate) strict_xml: bool,
    /// Whether the document is of EPCIS 1.x, where every object event has an `epcList`.
    pub(crate) old_xml: bool,
}

impl Place<'_> {
    /// The path of the event: `epcisBody.eventList[3]`.
    pub(crate) fn path(&self) -> String {
        if self.list.is_empty() { String::new() } else { format!("{}[{}]", self.list, self.index) }
    }
}

/// Whether the standard knows a part of that name, in any type of event.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "eventTime"
            | "recordTime"
            | "eventTimeZoneOffset"
            | "eventID"
            | "errorDeclaration"
            | "certificationInfo"
            | "action"
            | "bizStep"
            | "disposition"
            | "persistentDisposition"
            | "readPoint"
            | "bizLocation"
            | "bizTransactionList"
            | "sourceList"
            | "destinationList"
            | "sensorElementList"
            | "ilmd"
            | "epcList"
            | "quantityList"
            | "parentID"
            | "childEPCs"
            | "childQuantityList"
            | "inputEPCList"
            | "inputQuantityList"
            | "outputEPCList"
            | "outputQuantityList"
            | "transformationID"
            | "extension"
            | "baseExtension"
            | "@context"
            | "type"
            | "isA"
            | "id"
            | "epcClass"
            | "quantity"
    )
}

/// Reads the event of a type that `root` holds.
///
/// # Errors
/// Every fault of the event, each with its place.
pub(crate) fn event(
    tree: &Tree,
    root: NodeId,
    kind: EventType,
    place: &Place<'_>,
) -> Result<Event, Vec<Fault>> {
    let mut reading = Reading { tree, root, place, faults: Vec::new(), parts: Vec::new() };
    reading.gather(root);
    let event = reading.event(kind);
    match (event, reading.faults) {
        (Some(event), faults) if faults.is_empty() => Ok(event),
        (_, faults) => Err(faults),
    }
}

struct Reading<'t> {
    tree: &'t Tree,
    root: NodeId,
    place: &'t Place<'t>,
    faults: Vec<Fault>,
    /// The event's parts, those of the extension points of EPCIS 1.x among them.
    parts: Vec<NodeId>,
}

impl<'t> Reading<'t> {
    fn gather(&mut self, node: NodeId) {
        for part in self.tree.parts(node) {
            if matches!(self.tree.name(part), "extension" | "baseExtension") {
                self.gather(part);
            } else {
                self.parts.push(part);
            }
        }
    }

    fn fault(&mut self, node: NodeId, reason: impl Into<String>) {
        let below = self.tree.path(node);
        let event = self.place.path();
        let path = match (event.as_str(), below.as_str()) {
            (path, "") => path.to_owned(),
            ("", below) => below.to_owned(),
            (path, below) => format!("{path}.{below}"),
        };
        self.faults.push(Fault { line: self.tree.line(node), path, reason: reason.into() });
    }

    fn part(&self, name: &str) -> Option<NodeId> {
        self.parts.iter().copied().find(|part| self.tree.is_named(*part, name))
    }

    /// The text of a part, unless it is empty.
    fn text(&mut self, name: &str) -> Option<&'t str> {
        let node = self.part(name)?;
        if matches!(self.tree.shape(node), Shape::Object | Shape::Array) {
            self.fault(node, "should be a text");
            return None;
        }
        Some(self.tree.text(node)).filter(|text| !text.is_empty())
    }

    fn needed(&mut self, name: &str, kind: EventType) -> Option<&'t str> {
        let found = self.text(name);
        if found.is_none() {
            let at = self.part(name).unwrap_or(self.root);
            self.fault(at, format!("`{name}` is missing: every {} needs it", kind.name()));
        }
        found
    }

    fn event(&mut self, kind: EventType) -> Option<Event> {
        let offset = self.needed("eventTimeZoneOffset", kind);
        if let Some(offset) = offset
            && zone_seconds(offset).is_none()
            && let Some(node) = self.part("eventTimeZoneOffset")
        {
            self.fault(node, format!("{offset:?} is no offset from UTC: write it as +01:00"));
        }
        let time = self.needed("eventTime", kind).and_then(|text| self.moment("eventTime", text, offset));
        let mut event = Event::new(kind, time.unwrap_or_default());
        event.recorded = self.text("recordTime").and_then(|text| self.moment("recordTime", text, offset));
        event.id = self.text("eventID").map(str::to_owned);
        event.action = self.action(kind);
        event.step = self.word("bizStep", STEPS, "business step");
        event.disposition = self.word("disposition", DISPOSITIONS, "disposition");
        event.persistent = self.persistent();
        event.read_point = self.location("readPoint");
        event.location = self.location("bizLocation");
        event.documents = self.typed("bizTransactionList", "bizTransaction");
        event.sources = self.typed("sourceList", "source");
        event.destinations = self.typed("destinationList", "destination");
        event.transformation = self.text("transformationID").map(str::to_owned);
        event.parent = self.text("parentID").map(str::to_owned);
        self.things(kind, &mut event);
        event.facts = self.facts(&mut event.notes);
        event.retraction = self.retraction(offset);
        event.own = self.own();
        self.certificates();
        self.check_names(&mut event.notes);
        self.check_order();
        self.check_type(kind, &event);
        time.map(|_| event)
    }

    fn moment(&mut self, name: &str, text: &str, offset: Option<&str>) -> Option<Moment> {
        let found = Moment::read(text, offset);
        if let (None, Some(node)) = (found, self.part(name)) {
            self.fault(
                node,
                format!("{text:?} is no time: write it as 2026-01-31T12:00:00Z, with a zone or an offset"),
            );
        }
        found
    }

    fn action(&mut self, kind: EventType) -> Option<Action> {
        if !kind.has_action() {
            return None;
        }
        let word = self.needed("action", kind)?;
        let found = Action::named(word);
        if let (None, Some(node)) = (found, self.part("action")) {
            let like =
                vocabulary::nearest(word, &Action::WORDS).map(|like| format!(": did you mean {like}?"));
            let like = like.unwrap_or_else(|| ": use ADD, OBSERVE or DELETE".to_owned());
            self.fault(node, format!("{word:?} is no action{like}"));
        }
        found
    }

    /// A word of the vocabulary, or of one that the sender names.
    fn word(&mut self, name: &str, words: &[&str], what: &str) -> String {
        let Some(text) = self.text(name) else { return String::new() };
        let plain = vocabulary::plain(text);
        self.check_word(self.part(name), plain, words, what);
        plain.to_owned()
    }

    fn check_word(&mut self, node: Option<NodeId>, word: &str, words: &[&str], what: &str) {
        let Some(node) = node.filter(|_| !vocabulary::is_allowed(word, words)) else { return };
        let like = vocabulary::nearest(word, words).map(|like| format!(": did you mean {like}?"));
        let like = like.unwrap_or_default();
        self.fault(
            node,
            format!("{word:?} is no {what} of the Core Business Vocabulary{like} Words of your own are URIs"),
        );
    }

    fn persistent(&mut self) -> Vec<(String, bool)> {
        let Some(node) = self.part("persistentDisposition") else { return Vec::new() };
        let mut found = Vec::new();
        for part in self.tree.children(node) {
            let begins = match self.tree.name(part) {
                "set" => true,
                "unset" => false,
                _ => continue,
            };
            for word in self.list_or_self(part) {
                let plain = vocabulary::plain(self.tree.text(word));
                self.check_word(Some(word), plain, DISPOSITIONS, "disposition");
                found.push((plain.to_owned(), begins));
            }
        }
        found
    }

    fn list_or_self(&self, node: NodeId) -> Vec<NodeId> {
        if self.tree.shape(node) == Shape::Array { self.tree.parts(node).collect() } else { vec![node] }
    }

    /// The id of a place; a bare text is taken for it.
    fn location(&mut self, name: &str) -> Option<String> {
        let node = self.part(name)?;
        let id = self.tree.text_of(node, "id").unwrap_or_else(|| self.tree.text(node));
        if id.is_empty() {
            self.fault(node, "has no `id`: a place is named by one");
            return None;
        }
        Some(id.to_owned())
    }

    /// Pairs of a type and an id.
    fn typed(&mut self, list: &str, name: &str) -> Vec<(String, String)> {
        let Some(node) = self.part(list) else { return Vec::new() };
        let mut found = Vec::new();
        for part in self.tree.children(node) {
            let kind = self.tree.text_of(part, "type").or_else(|| self.tree.text_of(part, "@type"));
            let id = self.tree.text_of(part, name).unwrap_or_else(|| self.tree.text(part));
            if id.is_empty() {
                self.fault(part, format!("has no `{name}`"));
                continue;
            }
            found.push((vocabulary::plain(kind.unwrap_or_default()).to_owned(), id.to_owned()));
        }
        found
    }

    fn things(&mut self, kind: EventType, event: &mut Event) {
        let (pieces, amounts) = match kind {
            EventType::Aggregation | EventType::Association => ("childEPCs", "childQuantityList"),
            EventType::Transformation => {
                event.inputs = self.named_things("inputEPCList", "inputQuantityList");
                event.outputs = self.named_things("outputEPCList", "outputQuantityList");
                return;
            }
            EventType::Quantity => {
                let amount = self.amount(self.root);
                event.things.amounts.extend(amount);
                return;
            }
            EventType::Object | EventType::Transaction => ("epcList", "quantityList"),
        };
        event.things = self.named_things(pieces, amounts);
    }

    fn named_things(&mut self, pieces: &str, amounts: &str) -> Things {
        let mut things = Things::default();
        if let Some(node) = self.part(pieces) {
            for part in self.tree.children(node) {
                let text = self.tree.text(part);
                if matches!(self.tree.shape(part), Shape::Object | Shape::Array) || text.is_empty() {
                    self.fault(part, "should be an identifier");
                } else {
                    things.pieces.push(text.to_owned());
                }
            }
        }
        if let Some(node) = self.part(amounts) {
            let parts: Vec<NodeId> = self.tree.children(node).collect();
            for part in parts {
                let amount = self.amount(part);
                things.amounts.extend(amount);
            }
        }
        things
    }

    fn amount(&mut self, node: NodeId) -> Option<Amount> {
        let mut amount = Amount::default();
        let is_event = node == self.root;
        for part in self.tree.children(node) {
            let text = self.tree.text(part);
            match self.tree.name(part) {
                "epcClass" => text.clone_into(&mut amount.class),
                "quantity" if is_number(text) => amount.quantity = Some(text.to_owned()),
                "quantity" if text.is_empty() => {}
                "quantity" => self.fault(part, format!("{text:?} is no number: write digits and a point")),
                "uom" => amount.unit = Some(text.to_owned()).filter(|unit| !unit.is_empty()),
                name if !is_event && !name.contains(':') => {
                    let reason =
                        format!("`{name}` is not part of a quantity: it has epcClass, quantity and uom");
                    self.fault(part, reason);
                }
                _ => {}
            }
        }
        if amount.class.is_empty() {
            self.fault(node, "`epcClass` is missing: a quantity is one of a class");
            return None;
        }
        Some(amount)
    }

    fn facts(&mut self, notes: &mut Vec<&'static str>) -> LotFacts {
        let mut facts = LotFacts::default();
        let Some(node) = self.part("ilmd") else { return facts };
        for part in self.tree.children(node) {
            let name = self.tree.name(part);
            if !name.contains(':') && !LOT_ATTRIBUTES.contains(&name) {
                let reason = format!(
                    "`{name}` in ilmd has no namespace: write the prefix of its vocabulary before it, as in cbvmda:{name}"
                );
                self.fault(part, reason);
                continue;
            }
            if !name.contains(':') {
                notes.push("attribute of a lot without a namespace");
            }
            let text = Some(self.tree.text(part)).filter(|text| !text.is_empty()).map(str::to_owned);
            match vocabulary::local(name) {
                "lotNumber" => facts.lot = text,
                "productionDate" => facts.produced = text,
                "bestBeforeDate" => facts.best_before = text,
                "itemExpirationDate" | "expirationDate" | "expirationDateTime" => facts.use_by = text,
                _ => {}
            }
        }
        facts
    }

    fn own(&mut self) -> Own {
        let mut text = |name: &str| self.text(name).unwrap_or_default().to_owned();
        let [kind, time, completed, hazards] =
            ["lotrace:kind", "lotrace:time", "lotrace:completed", "lotrace:hazards"].map(&mut text);
        let products = self.part("lotrace:products").map_or_else(Vec::new, |node| {
            let of = |part: NodeId| (self.tree.name(part).to_owned(), self.tree.text(part).to_owned());
            self.tree.children(node).map(of).collect()
        });
        Own { kind, time, completed, hazards, products }
    }

    fn retraction(&mut self, offset: Option<&str>) -> Option<Retraction> {
        let node = self.part("errorDeclaration")?;
        let Some(text) = self.tree.text_of(node, "declarationTime") else {
            self.fault(node, "`declarationTime` is missing: an error declaration needs it");
            return None;
        };
        let Some(declared) = Moment::read(text, offset) else {
            let at = self.tree.get(node, "declarationTime").unwrap_or(node);
            self.fault(at, format!("{text:?} is no time: write it as 2026-01-31T12:00:00Z"));
            return None;
        };
        let ids = self.tree.get(node, "correctiveEventIDs");
        let corrective = ids.map_or_else(Vec::new, |ids| {
            self.tree
                .children(ids)
                .map(|id| self.tree.text(id).to_owned())
                .filter(|id| !id.is_empty())
                .collect()
        });
        Some(Retraction { declared, corrective })
    }

    /// Dates of certificates: what is no date there is a fault, as the schema has it.
    fn certificates(&mut self) {
        let nodes: Vec<NodeId> =
            self.parts.iter().copied().filter(|part| self.tree.name(*part) == "certificationInfo").collect();
        for node in nodes {
            self.check_dates(node);
        }
    }

    fn check_dates(&mut self, node: NodeId) {
        let parts: Vec<NodeId> = self.tree.parts(node).collect();
        for part in parts {
            let (name, text) = (self.tree.name(part), self.tree.text(part));
            let is_date = name.ends_with("Date") && !text.is_empty();
            if is_date && super::moment::stated_day(text).is_none() {
                self.fault(part, format!("{text:?} is no date: write it as 2026-01-31"));
            }
            self.check_dates(part);
        }
    }

    /// Names without a namespace that the standard does not have.
    fn check_names(&mut self, notes: &mut Vec<&'static str>) {
        for at in 0..self.parts.len() {
            let part = self.parts[at];
            let name = self.tree.name(part);
            if is_known(name) || name.contains(':') || name.starts_with('@') {
                continue;
            }
            if self.tree.shape(part) == Shape::Element && self.place.strict_xml {
                let reason = format!(
                    "`{name}` is no element of an event: elements of your own stand in a namespace of your own"
                );
                self.fault(part, reason);
            } else {
                notes.push("part without a namespace that the standard does not have");
            }
        }
    }

    /// Real documents shuffle the elements of an event, and it does no harm; an action that stands before its time is
    /// refused, so that a document that was put together wrongly is noticed.
    fn check_order(&mut self) {
        if !self.place.strict_xml {
            return;
        }
        let at = |name: &str| self.parts.iter().position(|part| self.tree.name(*part) == name);
        if let (Some(action), Some(time)) = (at("action"), at("eventTime"))
            && action < time
        {
            let node = self.parts[action];
            self.fault(
                node,
                "`action` stands before `eventTime`: elements have an order, and the time comes first",
            );
        }
    }

    /// What each type of event cannot do without.
    fn check_type(&mut self, kind: EventType, event: &Event) {
        let has = |reading: &Self, name: &str| reading.part(name).is_some();
        match kind {
            EventType::Object => {
                let named =
                    has(self, "epcList") || has(self, "quantityList") || has(self, "sensorElementList");
                if !named || (self.place.old_xml && !has(self, "epcList")) {
                    self.fault(self.root, "names no things: an ObjectEvent has an epcList or a quantityList");
                }
            }
            EventType::Aggregation | EventType::Association => {
                if event.parent.is_none() && event.action != Some(Action::Observe) {
                    self.fault(self.root, format!("`parentID` is missing: this {} needs it", kind.name()));
                }
            }
            EventType::Transformation => {
                if event.inputs.is_empty() && event.outputs.is_empty() {
                    self.fault(self.root, "names no things: a TransformationEvent has inputs or outputs");
                }
            }
            EventType::Transaction => {
                if event.documents.is_empty() {
                    self.fault(
                        self.root,
                        "`bizTransactionList` is missing: a TransactionEvent links documents",
                    );
                }
            }
            EventType::Quantity => {}
        }
    }
}

/// Whether a text is a number of JSON or XML.
fn is_number(text: &str) -> bool {
    crate::decimal::Decimal::read(text).is_some()
}

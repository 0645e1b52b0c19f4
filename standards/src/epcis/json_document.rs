//! EPCIS documents, query documents and bare events in JSON and JSON-LD.

use std::io::Read;

use super::document::Sink;
use super::event::EventType;
use super::fault::{Fault, Stop};
use super::interpret::{self, Place};
use super::json::JsonReader;
use super::query;
use super::tree::{NodeId, Shape, Tree};

/// Types of documents.
const DOCUMENTS: [&str; 2] = ["EPCISDocument", "EPCISQueryDocument"];

/// Reads every value of the file as a document, a list of events, or an event.
pub(crate) fn read(head: Vec<u8>, input: impl Read, sink: &mut impl Sink) -> Result<(), Stop> {
    let mut reading = Reading { json: JsonReader::new(head, input), tree: Tree::default(), sink };
    while let Some(byte) = reading.json.peek()? {
        if byte == b'[' { reading.events("")? } else { reading.document()? }
    }
    if reading.json.spare_commas > 0 {
        reading.sink.note("comma before a closing bracket");
    }
    Ok(())
}

struct Reading<'s, R, S> {
    json: JsonReader<R>,
    tree: Tree,
    sink: &'s mut S,
}

impl<R: Read, S: Sink> Reading<'_, R, S> {
    /// A document, an event that stands alone, or a query.
    fn document(&mut self) -> Result<(), Stop> {
        let mut top = Tree::default();
        let (line, mut first, mut name) = (self.json.line(), true, String::new());
        let mut has_body = false;
        self.json.open_object()?;
        top.begin(Shape::Object, "", line);
        while self.json.next(first, b'}')? {
            first = false;
            self.json.name(&mut name)?;
            match name.as_str() {
                "epcisBody" => {
                    has_body = true;
                    self.body("epcisBody")?;
                }
                "epcisHeader" => self.header()?,
                _ => self.json.value(&name, &mut top)?,
            }
        }
        top.end();
        let Some(root) = top.root() else { return Ok(()) };
        if has_body {
            self.check_document(&top, root);
            return Ok(());
        }
        match top.text_of(root, "type").or_else(|| top.text_of(root, "isA")) {
            Some(kind) if DOCUMENTS.contains(&kind) => {
                self.sink
                    .fault(Fault::text(line, format!("`epcisBody` is missing: this {kind} has no events")));
                Ok(())
            }
            Some(_) => self.tell(&top, root, &Place::default()),
            None if top.get(root, "eventTime").is_some() => self.tell(&top, root, &Place::default()),
            None => {
                query::of_json(&top, root, self.sink);
                Ok(())
            }
        }
    }

    fn check_document(&mut self, top: &Tree, root: NodeId) {
        let mut fault = |path: &str, reason: String| {
            self.sink.fault(Fault { line: top.line(root), path: path.to_owned(), reason });
        };
        match top.text_of(root, "type").or_else(|| top.text_of(root, "isA")) {
            Some(kind) if DOCUMENTS.contains(&kind) => {}
            Some(kind) => fault("type", format!("{kind:?} is no document: use {}", DOCUMENTS.join(" or "))),
            None => fault("", format!("`type` is missing: a document is an {}", DOCUMENTS.join(" or "))),
        }
        if top.get(root, "@context").is_none() {
            fault(
                "",
                "`@context` is missing: it says what the words mean; add https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
                    .to_owned(),
            );
        }
    }

    /// What the body holds: events, or the results of a query that hold them.
    fn body(&mut self, path: &str) -> Result<(), Stop> {
        self.json.open_object()?;
        let (mut first, mut name) = (true, String::new());
        while self.json.next(first, b'}')? {
            first = false;
            self.json.name(&mut name)?;
            let below = format!("{path}.{name}");
            match name.as_str() {
                "eventList" => self.events(&below)?,
                "queryResults" | "resultsBody" if self.json.peek()? == Some(b'{') => self.body(&below)?,
                _ => {
                    self.tree.clear();
                    self.json.value("", &mut self.tree)?;
                }
            }
        }
        Ok(())
    }

    fn events(&mut self, path: &str) -> Result<(), Stop> {
        self.json.open_array()?;
        let (mut first, mut index) = (true, 0u64);
        while self.json.next(first, b']')? {
            first = false;
            let mut tree = std::mem::take(&mut self.tree);
            tree.clear();
            self.json.value("", &mut tree)?;
            if let Some(root) = tree.root() {
                self.tell(&tree, root, &Place { list: path, index, ..Place::default() })?;
            }
            self.tree = tree;
            index += 1;
        }
        Ok(())
    }

    /// Reads one event and passes it on.
    fn tell(&mut self, tree: &Tree, root: NodeId, place: &Place<'_>) -> Result<(), Stop> {
        let line = tree.line(root);
        let fault = |reason: String| Fault { line, path: place.path(), reason };
        if tree.shape(root) != Shape::Object {
            self.sink.fault(fault("should be an event, an object".to_owned()));
            return Ok(());
        }
        let Some(name) = tree.text_of(root, "type").or_else(|| tree.text_of(root, "isA")) else {
            self.sink.fault(fault("`type` is missing: it says which event this is".to_owned()));
            return Ok(());
        };
        let Some(kind) = EventType::named(name) else {
            let known = EventType::ALL.map(|(name, _)| name);
            self.sink.fault(fault(format!("{name:?} is no type of event: use one of {}", known.join(", "))));
            return Ok(());
        };
        match interpret::event(tree, root, kind, place) {
            Ok(event) => self.sink.event(event),
            Err(faults) => {
                faults.into_iter().for_each(|fault| self.sink.fault(fault));
                Ok(())
            }
        }
    }

    /// Master data in the header: vocabularies, one element at a time.
    fn header(&mut self) -> Result<(), Stop> {
        self.tree.clear();
        self.json.value("", &mut self.tree)?;
        let tree = std::mem::take(&mut self.tree);
        if let Some(root) = tree.root() {
            self.master(&tree, root)?;
        }
        self.tree = tree;
        Ok(())
    }

    fn master(&mut self, tree: &Tree, root: NodeId) -> Result<(), Stop> {
        let lists = ["epcisMasterData", "vocabularyList"];
        let found = lists.iter().try_fold(root, |node, name| tree.get(node, name));
        let Some(vocabularies) = found else { return Ok(()) };
        for vocabulary in tree.children(vocabularies) {
            let kind = tree.text_of(vocabulary, "type").unwrap_or_default();
            let Some(elements) = tree.get(vocabulary, "vocabularyElementList") else { continue };
            for element in tree.children(elements) {
                self.sink.master(kind, tree, element)?;
            }
        }
        Ok(())
    }
}

//! EPCIS documents, query documents, master data and bare events in XML, 1.0 to 2.0.

use std::io::{BufReader, Chain, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event as Token};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::document::Sink;
use super::event::EventType;
use super::fault::{Fault, Stop};
use super::interpret::{self, Place};
use super::lines::Lines;
use super::query;
use super::tree::{NodeId, Shape, Tree};

const ROOTS: [&str; 3] = ["EPCISDocument", "EPCISQueryDocument", "EPCISMasterDataDocument"];

/// Deepest nesting.
const DEEPEST: usize = 96;

/// Most bytes of a single event.
const LARGEST_EVENT: usize = 256 << 20;

/// Reads the document.
pub(crate) fn read(head: Vec<u8>, input: impl Read, sink: &mut impl Sink) -> Result<(), Stop> {
    let lines = Lines::new(Cursor::new(head).chain(input));
    let xml = NsReader::from_reader(BufReader::with_capacity(1 << 17, lines));
    let mut reading = Reading {
        xml,
        tree: Tree::default(),
        sink,
        open: Vec::new(),
        whole: None,
        vocabulary: String::new(),
        version: String::new(),
        events: 0,
        rooted: false,
    };
    reading.run()
}

/// The first bytes, already taken, and what follows them.
type Source<R> = Chain<Cursor<Vec<u8>>, R>;

/// What is being gathered into the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Event(EventType),
    Element,
    Query,
}

struct Reading<'s, R: Read, S> {
    xml: NsReader<BufReader<Lines<Source<R>>>>,
    tree: Tree,
    sink: &'s mut S,
    /// Names of the open elements outside of what is gathered.
    open: Vec<String>,
    whole: Option<Whole>,
    vocabulary: String,
    version: String,
    events: u64,
    rooted: bool,
}

/// What a token is, freed from the reader's buffer.
enum Step {
    Start { name: String, attributes: Vec<(String, String)>, empty: bool },
    Text(String),
    End,
    Other,
    Eof,
}

impl<R: Read, S: Sink> Reading<'_, R, S> {
    fn run(&mut self) -> Result<(), Stop> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let position = self.xml.buffer_position();
            let line = self.xml.get_mut().get_mut().line_at(position);
            let step = self.step(&mut buffer, line)?;
            match step {
                Step::Start { name, attributes, empty } => self.start(name, attributes, empty, line)?,
                Step::Text(text) => self.tree.add_text(&text),
                Step::End => self.end(line)?,
                Step::Other => {}
                Step::Eof => break,
            }
        }
        let line = self.xml.get_mut().get_mut().last_line();
        if !self.open.is_empty() || self.tree.is_open() {
            return Err(Fault::text(
                line,
                "the file ends inside an element: it was cut short, copy it again",
            )
            .into());
        }
        if !self.rooted {
            return Err(Fault::text(line, "the file holds no element").into());
        }
        Ok(())
    }

    fn step(&mut self, buffer: &mut Vec<u8>, line: u32) -> Result<Step, Stop> {
        let gathers = self.whole.is_some();
        let failed = |error: quick_xml::Error| match error {
            quick_xml::Error::Io(source) => {
                Stop::Read(std::io::Error::new(source.kind(), source.to_string()))
            }
            other => Stop::Broken(Fault::text(line, format!("this is not XML: {other}"))),
        };
        let (namespace, token) = self.xml.read_resolved_event_into(buffer).map_err(failed)?;
        Ok(match token {
            Token::Start(start) => start_step(&namespace, &start, false, line)?,
            Token::Empty(start) => start_step(&namespace, &start, true, line)?,
            Token::End(_) => Step::End,
            Token::Text(text) if gathers => {
                Step::Text(text.xml_content(XmlVersion::Explicit1_0).into_owned())
            }
            Token::CData(text) if gathers => {
                Step::Text(text.xml_content(XmlVersion::Explicit1_0).into_owned())
            }
            Token::GeneralRef(reference) if gathers => {
                let named = match reference.resolve_char_ref().map_err(failed)? {
                    Some(character) => Some(character.to_string()),
                    None => {
                        quick_xml::escape::resolve_xml_entity(&reference.xml10_content()).map(str::to_owned)
                    }
                };
                // Entities that a document declares itself are not expanded: they could grow without bound.
                Step::Text(named.ok_or_else(|| {
                    Fault::text(line, "an entity that XML itself does not have: write the text out")
                })?)
            }
            Token::Eof => Step::Eof,
            Token::Text(_)
            | Token::CData(_)
            | Token::GeneralRef(_)
            | Token::Comment(_)
            | Token::Decl(_)
            | Token::PI(_)
            | Token::DocType(_) => Step::Other,
        })
    }

    fn start(
        &mut self,
        name: String,
        attributes: Vec<(String, String)>,
        empty: bool,
        line: u32,
    ) -> Result<(), Stop> {
        let begun = self.whole.is_none().then(|| self.whole_of(&name, &attributes, line)).flatten();
        if let Some(whole) = begun {
            self.tree.clear();
            self.whole = Some(whole);
        }
        if self.whole.is_none() {
            self.open.push(name);
        } else {
            if self.tree.depth() > DEEPEST {
                return Err(Fault::text(line, format!("more than {DEEPEST} levels of nesting")).into());
            }
            if self.tree.bytes() > LARGEST_EVENT {
                return Err(Fault::text(line, "a single event of more than 256 MiB").into());
            }
            self.tree.begin(Shape::Element, &name, line);
            for (name, value) in &attributes {
                self.tree.leaf(Shape::Text, &format!("@{name}"), value, line);
            }
        }
        if empty { self.end(line) } else { Ok(()) }
    }

    /// What a new element begins, if it is read as a whole.
    fn whole_of(&mut self, name: &str, attributes: &[(String, String)], line: u32) -> Option<Whole> {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        if !self.rooted {
            self.rooted = true;
            if let Some(kind) = EventType::named(name) {
                return Some(Whole::Event(kind));
            }
            if let Some(version) = value("schemaVersion") {
                self.version.clone_from(version);
            }
            if !ROOTS.contains(&name) {
                let reason = format!("`{name}` is no EPCIS document: it begins with {}", ROOTS.join(", "));
                self.sink.fault(Fault::text(line, reason));
            } else if self.version.is_empty() {
                self.sink.fault(Fault::text(line, format!("`schemaVersion` is missing: {name} states one")));
            }
            return None;
        }
        match name {
            "VocabularyElement" => Some(Whole::Element),
            "Poll" | "Subscribe" => Some(Whole::Query),
            "Vocabulary" => {
                self.vocabulary = value("type").cloned().unwrap_or_default();
                None
            }
            _ => {
                let mut above = self.open.iter().rev().skip_while(|name| *name == "extension");
                let lists_events = above.next().is_some_and(|name| name == "EventList");
                if !lists_events || name == "extension" || name.contains(':') {
                    return None;
                }
                let kind = EventType::named(name);
                if kind.is_none() {
                    let known = EventType::ALL.map(|(name, _)| name);
                    let reason = format!("`{name}` is no type of event: use one of {}", known.join(", "));
                    let path = format!("EventList[{}]", self.events);
                    self.sink.fault(Fault { line, path, reason });
                }
                kind.map(Whole::Event)
            }
        }
    }

    fn end(&mut self, _line: u32) -> Result<(), Stop> {
        let Some(whole) = self.whole else {
            self.open.pop();
            return Ok(());
        };
        self.tree.end();
        if self.tree.is_open() {
            return Ok(());
        }
        self.whole = None;
        let tree = std::mem::take(&mut self.tree);
        let told = match tree.root() {
            Some(root) => self.tell(whole, &tree, root),
            None => Ok(()),
        };
        self.tree = tree;
        told
    }

    fn tell(&mut self, whole: Whole, tree: &Tree, root: NodeId) -> Result<(), Stop> {
        match whole {
            Whole::Element => self.sink.master(&self.vocabulary, tree, root),
            Whole::Query => {
                query::of_xml(tree, root, self.sink);
                Ok(())
            }
            Whole::Event(kind) => {
                let is_document = !self.version.is_empty();
                let place = Place {
                    list: if is_document { "EventList" } else { "" },
                    index: self.events,
                    strict_xml: !self.version.starts_with("1."),
                    old_xml: self.version.starts_with("1."),
                };
                self.events += 1;
                match interpret::event(tree, root, kind, &place) {
                    Ok(event) => self.sink.event(event),
                    Err(faults) => {
                        faults.into_iter().for_each(|fault| self.sink.fault(fault));
                        Ok(())
                    }
                }
            }
        }
    }
}

/// The name by which the rest of the reading knows an element: plain for EPCIS's own, with a prefix for all others.
fn plain_name(namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> String {
    let (local, whole) = (start.local_name().into_inner(), start.name().into_inner());
    match namespace {
        ResolveResult::Unbound => local.to_owned(),
        ResolveResult::Bound(Namespace(uri)) if is_own(uri) => local.to_owned(),
        ResolveResult::Bound(Namespace(uri)) if uri.starts_with("urn:epcglobal:cbv:mda") => {
            format!("cbvmda:{local}")
        }
        ResolveResult::Bound(_) | ResolveResult::Unknown(_) if whole.contains(':') => whole.to_owned(),
        ResolveResult::Bound(_) | ResolveResult::Unknown(_) => format!("x:{local}"),
    }
}

fn is_own(uri: &str) -> bool {
    uri.starts_with("urn:epcglobal:epcis") || uri.starts_with("https://ref.gs1.org/standards/epcis")
}

fn start_step(
    namespace: &ResolveResult<'_>,
    start: &BytesStart<'_>,
    empty: bool,
    line: u32,
) -> Result<Step, Stop> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let broken = |error: String| Fault::text(line, format!("this is not XML: {error}"));
        let attribute = attribute.map_err(|error| broken(error.to_string()))?;
        let name = attribute.key.into_inner();
        if name.starts_with("xmlns") {
            continue;
        }
        let value =
            attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| broken(error.to_string()))?;
        attributes.push((name.to_owned(), value.into_owned()));
    }
    Ok(Step::Start { name: plain_name(namespace, start), attributes, empty })
}

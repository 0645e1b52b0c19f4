//! Documents to movement tables.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::document::{self, Sink};
use super::event::Event;
use super::fault::{Fault, Stop};
use super::history::{History, Notes, Telling};
use super::lots::LotSorter;
use super::master::Master;
use super::moment::Moment;
use super::names::Good;
use super::nested::Nested;
use super::observation::{Observation, What, container_name};
use super::observe::{self, Became};
use super::rows::{self, LegSorter, Mentioned};
use super::tree::{NodeId, Tree};
use crate::StandardsError;
use crate::packed::Packer;
use crate::spill::{Sorted, Sorter};
use crate::tables::{EVENTS, LOTS, PRODUCTS, SITES, TableWriter};

/// Faults of one document that are kept; more are counted.
pub(super) const FAULTS_KEPT: usize = 100;

/// What was read and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// One line for each document, in order.
    pub documents: Vec<DocumentAccount>,
    /// Rows of the table `events`, by kind.
    pub rows: BTreeMap<&'static str, u64>,
    /// How often each thing worth a word was met.
    pub notes: BTreeMap<&'static str, u64>,
}

/// What one document held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentAccount {
    /// The document.
    pub path: PathBuf,
    /// Events read.
    pub events: u64,
    /// Events by what they became, in the order of [`Became::ALL`]; the sum is `events`.
    pub became: [u64; Became::ALL.len()],
    /// Events that were declared to be errors; they stand under what they became, too.
    pub retracted: u64,
    /// Elements of master data.
    pub master: u64,
}

/// Reads EPCIS documents (1.0 to 1.2 XML, 2.0 XML, JSON and JSON-LD; directories are searched) and writes movement
/// tables into `out`: `events.csv`, `lots.csv`, `products.csv`, `sites.csv`, and `epcis_events.csv`, which says of
/// every event what became of it.
///
/// Memory does not grow with the number of events, but with the number of products, sites, containers, containers in
/// containers and associations, and with shipments of one good that never arrive.
///
/// # Errors
/// A document cannot be read, or breaks the standard: then nothing is written.
pub fn import(sources: &[PathBuf], out: &Path) -> Result<Account, StandardsError> {
    let write_failed = |source| StandardsError::Write { path: out.to_owned(), source };
    let paths = found(sources)?;
    fs::create_dir_all(out).map_err(write_failed)?;
    let draft = tempfile::Builder::new().prefix(".lotrace-").tempdir_in(out).map_err(write_failed)?;
    let mut importer = Importer::new(draft.path()).map_err(write_failed)?;
    for path in &paths {
        importer.document(path, out)?;
    }
    let account = importer.finish(draft.path()).map_err(write_failed)?;
    let mut files: Vec<_> =
        fs::read_dir(draft.path()).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(write_failed)?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        fs::rename(file.path(), out.join(file.file_name())).map_err(write_failed)?;
    }
    Ok(account)
}

/// Whether a file, by its name, may be an EPCIS document.
pub fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["xml", "json", "jsonld"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// The documents that sources name, in order.
fn found(sources: &[PathBuf]) -> Result<Vec<PathBuf>, StandardsError> {
    let mut paths = Vec::new();
    for source in sources {
        let read_failed = |error| StandardsError::Read { path: source.clone(), source: error };
        if !fs::metadata(source).map_err(read_failed)?.is_dir() {
            paths.push(source.clone());
            continue;
        }
        let before = paths.len();
        let mut waiting = vec![source.clone()];
        while let Some(directory) = waiting.pop() {
            let entries = fs::read_dir(&directory).map_err(read_failed)?;
            for entry in entries {
                let path = entry.map_err(read_failed)?.path();
                if path.is_dir() {
                    waiting.push(path);
                } else if is_document(&path) {
                    paths.push(path);
                }
            }
        }
        paths[before..].sort();
        if paths.len() == before {
            return Err(StandardsError::Nothing { path: source.clone(), endings: ".xml, .json or .jsonld" });
        }
    }
    Ok(paths)
}

struct Importer {
    observations: Sorter,
    packer: Packer,
    lots: LotSorter,
    master: Master,
    notes: Notes,
    /// Hashes of what served as a container.
    parents: FxHashSet<u64>,
    /// Whether a piece or container was ever packed: only then containers can be in containers.
    may_nest: bool,
    associations: Associations,
    events: TableWriter,
    evidence: TableWriter,
    documents: Vec<DocumentAccount>,
}

/// Children of composites, for those that are taken apart without naming what was in them.
type Associations = FxHashMap<String, Vec<(Moment, What, Option<Observation>, Observation)>>;

/// Reads one document into the importer.
struct Reading<'i> {
    importer: &'i mut Importer,
    account: DocumentAccount,
    faults: Vec<Fault>,
    total: u64,
    out: PathBuf,
}

impl Importer {
    fn new(draft: &Path) -> io::Result<Importer> {
        let events = TableWriter::create(&draft.join("events.csv"), &EVENTS)?;
        let columns = [
            "event_id",
            "type",
            "action",
            "time",
            "biz_step",
            "disposition",
            "read_point",
            "biz_location",
            "documents",
            "became",
            "retracted",
            "note",
        ];
        let evidence = TableWriter::create(&draft.join("epcis_events.csv"), &columns)?;
        Ok(Importer {
            observations: Sorter::default(),
            packer: Packer::default(),
            lots: LotSorter::default(),
            master: Master::default(),
            notes: Notes::default(),
            parents: FxHashSet::default(),
            may_nest: false,
            associations: Associations::default(),
            events,
            evidence,
            documents: Vec::new(),
        })
    }

    fn document(&mut self, path: &Path, out: &Path) -> Result<(), StandardsError> {
        let read_failed = |source| StandardsError::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(read_failed)?;
        let account = DocumentAccount { path: path.to_owned(), ..DocumentAccount::default() };
        let mut reading =
            Reading { importer: self, account, faults: Vec::new(), total: 0, out: out.to_owned() };
        let ended = document::read(BufReader::with_capacity(1 << 16, file), &mut reading);
        let Reading { account, mut faults, mut total, .. } = reading;
        match ended {
            Ok(()) => {}
            Err(Stop::Read(source)) => return Err(read_failed(source)),
            Err(Stop::Sink(error)) => return Err(error),
            Err(Stop::Broken(fault)) => {
                // A broken text ends the reading: it is what has to be put right first.
                faults.insert(0, fault);
                total += 1;
            }
        }
        if total > 0 {
            return Err(StandardsError::Faults { path: path.to_owned(), faults, total });
        }
        self.documents.push(account);
        Ok(())
    }

    fn push(&mut self, said: &Observation) -> io::Result<()> {
        said.pack(&mut self.packer);
        self.observations.push(&self.packer.bytes)
    }

    fn take(&mut self, event: &Event, account: &mut DocumentAccount) -> io::Result<()> {
        let made_up;
        let id = match &event.id {
            Some(id) => id.as_str(),
            None => {
                made_up = super::identity::of(event);
                made_up.as_str()
            }
        };
        let said = observe::observe(event, id);
        for place in [&event.read_point, &event.location].into_iter().flatten() {
            self.master.place(place);
        }
        for (_, place) in event.sources.iter().chain(&event.destinations) {
            self.master.place(place);
        }
        for note in &said.notes {
            *self.notes.entry(note).or_default() += 1;
        }
        for good in &said.made {
            let lot_of_piece = event.facts.lot.as_deref();
            match good {
                Good::Lot { product, lot } => self.lots.add(product, lot, &event.facts, &mut self.notes)?,
                Good::Instance { product, piece } => {
                    let lot = lot_of_piece.unwrap_or(piece);
                    self.lots.add(product, lot, &event.facts, &mut self.notes)?;
                }
                Good::Product { .. } | Good::Container { .. } => {}
            }
        }
        self.note_containers(event, &said.observations);
        for observation in &said.observations {
            self.push(observation)?;
        }
        account.events += 1;
        account.became[said.became as usize] += 1;
        account.retracted += u64::from(event.is_retracted());
        let documents: Vec<&str> = event.documents.iter().map(|(_, id)| id.as_str()).collect();
        self.evidence.row(&[
            id,
            event.kind.name(),
            event.action.map_or("", |action| action.name()),
            &event.time.to_string(),
            &event.step,
            &event.disposition,
            event.read_point.as_deref().unwrap_or_default(),
            event.location.as_deref().unwrap_or_default(),
            &documents.join(";"),
            said.became.name(),
            &event.retraction.as_ref().map_or_else(String::new, |retraction| retraction.declared.to_string()),
            &said.notes.join("; "),
        ])
    }

    fn note_containers(&mut self, event: &Event, observations: &[Observation]) {
        use super::event::EventType;
        for said in observations {
            match said.what {
                What::Filled | What::Emptied => {
                    self.parents.insert(hash(&container_name(&said.good)));
                }
                What::Pack => self.may_nest |= !matches!(said.good, Good::Lot { .. } | Good::Product { .. }),
                _ => {}
            }
        }
        if event.kind != EventType::Association || event.is_retracted() {
            return;
        }
        let of = |what: What| observations.iter().filter(move |said| said.what == what);
        let is_add = event.action == Some(super::event::Action::Add);
        let (child, parent) = if is_add { (What::In, What::Out) } else { (What::Out, What::In) };
        let Some(composite) = of(parent).next_back() else { return };
        let stays = self.associations.entry(container_name(&composite.good)).or_default();
        if of(child).next().is_none() {
            stays.push((event.time, child, None, composite.clone()));
        }
        for said in of(child).filter(|said| said.good != composite.good) {
            stays.push((event.time, child, Some(said.clone()), composite.clone()));
        }
    }

    /// What comes out of composites that were taken apart without naming it.
    fn take_apart(&mut self) -> io::Result<()> {
        for (_, mut stays) in std::mem::take(&mut self.associations) {
            stays.sort_by_key(|(time, what, child, _)| (*time, *what == What::Out, child.is_none()));
            let mut within: Vec<Observation> = Vec::new();
            for (time, what, child, composite) in stays {
                match (what, child) {
                    (What::In, Some(child)) => within.push(child),
                    (_, Some(child)) => within.retain(|known| known.good != child.good),
                    (_, None) => {
                        for child in within.drain(..) {
                            let out = Observation {
                                good: child.good,
                                quantity: child.quantity,
                                unit: child.unit,
                                what: What::Out,
                                time,
                                ..composite.clone()
                            };
                            self.push(&out)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn finish(mut self, draft: &Path) -> io::Result<Account> {
        self.take_apart()?;
        let mut observations = std::mem::take(&mut self.observations).finish()?;
        let nested = if self.may_nest { self.nest(&mut observations)? } else { Nested::default() };
        let mut legs = LegSorter::default();
        self.tell(&mut observations, &nested, &mut legs)?;
        drop(observations);
        let mut legs = legs.finish()?;
        let mentioned = rows::write(&mut legs, &mut self.events, &mut self.notes)?;
        self.events.finish()?;
        self.evidence.finish()?;
        let mut lots = TableWriter::create(&draft.join("lots.csv"), &LOTS)?;
        self.lots.write(&mut lots)?;
        lots.finish()?;
        write_master(&self.master, &mentioned, draft)?;
        Ok(Account { documents: self.documents, rows: mentioned.rows, notes: self.notes })
    }

    /// Finds which container was in which.
    fn nest(&self, observations: &mut Sorted) -> io::Result<Nested> {
        let mut nested = Nested::default();
        let (mut records, mut record) = (observations.records()?, Vec::new());
        while records.next(&mut record)? {
            let said = Observation::unpack(&record);
            if !matches!(said.what, What::Pack | What::Unpack) {
                continue;
            }
            let name = container_name(&said.good);
            if self.parents.contains(&hash(&name)) {
                match said.what {
                    What::Pack => nested.put(&name, &said.detail, said.time),
                    _ => nested.take(&name, &said.detail, said.time),
                }
            }
        }
        Ok(nested)
    }

    /// Tells the history of each good.
    fn tell(&mut self, observations: &mut Sorted, nested: &Nested, legs: &mut LegSorter) -> io::Result<()> {
        let mut to = Telling { legs, notes: &mut self.notes, nested };
        let (mut records, mut record) = (observations.records()?, Vec::new());
        let mut open: Option<(Good, History)> = None;
        while records.next(&mut record)? {
            let said = Observation::unpack(&record);
            if open.as_ref().is_none_or(|(good, _)| *good != said.good) {
                if let Some((_, mut history)) = open.take() {
                    history.finish(&mut to)?;
                }
                let is_container = self.parents.contains(&hash(&container_name(&said.good)));
                open = Some((said.good.clone(), History::new(said.good.clone(), is_container)));
            }
            if let Some((_, history)) = &mut open {
                history.take(said, &mut to)?;
            }
        }
        if let Some((_, mut history)) = open {
            history.finish(&mut to)?;
        }
        Ok(())
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

fn write_master(master: &Master, mentioned: &Mentioned, draft: &Path) -> io::Result<()> {
    let mut table = TableWriter::create(&draft.join("products.csv"), &PRODUCTS)?;
    let unknown = super::master::Product::default();
    let mut names: Vec<&String> = master.products.keys().chain(&mentioned.products).collect();
    names.sort();
    names.dedup();
    for name in names {
        let product = master.products.get(name).unwrap_or(&unknown);
        let is_gtin = name.len() == 14 && name.bytes().all(|byte| byte.is_ascii_digit());
        let unit = mentioned.units.get(name).map_or("", String::as_str);
        table.row(&[name, &product.name, &product.category, unit, if is_gtin { name } else { "" }])?;
    }
    table.finish()?;
    let mut table = TableWriter::create(&draft.join("sites.csv"), &SITES)?;
    let unknown = super::master::Site::default();
    let mut names: Vec<&String> = master.sites.keys().chain(&mentioned.sites).collect();
    names.sort();
    names.dedup();
    for name in names {
        let site = master.sites.get(name).unwrap_or(&unknown);
        let zone = if mentioned.utc_sites.contains(name) { "UTC" } else { &site.time_zone };
        let kind = match (site.kind.as_str(), site.parent.as_str()) {
            ("", "") => "",
            ("", _) => "zone",
            (kind, _) => kind,
        };
        table.row(&[
            name,
            &site.name,
            kind,
            &site.gln,
            &site.parent,
            &site.region,
            &site.country,
            &site.latitude,
            &site.longitude,
            zone,
        ])?;
    }
    table.finish()?;
    Ok(())
}

impl Sink for Reading<'_> {
    fn event(&mut self, event: Event) -> Result<(), Stop> {
        if self.total > 0 {
            // The document is refused already: it is only read on for its other faults.
            return Ok(());
        }
        let taken = self.importer.take(&event, &mut self.account);
        taken.map_err(|source| Stop::Sink(StandardsError::Write { path: self.out.clone(), source }))
    }

    fn master(&mut self, vocabulary: &str, tree: &Tree, element: NodeId) -> Result<(), Stop> {
        self.account.master += 1;
        if !self.importer.master.add(vocabulary, tree, element) {
            self.note("master data of a vocabulary that the tables do not hold");
        }
        Ok(())
    }

    fn fault(&mut self, fault: Fault) {
        self.total += 1;
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault);
        }
    }

    fn note(&mut self, note: &'static str) {
        *self.importer.notes.entry(note).or_default() += 1;
    }
}

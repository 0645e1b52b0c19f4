//! What is said of one good, in the order of time, to rows of the table `events`.

mod movement;
mod status;

use std::collections::BTreeMap;
use std::io;

use super::leg::{Leg, LegKind};
use super::moment::Moment;
use super::names::Good;
use super::nested::Nested;
use super::observation::{Observation, What, container_name};
use super::shipments::{Match, Shipment, Shipments, left_by};
use super::vocabulary::Standing;
use crate::decimal::Decimal;

/// The site of what happened at a place that nobody named.
pub(crate) const UNKNOWN: &str = "UNKNOWN";

/// How our own exports name the document that a shipment and its receipts share.
pub(crate) const OWN_SHIPMENT: &str = "urn:lotrace:shipment:";

/// Takes the rows of histories.
pub(crate) trait LegSink {
    /// A row.
    fn leg(&mut self, leg: &Leg) -> io::Result<()>;
}

/// How often each thing worth a word was met.
pub(crate) type Notes = BTreeMap<&'static str, u64>;

/// What all histories share.
pub(crate) struct Telling<'t, L> {
    pub(crate) legs: &'t mut L,
    pub(crate) notes: &'t mut Notes,
    pub(crate) nested: &'t Nested,
}

/// The history of one good.
pub(crate) struct History {
    good: Good,
    product: String,
    lot: String,
    /// Its name as a container, if it is one.
    container: Option<String>,
    /// (event, its time) → (when the error was declared, what corrects it).
    retracted: Vec<(String, Moment, Moment, String)>,
    last: String,
    visited: Vec<String>,
    shipments: Shipments,
    standing: Vec<(LegKind, String, String)>,
    /// Whether anything was packed into it, whether it left since then, and when it was last empty.
    filled: bool,
    left: bool,
    emptied: Option<Moment>,
    before: Option<Observation>,
}

impl History {
    /// The history of a good, which serves as a container or not.
    pub(crate) fn new(good: Good, is_container: bool) -> History {
        let (product, lot) = match &good {
            Good::Lot { product, lot } => (product.clone(), lot.clone()),
            Good::Instance { product, piece } => (product.clone(), piece.clone()),
            Good::Product { product } => (product.clone(), String::new()),
            Good::Container { .. } => (String::new(), String::new()),
        };
        let container = (is_container || product.is_empty()).then(|| container_name(&good));
        History {
            good,
            product,
            lot,
            container,
            retracted: Vec::new(),
            last: String::new(),
            visited: Vec::new(),
            shipments: Shipments::default(),
            standing: Vec::new(),
            filled: false,
            left: false,
            emptied: None,
            before: None,
        }
    }

    /// Takes what is said next.
    pub(crate) fn take(&mut self, said: Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        if self.before.as_ref().is_some_and(|before| said.is_again(before)) {
            return Ok(());
        }
        match said.what {
            What::Belongs => self.belong(&said, to),
            What::Retracted => {
                let (declared, corrective) = said.detail.split_once('\n').unwrap_or((&said.detail, ""));
                if let Some(declared) = Moment::read(declared, None) {
                    self.retracted.push((said.event.clone(), said.time, declared, corrective.to_owned()));
                }
            }
            What::Appear => self.appear(&said, to)?,
            What::Return => self.simple(LegKind::Return, &said, to)?,
            What::Adjust => self.simple(LegKind::Adjust, &said, to)?,
            What::Out => self.simple(LegKind::TransformOut, &said, to)?,
            What::In => self.simple(LegKind::TransformIn, &said, to)?,
            What::Receive => self.receive(&said, to)?,
            What::Filled => self.fill(&said, to)?,
            What::Pack => self.pack(LegKind::Pack, &said, to)?,
            What::Unpack => self.pack(LegKind::Unpack, &said, to)?,
            What::Emptied => self.empty(&said, &said.event, said.time, to)?,
            What::Seen => {}
            What::Ship => self.ship(&said, to)?,
            What::VoidShip => self.void_ship(&said, to)?,
            What::Count => self.count(&said, to)?,
            What::Sell => self.simple(LegKind::Sell, &said, to)?,
            What::Destroy => self.simple(LegKind::Destroy, &said, to)?,
            What::Stand => self.stand(&said, to)?,
            What::StandEnd => self.lift(&said, to, |_, document, of| document == of)?,
        }
        if !matches!(said.what, What::Ship | What::VoidShip) && self.retraction(&said).is_none() {
            self.note_place(&said);
        }
        self.before = Some(said);
        Ok(())
    }

    /// Ends the history: what is still on its way stays so.
    pub(crate) fn finish(&mut self, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        for shipment in std::mem::take(&mut self.shipments).rest() {
            if !shipment.begun {
                self.depart(&shipment, &shipment.said.event, to)?;
                note(to, "shipment without a receipt: in transit");
            }
        }
        Ok(())
    }

    fn belong(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) {
        let first = matches!(&self.good, Good::Instance { piece, .. } if *piece == self.lot);
        if first {
            self.lot.clone_from(&said.detail);
        } else if self.lot != said.detail {
            note(to, "piece said to be of several lots: the first by name counts");
        }
    }

    fn retraction(&self, said: &Observation) -> Option<(Moment, &str)> {
        let found =
            self.retracted.iter().find(|(event, time, ..)| *event == said.event && *time == said.time);
        found.map(|(_, _, declared, corrective)| (*declared, corrective.as_str()))
    }

    fn note_place(&mut self, said: &Observation) {
        if !said.location.is_empty() {
            self.last.clone_from(&said.location);
            if !self.visited.contains(&said.location) {
                self.visited.push(said.location.clone());
            }
        }
    }

    /// Where something happens: the location, else the read point or the place it is a part of, else where the good
    /// was last.
    fn site(&self, said: &Observation) -> String {
        let read = self.visited_at(&said.read_point);
        [said.location.as_str(), read, self.last.as_str(), UNKNOWN]
            .into_iter()
            .find(|place| !place.is_empty())
            .unwrap_or(UNKNOWN)
            .to_owned()
    }

    /// A read point as a site: the place that it is a part of, if the good was there.
    fn visited_at<'p>(&self, read_point: &'p str) -> &'p str {
        let whole = read_point.split_once('.').filter(|(gln, _)| gln.len() == 13).map(|(gln, _)| gln);
        let known = |place: &str| self.visited.iter().any(|visited| visited == place);
        match whole {
            Some(gln) if known(gln) && !known(read_point) => gln,
            _ => read_point,
        }
    }

    /// Where a shipment leaves from.
    fn source(&self, said: &Observation) -> String {
        let read = self.visited_at(&said.read_point);
        // A lot may be at many places at once: where it was read counts if it had come there before.
        let been = |place: &str| self.visited.iter().any(|visited| visited == place);
        let read_first = if been(read) { read } else { "" };
        let own = if been(&said.location) { said.location.as_str() } else { "" };
        [
            said.source.as_str(),
            read_first,
            own,
            self.last.as_str(),
            read,
            said.location.as_str(),
            said.source_party.as_str(),
            UNKNOWN,
        ]
        .into_iter()
        .find(|place| !place.is_empty())
        .unwrap_or(UNKNOWN)
        .to_owned()
    }

    fn row(&self, kind: LegKind, said: &Observation) -> Leg {
        Leg {
            recorded: said.recorded,
            product: self.product.clone(),
            lot: self.lot.clone(),
            quantity: said.quantity.clone(),
            unit: said.unit.clone(),
            document: documents(said),
            written: said.written.clone(),
            hazards: said.hazards.clone(),
            shared: said.shared,
            ..Leg::new(&said.event, kind, said.time)
        }
    }

    /// Passes a row on, and takes it back where its event was declared to be an error.
    fn emit(&self, leg: &Leg, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        to.legs.leg(leg)?;
        let Some((declared, corrective)) = self.retraction(said) else { return Ok(()) };
        to.legs.leg(&Leg {
            recorded: Some(declared),
            reference: leg.event.clone(),
            document: corrective.to_owned(),
            ..Leg::new(&format!("{}+void", leg.event), LegKind::Void, declared)
        })
    }

    /// A row at one place.
    fn simple(
        &mut self,
        kind: LegKind,
        said: &Observation,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
        if self.product.is_empty() {
            note(to, "container that left or was used up: what was in it is not named");
            return Ok(());
        }
        let site = self.site(said);
        if site == UNKNOWN {
            note(to, "movement at a place that is not named");
        }
        let party = match kind {
            LegKind::Sell => said.destination.clone(),
            LegKind::Return => said.source_party.clone(),
            _ => String::new(),
        };
        let completed = if kind == LegKind::TransformOut { said.completed.clone() } else { String::new() };
        self.emit(&Leg { site, party, completed, ..self.row(kind, said) }, said, to)
    }

    fn appear(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        if self.container.is_some() && self.filled {
            self.start_anew(said, to)?;
        }
        if self.product.is_empty() {
            return Ok(());
        }
        let site = self.site(said);
        if site == UNKNOWN {
            note(to, "movement at a place that is not named");
        }
        let party = [&said.source, &said.source_party].into_iter().find(|name| !name.is_empty());
        let party = party.cloned().unwrap_or_default();
        self.emit(&Leg { site, party, ..self.row(LegKind::Receive, said) }, said, to)
    }

    /// A count of nothing stated says nothing.
    fn count(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        if said.quantity.is_empty() || self.product.is_empty() {
            note(to, "count without a quantity");
            return Ok(());
        }
        self.simple(LegKind::Count, said, to)
    }

    fn pack(
        &mut self,
        kind: LegKind,
        said: &Observation,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
        if self.product.is_empty() {
            // A container in a container: `Nested` moves it along.
            return Ok(());
        }
        let site = self.site(said);
        let leg = Leg { site, container: said.detail.clone(), ..self.row(kind, said) };
        self.emit(&leg, said, to)
    }

    fn fill(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        if self.retraction(said).is_some() {
            return Ok(());
        }
        let site = if said.location.is_empty() { self.visited_at(&said.read_point) } else { &said.location };
        if self.filled && self.left && !site.is_empty() && site != self.last {
            self.start_anew(said, to)?;
        }
        self.filled = true;
        Ok(())
    }

    /// A container that is used again holds nothing of its former life.
    fn start_anew(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        note(to, "container used again: emptied first");
        let id = format!("{}+anew", said.event);
        self.empty(said, &id, said.time.just_before(), to)?;
        self.left = false;
        Ok(())
    }

    fn empty(
        &mut self,
        said: &Observation,
        id: &str,
        time: Moment,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
        let Some(container) = self.container.clone() else { return Ok(()) };
        if self.retraction(said).is_none() {
            self.emptied = Some(time);
        }
        let site = self.site(said);
        let leg = Leg { recorded: said.recorded, container, site, ..Leg::new(id, LegKind::Unpack, time) };
        self.emit(&leg, said, to)
    }
}

/// The documents of a row: those by which our own exports find shipments again stay out.
fn documents(said: &Observation) -> String {
    let own = |id: &&String| !id.starts_with(OWN_SHIPMENT);
    said.documents.iter().filter(own).map(String::as_str).collect::<Vec<_>>().join(";")
}

fn note(to: &mut Telling<'_, impl LegSink>, note: &'static str) {
    *to.notes.entry(note).or_default() += 1;
}

//! What is said of one good, in the order of time, to rows of the table `events`.

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

    fn ship(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        let source = self.source(said);
        if source == UNKNOWN {
            note(to, "shipment from a place that is not named");
        }
        let left = Decimal::read(&said.quantity);
        let mut shipment = Shipment { said: said.clone(), source, left, begun: false };
        if self.retraction(said).is_some() {
            return self.depart(&shipment, &said.event, to);
        }
        if self.shipments.has_id(&said.event) {
            // One id under several contents: each shipment needs one of its own to be received by.
            shipment.said.event = format!("{}#{}", said.event, said.time);
        }
        self.last.clear();
        self.left = true;
        self.shipments.open(shipment);
        Ok(())
    }

    /// Writes the departure of a shipment, and of all that travels in it.
    fn depart(&self, shipment: &Shipment, id: &str, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        let said = &shipment.said;
        let destination = if said.destination.is_empty() { UNKNOWN } else { &said.destination };
        let leg = Leg {
            event: id.to_owned(),
            site: shipment.source.clone(),
            to_site: destination.to_owned(),
            ..self.row(LegKind::Move, said)
        };
        if !self.product.is_empty() {
            self.emit(&leg, said, to)?;
        }
        let Some(container) = &self.container else { return Ok(()) };
        let id = self.container_id(id);
        let mut moved = vec![container.clone()];
        to.nested.inside(container, said.time, self.emptied, &mut moved);
        for container in moved {
            let whole = Leg {
                event: id.clone(),
                product: String::new(),
                lot: String::new(),
                quantity: String::new(),
                unit: String::new(),
                container,
                ..leg.clone()
            };
            self.emit(&whole, said, to)?;
        }
        Ok(())
    }

    /// The id of a container's movement: a piece that is one too moves under an id of its own beside it.
    fn container_id(&self, id: &str) -> String {
        match &self.container {
            Some(container) if !self.product.is_empty() => format!("{id}#{container}"),
            _ => id.to_owned(),
        }
    }

    fn receive(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        let site = self.site(said);
        if self.retraction(said).is_some() {
            return self.come_from_outside(said, &site, to);
        }
        let (mut left, mut taken) = (Decimal::read(&said.quantity), Vec::<(usize, Option<Decimal>)>::new());
        let mut surest = None;
        loop {
            let used = |slot: usize| taken.iter().any(|(known, _)| *known == slot);
            let found = self.shipments.find(said, &site, |shipment| {
                // What leaves this place at this instant is not what comes in there.
                let leaves_here = shipment.said.time == said.time && shipment.source == site;
                left_by(shipment, said.time) && !leaves_here && shipment.left.is_none_or(Decimal::is_positive)
            });
            let Some((slot, how)) = found.filter(|(slot, _)| !used(*slot)) else { break };
            // What is left over goes on to shipments that are as surely meant; never to one that merely is near.
            if surest.is_some_and(|surest| how > surest || how == Match::Nearest) {
                break;
            }
            surest = Some(how);
            let Some(shipment) = self.shipments.get_mut(slot) else { break };
            match (left, shipment.left) {
                (Some(amount), Some(open)) if amount.minus(open).is_some_and(Decimal::is_positive) => {
                    taken.push((slot, Some(open)));
                    shipment.left = Some(Decimal::ZERO);
                    left = amount.minus(open);
                }
                (amount, open) => {
                    taken.push((slot, amount));
                    shipment.left = open.zip(amount).and_then(|(open, amount)| open.minus(amount));
                    if amount.is_none() || shipment.left.is_none() {
                        shipment.left = Some(Decimal::ZERO);
                    }
                    left = None;
                    break;
                }
            }
        }
        if let (Some(rest), Some((_, Some(last)))) = (left, taken.last_mut()) {
            *last = last.plus(rest).unwrap_or(*last);
        }
        if taken.is_empty() {
            return self.come_from_outside(said, &site, to);
        }
        for (slot, amount) in taken {
            self.arrive(slot, amount, said, &site, to)?;
        }
        self.last = site;
        Ok(())
    }

    fn arrive(
        &mut self,
        slot: usize,
        amount: Option<Decimal>,
        said: &Observation,
        site: &str,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
        let Some(shipment) = self.shipments.get_mut(slot) else { return Ok(()) };
        let first = !std::mem::replace(&mut shipment.begun, true);
        let (shipment, over) = (shipment.clone(), shipment.left.is_some_and(|left| !left.is_positive()));
        if first {
            self.depart(&shipment, &shipment.said.event, to)?;
        }
        if over {
            self.shipments.close(slot);
        }
        let id = &shipment.said.event;
        let leg = Leg { site: site.to_owned(), reference: id.clone(), ..self.row(LegKind::Arrive, said) };
        let quantity = amount.map_or_else(String::new, |amount| amount.to_string());
        if !self.product.is_empty() {
            to.legs.leg(&Leg { quantity, ..leg.clone() })?;
        }
        if self.container.is_some() {
            let (product, lot, quantity, unit) = Default::default();
            let event = self.container_id(&leg.event);
            let reference = self.container_id(id);
            to.legs.leg(&Leg { event, reference, product, lot, quantity, unit, ..leg })?;
        }
        Ok(())
    }

    /// A receipt that no shipment explains.
    fn come_from_outside(
        &mut self,
        said: &Observation,
        site: &str,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
        if said.detail == "evidence" {
            return Ok(());
        }
        if !self.product.is_empty() {
            note(to, "receipt without a shipment: from outside");
            let party = [&said.source, &said.source_party].into_iter().find(|name| !name.is_empty());
            let party = party.cloned().unwrap_or_default();
            let leg = Leg { site: site.to_owned(), party, ..self.row(LegKind::Receive, said) };
            self.emit(&leg, said, to)?;
        }
        let Some(container) = self.container.clone() else { return Ok(()) };
        if !self.filled || self.last.is_empty() || self.last == site {
            note(to, "container received whose contents no record names");
            return Ok(());
        }
        // It was filled elsewhere and came in here: it was moved, whoever did not record it.
        note(to, "container received without a shipment: moved from where it was last");
        let mut moved = vec![container.clone()];
        to.nested.inside(&container, said.time, self.emptied, &mut moved);
        for container in moved {
            let leg = Leg {
                event: self.container_id(&said.event),
                arrived: Some(said.time),
                container,
                site: self.last.clone(),
                to_site: site.to_owned(),
                product: String::new(),
                lot: String::new(),
                quantity: String::new(),
                unit: String::new(),
                ..self.row(LegKind::Move, said)
            };
            self.emit(&leg, said, to)?;
        }
        Ok(())
    }

    fn void_ship(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        let place = if said.destination.is_empty() { "" } else { &said.destination };
        let found =
            self.shipments.find(said, place, |shipment| left_by(shipment, said.time) && !shipment.begun);
        let shipment = found.and_then(|(slot, _)| self.shipments.close(slot));
        let Some(shipment) = shipment.filter(|_| self.retraction(said).is_none()) else {
            note(to, "void_shipping without a shipment");
            return Ok(());
        };
        let id = format!("{}#{}", shipment.said.event, said.event);
        self.depart(&shipment, &id, to)?;
        self.last.clone_from(&shipment.source);
        let mut ids = Vec::new();
        if !self.product.is_empty() {
            ids.push(id.clone());
        }
        if self.container.is_some() {
            ids.push(self.container_id(&id));
        }
        for reference in ids {
            to.legs.leg(&Leg {
                recorded: said.recorded,
                document: documents(said),
                reference,
                ..Leg::new(&said.event, LegKind::Void, said.time)
            })?;
        }
        Ok(())
    }

    fn stand(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        if self.product.is_empty() {
            note(to, "disposition of a container");
            return Ok(());
        }
        let word = said.detail.strip_prefix("persistent ").unwrap_or(&said.detail);
        let kind = match Standing::of(word) {
            Standing::Recalled => LegKind::Recall,
            Standing::Held => LegKind::Hold,
            Standing::Sellable => {
                let site = self.site(said);
                return self.lift(said, to, |at, document, _| {
                    at == site && !document.starts_with("EPCIS:persistent ")
                });
            }
            Standing::Neutral => return Ok(()),
        };
        let (site, document) = (self.site(said), format!("EPCIS:{}", said.detail));
        if self.standing.iter().any(|known| known.0 == kind && known.1 == site && known.2 == document) {
            return Ok(());
        }
        if self.retraction(said).is_none() {
            self.standing.push((kind, site.clone(), document.clone()));
        }
        self.emit(&self.status(kind, said, &site, &document, kind == LegKind::Recall), said, to)
    }

    /// A row of status: a recall holds for the lot wherever it is, a hold for where it was said.
    fn status(&self, kind: LegKind, said: &Observation, site: &str, document: &str, whole_lot: bool) -> Leg {
        let nowhere = whole_lot || site == UNKNOWN;
        Leg {
            event: format!("{}+status", said.event),
            recorded: said.recorded,
            product: self.product.clone(),
            lot: self.lot.clone(),
            site: if nowhere { String::new() } else { site.to_owned() },
            document: document.to_owned(),
            ..Leg::new(&said.event, kind, said.time)
        }
    }

    fn lift(
        &mut self,
        said: &Observation,
        to: &mut Telling<'_, impl LegSink>,
        lifts: impl Fn(&str, &str, &str) -> bool,
    ) -> io::Result<()> {
        let of = format!("EPCIS:{}", said.detail);
        let (lifted, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.standing).into_iter().partition(|known| lifts(&known.1, &known.2, &of));
        self.standing = kept;
        for (kind, site, document) in lifted {
            let leg = self.status(LegKind::Release, said, &site, &document, kind == LegKind::Recall);
            self.emit(&leg, said, to)?;
        }
        Ok(())
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

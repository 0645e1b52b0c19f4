//! Shipments and receipts, each matched with the other.

use std::io;

use super::*;

impl History {
    pub(super) fn ship(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
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
    pub(super) fn depart(
        &self,
        shipment: &Shipment,
        id: &str,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
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

    pub(super) fn receive(
        &mut self,
        said: &Observation,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
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

    pub(super) fn void_ship(
        &mut self,
        said: &Observation,
        to: &mut Telling<'_, impl LegSink>,
    ) -> io::Result<()> {
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
}

//! Movement tables to FoodChain-Lab JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Value, json};

use super::column::*;
use crate::book::{Book, Movement};

type Lot<'b> = (&'b str, &'b str);

struct Delivery<'b> {
    id: String,
    from: &'b str,
    to: &'b str,
    left: &'b str,
    came: &'b str,
    row: &'b Movement,
}

/// Writes the deliveries of a book, and which went into which. Gives the rows that are no deliveries, by kind.
///
/// # Errors
/// The document cannot be written.
pub fn export(book: &Book, out: &mut impl Write) -> io::Result<BTreeMap<String, u64>> {
    let mut left_out = BTreeMap::new();
    let deliveries = deliveries(book, &mut left_out);
    let mut names: BTreeSet<&str> = book.sites.keys().map(String::as_str).collect();
    names.extend(deliveries.iter().flat_map(|delivery| [delivery.from, delivery.to]));
    let stations: Vec<Value> = names.iter().map(|name| station(book, name)).collect();
    let rows: Vec<Value> = deliveries.iter().map(|delivery| row(book, delivery)).collect();
    let relations: Vec<Value> = relations(book, &deliveries)
        .iter()
        .map(|(from, to)| cells(&[(ID, &format!("{from} -> {to}")), (FROM, from), (TO, to)]))
        .collect();
    let texts = |names: &[&str]| -> Value {
        names.iter().map(|name| json!({"id": name, "type": "string"})).collect::<Vec<_>>().into()
    };
    let document = json!({
        "version": "1.0.0",
        "data": {
            "version": "1.0.0",
            "stations": {"columnProperties": texts(&[ID, NAME, COUNTRY, STATE, BUSINESS]), "data": stations},
            "deliveries": {
                "columnProperties":
                    texts(&[ID, FROM, TO, NAME, ITEM, LOT, AMOUNT, UNIT, DATE, LEFT, KIND, EVENT, DOCUMENT]),
                "data": rows,
            },
            "deliveryRelations": {"columnProperties": texts(&[ID, FROM, TO]), "data": relations},
        },
    });
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")?;
    Ok(left_out)
}

/// A row of cells, empty ones left out.
fn cells(pairs: &[(&str, &str)]) -> Value {
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(id, value)| json!({"id": id, "value": value})).collect::<Vec<_>>().into()
}

fn station(book: &Book, name: &str) -> Value {
    let facts = book.sites.get(name).cloned().unwrap_or_default();
    let title = if facts.name.is_empty() { name } else { &facts.name };
    cells(&[
        (ID, name),
        (NAME, title),
        (COUNTRY, &facts.country),
        (STATE, &facts.region),
        (BUSINESS, &facts.kind),
    ])
}

fn row(book: &Book, delivery: &Delivery<'_>) -> Value {
    let row = delivery.row;
    cells(&[
        (ID, &delivery.id),
        (FROM, delivery.from),
        (TO, delivery.to),
        (NAME, &book.description(&row.product)),
        (ITEM, &row.product),
        (LOT, &row.lot),
        (AMOUNT, &row.quantity),
        (UNIT, if row.quantity.is_empty() { "" } else { &row.unit }),
        (DATE, delivery.came),
        (LEFT, delivery.left),
        (KIND, &row.kind),
        (EVENT, &row.event_id),
        (DOCUMENT, &row.document),
    ])
}

/// Moves between sites, receipts from parties, and sales to them.
fn deliveries<'b>(book: &'b Book, left_out: &mut BTreeMap<String, u64>) -> Vec<Delivery<'b>> {
    let mut arrivals: BTreeMap<(&str, Lot<'_>), Vec<&Movement>> = BTreeMap::new();
    for row in book.movements.iter().filter(|row| row.kind == "arrive") {
        arrivals.entry((&row.reference, (&row.product, &row.lot))).or_default().push(row);
    }
    let mut found: Vec<Delivery<'b>> = Vec::new();
    let mut add = |from: &'b str, to: &'b str, left: &'b str, came: &'b str, row: &'b Movement| {
        found.push(Delivery { id: String::new(), from, to, left, came, row });
    };
    for row in &book.movements {
        match row.kind.as_str() {
            "move" => match arrivals.get(&(row.event_id.as_str(), (&row.product, &row.lot))) {
                Some(came) => {
                    came.iter()
                        .for_each(|arrival| add(&row.site, &arrival.site, &row.time, &arrival.time, row));
                }
                None => add(&row.site, &row.to_site, &row.time, &row.arrived, row),
            },
            "receive" if !row.party.is_empty() => add(&row.party, &row.site, "", &row.time, row),
            "sell" if !row.party.is_empty() => add(&row.site, &row.party, &row.time, "", row),
            // Arrivals are parts of their moves, transforms are told by relations.
            "arrive" | "transform" => {}
            kind => *left_out.entry(kind.to_owned()).or_default() += 1,
        }
    }
    found.sort_by(|a, b| {
        (a.left, a.came, &a.row.event_id, a.row).cmp(&(b.left, b.came, &b.row.event_id, b.row))
    });
    for (index, delivery) in found.iter_mut().enumerate() {
        delivery.id = format!("D{}", index + 1);
    }
    found
}

/// Pairs of deliveries: what came with the first may have left with the second, as it was or in what was made of it at
/// that station.
fn relations(book: &Book, deliveries: &[Delivery<'_>]) -> Vec<(String, String)> {
    let mut inputs: BTreeMap<(&str, Lot<'_>), BTreeSet<Lot<'_>>> = BTreeMap::new();
    let mut events: BTreeMap<(&str, &str, &str), [Vec<Lot<'_>>; 2]> = BTreeMap::new();
    for row in book.movements.iter().filter(|row| row.kind == "transform") {
        let legs = events.entry((&row.event_id, &row.site, &row.time)).or_default();
        legs[usize::from(row.role == "out")].push((&row.product, &row.lot));
    }
    for ((_, site, _), [consumed, made]) in &events {
        for lot in made {
            inputs.entry((site, *lot)).or_default().extend(consumed.iter().copied());
        }
    }
    let mut came: BTreeMap<(&str, Lot<'_>), Vec<&Delivery<'_>>> = BTreeMap::new();
    for delivery in deliveries {
        came.entry((delivery.to, (&delivery.row.product, &delivery.row.lot))).or_default().push(delivery);
    }
    let mut found = Vec::new();
    for delivery in deliveries {
        let own: Lot<'_> = (&delivery.row.product, &delivery.row.lot);
        let (mut reached, mut next) = (vec![own], 0);
        let mut seen: BTreeSet<Lot<'_>> = reached.iter().copied().collect();
        while next < reached.len() {
            let consumed = inputs.get(&(delivery.from, reached[next])).into_iter().flatten();
            reached.extend(consumed.copied().filter(|lot| seen.insert(*lot)));
            next += 1;
        }
        for lot in reached {
            let inbound = came.get(&(delivery.from, lot)).into_iter().flatten();
            found.extend(inbound.map(|before| (before.id.clone(), delivery.id.clone())));
        }
    }
    found
}

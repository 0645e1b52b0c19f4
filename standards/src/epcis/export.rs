//! Movement tables to an EPCIS 2.0 document in JSON-LD.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::history::{OWN_SHIPMENT, UNKNOWN};
use super::moment::{Moment, date};
use super::names;
use crate::book::{Book, Movement};
use crate::units;

/// Kinds of rows that EPCIS has no event for, and how many of each there were.
pub type NotCarried = BTreeMap<String, u64>;

const CONTEXT: &str = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld";
const CBV: &str = "https://ref.gs1.org/cbv/";

/// Writes the movements of a book as an EPCIS 2.0 document, in the order of time. What it says in words of its own
/// stands in the namespace `lotrace`; whoever does not know them reads plain EPCIS.
///
/// # Errors
/// The document cannot be written.
pub fn export(book: &Book, created: &str, out: &mut impl Write) -> io::Result<NotCarried> {
    let mut not_carried = NotCarried::new();
    write!(
        out,
        "{{\"@context\": [{}, {{\"lotrace\": \"urn:lotrace:\"}}],\n\"type\": \"EPCISDocument\", \"schemaVersion\": \"2.0\", \
         \"creationDate\": {},\n\"epcisHeader\": {{\"epcisMasterData\": {{\"vocabularyList\": {}}}}},\n\
         \"epcisBody\": {{\"eventList\": [",
        json!(CONTEXT),
        json!(created),
        vocabularies(book),
    )?;
    let mut first = true;
    for event in events(book, &mut not_carried) {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        out.write_all(with_plain_numbers(&Value::Object(event).to_string()).as_bytes())?;
    }
    out.write_all(b"\n]}}\n")?;
    Ok(not_carried)
}

/// Marks a text that is to be a number: a float would not hold every decimal.
const NUMBER: char = '\u{7f}';

/// Marked texts as the numbers that they are.
fn with_plain_numbers(text: &str) -> String {
    let mark = format!("\"{NUMBER}");
    let mut parts = text.split(&mark);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('"').unwrap_or((part, ""));
        out.push_str(digits);
        out.push_str(rest);
    }
    out
}

fn vocabularies(book: &Book) -> Value {
    let attribute = |name: &str, value: &str| {
        (!value.is_empty())
            .then(|| json!({"id": format!("urn:epcglobal:cbv:mda#{name}"), "attribute": value}))
    };
    let products: Vec<Value> = book
        .products
        .iter()
        .filter(|(_, facts)| !facts.name.is_empty())
        .map(|(code, facts)| {
            let attributes: Vec<Value> = attribute("descriptionShort", &facts.name).into_iter().collect();
            json!({"id": names::lot_uri(code, "", gtin(book, code).as_deref()), "attributes": attributes})
        })
        .collect();
    let sites: Vec<Value> = book
        .sites
        .iter()
        .map(|(code, facts)| {
            let pairs = [
                ("name", &facts.name),
                ("countryCode", &facts.country),
                ("state", &facts.region),
                ("latitude", &facts.latitude),
                ("longitude", &facts.longitude),
                ("siteKind", &facts.kind),
                ("timeZone", &facts.time_zone),
            ];
            let attributes: Vec<Value> =
                pairs.iter().filter_map(|(name, value)| attribute(name, value)).collect();
            json!({"id": names::site_uri(code), "attributes": attributes})
        })
        .collect();
    json!([
        {"type": "urn:epcglobal:epcis:vtype:epcclass", "vocabularyElementList": products},
        {"type": "urn:epcglobal:epcis:vtype:location", "vocabularyElementList": sites},
    ])
}

/// The GTIN by which a product goes.
fn gtin(book: &Book, product: &str) -> Option<String> {
    let valid =
        |text: &str| gs1::Gtin::parse(text).filter(gs1::Gtin::is_checked).map(|gtin| gtin.to_string());
    if product.len() == 14 && valid(product).as_deref() == Some(product) {
        return Some(product.to_owned());
    }
    book.products.get(product).and_then(|facts| facts.gtin.split(';').find_map(valid))
}

/// Rows that are one event, and the event's parts in order.
fn events(book: &Book, not_carried: &mut NotCarried) -> Vec<Map<String, Value>> {
    type Key<'b> = (Moment, &'b str, &'b str, [&'b str; 9], bool);
    let mut groups: BTreeMap<Key<'_>, Vec<&Movement>> = BTreeMap::new();
    for row in &book.movements {
        let less = row.quantity.starts_with('-');
        // A pure transform is one event; other rows are one where they say the same of several lots.
        let rest = if row.kind == "transform" {
            [&row.site, "", "", "", "", "", "", "", ""]
        } else {
            [
                &row.site,
                &row.arrived,
                &row.recorded,
                &row.to_site,
                &row.party,
                &row.document,
                &row.reference,
                &row.hazards,
                "",
            ]
        };
        let start = start_of(&row.time).unwrap_or_default();
        groups.entry((start, &row.event_id, &row.kind, rest, less)).or_default().push(row);
    }
    let mut events = Vec::new();
    for ((.., kind, _, _), rows) in groups {
        match kind {
            "receive" | "sell" | "destroy" | "return" | "adjust" | "count" | "move" | "arrive"
            | "transform" => {
                events.extend(Writing { book, rows: &rows, row: rows[0] }.events());
            }
            _ => *not_carried.entry(kind.to_owned()).or_default() += rows.len() as u64,
        }
    }
    events.sort_by(|a, b| a["eventTime"].as_str().cmp(&b["eventTime"].as_str()));
    events
}

/// The first moment of a time as tables write it.
fn start_of(time: &str) -> Option<Moment> {
    Moment::read(time, Some("+00:00")).or_else(|| {
        let day = match time.len() {
            4 => format!("{time}-01-01"),
            7 => format!("{time}-01"),
            _ => time.to_owned(),
        };
        date(&day).and_then(|_| Moment::read(&format!("{day}T00:00:00Z"), None))
    })
}

struct Writing<'b> {
    book: &'b Book,
    rows: &'b [&'b Movement],
    row: &'b Movement,
}

impl Writing<'_> {
    fn events(&self) -> Vec<Map<String, Value>> {
        let row = self.row;
        match row.kind.as_str() {
            "move" => {
                let mut left = self.object("OBSERVE", "shipping", &row.time, &row.event_id);
                self.end(&mut left, "sourceList", "source", "location", &row.site);
                self.end(&mut left, "destinationList", "destination", "location", &row.to_site);
                self.link(&mut left, &row.event_id);
                if row.arrived.is_empty() {
                    return vec![left];
                }
                let id = format!("{}+arrived", row.event_id);
                let mut came = self.object("OBSERVE", "receiving", &row.arrived, &id);
                self.at(&mut came, &row.to_site);
                self.link(&mut came, &row.event_id);
                vec![left, came]
            }
            "arrive" => {
                let mut came = self.object("OBSERVE", "receiving", &row.time, &row.event_id);
                self.at(&mut came, &row.site);
                self.link(&mut came, &row.reference);
                vec![came]
            }
            "transform" => vec![self.transformation()],
            "sell" => {
                let mut sold = self.at_site("DELETE", "retail_selling");
                self.end(&mut sold, "destinationList", "destination", "owning_party", &row.party);
                vec![sold]
            }
            "return" => {
                let mut back = self.at_site("ADD", "storing");
                back.insert("lotrace:kind".to_owned(), json!("return"));
                self.end(&mut back, "sourceList", "source", "owning_party", &row.party);
                vec![back]
            }
            "adjust" => {
                let less = row.quantity.starts_with('-');
                let mut put_right = self.at_site(if less { "DELETE" } else { "ADD" }, "other");
                put_right.insert("lotrace:kind".to_owned(), json!("adjust"));
                vec![put_right]
            }
            "destroy" => vec![self.at_site("DELETE", "destroying")],
            "count" => vec![self.at_site("OBSERVE", "stock_taking")],
            _ => {
                let step = if row.party.is_empty() { "commissioning" } else { "storing" };
                let mut made = self.at_site("ADD", step);
                self.end(&mut made, "sourceList", "source", "owning_party", &row.party);
                self.facts(&mut made, self.rows);
                vec![made]
            }
        }
    }

    fn at_site(&self, action: &str, step: &str) -> Map<String, Value> {
        let mut event = self.object(action, step, &self.row.time, &self.row.event_id);
        self.at(&mut event, &self.row.site);
        event
    }

    fn begun(&self, kind: &str, time: &str, id: &str) -> Map<String, Value> {
        let mut event = Map::new();
        let moment = Moment::read(time, None);
        let start = moment.or_else(|| start_of(time)).unwrap_or_default();
        event.insert("type".to_owned(), json!(kind));
        event.insert("eventID".to_owned(), json!(id));
        event.insert("eventTime".to_owned(), json!(start.to_string()));
        event.insert("eventTimeZoneOffset".to_owned(), json!("+00:00"));
        if moment.is_none() {
            event.insert("lotrace:time".to_owned(), json!(time));
        }
        if !self.row.recorded.is_empty() {
            event.insert("recordTime".to_owned(), json!(self.row.recorded));
        }
        if !self.row.document.is_empty() {
            let list = json!([{"bizTransaction": self.row.document}]);
            event.insert("bizTransactionList".to_owned(), list);
        }
        event
    }

    fn object(&self, action: &str, step: &str, time: &str, id: &str) -> Map<String, Value> {
        let mut event = self.begun("ObjectEvent", time, id);
        event.insert("action".to_owned(), json!(action));
        event.insert("bizStep".to_owned(), json!(format!("{CBV}BizStep-{step}")));
        self.amounts(&mut event, "quantityList", self.rows);
        self.products(&mut event);
        event
    }

    fn transformation(&self) -> Map<String, Value> {
        let of = |role: &str| self.rows.iter().copied().filter(|row| row.role == role).collect::<Vec<_>>();
        let (inputs, outputs) = (of("in"), of("out"));
        let mut event = self.begun("TransformationEvent", &self.row.time, &self.row.event_id);
        event.insert("bizStep".to_owned(), json!(format!("{CBV}BizStep-commissioning")));
        self.amounts(&mut event, "inputQuantityList", &inputs);
        self.amounts(&mut event, "outputQuantityList", &outputs);
        self.at(&mut event, &self.row.site);
        self.facts(&mut event, &outputs);
        if let Some(completed) = outputs.iter().map(|row| &row.arrived).find(|arrived| !arrived.is_empty()) {
            event.insert("lotrace:completed".to_owned(), json!(completed));
        }
        let hazards: Vec<&str> = self.rows.iter().map(|row| row.hazards.as_str()).collect();
        if let Some(hazards) = hazards.into_iter().find(|hazards| !hazards.is_empty()) {
            event.insert("lotrace:hazards".to_owned(), json!(hazards));
        }
        self.products(&mut event);
        event
    }

    fn amounts(&self, event: &mut Map<String, Value>, list: &str, rows: &[&Movement]) {
        if rows.is_empty() {
            return;
        }
        let amounts: Vec<Value> = rows
            .iter()
            .map(|row| {
                let gtin = gtin(self.book, &row.product);
                let mut amount = Map::new();
                amount.insert(
                    "epcClass".to_owned(),
                    json!(names::lot_uri(&row.product, &row.lot, gtin.as_deref())),
                );
                let digits = row.quantity.trim_start_matches('-');
                if !digits.is_empty() {
                    amount.insert("quantity".to_owned(), json!(format!("{NUMBER}{digits}")));
                    if !row.unit.is_empty() && row.unit != "ea" {
                        amount.insert("uom".to_owned(), json!(units::to_code(&row.unit)));
                    }
                }
                Value::Object(amount)
            })
            .collect();
        event.insert(list.to_owned(), Value::Array(amounts));
    }

    /// Products that go by a GTIN here and by a code of their own in the tables.
    fn products(&self, event: &mut Map<String, Value>) {
        let mut own = Map::new();
        for row in self.rows {
            if let Some(gtin) = gtin(self.book, &row.product).filter(|gtin| *gtin != row.product) {
                own.insert(gtin, json!(row.product));
            }
        }
        if !own.is_empty() {
            event.insert("lotrace:products".to_owned(), Value::Object(own));
        }
    }

    /// Days of the lot that the event makes, if it makes one only: `ilmd` holds for all of an event's outputs.
    fn facts(&self, event: &mut Map<String, Value>, made: &[&Movement]) {
        let [row] = made else { return };
        let Some(facts) = self.book.lots.get(&(row.product.clone(), row.lot.clone())) else { return };
        let days = [
            ("cbvmda:productionDate", &facts.produced),
            ("cbvmda:bestBeforeDate", &facts.best_before),
            ("cbvmda:itemExpirationDate", &facts.use_by),
        ];
        let ilmd: Map<String, Value> = days
            .iter()
            .filter(|(_, day)| !day.is_empty())
            .map(|(name, day)| ((*name).to_owned(), json!(day)))
            .collect();
        if !ilmd.is_empty() {
            event.insert("ilmd".to_owned(), Value::Object(ilmd));
        }
    }

    fn at(&self, event: &mut Map<String, Value>, site: &str) {
        if !site.is_empty() && site != UNKNOWN {
            event.insert("bizLocation".to_owned(), json!({"id": names::site_uri(site)}));
        }
    }

    fn end(&self, event: &mut Map<String, Value>, list: &str, field: &str, kind: &str, name: &str) {
        if !name.is_empty() && name != UNKNOWN {
            let end = json!([{"type": format!("{CBV}SDT-{kind}"), field: names::site_uri(name)}]);
            event.insert(list.to_owned(), end);
        }
    }

    /// The document by which a receipt finds its shipment.
    fn link(&self, event: &mut Map<String, Value>, shipment: &str) {
        let own = json!({"bizTransaction": format!("{OWN_SHIPMENT}{shipment}")});
        match event.get_mut("bizTransactionList").and_then(Value::as_array_mut) {
            Some(list) => list.push(own),
            None => {
                event.insert("bizTransactionList".to_owned(), Value::Array(vec![own]));
            }
        }
    }
}

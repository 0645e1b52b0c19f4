//! Movements and what is known of the things they name: what every export begins with and every import ends with.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::tables::{EVENTS, LOTS, PRODUCTS, SITES, TableWriter};

/// One row of the table `events`; fields as there, empty where there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the columns of the table, which its own description explains")]
pub struct Movement {
    pub event_id: String,
    pub kind: String,
    pub role: String,
    pub time: String,
    pub arrived: String,
    pub recorded: String,
    pub product: String,
    pub lot: String,
    pub quantity: String,
    pub unit: String,
    pub site: String,
    pub to_site: String,
    pub party: String,
    pub document: String,
    pub container: String,
    pub hazards: String,
    pub reference: String,
}

/// What is known of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct ProductFacts {
    pub name: String,
    pub category: String,
    pub unit: String,
    /// Several with `;` between them.
    pub gtin: String,
}

/// What is known of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct SiteFacts {
    pub name: String,
    pub kind: String,
    pub gln: String,
    pub parent: String,
    pub region: String,
    pub country: String,
    pub latitude: String,
    pub longitude: String,
    pub time_zone: String,
}

/// What is known of a lot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct LotFacts {
    pub supplier: String,
    pub supplier_lot: String,
    pub produced: String,
    pub received: String,
    pub best_before: String,
    pub use_by: String,
}

/// Movements, products, sites and lots, by the names that the tables use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Rows of `events`.
    pub movements: Vec<Movement>,
    /// Products by code.
    pub products: BTreeMap<String, ProductFacts>,
    /// Sites by code.
    pub sites: BTreeMap<String, SiteFacts>,
    /// Lots by product and code.
    pub lots: BTreeMap<(String, String), LotFacts>,
}

impl Book {
    /// A product's name, else its code.
    pub(crate) fn description(&self, product: &str) -> String {
        let name =
            self.products.get(product).map(|facts| facts.name.as_str()).filter(|name| !name.is_empty());
        name.unwrap_or(product).to_owned()
    }

    /// Writes the tables into a directory.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn write(&self, directory: &Path) -> io::Result<u64> {
        let mut events = TableWriter::create(&directory.join("events.csv"), &EVENTS)?;
        for m in &self.movements {
            events.row(&[
                &m.event_id,
                &m.kind,
                &m.role,
                &m.time,
                &m.arrived,
                &m.recorded,
                &m.product,
                &m.lot,
                &m.quantity,
                &m.unit,
                &m.site,
                &m.to_site,
                &m.party,
                &m.document,
                &m.container,
                &m.hazards,
                &m.reference,
            ])?;
        }
        let rows = events.finish()?;
        let mut products = TableWriter::create(&directory.join("products.csv"), &PRODUCTS)?;
        for (product, p) in &self.products {
            products.row(&[product, &p.name, &p.category, &p.unit, &p.gtin])?;
        }
        products.finish()?;
        let mut sites = TableWriter::create(&directory.join("sites.csv"), &SITES)?;
        for (site, s) in &self.sites {
            sites.row(&[
                site,
                &s.name,
                &s.kind,
                &s.gln,
                &s.parent,
                &s.region,
                &s.country,
                &s.latitude,
                &s.longitude,
                &s.time_zone,
            ])?;
        }
        sites.finish()?;
        let mut lots = TableWriter::create(&directory.join("lots.csv"), &LOTS)?;
        for ((product, lot), l) in &self.lots {
            lots.row(&[
                product,
                lot,
                &l.supplier,
                &l.supplier_lot,
                &l.produced,
                &l.received,
                &l.best_before,
                &l.use_by,
            ])?;
        }
        lots.finish()?;
        Ok(rows)
    }
}

//! The tables as they were loaded.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;

use crate::csv::{self, Record};
use crate::decimal;
use crate::lot::Lot;
use crate::row::{Kind, Row};
use crate::time::{Day, Moment};

/// What is said of a product; empty where nothing is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Product {
    pub(crate) category: String,
    pub(crate) unit: String,
    pub(crate) unit_cost: Option<BigRational>,
}

impl Product {
    fn read(record: &Record) -> Self {
        Self {
            category: record.cell("category").to_owned(),
            unit: record.cell("unit").to_owned(),
            unit_cost: decimal_in(record, "unit_cost"),
        }
    }
}

/// What the lots table says of a lot.
#[derive(Clone, Debug, Default)]
pub(crate) struct LotCard {
    pub(crate) supplier: String,
    pub(crate) received: Option<Day>,
    pub(crate) best_before: Option<Day>,
    pub(crate) use_by: Option<Day>,
}

impl LotCard {
    fn read(record: &Record) -> Self {
        let day = |column| filled(record, column).map(Day::parse_last);
        Self {
            supplier: record.cell("supplier").to_owned(),
            received: day("received"),
            best_before: day("best_before"),
            use_by: day("use_by"),
        }
    }

    pub(crate) fn expiry(&self) -> Option<Day> {
        self.use_by.or(self.best_before)
    }
}

/// All the tables, read.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) rows: BTreeSet<Row>,
    products: BTreeMap<String, Product>,
    conversions: BTreeMap<(String, String), BigRational>,
    site_kinds: BTreeMap<String, String>,
    lots: BTreeMap<Lot, LotCard>,
}

impl World {
    /// Reads tables given as (name, CSV text): `events`, and if there are any `products`, `units`, `sites` and
    /// `lots`. The values are taken to be valid; `adjust` rows without a quantity are passed over.
    ///
    /// # Panics
    /// On a value that cannot be read.
    pub fn parse(tables: &[(&str, &str)]) -> Self {
        let records = |name: &str| -> Vec<Record> {
            tables.iter().filter(|(table, _)| *table == name).flat_map(|(_, text)| csv::read(text)).collect()
        };
        let rows = records("events")
            .iter()
            .map(Row::read)
            .filter(|row| row.kind != Kind::Adjust || row.quantity.is_some())
            .collect();
        let mut world = Self {
            rows,
            products: records("products")
                .iter()
                .map(|record| (record.cell("product").into(), Product::read(record)))
                .collect(),
            conversions: records("units")
                .iter()
                .map(|record| {
                    let factor = decimal_in(record, "base_per_unit").expect("a conversion has a factor");
                    ((record.cell("product").into(), record.cell("unit").into()), factor)
                })
                .collect(),
            site_kinds: records("sites")
                .iter()
                .map(|record| (record.cell("site").into(), record.cell("kind").into()))
                .collect(),
            lots: records("lots")
                .iter()
                .map(|record| (Lot::new(record.cell("product"), record.cell("lot")), LotCard::read(record)))
                .collect(),
        };
        world.settle_units();
        world
    }

    /// R27: a product without a declared unit has the one that most of its rows state.
    fn settle_units(&mut self) {
        let named: BTreeSet<String> = self.rows.iter().map(|row| row.product.clone()).collect();
        for name in named {
            let mut stated: BTreeMap<&str, usize> = BTreeMap::new();
            for row in self.rows.iter().filter(|row| row.product == name && !row.unit.is_empty()) {
                *stated.entry(&row.unit).or_default() += 1;
            }
            let most = stated.values().max().copied();
            let unit =
                stated.into_iter().find(|(_, rows)| Some(*rows) == most).map(|(unit, _)| unit.to_owned());
            let product = self.products.entry(name).or_default();
            if product.unit.is_empty() {
                product.unit = unit.unwrap_or_default();
            }
        }
    }

    pub(crate) fn product(&self, name: &str) -> Product {
        self.products.get(name).cloned().unwrap_or_default()
    }

    /// The product's own unit; empty where no table and no row names one.
    pub(crate) fn unit(&self, product: &str) -> String {
        self.product(product).unit
    }

    /// A quantity in the product's own unit: nothing where it is missing or cannot be converted.
    pub(crate) fn in_own_unit(
        &self,
        product: &str,
        quantity: Option<&BigRational>,
        unit: &str,
    ) -> Option<BigRational> {
        let quantity = quantity?;
        if unit.is_empty() || unit == self.unit(product) {
            return Some(quantity.clone());
        }
        self.conversions.get(&(product.to_owned(), unit.to_owned())).map(|factor| quantity * factor)
    }

    pub(crate) fn is_supplier(&self, site: &str) -> bool {
        self.site_kinds.get(site).is_some_and(|kind| kind == "supplier")
    }

    pub(crate) fn card(&self, lot: &Lot) -> LotCard {
        self.lots.get(lot).cloned().unwrap_or_default()
    }

    /// The lots that some row recorded by `known` names, or the lots table.
    pub(crate) fn lots_known(&self, known: Moment) -> BTreeSet<Lot> {
        let rows = self.rows.iter().filter(|row| row.recorded <= known);
        rows.filter_map(Row::named_lot).chain(self.lots.keys().cloned()).collect()
    }
}

fn filled<'r>(record: &'r Record, column: &str) -> Option<&'r str> {
    Some(record.cell(column)).filter(|cell| !cell.is_empty())
}

fn decimal_in(record: &Record, column: &str) -> Option<BigRational> {
    filled(record, column).map(decimal::parse)
}

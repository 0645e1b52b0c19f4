//! The small tables: products, units, sites, lots, orders, each merged to one record a thing.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::drafts::{AnomalyDraft, LotKey};
use super::products::is_common_unit;
use crate::row::{Day, Decimal, Dictionary, LotBatch, LotCells, OrderRow, Symbol, Tables};
use engine::model::AnomalyKind;

/// Strings of the small tables, as a dictionary to merge with those of the events.
#[derive(Default)]
pub(crate) struct MasterStrings {
    pub(crate) dictionary: Dictionary,
    seen: FxHashMap<String, u32>,
}

impl MasterStrings {
    /// Adds a string and gives its local symbol.
    pub(crate) fn add(&mut self, string: &str) -> Symbol {
        if string.is_empty() {
            return Symbol(0);
        }
        if let Some(at) = self.seen.get(string) {
            return Symbol(*at);
        }
        let at = self.dictionary.ends.len() as u32;
        self.dictionary.bytes.push_str(string);
        self.dictionary.ends.push(self.dictionary.bytes.len() as u32);
        self.seen.insert(string.to_owned(), at);
        Symbol(at)
    }
}

/// A product, its strings as symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Product {
    pub(crate) name: Symbol,
    pub(crate) category: Symbol,
    pub(crate) unit: Symbol,
    pub(crate) shelf_life: Option<u32>,
    pub(crate) cost: Option<Decimal>,
    pub(crate) ftl: Option<bool>,
    pub(crate) gtin: Vec<u64>,
    pub(crate) lot_tracked: Option<bool>,
    pub(crate) reorder: Option<Decimal>,
}

/// A site, its strings as symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    pub(crate) name: Symbol,
    pub(crate) kind: u8,
    pub(crate) gln: Symbol,
    pub(crate) parent: Symbol,
    pub(crate) region: Symbol,
    pub(crate) country: Symbol,
    pub(crate) latitude: Symbol,
    pub(crate) longitude: Symbol,
    pub(crate) time_zone: Symbol,
}

/// A row of table `orders`, its strings as symbols.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) order: Symbol,
    pub(crate) customer: Symbol,
    pub(crate) product: Symbol,
    pub(crate) lot: Symbol,
    pub(crate) site: Symbol,
    pub(crate) quantity: Option<Decimal>,
    pub(crate) shipped: bool,
}

/// The small tables.
#[derive(Default)]
pub(crate) struct Master {
    pub(crate) products: BTreeMap<Symbol, Product>,
    pub(crate) factors: Vec<(Symbol, Symbol, Decimal)>,
    pub(crate) sites: BTreeMap<Symbol, Site>,
    pub(crate) lots: Vec<LotCells>,
    pub(crate) orders: Vec<Order>,
}

fn first<T: Default + PartialEq>(kept: &mut T, stated: T) {
    if *kept == T::default() {
        *kept = stated;
    }
}

impl Master {
    /// Takes the small tables; where rows of one thing differ, each cell comes from the first row that has it,
    /// rows in the order of their content.
    pub(crate) fn take(tables: &mut Tables, strings: &mut MasterStrings) -> Master {
        let mut master = Master::default();
        let mut products = std::mem::take(&mut tables.products);
        products.sort_by_cached_key(|row| {
            let mut row = row.clone();
            row.place.file = 0;
            row.place.line = 0;
            format!("{row:?}")
        });
        for row in products {
            let kept = master.products.entry(strings.add(&row.product)).or_default();
            first(&mut kept.name, strings.add(&row.name));
            first(&mut kept.category, strings.add(&row.category));
            first(&mut kept.unit, strings.add(&row.unit));
            first(&mut kept.shelf_life, row.shelf_life_days);
            first(&mut kept.cost, row.unit_cost);
            first(&mut kept.ftl, row.ftl);
            first(&mut kept.lot_tracked, row.lot_tracked);
            first(&mut kept.reorder, row.reorder_point);
            kept.gtin.extend(row.gtin);
            kept.gtin.sort_unstable();
            kept.gtin.dedup();
        }
        let mut units = std::mem::take(&mut tables.units);
        units.sort_by(|a, b| {
            let key = |r: &crate::row::UnitRow| {
                (r.product.clone(), r.unit.clone(), r.base_per_unit.scale, r.base_per_unit.mantissa)
            };
            key(a).cmp(&key(b))
        });
        for row in units {
            let (product, unit) = (strings.add(&row.product), strings.add(&row.unit));
            if !master.factors.iter().rev().take(1).any(|(p, u, _)| (*p, *u) == (product, unit)) {
                master.factors.push((product, unit, row.base_per_unit));
            }
        }
        master.take_sites(tables, strings);
        master.orders = std::mem::take(&mut tables.orders).iter().map(|row| order(row, strings)).collect();
        master
    }

    /// Takes the rows of table `lots`, strings by global symbol, in the order of their content.
    pub(crate) fn take_lots(&mut self, batches: Vec<LotBatch>, maps: &[Vec<u32>]) {
        let mut rows: Vec<LotCells> = Vec::with_capacity(batches.iter().map(|batch| batch.rows.len()).sum());
        for (batch, map) in batches.into_iter().zip(maps) {
            let global = |symbol: Symbol| Symbol(map[symbol.0 as usize]);
            rows.extend(batch.rows.into_iter().map(|(_, row)| LotCells {
                product: global(row.product),
                lot: global(row.lot),
                supplier: global(row.supplier),
                supplier_lot: global(row.supplier_lot),
                ..row
            }));
        }
        rows.par_sort_unstable();
        self.lots = rows;
    }

    fn take_sites(&mut self, tables: &mut Tables, strings: &mut MasterStrings) {
        let mut sites = std::mem::take(&mut tables.sites);
        sites.sort_by_cached_key(|row| {
            let mut row = row.clone();
            row.place.file = 0;
            row.place.line = 0;
            format!("{row:?}")
        });
        for row in sites {
            let kept = self.sites.entry(strings.add(&row.site)).or_default();
            first(&mut kept.name, strings.add(&row.name));
            first(&mut kept.kind, row.kind as u8);
            first(&mut kept.gln, strings.add(&row.gln));
            first(&mut kept.parent, strings.add(&row.parent));
            first(&mut kept.region, strings.add(&row.region));
            first(&mut kept.country, strings.add(&row.country));
            first(&mut kept.latitude, strings.add(&row.latitude));
            first(&mut kept.longitude, strings.add(&row.longitude));
            first(&mut kept.time_zone, strings.add(&row.time_zone));
        }
    }

    /// Gives every symbol its global number.
    pub(crate) fn renumber(&mut self, map: &[u32]) {
        let global = |symbol: &mut Symbol| *symbol = Symbol(map[symbol.0 as usize]);
        self.products = std::mem::take(&mut self.products)
            .into_iter()
            .map(|(mut code, mut product)| {
                global(&mut code);
                [&mut product.name, &mut product.category, &mut product.unit].into_iter().for_each(global);
                (code, product)
            })
            .collect();
        self.sites = std::mem::take(&mut self.sites)
            .into_iter()
            .map(|(mut code, mut site)| {
                global(&mut code);
                let Site { name, gln, parent, region, country, latitude, longitude, time_zone, .. } =
                    &mut site;
                [name, gln, parent, region, country, latitude, longitude, time_zone]
                    .into_iter()
                    .for_each(global);
                (code, site)
            })
            .collect();
        for (product, unit, _) in &mut self.factors {
            global(product);
            global(unit);
        }
        for order in &mut self.orders {
            let Order { order, customer, product, lot, site, .. } = order;
            [order, customer, product, lot, site].into_iter().for_each(global);
        }
    }

    /// Units that some table declares, and whether one more is in common use.
    pub(crate) fn declares(&self, unit: u32, name: &str) -> bool {
        self.products.values().any(|p| p.unit.0 == unit)
            || self.factors.iter().any(|(_, u, _)| u.0 == unit)
            || is_common_unit(name)
    }
}

fn order(row: &OrderRow, strings: &mut MasterStrings) -> Order {
    Order {
        order: strings.add(&row.order),
        customer: strings.add(&row.customer),
        product: strings.add(&row.product),
        lot: strings.add(&row.lot),
        site: strings.add(&row.site),
        quantity: row.quantity,
        shipped: row.shipped,
    }
}

/// What table `lots` says of one lot.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LotRecord {
    pub(crate) supplier: Symbol,
    pub(crate) supplier_lot: Symbol,
    pub(crate) produced: Option<Day>,
    pub(crate) received: Option<Day>,
    pub(crate) best_before: Option<Day>,
    pub(crate) use_by: Option<Day>,
}

/// Merges the rows of each lot: of several days the earliest, as the careful choice.
pub(crate) fn merge_lots(
    rows: &[(LotKey, LotCells)],
    anomalies: &mut Vec<AnomalyDraft>,
) -> Vec<(LotKey, LotRecord)> {
    let mut merged: Vec<(LotKey, LotRecord)> = Vec::new();
    for (key, row) in rows {
        if merged.last().is_none_or(|(last, _)| last != key) {
            merged.push((*key, LotRecord::default()));
        }
        let Some((_, kept)) = merged.last_mut() else { continue };
        let differs = |a: Option<Day>, b: Option<Day>| a.is_some() && b.is_some() && a != b;
        if differs(kept.use_by, row.use_by) || differs(kept.best_before, row.best_before) {
            anomalies.push(AnomalyDraft::lot(AnomalyKind::SeveralExpiryDays, *key));
        }
        let earliest = |a: Option<Day>, b: Option<Day>| a.into_iter().chain(b).min();
        kept.use_by = earliest(kept.use_by, row.use_by);
        kept.best_before = earliest(kept.best_before, row.best_before);
        kept.produced = earliest(kept.produced, row.produced);
        kept.received = earliest(kept.received, row.received);
        first(&mut kept.supplier, row.supplier);
        first(&mut kept.supplier_lot, row.supplier_lot);
    }
    anomalies.dedup();
    merged
}

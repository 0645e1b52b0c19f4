//! Rows to columns: the one place where what the tables say becomes what the engine asks.
//!
//! Everything is put in an order that depends on content alone (strings by their order, rows by event id and
//! content, lots by their genealogy), so the same rows in any order or cut give the same snapshot.

mod corrections;
mod drafts;
mod events;
mod fill;
mod indexes;
mod lots;
mod master;
mod movements;
mod names;
mod products;
mod rows;
mod statements;
mod suppliers;
mod symbols;
mod texts;
mod zones;

use std::collections::BTreeSet;

use engine::model::Columns;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::reject::{ID_REUSED, QUANTITY_TOO_LONG, UNKNOWN_UNIT, VOID_OF_VOID};
use crate::row::{Decimal, Kind, Reject, Tables};
use corrections::Corrections;
use drafts::{AnomalyDraft, LotKey};
use events::Events;
use master::{Master, MasterStrings};
use movements::{Movements, Sources};
use names::Names;
use products::{Converted, Measures};
use symbols::Symbols;

/// What makes a lot, and what is none.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Codes that are placeholders, not lots. The empty code always is.
    pub pools: Vec<String>,
    /// Whether a lot's identity holds its supplier too.
    pub identity_with_supplier: bool,
    /// Zone of sites that name none; `None`: UTC.
    pub time_zone: Option<chrono_tz::Tz>,
    /// Whether one event id with several contents is rejected.
    pub strict_ids: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            pools: ["N/A", "0", "UNKNOWN", "MIX"].map(str::to_owned).to_vec(),
            identity_with_supplier: false,
            time_zone: None,
            strict_ids: false,
        }
    }
}

/// Columns, and the rows that could not become part of them.
pub(crate) struct Assembled {
    pub(crate) columns: Columns,
    pub(crate) rejects: Vec<Reject>,
}

/// Puts the tables together.
pub(crate) fn assemble(mut tables: Tables, rules: &Rules) -> Assembled {
    let counts = tables.rows_read;
    if rules.identity_with_supplier {
        suppliers::widen(&mut tables, &rules.pools);
    }
    let mut strings = MasterStrings::default();
    let mut master = Master::take(&mut tables, &mut strings);
    let pools: Vec<_> = rules.pools.iter().map(|code| strings.add(code)).collect();
    let hazard_cells = hazard_cells(&tables, &mut strings);
    let batches = std::mem::take(&mut tables.events);
    let (symbols, mut maps) = {
        let dictionaries: Vec<_> =
            batches.iter().map(|b| &b.dictionary).chain([&strings.dictionary]).collect();
        Symbols::merge(&dictionaries)
    };
    let own = maps.pop().unwrap_or_default();
    let events = Events::gather(batches, &maps);
    master.renumber(&own);
    let hazards = hazard_cells
        .iter()
        .filter_map(|(cell, pieces)| {
            let pieces = pieces.iter().map(|piece| own[piece.0 as usize]).collect();
            Some((symbols.find(cell)?, pieces))
        })
        .collect();
    let pools: FxHashSet<u32> = pools.iter().map(|pool| own[pool.0 as usize]).chain([0]).collect();
    let (products, sites) = mark(&events, &master, symbols.len());
    let names = Names::new(symbols, &products, &sites, pools, hazards);
    Assembly { events, names, master, rules, rejects: tables.rejects, anomalies: Vec::new(), counts }.run()
}

struct Assembly<'a> {
    events: Events,
    names: Names,
    master: Master,
    rules: &'a Rules,
    rejects: Vec<Reject>,
    anomalies: Vec<AnomalyDraft>,
    counts: [u64; 6],
}

impl Assembly<'_> {
    fn run(mut self) -> Assembled {
        let mut measures = self.measures();
        self.check_rows(&measures);
        self.set_scales(&mut measures);
        if self.rules.strict_ids {
            self.reject_reused_ids();
        }
        let corrections = Corrections::gather(&self.events, &self.names, &measures);
        self.reject_all(&corrections.voids_of_voids, VOID_OF_VOID, "ref", |events, ordinal| {
            let target = events.reference(ordinal).to_owned();
            let reason = format!(
                "{target:?} is a void itself: a void takes back an event; record the event anew instead"
            );
            (target, reason)
        });
        self.anomalies.extend(corrections.anomalies.iter().cloned());
        let besides: Vec<LotKey> = self.named_besides().collect();
        self.names.number_lots(&self.events, besides);
        let sources = Sources {
            events: &self.events,
            names: &self.names,
            measures: &measures,
            corrections: &corrections,
        };
        let mut movements = Movements::make(sources);
        self.anomalies.append(&mut movements.anomalies);
        let id_of = lots::order_lots(self.names.keys.len(), &movements.drafts, movements.nodes.len());
        let keys = invert(&id_of, &self.names.keys);
        movements.drafts.par_iter_mut().for_each(|draft| draft.lot = id_of[draft.lot as usize]);
        movements.drafts.par_sort_unstable_by_key(|d| (d.lot, d.old, d.start, d.ordinal, d.kind, d.extra));
        let zones = self.zones();
        let statements = statements::Statements::gather(sources, &movements.others, &id_of);
        let runs = rows::Runs {
            sources,
            drafts: &movements.drafts,
            extras: &movements.extras,
            keys: &keys,
            besides: &statements.positions,
            zones: &zones,
        };
        let mut parts = runs.finish(keys.len());
        movements.drafts = Vec::new();
        movements.extras = Vec::new();
        for part in &mut parts {
            self.anomalies.append(&mut part.anomalies);
        }
        let anomalies = std::mem::take(&mut self.anomalies);
        let columns = fill::Fill {
            sources,
            master: &self.master,
            rules: self.rules,
            keys: &keys,
            id_of: &id_of,
            nodes: &movements.nodes,
            others: &movements.others,
            statements: &statements,
            counts: self.counts,
            rejected: self.rejects.len() as u64,
            event_ids: movements.events,
        }
        .columns(parts, anomalies);
        Assembled { columns, rejects: self.rejects }
    }

    fn zones(&self) -> zones::Zones {
        let names = self.names.sites.symbols.iter().map(|site| {
            let zone = self.master.sites.get(&crate::row::Symbol(*site)).map_or(0, |site| site.time_zone.0);
            self.names.symbols.get(zone)
        });
        zones::Zones::new(names, self.rules.time_zone)
    }

    /// Lots that other tables name.
    fn named_besides(&self) -> impl Iterator<Item = LotKey> {
        let lots = self.master.lots.iter().map(|row| (row.product, row.lot));
        let orders =
            self.master.orders.iter().map(|row| (row.product, row.lot)).filter(|(_, lot)| lot.0 != 0);
        lots.chain(orders)
            .filter(|(product, _)| product.0 != 0)
            .map(|(product, lot)| self.names.lot_key(product, lot))
    }

    /// Units of products: declared, else the one that most rows state.
    fn measures(&self) -> Measures {
        let count = self.names.products.len();
        let mut unit: Vec<u32> = vec![0; count];
        for (code, product) in &self.master.products {
            unit[self.names.products.get(code.0) as usize] = product.unit.0;
        }
        let mut stated: FxHashMap<(u32, u32), u64> = FxHashMap::default();
        for ordinal in 0..self.events.len() as u32 {
            let row = self.events.row(ordinal);
            if row.unit.0 != 0
                && row.product.0 != 0
                && unit[self.names.products.get(row.product.0) as usize] == 0
            {
                *stated.entry((self.names.products.get(row.product.0), row.unit.0)).or_default() += 1;
            }
        }
        let factors: FxHashMap<(u32, u32), Decimal> = self
            .master
            .factors
            .iter()
            .map(|(product, unit, factor)| ((self.names.products.get(product.0), unit.0), *factor))
            .collect();
        let mut stated: Vec<_> = stated.into_iter().collect();
        stated.sort_unstable_by_key(|((product, unit), rows)| (*product, std::cmp::Reverse(*rows), *unit));
        for ((product, stated_unit), _) in stated {
            if unit[product as usize] == 0 && !factors.contains_key(&(product, stated_unit)) {
                unit[product as usize] = stated_unit;
            }
        }
        Measures::new(unit, factors)
    }

    /// Rejects rows whose unit nothing knows.
    fn check_rows(&mut self, measures: &Measures) {
        let mut verdicts: FxHashMap<u32, bool> = FxHashMap::default();
        let mut unknown = Vec::new();
        for ordinal in 0..self.events.len() as u32 {
            let row = self.events.row(ordinal);
            if row.unit.0 == 0
                || row.product.0 == 0
                || measures.knows(self.names.products.get(row.product.0), row.unit.0)
            {
                continue;
            }
            let declared = *verdicts
                .entry(row.unit.0)
                .or_insert_with(|| self.master.declares(row.unit.0, self.names.symbols.get(row.unit.0)));
            if !declared {
                unknown.push((ordinal, row.unit.0));
            }
        }
        let units: FxHashMap<u32, u32> = unknown.iter().copied().collect();
        let ordinals: Vec<u32> = unknown.iter().map(|(ordinal, _)| *ordinal).collect();
        let names = &self.names;
        let reason = |_: &Events, ordinal: u32| {
            let unit = names.symbols.get(units[&ordinal]).to_owned();
            let reason =
                format!("unit {unit:?} is not known: add its conversion to table `units`, or correct it");
            (unit, reason)
        };
        reject(&mut self.events, &mut self.rejects, &ordinals, UNKNOWN_UNIT, "unit", reason);
    }

    /// Finds how many decimals each product needs; rejects quantities that then do not fit.
    fn set_scales(&mut self, measures: &mut Measures) {
        let converted = |ordinal: u32| {
            let row = self.events.row(ordinal);
            let quantity = row.quantity.filter(|_| row.product.0 != 0)?;
            let product = self.names.products.get(row.product.0);
            Some((product, measures.convert(product, row.unit.0, quantity)))
        };
        let scale = (0..self.events.len() as u32)
            .into_par_iter()
            .fold(
                || vec![0u8; measures.scale.len()],
                |mut scale, ordinal| {
                    if let Some((product, Converted::Known(quantity))) = converted(ordinal) {
                        scale[product as usize] = scale[product as usize].max(quantity.scale);
                    }
                    scale
                },
            )
            .reduce(
                || vec![0u8; measures.scale.len()],
                |mut a, b| {
                    a.iter_mut().zip(b).for_each(|(a, b)| *a = b.max(*a));
                    a
                },
            );
        let mut scale = scale;
        for (code, product) in &self.master.products {
            let at = self.names.products.get(code.0) as usize;
            scale[at] = scale[at].max(product.reorder.map_or(0, |q| q.scale));
        }
        for order in &self.master.orders {
            if order.product.0 != 0 {
                let at = self.names.products.get(order.product.0) as usize;
                scale[at] = scale[at].max(order.quantity.map_or(0, |q| q.scale));
            }
        }
        let fits =
            |product: u32, quantity: Decimal| products::rescale(quantity, scale[product as usize]).is_some();
        let too_long: Vec<u32> = (0..self.events.len() as u32)
            .into_par_iter()
            .filter(|ordinal| match converted(*ordinal) {
                Some((product, Converted::Known(quantity))) => !fits(product, quantity),
                Some((_, Converted::TooLong)) => true,
                Some((_, Converted::NoConversion)) | None => false,
            })
            .collect();
        measures.scale = scale;
        self.reject_all(&too_long, QUANTITY_TOO_LONG, "quantity", |events, ordinal| {
            let quantity = events.row(ordinal).quantity.map_or(String::new(), |q| format!("{}e-{}", q.mantissa, q.scale));
            let reason = "has more digits than can be kept exactly with the product's other quantities (18 in all): \
                          round it, or state it in another unit";
            (quantity, reason.to_owned())
        });
    }

    fn reject_reused_ids(&mut self) {
        let mut reused = Vec::new();
        for part in self.events.parts(1 << 20) {
            for group in self.events.groups(part) {
                let first = events::event_key(self.events.row(group.start));
                if group.clone().any(|o| events::event_key(self.events.row(o)) != first) {
                    reused.extend(group);
                }
            }
        }
        self.reject_all(&reused, ID_REUSED, "event_id", |events, ordinal| {
            let id = events.id(ordinal).to_owned();
            (id, "stands for several events: give each its own id, or load without --strict-ids".to_owned())
        });
    }

    fn reject_all(
        &mut self,
        ordinals: &[u32],
        code: &'static str,
        column: &str,
        say: impl Fn(&Events, u32) -> (String, String),
    ) {
        reject(&mut self.events, &mut self.rejects, ordinals, code, column, say);
    }
}

fn reject(
    events: &mut Events,
    rejects: &mut Vec<Reject>,
    ordinals: &[u32],
    code: &'static str,
    column: &str,
    say: impl Fn(&Events, u32) -> (String, String),
) {
    for ordinal in ordinals {
        let (file, line) = events.place(*ordinal);
        let (value, reason) = say(events, *ordinal);
        rejects.push(Reject { file, line, column: column.to_owned(), value, code, reason });
    }
    events.remove(ordinals);
}

/// Cells of column `hazards`, cut into the hazards that they name.
fn hazard_cells(tables: &Tables, strings: &mut MasterStrings) -> Vec<(String, Vec<crate::row::Symbol>)> {
    let mut cells = BTreeSet::new();
    for batch in &tables.events {
        let mut seen = FxHashSet::default();
        for row in batch.rows.iter().filter(|row| row.kind == Kind::Transform && row.hazards.0 != 0) {
            if seen.insert(row.hazards) {
                cells.insert(batch.dictionary.get(row.hazards).to_owned());
            }
        }
    }
    cells
        .into_iter()
        .map(|cell| {
            let pieces =
                cell.split(';').map(str::trim).filter(|p| !p.is_empty()).map(|p| strings.add(p)).collect();
            (cell, pieces)
        })
        .collect()
}

/// Marks the symbols that are products and those that are sites.
fn mark(events: &Events, master: &Master, symbols: usize) -> (Vec<bool>, Vec<bool>) {
    let (mut products, mut sites) = (vec![false; symbols], vec![false; symbols]);
    for ordinal in 0..events.len() as u32 {
        let row = events.row(ordinal);
        products[row.product.0 as usize] = true;
        sites[row.site.0 as usize] = true;
        sites[row.to_site.0 as usize] = true;
    }
    master.products.keys().for_each(|code| products[code.0 as usize] = true);
    master.factors.iter().for_each(|(code, _, _)| products[code.0 as usize] = true);
    master.lots.iter().for_each(|row| products[row.product.0 as usize] = true);
    master.orders.iter().for_each(|row| products[row.product.0 as usize] = true);
    for (code, site) in &master.sites {
        sites[code.0 as usize] = true;
        sites[site.parent.0 as usize] = true;
    }
    master.orders.iter().for_each(|row| sites[row.site.0 as usize] = true);
    products[0] = false;
    sites[0] = false;
    (products, sites)
}

/// Keys by lot id.
fn invert(id_of: &[u32], keys: &[LotKey]) -> Vec<LotKey> {
    let mut by_id = keys.to_vec();
    for (rank, id) in id_of.iter().enumerate() {
        by_id[*id as usize] = keys[rank];
    }
    by_id
}

//! Rows to columns: the one place where what the tables say becomes what the engine asks.
//!
//! Everything is put in an order that depends on content alone (strings by their order, rows by event id and
//! content, lots by their genealogy), so the same rows in any order or cut give the same snapshot.

mod corrections;
mod drafts;
mod events;
mod fill;
mod idsort;
mod lots;
mod master;
mod movements;
mod names;
mod products;
mod quantities;
mod rows;
mod statements;
mod suppliers;
mod symbols;
mod transforms;
mod versions;
mod zones;

use std::collections::BTreeSet;

use engine::model::{Columns, RowKind, counts};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::progress::Progress;
use crate::reject::{ID_REUSED, VOID_OF_VOID};
use crate::row::{Kind, Reject, Tables};
use corrections::Corrections;
use drafts::{AnomalyDraft, Draft, LotKey, NONE};
use events::{Events, Named};
use master::{Master, MasterStrings};
use movements::{Movements, Sources};
use names::Names;
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
pub(crate) fn assemble(mut tables: Tables, rules: &Rules, progress: &Progress) -> Assembled {
    progress.enter("naming");
    let counts = tables.rows_read;
    if rules.identity_with_supplier {
        suppliers::widen(&mut tables, &rules.pools);
    }
    let mut strings = MasterStrings::default();
    let mut master = Master::take(&mut tables, &mut strings);
    let pools: Vec<_> = rules.pools.iter().map(|code| strings.add(code)).collect();
    let hazard_cells = hazard_cells(&tables, &mut strings);
    let batches = std::mem::take(&mut tables.events);
    let lots = std::mem::take(&mut tables.lots);
    let (symbols, mut maps) = {
        let dictionaries: Vec<_> = (batches.iter().map(|b| &b.dictionary))
            .chain(lots.iter().map(|b| &b.dictionary))
            .chain([&strings.dictionary])
            .collect();
        Symbols::merge(&dictionaries)
    };
    progress.enter("sorting events");
    let own = maps.pop().unwrap_or_default();
    master.take_lots(lots, &maps.split_off(batches.len()));
    let (events, named) = Events::gather(batches, &maps);
    drop(maps);
    master.renumber(&own);
    let hazards = hazard_cells
        .iter()
        .filter_map(|(cell, pieces)| {
            let pieces = pieces.iter().map(|piece| own[piece.0 as usize]).collect();
            Some((symbols.find(cell)?, pieces))
        })
        .collect();
    let pools: FxHashSet<u32> = pools.iter().map(|pool| own[pool.0 as usize]).chain([0]).collect();
    let (products, sites) = mark(&named, &master, symbols.len());
    let mut parties: Vec<u32> = named.into_iter().flat_map(|named| named.parties).collect();
    parties.sort_unstable();
    parties.dedup();
    let names = Names::new(symbols, &products, &sites, pools, hazards);
    let (rejects, anomalies) = (tables.rejects, Vec::new());
    Assembly { events, names, master, rules, parties, rejects, anomalies, counts }.run(progress)
}

struct Assembly<'a> {
    events: Events,
    names: Names,
    master: Master,
    rules: &'a Rules,
    /// Symbols of suppliers and customers of events.
    parties: Vec<u32>,
    rejects: Vec<Reject>,
    anomalies: Vec<AnomalyDraft>,
    counts: [u64; 6],
}

impl Assembly<'_> {
    fn run(mut self, progress: &Progress) -> Assembled {
        progress.enter("measuring");
        let mut measures = self.measures();
        self.reject_unknown_units(&measures);
        self.set_scales(&mut measures);
        if self.rules.strict_ids {
            self.reject_reused_ids();
        }
        progress.enter("matching corrections");
        let mut corrections = Corrections::gather(&self.events, &self.names, &measures);
        if !corrections.voids_of_voids.is_empty() {
            self.reject_all(&corrections.voids_of_voids, VOID_OF_VOID, "ref", |events, ordinal| {
                let target = events.reference(ordinal).to_owned();
                let reason = format!(
                    "{target:?} is a void itself: a void takes back an event; record the event anew instead"
                );
                (target, reason)
            });
            // Without them, rows have other ordinals.
            corrections = Corrections::gather(&self.events, &self.names, &measures);
        }
        self.anomalies.extend(corrections.anomalies.iter().cloned());
        progress.enter("numbering lots");
        let besides: Vec<LotKey> = self.named_besides().collect();
        self.names.number_lots(&self.events, besides);
        let names = &self.names;
        self.events.set_ranks(|row| names.named_lot(row).and_then(|lot| names.find_rank(lot)));
        let sources = Sources {
            events: &self.events,
            names: &self.names,
            measures: &measures,
            corrections: &corrections,
        };
        progress.enter("making movements");
        let mut movements = Movements::make(sources);
        self.anomalies.append(&mut movements.anomalies);
        progress.enter("ordering lots");
        let id_of = lots::order_lots(self.names.keys.len(), &movements.drafts, movements.nodes.len());
        let keys = invert(&id_of, &self.names.keys);
        movements.drafts.par_iter_mut().for_each(|draft| draft.lot = id_of[draft.lot as usize]);
        movements.drafts.par_sort_unstable_by_key(|d| (d.lot, d.old, d.start, d.ordinal, d.kind, d.extra));
        let first = first_drafts(&movements.drafts, movements.nodes.len());
        let zones = self.zones();
        let statements = statements::Statements::gather(sources, &movements.others, &id_of);
        progress.enter("keeping books");
        let runs = rows::Runs {
            sources,
            drafts: &movements.drafts,
            extras: &movements.extras,
            keys: &keys,
            besides: &statements.positions,
            zones: &zones,
            first: &first,
        };
        let mut parts = runs.finish(keys.len());
        movements.drafts = Vec::new();
        movements.extras = Vec::new();
        for part in &mut parts {
            self.anomalies.append(&mut part.anomalies);
        }
        progress.enter("filling columns");
        let mut columns = Columns::default();
        let mut anomalies = std::mem::take(&mut self.anomalies);
        let lots = fill::Lots { keys: &keys, id_of: &id_of };
        let genealogy = fill::Genealogy { sources, lots, nodes: &movements.nodes, master: &self.master };
        let records = genealogy.fill(&mut parts, &mut columns, &mut anomalies);
        // What is left to fill needs few events, and the memory of the others.
        let loaded = self.events.len() as u64;
        let wanted: Vec<u32> = movements.others.iter().map(|other| other.ordinal).collect();
        self.events.keep_only(wanted);
        let fill = fill::Fill {
            sources: Sources {
                events: &self.events,
                names: &self.names,
                measures: &measures,
                corrections: &corrections,
            },
            lots,
            master: &self.master,
            rules: self.rules,
            records: &records,
            others: &movements.others,
            statements: &statements,
            parties: &self.parties,
        };
        fill.fill(parts, anomalies, &mut columns, progress);
        columns.counts[counts::READ..counts::READ + 6].copy_from_slice(&self.counts);
        columns.counts[counts::LOADED] = loaded;
        columns.counts[counts::REPEATED] = self.events.repeated;
        columns.counts[counts::REJECTED] = self.rejects.len() as u64;
        columns.counts[counts::EVENTS] = movements.events;
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

    fn reject_reused_ids(&mut self) {
        let mut reused = Vec::new();
        for part in self.events.parts(1 << 20) {
            for group in self.events.groups(part) {
                let first = events::event_key(&self.events.row(group.start));
                if group.clone().any(|o| events::event_key(&self.events.row(o)) != first) {
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
        for row in batch.rows().filter(|row| row.kind == Kind::Transform && row.hazards.0 != 0) {
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
fn mark(named: &[Named], master: &Master, symbols: usize) -> (Vec<bool>, Vec<bool>) {
    let (mut products, mut sites) = (vec![false; symbols], vec![false; symbols]);
    for named in named {
        named.products.iter().for_each(|symbol| products[*symbol as usize] = true);
        named.sites.iter().for_each(|symbol| sites[*symbol as usize] = true);
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

/// The first draft of each node: of its inputs, if it has any.
fn first_drafts(drafts: &[Draft], nodes: usize) -> Vec<u32> {
    let mut first = vec![NONE; nodes];
    let mut has_input = vec![false; nodes];
    for (index, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.node != NONE) {
        let node = draft.node as usize;
        let is_input = !matches!(draft.kind, RowKind::Make | RowKind::Arrive);
        if first[node] == NONE || (is_input && !has_input[node]) {
            first[node] = index as u32;
        }
        has_input[node] |= is_input;
    }
    first
}

/// Keys by lot id.
fn invert(id_of: &[u32], keys: &[LotKey]) -> Vec<LotKey> {
    let mut by_id = keys.to_vec();
    for (rank, id) in id_of.iter().enumerate() {
        by_id[*id as usize] = keys[rank];
    }
    by_id
}

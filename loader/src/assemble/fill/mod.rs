//! Finished lots to columns.

mod codes;
mod groups;
mod indexes;
mod looks;
mod master;
mod nodes;
mod positions;
mod rows;
mod statements;
mod texts;

use engine::model::{Columns, NONE};
use rayon::prelude::*;

use super::Rules;
use super::drafts::{AnomalyDraft, LotKey, NodeDraft, OtherDraft};
use super::master::{LotRecord, Master, merge_lots};
use super::movements::Sources;
use super::names::Names;
use super::rows::Part;
use super::statements::Statements;
use crate::progress::Progress;
use crate::row::Nanos;
use texts::Texts;

const SECOND: Nanos = 1_000_000_000;

/// Lots by id and by rank.
#[derive(Clone, Copy)]
pub(crate) struct Lots<'a> {
    /// Keys by lot id.
    pub(crate) keys: &'a [LotKey],
    /// Lot ids by rank.
    pub(crate) id_of: &'a [u32],
}

impl Lots<'_> {
    fn id(&self, names: &Names, key: LotKey) -> u32 {
        self.id_of[names.rank(key) as usize]
    }
}

/// What positions, books, transforms and their legs are filled from.
pub(crate) struct Genealogy<'a> {
    pub(crate) sources: Sources<'a>,
    pub(crate) lots: Lots<'a>,
    pub(crate) nodes: &'a [NodeDraft],
    pub(crate) master: &'a Master,
}

impl Genealogy<'_> {
    /// Fills them; returns what table `lots` says, by lot id.
    pub(crate) fn fill(
        &self,
        parts: &mut [Part],
        columns: &mut Columns,
        anomalies: &mut Vec<AnomalyDraft>,
    ) -> Vec<(u32, LotRecord)> {
        columns.span_value = self.spans(parts);
        let records = self.lot_records(anomalies);
        self.positions(parts, &records, columns);
        self.nodes(parts, columns, anomalies);
        records
    }

    /// What table `lots` says, by lot id.
    fn lot_records(&self, anomalies: &mut Vec<AnomalyDraft>) -> Vec<(u32, LotRecord)> {
        let names = self.sources.names;
        let rows: Vec<_> = (self.master.lots.iter())
            .filter(|row| row.product.0 != 0)
            .map(|row| (names.lot_key(row.product, row.lot), *row))
            .collect();
        let merged = merge_lots(&rows, anomalies);
        merged.into_par_iter().map(|(key, record)| (self.lots.id(names, key), record)).collect()
    }

    /// Distinct lengths of intervals, sorted, 0 first.
    fn spans(&self, parts: &[Part]) -> Vec<u32> {
        let mut spans: rustc_hash::FxHashSet<u32> = [0].into_iter().collect();
        for rows in parts.iter().flat_map(|part| [&part.rows, &part.old_rows]) {
            spans.extend(rows.spans.iter().map(|(_, span)| *span));
            spans.extend(rows.arrivals.iter().map(|(_, arrived, _)| arrived.span));
        }
        spans.extend(self.nodes.iter().map(|node| node.time.span));
        let mut spans: Vec<u32> = spans.into_iter().collect();
        spans.sort_unstable();
        assert!(spans.len() <= 256, "days, months and years in any zone have few lengths");
        spans
    }
}

/// What all else is filled from.
pub(crate) struct Fill<'a> {
    /// Of the events only those without rows are there.
    pub(crate) sources: Sources<'a>,
    pub(crate) lots: Lots<'a>,
    pub(crate) master: &'a Master,
    pub(crate) rules: &'a Rules,
    /// What table `lots` says, by lot id.
    pub(crate) records: &'a [(u32, LotRecord)],
    pub(crate) others: &'a [OtherDraft],
    pub(crate) statements: &'a Statements,
    /// Symbols of suppliers and customers.
    pub(crate) parties: &'a [u32],
}

impl Fill<'_> {
    /// Fills what the genealogy has not, but for the counts of the load.
    pub(crate) fn fill(
        &self,
        parts: Vec<Part>,
        mut anomalies: Vec<AnomalyDraft>,
        columns: &mut Columns,
        progress: &Progress,
    ) {
        progress.enter("comparing codes");
        let folded = self.folded();
        self.look_alikes(&folded, columns, &mut anomalies);
        anomalies.par_sort_unstable();
        anomalies.dedup();
        progress.enter("filling texts");
        let texts = self.texts(&anomalies, columns);
        progress.enter("filling rows");
        rows::fill(parts, &texts, self.sources.events.len(), columns);
        progress.enter("filling lots");
        self.products(&texts, columns);
        self.sites(&texts, columns);
        self.lots(&texts, columns);
        self.statements(&texts, columns);
        self.others(&texts, columns);
        self.orders(&texts, columns);
        for anomaly in &anomalies {
            columns.anomaly_kind.push(anomaly.kind as u8);
            columns.anomaly_event.push(texts.string(&anomaly.event));
            columns.anomaly_lot.push(anomaly.lot.map_or(NONE, |key| self.lot_id(key)));
            columns.anomaly_site.push(anomaly.site.unwrap_or(NONE));
            columns.anomaly_detail.push(texts.string(&anomaly.detail));
        }
        columns.option_pools = self.rules.pools.iter().map(|pool| texts.string(pool)).collect();
        columns.option_pools.sort_unstable();
        columns.option_identity = vec![u8::from(self.rules.identity_with_supplier)];
        progress.enter("indexing");
        indexes::build(columns, &folded, self.lots.id_of);
    }

    fn lot_id(&self, key: LotKey) -> u32 {
        self.lots.id(self.sources.names, key)
    }

    fn texts(&self, anomalies: &[AnomalyDraft], columns: &mut Columns) -> Texts {
        let (events, names) = (self.sources.events, self.sources.names);
        let mut marked = vec![false; names.symbols.len()];
        let mut mark = |symbol: u32| marked[symbol as usize] = true;
        mark(0);
        names.products.symbols.iter().chain(&names.sites.symbols).for_each(|s| mark(*s));
        self.sources.measures.unit.iter().chain(self.parties).for_each(|s| mark(*s));
        for product in self.master.products.values() {
            [product.name, product.category].iter().for_each(|s| mark(s.0));
        }
        for site in self.master.sites.values() {
            [site.name, site.gln, site.region, site.country, site.latitude, site.longitude, site.time_zone]
                .iter()
                .for_each(|s| mark(s.0));
        }
        self.master.lots.iter().for_each(|lot| {
            mark(lot.supplier.0);
            mark(lot.supplier_lot.0);
        });
        for order in &self.master.orders {
            mark(order.order.0);
            mark(order.customer.0);
        }
        columns.hazard_text.iter().for_each(|s| mark(*s));
        let mut besides: Vec<&str> = self.rules.pools.iter().map(String::as_str).collect();
        for other in self.others {
            besides.push(events.id(other.ordinal));
            besides.push(events.reference(other.ordinal));
        }
        besides.extend(self.statements.statuses.iter().map(|status| events.document(status.ordinal)));
        for anomaly in anomalies {
            besides.push(&anomaly.event);
            besides.push(&anomaly.detail);
        }
        let texts = Texts::write(&names.symbols, &marked, besides, columns);
        for text in &mut columns.hazard_text {
            *text = texts.symbol(*text);
        }
        texts
    }
}

//! Finished lots to columns.

use engine::model::{
    AnomalyKind, CodeDictionary, Columns, NONE, OtherKind, RowKind, SparseBuilder, counts, lot_flag,
    position_flag,
};
use rayon::prelude::*;

use super::corrections::recorded;
use super::drafts::{AnomalyDraft, LotKey, NodeDraft, OtherDraft};
use super::indexes;
use super::lots::starts;
use super::master::{self, LotRecord, Master};
use super::movements::Sources;
use super::rows::{FinishedRow, FinishedRows, Part};
use super::statements::Statements;
use super::texts::Texts;
use super::{Rules, products};
use crate::row::{Moment, Symbol};

const SECOND: i64 = 1_000_000_000;

/// Everything that the columns are filled from.
pub(crate) struct Fill<'a> {
    pub(crate) sources: Sources<'a>,
    pub(crate) master: &'a Master,
    pub(crate) rules: &'a Rules,
    /// Keys by lot id.
    pub(crate) keys: &'a [LotKey],
    /// Lot ids by rank.
    pub(crate) id_of: &'a [u32],
    pub(crate) nodes: &'a [NodeDraft],
    pub(crate) others: &'a [OtherDraft],
    pub(crate) statements: &'a Statements,
    pub(crate) counts: [u64; 6],
    pub(crate) rejected: u64,
    pub(crate) event_ids: u64,
}

impl Fill<'_> {
    /// Fills every column.
    pub(crate) fn columns(&self, parts: Vec<Part>, mut anomalies: Vec<AnomalyDraft>) -> Columns {
        let mut columns = Columns::default();
        let records = self.lot_records(&mut anomalies);
        let finished = self.positions_and_runs(parts, &records, &mut columns);
        let rows = &finished.rows;
        let links = self.nodes(rows, &mut columns);
        self.excess_outputs(&columns, rows, &mut anomalies);
        self.look_alikes(&columns, &mut anomalies);
        anomalies.sort_unstable();
        anomalies.dedup();
        let texts = self.texts(rows, &anomalies, &mut columns);
        self.rows(&finished, &links, &texts, &mut columns);
        self.row_ids(rows, &links, &mut columns);
        drop(finished);
        self.products(&texts, &mut columns);
        self.sites(&texts, &mut columns);
        self.lots(&records, &texts, &mut columns);
        self.statements(&texts, &mut columns);
        self.others_and_orders(&texts, &mut columns);
        for anomaly in &anomalies {
            columns.anomaly_kind.push(anomaly.kind as u8);
            columns.anomaly_event.push(texts.string(&self.sources.names.symbols, &anomaly.event));
            columns.anomaly_lot.push(anomaly.lot.map_or(NONE, |key| self.lot_id(key)));
            columns.anomaly_site.push(anomaly.site.unwrap_or(NONE));
            columns.anomaly_detail.push(texts.string(&self.sources.names.symbols, &anomaly.detail));
        }
        columns.option_pools =
            self.rules.pools.iter().map(|pool| texts.string(&self.sources.names.symbols, pool)).collect();
        columns.option_pools.sort_unstable();
        columns.option_identity = vec![u8::from(self.rules.identity_with_supplier)];
        indexes::shelves(&mut columns);
        indexes::expiring(&mut columns);
        indexes::folds(&mut columns, self.keys.len(), |lot| {
            self.sources.names.symbols.get(self.keys[lot].code)
        });
        indexes::bitmaps(&mut columns);
        self.count(&mut columns);
        columns
    }

    fn lot_id(&self, key: LotKey) -> u32 {
        self.id_of[self.sources.names.rank(key) as usize]
    }

    fn lot_records(&self, anomalies: &mut Vec<AnomalyDraft>) -> Vec<(u32, LotRecord)> {
        let rows: Vec<(LotKey, master::Lot)> = self
            .master
            .lots
            .iter()
            .filter(|row| row.product.0 != 0)
            .map(|row| (self.sources.names.lot_key(row.product, row.lot), *row))
            .collect();
        let mut rows = rows;
        rows.sort_unstable();
        master::merge_lots(&rows, anomalies)
            .into_iter()
            .map(|(key, record)| (self.lot_id(key), record))
            .collect()
    }

    /// Concatenates the parts: offsets, positions and books; returns the rows with global positions.
    fn positions_and_runs(
        &self,
        parts: Vec<Part>,
        records: &[(u32, LotRecord)],
        columns: &mut Columns,
    ) -> FinishedRows {
        let total: usize = parts.iter().map(|p| p.rows.rows.len()).sum();
        let old_total: usize = parts.iter().map(|p| p.old_rows.rows.len()).sum();
        let mut received = vec![i32::MIN; self.keys.len()];
        for (lot, record) in records {
            received[*lot as usize] = record.received.unwrap_or(i32::MIN);
        }
        let mut all = FinishedRows { rows: Vec::with_capacity(total + old_total), ..FinishedRows::default() };
        let mut old = FinishedRows::default();
        let mut first_days = Vec::new();
        columns.lot_rows.push(0);
        columns.lot_positions.push(0);
        columns.lot_flags.reserve(self.keys.len());
        let mut horizon = i64::MIN;
        for part in parts {
            let base = columns.position_site.len() as u32;
            all.append(part.rows, base);
            old.append(part.old_rows, base);
            horizon = horizon.max(part.horizon);
            for (count, old_count, positions, flags) in part.lots {
                let lot = columns.lot_flags.len() as u32;
                columns.lot_flags.push(flags);
                columns.lot_rows.push(columns.lot_rows[lot as usize] + count);
                columns.lot_positions.push(columns.lot_positions[lot as usize] + positions);
                if old_count > 0 {
                    columns.old_lot.push(lot);
                    columns.old_start.push(old_count);
                }
            }
            for (i, position) in part.positions.iter().enumerate() {
                columns.position_site.push(position.site);
                columns.position_flags.push(position.flags);
                push_small(
                    position.books,
                    (base as usize + i) as u32,
                    &mut columns.position_books,
                    &mut columns.big_position,
                    &mut columns.big_books,
                );
                first_days.push(position.first_day);
            }
        }
        let mut start = total as u32;
        for count in &mut columns.old_start {
            let here = start;
            start += *count;
            *count = here;
        }
        columns.old_start.push(start);
        all.append(old, 0);
        for (until, voided) in &all.until {
            columns.old_until.push(*until);
            columns.old_voided.push(u8::from(*voided));
        }
        columns.counts = vec![0; counts::LEN];
        columns.counts[counts::HORIZON] = horizon as u64;
        columns.counts[counts::ROWS] = total as u64;
        self.received_days(&received, &first_days, records, columns);
        all
    }

    /// The dictionary of days, and the day that each position's stock counts as received.
    fn received_days(
        &self,
        received: &[i32],
        first: &[i32],
        records: &[(u32, LotRecord)],
        columns: &mut Columns,
    ) {
        let mut days: Vec<i32> = first.to_vec();
        for (_, record) in records {
            days.extend(
                [record.produced, record.received, record.best_before, record.use_by].into_iter().flatten(),
            );
        }
        days.push(i32::MIN);
        days.par_sort_unstable();
        days.dedup();
        columns.day_value = days;
        let index = |day: i32| columns.day_value.partition_point(|d| *d < day) as u16;
        let mut position = 0;
        for (lot, stated) in received.iter().enumerate() {
            let stated = if *stated == i32::MIN { 0 } else { index(*stated) };
            while position < columns.lot_positions[lot + 1] as usize {
                let day = if stated == 0 { index(first[position]) } else { stated };
                columns.position_received.push(day);
                position += 1;
            }
        }
    }

    /// Numbers the nodes by their first leg, those that count first; returns each row's link.
    fn nodes(&self, rows: &[FinishedRow], columns: &mut Columns) -> Vec<u32> {
        let lot_of = self.lots_of_rows(columns);
        let mut first = vec![NONE; self.nodes.len()];
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.node != NONE) {
            let slot = &mut first[row.node as usize];
            *slot = (*slot).min(index as u32);
        }
        let mut order: Vec<u32> =
            (0..self.nodes.len() as u32).filter(|node| first[*node as usize] != NONE).collect();
        order.par_sort_unstable_by_key(|node| (self.nodes[*node as usize].old, first[*node as usize]));
        let mut number = vec![NONE; self.nodes.len()];
        for (new, old) in order.iter().enumerate() {
            number[*old as usize] = new as u32;
        }
        let is_output = |row: &FinishedRow| matches!(row.kind, RowKind::Make | RowKind::Arrive);
        let mut legs: Vec<(u32, bool, u32)> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.node != NONE)
            .map(|(index, row)| (number[row.node as usize], is_output(row), index as u32))
            .collect();
        legs.par_sort_unstable();
        let mut sets: Vec<&[u32]> =
            self.nodes.iter().map(|n| n.hazards.as_slice()).filter(|h| !h.is_empty()).collect();
        sets.sort_unstable();
        sets.dedup();
        let mut hazards = SparseBuilder::new();
        let mut at = 0;
        columns.node_legs.push(0);
        for (new, old) in order.iter().enumerate() {
            let node = &self.nodes[*old as usize];
            let mut outs = None;
            while at < legs.len() && legs[at].0 as usize == new {
                let (_, output, row) = legs[at];
                if output && outs.is_none() {
                    outs = Some(at as u32);
                }
                columns.leg_row.push(row);
                columns.leg_lot.push(lot_of(row));
                at += 1;
            }
            columns.node_outs.push(outs.unwrap_or(at as u32));
            columns.node_legs.push(at as u32);
            columns.node_kind.push(u8::from(node.split));
            self.push_moment(
                node.time,
                &mut columns.node_time,
                &mut columns.node_nanos,
                &mut columns.node_span,
                &mut columns.span_value,
            );
            if !node.hazards.is_empty() {
                hazards.set(new, sets.partition_point(|set| *set < node.hazards.as_slice()) as u32);
            }
        }
        (columns.node_hazard_bits, columns.node_hazard_rank, columns.node_hazard_value) =
            (hazards.bits, hazards.rank, hazards.values);
        columns.hazard_sets.push(0);
        for set in sets {
            // Symbols for now: `texts` turns them into texts.
            columns.hazard_text.extend_from_slice(set);
            columns.hazard_sets.push(columns.hazard_text.len() as u32);
        }
        self.genealogy(columns);
        rows.iter().map(|row| if row.node == NONE { row.to } else { number[row.node as usize] }).collect()
    }

    fn lots_of_rows(&self, columns: &Columns) -> impl Fn(u32) -> u32 + use<> {
        let (runs, old_lot, old_start) =
            (columns.lot_rows.clone(), columns.old_lot.clone(), columns.old_start.clone());
        move |row| {
            if row < runs[runs.len() - 1] {
                runs.partition_point(|start| *start <= row) as u32 - 1
            } else {
                old_lot[old_start.partition_point(|start| *start <= row) - 1]
            }
        }
    }

    fn genealogy(&self, columns: &mut Columns) {
        let current = (columns.lot_rows[columns.lot_rows.len() - 1]) as usize;
        let mut consumed = Vec::new();
        let mut made = Vec::new();
        for node in 0..columns.node_kind.len() {
            let (from, outs, to) = (
                columns.node_legs[node] as usize,
                columns.node_outs[node] as usize,
                columns.node_legs[node + 1] as usize,
            );
            if columns.node_kind[node] != 0 || columns.leg_row[from] as usize >= current {
                continue;
            }
            consumed.extend(columns.leg_lot[from..outs].iter().map(|lot| (*lot, node as u32)));
            made.extend(columns.leg_lot[outs..to].iter().map(|lot| (*lot, node as u32)));
        }
        for pairs in [&mut consumed, &mut made] {
            pairs.par_sort_unstable();
            pairs.dedup();
        }
        columns.lot_consumed = starts(&consumed, self.keys.len());
        columns.consumed_node = consumed.into_iter().map(|(_, node)| node).collect();
        columns.lot_made = starts(&made, self.keys.len());
        columns.made_node = made.into_iter().map(|(_, node)| node).collect();
    }

    /// Transforms that make more than they take, where all is in one unit.
    fn excess_outputs(&self, columns: &Columns, rows: &[FinishedRow], anomalies: &mut Vec<AnomalyDraft>) {
        let current = columns.lot_rows[columns.lot_rows.len() - 1];
        let measures = self.sources.measures;
        for node in 0..columns.node_kind.len() {
            let legs = columns.node_legs[node] as usize..columns.node_legs[node + 1] as usize;
            let outs = columns.node_outs[node] as usize;
            if columns.node_kind[node] != 0 || columns.leg_row[legs.start] >= current || outs == legs.start {
                continue;
            }
            let unit = |leg: usize| measures.unit[self.keys[columns.leg_lot[leg] as usize].product as usize];
            if legs.clone().any(|leg| unit(leg) != unit(legs.start)) {
                continue;
            }
            let sum = |range: std::ops::Range<usize>| {
                range
                    .map(|leg| {
                        let row = &rows[columns.leg_row[leg] as usize];
                        let scale = measures.scale[self.keys[columns.leg_lot[leg] as usize].product as usize];
                        (row.quantity != i64::MIN)
                            .then(|| i128::from(row.quantity) * 10i128.pow(18 - u32::from(scale.min(18))))
                    })
                    .sum::<Option<i128>>()
            };
            if let (Some(taken), Some(made)) = (sum(legs.start..outs), sum(outs..legs.end))
                && made > taken
            {
                let event = self.sources.events.id(rows[columns.leg_row[legs.start] as usize].ordinal);
                anomalies.push(AnomalyDraft::event(AnomalyKind::OutputExceedsInput, event));
            }
        }
    }

    /// Codes of one product that are easily taken for one another: equal after folding, or, for a lot that nothing
    /// created, one adjacent transposition away.
    fn look_alikes(&self, columns: &Columns, anomalies: &mut Vec<AnomalyDraft>) {
        let symbols = &self.sources.names.symbols;
        let is_lot = |key: &LotKey| !self.sources.names.is_pool(*key);
        let mut folded: Vec<(u32, String, u32)> = self
            .sources
            .names
            .keys
            .par_iter()
            .enumerate()
            .filter(|(_, key)| is_lot(key))
            .map(|(rank, key)| (key.product, engine::model::fold_code(symbols.get(key.code)), rank as u32))
            .collect();
        folded.par_sort_unstable();
        let note = |a: u32, b: u32, anomalies: &mut Vec<AnomalyDraft>| {
            let (a, b) =
                (self.sources.names.keys[a.min(b) as usize], self.sources.names.keys[a.max(b) as usize]);
            anomalies.push(AnomalyDraft::lot(AnomalyKind::LookAlike, a).detail(symbols.get(b.code)));
        };
        for pair in folded.windows(2) {
            if (pair[0].0, &pair[0].1) == (pair[1].0, &pair[1].1) {
                note(pair[0].2, pair[1].2, anomalies);
            }
        }
        for (product, code, rank) in &folded {
            let lot = self.id_of[*rank as usize] as usize;
            let rows = columns.lot_rows[lot + 1] - columns.lot_rows[lot];
            if columns.lot_flags[lot] & lot_flag::CREATED != 0 || rows == 0 {
                continue;
            }
            for swapped in engine::model::transpositions(code) {
                let at = folded.partition_point(|(p, c, _)| (*p, c) < (*product, &swapped));
                for (p, c, other) in &folded[at..] {
                    if (p, c) != (product, &swapped) {
                        break;
                    }
                    note(*rank, *other, anomalies);
                }
            }
        }
    }

    fn texts(&self, rows: &[FinishedRow], anomalies: &[AnomalyDraft], columns: &mut Columns) -> Texts {
        let (events, names) = (self.sources.events, self.sources.names);
        let mut marked = vec![false; names.symbols.len()];
        let mut mark = |symbol: u32| marked[symbol as usize] = true;
        mark(0);
        names.products.symbols.iter().chain(&names.sites.symbols).for_each(|s| mark(*s));
        self.sources.measures.unit.iter().for_each(|s| mark(*s));
        for row in rows {
            let row = events.row(row.ordinal);
            mark(row.party.0);
            mark(row.document.0);
        }
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
        self.statements.statuses.iter().for_each(|s| mark(events.row(s.ordinal).document.0));
        columns.hazard_text.iter().for_each(|s| mark(*s));
        let mut besides: Vec<String> = self.rules.pools.clone();
        for other in self.others {
            besides.push(events.id(other.ordinal).to_owned());
            besides.push(events.reference(other.ordinal).to_owned());
        }
        for anomaly in anomalies {
            besides.push(anomaly.event.clone());
            besides.push(anomaly.detail.clone());
        }
        let texts = Texts::write(&names.symbols, &marked, besides, columns);
        for text in &mut columns.hazard_text {
            *text = texts.symbol(*text);
        }
        texts
    }

    fn push_moment(
        &self,
        moment: Moment,
        time: &mut Vec<u32>,
        nanos: &mut Vec<u32>,
        span: &mut Vec<u8>,
        spans: &mut Vec<u32>,
    ) {
        if spans.is_empty() {
            spans.extend(self.spans());
        }
        time.push((moment.start / SECOND) as u32);
        nanos.push((moment.start % SECOND) as u32);
        span.push(spans.partition_point(|s| *s < moment.span) as u8);
    }

    /// Distinct lengths of intervals, sorted, 0 first.
    fn spans(&self) -> Vec<u32> {
        let mut spans: Vec<u32> = (0..self.sources.events.len() as u32)
            .into_par_iter()
            .fold(rustc_hash::FxHashSet::default, |mut seen, ordinal| {
                let row = self.sources.events.row(ordinal);
                seen.insert(row.time.span);
                seen.insert(row.arrived.map_or(0, |a| a.span));
                seen
            })
            .flatten_iter()
            .chain([0])
            .collect();
        spans.sort_unstable();
        spans.dedup();
        assert!(spans.len() <= 256, "days, months and years in any zone have few lengths");
        spans
    }

    fn rows(&self, finished: &FinishedRows, links: &[u32], texts: &Texts, columns: &mut Columns) {
        let (mut link, mut arrival) = (SparseBuilder::new(), SparseBuilder::new());
        let (mut known, mut party, mut document) =
            (SparseBuilder::new(), SparseBuilder::new(), SparseBuilder::new());
        for (row, arrived) in &finished.arrivals {
            arrival.set(*row as usize, 0);
            let (spans, nanos) = (&mut columns.row_arrival_span, &mut columns.row_arrival_nanos);
            self.push_moment(*arrived, &mut columns.row_arrival_value, nanos, spans, &mut columns.span_value);
        }
        let mut bound = SparseBuilder::new();
        for (row, site) in &finished.destinations {
            bound.set(*row as usize, *site);
        }
        (columns.row_destination_bits, columns.row_destination_rank, columns.row_destination_value) =
            (bound.bits, bound.rank, bound.values);
        for (row, at) in &finished.recorded {
            known.set(*row as usize, *at);
        }
        for (index, row) in finished.rows.iter().enumerate() {
            self.push_moment(
                row.time,
                &mut columns.row_time,
                &mut columns.row_nanos,
                &mut columns.row_span,
                &mut columns.span_value,
            );
            columns.row_kind.push(row.kind as u8);
            columns.row_position.push(row.position);
            let quantity = (row.quantity != i64::MIN).then_some(row.quantity);
            push_small(
                quantity,
                index as u32,
                &mut columns.row_quantity,
                &mut columns.big_row,
                &mut columns.big_value,
            );
            if links[index] != NONE {
                link.set(index, links[index]);
            }
            let stated = self.sources.events.row(row.ordinal);
            if stated.party.0 != 0 {
                party.set(index, texts.symbol(stated.party.0));
            }
            if stated.document.0 != 0 {
                document.set(index, texts.symbol(stated.document.0));
            }
        }
        (columns.row_link_bits, columns.row_link_rank, columns.row_link_value) =
            (link.bits, link.rank, link.values);
        (columns.row_arrival_bits, columns.row_arrival_rank) = (arrival.bits, arrival.rank);
        (columns.row_recorded_bits, columns.row_recorded_rank, columns.row_recorded_value) =
            (known.bits, known.rank, known.values);
        (columns.row_party_bits, columns.row_party_rank, columns.row_party_value) =
            (party.bits, party.rank, party.values);
        (columns.row_document_bits, columns.row_document_rank, columns.row_document_value) =
            (document.bits, document.rank, document.values);
        for nanos in [&mut columns.row_nanos, &mut columns.row_arrival_nanos, &mut columns.node_nanos] {
            if nanos.iter().all(|n| *n == 0) {
                *nanos = Vec::new();
            }
        }
        for span in [&mut columns.row_span, &mut columns.row_arrival_span, &mut columns.node_span] {
            if span.iter().all(|s| *s == 0) {
                *span = Vec::new();
            }
        }
        if columns.span_value.is_empty() {
            columns.span_value.push(0);
        }
    }

    /// Event ids by row, and rows by event id.
    fn row_ids(&self, rows: &[FinishedRow], links: &[u32], columns: &mut Columns) {
        let mut ids = CodeDictionary::default();
        for (index, row) in rows.iter().enumerate() {
            let inherits = row.node != NONE
                && columns.leg_row[columns.node_legs[links[index] as usize] as usize] as usize != index;
            ids.push(if inherits { "" } else { self.sources.events.id(row.ordinal) });
        }
        (columns.id_blocks, columns.id_bytes) = (ids.blocks, ids.bytes);
        let mut by_id: Vec<u64> =
            rows.iter().enumerate().map(|(row, held)| u64::from(held.ordinal) << 32 | row as u64).collect();
        by_id.par_sort_unstable();
        columns.row_by_id = by_id.into_iter().map(|pair| pair as u32).collect();
    }

    fn products(&self, texts: &Texts, columns: &mut Columns) {
        let names = self.sources.names;
        columns.product_lots.push(0);
        let mut gtins = Vec::new();
        for (number, symbol) in names.products.symbols.iter().enumerate() {
            let product = self.master.products.get(&Symbol(*symbol)).cloned().unwrap_or_default();
            columns.product_code.push(texts.symbol(*symbol));
            columns.product_name.push(texts.symbol(product.name.0));
            columns.product_category.push(texts.symbol(product.category.0));
            columns.product_unit.push(texts.symbol(self.sources.measures.unit[number]));
            columns.product_scale.push(self.sources.measures.scale[number]);
            columns.product_shelf_life.push(product.shelf_life.unwrap_or(NONE));
            columns.product_cost.push(product.cost.map_or(i64::MIN, |c| c.mantissa));
            columns.product_cost_scale.push(product.cost.map_or(0, |c| c.scale));
            let flag = |flag: Option<bool>| flag.map_or(0u8, |yes| 1 + u8::from(yes));
            columns.product_flags.push(flag(product.ftl) | flag(product.lot_tracked) << 2);
            let scale = self.sources.measures.scale[number];
            columns
                .product_reorder
                .push(product.reorder.and_then(|q| products::rescale(q, scale)).unwrap_or(i64::MIN));
            let next = names.keys.partition_point(|key| key.product as usize <= number);
            columns.product_lots.push(next as u32);
            gtins.extend(product.gtin.iter().map(|gtin| (*gtin, number as u32)));
        }
        gtins.sort_unstable();
        gtins.dedup();
        (columns.gtin_value, columns.gtin_product) = gtins.into_iter().unzip();
    }

    fn sites(&self, texts: &Texts, columns: &mut Columns) {
        for symbol in &self.sources.names.sites.symbols {
            let site = self.master.sites.get(&Symbol(*symbol)).cloned().unwrap_or_default();
            columns.site_code.push(texts.symbol(*symbol));
            columns.site_name.push(texts.symbol(site.name.0));
            columns.site_kind.push(site.kind);
            columns.site_gln.push(texts.symbol(site.gln.0));
            let parent = if site.parent.0 == 0 { NONE } else { self.sources.names.sites.get(site.parent.0) };
            columns.site_parent.push(parent);
            columns.site_region.push(texts.symbol(site.region.0));
            columns.site_country.push(texts.symbol(site.country.0));
            columns.site_latitude.push(texts.symbol(site.latitude.0));
            columns.site_longitude.push(texts.symbol(site.longitude.0));
            columns.site_time_zone.push(texts.symbol(site.time_zone.0));
        }
    }

    fn lots(&self, records: &[(u32, LotRecord)], texts: &Texts, columns: &mut Columns) {
        let names = self.sources.names;
        let mut codes = CodeDictionary::default();
        for key in &names.keys {
            codes.push(names.symbols.get(key.code));
        }
        (columns.code_blocks, columns.code_bytes) = (codes.blocks, codes.bytes);
        columns.lot_by_rank = self.id_of.to_vec();
        columns.lot_rank = vec![0; self.id_of.len()];
        for (rank, id) in self.id_of.iter().enumerate() {
            columns.lot_rank[*id as usize] = rank as u32;
        }
        columns.lot_product = self.keys.iter().map(|key| key.product).collect();
        let lots = self.keys.len();
        for column in [
            &mut columns.lot_produced,
            &mut columns.lot_received,
            &mut columns.lot_best_before,
            &mut columns.lot_use_by,
        ] {
            *column = vec![0; lots];
        }
        let (mut supplier, mut supplier_lot) = (SparseBuilder::new(), SparseBuilder::new());
        let mut ordered: Vec<&(u32, LotRecord)> = records.iter().collect();
        ordered.par_sort_unstable_by_key(|(lot, _)| *lot);
        for (lot, record) in ordered {
            let at = *lot as usize;
            let index = |day: Option<i32>| {
                day.map_or(0, |day| columns.day_value.partition_point(|d| *d < day) as u16)
            };
            columns.lot_produced[at] = index(record.produced);
            columns.lot_received[at] = index(record.received);
            columns.lot_best_before[at] = index(record.best_before);
            columns.lot_use_by[at] = index(record.use_by);
            columns.lot_flags[at] |= lot_flag::NAMED;
            if record.supplier.0 != 0 {
                supplier.set(at, texts.symbol(record.supplier.0));
            }
            if record.supplier_lot.0 != 0 {
                supplier_lot.set(at, texts.symbol(record.supplier_lot.0));
            }
        }
        (columns.lot_supplier_bits, columns.lot_supplier_rank, columns.lot_supplier_value) =
            (supplier.bits, supplier.rank, supplier.values);
        (columns.lot_supplier_lot_bits, columns.lot_supplier_lot_rank, columns.lot_supplier_lot_value) =
            (supplier_lot.bits, supplier_lot.rank, supplier_lot.values);
        for order in self.master.orders.iter().filter(|order| order.product.0 != 0 && order.lot.0 != 0) {
            let lot = self.lot_id(names.lot_key(order.product, order.lot));
            columns.lot_flags[lot as usize] |= lot_flag::NAMED;
        }
    }

    fn statements(&self, texts: &Texts, columns: &mut Columns) {
        let (events, corrections) = (self.sources.events, self.sources.corrections);
        let text = |ordinal: u32| texts.string(&self.sources.names.symbols, events.id(ordinal));
        for count in &self.statements.counts {
            let positions =
                columns.lot_positions[count.lot as usize]..columns.lot_positions[count.lot as usize + 1];
            let at = positions.clone().find(|p| columns.position_site[*p as usize] == count.site);
            columns.count_position.push(at.unwrap_or(positions.start));
            columns.count_end.push(events.row(count.ordinal).time.end());
            columns.count_quantity.push(count.quantity);
            columns.count_recorded.push(recorded(events, count.ordinal));
            columns.count_until.push(corrections.until(count.ordinal));
            columns.count_event.push(text(count.ordinal));
        }
        for (site, ordinal) in &self.statements.cleans {
            columns.clean_site.push(*site);
            columns.clean_start.push(events.row(*ordinal).time.start);
            columns.clean_end.push(events.row(*ordinal).time.end());
            columns.clean_recorded.push(recorded(events, *ordinal));
            columns.clean_until.push(corrections.until(*ordinal));
            columns.clean_event.push(text(*ordinal));
        }
        for status in &self.statements.statuses {
            let row = events.row(status.ordinal);
            columns.status_product.push(status.product);
            columns.status_lot.push(status.lot);
            columns.status_site.push(status.site);
            columns.status_kind.push(status.kind as u8);
            columns.status_start.push(row.time.start);
            columns.status_end.push(row.time.end());
            columns.status_case.push(texts.symbol(row.document.0));
            columns.status_recorded.push(recorded(events, status.ordinal));
            columns.status_until.push(corrections.until(status.ordinal));
            columns.status_event.push(text(status.ordinal));
        }
    }

    fn others_and_orders(&self, texts: &Texts, columns: &mut Columns) {
        let (events, corrections) = (self.sources.events, self.sources.corrections);
        let symbols = &self.sources.names.symbols;
        let mut others: Vec<(u32, OtherKind, u32)> = self
            .others
            .iter()
            .map(|other| (texts.string(symbols, events.id(other.ordinal)), other.kind, other.ordinal))
            .collect();
        others.sort_unstable();
        for (event, kind, ordinal) in others {
            let row = events.row(ordinal);
            columns.other_event.push(event);
            columns.other_kind.push(kind as u8);
            columns.other_start.push(row.time.start);
            columns.other_end.push(row.time.end());
            columns.other_recorded.push(recorded(events, ordinal));
            columns.other_until.push(corrections.until(ordinal));
            columns.other_reference.push(texts.string(symbols, events.reference(ordinal)));
        }
        let names = self.sources.names;
        let mut orders: Vec<_> = self
            .master
            .orders
            .iter()
            .filter(|order| order.product.0 != 0)
            .map(|order| {
                let product = names.products.get(order.product.0);
                let lot = if order.lot.0 == 0 {
                    NONE
                } else {
                    self.lot_id(names.lot_key(order.product, order.lot))
                };
                let scale = self.sources.measures.scale[product as usize];
                let quantity = order.quantity.and_then(|q| products::rescale(q, scale)).unwrap_or(i64::MIN);
                let site = if order.site.0 == 0 { NONE } else { names.sites.get(order.site.0) };
                (
                    texts.symbol(order.order.0),
                    texts.symbol(order.customer.0),
                    product,
                    lot,
                    quantity,
                    site,
                    u8::from(order.shipped),
                )
            })
            .collect();
        orders.sort_unstable();
        orders.dedup();
        for (code, customer, product, lot, quantity, site, shipped) in orders {
            columns.order_code.push(code);
            columns.order_customer.push(customer);
            columns.order_product.push(product);
            columns.order_lot.push(lot);
            columns.order_quantity.push(quantity);
            columns.order_site.push(site);
            columns.order_shipped.push(shipped);
        }
    }

    fn count(&self, columns: &mut Columns) {
        columns.counts[counts::READ..counts::READ + 6].copy_from_slice(&self.counts);
        columns.counts[counts::LOADED] = self.sources.events.len() as u64;
        columns.counts[counts::REPEATED] = self.sources.events.repeated;
        columns.counts[counts::REJECTED] = self.rejected;
        columns.counts[counts::EVENTS] = self.event_ids;
        debug_assert_eq!(
            columns.position_flags.iter().filter(|f| **f & position_flag::SOLD != 0).count(),
            columns.position_site.iter().filter(|s| **s == NONE).count()
        );
    }
}

/// Keeps a number in 32 bits where it fits, and beside where it does not.
fn push_small(
    value: Option<i64>,
    index: u32,
    small: &mut Vec<i32>,
    big_index: &mut Vec<u32>,
    big: &mut Vec<i64>,
) {
    match value {
        None => small.push(i32::MIN),
        Some(value) => match i32::try_from(value) {
            Ok(fits) if fits != i32::MIN && fits != i32::MAX => small.push(fits),
            Ok(_) | Err(_) => {
                small.push(i32::MAX);
                big_index.push(index);
                big.push(value);
            }
        },
    }
}

//! Columns of what moves nothing: counts, cleanings, statuses, other events, orders.

use engine::model::{Columns, NONE, OtherKind, SparseBuilder};
use rayon::prelude::*;

use super::Fill;
use super::positions::site_of;
use super::texts::Texts;
use crate::assemble::corrections::recorded;
use crate::assemble::drafts::NEVER;
use crate::assemble::products;
use crate::row::Nanos;

/// Sets a cell, unless it holds what an empty one stands for.
fn set_unless(column: &mut SparseBuilder<Nanos>, index: usize, value: Nanos, usual: Nanos) {
    if value != usual {
        column.set(index, value);
    }
}

impl Fill<'_> {
    /// Counts, cleanings and statuses.
    pub(super) fn statements(&self, texts: &Texts, columns: &mut Columns) {
        let (events, corrections) = (self.sources.events, self.sources.corrections);
        let text = |ordinal: u32| texts.string(events.id(ordinal));
        let (mut known, mut void) = (SparseBuilder::new(), SparseBuilder::new());
        for (index, count) in self.statements.counts.iter().enumerate() {
            let positions =
                columns.lot_positions[count.lot as usize]..columns.lot_positions[count.lot as usize + 1];
            let at = positions.clone().find(|position| site_of(columns, *position as usize) == count.site);
            columns.count_position.push(at.unwrap_or(positions.start));
            let end = events.row(count.ordinal).time.end();
            columns.count_end.push(end);
            columns.count_quantity.push(count.quantity);
            set_unless(&mut known, index, recorded(events, count.ordinal), end);
            set_unless(&mut void, index, corrections.until(count.ordinal), NEVER);
            columns.count_event.push(text(count.ordinal));
        }
        (columns.count_recorded_bits, columns.count_recorded_rank, columns.count_recorded_value) =
            (known.bits, known.rank, known.values);
        (columns.count_until_bits, columns.count_until_rank, columns.count_until_value) =
            (void.bits, void.rank, void.values);
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
            columns.status_case.push(texts.string(events.document(status.ordinal)));
            columns.status_recorded.push(recorded(events, status.ordinal));
            columns.status_until.push(corrections.until(status.ordinal));
            columns.status_event.push(text(status.ordinal));
        }
    }

    /// Events without rows, by their id.
    pub(super) fn others(&self, texts: &Texts, columns: &mut Columns) {
        let (events, corrections) = (self.sources.events, self.sources.corrections);
        let mut others: Vec<(u32, OtherKind, u32)> = self
            .others
            .par_iter()
            .map(|other| (texts.string(events.id(other.ordinal)), other.kind, other.ordinal))
            .collect();
        others.par_sort_unstable();
        let (mut known, mut void) = (SparseBuilder::new(), SparseBuilder::new());
        let mut reference = SparseBuilder::new();
        for (index, (event, kind, ordinal)) in others.into_iter().enumerate() {
            let row = events.row(ordinal);
            let (start, span) = (row.time.start, row.time.span);
            columns.other_event.push(event);
            columns.other_kind.push(kind as u8);
            columns.other_start.push(start);
            columns.other_span.push(span);
            set_unless(&mut known, index, recorded(events, ordinal), row.time.end());
            set_unless(&mut void, index, corrections.until(ordinal), NEVER);
            let target = events.reference(ordinal);
            if !target.is_empty() {
                reference.set(index, texts.string(target));
            }
        }
        if columns.other_span.iter().all(|span| *span == 0) {
            columns.other_span = Vec::new();
        }
        (columns.other_recorded_bits, columns.other_recorded_rank, columns.other_recorded_value) =
            (known.bits, known.rank, known.values);
        (columns.other_until_bits, columns.other_until_rank, columns.other_until_value) =
            (void.bits, void.rank, void.values);
        (columns.other_reference_bits, columns.other_reference_rank, columns.other_reference_value) =
            (reference.bits, reference.rank, reference.values);
    }

    /// Orders, by code.
    pub(super) fn orders(&self, texts: &Texts, columns: &mut Columns) {
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
}

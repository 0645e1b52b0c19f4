//! Columns of products, sites and lots.

use engine::model::{Columns, NONE, SparseBuilder, halves, lot_flag};
use rayon::prelude::*;

use super::positions::Days;
use super::texts::Texts;
use super::{Fill, codes};
use crate::assemble::master::LotRecord;
use crate::assemble::products;
use crate::row::Symbol;

impl Fill<'_> {
    /// Products, by code.
    pub(super) fn products(&self, texts: &Texts, columns: &mut Columns) {
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

    /// Sites, by code.
    pub(super) fn sites(&self, texts: &Texts, columns: &mut Columns) {
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

    /// Lots: codes by rank, all else by id.
    pub(super) fn lots(&self, texts: &Texts, columns: &mut Columns) {
        let names = self.sources.names;
        (columns.code_blocks, columns.code_bytes) =
            codes::dictionary(names.keys.len(), |rank| names.symbols.get(names.keys[rank].code));
        columns.lot_by_rank = self.lots.id_of.to_vec();
        columns.lot_rank = vec![0; self.lots.id_of.len()];
        for (rank, id) in self.lots.id_of.iter().enumerate() {
            columns.lot_rank[*id as usize] = rank as u32;
        }
        (columns.lot_product, columns.lot_product_high) =
            halves(self.lots.keys.iter().map(|key| key.product));
        let lots = self.lots.keys.len();
        for column in [
            &mut columns.lot_produced,
            &mut columns.lot_received,
            &mut columns.lot_best_before,
            &mut columns.lot_use_by,
        ] {
            *column = vec![0; lots];
        }
        let (mut supplier, mut supplier_lot) = (SparseBuilder::new(), SparseBuilder::new());
        let mut ordered: Vec<&(u32, LotRecord)> = self.records.iter().collect();
        ordered.par_sort_unstable_by_key(|(lot, _)| *lot);
        for (lot, record) in ordered {
            let at = *lot as usize;
            let index = |day: Option<i32>| day.map_or(0, |day| columns.day_index(day));
            let (produced, received) = (index(record.produced), index(record.received));
            let (best_before, use_by) = (index(record.best_before), index(record.use_by));
            columns.lot_produced[at] = produced;
            columns.lot_received[at] = received;
            columns.lot_best_before[at] = best_before;
            columns.lot_use_by[at] = use_by;
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
}

//! Lengths, offsets and ranks: what every other check relies on.

use super::laws::{Sections, ensure, length, lists, offsets, optional, sparse};
use super::{Law, ModelError};
use crate::model::{NONE, POSITIONS_PER_STEP, Sparse, View, counts, fold_bucket_count};

pub(super) fn check(view: &View<'_>) -> Law {
    length("meta.counts", view.counts, counts::LEN)?;
    dictionaries(view)?;
    master(view)?;
    lots(view)?;
    rows(view)?;
    old_rows(view)?;
    nodes(view)?;
    positions(view)?;
    statements(view)?;
    sparse_columns(view)
}

/// What ids count must leave room for "none".
fn countable(section: &'static str, count: usize) -> Law {
    ensure(count < NONE as usize, section, "there is more than ids can name")
}

fn dictionaries(view: &View<'_>) -> Law {
    let texts = view.text_ends.len();
    countable("text.ends", texts)?;
    ensure(texts > 0 && view.text_ends.get(0) == 0, "text.ends", "text 0 is not the empty one")?;
    offsets("text.ends", view.text_ends, texts - 1, 0..=view.text_bytes.len() as u64)?;
    let days = view.day_value.len();
    ensure((1..=1 << 16).contains(&days), "day.value", "its length is not that of a dictionary")?;
    let spans = view.span_value.len();
    ensure((1..=1 << 8).contains(&spans), "span.value", "its length is not that of a dictionary")
}

fn master(view: &View<'_>) -> Law {
    let products = view.product_code.len();
    countable("product.code", products)?;
    length("product.name", view.product_name, products)?;
    length("product.category", view.product_category, products)?;
    length("product.unit", view.product_unit, products)?;
    length("product.scale", view.product_scale, products)?;
    length("product.shelf_life", view.product_shelf_life, products)?;
    length("product.cost", view.product_cost, products)?;
    length("product.cost_scale", view.product_cost_scale, products)?;
    length("product.flags", view.product_flags, products)?;
    length("product.reorder", view.product_reorder, products)?;
    length("gtin.product", view.gtin_product, view.gtin_value.len())?;
    let sites = view.site_code.len();
    countable("site.code", sites)?;
    length("site.name", view.site_name, sites)?;
    length("site.kind", view.site_kind, sites)?;
    length("site.gln", view.site_gln, sites)?;
    length("site.parent", view.site_parent, sites)?;
    length("site.region", view.site_region, sites)?;
    length("site.country", view.site_country, sites)?;
    length("site.latitude", view.site_latitude, sites)?;
    length("site.longitude", view.site_longitude, sites)?;
    length("site.time_zone", view.site_time_zone, sites)
}

fn lots(view: &View<'_>) -> Law {
    let lots = view.lot_product.len();
    countable("lot.product", lots)?;
    length("lot.rank", view.lot_rank, lots)?;
    length("lot.by_rank", view.lot_by_rank, lots)?;
    length("lot.code.blocks", view.code_blocks, lots.div_ceil(16))?;
    length("lot.flags", view.lot_flags, lots)?;
    length("lot.produced", view.lot_produced, lots)?;
    length("lot.received", view.lot_received, lots)?;
    length("lot.best_before", view.lot_best_before, lots)?;
    length("lot.use_by", view.lot_use_by, lots)?;
    offsets("product.lots", view.product_lots, view.product_code.len(), 0..=lots as u32)?;
    length("lot.rows", view.lot_rows, lots + 1)?;
    let current = u64::from(view.lot_rows.get(lots));
    ensure(
        current == view.counts.get(counts::ROWS),
        "lot.rows",
        "it ends elsewhere than the rows that count",
    )?;
    offsets("lot.rows", view.lot_rows, lots, 0..=current as u32)?;
    offsets("lot.positions", view.lot_positions, lots, 0..=view.position_site.len() as u32)?;
    optional("lot.product.high", view.lot_product_high, lots)?;
    let lists = |starts: usize| starts.checked_sub(1);
    let consumed = lists(view.lot_consumed_start.len());
    let consumed = consumed.ok_or_else(|| no_offsets("lot.consumed.start"))?;
    offsets("lot.consumed.start", view.lot_consumed_start, consumed, 0..=view.consumed_node.len() as u32)?;
    let made = lists(view.lot_made_start.len()).ok_or_else(|| no_offsets("lot.made.start"))?;
    offsets("lot.made.start", view.lot_made_start, made, 0..=view.made_node.len() as u32)?;
    length("fold.lot", view.fold_lot, lots)?;
    offsets("fold.bucket", view.fold_bucket, fold_bucket_count(lots), 0..=lots as u32)
}

fn rows(view: &View<'_>) -> Law {
    let rows = view.row_time.len();
    countable("row.time", rows)?;
    ensure(view.current_rows() <= rows, "lot.rows", "it ends past the last row")?;
    optional("row.nanos", view.row_nanos, rows)?;
    length("row.kind", view.row_kind, rows)?;
    length("row.place", view.row_place, rows)?;
    optional("row.place.high", view.row_place_high, rows)?;
    length("row.quantity", view.row_quantity, rows)?;
    length("big.value", view.big_value, view.big_row.len())?;
    length("row.id.blocks", view.id_blocks, rows.div_ceil(16))?;
    length("row.document.blocks", view.document_blocks, rows.div_ceil(16))?;
    optional("row.arrival.nanos", view.row_arrival_nanos, view.row_arrival_value.len())?;
    length("row.to", view.row_to, view.row_arrival_value.len())?;
    optional("row.to.high", view.row_to_high, view.row_arrival_value.len())
}

fn old_rows(view: &View<'_>) -> Law {
    let (current, rows) = (view.current_rows(), view.row_time.len());
    offsets("old.start", view.old_start, view.old_lot.len(), current as u32..=rows as u32)?;
    length("old.until", view.old_until, rows - current)?;
    length("old.voided", view.old_voided, rows - current)
}

fn nodes(view: &View<'_>) -> Law {
    let nodes = view.node_kind.len();
    countable("node.kind", nodes)?;
    length("node.time", view.node_time, nodes)?;
    optional("node.nanos", view.node_nanos, nodes)?;
    optional("node.span", view.node_span, nodes)?;
    length("node.outs", view.node_outs, nodes)?;
    countable("leg.row", view.leg_row.len())?;
    length("leg.lot", view.leg_lot, view.leg_row.len())?;
    offsets("node.legs", view.node_legs, nodes, 0..=view.leg_row.len() as u32)?;
    let sets = view.hazard_sets.len();
    ensure(sets > 0, "hazard.sets", "its length is not that of offsets")?;
    offsets("hazard.sets", view.hazard_sets, sets - 1, 0..=view.hazard_text.len() as u32)
}

fn positions(view: &View<'_>) -> Law {
    let positions = view.position_site.len();
    countable("position.site", positions)?;
    optional("position.site.high", view.position_site_high, positions)?;
    length("position.untrusted", view.position_untrusted, positions.div_ceil(64))?;
    length("position.received", view.position_received, view.position_books_value.len())?;
    length("position.lot", view.position_lot, positions.div_ceil(POSITIONS_PER_STEP))?;
    length("big.books", view.big_books, view.big_position.len())?;
    let shelves = view.shelf_site.len();
    length("shelf.product", view.shelf_product, shelves)?;
    length("shelf.stocked", view.shelf_stocked, shelves)?;
    offsets("shelf.stock", view.shelf_stock, shelves, 0..=view.stock_use_by.len() as u32)?;
    offsets("shelf.start", view.shelf_start, shelves, 0..=view.shelf_position.len() as u32)?;
    let days = view.expiring_day.len();
    offsets("expiring.start", view.expiring_start, days, 0..=view.expiring_position.len() as u32)
}

fn statements(view: &View<'_>) -> Law {
    let counts = view.count_position.len();
    length("count.end", view.count_end, counts)?;
    length("count.quantity", view.count_quantity, counts)?;
    length("count.event", view.count_event, counts)?;
    let cleans = view.clean_site.len();
    length("clean.start", view.clean_start, cleans)?;
    length("clean.end", view.clean_end, cleans)?;
    length("clean.recorded", view.clean_recorded, cleans)?;
    length("clean.until", view.clean_until, cleans)?;
    length("clean.event", view.clean_event, cleans)?;
    let statuses = view.status_product.len();
    length("status.lot", view.status_lot, statuses)?;
    length("status.site", view.status_site, statuses)?;
    length("status.kind", view.status_kind, statuses)?;
    length("status.start", view.status_start, statuses)?;
    length("status.end", view.status_end, statuses)?;
    length("status.case", view.status_case, statuses)?;
    length("status.recorded", view.status_recorded, statuses)?;
    length("status.until", view.status_until, statuses)?;
    length("status.event", view.status_event, statuses)?;
    others(view)
}

fn others(view: &View<'_>) -> Law {
    let others = view.other_event.len();
    length("other.kind", view.other_kind, others)?;
    length("other.start", view.other_start, others)?;
    optional("other.span", view.other_span, others)?;
    let orders = view.order_code.len();
    length("order.customer", view.order_customer, orders)?;
    length("order.product", view.order_product, orders)?;
    length("order.lot", view.order_lot, orders)?;
    length("order.quantity", view.order_quantity, orders)?;
    length("order.site", view.order_site, orders)?;
    length("order.shipped", view.order_shipped, orders)?;
    let anomalies = view.anomaly_kind.len();
    length("anomaly.event", view.anomaly_event, anomalies)?;
    length("anomaly.lot", view.anomaly_lot, anomalies)?;
    length("anomaly.site", view.anomaly_site, anomalies)?;
    length("anomaly.detail", view.anomaly_detail, anomalies)?;
    let bitmaps = view.bitmap_key.len();
    length("bitmap.dimension", view.bitmap_dimension, bitmaps)?;
    offsets("bitmap.start", view.bitmap_start, bitmaps, 0..=view.bitmap_bytes.len() as u64)?;
    length("option.identity", view.option_identity, 1)
}

/// Sections `NAME.bits`, `NAME.rank` and the values.
macro_rules! sections {
    ($name:literal, $values:literal) => {
        Sections {
            bits: concat!($name, ".bits"),
            rank: concat!($name, ".rank"),
            values: concat!($name, $values),
        }
    };
}

fn sparse_columns(view: &View<'_>) -> Result<(), ModelError> {
    let (lots, rows, nodes) = (view.lot_product.len(), view.row_time.len(), view.node_kind.len());
    let supplier = Sparse::new(view.lot_supplier_bits, view.lot_supplier_rank, view.lot_supplier_value);
    sparse(sections!("lot.supplier", ".value"), supplier, lots)?;
    let supplier_lot =
        Sparse::new(view.lot_supplier_lot_bits, view.lot_supplier_lot_rank, view.lot_supplier_lot_value);
    sparse(sections!("lot.supplier_lot", ".val"), supplier_lot, lots)?;
    let node = Sparse::new(view.row_node_bits, view.row_node_rank, view.row_node_value);
    sparse(sections!("row.node", ".value"), node, rows)?;
    let span = Sparse::new(view.row_span_bits, view.row_span_rank, view.row_span_value);
    sparse(sections!("row.span", ".value"), span, rows)?;
    let wide = Sparse::new(view.row_wide_bits, view.row_wide_rank, view.row_wide_value);
    sparse(sections!("row.wide", ".value"), wide, rows)?;
    let spans = (view.row_arrival_span_bits, view.row_arrival_span_rank, view.row_arrival_span_value);
    let arrivals = view.row_arrival_value.len();
    sparse(sections!("row.arrival.span", ".val"), Sparse::new(spans.0, spans.1, spans.2), arrivals)?;
    let books = Sparse::new(view.position_books_bits, view.position_books_rank, view.position_books_value);
    sparse(sections!("position.books", ".value"), books, view.position_count())?;
    let arrival = Sparse::new(view.row_arrival_bits, view.row_arrival_rank, view.row_arrival_value);
    sparse(sections!("row.arrival", ".value"), arrival, rows)?;
    let recorded = Sparse::new(view.row_recorded_bits, view.row_recorded_rank, view.row_recorded_value);
    sparse(sections!("row.recorded", ".value"), recorded, rows)?;
    let destination =
        Sparse::new(view.row_destination_bits, view.row_destination_rank, view.row_destination_value);
    sparse(sections!("row.destination", ".value"), destination, rows)?;
    let party = Sparse::new(view.row_party_bits, view.row_party_rank, view.row_party_value);
    sparse(sections!("row.party", ".value"), party, rows)?;
    let hazard = Sparse::new(view.node_hazard_bits, view.node_hazard_rank, view.node_hazard_value);
    sparse(sections!("node.hazard", ".value"), hazard, nodes)?;
    let consumed = (view.lot_consumed_bits, view.lot_consumed_rank, view.lot_consumed_start);
    lists(sections!("lot.consumed", ".start"), Sparse::new(consumed.0, consumed.1, consumed.2), lots)?;
    let made = Sparse::new(view.lot_made_bits, view.lot_made_rank, view.lot_made_start);
    lists(sections!("lot.made", ".start"), made, lots)?;
    sparse_statements(view)
}

fn sparse_statements(view: &View<'_>) -> Law {
    let counts = view.count_position.len();
    let recorded = (view.count_recorded_bits, view.count_recorded_rank, view.count_recorded_value);
    sparse(sections!("count.recorded", ".value"), Sparse::new(recorded.0, recorded.1, recorded.2), counts)?;
    let until = Sparse::new(view.count_until_bits, view.count_until_rank, view.count_until_value);
    sparse(sections!("count.until", ".value"), until, counts)?;
    let others = view.other_event.len();
    let recorded = (view.other_recorded_bits, view.other_recorded_rank, view.other_recorded_value);
    sparse(sections!("other.recorded", ".value"), Sparse::new(recorded.0, recorded.1, recorded.2), others)?;
    let until = Sparse::new(view.other_until_bits, view.other_until_rank, view.other_until_value);
    sparse(sections!("other.until", ".value"), until, others)?;
    let reference = (view.other_reference_bits, view.other_reference_rank, view.other_reference_value);
    sparse(sections!("other.reference", ".val"), Sparse::new(reference.0, reference.1, reference.2), others)
}

fn no_offsets(section: &'static str) -> ModelError {
    ModelError { section, what: "its length is not that of offsets" }
}

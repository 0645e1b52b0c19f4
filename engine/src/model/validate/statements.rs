//! Counts, cleanings, statuses, other events, orders, anomalies, bitmaps.

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::Law;
use super::laws::{adjacent, below, below_or_none, each, ensure, rising, small};
use crate::model::{AnomalyKind, Dimension, LotId, NONE, OtherKind, StatusKind, View};

pub(super) fn statements(view: &View<'_>) -> Law {
    let (texts, sites) = (view.text_ends.len(), view.site_code.len());
    below("count.position", view.count_position, view.position_count())?;
    below("count.event", view.count_event, texts)?;
    let count = |i: usize| (view.count_position.get(i), view.count_end.get(i));
    adjacent("count.position", view.count_position.len(), "counts are not sorted", |i, j| {
        count(i) <= count(j)
    })?;
    below("clean.site", view.clean_site, sites)?;
    below("clean.event", view.clean_event, texts)?;
    let clean = |i: usize| (view.clean_site.get(i), view.clean_start.get(i));
    adjacent("clean.site", view.clean_site.len(), "cleanings are not sorted", |i, j| clean(i) <= clean(j))?;
    statuses(view)?;
    below("other.event", view.other_event, texts)?;
    adjacent("other.event", view.other_event.len(), "it is not sorted", |i, j| {
        view.other_event.get(i) <= view.other_event.get(j)
    })?;
    small("other.kind", view.other_kind, OtherKind::ALL.len())?;
    // Seconds of 32 bits and the nanoseconds of one.
    let times = 0..(1i64 << 32) * 1_000_000_000;
    each("other.start", view.other_start, "a time is out of range", |start| times.contains(&start))?;
    below("other.reference.val", view.other_reference_value, texts)?;
    below("order.code", view.order_code, texts)?;
    below("order.customer", view.order_customer, texts)?;
    below("order.product", view.order_product, view.product_code.len())?;
    below_or_none("order.lot", view.order_lot, view.lot_count())?;
    below_or_none("order.site", view.order_site, sites)?;
    small("order.shipped", view.order_shipped, 2)?;
    small("anomaly.kind", view.anomaly_kind, AnomalyKind::ALL.len())?;
    below("anomaly.event", view.anomaly_event, texts)?;
    below_or_none("anomaly.lot", view.anomaly_lot, view.lot_count())?;
    below_or_none("anomaly.site", view.anomaly_site, sites)?;
    below("anomaly.detail", view.anomaly_detail, texts)?;
    let anomaly = |i: usize| (view.anomaly_kind.get(i), view.anomaly_event.get(i));
    adjacent("anomaly.kind", view.anomaly_kind.len(), "anomalies are not sorted", |i, j| {
        anomaly(i) <= anomaly(j)
    })?;
    below("option.pools", view.option_pools, texts)?;
    rising("option.pools", view.option_pools)?;
    small("option.identity", view.option_identity, 2)
}

fn statuses(view: &View<'_>) -> Law {
    let texts = view.text_ends.len();
    below("status.product", view.status_product, view.product_code.len())?;
    below_or_none("status.lot", view.status_lot, view.lot_count())?;
    below_or_none("status.site", view.status_site, view.site_code.len())?;
    small("status.kind", view.status_kind, StatusKind::ALL.len())?;
    below("status.case", view.status_case, texts)?;
    below("status.event", view.status_event, texts)?;
    let count = view.status_product.len();
    let of_product = |i: usize| {
        let lot = view.status_lot.get(i);
        lot == NONE || view.product_of(LotId::new(lot)).get() == view.status_product.get(i)
    };
    ensure((0..count).all(of_product), "status.lot", "it is a lot of another product")?;
    let target = |i: usize| {
        let (lot, site) = (view.status_lot.get(i), view.status_site.get(i));
        (view.status_product.get(i), lot, site, view.status_start.get(i))
    };
    adjacent("status.product", count, "statuses are not sorted", |i, j| target(i) <= target(j))
}

/// Bitmaps are sorted by dimension and key, and each is one of lots, no more and no less.
pub(super) fn bitmaps(view: &View<'_>) -> Law {
    small("bitmap.dimension", view.bitmap_dimension, Dimension::ALL.len())?;
    let key = |i: usize| (view.bitmap_dimension.get(i), view.bitmap_key.get(i));
    let count = view.bitmap_key.len();
    adjacent("bitmap.key", count, "bitmaps are not sorted", |i, j| key(i) < key(j))?;
    each("bitmap.start", view.bitmap_start, "an offset is too large", |start| {
        start <= view.bitmap_bytes.len() as u64
    })?;
    let law = |i: usize| {
        let bytes = &view.bitmap_bytes.raw()
            [view.bitmap_start.get(i) as usize..view.bitmap_start.get(i + 1) as usize];
        let mut rest = bytes;
        let Ok(bitmap) = RoaringBitmap::deserialize_from(&mut rest) else {
            return ensure(false, "bitmap.bytes", "it is no bitmap");
        };
        ensure(rest.is_empty(), "bitmap.bytes", "a bitmap ends before its bytes do")?;
        let lots = view.lot_count();
        ensure(bitmap.max().is_none_or(|lot| (lot as usize) < lots), "bitmap.bytes", "an id is out of range")
    };
    let laws: Vec<Law> = (0..count).into_par_iter().map(law).collect();
    laws.into_iter().collect()
}

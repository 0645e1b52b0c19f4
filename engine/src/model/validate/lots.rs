//! Texts, master data and lots.

use rayon::prelude::*;

use super::Law;
use super::codes::Dictionary;
use super::laws::{adjacent, below, below_or_none, each, ensure, permutation, rising, small};
use crate::model::{LotId, SiteKind, View, lot_flag};

/// Longest scale of a stored decimal.
const MAX_SCALE: u8 = 18;

/// Texts are UTF-8, distinct and sorted; days and spans too.
pub(super) fn texts(view: &View<'_>) -> Law {
    let bytes = view.text_bytes.raw();
    let Ok(text) = std::str::from_utf8(bytes) else {
        return ensure(false, "text.bytes", "it is not UTF-8");
    };
    let cut = |end: u64| text.is_char_boundary(end as usize);
    each("text.ends", view.text_ends, "a text ends inside a character", cut)?;
    let text = |i: usize| {
        let from = if i == 0 { 0 } else { view.text_ends.get(i - 1) as usize };
        &bytes[from..view.text_ends.get(i) as usize]
    };
    adjacent("text.ends", view.text_ends.len(), "texts are not sorted", |i, j| text(i) < text(j))?;
    ensure(view.day_value.get(0) == i32::MIN, "day.value", "day 0 is not none")?;
    rising("day.value", view.day_value)?;
    ensure(view.span_value.get(0) == 0, "span.value", "span 0 is not an instant")?;
    rising("span.value", view.span_value)
}

pub(super) fn master(view: &View<'_>) -> Law {
    let texts = view.text_ends.len();
    below("product.code", view.product_code, texts)?;
    rising("product.code", view.product_code)?;
    below("product.name", view.product_name, texts)?;
    below("product.category", view.product_category, texts)?;
    below("product.unit", view.product_unit, texts)?;
    each("product.scale", view.product_scale, "there are too many decimals", |scale| scale <= MAX_SCALE)?;
    each("product.cost_scale", view.product_cost_scale, "there are too many decimals", |scale| {
        scale <= MAX_SCALE
    })?;
    each("product.flags", view.product_flags, "a flag stands for nothing", |flags| {
        flags & 3 < 3 && flags >> 2 < 3
    })?;
    below("gtin.product", view.gtin_product, view.product_code.len())?;
    adjacent("gtin.value", view.gtin_value.len(), "it is not sorted", |i, j| {
        view.gtin_value.get(i) <= view.gtin_value.get(j)
    })?;
    below("site.code", view.site_code, texts)?;
    rising("site.code", view.site_code)?;
    below("site.name", view.site_name, texts)?;
    small("site.kind", view.site_kind, SiteKind::ALL.len())?;
    below("site.gln", view.site_gln, texts)?;
    below_or_none("site.parent", view.site_parent, view.site_code.len())?;
    below("site.region", view.site_region, texts)?;
    below("site.country", view.site_country, texts)?;
    below("site.latitude", view.site_latitude, texts)?;
    below("site.longitude", view.site_longitude, texts)?;
    below("site.time_zone", view.site_time_zone, texts)
}

pub(super) fn lots(view: &View<'_>) -> Law {
    let lots = view.lot_product.len();
    let product_of = |lot: usize| view.product_of(LotId::new(lot as u32)).index();
    let is_product = (0..lots).into_par_iter().all(|lot| product_of(lot) < view.product_code.len());
    ensure(is_product, "lot.product", "an id is out of range")?;
    below("lot.rank", view.lot_rank, lots)?;
    below("lot.by_rank", view.lot_by_rank, lots)?;
    let inverse = |rank: usize| view.lot_rank.get(view.lot_by_rank.get(rank) as usize) as usize == rank;
    ensure((0..lots).into_par_iter().all(inverse), "lot.by_rank", "it is not the inverse of lot.rank")?;
    let of_product = |product: usize| {
        let ranks = view.product_lots.get(product) as usize..view.product_lots.get(product + 1) as usize;
        view.lot_by_rank.range(ranks).all(|lot| product_of(lot as usize) == product)
    };
    let products = view.product_code.len();
    ensure((0..products).into_par_iter().all(of_product), "product.lots", "a lot is of another product")?;
    each("lot.flags", view.lot_flags, "a flag stands for nothing", |flags| flags < 32)?;
    let is_day = |day: u16| usize::from(day) < view.day_value.len();
    let days = [
        ("lot.produced", view.lot_produced),
        ("lot.received", view.lot_received),
        ("lot.best_before", view.lot_best_before),
        ("lot.use_by", view.lot_use_by),
    ];
    for (section, column) in days {
        each(section, column, "a day is out of range", is_day)?;
    }
    below("lot.supplier.value", view.lot_supplier_value, view.text_ends.len())?;
    below("lot.supplier_lot.val", view.lot_supplier_lot_value, view.text_ends.len())
}

pub(super) fn folds(view: &View<'_>) -> Law {
    permutation("fold.lot", view.fold_lot)
}

/// Codes parse, and rise within a product; a lot without one, and no other, is lotless, and a pool.
pub(super) fn codes(view: &View<'_>) -> Law {
    let dictionary = Dictionary {
        sections: ("lot.code.blocks", "lot.code.bytes"),
        blocks: view.code_blocks,
        bytes: view.code_bytes,
        count: view.lot_by_rank.len(),
    };
    dictionary.check(|rank, before, code| {
        let flags = view.lot_flags.get(view.lot_by_rank.get(rank) as usize);
        let lotless = flags & lot_flag::LOTLESS != 0;
        ensure(
            lotless == code.is_empty(),
            "lot.flags",
            "a lot without a code is not marked so, or one with is",
        )?;
        ensure(!lotless || flags & lot_flag::POOL != 0, "lot.flags", "a lot without a code is no pool")?;
        if before.is_none_or(|before| before < code) {
            return Ok(());
        }
        // Only where another product begins may codes fall.
        let product = |rank: usize| view.product_of(LotId::new(view.lot_by_rank.get(rank)));
        ensure(product(rank - 1) != product(rank), "lot.code.bytes", "codes of a product are not sorted")
    })
}

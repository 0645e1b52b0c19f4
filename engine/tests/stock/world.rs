//! Tables in, a snapshot and its names out.

use loader::{BuildOptions, MaxRejects, Sources, build_in_memory};
use lotrace_engine::model::{LotId, Nanos, ProductId, SiteId, View};
use lotrace_engine::{Calendar, Knowledge, Snapshot};
use lotrace_reference::Day;
use serde_json::Value;

pub(crate) const DAY: i64 = 86_400_000_000_000;

/// Every site keeps UTC.
pub(crate) struct Utc;

impl Calendar for Utc {
    fn day_end(&self, _site: SiteId, day: i32) -> Nanos {
        (i64::from(day) + 1) * DAY - 1
    }

    fn day_of(&self, _site: SiteId, at: Nanos) -> i32 {
        at.div_euclid(DAY) as i32
    }
}

/// Builds a snapshot of tables, given as (name, CSV text).
pub(crate) fn snapshot(tables: &[(&str, &str)]) -> Snapshot {
    let files = tables
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (format!("{name}.csv"), text.as_bytes().to_vec()))
        .collect();
    let options = BuildOptions { max_rejects: MaxRejects::Percent(100.0), ..BuildOptions::default() };
    let built = build_in_memory(&Sources::memory(files), &options).unwrap();
    let file = built.published.unwrap().file;
    let mut bytes = rkyv::util::AlignedVec::new();
    bytes.extend_from_slice(file.as_bytes());
    Snapshot::from_bytes(bytes).unwrap()
}

/// A day, since 1970; of a month or a year its last.
pub(crate) fn day(text: &str) -> i32 {
    i32::try_from(Day::parse_last(text).since(Day::parse_last("1970-01-01"))).unwrap()
}

/// The last moment of a day, or the instant.
pub(crate) fn moment(text: &str) -> Nanos {
    if text.len() <= 10 {
        return Utc.day_end(SiteId::new(0), day(text));
    }
    let number = |from: usize| text[from..from + 2].parse::<i64>().unwrap();
    let seconds = number(11) * 3600 + number(14) * 60 + number(17);
    let nanos = text[19..].trim_matches(['.', 'Z']);
    let nanos = format!("{nanos:0<9}").parse::<i64>().unwrap();
    i64::from(day(&text[..10])) * DAY + seconds * 1_000_000_000 + nanos
}

/// `mantissa / 10^scale` in its shortest form.
pub(crate) fn decimal(mantissa: impl Into<i128>, scale: u8) -> String {
    lotrace_engine::Decimal::new(mantissa.into(), u32::from(scale)).to_string()
}

pub(crate) fn lot_named(view: &View<'_>, name: &str) -> Option<LotId> {
    let (product, code) = name.split_once('/').unwrap();
    view.find_lot(view.find_product(product)?, code)
}

pub(crate) fn scale(view: &View<'_>, product: ProductId) -> u8 {
    view.product_scale.get(product.index())
}

pub(crate) fn knowledge(ask: &Value) -> Knowledge {
    Knowledge { until: ask["as_known"].as_str().map(moment) }
}

/// A day as the tables write it.
pub(crate) fn written(day: i32) -> String {
    Day::parse_last("1970-01-01").plus(i64::from(day)).to_string()
}

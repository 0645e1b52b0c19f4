//! Files whose checksums are right and whose content is not: refused, or harmless.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lotrace_engine::model::{
    BEGINNING, Dimension, END, LotId, NodeId, PositionId, ProductId, RowId, SiteId, TextId, View,
};
use lotrace_engine::{
    Amount, BalanceAsk, ClosureQuery, ClosureScratch, CountAsk, Direction, Element, ElementType, ExpiringAsk,
    GroupBy, Knowledge, LowStockAsk, OnHandAsk, OpenError, PickAsk, PickRule, PickScratch, Selection,
    Snapshot, SnapshotFile, SnapshotWriter, audit_count, balance, closure, expiring, find, group_expiring,
    in_transit, low_stock, on_hand, one_down, one_up, pick, resolve, sites_below,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::fixture::creamery;
use crate::world::{Utc, moment};

/// A number that columns hold.
trait Cell: Element {
    fn of(number: i128) -> Self;
    fn number(self) -> i128;
    const EXTREMES: [i128; 2];
}

macro_rules! cells {
    ($($cell:ty)*) => {$(
        impl Cell for $cell {
            fn of(number: i128) -> Self {
                number as Self
            }

            fn number(self) -> i128 {
                i128::from(self)
            }

            const EXTREMES: [i128; 2] = [<$cell>::MIN as i128, <$cell>::MAX as i128];
        }
    )*};
}

cells! { u8 u16 u32 u64 i32 i64 }

/// Ways to damage a column.
const WAYS: usize = 14;

fn damage<T: Cell>(values: &mut Vec<T>, way: usize, random: &mut StdRng) {
    if values.is_empty() || way == 0 {
        values.push(T::of(0));
        return;
    }
    let at = random.random_range(0..values.len());
    let number = values[at].number();
    match way {
        1 => drop(values.pop()),
        2 => values.clear(),
        3 => values.push(values[values.len() - 1]),
        4 => values[at] = T::of(T::EXTREMES[0]),
        5 => values[at] = T::of(T::EXTREMES[1]),
        6 => values[at] = T::of(number + 1),
        7 => values[at] = T::of(number - 1),
        8 => values[at] = T::of(T::EXTREMES[1] - 1),
        9 => values[at] = T::of(i128::from(random.random_range(0..12u8))),
        10 => values.reverse(),
        11 => values.swap(at, 0),
        12 => values[at] = T::of(number ^ (1 << random.random_range(0..8u32))),
        _ => values[0] = T::of(number.wrapping_mul(3)),
    }
}

fn copy<T: Cell>(
    from: &SnapshotFile,
    name: &'static str,
    writer: &mut SnapshotWriter,
    damaged: Option<(usize, &mut StdRng)>,
) {
    let mut values: Vec<T> =
        from.section::<T>(name).unwrap().iter().map(|value| T::to_native(*value)).collect();
    if let Some((way, random)) = damaged {
        damage(&mut values, way, random);
    }
    writer.section(name, &values).unwrap();
}

/// The snapshot with one column damaged, as bytes with right checksums.
fn rewritten(
    file: &SnapshotFile,
    names: &[(&'static str, ElementType)],
    column: usize,
    way: usize,
    random: &mut StdRng,
) -> Vec<u8> {
    let mut writer = SnapshotWriter::in_memory();
    for (i, (name, element)) in names.iter().enumerate() {
        let damaged = (i == column).then_some((way, &mut *random));
        match element {
            ElementType::U8 => copy::<u8>(file, name, &mut writer, damaged),
            ElementType::U16 => copy::<u16>(file, name, &mut writer, damaged),
            ElementType::U32 => copy::<u32>(file, name, &mut writer, damaged),
            ElementType::U64 => copy::<u64>(file, name, &mut writer, damaged),
            ElementType::I32 => copy::<i32>(file, name, &mut writer, damaged),
            ElementType::I64 => copy::<i64>(file, name, &mut writer, damaged),
        }
    }
    writer.publish().unwrap().file.as_bytes().to_vec()
}

#[test]
fn a_column_written_wrongly_is_refused_or_harmless() {
    let snapshot = creamery();
    let file = snapshot.file();
    let names: Vec<(&'static str, ElementType)> =
        file.sections().map(|section| (&*section.name.to_owned().leak(), section.element)).collect();
    let mut random = StdRng::seed_from_u64(7);
    let (mut refused, mut harmless) = (0, 0);
    for column in 0..names.len() {
        for way in 0..WAYS {
            let bytes = rewritten(file, &names, column, way, &mut random);
            let mut aligned = rkyv::util::AlignedVec::new();
            aligned.extend_from_slice(&bytes);
            let case = format!("{} damaged in way {way}", names[column].0);
            let opened = catch_unwind(|| Snapshot::from_bytes(aligned))
                .unwrap_or_else(|_| panic!("{case}: opening panics"));
            match opened {
                Err(OpenError::Model(_)) => refused += 1,
                Err(other) => panic!("{case}: {other}"),
                Ok(damaged) => {
                    harmless += 1;
                    let asked = catch_unwind(AssertUnwindSafe(|| ask_everything(&damaged.view())));
                    assert!(asked.is_ok(), "{case}: a question panics");
                }
            }
        }
    }
    assert!(refused > harmless, "{refused} refused, {harmless} harmless");
}

/// Whatever the engine can be asked, at several times and with several knowledges.
fn ask_everything(view: &View<'_>) {
    read_everything(view);
    let lots: Vec<LotId> = (0..view.lot_count() as u32).map(LotId::new).collect();
    for knowledge in [
        Knowledge::ALL,
        Knowledge { until: Some(moment("2026-01-10")) },
        Knowledge { until: Some(BEGINNING) },
    ] {
        for at in [END, moment("2026-01-09"), BEGINNING] {
            on_hand(view, &OnHandAsk { at, knowledge, ..OnHandAsk::default() });
            let scope = &lots;
            balance(view, &BalanceAsk { scope, at, transit_tolerance_days: Some(1), knowledge });
            audit_count(view, &CountAsk { lots: None, at, knowledge });
            low_stock(view, &LowStockAsk { at, by_site: true, knowledge });
            for lot in &lots {
                in_transit(view, *lot, at, knowledge);
                one_up(view, *lot, at, knowledge);
                one_down(view, *lot, at, knowledge);
            }
        }
        for on in [20463, 20468, 30000] {
            ask_day(view, on, knowledge);
        }
        ask_names(view, &lots, knowledge);
    }
}

fn ask_day(view: &View<'_>, on: i32, knowledge: Knowledge) {
    let (stock, unknown) = expiring(view, &Utc, &ExpiringAsk { on, within: 400, knowledge, live: None });
    let by = [GroupBy::Site, GroupBy::Product, GroupBy::Category, GroupBy::Supplier, GroupBy::Day];
    group_expiring(view, &stock, &unknown, &by);
    let mut scratch = PickScratch::default();
    for product in (0..view.product_code.len() as u32).map(ProductId::new) {
        for site in (0..view.site_code.len() as u32).map(SiteId::new) {
            for rule in [PickRule::Fefo, PickRule::Fifo] {
                let ask = PickAsk { product, site, rule, on, min_life: Some(3), knowledge, live: None };
                pick(view, &Utc, &ask, Amount { mantissa: 5, scale: 1 }, &mut scratch);
            }
        }
    }
}

fn ask_names(view: &View<'_>, lots: &[LotId], knowledge: Knowledge) {
    for lot in lots {
        let query = ClosureQuery {
            lots: &[*lot],
            pools: &[],
            direction: Direction::Forward,
            hazard: None,
            knowledge,
        };
        closure(view, &query, &mut ClosureScratch::default());
    }
    for name in ["CHEESE/C1", "C1", "cheese/cl", "MILK/", "1M", ""] {
        resolve(view, name, knowledge);
    }
    let sites = sites_below(view, SiteId::new(0));
    let selection = Selection {
        sites: Some(&sites),
        produced: Some(i32::MIN..=i32::MAX),
        text: Some("1"),
        ..Selection::default()
    };
    find(view, &selection, 3);
    find(view, &Selection { expires: Some(0..=30000), ..Selection::default() }, 3);
}

/// Every accessor on every id.
fn read_everything(view: &View<'_>) {
    for text in 0..view.text_ends.len() as u32 {
        view.text(TextId::new(text));
    }
    for lot in (0..view.lot_count() as u32).map(LotId::new) {
        view.find_lot(view.product_of(lot), view.lot_code(lot));
        view.lot_name(lot);
        view.unit_of(lot);
        view.supplier_of(lot).map(|text| view.text(text));
        view.supplier_lot_of(lot).map(|text| view.text(text));
        view.expiry_of(lot);
        for position in view.positions_of(lot) {
            view.site_of(position).map(|site| view.site_code(site));
        }
        for row in view.rows_of(lot).chain(view.old_rows_of(lot)) {
            view.row(lot, row);
        }
    }
    for row in (0..view.row_count() as u32).map(RowId::new) {
        view.lot_of_row(row);
        view.row_recorded(row);
        view.row_until(row);
        view.row_party(row).map(|text| view.text(text));
        view.row_document(row);
        view.rows_by_event(view.row_event(row)).count();
        view.others_by_event(view.row_event(row)).count();
    }
    for position in (0..view.position_count() as u32).map(PositionId::new) {
        view.lot_of(position);
        view.books_of(position);
        view.stock_of(position);
    }
    for node in (0..view.node_count() as u32).map(NodeId::new) {
        view.node_interval(node);
        view.inputs_of(node).chain(view.outputs_of(node)).count();
        for hazard in view.hazards_of(node) {
            view.text(hazard);
        }
    }
    for other in 0..view.other_event.len() {
        view.text(view.other_event(other).reference);
    }
    for anomaly in view.anomalies() {
        view.text(anomaly.detail);
        anomaly.lot.map(|lot| view.lot_name(lot));
    }
    for dimension in Dimension::ALL {
        view.bitmaps(dimension, 0..=u32::MAX);
    }
    for site in (0..view.site_code.len() as u32).map(SiteId::new) {
        view.site_kind(site);
        view.site_parent(site).map(|site| view.site_code(site));
    }
}

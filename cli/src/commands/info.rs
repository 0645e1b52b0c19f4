//! `lotrace info`: what a snapshot holds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ask::{Answer, Cell, CellType, Column, Sheet};
use clap::Args;
use engine::model::{View, counts};
use engine::{FORMAT_VERSION, Snapshot};

use super::question::open;
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// What a snapshot holds: things, rows, sections, anomalies
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The snapshot (default: --snapshot)
    #[arg(value_name = "SNAP")]
    path: Option<PathBuf>,
}

pub(crate) fn run(command: &Info, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let snapshot = open(command.path.as_deref(), common)?;
    let view = snapshot.view();
    let count = |count: usize| Cell::Count(count as u64);
    let stored = |place: usize| Cell::Count(view.counts.get(place));
    let horizon = if view.row_count() == 0 { Cell::Null } else { Cell::Time(view.horizon()) };
    let answer = Answer::new()
        .fact("snapshot", Cell::plain(snapshot.identity().short()))
        .fact("identity", Cell::plain(snapshot.identity().to_string()))
        .fact("format_version", Cell::Count(u64::from(FORMAT_VERSION)))
        .fact("bytes", count(snapshot.file().as_bytes().len()))
        .fact("products", count(view.product_code.len()))
        .fact("sites", count(view.site_code.len()))
        .fact("lots", count(view.lot_count()))
        .fact("positions", count(view.position_count()))
        .fact("events", stored(counts::EVENTS))
        .fact("event_rows_read", stored(counts::READ))
        .fact("event_rows_loaded", stored(counts::LOADED))
        .fact("event_rows_repeated", stored(counts::REPEATED))
        .fact("rows_rejected", stored(counts::REJECTED))
        .fact("movement_rows", stored(counts::ROWS))
        .fact("transforms", count((0..view.node_count()).filter(|i| view.node_kind.get(*i) == 0).count()))
        .fact("latest_moment", horizon)
        .sheet(anomalies(&view))
        .sheet(sections(&snapshot));
    write_answer(&answer, common, console)
}

fn anomalies<'a>(view: &View<'_>) -> Sheet<'a> {
    let mut kinds: BTreeMap<&'static str, u64> = BTreeMap::new();
    for anomaly in view.anomalies() {
        *kinds.entry(anomaly.kind.name()).or_default() += 1;
    }
    let columns =
        vec![Column { name: "kind", kind: CellType::Text }, Column { name: "count", kind: CellType::Count }];
    Sheet::over("anomalies", columns, kinds.into_iter().collect(), |(kind, count), cells| {
        cells.extend([Cell::plain(*kind), Cell::Count(*count)]);
    })
}

fn sections(snapshot: &Snapshot) -> Sheet<'_> {
    let columns = vec![
        Column { name: "section", kind: CellType::Text },
        Column { name: "element", kind: CellType::Text },
        Column { name: "count", kind: CellType::Count },
        Column { name: "bytes", kind: CellType::Count },
    ];
    let sections: Vec<_> = snapshot.file().sections().collect();
    Sheet::over("sections", columns, sections, |section, cells| {
        cells.extend([
            Cell::plain(section.name),
            Cell::plain(section.element.to_string()),
            Cell::Count(section.count),
            Cell::Count(section.bytes),
        ]);
    })
}

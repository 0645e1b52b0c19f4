//! Courses of events that chance alone seldom brings about.

use super::draft::{Cells, Draft, Name};

/// Dirt comes, is cleaned, and comes again while another lot stands there: what that lot gave in between was
/// saved by the clean.
pub(super) fn dirt_that_comes_back(draft: &mut Draft) {
    let (bad, other) = (draft.lot(), draft.lot());
    let site = draft.site();
    let away = draft.other_site(&site);
    let mut rows = vec![
        row("receive", 1, &bad, &site, 6),
        row("move", 2, &bad, &site, 6),
        row("clean", 3, &bad, &site, 0),
        row("receive", 4, &other, &site, 9),
        row("sell", 5, &other, &site, 2),
        row("move", 6, &bad, &away, 6),
        row("sell", 8, &other, &site, 3),
    ];
    rows[1].insert("to_site", away);
    rows[5].insert("to_site", site);
    for mut cells in rows {
        if cells["kind"] == "move" {
            cells.insert("arrived", cells["time"].clone());
        }
        if cells["kind"] == "clean" {
            cells.retain(|column, _| !["product", "lot", "quantity"].contains(column));
        }
        let id = draft.new_id();
        cells.insert("event_id", id);
        draft.add(cells);
    }
}

fn row(kind: &str, day: i64, (product, code): &Name, site: &str, quantity: i64) -> Cells {
    Cells::from([
        ("kind", kind.to_owned()),
        ("time", format!("2026-01-{day:02}T06:00:00Z")),
        ("product", product.clone()),
        ("lot", code.clone()),
        ("site", site.to_owned()),
        ("quantity", quantity.to_string()),
    ])
}

//! A draft as CSV: `events`, and sometimes the tables beside it.

use std::fmt::Write as _;

use rand::RngExt;

use super::Profile;
use super::draft::{COLUMNS, Draft};

const EXPIRIES: [&str; 7] =
    ["2026-01-03", "2026-01-05", "2026-01-06", "2026-01-08", "2026-01-12", "2026-01", "2026-02-01"];

pub(super) fn tables(draft: &mut Draft) -> Vec<(String, String)> {
    let mut tables = vec![("events".to_owned(), events(draft))];
    if draft.has_units || draft.chance(0.2) {
        tables.push(("products".to_owned(), products(draft)));
    }
    if draft.has_units {
        tables.push(("units".to_owned(), units(draft)));
    }
    if draft.chance(0.4) {
        tables.push(("sites".to_owned(), sites(draft)));
    }
    if draft.chance(0.5) {
        tables.push(("lots".to_owned(), lots(draft)));
    }
    tables
}

fn events(draft: &Draft) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for row in &draft.rows {
        let cells = COLUMNS.map(|column| row.get(column).map_or_else(String::new, |cell| quoted(cell)));
        text += &cells.join(",");
        text.push('\n');
    }
    text
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// With units, `P` is kept in kilograms; `Q` too, or in pieces, or its unit is left to its rows.
fn products(draft: &mut Draft) -> String {
    let mut text = "product,category,unit,unit_cost\n".to_owned();
    for product in draft.products.clone() {
        let unit = match (draft.has_units, &*product) {
            (false, _) => "",
            (true, "Q") => draft.second_unit,
            (true, _) => "kg",
        };
        let cost = draft.pick(&["", "2", "0.25"]);
        let category = draft.pick(&["dry", "cold"]);
        writeln!(text, "{product},{category},{unit},{cost}").expect("text can be written");
    }
    text
}

/// In dirty data nothing converts the crate of `Q`.
fn units(draft: &mut Draft) -> String {
    let mut text = "product,unit,base_per_unit\n".to_owned();
    for product in &draft.products {
        if product == "P" || !draft.second_unit.is_empty() {
            writeln!(text, "{product},g,0.001").expect("text can be written");
        }
        if draft.profile != Profile::Dirty || product == "P" {
            writeln!(text, "{product},crate,12.5").expect("text can be written");
        }
    }
    text
}

fn sites(draft: &mut Draft) -> String {
    let mut text = "site,kind\n".to_owned();
    for site in draft.sites.clone() {
        let kind = draft.pick(&["plant", "dc", "store", "supplier"]);
        writeln!(text, "{site},{kind}").expect("text can be written");
    }
    text
}

/// Dates for most lots; pools have none.
fn lots(draft: &mut Draft) -> String {
    let mut text = "product,lot,received,best_before,use_by\n".to_owned();
    let mut lots = draft.lots.clone();
    lots.sort();
    lots.dedup();
    for (product, code) in lots {
        if ["N/A", "", "MIX", "0"].contains(&&*code) || draft.chance(0.2) {
            continue;
        }
        let mut date = |share: f64| if draft.chance(share) { draft.pick(&EXPIRIES) } else { "" };
        let (best_before, use_by) = (date(0.5), date(0.5));
        let received = if draft.chance(0.2) {
            format!("2026-01-{:02}", draft.rng.random_range(1..5))
        } else {
            String::new()
        };
        writeln!(text, "{product},{code},{received},{best_before},{use_by}").expect("text can be written");
    }
    text
}

//! The events of a random network.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::Profile;
use super::draft::{Cells, Draft, Name, thousandths};
use super::motifs;

const HAZARDS: [&str; 4] = ["micro", "micro", "allergen", "allergen;micro"];

/// Writes 4 to 30 events, then the dirt; rows end up in no order.
pub(super) fn write(draft: &mut Draft) {
    let events = draft.rng.random_range(4..=30);
    if draft.profile == Profile::Exposure && draft.chance(0.5) {
        motifs::dirt_that_comes_back(draft);
    }
    for lot in draft.lots.clone() {
        if draft.chance(0.7) {
            let site = draft.site();
            receive(draft, lot, site);
        }
    }
    for _ in 0..events {
        draft.next_moment();
        event(draft);
    }
    if draft.profile == Profile::Dirty {
        repeat_rows(draft);
    }
    let mut rows = std::mem::take(&mut draft.rows);
    rows.shuffle(&mut draft.rng);
    draft.rows = rows;
}

fn event(draft: &mut Draft) {
    let roll = draft.rng.random_range(0..100);
    match (draft.profile, roll) {
        (Profile::Containers, 0..=39) => container_event(draft),
        (Profile::Exposure, 0..=17) => at_site(draft, "clean"),
        (Profile::Pools, 0..=14) => lotless_sale(draft),
        (Profile::Containers | Profile::Dirty, 40..=49) => void(draft),
        (_, 0..=9) => {
            let (lot, site) = (draft.lot(), draft.site());
            receive(draft, lot, site);
        }
        (_, 10..=37) => one_move(draft),
        (_, 38..=59) => transform(draft),
        (_, 60..=69) => outflow(draft, "sell"),
        (_, 70..=74) => customer_return(draft),
        (_, 75..=77) => outflow(draft, "destroy"),
        (_, 78..=81) => adjust(draft),
        (_, 82..=85) => count(draft),
        (_, 86..=88) => status(draft),
        (_, 89..=90) => at_site(draft, "clean"),
        (_, 91..=93) => lotless_sale(draft),
        (_, 94..=95) => void(draft),
        (_, 96..=97) => container_event(draft),
        _rest => arrive(draft),
    }
}

/// The cells that every event has; in dirty data it may share its id with an earlier one.
fn begin(draft: &mut Draft, kind: &str) -> Cells {
    let repeats = !draft.ids.is_empty() && draft.profile == Profile::Dirty && draft.chance(0.08);
    let id = if repeats { draft.pick(&draft.ids.clone()) } else { draft.new_id() };
    let mut cells = Cells::from([("event_id", id), ("kind", kind.to_owned()), ("time", draft.time(0))]);
    cells.insert("recorded", draft.recorded());
    cells
}

fn name(cells: &mut Cells, (product, code): &Name) {
    cells.insert("product", product.clone());
    cells.insert("lot", code.clone());
}

fn receive(draft: &mut Draft, lot: Name, site: String) {
    let mut cells = begin(draft, "receive");
    name(&mut cells, &lot);
    cells.insert("site", site.clone());
    if draft.chance(0.2) {
        cells.insert("party", "Smith, \"Sons\"".to_owned());
    }
    let quantity = draft.fresh();
    draft.write_quantity(&mut cells, quantity);
    draft.feed((lot, site), quantity, 0);
    draft.add(cells);
}

fn one_move(draft: &mut Draft) {
    let Some(position) = draft.stocked() else { return };
    let (quantity, to_site) = (draft.share_of(&position), draft.other_site(&position.1));
    let mut cells = begin(draft, "move");
    name(&mut cells, &position.0);
    cells.insert("site", position.1.clone());
    cells.insert("to_site", to_site.clone());
    draft.write_quantity(&mut cells, quantity);
    draft.take(&position, quantity);
    if draft.chance(0.12) {
        draft.in_transit.push(cells.clone());
    } else {
        let days = draft.rng.random_range(0..=2);
        let at_once = draft.chance(0.2);
        let arrived = if at_once { cells["time"].clone() } else { draft.time(days) };
        cells.insert("arrived", arrived);
        draft.feed((position.0, to_site), quantity, if at_once { 0 } else { days });
    }
    let second = draft.profile != Profile::Quantities && draft.chance(0.1);
    let other = second.then(|| draft.lot());
    draft.add(cells.clone());
    if let Some(other) = other {
        name(&mut cells, &other);
        draft.add(cells);
    }
}

/// An arrival, of part or all of a move, sometimes at another site.
fn arrive(draft: &mut Draft) {
    if draft.in_transit.is_empty() {
        return one_move(draft);
    }
    let moved = draft.pick(&draft.in_transit.clone());
    let mut cells = begin(draft, "arrive");
    cells.insert("ref", moved["event_id"].clone());
    if moved.contains_key("product") && draft.chance(0.5) {
        let quantity = draft.fresh();
        cells.insert("quantity", thousandths(quantity));
    }
    if draft.chance(0.2) {
        let site = draft.site();
        cells.insert("site", site);
    }
    let names_lot = !moved.contains_key("product") && draft.chance(0.5);
    if names_lot {
        let lot = draft.lot();
        name(&mut cells, &lot);
    }
    draft.add(cells);
}

fn transform(draft: &mut Draft) {
    let Some((lot, site)) = draft.stocked() else { return };
    let mut cells = begin(draft, "transform");
    cells.insert("site", site.clone());
    if draft.chance(0.2) {
        let hazards = draft.pick(&HAZARDS);
        cells.insert("hazards", hazards.to_owned());
    }
    let mut consumed = 0;
    let inputs = inputs(draft, lot, &site);
    let made = outputs(draft, &inputs);
    for lot in inputs {
        let quantity = draft.share_of(&(lot.clone(), site.clone()));
        draft.take(&(lot.clone(), site.clone()), quantity);
        consumed += quantity;
        leg(draft, &cells, "in", &lot, quantity);
    }
    let days = if draft.chance(0.2) { draft.rng.random_range(0..=2) } else { 0 };
    if days > 0 {
        let done = draft.time(days);
        cells.insert("arrived", done);
    }
    let outputs = made.len() as i64;
    for lot in made {
        let quantity = (consumed / outputs).max(1);
        leg(draft, &cells, "out", &lot, quantity);
        draft.feed((lot, site.clone()), quantity, days);
    }
}

/// One to three lots to use up at a site, the first given.
fn inputs(draft: &mut Draft, first: Name, site: &str) -> Vec<Name> {
    let mut inputs = vec![first];
    for _ in 0..draft.rng.random_range(0..=2) {
        let other = draft.lot();
        let is_there = draft.stock.get(&(other.clone(), site.to_owned())).is_some_and(|stock| *stock > 0);
        if !inputs.contains(&other) && (is_there || !draft.adds_up && draft.chance(0.4)) {
            inputs.push(other);
        }
    }
    inputs
}

/// What is made of the inputs: any lots, the same ones too; where books add up mostly lots further down the list.
fn outputs(draft: &mut Draft, inputs: &[Name]) -> Vec<Name> {
    let outputs = if draft.chance(0.03) { 0 } else { draft.rng.random_range(1..=2) };
    let lots = draft.lots.clone();
    let below = lots.iter().rposition(|lot| inputs.contains(lot)).map_or(0, |last| last + 1);
    let goes_down = draft.adds_up && below < lots.len() && draft.chance(0.9);
    (0..outputs).map(|_| draft.pick(if goes_down { &lots[below..] } else { &lots })).collect()
}

fn leg(draft: &mut Draft, event: &Cells, role: &str, lot: &Name, quantity: i64) {
    let mut cells = event.clone();
    cells.insert("role", role.to_owned());
    name(&mut cells, lot);
    draft.write_quantity(&mut cells, quantity);
    if draft.profile == Profile::Dirty && draft.chance(0.05) {
        let late = draft.recorded();
        cells.insert("recorded", late);
    }
    draft.add(cells);
}

fn outflow(draft: &mut Draft, kind: &str) {
    let Some(position) = draft.stocked() else { return };
    let quantity = draft.share_of(&position);
    let mut cells = begin(draft, kind);
    name(&mut cells, &position.0);
    cells.insert("site", position.1.clone());
    draft.write_quantity(&mut cells, quantity);
    draft.take(&position, quantity);
    draft.add(cells);
}

fn customer_return(draft: &mut Draft) {
    let sold: Vec<Cells> = draft.rows.iter().filter(|row| row["kind"] == "sell").cloned().collect();
    let (lot, site) = (draft.lot(), draft.site());
    let lot = if sold.is_empty() || draft.chance(0.1) {
        lot
    } else {
        let row = draft.pick(&sold);
        (row["product"].clone(), row["lot"].clone())
    };
    if draft.adds_up && sold.is_empty() {
        return;
    }
    let mut cells = begin(draft, "return");
    name(&mut cells, &lot);
    cells.insert("site", site.clone());
    let quantity = if draft.adds_up { 500 } else { draft.fresh() };
    draft.write_quantity(&mut cells, quantity);
    draft.feed((lot, site), quantity, 0);
    draft.add(cells);
}

fn adjust(draft: &mut Draft) {
    let Some(position) = draft.stocked() else { return };
    let mut cells = begin(draft, "adjust");
    name(&mut cells, &position.0);
    cells.insert("site", position.1.clone());
    let grows = draft.chance(if draft.adds_up { 0.1 } else { 0.5 });
    let quantity = if grows { draft.fresh() } else { -draft.share_of(&position) };
    draft.write_quantity(&mut cells, quantity);
    cells.entry("quantity").or_insert_with(|| thousandths(quantity));
    draft.feed(position, quantity, 0);
    draft.add(cells);
}

fn count(draft: &mut Draft) {
    let Some(position) = draft.stocked() else { return };
    let mut cells = begin(draft, "count");
    name(&mut cells, &position.0);
    let found =
        draft.stock.get(&position).copied().unwrap_or_default() + draft.rng.random_range(-1..=1) * 1000;
    cells.insert("site", position.1);
    cells.insert("quantity", thousandths(found.max(0)));
    draft.add(cells);
}

/// A hold, recall or release of a product, a lot, a position, or a product at a site.
fn status(draft: &mut Draft) {
    let kind = draft.pick(&["hold", "hold", "recall", "release", "release"]);
    let mut cells = begin(draft, kind);
    let (product, code) = draft.lot();
    cells.insert("product", product);
    if draft.chance(0.7) {
        cells.insert("lot", code);
    }
    if draft.chance(0.4) {
        let site = draft.site();
        cells.insert("site", site);
    }
    let case = draft.pick(&["C1", "C1", "C2", ""]);
    cells.insert("document", case.to_owned());
    draft.add(cells);
}

fn at_site(draft: &mut Draft, kind: &str) {
    let mut cells = begin(draft, kind);
    let site = draft.site();
    cells.insert("site", site);
    draft.add(cells);
}

fn lotless_sale(draft: &mut Draft) {
    let product = draft.product();
    let mut cells = begin(draft, "sell");
    name(&mut cells, &(product, String::new()));
    let site = draft.site();
    cells.insert("site", site);
    let quantity = draft.fresh() / 4;
    draft.write_quantity(&mut cells, quantity);
    draft.add(cells);
}

/// Takes back an event, mostly a known one; a void is never taken back.
fn void(draft: &mut Draft) {
    let voids: Vec<String> =
        draft.rows.iter().filter(|row| row["kind"] == "void").map(|row| row["event_id"].clone()).collect();
    let targets: Vec<String> = draft.ids.iter().filter(|id| !voids.contains(id)).cloned().collect();
    let reference =
        if targets.is_empty() || draft.chance(0.1) { "nowhere".to_owned() } else { draft.pick(&targets) };
    let id = format!("v{}", draft.rows.len());
    let mut cells = Cells::from([("event_id", id), ("kind", "void".to_owned()), ("ref", reference)]);
    cells.insert("time", draft.time(0));
    cells.insert("recorded", draft.recorded());
    let twice = draft.chance(0.1);
    draft.add(cells.clone());
    if twice {
        cells.insert("event_id", format!("w{}", draft.rows.len()));
        draft.add(cells);
    }
}

fn container_event(draft: &mut Draft) {
    let container = draft.pick(&["Z1", "Z2"]);
    let roll = draft.rng.random_range(0..10);
    if roll >= 8 {
        return arrive(draft);
    }
    let kind = ["pack", "pack", "pack", "unpack", "unpack", "move", "move", "move"][roll];
    let (lot, site) = draft.stocked().unwrap_or_else(|| (draft.lot(), draft.site()));
    let mut cells = begin(draft, kind);
    cells.insert("container", container.to_owned());
    cells.insert("site", site);
    match kind {
        "pack" => pack(draft, cells, lot),
        "unpack" => {
            if draft.chance(0.5) {
                name(&mut cells, &lot);
                let quantity = draft.fresh() / 2;
                draft.write_quantity(&mut cells, quantity);
            }
            draft.add(cells);
        }
        _moved => {
            let to_site = draft.other_site(&cells["site"]);
            cells.insert("to_site", to_site);
            if draft.chance(0.7) {
                let arrived = draft.time(1);
                cells.insert("arrived", arrived);
            } else {
                draft.in_transit.push(cells.clone());
            }
            draft.add(cells);
        }
    }
}

fn pack(draft: &mut Draft, cells: Cells, first: Name) {
    let others = draft.rng.random_range(0..=1);
    let lots: Vec<Name> = std::iter::once(first).chain((0..others).map(|_| draft.lot())).collect();
    for lot in lots {
        let mut cells = cells.clone();
        name(&mut cells, &lot);
        let quantity = draft.fresh();
        draft.write_quantity(&mut cells, quantity);
        draft.add(cells);
    }
}

/// Rows that come twice: as they are, written otherwise, or with another party.
fn repeat_rows(draft: &mut Draft) {
    for _ in 0..draft.rng.random_range(0..=3) {
        let mut cells = draft.pick(&draft.rows.clone());
        match draft.rng.random_range(0..4) {
            0 => {
                if let Some(quantity) = cells.get_mut("quantity").filter(|quantity| !quantity.contains('.')) {
                    quantity.push_str(".0");
                }
            }
            1 if cells["kind"] != "void" => {
                cells.insert("party", "someone else".to_owned());
            }
            _same => {}
        }
        draft.add(cells);
    }
}

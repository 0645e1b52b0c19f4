//! The engine's answers in the form of the goldens.

use lotrace_engine::model::{END, LotId, Nanos, SiteId, View};
use lotrace_engine::{
    Amount, BalanceAsk, BalanceRow, ClosureQuery, ClosureScratch, Direction, ExpiringAsk, GroupBy, GroupKey,
    OnHandAsk, PickAsk, PickRule, PickScratch, Resolved, balance, closure, expiring, group_expiring,
    is_known, on_hand, pick, resolve,
};
use serde_json::{Map, Value, json};

use crate::world::{self, Utc, decimal, knowledge, lot_named, moment, scale, written};

/// Answers an `ask` of the goldens; `None`: it is about something else.
pub(crate) fn answer(view: &View<'_>, ask: &Value) -> Option<Value> {
    Some(match ask["q"].as_str().unwrap() {
        "on_hand" => json!({ "on_hand": stock(view, ask, false) }),
        "on_hand_low" => json!({ "low": stock(view, ask, true) }),
        "pick" => picked(view, ask),
        "expiring" => json!({ "rows": expiring_rows(view, ask) }),
        "balance" => balanced(view, ask),
        "ambiguous" => json!({ "candidates": candidates(view, ask["code"].as_str().unwrap(), ask) }),
        "unknown" => json!({ "exit": 4, "candidates": candidates(view, ask["lot"].as_str().unwrap(), ask) }),
        _ => return None,
    })
}

pub(crate) fn at(ask: &Value) -> Nanos {
    ask["at"].as_str().map_or(END, moment)
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn stock(view: &View<'_>, ask: &Value, low: bool) -> Map<String, Value> {
    let ask = OnHandAsk { at: at(ask), knowledge: knowledge(ask), ..OnHandAsk::default() };
    let mut found = Map::new();
    for stock in on_hand(view, &ask) {
        let name = format!("{}@{}", view.lot_name(stock.lot), view.site_code(stock.site));
        let text = |quantity: i64| json!(decimal(quantity, view.scale_of(stock.lot)));
        if !low {
            found.insert(name, stock.books.map_or(Value::Null, text));
        } else if let Some(low) = stock.low
            && stock.books.is_none_or(|books| books > 0)
        {
            found.insert(name, text(low));
        }
    }
    found
}

pub(crate) fn pick_ask(view: &View<'_>, ask: &Value) -> Option<PickAsk<'static>> {
    Some(PickAsk {
        product: view.find_product(ask["product"].as_str()?)?,
        site: view.find_site(ask["site"].as_str()?)?,
        rule: if ask["rule"] == "fefo" { PickRule::Fefo } else { PickRule::Fifo },
        on: world::day(ask["on"].as_str()?),
        min_life: whole(&ask["min_life"]).map(|days| days as i32),
        knowledge: knowledge(ask),
        live: None,
    })
}

fn picked(view: &View<'_>, ask: &Value) -> Value {
    let asked = pick_ask(view, ask).unwrap();
    let quantity = Amount { mantissa: whole(&ask["quantity"]).unwrap(), scale: 0 };
    let answer = pick(view, &Utc, &asked, quantity, &mut PickScratch::default());
    let lines = answer
        .taken
        .iter()
        .map(|taken| (view.lot_name(taken.line.lot), decimal(taken.quantity, answer.scale)));
    let skipped = answer.skipped.iter().map(|skipped| (view.lot_name(skipped.lot), skipped.reason.name()));
    json!({
        "lines": lines.collect::<Vec<_>>(),
        "shortfall": decimal(answer.shortfall, answer.scale),
        "skipped": skipped.collect::<Vec<_>>(),
    })
}

fn expiring_rows(view: &View<'_>, ask: &Value) -> Vec<Value> {
    let by: Vec<&str> = ask["by"].as_str().unwrap().split(',').collect();
    let columns = by.iter().map(|name| match *name {
        "site" => GroupBy::Site,
        "product" => GroupBy::Product,
        "category" => GroupBy::Category,
        "supplier" => GroupBy::Supplier,
        "day" => GroupBy::Day,
        other => panic!("cannot group by {other}"),
    });
    let columns: Vec<GroupBy> = columns.collect();
    let asked = ExpiringAsk {
        on: world::day(ask["on"].as_str().unwrap()),
        within: whole(&ask["within"]).unwrap() as i32,
        knowledge: knowledge(ask),
        live: None,
    };
    let (stock, unknown) = expiring(view, &Utc, &asked);
    let groups = group_expiring(view, &stock, &unknown, &columns);
    let row = |group: &lotrace_engine::ExpiringGroup| {
        let cell = |key: &GroupKey| match *key {
            GroupKey::Site(site) => view.site_code(site).to_owned(),
            GroupKey::Product(product) => view.product_code(product).to_owned(),
            GroupKey::Category(text) | GroupKey::Supplier(text) => view.text(text).to_owned(),
            GroupKey::Day(day) => written(day),
        };
        let mut row: Map<String, Value> =
            by.iter().zip(&group.keys).map(|(name, key)| ((*name).to_owned(), json!(cell(key)))).collect();
        for (name, sum) in [("sellable", &group.sellable), ("held", &group.held), ("expired", &group.expired)]
        {
            row.insert(name.to_owned(), json!(sum.to_string()));
        }
        row.insert("value".to_owned(), json!(group.value.as_ref().map(ToString::to_string)));
        Value::Object(row)
    };
    groups.iter().filter(|group| !group.is_zero()).map(row).collect()
}

fn balanced(view: &View<'_>, ask: &Value) -> Value {
    let name = ask["lot"].as_str().unwrap();
    let Some(lot) = lot_named(view, name).filter(|lot| is_known(view, *lot, knowledge(ask))) else {
        return json!({ "error": "unknown" });
    };
    let mut rows: Vec<Value> =
        balance_rows(view, lot, ask).iter().map(|row| balance_row(view, row)).collect();
    rows.sort_by_key(|row| row["lot"].as_str().unwrap().to_owned());
    let own = rows.iter().find(|row| row["lot"] == name).cloned();
    json!({ "balance": own, "rows": rows })
}

pub(crate) fn balance_rows(view: &View<'_>, lot: LotId, ask: &Value) -> Vec<BalanceRow> {
    let query = ClosureQuery {
        lots: &[lot],
        pools: &[],
        direction: Direction::Forward,
        hazard: None,
        knowledge: knowledge(ask),
    };
    let mut scratch = ClosureScratch::default();
    let scope = closure(view, &query, &mut scratch);
    let ask = BalanceAsk {
        scope,
        at: at(ask),
        transit_tolerance_days: whole(&ask["transit_tolerance"]).map(|days| days as u32),
        knowledge: knowledge(ask),
    };
    balance(view, &ask)
}

fn balance_row(view: &View<'_>, row: &BalanceRow) -> Value {
    let product = view.product_of(row.lot);
    let text = |quantity: Option<i64>| quantity.map(|quantity| decimal(quantity, scale(view, product)));
    let unit = view.unit_of(row.lot);
    let percent = row.accounted_tenths().map(|tenths| {
        let sign = if tenths < 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    });
    json!({
        "lot": view.lot_name(row.lot),
        "unit": (!unit.is_empty()).then_some(unit),
        "in": text(row.into),
        "on_hand": text(row.on_hand),
        "in_transit": text(row.in_transit),
        "sold": text(row.sold),
        "returned": text(row.returned),
        "destroyed": text(row.destroyed),
        "consumed_in_scope": text(row.consumed_in_scope),
        "consumed_out_of_scope": text(row.consumed_out_of_scope),
        "count_variance": text(row.count_variance),
        "unaccounted": text(row.unaccounted),
        "accounted_percent": percent,
        "not_measured": row.not_measured,
    })
}

fn candidates(view: &View<'_>, name: &str, ask: &Value) -> Vec<String> {
    match resolve(view, name, knowledge(ask)) {
        Resolved::Found(lot) => vec![view.lot_name(lot)],
        Resolved::Ambiguous(lots) | Resolved::Unknown(lots) => {
            lots.iter().map(|lot| view.lot_name(*lot)).collect()
        }
    }
}

/// All sites by id.
pub(crate) fn sites(view: &View<'_>) -> impl Iterator<Item = SiteId> {
    (0..view.site_code.len() as u32).map(SiteId::new)
}

//! Questions of the goldens, asked of the engine by ids.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, SecondsFormat};
use engine::model::{BEGINNING, END, LotId, Nanos, PositionId, View};
use engine::{
    ClosureQuery, Direction, FlowQuery, Knowledge, Numbers, Seed, Shares, SnapshotFile, Trace, Tracer, Trust,
    window,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde_json::{Map, Value, json};

pub(crate) struct Engine {
    file: SnapshotFile,
}

fn moment(text: &str) -> (Nanos, Nanos) {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        let at = at.timestamp_nanos_opt().unwrap();
        return (at, at);
    }
    let start = |text: &str| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc()
    };
    let (from, to) = match text.len() {
        10 => (start(text), start(text) + chrono::Days::new(1)),
        7 => (start(&format!("{text}-01")), start(&format!("{text}-01")) + chrono::Months::new(1)),
        _ => (start(&format!("{text}-01-01")), start(&format!("{text}-01-01")) + chrono::Months::new(12)),
    };
    (from.timestamp_nanos_opt().unwrap(), to.timestamp_nanos_opt().unwrap() - 1)
}

fn show(at: Nanos) -> Value {
    if at == BEGINNING || at == END {
        return Value::Null;
    }
    let text = DateTime::from_timestamp_nanos(at).to_rfc3339_opts(SecondsFormat::Nanos, true);
    let whole = text.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
    json!(format!("{whole}Z"))
}

impl Engine {
    pub(crate) fn open(file: SnapshotFile) -> Engine {
        let view = View::new(&file).unwrap();
        view.validate().unwrap();
        Engine { file }
    }

    fn lot(view: &View<'_>, name: &str) -> Option<LotId> {
        let (product, code) = name.split_once('/').unwrap();
        view.find_lot(view.find_product(product)?, code)
    }

    fn place(view: &View<'_>, lot: LotId, position: PositionId) -> String {
        format!("{}@{}", view.lot_name(lot), view.site_code(view.site_of(position).unwrap()))
    }

    pub(crate) fn answer(&self, ask: &Value) -> Value {
        let view = View::new(&self.file).unwrap();
        let text = |key: &str| ask.get(key).and_then(Value::as_str);
        let knowledge = Knowledge { until: text("as_known").map(|at| moment(at).1) };
        let trust = if text("trust") == Some("strict") { Trust::Strict } else { Trust::Safe };
        let hazard = text("hazard").map(|hazard| view.find_text(hazard));
        let exposure: Vec<_> = text("exposure")
            .map(|sites| sites.split(',').filter_map(|site| view.find_site(site)).collect())
            .unwrap_or_default();
        let query = FlowQuery {
            seeds: &[],
            trust,
            hazard: hazard.flatten(),
            knowledge,
            exposure: &exposure,
            cleans: true,
        };
        let q = text("q").unwrap();
        match q {
            "lot_forward" | "lot_backward" => {
                let direction = if q == "lot_forward" { Direction::Forward } else { Direction::Backward };
                let lots: Vec<LotId> = Self::lot(&view, text("lot").unwrap()).into_iter().collect();
                let mut tracer = Tracer::new(view);
                let query =
                    ClosureQuery { lots: &lots, pools: &[], direction, hazard: query.hazard, knowledge };
                let mut names: Vec<String> =
                    tracer.closure(&query).iter().map(|lot| view.lot_name(*lot)).collect();
                names.sort();
                json!({ "lots": names })
            }
            "window" => {
                let site = view.find_site(text("site").unwrap()).unwrap();
                let (from, to) = (moment(text("from").unwrap()).0, moment(text("to").unwrap()).1);
                let present = window(&view, &query, site, from, to);
                let since: Map<String, Value> =
                    present.iter().map(|p| (Self::place(&view, p.lot, p.position), show(p.since))).collect();
                let seeds: Vec<Seed> = present
                    .iter()
                    .map(|p| Seed::Position { lot: p.lot, position: p.position, at: p.since })
                    .collect();
                let mut tracer = Tracer::new(view);
                let trace = tracer.forward(&FlowQuery { seeds: &seeds, ..query });
                json!({ "present_since": since, "forward_events": Self::events(&view, &trace).0 })
            }
            _ => self.flow(&view, ask, query),
        }
    }

    fn flow(&self, view: &View<'_>, ask: &Value, query: FlowQuery<'_>) -> Value {
        let text = |key: &str| ask.get(key).and_then(Value::as_str);
        let q = text("q").unwrap();
        let lot = || Self::lot(view, text("lot").unwrap());
        let position = |at: Nanos| {
            let lot = lot().unwrap();
            let position = view.position_at(lot, view.find_site(text("site").unwrap()).unwrap()).unwrap();
            vec![Seed::Position { lot, position, at }]
        };
        let seeds: Vec<Seed> = match q {
            "flow_forward" | "flow_possible" | "flow_backward_lot" | "affected_quantity"
                if text("site").is_none() =>
            {
                lot().map(Seed::Lot).into_iter().collect()
            }
            "flow_forward_at" | "affected_quantity" => position(moment(text("since").unwrap()).0),
            "flow_backward_at" => position(text("at").map_or(END, |at| moment(at).1)),
            _ => view
                .rows_by_event(text("event").unwrap())
                .filter(|row| {
                    let replaced = view.row_until(*row).map_or(END, |(at, _)| at);
                    query.knowledge.holds(view.row_recorded(*row), replaced)
                })
                .map(Seed::Row)
                .collect(),
        };
        let backward = q.starts_with("flow_backward");
        let mut tracer = Tracer::new(*view);
        let query = FlowQuery { seeds: &seeds, ..query };
        let excluded = if backward {
            Vec::new()
        } else {
            tracer.forward(&query);
            tracer.excluded(&query)
        };
        let trace = if backward { tracer.backward(&query) } else { tracer.forward(&query) };
        if q == "affected_quantity" {
            return Self::quantities(view, &trace);
        }
        let (events, stopped, possible) = Self::events(view, &trace);
        let listed: BTreeSet<&String> = events.iter().chain(&stopped).chain(&possible).collect();
        let mut reasons: BTreeMap<String, String> = BTreeMap::new();
        for (row, _, reason) in &excluded {
            let event = view.row_event(*row).to_owned();
            if !listed.contains(&event) {
                let best = reasons.entry(event).or_insert_with(|| reason.name().to_owned());
                let rank = |name: &str| {
                    ["VOIDED", "KILL_STEP", "CLEAN", "TIME_ORDER"].iter().position(|n| *n == name)
                };
                if rank(reason.name()) < rank(best) {
                    reason.name().clone_into(best);
                }
            }
        }
        let mut since = Map::new();
        let (mut orphans, mut exposed) = (BTreeSet::new(), BTreeSet::new());
        for reached in trace.positions() {
            let name = Self::place(view, reached.lot, reached.position);
            if reached.orphan {
                orphans.insert(name.clone());
            }
            if reached.ring == engine::Ring::Exposed {
                exposed.insert(name.clone());
            }
            since.insert(name, show(reached.label));
        }
        let lots: Map<String, Value> =
            trace.lots().iter().map(|(lot, ring)| (view.lot_name(*lot), json!(ring.name()))).collect();
        let bounds = if backward { "until" } else { "since" };
        json!({
            "events": events, "stopped_by_kill_step": stopped, "possible": possible, bounds: since,
            "orphans": orphans, "exposed": exposed, "lots": lots, "excluded": reasons,
        })
    }

    fn events(view: &View<'_>, trace: &Trace<'_, '_>) -> (Vec<String>, Vec<String>, Vec<String>) {
        let (mut certain, mut stopped, mut possible) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row in trace.rows() {
            let event = view.row_event(row.row).to_owned();
            if row.possible {
                possible.insert(event);
            } else if row.stopped {
                stopped.insert(event);
            } else {
                certain.insert(event);
            }
        }
        stopped.retain(|event| !certain.contains(event));
        possible.retain(|event| !certain.contains(event) && !stopped.contains(event));
        (certain.into_iter().collect(), stopped.into_iter().collect(), possible.into_iter().collect())
    }

    fn quantities(view: &View<'_>, trace: &Trace<'_, '_>) -> Value {
        let shares = Shares::of(trace);
        let mut moved: BTreeMap<String, Vec<(Numbers, LotId)>> = BTreeMap::new();
        for row in trace.rows().filter(|row| !row.possible) {
            if view.row_kind(row.row).event_name() != "transform" {
                let of_event = moved.entry(view.row_event(row.row).to_owned()).or_default();
                of_event.push((shares.rows[&row.row].clone(), row.lot));
            }
        }
        let moved: Map<String, Value> = moved
            .into_iter()
            .map(|(event, rows)| {
                let units: BTreeSet<&str> = rows.iter().map(|(_, lot)| view.unit_of(*lot)).collect();
                let in_units = |(numbers, lot): &(Numbers, LotId)| {
                    let unit = BigRational::new(
                        BigInt::from(1),
                        BigInt::from(10).pow(u32::from(view.scale_of(*lot))),
                    );
                    Numbers {
                        expected: numbers.expected.as_ref().map(|n| n * &unit),
                        low: &numbers.low * &unit,
                        high: numbers.high.as_ref().map(|n| n * &unit),
                    }
                };
                if units.len() > 1 {
                    return (event, json!({"expected": null, "low": null, "high": null}));
                }
                let sum = rows.iter().map(in_units).reduce(|sum, more| sum.plus(&more)).unwrap();
                (event, show_numbers(&sum))
            })
            .collect();
        let mut on_hand = Map::new();
        for reached in trace.positions() {
            let mut run = Vec::new();
            let mut legs = Vec::new();
            engine::load_run(view, reached.lot, trace.query().knowledge, &mut run);
            engine::legs_of(&run, reached.position, &mut legs);
            let books = engine::books_at(&legs, END);
            if books == Some(0) {
                continue;
            }
            let mut entry = numbers(view, reached.lot, &shares.positions[&reached.position]);
            entry["quantity"] = books.map_or(Value::Null, |q| json!(decimal(q, view.scale_of(reached.lot))));
            on_hand.insert(Self::place(view, reached.lot, reached.position), entry);
        }
        json!({ "moved": moved, "on_hand": on_hand })
    }
}

fn decimal(mantissa: i64, scale: u8) -> String {
    let ten = BigInt::from(10).pow(u32::from(scale));
    micro(&BigRational::new(BigInt::from(mantissa), ten), 0)
}

/// To six decimals, toward `way`: down, nearest, up.
fn micro(number: &BigRational, way: i8) -> String {
    let scaled = number * BigRational::from_integer(BigInt::from(1_000_000));
    let rounded = match way {
        -1 => scaled.floor(),
        1 => scaled.ceil(),
        _ => scaled.round(),
    };
    let digits = rounded.to_integer();
    let sign = if digits < BigInt::from(0) { "-" } else { "" };
    let digits = digits.magnitude().to_string();
    let digits = format!("{digits:0>7}");
    let (whole, part) = digits.split_at(digits.len() - 6);
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

fn numbers(view: &View<'_>, lot: LotId, numbers: &Numbers) -> Value {
    let unit = BigRational::from_integer(BigInt::from(10).pow(u32::from(view.scale_of(lot))));
    show_numbers(&Numbers {
        expected: numbers.expected.as_ref().map(|n| n / &unit),
        low: &numbers.low / &unit,
        high: numbers.high.as_ref().map(|n| n / &unit),
    })
}

fn show_numbers(numbers: &Numbers) -> Value {
    json!({
        "expected": numbers.expected.as_ref().map(|n| micro(n, 0)),
        "low": micro(&numbers.low, -1),
        "high": numbers.high.as_ref().map(|n| micro(n, 1)),
    })
}

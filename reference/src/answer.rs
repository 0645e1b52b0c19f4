//! From an `ask` of the goldens to its `expect`.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Zero;
use serde_json::{Map, Value, json};

use crate::backward::{Backward, Target};
use crate::balance;
use crate::books::Trust;
use crate::closure;
use crate::decimal::{self, Rounding};
use crate::flow::{Forward, Options, Seed};
use crate::ledger::Ledger;
use crate::lot::{Lot, Position};
use crate::names;
use crate::numbers::Numbers;
use crate::quantity::Quantities;
use crate::rings;
use crate::stock::{self, Expiring, Pick};
use crate::time::{Day, Moment, Span};
use crate::world::World;

impl World {
    /// Answers one `ask` of the goldens with its `expect`, all keys filled; a lot or an event that is unknown
    /// gives `{"error": "unknown"}`.
    ///
    /// # Panics
    /// On a question that is not one of the goldens' kinds, or lacks what it needs.
    pub fn answer(&self, ask: &Value) -> Value {
        let known = ask["as_known"].as_str().map_or(Moment::FOREVER, |at| Span::parse(at).end);
        let ledger = Ledger::known(self, known);
        let question = Question { ask, ledger: &ledger };
        if question.names_something_unknown() { json!({ "error": "unknown" }) } else { question.answer() }
    }
}

struct Question<'a> {
    ask: &'a Value,
    ledger: &'a Ledger<'a>,
}

impl<'a> Question<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.ask[key].as_str()
    }

    fn needed(&self, key: &str) -> &'a str {
        self.text(key).unwrap_or_else(|| panic!("{} needs {key}", self.ask))
    }

    /// A whole number, given as a number or as text.
    fn number(&self, key: &str) -> Option<i64> {
        self.ask[key].as_i64().or_else(|| Some(self.text(key)?.parse().expect("a whole number")))
    }

    fn names_something_unknown(&self) -> bool {
        let no_lot = self.text("lot").is_some_and(|lot| !self.ledger.lots.contains(&Lot::parse(lot)));
        let no_event = self.text("event").is_some_and(|event| !self.ledger.events.contains(event));
        self.needed("q") != "unknown" && (no_lot || no_event)
    }

    fn answer(&self) -> Value {
        match self.needed("q") {
            "lot_forward" => self.closure(closure::forward),
            "lot_backward" => self.closure(closure::backward),
            "flow_forward" | "flow_forward_at" | "flow_forward_event" | "flow_possible" => {
                self.forward(&self.seed())
            }
            "flow_backward_event" | "flow_backward_lot" | "flow_backward_at" => self.backward(),
            "affected_quantity" => self.quantities(),
            "window" => self.window(),
            "on_hand" => {
                let stock = stock::on_hand(self.ledger, stock::moment(self.text("at")));
                json!({ "on_hand": by_name(stock, |quantity| json!(quantity.as_ref().map(decimal::exact))) })
            }
            "on_hand_low" => {
                let low = stock::on_hand_low(self.ledger, stock::moment(self.text("at")));
                json!({ "low": by_name(low, |quantity| json!(decimal::exact(quantity))) })
            }
            "balance" => self.balance(),
            "pick" => self.pick().answer(self.ledger),
            "expiring" => self.expiring().answer(self.ledger),
            "ambiguous" => json!({ "candidates": names::with_code(self.ledger, self.needed("code")) }),
            "unknown" => {
                json!({ "exit": 4, "candidates": names::look_alikes(self.ledger, self.needed("lot")) })
            }
            other => panic!("no such question: {other}"),
        }
    }

    fn lot(&self) -> Lot {
        Lot::parse(self.needed("lot"))
    }

    fn position(&self) -> Position {
        Position::new(&self.lot(), self.needed("site"))
    }

    fn options(&self) -> Options {
        let sites = self.text("exposure").unwrap_or_default().split(',');
        Options {
            trust: if self.text("trust") == Some("strict") { Trust::Strict } else { Trust::Safe },
            hazard: self.text("hazard").map(str::to_owned),
            exposure: sites.filter(|site| !site.is_empty()).map(str::to_owned).collect(),
            counts_cleans: true,
        }
    }

    fn seed(&self) -> Seed {
        match (self.text("event"), self.text("since")) {
            (Some(event), _) => Seed::Event(event.to_owned()),
            (None, Some(since)) => {
                Seed::Positions(BTreeMap::from([(self.position(), Span::parse(since).start)]))
            }
            (None, None) => Seed::Lot(self.lot()),
        }
    }

    fn closure(&self, walk: impl Fn(&Ledger<'_>, &Lot, Option<&str>) -> BTreeSet<Lot>) -> Value {
        let lots = walk(self.ledger, &self.lot(), self.text("hazard"));
        json!({ "lots": lots.iter().map(Lot::to_string).collect::<BTreeSet<_>>() })
    }

    fn forward(&self, seed: &Seed) -> Value {
        let (ledger, options) = (self.ledger, self.options());
        let flow = Forward::trace(ledger, seed, &options);
        let exposed = flow.labels.keys().filter(|position| flow.is_exposed(position));
        json!({
            "events": flow.events(ledger),
            "since": times(&flow.labels, Moment::BEGINNING),
            "orphans": names_of(flow.orphans.iter()),
            "exposed": names_of(exposed),
            "possible": rings::possible(ledger, &flow, &options),
            "stopped_by_kill_step": flow.stopped_events(ledger),
            "lots": rings_of_lots(&flow),
            "excluded": rings::excluded(ledger, seed, &flow, &options),
        })
    }

    fn backward(&self) -> Value {
        let target = match (self.text("event"), self.text("at")) {
            (Some(event), _) => Target::Event(event.to_owned()),
            (None, Some(at)) => Target::Position(self.position(), Span::parse(at).end),
            (None, None) => Target::Lot(self.lot()),
        };
        let flow = Backward::trace(self.ledger, &target, &self.options());
        let lots = flow.bounds.keys().map(|position| (position.lot.to_string(), ring(&position.lot, true)));
        json!({
            "events": flow.events,
            "until": times(&flow.bounds, Moment::FOREVER),
            "stopped_by_kill_step": [],
            "lots": lots.collect::<BTreeMap<_, _>>(),
        })
    }

    fn quantities(&self) -> Value {
        let (seed, options) = (self.seed(), self.options());
        let flow = Forward::trace(self.ledger, &seed, &options);
        let quantities = Quantities::new(self.ledger, &flow, &seed);
        let moved = quantities.moved().into_iter().map(|(event, numbers)| {
            let unknown = json!({ "expected": null, "low": null, "high": null });
            (event, numbers.map_or(unknown, |numbers| Value::Object(cells(&numbers))))
        });
        let on_hand = quantities.on_hand().into_iter();
        let on_hand = on_hand.filter(|(_, (stock, _))| stock.as_ref().is_none_or(|stock| !stock.is_zero()));
        let on_hand = on_hand.map(|(position, (stock, numbers))| {
            let mut cells = cells(&numbers);
            cells.insert("quantity".to_owned(), json!(stock.as_ref().map(decimal::exact)));
            (position.to_string(), Value::Object(cells))
        });
        json!({ "moved": moved.collect::<Map<_, _>>(), "on_hand": on_hand.collect::<Map<_, _>>() })
    }

    /// What was present at a site, and where it went from then on.
    fn window(&self) -> Value {
        let (from, to) = (Span::parse(self.needed("from")).start, Span::parse(self.needed("to")).end);
        let mut since: BTreeMap<Position, Moment> = BTreeMap::new();
        for (position, books) in self.ledger.positions_at(self.needed("site")) {
            let presence = books.presence(self.options().trust).into_iter();
            let met = presence.filter(|present| present.from <= to && from <= present.to);
            if let Some(first) = met.map(|present| present.from.max(from)).min() {
                since.insert(position.clone(), first);
            }
        }
        let present = times(&since, Moment::BEGINNING);
        let forward = self.forward(&Seed::Positions(since));
        json!({ "present_since": present, "forward_events": forward["events"], "forward": forward })
    }

    fn balance(&self) -> Value {
        let lot = self.needed("lot");
        let tolerance = self.number("transit_tolerance");
        let rows = balance::rows(self.ledger, &self.lot(), stock::moment(self.text("at")), tolerance);
        let own = rows.iter().find(|row| row["lot"] == lot).cloned();
        json!({ "balance": own, "rows": rows })
    }

    fn pick(&self) -> Pick<'a> {
        Pick {
            product: self.needed("product"),
            site: self.needed("site"),
            quantity: decimal::parse(self.needed("quantity")),
            by_expiry: self.needed("rule") == "fefo",
            on: Day::parse_last(self.needed("on")),
            min_life: self.number("min_life"),
        }
    }

    fn expiring(&self) -> Expiring<'a> {
        Expiring {
            within: self.number("within").expect("within is a number of days"),
            on: Day::parse_last(self.needed("on")),
            by: self.needed("by").split(',').collect(),
        }
    }
}

fn cells(numbers: &Numbers) -> Map<String, Value> {
    let rounded = |number, rounding| decimal::rounded(number, 6, rounding);
    let expected = numbers.expected.as_ref().map(|expected| rounded(expected, Rounding::Nearest));
    let high = numbers.high.as_ref().map(|high| rounded(high, Rounding::Up));
    Map::from_iter([
        ("expected".to_owned(), json!(expected)),
        ("low".to_owned(), json!(rounded(&numbers.low, Rounding::Down))),
        ("high".to_owned(), json!(high)),
    ])
}

/// Moments by position, the sold one left out; `open` is written as null.
fn times(moments: &BTreeMap<Position, Moment>, open: Moment) -> Map<String, Value> {
    let sites = moments.iter().filter(|(position, _)| position.site().is_some());
    let text = |moment: &Moment| if *moment == open { Value::Null } else { json!(moment.to_string()) };
    sites.map(|(position, moment)| (position.to_string(), text(moment))).collect()
}

fn names_of<'p>(positions: impl Iterator<Item = &'p Position>) -> BTreeSet<String> {
    positions.filter(|position| position.site().is_some()).map(Position::to_string).collect()
}

fn by_name<T>(positions: BTreeMap<Position, T>, value: impl Fn(&T) -> Value) -> Map<String, Value> {
    positions.iter().map(|(position, quantity)| (position.to_string(), value(quantity))).collect()
}

fn rings_of_lots(flow: &Forward) -> BTreeMap<String, &'static str> {
    let mut rings = BTreeMap::new();
    for lot in flow.labels.keys().map(|position| &position.lot) {
        let is_traced = flow.traced.iter().any(|position| position.lot == *lot);
        rings.insert(lot.to_string(), ring(lot, is_traced));
    }
    rings
}

fn ring(lot: &Lot, is_traced: bool) -> &'static str {
    match (lot.is_pool(), is_traced) {
        (true, _) => "pool",
        (false, true) => "traced",
        (false, false) => "exposed",
    }
}

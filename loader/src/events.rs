//! Rows of table `events`: cells to typed rows, each checked for what its kind needs.

use rustc_hash::FxHashMap;

use crate::clock::TimeZone;
use crate::collect::{Cells, RowReader};
use crate::decimal::read_decimal;
use crate::fault::Fault;
use crate::intern::Interner;
use crate::layout::Layout;
use crate::near::nearest;
use crate::packed::SYMBOLS;
use crate::reject;
use crate::row::{Day, Decimal, EventBatch, EventRow, Kind, Moment, Place, Role, Symbol, Text};
use crate::written::{Written, Zone};
use crate::zones::Zones;

const EVENT_ID: usize = 0;
const KIND: usize = 1;
const ROLE: usize = 2;
const TIME: usize = 3;
const ARRIVED: usize = 4;
const RECORDED: usize = 5;
const PRODUCT: usize = 6;
const LOT: usize = 7;
const QUANTITY: usize = 8;
const UNIT: usize = 9;
const SITE: usize = 10;
const TO_SITE: usize = 11;
const PARTY: usize = 12;
const DOCUMENT: usize = 13;
const CONTAINER: usize = 14;
const HAZARDS: usize = 15;
const REF: usize = 16;

/// The columns that become symbols, in the order of `EventRows::last`.
const SYMBOL_COLUMNS: [usize; SYMBOLS] = [PRODUCT, LOT, UNIT, SITE, TO_SITE, PARTY, CONTAINER, HAZARDS];

/// Names of the kinds of events, as in the column `kind`.
pub(crate) const KINDS: [(&str, Kind); 16] = [
    ("receive", Kind::Receive),
    ("move", Kind::Move),
    ("arrive", Kind::Arrive),
    ("transform", Kind::Transform),
    ("sell", Kind::Sell),
    ("return", Kind::Return),
    ("destroy", Kind::Destroy),
    ("adjust", Kind::Adjust),
    ("count", Kind::Count),
    ("clean", Kind::Clean),
    ("hold", Kind::Hold),
    ("recall", Kind::Recall),
    ("release", Kind::Release),
    ("pack", Kind::Pack),
    ("unpack", Kind::Unpack),
    ("void", Kind::Void),
];

/// The columns that a row of a kind cannot do without, beside `event_id`, `kind` and `time`.
pub(crate) fn required(kind: Kind) -> &'static [usize] {
    match kind {
        Kind::Receive | Kind::Sell | Kind::Return | Kind::Destroy | Kind::Transform => &[PRODUCT, SITE],
        Kind::Adjust | Kind::Count => &[PRODUCT, SITE, QUANTITY],
        Kind::Move => &[SITE, TO_SITE],
        Kind::Clean => &[SITE],
        Kind::Hold | Kind::Recall | Kind::Release => &[PRODUCT],
        Kind::Pack => &[PRODUCT, CONTAINER],
        Kind::Unpack => &[CONTAINER],
        Kind::Arrive | Kind::Void => &[REF],
    }
}

/// The word of a kind.
pub(crate) fn kind_name(kind: Kind) -> &'static str {
    KINDS[kind as usize].0
}

/// Reads events, with the zones that hold where they happen.
#[derive(Debug)]
pub(crate) struct EventReader<'a> {
    pub(crate) zones: &'a Zones,
}

/// A batch that grows.
#[derive(Debug)]
pub(crate) struct EventRows {
    pub(crate) batch: EventBatch,
    interner: Interner,
    /// The last row's symbols: neighbours repeat.
    last: [Symbol; SYMBOLS],
    last_id: Text,
    last_document: Text,
    days: FxHashMap<(TimeZone, Day), Moment>,
}

impl RowReader for EventReader<'_> {
    type Rows = EventRows;

    fn start(&self, file: u32, bytes: usize) -> EventRows {
        let mut batch = EventBatch { file, rows: Vec::with_capacity(bytes / 100), ..EventBatch::default() };
        batch.texts.reserve(bytes / 5);
        let (interner, last, last_id, last_document) = Default::default();
        EventRows { batch, interner, last, last_id, last_document, days: FxHashMap::default() }
    }

    fn row(
        &self,
        rows: &mut EventRows,
        layout: &Layout<'_>,
        place: Place,
        cells: &Cells<'_>,
    ) -> Result<(), Fault> {
        needed(layout, cells, EVENT_ID, "every event")?;
        let kind = kind(layout, cells[KIND])?;
        let role = role(layout, kind, cells[ROLE])?;
        check_needs(layout, kind, cells)?;
        let quantity = quantity(layout, kind, cells[QUANTITY])?;
        let site = if cells[SITE].is_empty() { cells[TO_SITE] } else { cells[SITE] };
        let arrival_site = if kind == Kind::Move { cells[TO_SITE] } else { site };
        let time = self.moment(rows, layout, TIME, cells, site)?.ok_or_else(|| no_time(layout))?;
        let arrived = self.moment(rows, layout, ARRIVED, cells, arrival_site)?;
        let recorded = self.moment(rows, layout, RECORDED, cells, site)?.map(Moment::end);
        rows.push(cells, |[id, reference, document], symbols| {
            let [product, lot, unit, site, to_site, party, container, hazards] = symbols;
            EventRow {
                line: place.line,
                kind,
                role,
                time,
                arrived,
                recorded,
                quantity,
                id,
                reference,
                document,
                product,
                lot,
                unit,
                site,
                to_site,
                party,
                container,
                hazards,
            }
        });
        Ok(())
    }

    fn shift(rows: &mut EventRows, lines: u32) {
        rows.batch.rows.iter_mut().for_each(|row| row.line += lines);
    }

    fn finish(rows: &mut EventRows) {
        let EventRows { batch, interner, .. } = rows;
        batch.dictionary = std::mem::take(interner).dictionary;
        batch.rows.shrink_to_fit();
        batch.texts.shrink();
        batch.dictionary.bytes.shrink_to_fit();
        batch.dictionary.ends.shrink_to_fit();
    }
}

impl EventReader<'_> {
    /// The moment of a cell that happens at `site`; `None` for an empty one.
    #[inline]
    fn moment(
        &self,
        rows: &mut EventRows,
        layout: &Layout<'_>,
        column: usize,
        cells: &Cells<'_>,
        site: &str,
    ) -> Result<Option<Moment>, Fault> {
        let text = cells[column];
        if text.is_empty() {
            return Ok(None);
        }
        let moment = Written::read(text, layout.patterns(column)).and_then(|written| match written {
            Written::Instant { .. } => written.moment(Zone { known: None }),
            Written::Local { .. } | Written::Month { .. } | Written::Year(_) => {
                written.moment(self.zones.at(site))
            }
            Written::Day(day) => {
                let zone = self.zones.at(site);
                let key = (zone.known.unwrap_or(TimeZone::UTC), day);
                if let Some(known) = rows.days.get(&key) {
                    return Ok(*known);
                }
                let moment = written.moment(zone)?;
                rows.days.insert(key, moment);
                Ok(moment)
            }
        });
        moment.map(Some).map_err(|fault| Fault::of_time(column, fault))
    }
}

impl EventRows {
    fn push(&mut self, cells: &Cells<'_>, row: impl FnOnce([Text; 3], [Symbol; SYMBOLS]) -> EventRow) {
        let texts = &mut self.batch.texts;
        // Legs of one event follow one another, and share what they have in common.
        if texts.bytes(self.last_id) != cells[EVENT_ID].as_bytes() {
            self.last_id = texts.add(cells[EVENT_ID]);
        }
        if texts.bytes(self.last_document) != cells[DOCUMENT].as_bytes() {
            self.last_document = texts.add(cells[DOCUMENT]);
        }
        let reference = texts.add(cells[REF]);
        for (last, column) in self.last.iter_mut().zip(SYMBOL_COLUMNS) {
            *last = self.interner.symbol(cells[column], *last);
        }
        self.batch.rows.push(row([self.last_id, reference, self.last_document], self.last).into());
    }
}

fn kind(layout: &Layout<'_>, word: &str) -> Result<Kind, Fault> {
    let own = &layout.conventions.kinds;
    if !own.is_empty()
        && let Some(kind) = own.get(word)
    {
        return Ok(*kind);
    }
    // The first byte tells most kinds apart, so that few words are compared.
    let first = word.bytes().next();
    let exact = KINDS.iter().find(|(name, _)| name.bytes().next() == first && *name == word);
    match exact.or_else(|| KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))) {
        Some((_, kind)) => Ok(*kind),
        None if word.is_empty() => Err(absent(layout, KIND, "every event")),
        None => Err(unknown_kind(word)),
    }
}

#[cold]
fn unknown_kind(word: &str) -> Fault {
    let known = match nearest(word, KINDS.iter().map(|(name, _)| *name), 1).first() {
        Some(like) => format!("is no kind of event: did you mean {like}?"),
        None => format!("is no kind of event: use one of {}", KINDS.map(|(name, _)| name).join(" ")),
    };
    Fault::new(
        KIND,
        reject::EVENT_KIND,
        format!("{known} (or translate it in a map, --map, table `events.kinds`)"),
    )
}

fn role(layout: &Layout<'_>, kind: Kind, word: &str) -> Result<Role, Fault> {
    if let Some(role) = layout.conventions.roles.get(word) {
        return Ok(*role);
    }
    if word.is_empty() && kind != Kind::Transform {
        return Ok(Role::None);
    }
    if word.eq_ignore_ascii_case("in") {
        return Ok(Role::In);
    }
    if word.eq_ignore_ascii_case("out") {
        return Ok(Role::Out);
    }
    let reason = if word.is_empty() {
        "is empty: each row of a transform says whether its lot goes `in` or comes `out`"
    } else {
        "is no role: write `in` or `out`"
    };
    Err(Fault::new(ROLE, reject::ROLE, reason))
}

fn check_needs(layout: &Layout<'_>, kind: Kind, cells: &Cells<'_>) -> Result<(), Fault> {
    if let Some(column) = required(kind).iter().find(|column| cells[**column].is_empty()) {
        return Err(absent(layout, *column, &article(kind)));
    }
    if kind == Kind::Move && cells[PRODUCT].is_empty() && cells[CONTAINER].is_empty() {
        return Err(absent(layout, PRODUCT, "a move without a container"));
    }
    Ok(())
}

fn quantity(layout: &Layout<'_>, kind: Kind, text: &str) -> Result<Option<Decimal>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let quantity =
        read_decimal(text, layout.marks(QUANTITY)).map_err(|fault| Fault::of_number(QUANTITY, fault))?;
    if quantity.mantissa < 0 && kind != Kind::Adjust {
        let reason = format!("is negative: only adjust takes that; turn {} round instead", article(kind));
        return Err(Fault::new(QUANTITY, reject::NUMBER_RANGE, reason));
    }
    Ok(Some(quantity))
}

#[cold]
fn article(kind: Kind) -> String {
    let name = kind_name(kind);
    let article = if name.starts_with(['a', 'u']) { "an" } else { "a" };
    format!("{article} {name}")
}

#[inline]
fn needed(layout: &Layout<'_>, cells: &Cells<'_>, column: usize, who: &str) -> Result<(), Fault> {
    if cells[column].is_empty() { Err(absent(layout, column, who)) } else { Ok(()) }
}

#[cold]
fn no_time(layout: &Layout<'_>) -> Fault {
    absent(layout, TIME, "every event")
}

/// The fault of a cell that is needed and empty.
#[cold]
pub(crate) fn absent(layout: &Layout<'_>, column: usize, who: &str) -> Fault {
    let name = layout.name(column);
    let reason = if layout.has(column) {
        format!("is empty: {who} needs it")
    } else {
        format!("{who} needs `{name}`, and the file has no such column: add it, or name it in a map (--map)")
    };
    Fault::new(column, reject::NEEDED, reason)
}

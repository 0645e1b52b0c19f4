//! What a source says, one table row at a time: parsed, not yet interpreted.

/// Nanoseconds since 1970-01-01T00:00:00Z.
pub type Nanos = i64;

/// The first nanosecond that an event may happen at: 1970-01-01T00:00:00Z.
pub const EARLIEST: Nanos = 0;
/// Just past the last nanosecond that an event may happen at: events keep whole seconds in 32 bits.
pub const LATEST: Nanos = (u32::MAX as i64) * 1_000_000_000;

/// An instant (`span == 0`), or "some time in" `span` whole seconds from `start`.
///
/// The interval ends just before the next one starts: its last moment is `start + span s - 1 ns`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// First moment, in nanoseconds since 1970, in `EARLIEST..LATEST`.
    pub start: Nanos,
    /// Length in seconds; 0 for an instant.
    pub span: u32,
}

impl Moment {
    /// The last moment of the interval; `start` itself for an instant.
    pub fn end(self) -> Nanos {
        if self.span == 0 { self.start } else { self.start + i64::from(self.span) * 1_000_000_000 - 1 }
    }
}

/// An exact decimal as written: `mantissa / 10^scale`, trailing zeros removed (so equal values are equal).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// Signed digits.
    pub mantissa: i64,
    /// Number of decimals, 0 to 18.
    pub scale: u8,
}

/// A string of one batch: an index into its [`Dictionary`]. Symbol 0 is the empty string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Symbol(pub u32);

/// The distinct strings of one batch, in order of first appearance. Entry 0 is the empty string.
#[derive(Debug)]
pub struct Dictionary {
    /// All strings, one after another.
    pub bytes: String,
    /// `bytes[ends[i - 1]..ends[i]]` is string `i`; `ends[0] == 0`.
    pub ends: Vec<u32>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Dictionary { bytes: String::new(), ends: vec![0] }
    }
}

impl Dictionary {
    /// The string of a symbol of this batch.
    pub fn get(&self, symbol: Symbol) -> &str {
        let i = symbol.0 as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.bytes[start..self.ends[i] as usize]
    }

    /// Number of strings, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether only the empty string is held.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }
}

/// A piece of a batch's text arena: event ids, references and documents, which are mostly distinct and not interned.
/// The default is the empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Text(pub(crate) u32);

/// Texts one after another, each with its length before it.
#[derive(Debug)]
pub struct Arena(Vec<u8>);

impl Default for Arena {
    fn default() -> Self {
        Arena(vec![0])
    }
}

impl Arena {
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.0.reserve(bytes);
    }

    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Adds a text.
    pub(crate) fn add(&mut self, text: &str) -> Text {
        if text.is_empty() {
            return Text::default();
        }
        let start = self.0.len() as u32;
        let mut length = text.len();
        while length >= 0x80 {
            self.0.push(length as u8 | 0x80);
            length >>= 7;
        }
        self.0.push(length as u8);
        self.0.extend_from_slice(text.as_bytes());
        Text(start)
    }

    /// The bytes of a text.
    #[inline]
    pub(crate) fn bytes(&self, text: Text) -> &[u8] {
        let mut at = text.0 as usize;
        let (mut length, mut shift) = (0, 0);
        loop {
            let byte = self.0[at];
            at += 1;
            length |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return &self.0[at..at + length];
            }
        }
    }

    /// A text.
    pub fn get(&self, text: Text) -> &str {
        std::str::from_utf8(self.bytes(text)).unwrap_or_default()
    }
}

/// The column `kind` of table `events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "each is named and defined in the table of event kinds, see docs/readings.md")]
pub enum Kind {
    Receive,
    Move,
    Arrive,
    Transform,
    Sell,
    Return,
    Destroy,
    Adjust,
    Count,
    Clean,
    Hold,
    Recall,
    Release,
    Pack,
    Unpack,
    Void,
}

/// The column `role` of a transform's leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Role {
    None,
    In,
    Out,
}

/// One row of table `events`. Strings are trimmed; the empty symbol or text is an empty cell.
///
/// What the reader has already checked (and rejected otherwise): the kind is known; `time` is there and in
/// range; cells parse; a transform's leg has a role; a quantity is not negative except on `adjust`; `adjust`
/// and `count` have a quantity; the columns that the kind needs are there (see `required` in `events.rs`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRow {
    /// Line (CSV, the header is line 1) or row (Parquet, from 1) in the file of the batch.
    pub line: u32,
    /// Kind of the event.
    pub kind: Kind,
    /// Role of a transform's leg.
    pub role: Role,
    /// When it happened.
    pub time: Moment,
    /// Column `arrived`.
    pub arrived: Option<Moment>,
    /// The latest moment of column `recorded`; `None`: the end of `time`.
    pub recorded: Option<Nanos>,
    /// Column `quantity`; `None`: unknown.
    pub quantity: Option<Decimal>,
    /// Column `event_id`: never empty.
    pub id: Text,
    /// Column `ref`.
    pub reference: Text,
    /// Column `document`.
    pub document: Text,
    /// Column `product`.
    pub product: Symbol,
    /// Column `lot`.
    pub lot: Symbol,
    /// Column `unit`; empty: the product's own.
    pub unit: Symbol,
    /// Column `site`.
    pub site: Symbol,
    /// Column `to_site`.
    pub to_site: Symbol,
    /// Column `party`.
    pub party: Symbol,
    /// Column `container`.
    pub container: Symbol,
    /// Column `hazards`, as written.
    pub hazards: Symbol,
}

/// An event row as it is held: the same in 96 bytes, and the rank of its lot once it is known.
#[derive(Clone, Copy, Debug)]
pub struct PackedRow {
    pub(crate) line: u32,
    pub(crate) id: Text,
    pub(crate) reference: Text,
    pub(crate) document: Text,
    pub(crate) symbols: [Symbol; SYMBOLS],
    pub(crate) rank: u32,
    time: Wide,
    span: u32,
    arrived: Wide,
    /// [`ABSENT`]: not stated.
    arrived_span: u32,
    recorded: Wide,
    mantissa: Wide,
    kind: Kind,
    role: Role,
    /// [`UNKNOWN`]: no quantity.
    scale: u8,
}

/// Columns of a row that are symbols.
pub(crate) const SYMBOLS: usize = 8;
const ABSENT: u32 = u32::MAX;
const UNKNOWN: u8 = u8::MAX;

/// A number of 64 bits that lies on any 32.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(4))]
struct Wide(i64);

impl PackedRow {
    /// The row as it is worked with.
    #[inline(always)]
    pub fn unpack(&self) -> EventRow {
        let [product, lot, unit, site, to_site, party, container, hazards] = self.symbols;
        EventRow {
            line: self.line,
            kind: self.kind,
            role: self.role,
            time: Moment { start: self.time.0, span: self.span },
            arrived: (self.arrived_span != ABSENT)
                .then_some(Moment { start: self.arrived.0, span: self.arrived_span }),
            recorded: (self.recorded.0 != Nanos::MIN).then_some(self.recorded.0),
            quantity: (self.scale != UNKNOWN)
                .then_some(Decimal { mantissa: self.mantissa.0, scale: self.scale }),
            id: self.id,
            reference: self.reference,
            document: self.document,
            product,
            lot,
            unit,
            site,
            to_site,
            party,
            container,
            hazards,
        }
    }
}

impl From<EventRow> for PackedRow {
    #[inline]
    fn from(row: EventRow) -> PackedRow {
        let EventRow { product, lot, unit, site, to_site, party, container, hazards, .. } = row;
        PackedRow {
            line: row.line,
            id: row.id,
            reference: row.reference,
            document: row.document,
            symbols: [product, lot, unit, site, to_site, party, container, hazards],
            rank: u32::MAX,
            time: Wide(row.time.start),
            span: row.time.span,
            arrived: Wide(row.arrived.map_or(0, |arrived| arrived.start)),
            arrived_span: row.arrived.map_or(ABSENT, |arrived| arrived.span),
            recorded: Wide(row.recorded.unwrap_or(Nanos::MIN)),
            mantissa: Wide(row.quantity.map_or(0, |quantity| quantity.mantissa)),
            kind: row.kind,
            role: row.role,
            scale: row.quantity.map_or(UNKNOWN, |quantity| quantity.scale),
        }
    }
}

/// Rows of table `events` that were read together: a part of one file.
#[derive(Debug, Default)]
pub struct EventBatch {
    /// Index into [`Tables::files`].
    pub file: u32,
    /// The rows, in file order.
    pub rows: Vec<PackedRow>,
    /// Strings of the rows.
    pub dictionary: Dictionary,
    /// Ids, references and documents.
    pub texts: Arena,
}

impl EventBatch {
    /// The rows, in file order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = EventRow> + '_ {
        self.rows.iter().map(PackedRow::unpack)
    }

    /// The string of a [`Text`] of this batch.
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(text)
    }
}

/// Rows of table `lots` that were read together.
#[derive(Debug, Default)]
pub struct LotBatch {
    /// The rows, in file order, and where each stands.
    pub(crate) rows: Vec<(Place, LotCells)>,
    /// Strings of the rows.
    pub(crate) dictionary: Dictionary,
}

/// A row of table `lots`, its strings as symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LotCells {
    pub(crate) product: Symbol,
    pub(crate) lot: Symbol,
    pub(crate) supplier: Symbol,
    pub(crate) supplier_lot: Symbol,
    pub(crate) produced: Option<Day>,
    pub(crate) received: Option<Day>,
    pub(crate) best_before: Option<Day>,
    pub(crate) use_by: Option<Day>,
}

/// Where a row of a small table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into [`Tables::files`].
    pub file: u32,
    /// Line in it.
    pub line: u32,
}

/// One row of table `products`. Strings are trimmed; absent is empty.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of the table of the same name")]
pub struct ProductRow {
    pub place: Place,
    pub product: String,
    pub name: String,
    pub category: String,
    pub unit: String,
    pub shelf_life_days: Option<u32>,
    pub unit_cost: Option<Decimal>,
    pub ftl: Option<bool>,
    /// GTINs as 14 digits.
    pub gtin: Vec<u64>,
    pub lot_tracked: Option<bool>,
    pub reorder_point: Option<Decimal>,
}

/// One row of table `units`: one `unit` is `base_per_unit` of the product's own unit.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of the table of the same name")]
pub struct UnitRow {
    pub place: Place,
    pub product: String,
    pub unit: String,
    pub base_per_unit: Decimal,
}

/// Kind of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum SiteKind {
    Unknown,
    Supplier,
    Plant,
    Dc,
    Zone,
    Store,
    Vehicle,
    Customer,
}

/// One row of table `sites`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of the table of the same name")]
pub struct SiteRow {
    pub place: Place,
    pub site: String,
    pub name: String,
    pub kind: SiteKind,
    pub gln: String,
    pub parent: String,
    pub region: String,
    pub country: String,
    pub latitude: String,
    pub longitude: String,
    /// An IANA name that was found, or empty.
    pub time_zone: String,
}

/// A calendar day as days since 1970-01-01; a month or a year in the source means its last day.
pub type Day = i32;

/// One row of table `lots`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of the table of the same name")]
pub struct LotRow {
    pub place: Place,
    pub product: String,
    pub lot: String,
    pub supplier: String,
    pub supplier_lot: String,
    pub produced: Option<Day>,
    pub received: Option<Day>,
    pub best_before: Option<Day>,
    pub use_by: Option<Day>,
}

/// One row of table `orders`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of the table of the same name")]
pub struct OrderRow {
    pub place: Place,
    pub order: String,
    pub customer: String,
    pub product: String,
    pub lot: String,
    pub quantity: Option<Decimal>,
    pub site: String,
    /// `open` is false, `shipped` is true.
    pub shipped: bool,
}

/// A row that was not loaded, with its place and reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// Index into [`Tables::files`].
    pub file: u32,
    /// Line in it.
    pub line: u32,
    /// Column at fault; empty: the whole row.
    pub column: String,
    /// The cell as it stands there.
    pub value: String,
    /// Stable code: `E0201` and so on, see `reject.rs`.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub reason: String,
}

/// Everything that the sources say.
#[derive(Debug, Default)]
pub struct Tables {
    /// Names of the files, as given, in the order of their reading.
    pub files: Vec<String>,
    /// Table `events`.
    pub events: Vec<EventBatch>,
    /// Table `products`.
    pub products: Vec<ProductRow>,
    /// Table `units`.
    pub units: Vec<UnitRow>,
    /// Table `sites`.
    pub sites: Vec<SiteRow>,
    /// Table `lots`: see [`Tables::lots`].
    pub(crate) lots: Vec<LotBatch>,
    /// Table `orders`.
    pub orders: Vec<OrderRow>,
    /// Rows that were rejected while reading; the assembly adds to them.
    pub rejects: Vec<Reject>,
    /// Columns that no table knows, each once: (file, column).
    pub unknown_columns: Vec<(u32, String)>,
    /// Data rows read, rejected ones included, by table: events, products, units, sites, lots, orders.
    pub rows_read: [u64; 6],
}

impl Tables {
    /// Rows of table `lots`, in the order of their reading.
    pub fn lots(&self) -> impl Iterator<Item = LotRow> + '_ {
        self.lots.iter().flat_map(|batch| {
            let text = |symbol: Symbol| batch.dictionary.get(symbol).to_owned();
            batch.rows.iter().map(move |(place, row)| LotRow {
                place: *place,
                product: text(row.product),
                lot: text(row.lot),
                supplier: text(row.supplier),
                supplier_lot: text(row.supplier_lot),
                produced: row.produced,
                received: row.received,
                best_before: row.best_before,
                use_by: row.use_by,
            })
        })
    }
}

//! What a source says, one table row at a time: parsed, not yet interpreted.

pub use engine::model::SiteKind;

pub use crate::arena::{Arena, Text};
pub use crate::packed::PackedRow;

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

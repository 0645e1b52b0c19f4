//! The columns of a snapshot: what a builder fills ([`Columns`]) and what queries read ([`View`]).
//!
//! One list names every column, its type and its section; the two structs are made from it, so that they cannot
//! drift apart. The invariants are formulas over these names and are checked by [`super::validate`].

use crate::file::{Element, SnapshotError, SnapshotFile, SnapshotWriter};

/// A column of a snapshot, read in place.
pub struct Column<'s, T: Element>(&'s [T::Archived]);

impl<T: Element> Clone for Column<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Element> Copy for Column<'_, T> {}

impl<'s, T: Element> Column<'s, T> {
    /// The value at `index`.
    ///
    /// # Panics
    ///
    /// Where `index` is out of bounds: ids are checked when a snapshot is opened.
    #[inline]
    pub fn get(&self, index: usize) -> T {
        T::to_native(self.0[index])
    }

    /// Number of values.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the column holds nothing: an optional column that is not needed.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All values in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator + use<'s, T> {
        self.0.iter().map(|&value| T::to_native(value))
    }

    /// The values of a range of indices.
    #[inline]
    pub fn range(
        &self,
        range: std::ops::Range<usize>,
    ) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator + use<'s, T> {
        self.0[range].iter().map(|&value| T::to_native(value))
    }

    /// The archived values themselves.
    pub fn raw(&self) -> &'s [T::Archived] {
        self.0
    }

    /// First index whose value does not satisfy `holds`, where those that do come first.
    pub fn partition_point(&self, mut holds: impl FnMut(T) -> bool) -> usize {
        self.0.partition_point(|&value| holds(T::to_native(value)))
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $section:literal,)*) => {
        /// The columns while they are built.
        #[allow(missing_docs, reason = "the list says what needs to be said")]
        #[derive(Debug, Default)]
        pub struct Columns { $($(#[$doc])* pub $field: Vec<$type>,)* }

        /// The columns of an open snapshot.
        #[allow(missing_docs, reason = "the list says what needs to be said")]
        #[derive(Clone, Copy)]
        pub struct View<'s> { $($(#[$doc])* pub $field: Column<'s, $type>,)* }

        impl Columns {
            /// Writes every column as a section, in the order of the list.
            ///
            /// # Errors
            ///
            /// Whatever the file cannot take.
            pub fn write(&self, writer: &mut SnapshotWriter) -> Result<(), SnapshotError> {
                $(writer.section($section, &self.$field)?;)*
                Ok(())
            }
        }

        impl<'s> View<'s> {
            /// Finds every column in a file.
            ///
            /// # Errors
            ///
            /// A section that is missing or of another type.
            pub fn new(file: &'s SnapshotFile) -> Result<Self, SnapshotError> {
                Ok(View { $($field: Column(file.section::<$type>($section)?),)* })
            }
        }
    };
}

columns! {
    /// What was loaded: see [`super::counts`].
    counts: u64 = "meta.counts",
    /// `text_ends[i - 1]..text_ends[i]` are the bytes of text `i`; texts are distinct and sorted; text 0 is empty.
    text_ends: u64 = "text.ends",
    text_bytes: u8 = "text.bytes",
    /// Distinct days (since 1970), sorted; index 0 stands for "none" and holds `i32::MIN`.
    day_value: i32 = "day.value",
    /// Distinct interval lengths in seconds, sorted; index 0 is 0, an instant.
    span_value: u32 = "span.value",

    /// Product `p`: its code as a text. Products are sorted by code.
    product_code: u32 = "product.code",
    product_name: u32 = "product.name",
    product_category: u32 = "product.category",
    product_unit: u32 = "product.unit",
    /// Decimals of all quantities of the product: a stored quantity is `mantissa / 10^scale`.
    product_scale: u8 = "product.scale",
    product_shelf_life: u32 = "product.shelf_life",
    /// `i64::MIN`: unknown.
    product_cost: i64 = "product.cost",
    product_cost_scale: u8 = "product.cost_scale",
    /// Bits 0-1: ftl (0 unknown, 1 no, 2 yes); bits 2-3: lot_tracked likewise.
    product_flags: u8 = "product.flags",
    /// In the product's scale; `i64::MIN`: none.
    product_reorder: i64 = "product.reorder",
    /// Lots of product `p` by name are ranks `product_lots[p]..product_lots[p + 1]`.
    product_lots: u32 = "product.lots",
    /// GTINs, sorted.
    gtin_value: u64 = "gtin.value",
    gtin_product: u32 = "gtin.product",

    /// Site `s`: its code as a text. Sites are sorted by code.
    site_code: u32 = "site.code",
    site_name: u32 = "site.name",
    site_kind: u8 = "site.kind",
    site_gln: u32 = "site.gln",
    /// Site above, or `u32::MAX`.
    site_parent: u32 = "site.parent",
    site_region: u32 = "site.region",
    site_country: u32 = "site.country",
    site_latitude: u32 = "site.latitude",
    site_longitude: u32 = "site.longitude",
    site_time_zone: u32 = "site.time_zone",

    /// Rank of lot `l` in the order of (product, code).
    lot_rank: u32 = "lot.rank",
    /// Inverse of `lot_rank`.
    lot_by_rank: u32 = "lot.by_rank",
    /// Codes in rank order, in blocks of 16: block `b` starts at `code_blocks[b]`, each code a varint length and bytes.
    code_blocks: u64 = "lot.code.blocks",
    code_bytes: u8 = "lot.code.bytes",
    /// Low halves of product ids; `lot_product_high`: the high ones, empty where all are 0.
    lot_product: u16 = "lot.product",
    lot_product_high: u16 = "lot.product.high",
    /// See [`super::lot_flag`].
    lot_flags: u8 = "lot.flags",
    lot_produced: u16 = "lot.produced",
    lot_received: u16 = "lot.received",
    lot_best_before: u16 = "lot.best_before",
    lot_use_by: u16 = "lot.use_by",
    lot_supplier_bits: u64 = "lot.supplier.bits",
    lot_supplier_rank: u32 = "lot.supplier.rank",
    lot_supplier_value: u32 = "lot.supplier.value",
    lot_supplier_lot_bits: u64 = "lot.supplier_lot.bits",
    lot_supplier_lot_rank: u32 = "lot.supplier_lot.rank",
    lot_supplier_lot_value: u32 = "lot.supplier_lot.val",
    /// Rows of lot `l` that count now: `lot_rows[l]..lot_rows[l + 1]`, by time.
    lot_rows: u32 = "lot.rows",
    /// Positions of lot `l`: `lot_positions[l]..lot_positions[l + 1]`, by site; the sold position last.
    lot_positions: u32 = "lot.positions",
    /// Transforms that consume lot `l`, sorted: where its bit is set, `consumed_node[c[i]..c[i + 1]]` with `c` for
    /// `lot_consumed_start` and `i` for the lot's rank among those set.
    lot_consumed_bits: u64 = "lot.consumed.bits",
    lot_consumed_rank: u32 = "lot.consumed.rank",
    lot_consumed_start: u32 = "lot.consumed.start",
    consumed_node: u32 = "consumed.node",
    /// Transforms that make lot `l`, likewise.
    lot_made_bits: u64 = "lot.made.bits",
    lot_made_rank: u32 = "lot.made.rank",
    lot_made_start: u32 = "lot.made.start",
    made_node: u32 = "made.node",
    /// Lots by folded code: bucket `h` is `fold_lot[fold_bucket[h]..fold_bucket[h + 1]]`.
    fold_bucket: u32 = "fold.bucket",
    fold_lot: u32 = "fold.lot",

    /// First moment in seconds since 1970: of the departure, or of the feeding where the row only feeds.
    row_time: u32 = "row.time",
    /// Its nanoseconds; empty: all 0.
    row_nanos: u32 = "row.nanos",
    /// Index into `span_value` of rows that are no instants.
    row_span_bits: u64 = "row.span.bits",
    row_span_rank: u32 = "row.span.rank",
    row_span_value: u8 = "row.span.value",
    /// See [`super::RowKind`]; with [`super::INTERVAL`] where the row is no instant.
    row_kind: u8 = "row.kind",
    /// Place of the row's position among those of its lot: low halves, and high ones where any is not 0.
    row_place: u16 = "row.place",
    row_place_high: u16 = "row.place.high",
    /// In the product's scale; [`super::UNKNOWN_QUANTITY`], or [`super::WIDE_QUANTITY`] where it stands in `row_wide`.
    row_quantity: u16 = "row.quantity",
    /// Quantities that are too large for 16 bits; `i32::MAX`: stands in `big_value`.
    row_wide_bits: u64 = "row.wide.bits",
    row_wide_rank: u32 = "row.wide.rank",
    row_wide_value: i32 = "row.wide.value",
    big_row: u32 = "big.row",
    big_value: i64 = "big.value",
    /// Rows with an event id of their own, sorted by it, then by row.
    row_by_id: u32 = "row.by_id",
    /// Event ids in row order, in blocks of 16; a leg of a node other than its first has none of its own.
    id_blocks: u64 = "row.id.blocks",
    id_bytes: u8 = "row.id.bytes",
    /// A leg's node.
    row_node_bits: u64 = "row.node.bits",
    row_node_rank: u32 = "row.node.rank",
    row_node_value: u32 = "row.node.value",
    /// Arrival of a move, in the units of `row_time`.
    row_arrival_bits: u64 = "row.arrival.bits",
    row_arrival_rank: u32 = "row.arrival.rank",
    row_arrival_value: u32 = "row.arrival.value",
    /// Beside `row_arrival_value`; empty as `row_nanos`.
    row_arrival_nanos: u32 = "row.arrival.nanos",
    /// Of the slots of `row_arrival_value`: those that are no instants.
    row_arrival_span_bits: u64 = "row.arrival.span.bits",
    row_arrival_span_rank: u32 = "row.arrival.span.rank",
    row_arrival_span_value: u8 = "row.arrival.span.val",
    /// Beside `row_arrival_value`: destination of the move, as `row_place`.
    row_to: u16 = "row.to",
    row_to_high: u16 = "row.to.high",
    /// When the row became known, in nanoseconds, where it is not the end of the event's interval: the transform's of an
    /// output, the row's own of any other.
    row_recorded_bits: u64 = "row.recorded.bits",
    row_recorded_rank: u32 = "row.recorded.rank",
    row_recorded_value: i64 = "row.recorded.value",
    /// Where a move that has not wholly arrived is bound for: a site.
    row_destination_bits: u64 = "row.destination.bits",
    row_destination_rank: u32 = "row.destination.rank",
    row_destination_value: u32 = "row.destination.value",
    row_party_bits: u64 = "row.party.bits",
    row_party_rank: u32 = "row.party.rank",
    row_party_value: u32 = "row.party.value",
    /// Documents in row order, in blocks of 16; empty: none.
    document_blocks: u64 = "row.document.blocks",
    document_bytes: u8 = "row.document.bytes",
    /// Lots that have rows which no longer count, sorted.
    old_lot: u32 = "old.lot",
    /// Rows of `old_lot[i]` that no longer count: `old_start[i]..old_start[i + 1]`; they follow all rows that do.
    old_start: u32 = "old.start",
    /// For row `lot_rows[L] + i`: from when on it no longer counts.
    old_until: i64 = "old.until",
    /// For the same: 0 a later record replaced it, 1 a void took it back.
    old_voided: u8 = "old.voided",

    /// 0: a transform; 1: a move with several arrivals, or a part of it.
    node_kind: u8 = "node.kind",
    node_time: u32 = "node.time",
    node_nanos: u32 = "node.nanos",
    node_span: u8 = "node.span",
    /// Legs of node `n`: `node_legs[n]..node_legs[n + 1]`; inputs before `node_outs[n]`, outputs from there on.
    node_legs: u32 = "node.legs",
    node_outs: u32 = "node.outs",
    node_hazard_bits: u64 = "node.hazard.bits",
    node_hazard_rank: u32 = "node.hazard.rank",
    node_hazard_value: u32 = "node.hazard.value",
    /// Hazards of set `h`: `hazard_text[hazard_sets[h]..hazard_sets[h + 1]]`.
    hazard_sets: u32 = "hazard.sets",
    hazard_text: u32 = "hazard.text",
    leg_row: u32 = "leg.row",
    leg_lot: u32 = "leg.lot",

    /// Site of a position plus one; 0: sold. Low halves, and high ones where any is not 0.
    position_site: u16 = "position.site",
    position_site_high: u16 = "position.site.high",
    /// A bit for each position whose record is incomplete: books ever negative, or stock found.
    position_untrusted: u64 = "position.untrusted",
    /// Books now of positions where they are not 0; `i32::MIN`: unknown; `i32::MAX`: stands in `big_books`.
    position_books_bits: u64 = "position.books.bits",
    position_books_rank: u32 = "position.books.rank",
    position_books_value: i32 = "position.books.value",
    /// Beside `position_books_value`: the day that the stock counts as received, an index into `day_value`.
    position_received: u16 = "position.received",
    /// Positions whose books are unknown, sorted.
    position_unknown: u32 = "position.unknown",
    /// Lot of position `32 * i`: where the search for a position's lot begins.
    position_lot: u32 = "position.lot",
    big_position: u32 = "big.position",
    big_books: i64 = "big.books",
    /// Shelf `h` = (site, product), sorted; its positions: `shelf_position[shelf_start[h]..shelf_start[h + 1]]`,
    /// those with stock before `shelf_stocked[h]` and in FEFO order.
    shelf_site: u32 = "shelf.site",
    shelf_product: u32 = "shelf.product",
    shelf_start: u32 = "shelf.start",
    shelf_stocked: u32 = "shelf.stocked",
    shelf_position: u32 = "shelf.position",
    /// Where the stock of shelf `h` begins in `stock_use_by`.
    shelf_stock: u32 = "shelf.stock",
    /// Of the stock of each shelf: `use_by` of the lot, an index into `day_value`.
    stock_use_by: u16 = "stock.use_by",
    /// Days on which stock expires, and its positions: those of day `d` are
    /// `expiring_position[expiring_start[d]..expiring_start[d + 1]]`.
    expiring_day: i32 = "expiring.day",
    expiring_start: u32 = "expiring.start",
    expiring_position: u32 = "expiring.position",

    /// Counts, sorted by position, end, event.
    count_position: u32 = "count.position",
    count_end: i64 = "count.end",
    count_quantity: i64 = "count.quantity",
    /// When it became known, where that is not its end.
    count_recorded_bits: u64 = "count.recorded.bits",
    count_recorded_rank: u32 = "count.recorded.rank",
    count_recorded_value: i64 = "count.recorded.value",
    /// From when on it is void.
    count_until_bits: u64 = "count.until.bits",
    count_until_rank: u32 = "count.until.rank",
    count_until_value: i64 = "count.until.value",
    count_event: u32 = "count.event",
    /// Cleanings, sorted by site, start, end, event.
    clean_site: u32 = "clean.site",
    clean_start: i64 = "clean.start",
    clean_end: i64 = "clean.end",
    clean_recorded: i64 = "clean.recorded",
    clean_until: i64 = "clean.until",
    clean_event: u32 = "clean.event",
    /// Holds, recalls and releases, sorted by product, lot, site, start.
    status_product: u32 = "status.product",
    /// `u32::MAX`: the product as a whole.
    status_lot: u32 = "status.lot",
    /// `u32::MAX`: everywhere.
    status_site: u32 = "status.site",
    /// 0 hold, 1 recall, 2 release.
    status_kind: u8 = "status.kind",
    status_start: i64 = "status.start",
    status_end: i64 = "status.end",
    status_case: u32 = "status.case",
    status_recorded: i64 = "status.recorded",
    status_until: i64 = "status.until",
    status_event: u32 = "status.event",
    /// Events without rows of their own (counts, cleanings, statuses, packings, arrivals, voids, empty containers),
    /// sorted by id.
    other_event: u32 = "other.event",
    /// See [`super::OtherKind`].
    other_kind: u8 = "other.kind",
    other_start: i64 = "other.start",
    /// Length of its interval in seconds; empty: all instants.
    other_span: u32 = "other.span",
    /// When it became known, where that is not its end.
    other_recorded_bits: u64 = "other.recorded.bits",
    other_recorded_rank: u32 = "other.recorded.rank",
    other_recorded_value: i64 = "other.recorded.value",
    /// From when on it is void.
    other_until_bits: u64 = "other.until.bits",
    other_until_rank: u32 = "other.until.rank",
    other_until_value: i64 = "other.until.value",
    /// The event that it refers to (an arrival's move, a void's target).
    other_reference_bits: u64 = "other.reference.bits",
    other_reference_rank: u32 = "other.reference.rank",
    other_reference_value: u32 = "other.reference.val",
    order_code: u32 = "order.code",
    order_customer: u32 = "order.customer",
    order_product: u32 = "order.product",
    /// `u32::MAX`: none named.
    order_lot: u32 = "order.lot",
    /// `i64::MIN`: unknown.
    order_quantity: i64 = "order.quantity",
    order_site: u32 = "order.site",
    order_shipped: u8 = "order.shipped",
    /// Anomalies, sorted by all their columns in this order. See [`super::Anomaly`].
    anomaly_kind: u8 = "anomaly.kind",
    anomaly_event: u32 = "anomaly.event",
    anomaly_lot: u32 = "anomaly.lot",
    anomaly_site: u32 = "anomaly.site",
    anomaly_detail: u32 = "anomaly.detail",
    /// Roaring bitmaps of lots: dimension and key, sorted; serialized at `bitmap_start[i]..bitmap_start[i + 1]`.
    bitmap_dimension: u8 = "bitmap.dimension",
    bitmap_key: u32 = "bitmap.key",
    bitmap_start: u64 = "bitmap.start",
    bitmap_bytes: u8 = "bitmap.bytes",
    /// Pool codes as texts, then the identity rule (0 product and code, 1 supplier too).
    option_pools: u32 = "option.pools",
    option_identity: u8 = "option.identity",
}

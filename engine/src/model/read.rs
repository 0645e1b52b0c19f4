//! Reading one thing of a snapshot: a row, a position, a lot, a product, a site.

use super::{
    BEGINNING, Interval, LotId, NONE, Nanos, NodeId, PositionId, ProductId, Quantity, Row, RowId, RowKind,
    SiteId, Sparse, TextId, View, lot_flag, names::read_code, position_flag,
};

const SECOND: i64 = 1_000_000_000;

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

impl SiteKind {
    pub(super) const ALL: [SiteKind; 8] = [
        SiteKind::Unknown,
        SiteKind::Supplier,
        SiteKind::Plant,
        SiteKind::Dc,
        SiteKind::Zone,
        SiteKind::Store,
        SiteKind::Vehicle,
        SiteKind::Customer,
    ];

    /// The name that the tables use; empty where unknown.
    pub fn name(self) -> &'static str {
        ["", "supplier", "plant", "dc", "zone", "store", "vehicle", "customer"][self as usize]
    }
}

/// What a status row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum StatusKind {
    /// Blocks, shown as HOLD.
    Hold,
    /// Blocks, shown as RECALLED.
    Recall,
    /// Lifts what its own case put on the same target.
    Release,
}

impl StatusKind {
    pub(super) const ALL: [StatusKind; 3] = [StatusKind::Hold, StatusKind::Recall, StatusKind::Release];

    /// From the column's number.
    pub fn from_number(number: u8) -> StatusKind {
        Self::ALL[usize::from(number)]
    }
}

/// An event that has no rows of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "kinds of the tables; an empty move is one of a container with nothing in it")]
pub enum OtherKind {
    Arrive,
    Count,
    Clean,
    Hold,
    Recall,
    Release,
    Pack,
    Unpack,
    Void,
    EmptyMove,
    Adjust,
}

impl OtherKind {
    pub(super) const ALL: [OtherKind; 11] = [
        OtherKind::Arrive,
        OtherKind::Count,
        OtherKind::Clean,
        OtherKind::Hold,
        OtherKind::Recall,
        OtherKind::Release,
        OtherKind::Pack,
        OtherKind::Unpack,
        OtherKind::Void,
        OtherKind::EmptyMove,
        OtherKind::Adjust,
    ];

    /// The name that the tables use.
    pub fn name(self) -> &'static str {
        ["arrive", "count", "clean", "hold", "recall", "release", "pack", "unpack", "void", "move", "adjust"]
            [self as usize]
    }
}

/// An event without rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherEvent {
    /// Its id.
    pub event: TextId,
    /// Its kind.
    pub kind: OtherKind,
    /// When it happened.
    pub time: Interval,
    /// When it became known.
    pub recorded: Nanos,
    /// From when on a void has taken it back.
    pub until: Nanos,
    /// The event that it refers to; the empty text if none.
    pub reference: TextId,
}

/// What the record says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AnomalyKind {
    /// Books of a position go below zero.
    NegativeBooks,
    /// A position gives before it ever got.
    MoveBeforeReceipt,
    /// An arrival or an output lies before its departure or inputs.
    ArrivalBeforeDeparture,
    /// A void of an event that nobody recorded.
    VoidUnknown,
    /// One event id with several contents.
    IdReused,
    /// No receipt and no transform feeds the lot.
    NeverCreated,
    /// A transform makes more than it takes.
    OutputExceedsInput,
    /// Codes that are easily taken for one another.
    LookAlike,
    /// Several expiry days for one lot.
    SeveralExpiryDays,
    /// A quantity in a unit that the product cannot convert.
    NoConversion,
    /// An arrival of a move that nobody recorded, or that had arrived.
    ArrivalUnmatched,
    /// A container moved with nothing known to be in it.
    EmptyContainer,
    /// Arrivals bring more than had left.
    ArrivalExceedsDeparture,
    /// A code under which several suppliers deliver, in a row that names none.
    SupplierUnclear,
}

impl AnomalyKind {
    pub(super) const ALL: [AnomalyKind; 14] = [
        AnomalyKind::NegativeBooks,
        AnomalyKind::MoveBeforeReceipt,
        AnomalyKind::ArrivalBeforeDeparture,
        AnomalyKind::VoidUnknown,
        AnomalyKind::IdReused,
        AnomalyKind::NeverCreated,
        AnomalyKind::OutputExceedsInput,
        AnomalyKind::LookAlike,
        AnomalyKind::SeveralExpiryDays,
        AnomalyKind::NoConversion,
        AnomalyKind::ArrivalUnmatched,
        AnomalyKind::EmptyContainer,
        AnomalyKind::ArrivalExceedsDeparture,
        AnomalyKind::SupplierUnclear,
    ];

    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            AnomalyKind::NegativeBooks => "NEGATIVE_BOOKS",
            AnomalyKind::MoveBeforeReceipt => "MOVE_BEFORE_RECEIPT",
            AnomalyKind::ArrivalBeforeDeparture => "ARRIVAL_BEFORE_DEPARTURE",
            AnomalyKind::VoidUnknown => "VOID_UNKNOWN",
            AnomalyKind::IdReused => "ID_REUSED",
            AnomalyKind::NeverCreated => "NEVER_CREATED",
            AnomalyKind::OutputExceedsInput => "OUTPUT_EXCEEDS_INPUT",
            AnomalyKind::LookAlike => "LOOK_ALIKE",
            AnomalyKind::SeveralExpiryDays => "SEVERAL_EXPIRY_DAYS",
            AnomalyKind::NoConversion => "NO_CONVERSION",
            AnomalyKind::ArrivalUnmatched => "ARRIVAL_UNMATCHED",
            AnomalyKind::EmptyContainer => "EMPTY_CONTAINER",
            AnomalyKind::ArrivalExceedsDeparture => "ARRIVAL_EXCEEDS_DEPARTURE",
            AnomalyKind::SupplierUnclear => "SUPPLIER_UNCLEAR",
        }
    }
}

/// One finding about the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anomaly {
    /// What it is.
    pub kind: AnomalyKind,
    /// The event at fault; the empty text if none.
    pub event: TextId,
    /// The lot concerned.
    pub lot: Option<LotId>,
    /// The site concerned.
    pub site: Option<SiteId>,
    /// What more there is to say.
    pub detail: TextId,
}

/// What lots can be selected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Dimension {
    /// Key: product id.
    Product,
    /// Key: text id of the supplier.
    Supplier,
    /// Key: site id; lots that ever had a position there.
    Site,
    /// Key: expiry day as `day as u32`.
    ExpiryDay,
    /// Key: day of production as `day as u32`.
    ProducedDay,
    /// Key: 0 on hold now, 1 recalled now, 2 stock on hand now, 3 pools.
    Status,
}

impl Dimension {
    /// Every dimension, in the order of its number.
    pub const ALL: [Dimension; 6] = [
        Dimension::Product,
        Dimension::Supplier,
        Dimension::Site,
        Dimension::ExpiryDay,
        Dimension::ProducedDay,
        Dimension::Status,
    ];
}

fn some(value: u32) -> Option<u32> {
    (value != NONE).then_some(value)
}

/// When stock is fed: within its own interval, and not before the departure's (R4).
fn not_before(own: Interval, departure: Interval) -> Interval {
    let start = own.start.max(departure.start);
    Interval { start, end: own.end.max(start) }
}

impl<'s> View<'s> {
    /// Number of lots, pools included.
    pub fn lot_count(&self) -> usize {
        self.lot_product.len()
    }

    /// Number of positions.
    pub fn position_count(&self) -> usize {
        self.position_site.len()
    }

    /// Number of rows, those that no longer count included.
    pub fn row_count(&self) -> usize {
        self.row_time.len()
    }

    /// Number of nodes.
    pub fn node_count(&self) -> usize {
        self.node_kind.len()
    }

    /// A string.
    pub fn text(&self, text: TextId) -> &'s str {
        let i = text.index();
        let from = if i == 0 { 0 } else { self.text_ends.get(i - 1) as usize };
        let to = self.text_ends.get(i) as usize;
        std::str::from_utf8(&self.text_bytes.raw()[from..to]).unwrap_or("\u{fffd}")
    }

    /// The id of a string, if the snapshot holds it.
    pub fn find_text(&self, wanted: &str) -> Option<TextId> {
        let (mut low, mut high) = (0u32, self.text_ends.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            match self.text(TextId::new(middle)).cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(TextId::new(middle)),
            }
        }
        None
    }

    /// Code of a product.
    pub fn product_code(&self, product: ProductId) -> &'s str {
        self.text(TextId::new(self.product_code.get(product.index())))
    }

    /// The product of a code.
    pub fn find_product(&self, code: &str) -> Option<ProductId> {
        let text = self.find_text(code)?.get();
        let at = self.product_code.partition_point(|found| found < text);
        (at < self.product_code.len() && self.product_code.get(at) == text).then(|| ProductId::new(at as u32))
    }

    /// Code of a site.
    pub fn site_code(&self, site: SiteId) -> &'s str {
        self.text(TextId::new(self.site_code.get(site.index())))
    }

    /// The site of a code.
    pub fn find_site(&self, code: &str) -> Option<SiteId> {
        let text = self.find_text(code)?.get();
        let at = self.site_code.partition_point(|found| found < text);
        (at < self.site_code.len() && self.site_code.get(at) == text).then(|| SiteId::new(at as u32))
    }

    /// Kind of a site.
    pub fn site_kind(&self, site: SiteId) -> SiteKind {
        SiteKind::ALL[usize::from(self.site_kind.get(site.index()))]
    }

    /// The site above.
    pub fn site_parent(&self, site: SiteId) -> Option<SiteId> {
        some(self.site_parent.get(site.index())).map(SiteId::new)
    }

    /// Product of a lot.
    #[inline]
    pub fn product_of(&self, lot: LotId) -> ProductId {
        ProductId::new(self.lot_product.get(lot.index()))
    }

    /// Decimals of a lot's quantities.
    pub fn scale_of(&self, lot: LotId) -> u8 {
        self.product_scale.get(self.product_of(lot).index())
    }

    /// Unit of a lot's quantities.
    pub fn unit_of(&self, lot: LotId) -> &'s str {
        self.text(TextId::new(self.product_unit.get(self.product_of(lot).index())))
    }

    /// Whether the lot is a pool: a placeholder code.
    #[inline]
    pub fn is_pool(&self, lot: LotId) -> bool {
        self.lot_flags.get(lot.index()) & lot_flag::POOL != 0
    }

    /// A day of a `lot_*` column.
    pub fn day(&self, index: u16) -> Option<i32> {
        (index != 0).then(|| self.day_value.get(usize::from(index)))
    }

    /// `use_by`, else `best_before`.
    pub fn expiry_of(&self, lot: LotId) -> Option<i32> {
        self.use_by_of(lot).or_else(|| self.day(self.lot_best_before.get(lot.index())))
    }

    /// `use_by`.
    pub fn use_by_of(&self, lot: LotId) -> Option<i32> {
        self.day(self.lot_use_by.get(lot.index()))
    }

    /// The lot's supplier, as a text.
    pub fn supplier_of(&self, lot: LotId) -> Option<TextId> {
        Sparse::new(self.lot_supplier_bits, self.lot_supplier_rank, self.lot_supplier_value)
            .get(lot.index())
            .map(TextId::new)
    }

    /// The supplier's own code of the lot, as a text.
    pub fn supplier_lot_of(&self, lot: LotId) -> Option<TextId> {
        Sparse::new(self.lot_supplier_lot_bits, self.lot_supplier_lot_rank, self.lot_supplier_lot_value)
            .get(lot.index())
            .map(TextId::new)
    }

    /// Positions of a lot, the sold one last.
    #[inline]
    pub fn positions_of(
        &self,
        lot: LotId,
    ) -> impl DoubleEndedIterator<Item = PositionId> + ExactSizeIterator + use<'s> {
        (self.lot_positions.get(lot.index())..self.lot_positions.get(lot.index() + 1)).map(PositionId::new)
    }

    /// The lot of a position. Cost: a binary search over the few lots near by.
    pub fn lot_of(&self, position: PositionId) -> LotId {
        let step = position.index() / super::POSITIONS_PER_STEP;
        let low = self.position_lot.get(step);
        let high = if step + 1 < self.position_lot.len() {
            self.position_lot.get(step + 1)
        } else {
            self.lot_count() as u32 - 1
        };
        let starts = &self.lot_positions.raw()[low as usize + 1..=high as usize];
        LotId::new(low + starts.partition_point(|start| start.to_native() <= position.get()) as u32)
    }

    /// Site of a position; `None`: the sold position.
    #[inline]
    pub fn site_of(&self, position: PositionId) -> Option<SiteId> {
        some(self.position_site.get(position.index())).map(SiteId::new)
    }

    /// The position of a lot at a site, if the lot was ever named there. Cost: a binary search over its positions.
    pub fn position_at(&self, lot: LotId, site: SiteId) -> Option<PositionId> {
        let (mut low, end) = (self.lot_positions.get(lot.index()), self.lot_positions.get(lot.index() + 1));
        let mut high = end;
        while low < high {
            let middle = low.midpoint(high);
            if self.position_site.get(middle as usize) < site.get() {
                low = middle + 1
            } else {
                high = middle
            }
        }
        (low < end && self.position_site.get(low as usize) == site.get()).then(|| PositionId::new(low))
    }

    /// Whether what a position's record says is incomplete, by all that is known now.
    #[inline]
    pub fn is_untrusted(&self, position: PositionId) -> bool {
        self.position_flags.get(position.index()) & position_flag::UNTRUSTED != 0
    }

    /// Books of a position, by all that is known now; `None`: unknown.
    pub fn books_of(&self, position: PositionId) -> Quantity {
        match self.position_books.get(position.index()) {
            i32::MIN => None,
            i32::MAX => {
                let at = self.big_position.partition_point(|found| found < position.get());
                Some(self.big_books.get(at))
            }
            small => Some(i64::from(small)),
        }
    }

    /// Rows of a lot that count now, by time.
    #[inline]
    pub fn rows_of(
        &self,
        lot: LotId,
    ) -> impl DoubleEndedIterator<Item = RowId> + ExactSizeIterator + use<'s> {
        (self.lot_rows.get(lot.index())..self.lot_rows.get(lot.index() + 1)).map(RowId::new)
    }

    /// Rows of a lot that no longer count.
    pub fn old_rows_of(&self, lot: LotId) -> impl ExactSizeIterator<Item = RowId> + use<'s> {
        let at = self.old_lot.partition_point(|found| found < lot.get());
        if at < self.old_lot.len() && self.old_lot.get(at) == lot.get() {
            (self.old_start.get(at)..self.old_start.get(at + 1)).map(RowId::new)
        } else {
            (0..0).map(RowId::new)
        }
    }

    /// Number of rows that count now; those that do not follow them.
    pub fn current_rows(&self) -> usize {
        self.lot_rows.get(self.lot_count()) as usize
    }

    /// The row's own interval: of the departure, or of the feeding where it only feeds.
    #[inline]
    pub fn row_interval(&self, row: RowId) -> Interval {
        let i = row.index();
        let nanos = if self.row_nanos.is_empty() { 0 } else { self.row_nanos.get(i) };
        let span = if self.row_span.is_empty() { 0 } else { self.row_span.get(i) };
        self.interval(self.row_time.get(i), nanos, span)
    }

    #[inline]
    fn interval(&self, seconds: u32, nanos: u32, span: u8) -> Interval {
        let start = i64::from(seconds) * SECOND + i64::from(nanos);
        if span == 0 {
            return Interval { start, end: start };
        }
        let span = i64::from(self.span_value.get(usize::from(span)));
        Interval { start, end: start + span * SECOND - 1 }
    }

    /// Kind of a row.
    #[inline]
    pub fn row_kind(&self, row: RowId) -> RowKind {
        RowKind::ALL[usize::from(self.row_kind.get(row.index()))]
    }

    /// Quantity of a row.
    #[inline]
    pub fn row_quantity(&self, row: RowId) -> Quantity {
        match self.row_quantity.get(row.index()) {
            i32::MIN => None,
            i32::MAX => {
                let at = self.big_row.partition_point(|found| found < row.get());
                Some(self.big_value.get(at))
            }
            small => Some(i64::from(small)),
        }
    }

    /// The move's destination or the leg's node, as a number.
    #[inline]
    pub fn row_link(&self, row: RowId) -> Option<u32> {
        Sparse::new(self.row_link_bits, self.row_link_rank, self.row_link_value).get(row.index())
    }

    /// A row of a lot, decoded.
    #[inline]
    pub fn row(&self, lot: LotId, id: RowId) -> Row {
        let kind = self.row_kind(id);
        let taken = self.row_interval(id);
        let place = PositionId::new(self.row_position.get(id.index()));
        let sold = || PositionId::new(self.lot_positions.get(lot.index() + 1) - 1);
        let mut row = Row {
            id,
            kind,
            consumes: None,
            taken,
            feeds: None,
            fed: taken,
            node: None,
            quantity: self.row_quantity(id),
        };
        match kind {
            RowKind::Receive | RowKind::AdjustUp => row.feeds = Some(place),
            RowKind::Move => {
                row.consumes = Some(place);
                row.feeds = self.row_link(id).map(PositionId::new);
                row.fed = self.arrival(id, taken);
            }
            RowKind::Depart | RowKind::Consume => {
                row.consumes = Some(place);
                row.node = self.row_link(id).map(NodeId::new);
            }
            RowKind::Sell => {
                row.consumes = Some(place);
                row.feeds = Some(sold());
            }
            RowKind::Return => {
                row.consumes = Some(sold());
                row.feeds = Some(place);
            }
            RowKind::Destroy | RowKind::AdjustDown => row.consumes = Some(place),
            RowKind::Make | RowKind::Arrive => {
                row.feeds = Some(place);
                row.node = self.row_link(id).map(NodeId::new);
                // An instant never lies before its departure: it would have been clamped.
                if let Some(node) = row.node.filter(|_| !taken.is_instant()) {
                    row.fed = not_before(taken, self.node_interval(node));
                }
            }
        }
        row
    }

    fn arrival(&self, row: RowId, taken: Interval) -> Interval {
        let sparse = Sparse::new(self.row_arrival_bits, self.row_arrival_rank, self.row_arrival_value);
        let Some(slot) = sparse.slot(row.index()) else { return taken };
        not_before(self.stored_arrival(slot), taken)
    }

    pub(super) fn stored_arrival(&self, slot: usize) -> Interval {
        let nanos = if self.row_arrival_nanos.is_empty() { 0 } else { self.row_arrival_nanos.get(slot) };
        let span = if self.row_arrival_span.is_empty() { 0 } else { self.row_arrival_span.get(slot) };
        self.interval(self.row_arrival_value.get(slot), nanos, span)
    }

    /// When a move arrives; of any other row, its own interval.
    pub fn row_arrival(&self, row: RowId) -> Interval {
        self.arrival(row, self.row_interval(row))
    }

    /// When a row became known.
    pub fn row_recorded(&self, row: RowId) -> Nanos {
        Sparse::new(self.row_recorded_bits, self.row_recorded_rank, self.row_recorded_value)
            .get(row.index())
            .unwrap_or_else(|| self.row_interval(row).end)
    }

    /// From when on a row no longer counts, and whether a void did it; `None`: it counts.
    pub fn row_until(&self, row: RowId) -> Option<(Nanos, bool)> {
        let at = row.index().checked_sub(self.current_rows())?;
        Some((self.old_until.get(at), self.old_voided.get(at) != 0))
    }

    /// Where a move that has not wholly arrived is bound for.
    pub fn row_destination(&self, row: RowId) -> Option<SiteId> {
        Sparse::new(self.row_destination_bits, self.row_destination_rank, self.row_destination_value)
            .get(row.index())
            .map(SiteId::new)
    }

    /// Supplier or customer of a row, as a text.
    pub fn row_party(&self, row: RowId) -> Option<TextId> {
        Sparse::new(self.row_party_bits, self.row_party_rank, self.row_party_value)
            .get(row.index())
            .map(TextId::new)
    }

    /// Document of a row, as a text.
    pub fn row_document(&self, row: RowId) -> Option<TextId> {
        Sparse::new(self.row_document_bits, self.row_document_rank, self.row_document_value)
            .get(row.index())
            .map(TextId::new)
    }

    /// Event id of a row.
    pub fn row_event(&self, row: RowId) -> &'s str {
        let own = read_code(self.id_blocks, self.id_bytes, row.index());
        if !own.is_empty() {
            return own;
        }
        let Some(node) = self.row_link(row) else { return own };
        let first = self.leg_row.get(self.node_legs.get(node as usize) as usize);
        read_code(self.id_blocks, self.id_bytes, first as usize)
    }

    /// Rows of an event id, those that no longer count included.
    pub fn rows_by_event(&self, event: &str) -> impl ExactSizeIterator<Item = RowId> + use<'s> {
        let low = self.row_by_id.partition_point(|row| self.row_event(RowId::new(row)) < event);
        let high = self.row_by_id.partition_point(|row| self.row_event(RowId::new(row)) <= event);
        self.row_by_id.range(low..high).map(RowId::new)
    }

    /// The lot of a row. Cost: a binary search over lots.
    pub fn lot_of_row(&self, row: RowId) -> LotId {
        if row.index() < self.current_rows() {
            return LotId::new(self.lot_rows.partition_point(|start| start <= row.get()) as u32 - 1);
        }
        LotId::new(self.old_lot.get(self.old_start.partition_point(|start| start <= row.get()) - 1))
    }

    /// Whether a node is a transform.
    #[inline]
    pub fn is_transform(&self, node: NodeId) -> bool {
        self.node_kind.get(node.index()) == 0
    }

    /// When a transform takes its inputs.
    pub fn node_interval(&self, node: NodeId) -> Interval {
        let i = node.index();
        let nanos = if self.node_nanos.is_empty() { 0 } else { self.node_nanos.get(i) };
        let span = if self.node_span.is_empty() { 0 } else { self.node_span.get(i) };
        self.interval(self.node_time.get(i), nanos, span)
    }

    /// Input legs of a node: rows and their lots.
    #[inline]
    pub fn inputs_of(&self, node: NodeId) -> impl ExactSizeIterator<Item = (RowId, LotId)> + use<'s> {
        self.legs(self.node_legs.get(node.index()), self.node_outs.get(node.index()))
    }

    /// Output legs of a node: rows and their lots.
    #[inline]
    pub fn outputs_of(&self, node: NodeId) -> impl ExactSizeIterator<Item = (RowId, LotId)> + use<'s> {
        self.legs(self.node_outs.get(node.index()), self.node_legs.get(node.index() + 1))
    }

    #[inline]
    fn legs(&self, from: u32, to: u32) -> impl ExactSizeIterator<Item = (RowId, LotId)> + use<'s> {
        let range = from as usize..to as usize;
        self.leg_row
            .range(range.clone())
            .zip(self.leg_lot.range(range))
            .map(|(row, lot)| (RowId::new(row), LotId::new(lot)))
    }

    /// Hazards that a transform kills, as texts.
    pub fn hazards_of(&self, node: NodeId) -> impl Iterator<Item = TextId> + use<'s> {
        let set = Sparse::new(self.node_hazard_bits, self.node_hazard_rank, self.node_hazard_value)
            .get(node.index());
        let range = set.map_or(0..0, |set| {
            self.hazard_sets.get(set as usize) as usize..self.hazard_sets.get(set as usize + 1) as usize
        });
        self.hazard_text.range(range).map(TextId::new)
    }

    /// Whether a node kills a hazard.
    #[inline]
    pub fn kills(&self, node: NodeId, hazard: Option<TextId>) -> bool {
        hazard.is_some_and(|hazard| self.hazards_of(node).any(|killed| killed == hazard))
    }

    /// The event of an id among those without rows.
    pub fn other_event(&self, index: usize) -> OtherEvent {
        OtherEvent {
            event: TextId::new(self.other_event.get(index)),
            kind: OtherKind::ALL[usize::from(self.other_kind.get(index))],
            time: Interval { start: self.other_start.get(index), end: self.other_end.get(index) },
            recorded: self.other_recorded.get(index),
            until: self.other_until.get(index),
            reference: TextId::new(self.other_reference.get(index)),
        }
    }

    /// Events of an id that have no rows.
    pub fn others_by_event(&self, event: &str) -> impl Iterator<Item = OtherEvent> + use<'s> {
        let range = self.find_text(event).map_or(0..0, |text| {
            let low = self.other_event.partition_point(|found| found < text.get());
            let high = self.other_event.partition_point(|found| found <= text.get());
            low..high
        });
        let view = *self;
        range.map(move |index| view.other_event(index))
    }

    /// All anomalies, in their order.
    pub fn anomalies(&self) -> impl ExactSizeIterator<Item = Anomaly> + use<'s> {
        let view = *self;
        (0..self.anomaly_kind.len()).map(move |i| Anomaly {
            kind: AnomalyKind::ALL[usize::from(view.anomaly_kind.get(i))],
            event: TextId::new(view.anomaly_event.get(i)),
            lot: some(view.anomaly_lot.get(i)).map(LotId::new),
            site: some(view.anomaly_site.get(i)).map(SiteId::new),
            detail: TextId::new(view.anomaly_detail.get(i)),
        })
    }

    /// The latest moment of any row: nothing moves after it. [`BEGINNING`] where there are no rows.
    pub fn horizon(&self) -> Nanos {
        if self.row_count() == 0 { BEGINNING } else { self.counts.get(super::counts::HORIZON) as i64 }
    }
}

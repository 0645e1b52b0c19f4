//! Reading rows, transforms and events.

use super::names::read_code;
use super::read::some;
use super::{
    Anomaly, AnomalyKind, BEGINNING, Column, INTERVAL, Interval, LotId, Nanos, NodeId, OtherEvent, OtherKind,
    PositionId, Quantity, Row, RowId, RowKind, SiteId, Sparse, TextId, UNKNOWN_QUANTITY, View, WIDE_QUANTITY,
    narrow,
};

const SECOND: i64 = 1_000_000_000;

/// When stock is fed: within its own interval, and not before the departure's (R4).
fn not_before(own: Interval, departure: Interval) -> Interval {
    let start = own.start.max(departure.start);
    Interval { start, end: own.end.max(start) }
}

impl<'s> View<'s> {
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
        let span = if self.row_kind.get(i) & INTERVAL == 0 { 0 } else { self.row_span(i) };
        self.interval(self.row_time.get(i), nanos, span)
    }

    #[cold]
    fn row_span(&self, row: usize) -> u8 {
        Sparse::new(self.row_span_bits, self.row_span_rank, self.row_span_value).get(row).unwrap_or(0)
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
        RowKind::ALL[usize::from(self.row_kind.get(row.index()) & !INTERVAL)]
    }

    /// Quantity of a row.
    #[inline]
    pub fn row_quantity(&self, row: RowId) -> Quantity {
        match self.row_quantity.get(row.index()) {
            UNKNOWN_QUANTITY => None,
            WIDE_QUANTITY => Some(self.wide_quantity(row)),
            small => Some(i64::from(small)),
        }
    }

    fn wide_quantity(&self, row: RowId) -> i64 {
        let wide = Sparse::new(self.row_wide_bits, self.row_wide_rank, self.row_wide_value);
        match wide.get(row.index()) {
            Some(i32::MAX) => self.big_value.get(self.big_row.partition_point(|found| found < row.get())),
            wide => wide.map_or(0, i64::from),
        }
    }

    /// The node of a leg.
    #[inline]
    pub fn row_node(&self, row: RowId) -> Option<NodeId> {
        Sparse::new(self.row_node_bits, self.row_node_rank, self.row_node_value)
            .get(row.index())
            .map(NodeId::new)
    }

    /// A row of a lot, decoded.
    #[inline]
    pub fn row(&self, lot: LotId, id: RowId) -> Row {
        let kind = self.row_kind(id);
        let taken = self.row_interval(id);
        let first = self.lot_positions.get(lot.index());
        let place = PositionId::new(first + narrow(self.row_place, self.row_place_high, id.index()));
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
                if let Some(slot) = self.arrival_slot(id) {
                    row.feeds = Some(PositionId::new(first + narrow(self.row_to, self.row_to_high, slot)));
                    row.fed = not_before(self.stored_arrival(slot), taken);
                }
            }
            RowKind::Depart | RowKind::Consume => {
                row.consumes = Some(place);
                row.node = self.row_node(id);
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
                row.node = self.row_node(id);
                // An instant never lies before its departure: it would have been clamped.
                if let Some(node) = row.node.filter(|_| !taken.is_instant()) {
                    row.fed = not_before(taken, self.node_interval(node));
                }
            }
        }
        row
    }

    #[inline]
    fn arrival_slot(&self, row: RowId) -> Option<usize> {
        Sparse::new(self.row_arrival_bits, self.row_arrival_rank, self.row_arrival_value).slot(row.index())
    }

    pub(super) fn stored_arrival(&self, slot: usize) -> Interval {
        let nanos = if self.row_arrival_nanos.is_empty() { 0 } else { self.row_arrival_nanos.get(slot) };
        let spans = (self.row_arrival_span_bits, self.row_arrival_span_rank, self.row_arrival_span_value);
        let span = Sparse::new(spans.0, spans.1, spans.2).get(slot).unwrap_or(0);
        self.interval(self.row_arrival_value.get(slot), nanos, span)
    }

    /// When a move arrives; of any other row, its own interval.
    pub fn row_arrival(&self, row: RowId) -> Interval {
        let own = self.row_interval(row);
        self.arrival_slot(row).map_or(own, |slot| not_before(self.stored_arrival(slot), own))
    }

    /// When a row became known.
    pub fn row_recorded(&self, row: RowId) -> Nanos {
        Sparse::new(self.row_recorded_bits, self.row_recorded_rank, self.row_recorded_value)
            .get(row.index())
            .unwrap_or_else(|| match self.row_node(row) {
                Some(node) if self.row_kind(row) == RowKind::Make => self.node_interval(node).end,
                _ => self.row_interval(row).end,
            })
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

    /// Document of a row.
    pub fn row_document(&self, row: RowId) -> Option<&'s str> {
        let document = read_code(self.document_blocks, self.document_bytes, row.index());
        (!document.is_empty()).then_some(document)
    }

    /// Event id of a row.
    pub fn row_event(&self, row: RowId) -> &'s str {
        let own = read_code(self.id_blocks, self.id_bytes, row.index());
        if !own.is_empty() {
            return own;
        }
        let Some(node) = self.row_node(row) else { return own };
        read_code(self.id_blocks, self.id_bytes, self.first_leg(node) as usize)
    }

    /// The leg of a node that its event id stands at.
    #[inline]
    pub(super) fn first_leg(&self, node: NodeId) -> u32 {
        self.leg_row.get(self.node_legs.get(node.index()) as usize)
    }

    /// Rows of an event id, those that no longer count included.
    pub fn rows_by_event(&self, event: &str) -> impl Iterator<Item = RowId> + use<'s> {
        let low = self.row_by_id.partition_point(|row| self.row_event(RowId::new(row)) < event);
        let high = self.row_by_id.partition_point(|row| self.row_event(RowId::new(row)) <= event);
        let view = *self;
        self.row_by_id.range(low..high).map(RowId::new).flat_map(move |row| {
            // Legs that have no id of their own go with the first of their node.
            let node = view.row_node(row).filter(|node| view.first_leg(*node) == row.get());
            let legs = node.map_or(0..0, |node| {
                view.node_legs.get(node.index()) as usize + 1..view.node_legs.get(node.index() + 1) as usize
            });
            std::iter::once(row).chain(view.leg_row.range(legs).map(RowId::new))
        })
    }

    /// The lot of a row. Cost: a binary search over lots.
    pub fn lot_of_row(&self, row: RowId) -> LotId {
        if row.index() < self.current_rows() {
            return LotId::new(self.lot_rows.partition_point(|start| start <= row.get()) as u32 - 1);
        }
        LotId::new(self.old_lot.get(self.old_start.partition_point(|start| start <= row.get()) - 1))
    }

    /// Transforms that consume a lot, sorted.
    #[inline]
    pub fn consumed_by(&self, lot: LotId) -> impl ExactSizeIterator<Item = NodeId> + use<'s> {
        let consumed = Sparse::new(self.lot_consumed_bits, self.lot_consumed_rank, self.lot_consumed_start);
        let range = consumed.slot(lot.index()).map_or(0..0, |slot| self.list(self.lot_consumed_start, slot));
        self.consumed_node.range(range).map(NodeId::new)
    }

    /// Transforms that make a lot, sorted.
    #[inline]
    pub fn made_by(&self, lot: LotId) -> impl ExactSizeIterator<Item = NodeId> + use<'s> {
        let made = Sparse::new(self.lot_made_bits, self.lot_made_rank, self.lot_made_start);
        let range = made.slot(lot.index()).map_or(0..0, |slot| self.list(self.lot_made_start, slot));
        self.made_node.range(range).map(NodeId::new)
    }

    #[inline]
    fn list(&self, starts: Column<'s, u32>, slot: usize) -> std::ops::Range<usize> {
        starts.get(slot) as usize..starts.get(slot + 1) as usize
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
        let start = self.other_start.get(index);
        let span = if self.other_span.is_empty() { 0 } else { i64::from(self.other_span.get(index)) };
        let time = Interval { start, end: if span == 0 { start } else { start + span * SECOND - 1 } };
        let recorded =
            Sparse::new(self.other_recorded_bits, self.other_recorded_rank, self.other_recorded_value);
        let until = Sparse::new(self.other_until_bits, self.other_until_rank, self.other_until_value);
        let reference =
            Sparse::new(self.other_reference_bits, self.other_reference_rank, self.other_reference_value);
        OtherEvent {
            event: TextId::new(self.other_event.get(index)),
            kind: OtherKind::ALL[usize::from(self.other_kind.get(index))],
            time,
            recorded: recorded.get(index).unwrap_or(time.end),
            until: until.get(index).unwrap_or(Nanos::MAX),
            reference: TextId::new(reference.get(index).unwrap_or(0)),
        }
    }

    /// When a count became known.
    pub fn count_recorded(&self, index: usize) -> Nanos {
        Sparse::new(self.count_recorded_bits, self.count_recorded_rank, self.count_recorded_value)
            .get(index)
            .unwrap_or_else(|| self.count_end.get(index))
    }

    /// From when on a count is void; `i64::MAX`: never.
    pub fn count_until(&self, index: usize) -> Nanos {
        Sparse::new(self.count_until_bits, self.count_until_rank, self.count_until_value)
            .get(index)
            .unwrap_or(Nanos::MAX)
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

//! Events of a trace: rows under one id, as one line of a table.

use std::sync::Arc;

use engine::model::{Interval, LotId, NodeId, Row, RowId, RowKind, SiteId, TextId, View};
use engine::{Knowledge, ReachedRow, Ring, Shares};

use crate::asker::Asker;
use crate::cell::{Cell, LegCell};
use crate::columns;
use crate::decimal::Decimal;
use crate::numbers;
use crate::request::Direction;
use crate::sheet::Sheet;
use crate::trace::Terms;

/// Rows by event id: the rows of group `i` are `rows[starts[i]..starts[i + 1]]`; ids rise.
pub(crate) struct EventGroups<'s> {
    rows: Vec<(&'s str, ReachedRow)>,
    starts: Vec<u32>,
}

impl<'s> EventGroups<'s> {
    /// Groups rows.
    pub(crate) fn new(view: &View<'s>, rows: Vec<ReachedRow>) -> EventGroups<'s> {
        let mut rows: Vec<(&str, ReachedRow)> =
            rows.into_iter().map(|row| (view.row_event(row.row), row)).collect();
        rows.sort_unstable_by_key(|(event, row)| (*event, row.row));
        let mut starts: Vec<u32> =
            (0..rows.len()).filter(|i| *i == 0 || rows[*i].0 != rows[i - 1].0).map(|i| i as u32).collect();
        starts.push(rows.len() as u32);
        EventGroups { rows, starts }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn group(&self, index: usize) -> &[(&'s str, ReachedRow)] {
        &self.rows[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// Whether an event is among them.
    pub(crate) fn holds(&self, event: &str) -> bool {
        self.rows.binary_search_by(|(found, _)| (*found).cmp(event)).is_ok()
    }
}

/// The table of events.
pub(crate) fn event_sheet<'s>(
    asker: &Asker<'s>,
    groups: EventGroups<'s>,
    terms: &Terms,
    shares: Option<Arc<Shares>>,
) -> Sheet<'s> {
    let lines = Lines {
        view: *asker.view(),
        knowledge: terms.knowledge,
        hazard: terms.hazard,
        backward: terms.direction == Direction::Backward,
        shares,
    };
    let columns = columns![
        "event": Text, "kind": Text, "time": Time, "time_to": Time, "arrived": Time, "ring": Text,
        "stopped_by_kill_step": Bool, "kill_step": Bool, "lot": Text, "legs": Text, "site": Text, "to_site": Text,
        "party": Text, "document": Text, "quantity": Decimal, "unit": Text, "expected": Decimal, "low": Decimal, "high": Decimal,
    ];
    Sheet::new("events", columns, groups.len(), move |index, cells| lines.fill(groups.group(index), cells))
}

struct Lines<'s> {
    view: View<'s>,
    knowledge: Knowledge,
    hazard: Option<TextId>,
    backward: bool,
    shares: Option<Arc<Shares>>,
}

impl<'s> Lines<'s> {
    fn fill(&self, group: &[(&'s str, ReachedRow)], cells: &mut Vec<Cell<'s>>) {
        let (event, first) = group[0];
        let rows: Vec<(Row, LotId)> =
            group.iter().map(|(_, r)| (self.view.row(r.lot, r.row), r.lot)).collect();
        let row = &rows[0].0;
        let node = row.node.filter(|node| self.view.is_transform(*node));
        let taken = node.map_or(row.taken, |node| self.view.node_interval(node));
        let possible = group.iter().all(|(_, row)| row.possible);
        let ring = if possible { Ring::Possible } else { Ring::Traced };
        let killed = self.backward && node.is_some_and(|node| self.view.kills(node, self.hazard));
        cells.extend([
            Cell::plain(event),
            Cell::plain(row.kind.event_name()),
            Cell::Time(taken.start),
            interval_end(taken),
            self.arrived(row),
            Cell::plain(ring.name()),
            Cell::Bool(group.iter().all(|(_, row)| row.stopped)),
            if killed { Cell::Bool(true) } else { Cell::Absent },
        ]);
        self.fill_places(&rows, node, cells);
        let party = rows.iter().find_map(|(row, _)| self.view.row_party(row.id));
        let document = rows.iter().find_map(|(row, _)| self.view.row_document(row.id));
        cells.extend([
            party.map_or(Cell::Absent, |text| Cell::text(self.view.text(text))),
            document.map_or(Cell::Absent, Cell::text),
        ]);
        let quantity = if node.is_some() { Cell::Absent } else { self.quantity(&rows) };
        cells.extend([quantity, Cell::plain(self.view.unit_of(first.lot))]);
        cells.extend(match (&self.shares, node) {
            (Some(shares), None) => self.numbers(shares, &rows),
            (Some(_), Some(_)) | (None, _) => [Cell::Absent, Cell::Absent, Cell::Absent],
        });
    }

    /// Expected, low, high of what the rows move together; null where their units differ.
    fn numbers(&self, shares: &Shares, rows: &[(Row, LotId)]) -> [Cell<'s>; 3] {
        let unit = self.view.unit_of(rows[0].1);
        if rows.iter().any(|(_, lot)| self.view.unit_of(*lot) != unit) {
            return [Cell::Null, Cell::Null, Cell::Null];
        }
        let scale = rows.iter().map(|(_, lot)| self.view.scale_of(*lot)).max().unwrap_or(0);
        let each = rows.iter().map(|(row, lot)| (shares.rows.get(&row.id), self.view.scale_of(*lot)));
        numbers::cells(Some(&numbers::sum(each, scale)), scale)
    }

    /// `lot`, `legs`, `site`, `to_site`.
    fn fill_places(&self, rows: &[(Row, LotId)], node: Option<NodeId>, cells: &mut Vec<Cell<'s>>) {
        let (row, lot) = &rows[0];
        let alike = |of: &dyn Fn(&Row) -> Option<SiteId>| {
            let site = of(row);
            let code = site.filter(|_| rows.iter().all(|(row, _)| of(row) == site));
            code.map_or(Cell::Absent, |site| Cell::plain(self.view.site_code(site)))
        };
        let (lot_cell, legs) = match (node, rows) {
            (Some(node), _) => (Cell::Absent, Cell::Legs(self.transform_legs(node))),
            (None, [_]) => (Cell::Lot(self.name(*lot)), Cell::Absent),
            (None, _) => {
                (Cell::Absent, Cell::Legs(rows.iter().map(|(row, lot)| self.leg("", row, *lot)).collect()))
            }
        };
        let to_site = if node.is_some() { Cell::Absent } else { alike(&|row| self.destination(row)) };
        cells.extend([lot_cell, legs, alike(&|row| self.place(row)), to_site]);
    }

    fn transform_legs(&self, node: NodeId) -> Vec<LegCell<'s>> {
        let known = |row: RowId| {
            let until = self.view.row_until(row).map_or(engine::model::END, |(until, _)| until);
            self.knowledge.holds(self.view.row_recorded(row), until)
        };
        let inputs = self.view.inputs_of(node).map(|(row, lot)| ("in", row, lot));
        let outputs = self.view.outputs_of(node).map(|(row, lot)| ("out", row, lot));
        let mut legs: Vec<(&str, u32, RowId, LotId)> = inputs
            .chain(outputs)
            .filter(|(_, row, _)| known(*row))
            .map(|(role, row, lot)| (role, self.view.lot_rank.get(lot.index()), row, lot))
            .collect();
        legs.sort_unstable();
        legs.into_iter().map(|(role, _, row, lot)| self.leg(role, &self.view.row(lot, row), lot)).collect()
    }

    fn leg(&self, role: &'static str, row: &Row, lot: LotId) -> LegCell<'s> {
        let site = self.place(row).map_or("", |site| self.view.site_code(site));
        let quantity = row.quantity.map(|mantissa| Decimal::new(mantissa, self.view.scale_of(lot)));
        LegCell { role, lot: self.name(lot), site, quantity }
    }

    fn name(&self, lot: LotId) -> crate::cell::LotName<'s> {
        crate::cell::LotName {
            product: self.view.product_code(self.view.product_of(lot)),
            code: self.view.lot_code(lot),
        }
    }

    /// Where a row happens: where it takes, or where it feeds if it takes from nowhere or from what was sold.
    fn place(&self, row: &Row) -> Option<SiteId> {
        let taken = row.consumes.and_then(|position| self.view.site_of(position));
        taken.or_else(|| row.feeds.and_then(|position| self.view.site_of(position)))
    }

    /// Where a move goes: of several arrivals, none.
    fn destination(&self, row: &Row) -> Option<SiteId> {
        match row.kind {
            RowKind::Move => row.feeds.and_then(|position| self.view.site_of(position)),
            RowKind::Depart => match self.single_arrival(row) {
                Some(arrival) => arrival.feeds.and_then(|position| self.view.site_of(position)),
                None => self.view.row_destination(row.id),
            },
            RowKind::Receive
            | RowKind::Sell
            | RowKind::Return
            | RowKind::Destroy
            | RowKind::AdjustUp
            | RowKind::AdjustDown
            | RowKind::Consume
            | RowKind::Make
            | RowKind::Arrive => None,
        }
    }

    fn single_arrival(&self, row: &Row) -> Option<Row> {
        let mut outputs = self.view.outputs_of(row.node?);
        match (outputs.next(), outputs.next()) {
            (Some((id, lot)), None) => Some(self.view.row(lot, id)),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }

    fn arrived(&self, row: &Row) -> Cell<'s> {
        match row.kind {
            RowKind::Move if row.feeds.is_some() => Cell::Time(row.fed.start),
            RowKind::Depart => {
                self.single_arrival(row).map_or(Cell::Null, |arrival| Cell::Time(arrival.fed.start))
            }
            RowKind::Move => Cell::Null,
            RowKind::Receive
            | RowKind::Sell
            | RowKind::Return
            | RowKind::Destroy
            | RowKind::AdjustUp
            | RowKind::AdjustDown
            | RowKind::Consume
            | RowKind::Make
            | RowKind::Arrive => Cell::Absent,
        }
    }

    /// What the rows move together; null where one is unknown or their units differ.
    fn quantity(&self, rows: &[(Row, LotId)]) -> Cell<'s> {
        let unit = self.view.unit_of(rows[0].1);
        let scale = rows.iter().map(|(_, lot)| self.view.scale_of(*lot)).max().unwrap_or(0);
        let mut sum = 0i128;
        for (row, lot) in rows {
            let Some(quantity) = row.quantity.filter(|_| self.view.unit_of(*lot) == unit) else {
                return Cell::Null;
            };
            sum += i128::from(quantity) * 10i128.pow(u32::from(scale - self.view.scale_of(*lot)));
        }
        Cell::Decimal(Decimal::new(sum, scale))
    }
}

/// The last moment of an interval, in whole seconds; absent for an instant.
fn interval_end(interval: Interval) -> Cell<'static> {
    if interval.is_instant() { Cell::Absent } else { Cell::ending(interval.end) }
}

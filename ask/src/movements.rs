//! All movements, in the columns of the table `events`.

use engine::model::{LotId, Row, RowId, RowKind, TextId};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::decimal::Decimal;
use crate::sheet::Sheet;
use crate::time::{Stamp, Zone, written};
use crate::zones::Zones;

impl<'s> Asker<'s> {
    /// Every movement that counts now, in the columns of the table `events`, by lot and time.
    ///
    /// Arrivals of a move that has several get ids of their own, made of the move's.
    pub fn movements(&self) -> Answer<'s> {
        let columns = columns![
            "event_id": Text, "kind": Text, "role": Text, "time": Text, "arrived": Text, "recorded": Text,
            "product": Text, "lot": Text, "quantity": Decimal, "unit": Text, "site": Text, "to_site": Text,
            "party": Text, "document": Text, "hazards": Text, "ref": Text,
        ];
        let view = self.view;
        let zones = Zones::new(&view, self.settings.time_zone);
        let rows = view.current_rows();
        let sheet = Sheet::new("events", columns, rows, move |index, cells| {
            let id = RowId::new(index as u32);
            let lot = view.lot_of_row(id);
            Line { view, zones: &zones, row: view.row(lot, id), lot }.fill(cells);
        });
        Answer::new().sheet(sheet)
    }
}

struct Line<'z, 's> {
    view: engine::model::View<'s>,
    zones: &'z Zones,
    row: Row,
    lot: LotId,
}

impl<'s> Line<'_, 's> {
    fn fill(&self, cells: &mut Vec<Cell<'s>>) {
        let (view, row) = (self.view, &self.row);
        let event = view.row_event(row.id);
        let (kind, role) = kind_and_role(row.kind);
        let arrives = row.kind == RowKind::Arrive;
        let text = |text: Option<TextId>| text.map_or(Cell::Absent, |text| Cell::text(view.text(text)));
        cells.push(if arrives {
            Cell::plain(format!("{event}+{}", row.id.get()))
        } else {
            Cell::plain(event)
        });
        cells.extend([Cell::plain(kind), Cell::text(role)]);
        self.fill_times(cells);
        cells.extend([
            Cell::plain(view.product_code(view.product_of(self.lot))),
            Cell::plain(view.lot_code(self.lot)),
            self.quantity(),
            Cell::plain(view.unit_of(self.lot)),
        ]);
        let (from, to) = (row.consumes, row.feeds);
        let site = |position: Option<engine::model::PositionId>| {
            let site = position.and_then(|position| view.site_of(position));
            site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(site)))
        };
        cells.push(match row.kind {
            RowKind::Return => site(to),
            _ if from.is_some() => site(from),
            _ => site(to),
        });
        // What is still on its way is bound for somewhere, too: a move without a destination could not be read back.
        cells.push(match (row.kind, view.row_destination(row.id)) {
            (RowKind::Move, None) => site(to),
            (RowKind::Move | RowKind::Depart, Some(bound)) if to.is_none() => {
                Cell::plain(view.site_code(bound))
            }
            (RowKind::Move, Some(_)) => site(to),
            _ => Cell::Absent,
        });
        let document = view.row_document(row.id).map_or(Cell::Absent, Cell::plain);
        cells.extend([text(view.row_party(row.id)), document, self.hazards()]);
        cells.push(if arrives { Cell::plain(event) } else { Cell::Absent });
    }

    /// `time`, `arrived`, `recorded`.
    fn fill_times(&self, cells: &mut Vec<Cell<'s>>) {
        let (view, row) = (self.view, &self.row);
        let place = row.consumes.or(row.feeds).and_then(|position| view.site_of(position));
        let zone = place.map_or(Zone::UTC, |site| self.zones.of(site));
        let node = row.node.filter(|node| view.is_transform(*node));
        let taken = node.map_or(row.taken, |node| view.node_interval(node));
        let arrives = match row.kind {
            RowKind::Move => row.feeds.is_some(),
            RowKind::Make => row.fed != taken,
            _ => false,
        };
        let recorded = view.row_recorded(row.id);
        cells.push(Cell::plain(written(taken, zone)));
        cells.push(if arrives { Cell::plain(written(row.fed, zone)) } else { Cell::Absent });
        cells.push(if recorded == taken.end {
            Cell::Absent
        } else {
            Cell::plain(Stamp(recorded).to_string())
        });
    }

    fn quantity(&self) -> Cell<'s> {
        let Some(quantity) = self.row.quantity else { return Cell::Absent };
        let signed = if self.row.kind == RowKind::AdjustDown { -quantity } else { quantity };
        Cell::Decimal(Decimal::new(signed, self.view.scale_of(self.lot)))
    }

    fn hazards(&self) -> Cell<'s> {
        let Some(node) = self.row.node.filter(|node| self.view.is_transform(*node)) else {
            return Cell::Absent;
        };
        let hazards: Vec<&str> = self.view.hazards_of(node).map(|hazard| self.view.text(hazard)).collect();
        if hazards.is_empty() { Cell::Absent } else { Cell::plain(hazards.join(";")) }
    }
}

fn kind_and_role(kind: RowKind) -> (&'static str, &'static str) {
    match kind {
        RowKind::Arrive => ("arrive", ""),
        RowKind::Consume => ("transform", "in"),
        RowKind::Make => ("transform", "out"),
        RowKind::Receive
        | RowKind::Move
        | RowKind::Depart
        | RowKind::Sell
        | RowKind::Return
        | RowKind::Destroy
        | RowKind::AdjustUp
        | RowKind::AdjustDown => (kind.event_name(), ""),
    }
}

//! Lots and all that was made from them: where they are, and whether their books add up.

use std::collections::HashMap;

use engine::model::{END, LotId, Nanos, SiteKind};
use engine::{
    BalanceAsk, BalanceRow, BlockKind, Blocks, InTransit, Knowledge, OnHandAsk, Stock, balance, in_transit,
    on_hand,
};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::decimal::Decimal;
use crate::error::AskError;
use crate::request::{BalanceRequest, WhereRequest};
use crate::seeds::Seeds;
use crate::sheet::Sheet;
use crate::trace::Terms;

impl<'s> Asker<'s> {
    /// The lots named and all that was made from them, by name; pools that were passed among them.
    pub(crate) fn made_from(&mut self, lots: Vec<LotId>, knowledge: Knowledge) -> Vec<LotId> {
        let terms = Terms::forward(knowledge);
        self.closure_lots(&terms, &Seeds { lots, ..Seeds::default() })
    }

    /// Answers `where`.
    pub(crate) fn whereabouts(&mut self, request: &WhereRequest) -> Result<Answer<'s>, AskError> {
        let knowledge = self.knowledge(request.as_known.as_deref())?;
        let lot = self.lot(&request.lot, knowledge)?;
        let scope = if request.only || self.view.is_pool(lot) {
            vec![lot]
        } else {
            self.made_from(vec![lot], knowledge)
        };
        let stock = on_hand(&self.view, &OnHandAsk { lots: Some(&scope), sites: None, at: END, knowledge });
        let moving = self.transit_of(&scope, END, knowledge);
        let sold = self.sold_of(&scope, knowledge);
        let any = !stock.is_empty() || !moving.is_empty() || !sold.is_empty();
        Ok(self
            .complete()
            .fact("lot", Cell::Lot(self.lot_name(lot)))
            .fact("lots", Cell::Count(scope.len() as u64))
            .sheet(self.status_sheet("where", stock, knowledge))
            .sheet(self.transit_sheet(moving))
            .sheet(self.sold_sheet(sold))
            .found(any))
    }

    /// What is blocked, by the snapshot and by what was stated since.
    fn blocks(&self, knowledge: Knowledge) -> Blocks {
        Blocks::all(&self.view, knowledge, self.live.as_deref())
    }

    /// Of each row's lot, what is on hand and blocked at a moment; supplier sites left out, as they are of `on_hand`.
    /// `None`: some of it is unknown.
    pub(crate) fn held_of(&self, rows: &[BalanceRow], at: Nanos, knowledge: Knowledge) -> Vec<Option<i64>> {
        let (view, blocks) = (self.view, self.blocks(knowledge));
        if blocks.is_empty() {
            return vec![Some(0); rows.len()];
        }
        let lots: Vec<LotId> = rows.iter().map(|row| row.lot).collect();
        let mut held: HashMap<LotId, Option<i64>> = HashMap::new();
        for stock in on_hand(&view, &OnHandAsk { lots: Some(&lots), sites: None, at, knowledge }) {
            let block = blocks.at(view.product_of(stock.lot), Some(stock.lot), Some(stock.site), at);
            if block.is_some() && view.site_kind(stock.site) != SiteKind::Supplier {
                let sum = held.entry(stock.lot).or_insert(Some(0));
                *sum = sum.zip(stock.books).and_then(|(sum, books)| sum.checked_add(books));
            }
        }
        lots.iter().map(|lot| held.get(lot).copied().unwrap_or(Some(0))).collect()
    }

    /// Stock by lot and site, and what blocks it.
    pub(crate) fn status_sheet(
        &self,
        name: &'static str,
        mut stock: Vec<Stock>,
        knowledge: Knowledge,
    ) -> Sheet<'s> {
        let (view, lot_name, blocks) = (self.view, self.namer(), self.blocks(knowledge));
        stock.sort_unstable_by_key(|stock| (view.lot_rank.get(stock.lot.index()), stock.site));
        let columns = columns![
            "lot": Text, "site": Text, "quantity": Decimal, "low": Decimal, "unit": Text, "status": Text,
        ];
        Sheet::over(name, columns, stock, move |stock, cells| {
            let scale = view.scale_of(stock.lot);
            let block = blocks.at(view.product_of(stock.lot), Some(stock.lot), Some(stock.site), END);
            cells.extend([
                Cell::Lot(lot_name(stock.lot)),
                Cell::plain(view.site_code(stock.site)),
                Cell::quantity(stock.books, scale),
                Cell::quantity(stock.low, scale),
                Cell::plain(view.unit_of(stock.lot)),
                match block.map(|block| block.kind) {
                    None => Cell::Absent,
                    Some(BlockKind::Held) => Cell::plain("HOLD"),
                    Some(BlockKind::Recalled) => Cell::plain("RECALLED"),
                },
            ]);
        })
    }

    /// What is on its way of some lots.
    pub(crate) fn transit_of(
        &self,
        lots: &[LotId],
        at: Nanos,
        knowledge: Knowledge,
    ) -> Vec<(LotId, InTransit)> {
        let of_lot = |lot: LotId| {
            in_transit(&self.view, lot, at, knowledge).into_iter().map(move |moving| (lot, moving))
        };
        lots.iter().copied().flat_map(of_lot).collect()
    }

    /// The table of what is on its way.
    pub(crate) fn transit_sheet(&self, moving: Vec<(LotId, InTransit)>) -> Sheet<'s> {
        let (view, name) = (self.view, self.namer());
        let columns = columns![
            "lot": Text, "event": Text, "from": Text, "to": Text, "departed": Time, "quantity": Decimal, "unit": Text,
            "document": Text,
        ];
        Sheet::over("in_transit", columns, moving, move |(lot, moving), cells| {
            cells.extend([
                Cell::Lot(name(*lot)),
                Cell::plain(view.row_event(moving.row)),
                Cell::plain(view.site_code(moving.from)),
                moving.to.map_or(Cell::Absent, |to| Cell::plain(view.site_code(to))),
                Cell::Time(moving.departure.start),
                Cell::quantity(moving.quantity, view.scale_of(*lot)),
                Cell::plain(view.unit_of(*lot)),
                view.row_document(moving.row).map_or(Cell::Absent, Cell::text),
            ]);
        })
    }

    /// What was sold of some lots, net of returns; those of which nothing was are left out.
    fn sold_of(&self, lots: &[LotId], knowledge: Knowledge) -> Vec<BalanceRow> {
        let ask = BalanceAsk { scope: lots, at: END, transit_tolerance_days: None, knowledge };
        let mut rows = balance(&self.view, &ask);
        rows.retain(|row| row.sold != Some(0));
        rows
    }

    fn sold_sheet(&self, rows: Vec<BalanceRow>) -> Sheet<'s> {
        let (view, name) = (self.view, self.namer());
        Sheet::over(
            "sold",
            columns!["lot": Text, "quantity": Decimal, "unit": Text],
            rows,
            move |row, cells| {
                cells.extend([
                    Cell::Lot(name(row.lot)),
                    Cell::quantity(row.sold, view.scale_of(row.lot)),
                    Cell::plain(view.unit_of(row.lot)),
                ]);
            },
        )
    }

    /// Answers `balance`.
    pub(crate) fn balance(&mut self, request: &BalanceRequest) -> Result<Answer<'s>, AskError> {
        let knowledge = self.knowledge(request.as_known.as_deref())?;
        let tolerance = request.tolerance.as_deref().map(tenths).transpose()?;
        let lots = self.lots(&request.lots, knowledge)?;
        let scope = self.made_from(lots, knowledge);
        let ask = BalanceAsk {
            scope: &scope,
            at: self.until(request.at.as_deref())?,
            transit_tolerance_days: request.transit_tolerance,
            knowledge,
        };
        let rows = balance(&self.view, &ask);
        let held = self.held_of(&rows, ask.at, knowledge);
        Ok(self.complete().sheet(self.balance_sheet("rows", rows, held, tolerance)))
    }

    /// The table of balances, with what of each is held; `tolerance` in tenths of a percent.
    pub(crate) fn balance_sheet(
        &self,
        sheet: &'static str,
        rows: Vec<BalanceRow>,
        held: Vec<Option<i64>>,
        tolerance: Option<i64>,
    ) -> Sheet<'s> {
        let (view, name) = (self.view, self.namer());
        let columns = columns![
            "lot": Text, "unit": Text, "in": Decimal, "on_hand": Decimal, "in_transit": Decimal, "sold": Decimal,
            "returned": Decimal, "destroyed": Decimal, "consumed_in_scope": Decimal, "consumed_out_of_scope": Decimal,
            "count_variance": Decimal, "unaccounted": Decimal, "accounted_percent": Decimal, "not_measured": Bool,
            "within_tolerance": Bool, "lotless": Bool, "held": Decimal,
        ];
        let rows: Vec<(BalanceRow, Option<i64>)> = rows.into_iter().zip(held).collect();
        Sheet::over(sheet, columns, rows, move |(row, held), cells| {
            let scale = view.scale_of(row.lot);
            let percent = row.accounted_tenths();
            cells.extend([Cell::Lot(name(row.lot)), Cell::plain(view.unit_of(row.lot))]);
            cells.extend(
                [
                    row.into,
                    row.on_hand,
                    row.in_transit,
                    row.sold,
                    row.returned,
                    row.destroyed,
                    row.consumed_in_scope,
                    row.consumed_out_of_scope,
                    row.count_variance,
                    row.unaccounted,
                ]
                .map(|quantity| Cell::quantity(quantity, scale)),
            );
            cells.extend([
                percent.map_or(Cell::Null, Cell::Tenths),
                Cell::Bool(row.not_measured),
                match (tolerance, percent) {
                    (None, _) => Cell::Absent,
                    (Some(_), None) => Cell::Null,
                    (Some(most), Some(percent)) => Cell::Bool((percent - 1000).abs() <= most),
                },
                Cell::Bool(row.lotless),
                Cell::quantity(*held, scale),
            ]);
        })
    }
}

/// A percentage in tenths; what is finer is not told apart, as percentages are rounded so.
fn tenths(text: &str) -> Result<i64, AskError> {
    let wrong = || AskError::Number { what: "tolerance", text: text.to_owned() };
    let percent = Decimal::parse(text.trim_end_matches('%'))
        .filter(|percent| percent.mantissa >= 0)
        .ok_or_else(wrong)?;
    percent.at_scale(1).ok_or_else(wrong)
}

//! What a recall team hands out: where everything is, who got it, what can be stopped, what is not certain.

mod consignees;
mod orders;
mod uncertain;

use engine::model::{END, LotId, RowId};
use engine::{
    BalanceAsk, ClosureQuery, Direction as Way, FlowQuery, InTransit, Knowledge, OnHandAsk, Reached, Ring,
    Seed, Stock, balance, on_hand,
};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::{Cell, LotName};
use crate::columns;
use crate::decimal::Decimal;
use crate::error::AskError;
use crate::request::{Mode, RecallRequest};
use crate::seeds::Seeds;
use crate::sheet::Sheet;
use crate::time::{Day, day};
use crate::trace::{Terms, trust};
use crate::warnings::{self, Warning};

pub use consignees::{Consignee, ConsigneeKind, ConsigneeLot};

/// A recall, worked out.
pub struct Recall<'s> {
    /// The lots that were named.
    pub named: Vec<LotName<'s>>,
    /// The day of the letters; `None`: none was given.
    pub date: Option<Day>,
    /// Everyone who holds or received what is recalled, customers first, by name.
    pub consignees: Vec<Consignee<'s>>,
    /// Everything as tables.
    pub answer: Answer<'s>,
}

impl std::fmt::Debug for Recall<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recall").field("named", &self.named).finish_non_exhaustive()
    }
}

/// What is recalled.
struct Scope<'s> {
    named: Vec<LotId>,
    /// By name; pools that flow or closure passes are among them.
    lots: Vec<LotId>,
    /// Flow of the scope: all of its positions.
    positions: Vec<Reached>,
    /// Whether only what flow reaches counts.
    by_flow: bool,
    possible: Vec<(RowId, LotId)>,
    knowledge: Knowledge,
    warnings: Vec<Warning<'s>>,
}

impl Scope<'_> {
    /// Whether stock at a position is recalled: by the presumption, all stock of a lot is.
    fn holds(&self, stock: &Stock) -> bool {
        !self.by_flow
            || self.positions.binary_search_by_key(&stock.position, |reached| reached.position).is_ok()
    }
}

impl<'s> Asker<'s> {
    /// Works out a recall.
    ///
    /// # Errors
    ///
    /// As [`Asker::answer`].
    pub fn recall_pack(&mut self, request: &RecallRequest) -> Result<Recall<'s>, AskError> {
        let date = request.date.as_deref().map(day).transpose()?.or(self.settings.today);
        let scope = self.recall_scope(request)?;
        let mut stock = on_hand(
            &self.view,
            &OnHandAsk { lots: Some(&scope.lots), sites: None, at: END, knowledge: scope.knowledge },
        );
        stock.retain(|stock| scope.holds(stock));
        let moving = self.transit_of(&scope.lots, END, scope.knowledge);
        let consignees = self.consignees(&scope, &stock);
        let answer = self.recall_answer(request, date, scope, stock, moving, &consignees);
        let named =
            self.lots(&request.lots, Knowledge::ALL)?.into_iter().map(|lot| self.lot_name(lot)).collect();
        Ok(Recall { named, date, consignees, answer })
    }

    /// Answers `recall`.
    pub(crate) fn recall(&mut self, request: &RecallRequest) -> Result<Answer<'s>, AskError> {
        Ok(self.recall_pack(request)?.answer)
    }

    fn recall_scope(&mut self, request: &RecallRequest) -> Result<Scope<'s>, AskError> {
        let mut warnings = Vec::new();
        let knowledge = self.knowledge(request.as_known.as_deref())?;
        let terms = Terms {
            trust: trust(request.trust),
            hazard: self.hazard(request.hazard.as_deref(), &mut warnings),
            ..Terms::forward(knowledge)
        };
        let named = self.lots(&request.lots, knowledge)?;
        if named.is_empty() {
            return Err(AskError::Fit { reason: "name the lots to recall".to_owned() });
        }
        if let Some(pool) = named.iter().find(|lot| self.view.is_pool(**lot)) {
            return Err(AskError::PoolSeed { name: self.view.lot_name(*pool) });
        }
        let by_flow = request.mode == Some(Mode::Flow);
        let closure = self.closure_lots(&terms, &Seeds { lots: named.clone(), ..Seeds::default() });
        let seeds: Vec<Seed> = if by_flow {
            named.iter().map(|lot| Seed::Lot(*lot)).collect()
        } else {
            closure.iter().filter(|lot| !self.view.is_pool(**lot)).map(|lot| Seed::Lot(*lot)).collect()
        };
        let query: FlowQuery<'_> = terms.query(&seeds);
        let trace = self.tracer.forward(&query);
        let mut lots = if by_flow { trace.lots().into_iter().map(|(lot, _)| lot).collect() } else { closure };
        let mut positions: Vec<Reached> = trace.positions().collect();
        let possible = trace.rows().filter(|row| row.possible).map(|row| (row.row, row.lot)).collect();
        let view = self.view;
        positions.sort_unstable_by_key(|reached| reached.position);
        lots.sort_unstable_by_key(|lot| view.lot_rank.get(lot.index()));
        Ok(Scope { named, lots, positions, by_flow, possible, knowledge, warnings })
    }

    fn recall_answer(
        &mut self,
        request: &RecallRequest,
        date: Option<Day>,
        mut scope: Scope<'s>,
        stock: Vec<Stock>,
        moving: Vec<(LotId, InTransit)>,
        consignees: &[Consignee<'s>],
    ) -> Answer<'s> {
        let text = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::plain);
        let ask = BalanceAsk {
            scope: &scope.lots,
            at: END,
            transit_tolerance_days: None,
            knowledge: scope.knowledge,
        };
        let rows = balance(&self.view, &ask);
        let held = self.held_of(&rows, END, scope.knowledge);
        let uncertain = self.uncertain(&scope, &stock, &rows);
        let suppliers = self.suppliers(&scope);
        let warnings = std::mem::take(&mut scope.warnings);
        self.complete()
            .fact("date", date.map_or(Cell::Null, Cell::Day))
            .fact("firm", text(&request.firm))
            .fact("reason", text(&request.reason))
            .fact("hazard", text(&request.hazard))
            .fact("class", text(&request.class))
            .fact("contact", text(&request.contact))
            .fact("mode", Cell::plain(if scope.by_flow { "flow" } else { "lot" }))
            .sheet(self.recalled_sheet(&scope))
            .sheet(self.status_sheet("on_hand", stock, scope.knowledge))
            .sheet(self.transit_sheet(moving))
            .sheet(self.unnamed_sales(&scope))
            .sheet(self.possible_sheet(&scope))
            .sheet(self.customer_sheet(consignees))
            .sheet(self.order_sheet(&scope))
            .sheet(suppliers)
            .sheet(self.balance_sheet("balance", rows, held, None))
            .sheet(uncertain)
            .sheet(warnings::sheet(warnings))
            .main_is("on_hand")
    }

    fn recalled_sheet(&self, scope: &Scope<'_>) -> Sheet<'s> {
        let (view, name) = (self.view, self.namer());
        let named = scope.named.clone();
        let columns = columns![
            "lot": Text, "why": Text, "name": Text, "supplier": Text, "supplier_lot": Text, "produced": Day,
            "best_before": Day, "use_by": Day,
        ];
        Sheet::over("lots", columns, scope.lots.clone(), move |lot, cells| {
            let text = |text: Option<engine::model::TextId>| {
                text.map_or(Cell::Absent, |text| Cell::text(view.text(text)))
            };
            let day = |column: u16| view.day(column).map_or(Cell::Absent, |day| Cell::day(Some(day)));
            let why = match (named.contains(lot), view.is_pool(*lot)) {
                (true, _) => "named",
                (false, true) => Ring::Pool.name(),
                (false, false) => "made from it",
            };
            let product = engine::model::TextId::new(view.product_name.get(view.product_of(*lot).index()));
            cells.extend([
                Cell::Lot(name(*lot)),
                Cell::plain(why),
                text(Some(product)),
                text(view.supplier_of(*lot)),
                text(view.supplier_lot_of(*lot)),
                day(view.lot_produced.get(lot.index())),
                day(view.lot_best_before.get(lot.index())),
                day(view.lot_use_by.get(lot.index())),
            ]);
        })
    }

    /// Sales that may have been of what is recalled: no lot was recorded.
    fn possible_sheet(&self, scope: &Scope<'_>) -> Sheet<'s> {
        let view = self.view;
        let mut rows = scope.possible.clone();
        rows.sort_by_cached_key(|(row, _)| view.row_event(*row));
        let columns = columns![
            "event": Text, "time": Time, "product": Text, "site": Text, "quantity": Decimal, "unit": Text,
            "party": Text, "document": Text,
        ];
        Sheet::over("possible_sales", columns, rows, move |(id, lot), cells| {
            let row = view.row(*lot, *id);
            let site = row.consumes.and_then(|position| view.site_of(position));
            let text = |text: Option<engine::model::TextId>| {
                text.map_or(Cell::Absent, |text| Cell::text(view.text(text)))
            };
            cells.extend([
                Cell::plain(view.row_event(*id)),
                Cell::Time(row.taken.start),
                Cell::plain(view.product_code(view.product_of(*lot))),
                site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(site))),
                Cell::quantity(row.quantity, view.scale_of(*lot)),
                Cell::plain(view.unit_of(*lot)),
                text(view.row_party(*id)),
                view.row_document(*id).map_or(Cell::Absent, Cell::plain),
            ]);
        })
    }

    /// Who delivered what the named lots were made from, those lots included.
    fn suppliers(&mut self, scope: &Scope<'_>) -> Sheet<'s> {
        let query = ClosureQuery {
            lots: &scope.named,
            pools: &[],
            direction: Way::Backward,
            hazard: None,
            knowledge: scope.knowledge,
        };
        let mut lots = self.tracer.closure(&query).to_vec();
        let (view, name) = (self.view, self.namer());
        lots.sort_unstable_by_key(|lot| view.lot_rank.get(lot.index()));
        let receipts = lots.iter().flat_map(|lot| {
            engine::one_up(&view, *lot, END, scope.knowledge)
                .receipts
                .into_iter()
                .map(|receipt| (*lot, receipt))
        });
        let columns = columns![
            "supplier": Text, "lot": Text, "supplier_lot": Text, "event": Text, "time": Time, "site": Text,
            "quantity": Decimal, "unit": Text, "document": Text,
        ];
        Sheet::over("suppliers", columns, receipts.collect(), move |(lot, receipt), cells| {
            let text = |text: Option<engine::model::TextId>| {
                text.map_or(Cell::Absent, |text| Cell::text(view.text(text)))
            };
            cells.extend([
                text(receipt.party.or_else(|| view.supplier_of(*lot))),
                Cell::Lot(name(*lot)),
                text(view.supplier_lot_of(*lot)),
                Cell::plain(view.row_event(receipt.row)),
                Cell::Time(view.row_interval(receipt.row).start),
                receipt.site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(site))),
                Cell::quantity(receipt.quantity, view.scale_of(*lot)),
                Cell::plain(view.unit_of(*lot)),
                view.row_document(receipt.row).map_or(Cell::Absent, Cell::plain),
            ]);
        })
    }
}

/// A sum that unknown quantities leave unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sum(Option<i128>);

impl Sum {
    const ZERO: Sum = Sum(Some(0));

    fn add(&mut self, quantity: Option<i64>) {
        self.0 = self.0.zip(quantity).map(|(sum, quantity)| sum + i128::from(quantity));
    }

    fn cell(self, scale: u8) -> Cell<'static> {
        self.0.map_or(Cell::Null, |sum| Cell::Decimal(Decimal::new(sum, scale)))
    }
}

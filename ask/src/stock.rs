//! Stock on hand, low stock, counts.

use engine::{CountAsk, LowStockAsk, OnHandAsk, Stock, audit_count, low_stock, on_hand};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::decimal::Decimal;
use crate::error::AskError;
use crate::request::{AuditCountRequest, LowStockRequest, OnHandRequest};
use crate::sheet::Sheet;

impl<'s> Asker<'s> {
    /// Answers `on-hand`.
    pub(crate) fn on_hand(&self, request: &OnHandRequest) -> Result<Answer<'s>, AskError> {
        let knowledge = self.knowledge(request.as_known.as_deref())?;
        let lots = self.lots(&request.lots, knowledge)?;
        let sites = self.sites_under(request.site.as_deref())?;
        let ask = OnHandAsk {
            lots: (!lots.is_empty()).then_some(&lots),
            sites: sites.as_ref(),
            at: self.until(request.at.as_deref())?,
            knowledge,
        };
        Ok(self.complete().sheet(self.stock_sheet("on_hand", on_hand(&self.view, &ask))).or_nothing())
    }

    /// Stock by lot and site.
    pub(crate) fn stock_sheet(&self, name: &'static str, mut stock: Vec<Stock>) -> Sheet<'s> {
        let view = self.view;
        stock.sort_unstable_by_key(|stock| (view.lot_rank.get(stock.lot.index()), stock.site));
        let lot_name = self.namer();
        let columns = columns!["lot": Text, "site": Text, "quantity": Decimal, "low": Decimal, "unit": Text];
        Sheet::over(name, columns, stock, move |stock, cells| {
            let scale = view.scale_of(stock.lot);
            cells.extend([
                Cell::Lot(lot_name(stock.lot)),
                Cell::plain(view.site_code(stock.site)),
                Cell::quantity(stock.books, scale),
                Cell::quantity(stock.low, scale),
                Cell::plain(view.unit_of(stock.lot)),
            ]);
        })
    }

    /// Answers `low-stock`.
    pub(crate) fn low_stock(&self, request: &LowStockRequest) -> Result<Answer<'s>, AskError> {
        let ask = LowStockAsk {
            at: self.until(request.at.as_deref())?,
            by_site: request.by_site,
            knowledge: self.knowledge(request.as_known.as_deref())?,
        };
        let view = self.view;
        let columns = columns![
            "product": Text, "site": Text, "on_hand": Decimal, "reorder_point": Decimal, "unit": Text, "unknown": Count,
        ];
        let sheet = Sheet::over("low_stock", columns, low_stock(&view, &ask), move |low, cells| {
            let product = low.product.index();
            let scale = view.product_scale.get(product);
            cells.extend([
                Cell::plain(view.product_code(low.product)),
                low.site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(site))),
                Cell::Decimal(Decimal::new(low.on_hand, scale)),
                Cell::Decimal(Decimal::new(low.reorder, scale)),
                Cell::plain(view.text(engine::model::TextId::new(view.product_unit.get(product)))),
                Cell::Count(u64::from(low.unknown)),
            ]);
        });
        Ok(self.complete().sheet(sheet))
    }

    /// Answers `audit-count`.
    pub(crate) fn audit_count(&self, request: &AuditCountRequest) -> Result<Answer<'s>, AskError> {
        let ask = CountAsk {
            lots: None,
            at: self.until(request.at.as_deref())?,
            knowledge: self.knowledge(request.as_known.as_deref())?,
        };
        let sites = self.sites_under(request.site.as_deref())?;
        let view = self.view;
        let mut counts = audit_count(&view, &ask);
        counts.retain(|counted| sites.as_ref().is_none_or(|sites| sites.contains(counted.site.get())));
        counts.sort_unstable_by_key(|counted| (view.lot_rank.get(counted.lot.index()), counted.site));
        let name = self.namer();
        let columns = columns![
            "lot": Text, "site": Text, "event": Text, "time": Time, "found": Decimal, "books": Decimal,
            "variance": Decimal, "unit": Text,
        ];
        let sheet = Sheet::over("audit_count", columns, counts, move |counted, cells| {
            let scale = view.scale_of(counted.lot);
            cells.extend([
                Cell::Lot(name(counted.lot)),
                Cell::plain(view.site_code(counted.site)),
                Cell::plain(view.text(counted.event)),
                Cell::ending(counted.at),
                Cell::quantity(counted.found, scale),
                Cell::quantity(counted.books, scale),
                Cell::quantity(counted.variance(), scale),
                Cell::plain(view.unit_of(counted.lot)),
            ]);
        });
        Ok(self.complete().sheet(sheet))
    }
}

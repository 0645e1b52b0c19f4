//! What the record holds: lots by their properties, and what it shows to be wrong.

use std::ops::RangeInclusive;

use engine::model::{Anomaly, LotId, TextId};
use engine::{Knowledge, Selection, find};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::error::AskError;
use crate::request::{AnomaliesRequest, FindRequest};
use crate::scan::may_be;
use crate::sheet::Sheet;
use crate::time::day_range;

/// Lots that are listed where the question gives no limit.
const USUAL_LIMIT: u32 = 100;

impl<'s> Asker<'s> {
    /// Answers `find`.
    pub(crate) fn find(&self, request: &FindRequest) -> Result<Answer<'s>, AskError> {
        let limit = request.limit.unwrap_or(USUAL_LIMIT) as usize;
        let text = request.text.as_deref().filter(|text| !text.is_empty());
        // A whole name or a scan means one lot, whatever other codes hold it.
        if let Some(text) = text
            && (text.contains('/') || may_be(text))
            && let Ok(lot) = self.lot(text, Knowledge::ALL)
        {
            return Ok(self.found(vec![lot], 1));
        }
        let product = request.product.as_deref().map(|product| self.product(product)).transpose()?;
        let (named, text) = match text.and_then(|text| text.split_once('/')) {
            Some((product, code)) => {
                (self.view.find_product(product), Some(code).filter(|code| !code.is_empty()))
            }
            None => (None, text),
        };
        let products = match (product, named) {
            (Some(asked), Some(named)) if asked != named => return Ok(self.found(Vec::new(), 0)),
            (asked, named) => asked.or(named).into_iter().collect::<Vec<_>>(),
        };
        let supplier = request.supplier.as_deref().map(|supplier| self.view.find_text(supplier));
        if supplier == Some(None) {
            return Ok(self.found(Vec::new(), 0));
        }
        let suppliers: Vec<TextId> = supplier.flatten().into_iter().collect();
        let sites = self.sites_under(request.site.as_deref())?;
        let selection = Selection {
            products: &products,
            suppliers: &suppliers,
            sites: sites.as_ref(),
            produced: days(request.produced.as_deref())?,
            expires: days(request.expires.as_deref())?,
            status: None,
            text,
        };
        let found = find(&self.view, &selection, limit);
        Ok(self.found(found.lots, found.total))
    }

    fn found(&self, lots: Vec<LotId>, total: u64) -> Answer<'s> {
        let view = self.view;
        let columns = columns![
            "lot": Text, "product": Text, "code": Text, "name": Text, "supplier": Text, "supplier_lot": Text,
            "produced": Day, "received": Day, "best_before": Day, "use_by": Day,
        ];
        let sheet = Sheet::over("lots", columns, lots, move |lot, cells| {
            let product = view.product_of(*lot);
            let (code, index) = (view.lot_code(*lot), lot.index());
            let text = |text: Option<TextId>| text.map_or(Cell::Absent, |text| Cell::text(view.text(text)));
            let day = |column: u16| view.day(column).map_or(Cell::Absent, |day| Cell::day(Some(day)));
            cells.extend([
                Cell::Lot(crate::cell::LotName { product: view.product_code(product), code }),
                Cell::plain(view.product_code(product)),
                Cell::plain(code),
                text(Some(TextId::new(view.product_name.get(product.index())))),
                text(view.supplier_of(*lot)),
                text(view.supplier_lot_of(*lot)),
                day(view.lot_produced.get(index)),
                day(view.lot_received.get(index)),
                day(view.lot_best_before.get(index)),
                day(view.lot_use_by.get(index)),
            ]);
        });
        self.complete().fact("total", Cell::Count(total)).sheet(sheet).found(total > 0)
    }

    /// Answers `anomalies`.
    pub(crate) fn anomalies(&self, request: &AnomaliesRequest) -> Result<Answer<'s>, AskError> {
        let lot = request.lot.as_deref().map(|lot| self.lot(lot, Knowledge::ALL)).transpose()?;
        let asked = |anomaly: &Anomaly| {
            lot.is_none_or(|lot| anomaly.lot == Some(lot))
                && request.kind.as_deref().is_none_or(|kind| anomaly.kind.name().eq_ignore_ascii_case(kind))
        };
        let anomalies: Vec<Anomaly> = self.view.anomalies().filter(asked).collect();
        let (view, name) = (self.view, self.namer());
        let total = Cell::Count(anomalies.len() as u64);
        let columns = columns!["kind": Text, "event": Text, "lot": Text, "site": Text, "detail": Text];
        let sheet = Sheet::over("anomalies", columns, anomalies, move |anomaly, cells| {
            cells.extend([
                Cell::plain(anomaly.kind.name()),
                Cell::text(view.text(anomaly.event)),
                anomaly.lot.map_or(Cell::Absent, |lot| Cell::Lot(name(lot))),
                anomaly.site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(site))),
                Cell::text(view.text(anomaly.detail)),
            ]);
        });
        // No anomalies are good news, unless one kind was asked for: its name may be mistyped.
        let found = request.kind.is_none() || !sheet.is_empty();
        Ok(self.complete().fact("total", total).sheet(sheet).found(found))
    }
}

fn days(range: Option<&str>) -> Result<Option<RangeInclusive<i32>>, AskError> {
    let range = range.map(day_range).transpose()?;
    Ok(range.map(|(first, last)| first.0..=last.0))
}

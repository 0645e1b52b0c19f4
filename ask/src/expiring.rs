//! Stock that expires soon, or has.

use engine::{ExpiringAsk, ExpiringGroup, GroupBy, GroupKey, expiring, group_expiring};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::{Cell, CellType};
use crate::error::AskError;
use crate::request::ExpiringRequest;
use crate::sheet::{Column, Sheet};
use crate::time::Day;
use crate::warnings::{self, Warning};

/// Groups where the question names none.
const USUAL: [GroupBy; 2] = [GroupBy::Site, GroupBy::Product];

impl<'s> Asker<'s> {
    /// Answers `expiring`.
    pub(crate) fn expiring(&self, request: &ExpiringRequest) -> Result<Answer<'s>, AskError> {
        let named: Vec<GroupBy> =
            request.by.iter().map(|name| group(name.trim())).collect::<Result<_, _>>()?;
        let by = if named.is_empty() { USUAL.to_vec() } else { named };
        let ask = ExpiringAsk {
            on: self.day(request.on.as_deref(), "--on DAY")?.0,
            within: i32::try_from(request.within).unwrap_or(i32::MAX),
            knowledge: self.knowledge(request.as_known.as_deref())?,
            live: self.live.as_deref(),
        };
        let view = self.view;
        let (stock, unknown) = expiring(&view, &self.zones, &ask);
        let mut groups = group_expiring(&view, &stock, &unknown, &by);
        groups.retain(|group| !group.is_zero());
        let warnings = unknown
            .iter()
            .map(|stock| Warning::UnknownQuantity(self.lot_name(stock.lot), view.site_code(stock.site)));
        Ok(self
            .complete()
            .sheet(self.group_sheet(&by, groups))
            .sheet(warnings::sheet(warnings.collect()))
            .or_nothing())
    }

    fn group_sheet(&self, by: &[GroupBy], groups: Vec<ExpiringGroup>) -> Sheet<'s> {
        let column = |name, kind| Column { name, kind };
        let mut columns: Vec<Column> = by.iter().map(|by| key_column(*by)).collect();
        columns.extend(["sellable", "held", "expired", "value"].map(|name| column(name, CellType::Decimal)));
        columns.push(column("unit", CellType::Text));
        columns.extend(["best_before_passed", "lotless"].map(|name| column(name, CellType::Bool)));
        columns.push(column("unknown", CellType::Count));
        let view = self.view;
        Sheet::over("rows", columns, groups, move |group, cells| {
            cells.extend(group.keys.iter().map(|key| match key {
                GroupKey::Site(site) => Cell::plain(view.site_code(*site)),
                GroupKey::Product(product) => Cell::plain(view.product_code(*product)),
                GroupKey::Category(text) | GroupKey::Supplier(text) => Cell::plain(view.text(*text)),
                GroupKey::Day(day) => Cell::Day(Day(*day)),
            }));
            let sums = [Some(&group.sellable), Some(&group.held), Some(&group.expired), group.value.as_ref()];
            cells.extend(sums.map(|sum| sum.map_or(Cell::Null, Cell::sum)));
            cells.extend([
                Cell::plain(view.text(group.unit)),
                Cell::Bool(group.best_before_passed),
                Cell::Bool(group.lotless),
                Cell::Count(u64::from(group.unknown)),
            ]);
        })
    }
}

fn group(name: &str) -> Result<GroupBy, AskError> {
    Ok(match name {
        "site" => GroupBy::Site,
        "product" => GroupBy::Product,
        "category" => GroupBy::Category,
        "supplier" => GroupBy::Supplier,
        "day" => GroupBy::Day,
        _ => {
            let reason = format!("{name:?} is no group; name some of site, product, category, supplier, day");
            return Err(AskError::Fit { reason });
        }
    })
}

fn key_column(by: GroupBy) -> Column {
    let (name, kind) = match by {
        GroupBy::Site => ("site", CellType::Text),
        GroupBy::Product => ("product", CellType::Text),
        GroupBy::Category => ("category", CellType::Text),
        GroupBy::Supplier => ("supplier", CellType::Text),
        GroupBy::Day => ("day", CellType::Day),
    };
    Column { name, kind }
}

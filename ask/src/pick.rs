//! What to pick.

use engine::{Amount, PickAsk, PickRule, PickScratch, pick};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::decimal::Decimal;
use crate::error::AskError;
use crate::request::{PickRequest, Rule};
use crate::sheet::Sheet;

impl<'s> Asker<'s> {
    /// Answers `pick`.
    pub(crate) fn pick(&self, request: &PickRequest) -> Result<Answer<'s>, AskError> {
        let (view, product) = (self.view, self.product(&request.product)?);
        let ask = PickAsk {
            product,
            site: self.site(&request.site)?,
            rule: match request.rule {
                Rule::Fefo => PickRule::Fefo,
                Rule::Fifo => PickRule::Fifo,
            },
            on: self.day(request.on.as_deref(), "--on DAY")?.0,
            min_life: request.min_life.map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
            knowledge: self.knowledge(request.as_known.as_deref())?,
            live: self.live.as_deref(),
        };
        let found = pick(&view, &self.zones, &ask, amount(&request.quantity)?, &mut PickScratch::default());
        let (name, scale) = (self.namer(), found.scale);
        let columns = columns![
            "lot": Text, "quantity": Decimal, "expires": Day, "received": Day, "best_before_passed": Bool,
        ];
        let lines = Sheet::over("lines", columns, found.taken, move |taken, cells| {
            cells.extend([
                Cell::Lot(name(taken.line.lot)),
                Cell::Decimal(Decimal::new(taken.quantity, scale)),
                Cell::day(taken.line.expires),
                Cell::day(taken.line.received),
                Cell::Bool(taken.line.best_before_passed),
            ]);
        });
        let name = self.namer();
        let skipped = Sheet::over(
            "skipped",
            columns!["lot": Text, "reason": Text],
            found.skipped,
            move |left, cells| {
                cells.extend([Cell::Lot(name(left.lot)), Cell::plain(left.reason.name())]);
            },
        );
        let unit = view.text(engine::model::TextId::new(view.product_unit.get(product.index())));
        Ok(self
            .complete()
            .fact("unit", Cell::plain(unit))
            .fact("shortfall", Cell::Decimal(Decimal::new(found.shortfall, scale)))
            .fact("lotless", Cell::Bool(found.lotless))
            .sheet(lines)
            .sheet(skipped)
            .or_nothing())
    }
}

/// The asked quantity: at most 18 decimals and what fits into 63 bits.
fn amount(text: &str) -> Result<Amount, AskError> {
    let wrong = || AskError::Number { what: "quantity", text: text.to_owned() };
    let decimal = Decimal::parse(text).filter(|decimal| decimal.mantissa >= 0 && decimal.scale <= 18);
    let decimal = decimal.ok_or_else(wrong)?;
    Ok(Amount { mantissa: i64::try_from(decimal.mantissa).map_err(|_| wrong())?, scale: decimal.scale })
}

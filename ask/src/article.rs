//! What a label of a lot says.

use engine::Knowledge;
use engine::model::ProductId;
use gs1::Gtin;

use crate::asker::Asker;
use crate::error::AskError;
use crate::time::Day;

/// A lot, and what is printed on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotArticle {
    /// Its stable name.
    pub lot: String,
    /// Its code.
    pub code: String,
    /// The least GTIN of its product.
    pub gtin: Option<Gtin>,
    /// The last day of best quality.
    pub best_before: Option<Day>,
    /// The last day of use.
    pub use_by: Option<Day>,
}

impl Asker<'_> {
    /// What the label of a lot says. Costs a pass over the GTINs.
    ///
    /// # Errors
    /// The name is of no lot, or of several.
    pub fn article(&self, lot: &str) -> Result<LotArticle, AskError> {
        let lot = self.lot(lot, Knowledge::ALL)?;
        let day = |column: u16| self.view.day(column).map(Day);
        Ok(LotArticle {
            lot: self.view.lot_name(lot),
            code: self.view.lot_code(lot).to_owned(),
            gtin: self.gtin_of(self.view.product_of(lot)),
            best_before: day(self.view.lot_best_before.get(lot.index())),
            use_by: day(self.view.lot_use_by.get(lot.index())),
        })
    }

    fn gtin_of(&self, product: ProductId) -> Option<Gtin> {
        let view = &self.view;
        let at = (0..view.gtin_product.len()).find(|at| view.gtin_product.get(*at) == product.get())?;
        Gtin::parse(&format!("{:014}", view.gtin_value.get(at)))
    }
}

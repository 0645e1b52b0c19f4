//! Scans as names of lots: element strings, raw scans with FNC1, Digital Links.

use engine::model::{LotId, ProductId};
use engine::{Knowledge, Resolved, resolve};
use gs1::{AsOf, Gtin, ScanOptions, scan};

use crate::asker::Asker;
use crate::error::AskError;
use crate::time::Day;

/// Whether a text has a form that scans have and names of lots hardly do.
pub(crate) fn may_be(text: &str) -> bool {
    let begins = ["(", "]", "^", "\u{1d}", "http://", "https://", "HTTP://", "HTTPS://", "urn:"];
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    begins.iter().any(|start| text.trim_start().starts_with(start)) || text.contains('\u{1d}') || digits >= 16
}

impl Asker<'_> {
    /// Products that have a GTIN.
    pub(crate) fn products_of(&self, gtin: &Gtin) -> Vec<ProductId> {
        let number: u64 = gtin.as_str().parse().unwrap_or(0);
        let from = self.view.gtin_value.partition_point(|found| found < number);
        let to = self.view.gtin_value.partition_point(|found| found <= number);
        self.view.gtin_product.range(from..to).map(ProductId::new).collect()
    }

    /// The lot that a scan names.
    pub(crate) fn scanned_lot(&self, text: &str, knowledge: Knowledge) -> Result<LotId, AskError> {
        let wrong = |reason: String| AskError::Scan { text: text.to_owned(), reason };
        let as_of =
            self.as_of().ok_or_else(|| wrong("the year in which it was made is not known".to_owned()))?;
        let found = scan(text, &ScanOptions::lenient(as_of));
        if let Some(error) = found.error {
            return Err(wrong(error.to_string()));
        }
        let gtin = found.gtin.ok_or_else(|| wrong("it names no trade item".to_owned()))?;
        let code = found.lot.ok_or_else(|| wrong("it names no lot".to_owned()))?;
        let products = self.products_of(&gtin);
        if products.is_empty() {
            return Err(AskError::UnknownProduct { name: gtin.as_str().to_owned(), candidates: Vec::new() });
        }
        let (mut lots, mut candidates) = (Vec::new(), Vec::new());
        for product in products {
            let name = format!("{}/{code}", self.view.product_code(product));
            match resolve(&self.view, &name, knowledge) {
                Resolved::Found(lot) => lots.push(lot),
                Resolved::Ambiguous(like) | Resolved::Unknown(like) => candidates.extend(like),
            }
        }
        let names = |lots: &[LotId]| lots.iter().map(|lot| self.view.lot_name(*lot)).collect();
        match lots.as_slice() {
            [lot] => Ok(*lot),
            [] => Err(AskError::UnknownLot { name: text.to_owned(), candidates: names(&candidates) }),
            several => Err(AskError::AmbiguousLot { name: text.to_owned(), candidates: names(several) }),
        }
    }

    /// The year by which two-digit years of scans are read: today's, else that of the latest movement.
    fn as_of(&self) -> Option<AsOf> {
        let day = self.settings.today.unwrap_or_else(|| Day::of(self.view.horizon().max(0)));
        u16::try_from(day.year()).ok().and_then(AsOf::year)
    }
}

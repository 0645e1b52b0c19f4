//! What a text names, for those who write names down rather than ask.

use engine::Knowledge;

use crate::asker::Asker;
use crate::cell::LotName;
use crate::error::AskError;

/// What a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'s> {
    /// A lot, wherever it is.
    Lot(LotName<'s>),
    /// A lot at a site.
    Position(LotName<'s>, &'s str),
    /// All of a product.
    Product(&'s str),
}

impl<'s> Asker<'s> {
    /// The lot that a name or a scan means.
    ///
    /// # Errors
    ///
    /// No lot or several have that name, or the scan cannot be read.
    pub fn named_lot(&self, text: &str) -> Result<LotName<'s>, AskError> {
        self.lot(text, Knowledge::ALL).map(|lot| self.lot_name(lot))
    }

    /// The product of a code.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn named_product(&self, text: &str) -> Result<&'s str, AskError> {
        self.product(text).map(|product| self.view.product_code(product))
    }

    /// The site of a code.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn named_site(&self, text: &str) -> Result<&'s str, AskError> {
        self.site(text).map(|site| self.view.site_code(site))
    }

    /// The lot and the site of `LOT@SITE`, whether the record shows the lot there or not.
    ///
    /// # Errors
    ///
    /// The text is not of that form, or one of them does not exist.
    pub fn named_position(&self, text: &str) -> Result<(LotName<'s>, &'s str), AskError> {
        let (lot, site) = self.divided(text)?;
        Ok((self.named_lot(lot)?, self.named_site(site)?))
    }

    /// What a text names: a lot or a scan, else a position, else a product.
    ///
    /// # Errors
    ///
    /// Nothing has that name, or several things have; the candidates are lots.
    pub fn named(&self, text: &str) -> Result<Named<'s>, AskError> {
        let lot = match self.named_lot(text) {
            Ok(lot) if self.view.find_product(text).is_none() => return Ok(Named::Lot(lot)),
            Ok(lot) => {
                // As a bare code it is a lot, and it is a product, too: what is meant must be said.
                let candidates = vec![lot.to_string(), format!("PRODUCT {text}")];
                return Err(AskError::AmbiguousLot { name: text.to_owned(), candidates });
            }
            Err(error @ AskError::AmbiguousLot { .. }) => return Err(error),
            Err(error) => error,
        };
        if text.contains('@')
            && let Ok((lot, site)) = self.named_position(text)
        {
            return Ok(Named::Position(lot, site));
        }
        self.named_product(text).map(Named::Product).map_err(|_| lot)
    }
}

//! What stock is kept by: lots, places, positions.

use std::fmt;

/// Codes that are not lots (R26); compared exactly.
const POOL_CODES: [&str; 5] = ["", "N/A", "0", "UNKNOWN", "MIX"];

/// A lot, or a pool: its identity is the product and the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lot {
    /// The product.
    pub product: String,
    /// The code; empty for the stock and the sales without a lot.
    pub code: String,
}

impl Lot {
    pub(crate) fn new(product: &str, code: &str) -> Self {
        Self { product: product.to_owned(), code: code.to_owned() }
    }

    /// Reads `PRODUCT/LOT`: the first slash divides.
    pub(crate) fn parse(text: &str) -> Self {
        let (product, code) = text.split_once('/').expect("a lot is written PRODUCT/LOT");
        Self::new(product, code)
    }

    /// Whether the code is a placeholder.
    pub fn is_pool(&self) -> bool {
        POOL_CODES.contains(&self.code.as_str())
    }

    /// The pool of what was sold or stocked without a lot.
    pub(crate) fn is_lotless(&self) -> bool {
        self.code.is_empty()
    }
}

impl fmt::Display for Lot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.product, self.code)
    }
}

/// Where stock of a lot can be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A site.
    Site(String),
    /// Sold to customers, from where returns come.
    Sold,
}

/// Stock is kept by position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The lot.
    pub lot: Lot,
    /// Where it is.
    pub place: Place,
}

impl Position {
    pub(crate) fn new(lot: &Lot, site: &str) -> Self {
        Self { lot: lot.clone(), place: Place::Site(site.to_owned()) }
    }

    pub(crate) fn sold(lot: &Lot) -> Self {
        Self { lot: lot.clone(), place: Place::Sold }
    }

    pub(crate) fn site(&self) -> Option<&str> {
        match &self.place {
            Place::Site(site) => Some(site),
            Place::Sold => None,
        }
    }

    pub(crate) fn is_at(&self, site: &str) -> bool {
        self.site() == Some(site)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@{}", self.lot, self.site().unwrap_or("(sold)"))
    }
}

//! FoodChain-Lab JSON, format 1: stations, deliveries, and which delivery went into which.
//!
//! The format knows no stock and no production: a lot is what a delivery carries, and a relation says that what came
//! with one delivery may have left with another. So an export keeps every way between stations, and loses when and how
//! much was made of what, lots that never left the station where they were made, and everything that is no delivery. An
//! import makes a transform of a relation between different lots.

mod export;
mod import;

pub use export::export;
pub use import::import;

/// Names of columns.
mod column {
    pub(super) const ID: &str = "ID";
    pub(super) const FROM: &str = "from";
    pub(super) const TO: &str = "to";
    pub(super) const NAME: &str = "Name";
    pub(super) const COUNTRY: &str = "Country";
    pub(super) const STATE: &str = "State";
    pub(super) const BUSINESS: &str = "type of business";
    pub(super) const ITEM: &str = "Item Number";
    pub(super) const LOT: &str = "Lot Number";
    pub(super) const AMOUNT: &str = "Amount";
    pub(super) const UNIT: &str = "Unit";
    pub(super) const DATE: &str = "Date Delivery";
    /// Ours: when it left, the kind of the row, its event.
    pub(super) const LEFT: &str = "lotrace left";
    pub(super) const KIND: &str = "lotrace kind";
    pub(super) const EVENT: &str = "lotrace event";
    pub(super) const DOCUMENT: &str = "lotrace document";
}

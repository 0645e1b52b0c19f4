//! Questions about what is there.

use serde::Deserialize;

use super::flexible;

/// In which order stock is picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Rule {
    /// First expired, first out
    #[default]
    Fefo,
    /// First in, first out
    Fifo,
}

/// Stock on hand
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct OnHandRequest {
    /// Only these lots
    #[serde(default, alias = "lot", deserialize_with = "flexible::texts")]
    #[cfg_attr(feature = "clap", arg(value_name = "LOT"))]
    pub lots: Vec<String>,
    /// Only at this site and at those below it
    #[cfg_attr(feature = "clap", arg(long, value_name = "SITE"))]
    pub site: Option<String>,
    /// At the end of this time (default: by all that is recorded)
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub at: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// Lots by text, product, supplier, site or date
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct FindRequest {
    /// A part of the name, a whole name, or a scan
    #[cfg_attr(feature = "clap", arg(value_name = "TEXT"))]
    pub text: Option<String>,
    /// Only lots of this product
    #[cfg_attr(feature = "clap", arg(long, value_name = "PRODUCT"))]
    pub product: Option<String>,
    /// Only lots from this supplier
    #[cfg_attr(feature = "clap", arg(long, value_name = "SUPPLIER"))]
    pub supplier: Option<String>,
    /// Only lots that were ever at this site
    #[cfg_attr(feature = "clap", arg(long, value_name = "SITE"))]
    pub site: Option<String>,
    /// Only lots produced on these days
    #[cfg_attr(feature = "clap", arg(long, value_name = "FROM..TO"))]
    pub produced: Option<String>,
    /// Only lots that expire on these days
    #[cfg_attr(feature = "clap", arg(long, value_name = "FROM..TO"))]
    pub expires: Option<String>,
    /// At most so many lots (default: 100); `total` counts them all
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub limit: Option<u32>,
}

/// Which lots to pick for an order
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct PickRequest {
    /// The product
    #[cfg_attr(feature = "clap", arg(value_name = "PRODUCT"))]
    pub product: String,
    /// Where to pick
    #[cfg_attr(feature = "clap", arg(long, value_name = "SITE"))]
    pub site: String,
    /// How much, in the product's unit
    #[serde(deserialize_with = "flexible::decimal")]
    #[cfg_attr(feature = "clap", arg(long, value_name = "N"))]
    pub quantity: String,
    /// In which order
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value = "fefo"))]
    pub rule: Rule,
    /// The day of picking (default: today)
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAY"))]
    pub on: Option<String>,
    /// Only lots with at least so many days left
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAYS"))]
    pub min_life: Option<u32>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// Stock that expires soon, or has
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct ExpiringRequest {
    /// Within so many days
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAYS"))]
    pub within: u32,
    /// Counted from this day (default: today)
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAY"))]
    pub on: Option<String>,
    /// Grouped by: site, product, category, supplier, day (default: site,product)
    #[serde(default, deserialize_with = "flexible::comma_texts")]
    #[cfg_attr(feature = "clap", arg(long, value_name = "GROUP,..", value_delimiter = ','))]
    pub by: Vec<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// Mass balance of lots and all that was made from them
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct BalanceRequest {
    /// The lots
    #[serde(alias = "lot", deserialize_with = "flexible::texts")]
    #[cfg_attr(feature = "clap", arg(value_name = "LOT", required = true))]
    pub lots: Vec<String>,
    /// At the end of this time (default: by all that is recorded)
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub at: Option<String>,
    /// Stock in transit for more days than these counts as unaccounted
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAYS"))]
    pub transit_tolerance: Option<u32>,
    /// Say which lots are off by more than so many percent
    #[serde(default, deserialize_with = "flexible::maybe_decimal")]
    #[cfg_attr(feature = "clap", arg(long, value_name = "PCT"))]
    pub tolerance: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// What the record itself shows to be wrong or incomplete
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct AnomaliesRequest {
    /// Only anomalies of this kind, such as NEGATIVE_BOOKS
    #[cfg_attr(feature = "clap", arg(long, value_name = "KIND"))]
    pub kind: Option<String>,
    /// Only anomalies of this lot
    #[cfg_attr(feature = "clap", arg(long, value_name = "LOT"))]
    pub lot: Option<String>,
}

/// Products whose stock is at or below their reorder point
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct LowStockRequest {
    /// Hold each site of a product against the reorder point by itself
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long))]
    pub by_site: bool,
    /// At the end of this time (default: by all that is recorded)
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub at: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// Counts against books: what was found beside what should be there
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct AuditCountRequest {
    /// Only at this site
    #[cfg_attr(feature = "clap", arg(long, value_name = "SITE"))]
    pub site: Option<String>,
    /// At the end of this time (default: by all that is recorded)
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub at: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

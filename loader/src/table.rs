//! The six tables and their columns.

use std::fmt;

/// A table of the input, in the order of [`crate::Tables::rows_read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// What happened.
    Events,
    /// Products.
    Products,
    /// Unit conversions.
    Units,
    /// Sites.
    Sites,
    /// Lots and their days.
    Lots,
    /// Customers' orders.
    Orders,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 6] =
        [Table::Events, Table::Products, Table::Units, Table::Sites, Table::Lots, Table::Orders];

    /// The table's name, with which its files begin.
    pub fn name(self) -> &'static str {
        match self {
            Table::Events => "events",
            Table::Products => "products",
            Table::Units => "units",
            Table::Sites => "sites",
            Table::Lots => "lots",
            Table::Orders => "orders",
        }
    }

    /// The table of that name, in any letter case.
    pub fn named(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name().eq_ignore_ascii_case(name))
    }

    /// The table of exactly that name.
    pub(crate) fn named_exactly(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Its columns; a cell is known by its position here.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Events => &[
                "event_id",
                "kind",
                "role",
                "time",
                "arrived",
                "recorded",
                "product",
                "lot",
                "quantity",
                "unit",
                "site",
                "to_site",
                "party",
                "document",
                "container",
                "hazards",
                "ref",
            ],
            Table::Products => &[
                "product",
                "name",
                "category",
                "unit",
                "shelf_life_days",
                "unit_cost",
                "ftl",
                "gtin",
                "lot_tracked",
                "reorder_point",
            ],
            Table::Units => &["product", "unit", "base_per_unit"],
            Table::Sites => &[
                "site",
                "name",
                "kind",
                "gln",
                "parent",
                "region",
                "country",
                "latitude",
                "longitude",
                "time_zone",
            ],
            Table::Lots => &[
                "product",
                "lot",
                "supplier",
                "supplier_lot",
                "produced",
                "received",
                "best_before",
                "use_by",
            ],
            Table::Orders => &["order", "customer", "product", "lot", "quantity", "site", "status"],
        }
    }

    /// The columns without which no row of it can be loaded.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Table::Events => &["event_id", "kind", "time"],
            Table::Products => &["product"],
            Table::Units => &["product", "unit", "base_per_unit"],
            Table::Sites => &["site"],
            Table::Lots => &["product", "lot"],
            Table::Orders => &["order", "product", "status"],
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Most columns that a table has.
pub(crate) const MOST_COLUMNS: usize = 17;

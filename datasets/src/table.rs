//! The tables of a data set.

use std::fmt;

/// A table of the movement format, see `interface` in the design notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Movements: one row per leg.
    Events,
    /// Products with unit, shelf life, cost, GTINs.
    Products,
    /// Conversions of units.
    Units,
    /// Sites with kind, parent, place.
    Sites,
    /// Lots with supplier and dates.
    Lots,
    /// Customers' orders.
    Orders,
}

impl Table {
    /// All tables, in the order in which their first bytes are written.
    pub const ALL: [Table; 6] =
        [Table::Products, Table::Units, Table::Sites, Table::Lots, Table::Orders, Table::Events];

    /// The table's name, which is also its file's name without `.csv`.
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

    /// The header line, without its line end.
    pub fn header(self) -> &'static str {
        match self {
            Table::Events => {
                "event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,container,hazards,ref"
            }
            Table::Products => {
                "product,name,category,unit,shelf_life_days,unit_cost,ftl,gtin,lot_tracked,reorder_point"
            }
            Table::Units => "product,unit,base_per_unit",
            Table::Sites => "site,name,kind,gln,parent,region,country,latitude,longitude,time_zone",
            Table::Lots => "product,lot,supplier,supplier_lot,produced,received,best_before,use_by",
            Table::Orders => "order,customer,product,lot,quantity,site,status",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

//! Rows of the small tables, each a row of its own type.

use crate::cell_types::{boolean, gtins, number, whole_number};
use crate::clock::TimeZone;
use crate::collect::{Cells, RowReader};
use crate::decimal::read_decimal;
use crate::error::did_you_mean;
use crate::events::absent;
use crate::fault::Fault;
use crate::layout::Layout;
use crate::near::nearest;
use crate::reject;
use crate::row::{OrderRow, Place, ProductRow, SiteKind, SiteRow, UnitRow};
use crate::table::Table;

/// A row of a small table.
pub(crate) trait SmallRow: Send + Sized {
    /// Its table.
    const TABLE: Table;

    /// Reads the row from its cells.
    fn read(layout: &Layout<'_>, place: Place, cells: &Cells<'_>) -> Result<Self, Fault>;

    /// Where the row stands.
    fn place(&mut self) -> &mut Place;
}

/// Reads the rows of a small table.
#[derive(Debug)]
pub(crate) struct SmallReader<Row>(std::marker::PhantomData<fn() -> Row>);

impl<Row> SmallReader<Row> {
    pub(crate) const NEW: SmallReader<Row> = SmallReader(std::marker::PhantomData);
}

impl<Row: SmallRow> RowReader for SmallReader<Row> {
    type Rows = Vec<Row>;

    fn start(&self, _file: u32, _bytes: usize) -> Vec<Row> {
        Vec::new()
    }

    fn row(
        &self,
        rows: &mut Vec<Row>,
        layout: &Layout<'_>,
        place: Place,
        cells: &Cells<'_>,
    ) -> Result<(), Fault> {
        rows.push(Row::read(layout, place, cells)?);
        Ok(())
    }

    fn shift(rows: &mut Vec<Row>, lines: u32) {
        rows.iter_mut().for_each(|row| row.place().line += lines);
    }

    fn finish(_rows: &mut Vec<Row>) {}
}

fn key(layout: &Layout<'_>, cells: &Cells<'_>, column: usize, who: &str) -> Result<String, Fault> {
    if cells[column].is_empty() { Err(absent(layout, column, who)) } else { Ok(cells[column].to_owned()) }
}

impl SmallRow for ProductRow {
    const TABLE: Table = Table::Products;

    fn read(layout: &Layout<'_>, place: Place, cells: &Cells<'_>) -> Result<Self, Fault> {
        Ok(ProductRow {
            place,
            product: key(layout, cells, 0, "every product")?,
            name: cells[1].to_owned(),
            category: cells[2].to_owned(),
            unit: cells[3].to_owned(),
            shelf_life_days: whole_number(layout, cells, 4)?,
            unit_cost: number(layout, cells, 5)?,
            ftl: boolean(cells, 6)?,
            gtin: gtins(cells, 7)?,
            lot_tracked: boolean(cells, 8)?,
            reorder_point: number(layout, cells, 9)?,
        })
    }

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }
}

impl SmallRow for UnitRow {
    const TABLE: Table = Table::Units;

    fn read(layout: &Layout<'_>, place: Place, cells: &Cells<'_>) -> Result<Self, Fault> {
        let product = key(layout, cells, 0, "every unit")?;
        let unit = key(layout, cells, 1, "every unit")?;
        let factor = key(layout, cells, 2, "every unit")?;
        let base_per_unit =
            read_decimal(&factor, layout.marks(2)).map_err(|fault| Fault::of_number(2, fault))?;
        if base_per_unit.mantissa <= 0 {
            let reason = "must be above zero: it says how many of the product's own units one unit is";
            return Err(Fault::new(2, reject::NUMBER_RANGE, reason));
        }
        Ok(UnitRow { place, product, unit, base_per_unit })
    }

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }
}

/// Names of the kinds of sites.
pub(crate) const SITE_KINDS: [(&str, SiteKind); 7] = [
    ("supplier", SiteKind::Supplier),
    ("plant", SiteKind::Plant),
    ("dc", SiteKind::Dc),
    ("zone", SiteKind::Zone),
    ("store", SiteKind::Store),
    ("vehicle", SiteKind::Vehicle),
    ("customer", SiteKind::Customer),
];

fn site_kind(layout: &Layout<'_>, word: &str) -> Result<SiteKind, Fault> {
    if let Some(kind) = layout.conventions.site_kinds.get(word) {
        return Ok(*kind);
    }
    if word.is_empty() {
        return Ok(SiteKind::Unknown);
    }
    let known = SITE_KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    known.map(|(_, kind)| *kind).ok_or_else(|| {
        let names = SITE_KINDS.map(|(name, _)| name);
        let like = did_you_mean(&nearest(word, names.into_iter(), 1));
        let names = names.join(" ");
        let reason = format!(
            "is no kind of site{like}: use one of {names}, leave it empty, or translate it in a map (--map, table \
             `sites.kinds`)"
        );
        Fault::new(2, reject::SITE_KIND, reason)
    })
}

fn time_zone(name: &str) -> Result<(), Fault> {
    if name.is_empty() || TimeZone::find(name).is_some() {
        return Ok(());
    }
    let like = did_you_mean(&TimeZone::close_matches(name));
    let reason = format!("is no time zone of the IANA database{like}: use a name such as Europe/Berlin");
    Err(Fault::new(9, reject::ZONE_NAME, reason))
}

impl SmallRow for SiteRow {
    const TABLE: Table = Table::Sites;

    fn read(layout: &Layout<'_>, place: Place, cells: &Cells<'_>) -> Result<Self, Fault> {
        time_zone(cells[9])?;
        Ok(SiteRow {
            place,
            site: key(layout, cells, 0, "every site")?,
            name: cells[1].to_owned(),
            kind: site_kind(layout, cells[2])?,
            gln: cells[3].to_owned(),
            parent: cells[4].to_owned(),
            region: cells[5].to_owned(),
            country: cells[6].to_owned(),
            latitude: cells[7].to_owned(),
            longitude: cells[8].to_owned(),
            time_zone: cells[9].to_owned(),
        })
    }

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }
}

fn shipped(layout: &Layout<'_>, word: &str) -> Result<bool, Fault> {
    if let Some(shipped) = layout.conventions.statuses.get(word) {
        return Ok(*shipped);
    }
    match word.to_ascii_lowercase().as_str() {
        "open" => Ok(false),
        "shipped" => Ok(true),
        "" => Err(absent(layout, 6, "every order")),
        _ => {
            let reason = "is no status: write open or shipped, or translate it in a map (--map, table \
                          `orders.statuses`)";
            Err(Fault::new(6, reject::STATUS, reason))
        }
    }
}

impl SmallRow for OrderRow {
    const TABLE: Table = Table::Orders;

    fn read(layout: &Layout<'_>, place: Place, cells: &Cells<'_>) -> Result<Self, Fault> {
        let quantity = number(layout, cells, 4)?;
        if quantity.is_some_and(|quantity| quantity.mantissa < 0) {
            return Err(Fault::new(4, reject::NUMBER_RANGE, "is negative: an order asks for zero or more"));
        }
        Ok(OrderRow {
            place,
            order: key(layout, cells, 0, "every order")?,
            customer: cells[1].to_owned(),
            product: key(layout, cells, 2, "every order")?,
            lot: cells[3].to_owned(),
            quantity,
            site: cells[5].to_owned(),
            shipped: shipped(layout, cells[6])?,
        })
    }

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }
}

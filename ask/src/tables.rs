//! Products, sites and lots, in the columns of their tables.

use engine::model::{LotId, ProductId, SiteId, TextId};

use crate::answer::Answer;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::sheet::Sheet;

impl<'s> Asker<'s> {
    /// The tables `events`, `products`, `sites` and `lots` as far as a snapshot keeps them: every movement that counts
    /// now, and what is known of the things it names.
    pub fn tables(&self) -> Answer<'s> {
        self.movements().sheet(self.product_sheet()).sheet(self.site_sheet()).sheet(self.lot_sheet())
    }

    fn product_sheet(&self) -> Sheet<'s> {
        let view = self.view;
        let columns = columns![
            "product": Text, "name": Text, "category": Text, "unit": Text, "ftl": Text, "gtin": Text,
        ];
        let mut gtins = vec![Vec::new(); view.product_code.len()];
        for at in 0..view.gtin_product.len() {
            if let Some(of) = gtins.get_mut(view.gtin_product.get(at) as usize) {
                of.push(format!("{:014}", view.gtin_value.get(at)));
            }
        }
        Sheet::new("products", columns, view.product_code.len(), move |index, cells| {
            let text = |column: u32| Cell::text(view.text(TextId::new(column)));
            let ftl = match view.product_flags.get(index) & 3 {
                1 => Cell::plain("no"),
                2 => Cell::plain("yes"),
                _ => Cell::Absent,
            };
            cells.extend([
                Cell::plain(view.product_code(ProductId::new(index as u32))),
                text(view.product_name.get(index)),
                text(view.product_category.get(index)),
                text(view.product_unit.get(index)),
                ftl,
                Cell::plain(gtins[index].join(";")),
            ]);
        })
    }

    fn site_sheet(&self) -> Sheet<'s> {
        let view = self.view;
        let columns = columns![
            "site": Text, "name": Text, "kind": Text, "gln": Text, "parent": Text, "region": Text, "country": Text,
            "latitude": Text, "longitude": Text, "time_zone": Text,
        ];
        Sheet::new("sites", columns, view.site_code.len(), move |index, cells| {
            let site = SiteId::new(index as u32);
            let text = |column: u32| Cell::text(view.text(TextId::new(column)));
            cells.extend([
                Cell::plain(view.site_code(site)),
                text(view.site_name.get(index)),
                Cell::text(view.site_kind(site).name()),
                text(view.site_gln.get(index)),
                view.site_parent(site).map_or(Cell::Absent, |parent| Cell::plain(view.site_code(parent))),
                text(view.site_region.get(index)),
                text(view.site_country.get(index)),
                text(view.site_latitude.get(index)),
                text(view.site_longitude.get(index)),
                text(view.site_time_zone.get(index)),
            ]);
        })
    }

    fn lot_sheet(&self) -> Sheet<'s> {
        let view = self.view;
        let columns = columns![
            "product": Text, "lot": Text, "supplier": Text, "supplier_lot": Text, "produced": Day, "received": Day,
            "best_before": Day, "use_by": Day,
        ];
        Sheet::new("lots", columns, view.lot_count(), move |index, cells| {
            let lot = LotId::new(index as u32);
            let text = |text: Option<TextId>| text.map_or(Cell::Absent, |text| Cell::text(view.text(text)));
            let day = |column: u16| view.day(column).map_or(Cell::Absent, |day| Cell::day(Some(day)));
            cells.extend([
                Cell::plain(view.product_code(view.product_of(lot))),
                Cell::plain(view.lot_code(lot)),
                text(view.supplier_of(lot)),
                text(view.supplier_lot_of(lot)),
                day(view.lot_produced.get(index)),
                day(view.lot_received.get(index)),
                day(view.lot_best_before.get(index)),
                day(view.lot_use_by.get(index)),
            ]);
        })
    }
}

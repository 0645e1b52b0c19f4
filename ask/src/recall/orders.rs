//! Orders that a recall concerns: those filled from it, and those that can still be stopped.

use std::collections::HashSet;

use engine::model::{LotId, NONE, ProductId, SiteId, TextId};

use super::Scope;
use crate::asker::Asker;
use crate::cell::Cell;
use crate::columns;
use crate::sheet::Sheet;

impl<'s> Asker<'s> {
    /// Orders that name a recalled lot; and open ones that name only its product, as they may be filled from it.
    pub(super) fn order_sheet(&self, scope: &Scope<'_>) -> Sheet<'s> {
        let view = self.view;
        let lots: HashSet<u32> = scope.lots.iter().map(|lot| lot.get()).collect();
        let products: HashSet<u32> = scope.lots.iter().map(|lot| view.product_of(*lot).get()).collect();
        let mut orders: Vec<usize> = (0..view.order_code.len())
            .filter(|order| match view.order_lot.get(*order) {
                NONE => {
                    view.order_shipped.get(*order) == 0 && products.contains(&view.order_product.get(*order))
                }
                lot => lots.contains(&lot),
            })
            .collect();
        let text = move |text: u32| view.text(TextId::new(text));
        orders.sort_by_cached_key(|order| {
            (view.order_shipped.get(*order), text(view.order_code.get(*order)), *order)
        });
        let name = self.namer();
        let columns = columns![
            "order": Text, "status": Text, "can_be_stopped": Bool, "customer": Text, "product": Text, "lot": Text,
            "quantity": Decimal, "unit": Text, "site": Text,
        ];
        Sheet::over("orders", columns, orders, move |order, cells| {
            let product = ProductId::new(view.order_product.get(*order));
            let (lot, shipped) = (view.order_lot.get(*order), view.order_shipped.get(*order) != 0);
            let quantity = Some(view.order_quantity.get(*order)).filter(|quantity| *quantity != i64::MIN);
            let site = Some(view.order_site.get(*order)).filter(|site| *site != NONE);
            cells.extend([
                Cell::plain(text(view.order_code.get(*order))),
                Cell::plain(if shipped { "shipped" } else { "open" }),
                Cell::Bool(!shipped),
                Cell::text(text(view.order_customer.get(*order))),
                Cell::plain(view.product_code(product)),
                if lot == NONE { Cell::Absent } else { Cell::Lot(name(LotId::new(lot))) },
                Cell::quantity(quantity, view.product_scale.get(product.index())),
                Cell::plain(text(view.product_unit.get(product.index()))),
                site.map_or(Cell::Absent, |site| Cell::plain(view.site_code(SiteId::new(site)))),
            ]);
        })
    }
}

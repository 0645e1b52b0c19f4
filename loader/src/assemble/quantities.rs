//! What each product is counted in: its unit, how many decimals its quantities need, and the rows that state neither.

use rustc_hash::FxHashMap;

use super::Assembly;
use super::events::Events;
use super::products::{self, Converted, Measures};
use crate::reject::{QUANTITY_TOO_LONG, UNKNOWN_UNIT};
use crate::row::{Decimal, EventRow, Kind};

impl Assembly<'_> {
    /// Units of products: declared, else the one that most rows state.
    pub(super) fn measures(&self) -> Measures {
        let count = self.names.products.len();
        let mut unit: Vec<u32> = vec![0; count];
        for (code, product) in &self.master.products {
            unit[self.names.products.get(code.0) as usize] = product.unit.0;
        }
        let factors: FxHashMap<(u32, u32), Decimal> = self
            .master
            .factors
            .iter()
            .map(|(product, unit, factor)| ((self.names.products.get(product.0), unit.0), *factor))
            .collect();
        let mut stated: Vec<((u32, u32), u64)> = self.stated_units(&unit).into_iter().collect();
        stated.sort_unstable_by_key(|((product, unit), rows)| (*product, std::cmp::Reverse(*rows), *unit));
        for ((product, stated_unit), _) in stated {
            if unit[product as usize] == 0 && !factors.contains_key(&(product, stated_unit)) {
                unit[product as usize] = stated_unit;
            }
        }
        Measures::new(unit, factors)
    }

    /// How many rows state which unit for a product that declares none.
    fn stated_units(&self, declared: &[u32]) -> FxHashMap<(u32, u32), u64> {
        let parts = self.events.scan(|rows| {
            let mut stated: FxHashMap<(u32, u32), u64> = FxHashMap::default();
            for row in rows.filter(|row| row.unit.0 != 0 && row.product.0 != 0) {
                let product = self.names.products.get(row.product.0);
                if declared[product as usize] == 0 {
                    *stated.entry((product, row.unit.0)).or_default() += 1;
                }
            }
            stated
        });
        let mut all = FxHashMap::default();
        for (key, rows) in parts.into_iter().flatten() {
            *all.entry(key).or_default() += rows;
        }
        all
    }

    /// Rejects rows whose unit nothing knows.
    pub(super) fn reject_unknown_units(&mut self, measures: &Measures) {
        let arriving = self.arriving();
        let names = &self.names;
        let is_foreign = |row: &EventRow| {
            let product = row.product.0;
            row.unit.0 != 0
                && if product == 0 {
                    // Which products an arrival brings is looked up afterwards.
                    row.kind == Kind::Arrive
                } else {
                    !measures.knows(names.products.get(product), row.unit.0)
                }
        };
        let is_unknown = |ordinal: &u32| {
            let unit = self.events.row(*ordinal).unit.0;
            self.products_of(*ordinal, &arriving).iter().any(|product| !measures.knows(*product, unit))
        };
        let foreign = self.events.ordinals(is_foreign).into_iter().filter(is_unknown);
        let mut declared: FxHashMap<u32, bool> = FxHashMap::default();
        let mut is_declared = |unit: u32| {
            *declared.entry(unit).or_insert_with(|| self.master.declares(unit, self.names.symbols.get(unit)))
        };
        let unknown: Vec<u32> =
            foreign.filter(|ordinal| !is_declared(self.events.row(*ordinal).unit.0)).collect();
        let say = |events: &Events, ordinal: u32| {
            let unit = names.symbols.get(events.row(ordinal).unit.0).to_owned();
            let reason =
                format!("unit {unit:?} is not known: add its conversion to table `units`, or correct it");
            (unit, reason)
        };
        super::reject(&mut self.events, &mut self.rejects, &unknown, UNKNOWN_UNIT, "unit", say);
    }

    /// Finds how many decimals each product needs; rejects quantities that then do not fit.
    pub(super) fn set_scales(&mut self, measures: &mut Measures) {
        let arriving = self.arriving();
        let count = measures.scale.len();
        let names = &self.names;
        let widen = |scale: &mut [u8], product: u32, row: &EventRow| {
            if let Some(stated) = row.quantity.filter(|quantity| has_decimals(*quantity, row))
                && let Converted::Known(quantity) = measures.convert(product, row.unit.0, stated)
            {
                let scale = &mut scale[product as usize];
                *scale = quantity.scale.max(*scale);
            }
        };
        let parts = self.events.scan(|rows| {
            let mut scale = vec![0u8; count];
            for row in rows.filter(|row| row.product.0 != 0) {
                widen(&mut scale, names.products.get(row.product.0), &row);
            }
            scale
        });
        let mut scale = vec![0u8; count];
        for part in parts {
            scale.iter_mut().zip(part).for_each(|(scale, more)| *scale = more.max(*scale));
        }
        for (ordinal, products) in &arriving {
            let row = self.events.row(*ordinal);
            products.iter().for_each(|product| widen(&mut scale, *product, &row));
        }
        for (code, product) in &self.master.products {
            let at = self.names.products.get(code.0) as usize;
            scale[at] = scale[at].max(product.reorder.map_or(0, |q| q.scale));
        }
        for order in self.master.orders.iter().filter(|order| order.product.0 != 0) {
            let at = self.names.products.get(order.product.0) as usize;
            scale[at] = scale[at].max(order.quantity.map_or(0, |q| q.scale));
        }
        let fits = |product: u32, row: &EventRow, stated: Decimal| match measures
            .convert(product, row.unit.0, stated)
        {
            Converted::Known(quantity) => products::rescale(quantity, scale[product as usize]).is_some(),
            Converted::TooLong => false,
            Converted::NoConversion => true,
        };
        let is_too_long = |row: &EventRow| {
            row.product.0 != 0
                && row.quantity.is_some_and(|stated| !fits(names.products.get(row.product.0), row, stated))
        };
        let mut too_long = self.events.ordinals(is_too_long);
        too_long.extend(arriving.iter().filter_map(|(ordinal, products)| {
            let row = self.events.row(*ordinal);
            let stated = row.quantity?;
            products.iter().any(|product| !fits(*product, &row, stated)).then_some(*ordinal)
        }));
        too_long.sort_unstable();
        measures.scale = scale;
        self.reject_all(&too_long, QUANTITY_TOO_LONG, "quantity", |events, ordinal| {
            let quantity = events
                .row(ordinal)
                .quantity
                .map_or(String::new(), |q| format!("{}e-{}", q.mantissa, q.scale));
            let reason = "has more digits than can be kept exactly with the product's other quantities (18 in all): \
                          round it, or state it in another unit";
            (quantity, reason.to_owned())
        });
    }

    /// The product whose quantity a row states; of an arrival that names none, those of what it completes.
    fn products_of<'a>(&'a self, ordinal: u32, arriving: &'a FxHashMap<u32, Vec<u32>>) -> &'a [u32] {
        let row = self.events.row(ordinal);
        match row.product.0 {
            0 if row.kind == Kind::Arrive => arriving.get(&ordinal).map_or(&[], Vec::as_slice),
            0 => &[],
            symbol => std::slice::from_ref(self.names.products.at(symbol)),
        }
    }

    /// By arrival that states a quantity but no product: the products that it may bring.
    fn arriving(&self) -> FxHashMap<u32, Vec<u32>> {
        let silent = self
            .events
            .ordinals(|row| row.kind == Kind::Arrive && row.product.0 == 0 && row.quantity.is_some());
        if silent.is_empty() {
            return FxHashMap::default();
        }
        let mut packed: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for ordinal in self.events.ordinals(|row| row.kind == Kind::Pack && row.product.0 != 0) {
            let row = self.events.row(ordinal);
            packed.entry(row.container.0).or_default().push(self.names.products.get(row.product.0));
        }
        let completes = |ordinal: u32| {
            let mut products: Vec<u32> = Vec::new();
            for target in self.events.find(self.events.reference(ordinal)) {
                let row = self.events.row(target);
                match row.product.0 {
                    0 => products.extend(packed.get(&row.container.0).into_iter().flatten()),
                    symbol => products.push(self.names.products.get(symbol)),
                }
            }
            products.sort_unstable();
            products.dedup();
            products
        };
        silent.into_iter().map(|ordinal| (ordinal, completes(ordinal))).collect()
    }
}

/// Whether a quantity can need decimals: it states some, or a conversion can bring them.
fn has_decimals(quantity: Decimal, row: &EventRow) -> bool {
    quantity.scale != 0 || row.unit.0 != 0
}

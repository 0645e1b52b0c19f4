//! Identity with the supplier: `CODE` of supplier `S` becomes the lot `CODE[S]`.

use std::collections::{BTreeMap, BTreeSet};

use crate::row::{Dictionary, EventBatch, Kind, Symbol, Tables};

/// Suppliers by (product, lot code).
type Suppliers = BTreeMap<(String, String), BTreeSet<String>>;

/// Renames the lots of all tables. A row that names no supplier means the only one that delivers the code;
/// where there are several, it keeps the plain code, which then stands for a lot of its own.
pub(crate) fn widen(tables: &mut Tables, pools: &[String]) {
    let mut suppliers = Suppliers::new();
    for batch in &tables.events {
        for row in batch.rows().filter(|row| row.kind == Kind::Receive && row.party.0 != 0 && row.lot.0 != 0)
        {
            let text = |symbol: Symbol| batch.dictionary.get(symbol).to_owned();
            suppliers.entry((text(row.product), text(row.lot))).or_default().insert(text(row.party));
        }
    }
    for row in tables.lots().filter(|row| !row.supplier.is_empty() && !row.lot.is_empty()) {
        suppliers.entry((row.product.clone(), row.lot.clone())).or_default().insert(row.supplier.clone());
    }
    // A pool is no lot: it stays what it is.
    suppliers.retain(|(_, code), _| !pools.contains(code));
    for batch in &mut tables.events {
        widen_batch(batch, &suppliers);
    }
    for batch in &mut tables.lots {
        let mut renamed = Renamed::new(&mut batch.dictionary, &suppliers);
        for (_, row) in &mut batch.rows {
            row.lot = renamed.lot(row.product, row.lot, row.supplier);
        }
    }
    for row in &mut tables.orders {
        rename(&row.product, &mut row.lot, None, &suppliers);
    }
}

fn rename(product: &str, lot: &mut String, stated: Option<String>, suppliers: &Suppliers) {
    if let Some(wide) = wide_code(product, lot, stated, suppliers) {
        *lot = wide;
    }
}

fn wide_code(product: &str, lot: &str, stated: Option<String>, suppliers: &Suppliers) -> Option<String> {
    let known = suppliers.get(&(product.to_owned(), lot.to_owned()))?;
    let supplier = stated.or_else(|| known.first().filter(|_| known.len() == 1).cloned())?;
    Some(format!("{lot}[{supplier}]"))
}

fn widen_batch(batch: &mut EventBatch, suppliers: &Suppliers) {
    let mut renamed = Renamed::new(&mut batch.dictionary, suppliers);
    for packed in &mut batch.rows {
        let mut row = packed.unpack();
        let supplier = if row.kind == Kind::Receive { row.party } else { Symbol(0) };
        row.lot = renamed.lot(row.product, row.lot, supplier);
        *packed = row.into();
    }
}

/// The new names of a batch's lots.
struct Renamed<'a> {
    dictionary: &'a mut Dictionary,
    suppliers: &'a Suppliers,
    added: BTreeMap<String, Symbol>,
}

impl<'a> Renamed<'a> {
    fn new(dictionary: &'a mut Dictionary, suppliers: &'a Suppliers) -> Self {
        Renamed { dictionary, suppliers, added: BTreeMap::new() }
    }

    /// The lot's new name, by the supplier that its row states, if it does.
    fn lot(&mut self, product: Symbol, lot: Symbol, supplier: Symbol) -> Symbol {
        if lot.0 == 0 {
            return lot;
        }
        let dictionary = &mut *self.dictionary;
        let stated = (supplier.0 != 0).then(|| dictionary.get(supplier).to_owned());
        let wide = wide_code(dictionary.get(product), dictionary.get(lot), stated, self.suppliers);
        let Some(wide) = wide else { return lot };
        *self.added.entry(wide).or_insert_with_key(|wide| {
            dictionary.bytes.push_str(wide);
            dictionary.ends.push(dictionary.bytes.len() as u32);
            Symbol(dictionary.ends.len() as u32 - 1)
        })
    }
}

//! Identity with the supplier: `CODE` of supplier `S` becomes the lot `CODE[S]`.

use std::collections::{BTreeMap, BTreeSet};

use crate::row::{EventBatch, Kind, Symbol, Tables};

/// Suppliers by (product, lot code).
type Suppliers = BTreeMap<(String, String), BTreeSet<String>>;

/// Renames the lots of all tables. A row that names no supplier means the only one that delivers the code;
/// where there are several, it keeps the plain code, which then stands for a lot of its own.
pub(crate) fn widen(tables: &mut Tables, pools: &[String]) {
    let mut suppliers = Suppliers::new();
    for batch in &tables.events {
        for row in
            batch.rows.iter().filter(|row| row.kind == Kind::Receive && row.party.0 != 0 && row.lot.0 != 0)
        {
            let text = |symbol: Symbol| batch.dictionary.get(symbol).to_owned();
            suppliers.entry((text(row.product), text(row.lot))).or_default().insert(text(row.party));
        }
    }
    for row in tables.lots.iter().filter(|row| !row.supplier.is_empty() && !row.lot.is_empty()) {
        suppliers.entry((row.product.clone(), row.lot.clone())).or_default().insert(row.supplier.clone());
    }
    // A pool is no lot: it stays what it is.
    suppliers.retain(|(_, code), _| !pools.contains(code));
    for batch in &mut tables.events {
        widen_batch(batch, &suppliers);
    }
    for row in &mut tables.lots {
        let stated = (!row.supplier.is_empty()).then(|| row.supplier.clone());
        rename(&row.product, &mut row.lot, stated, &suppliers);
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
    let mut added: BTreeMap<String, Symbol> = BTreeMap::new();
    for i in 0..batch.rows.len() {
        let row = batch.rows[i];
        if row.lot.0 == 0 {
            continue;
        }
        let stated = (row.kind == Kind::Receive && row.party.0 != 0)
            .then(|| batch.dictionary.get(row.party).to_owned());
        let (product, lot) = (batch.dictionary.get(row.product), batch.dictionary.get(row.lot));
        let Some(wide) = wide_code(product, lot, stated, suppliers) else { continue };
        let dictionary = &mut batch.dictionary;
        let symbol = *added.entry(wide).or_insert_with_key(|wide| {
            dictionary.bytes.push_str(wide);
            dictionary.ends.push(dictionary.bytes.len() as u32);
            Symbol(dictionary.ends.len() as u32 - 1)
        });
        batch.rows[i].lot = symbol;
    }
}

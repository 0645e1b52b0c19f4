//! What a snapshot holds, as the book that exports begin with.

use std::collections::{BTreeMap, BTreeSet};

use ask::{Answer, Asker, Cell, Direction, Mode, Request, Sheet, TraceRequest};
use standards::{Book, LotFacts, Movement, ProductFacts, SiteFacts};

use crate::failure::Failure;

/// Reads the movements of a snapshot, and what is known of the things they name.
pub(crate) fn of_snapshot(asker: &Asker<'_>) -> Book {
    let tables = asker.tables();
    let mut book = Book::default();
    each(&tables, "events", |row| {
        book.movements.push(Movement {
            event_id: row.take("event_id"),
            kind: row.take("kind"),
            role: row.take("role"),
            time: row.take("time"),
            arrived: row.take("arrived"),
            recorded: row.take("recorded"),
            product: row.take("product"),
            lot: row.take("lot"),
            quantity: row.take("quantity"),
            unit: row.take("unit"),
            site: row.take("site"),
            to_site: row.take("to_site"),
            party: row.take("party"),
            document: row.take("document"),
            container: String::new(),
            hazards: row.take("hazards"),
            reference: row.take("ref"),
        });
    });
    each(&tables, "products", |row| {
        let facts = ProductFacts {
            name: row.take("name"),
            category: row.take("category"),
            unit: row.take("unit"),
            gtin: row.take("gtin"),
        };
        book.products.insert(row.take("product"), facts);
    });
    each(&tables, "sites", |row| {
        let facts = SiteFacts {
            name: row.take("name"),
            kind: row.take("kind"),
            gln: row.take("gln"),
            parent: row.take("parent"),
            region: row.take("region"),
            country: row.take("country"),
            latitude: row.take("latitude"),
            longitude: row.take("longitude"),
            time_zone: row.take("time_zone"),
        };
        book.sites.insert(row.take("site"), facts);
    });
    each(&tables, "lots", |row| {
        let facts = LotFacts {
            supplier: row.take("supplier"),
            supplier_lot: row.take("supplier_lot"),
            produced: row.take("produced"),
            received: row.take("received"),
            best_before: row.take("best_before"),
            use_by: row.take("use_by"),
        };
        book.lots.insert((row.take("product"), row.take("lot")), facts);
    });
    book
}

/// A row of a table, whose cells are taken by their column.
struct Row<'r> {
    columns: &'r BTreeMap<&'static str, usize>,
    cells: &'r [Cell<'r>],
}

impl Row<'_> {
    fn take(&self, column: &str) -> String {
        let cell = self.columns.get(column).and_then(|at| self.cells.get(*at));
        match cell {
            None | Some(Cell::Absent | Cell::Null) => String::new(),
            Some(cell) => cell.to_string(),
        }
    }
}

fn each(answer: &Answer<'_>, table: &str, mut take: impl FnMut(&Row<'_>)) {
    let Some(sheet) = answer.sheet_named(table) else { return };
    let columns = places(sheet);
    let mut cells = Vec::new();
    for row in 0..sheet.len() {
        sheet.row(row, &mut cells);
        take(&Row { columns: &columns, cells: &cells });
    }
}

fn places(sheet: &Sheet<'_>) -> BTreeMap<&'static str, usize> {
    sheet.columns.iter().enumerate().map(|(at, column)| (column.name, at)).collect()
}

/// The lots that a trace of `lots` reaches, by product and code.
pub(crate) fn traced(
    asker: &mut Asker<'_>,
    lots: &[String],
    directions: &[Direction],
) -> Result<BTreeSet<(String, String)>, Failure> {
    let mut found = BTreeSet::new();
    for direction in directions {
        let request =
            TraceRequest { lots: lots.to_vec(), mode: Some(Mode::Lot), ..TraceRequest::new(*direction) };
        let answer = asker.answer(&Request::Trace(request))?;
        each(&answer, "lots", |row| {
            let name = row.take("lot");
            let (product, code) = name.split_once('/').unwrap_or((&name, ""));
            found.insert((product.to_owned(), code.to_owned()));
        });
    }
    Ok(found)
}

/// Keeps the movements of some lots; a transform of which one is a part stays whole.
pub(crate) fn keep(book: &mut Book, lots: &BTreeSet<(String, String)>) {
    let takes = |row: &Movement| lots.contains(&(row.product.clone(), row.lot.clone()));
    let whole: BTreeSet<String> = book
        .movements
        .iter()
        .filter(|row| row.kind == "transform" && takes(row))
        .map(|row| row.event_id.clone())
        .collect();
    book.movements.retain(|row| takes(row) || (row.kind == "transform" && whole.contains(&row.event_id)));
}

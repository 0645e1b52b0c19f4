//! Generates regions on all cores and puts them down in order.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::book::{Book, Papers};
use crate::catalog::Catalog;
use crate::clock::{Calendar, DAY, DAYS, HOUR, Stamp};
use crate::error::GenerateError;
use crate::harvest::{Harvest, Named};
use crate::pen::Names;
use crate::random::Random;
use crate::recipe::{Rates, Recipe};
use crate::region::Region;
use crate::row::{Amount, Document, Kind, Party, Unit};
use crate::shared::Shared;
use crate::sites::{PLANTS, Sites};
use crate::summary::{NamedLot, RowsByKind, Summary};
use crate::table::Table;

/// Writes a data set as CSV files, one per table, into a directory, which is created where it is missing.
///
/// `progress` gets the number of event rows written so far, now and then. Files of the same names are
/// replaced. Memory grows with the number of cores, about 50 MB each, and not with the scale.
///
/// # Errors
///
/// A rate that is no probability; a directory or file that cannot be created or written.
pub fn generate(recipe: &Recipe, dir: &Path, progress: &dyn Fn(u64)) -> Result<Summary, GenerateError> {
    recipe.validate()?;
    let create = |path: PathBuf, source| GenerateError::Create { path, source };
    fs::create_dir_all(dir).map_err(|source| create(dir.to_owned(), source))?;
    let mut files = Vec::with_capacity(Table::ALL.len());
    for table in Table::ALL {
        let path = dir.join(table.name()).with_extension("csv");
        files.push((table, File::create(&path).map_err(|source| create(path, source))?));
    }
    generate_with(recipe, cores(), progress, &mut |table, bytes| {
        files.iter_mut().filter(|(t, _)| *t == table).try_for_each(|(_, file)| file.write_all(bytes))
    })
}

/// Gives a data set to `sink` piece by piece: all pieces of one table, in their order, are its CSV file.
///
/// A piece ends at a line end. Pieces of different tables are mixed.
///
/// # Errors
///
/// A rate that is no probability; what the sink returns.
pub fn generate_to(
    recipe: &Recipe,
    sink: &mut impl FnMut(Table, &[u8]) -> io::Result<()>,
) -> Result<Summary, GenerateError> {
    recipe.validate()?;
    generate_with(recipe, cores(), &|_| {}, sink)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What all regions have in common.
struct World<'a> {
    recipe: &'a Recipe,
    names: Names,
    shared: Shared,
    /// Rows before those of the first region: the receipts of shared lots.
    head: u64,
}

impl<'a> World<'a> {
    fn new(recipe: &'a Recipe) -> Self {
        let catalog = Catalog::new(recipe.scale.families());
        let calendar = Calendar::new();
        let shared = Shared::new(&catalog, &calendar, recipe.shape, recipe.seed);
        let sites = Sites::new(recipe.scale.regions(), recipe.scale.stores());
        let head = shared.lots.len() as u64;
        World { recipe, names: Names { catalog, sites, calendar }, shared, head }
    }

    /// Rows that regions before this one write, the head's not counted.
    fn rows_before(&self, region: u32) -> u64 {
        (self.recipe.scale.movements() - self.head) * u64::from(region)
            / u64::from(self.recipe.scale.regions())
    }

    fn book<'b>(&'b self, rates: &'b Rates, stream: u32, rows_before: u64) -> Book<'b> {
        let random = Random::new(self.recipe.seed, u64::from(stream));
        Book::new(&self.names, rates, random, self.shared.lots.len() as u32, 1 + rows_before)
    }

    /// The shared lots and their receipts.
    fn purchases(&self) -> Harvest {
        let rates = Rates { unlisted_lot: 0.0, ..Rates::tidy() };
        let mut book = self.book(&rates, u32::MAX, 0);
        for (i, lot) in self.shared.lots.iter().enumerate() {
            let received = Stamp(lot.received() * DAY + 6 * HOUR);
            let supplier = self.names.sites.supplier(lot.product.0, i as u32);
            let papers = Papers {
                supplier: Some(supplier),
                supplier_lot: lot.code.as_bytes(),
                produced: None,
                received: Some(received.day()),
            };
            book.list(lot.product, lot.code, papers);
            let plants = i64::from(self.recipe.scale.regions() * PLANTS);
            let mut row = crate::row::Row::new(Kind::Receive, received, self.names.sites.ingredient_dc());
            (row.product, row.lot) = (Some(lot.product), lot.code);
            (row.quantity, row.unit) = (Some(Amount(lot.per_plant().0 * plants)), Unit::Own);
            (row.party, row.document) = (Party::Supplier(supplier), Document::Purchase(book.peek()));
            book.post_plain(row);
        }
        Harvest::of_head(book)
    }

    fn region(&self, index: u32) -> Harvest {
        let before = self.rows_before(index);
        let book = self.book(&self.recipe.rates, index, self.head + before);
        let mut region = Region::new(book, &self.shared, self.recipe, index);
        region.run(self.rows_before(index + 1) - before);
        Harvest::of_region(region)
    }
}

/// Runs regions on so many threads: thread `t` of `n` makes regions `t`, `t + n`, … one ahead of the writer,
/// so that order and memory do not depend on their number.
pub(crate) fn generate_with(
    recipe: &Recipe,
    threads: usize,
    progress: &dyn Fn(u64),
    sink: &mut impl FnMut(Table, &[u8]) -> io::Result<()>,
) -> Result<Summary, GenerateError> {
    let world = &World::new(recipe);
    let mut total = Total::default();
    let mut put =
        |table, bytes: &[u8]| sink(table, bytes).map_err(|source| GenerateError::Write { table, source });
    small_tables(world, &mut put)?;
    total.add(world.purchases(), &mut put)?;
    thread::scope(|scope| {
        let regions = recipe.scale.regions();
        let lanes: Vec<Receiver<Harvest>> = (0..threads.max(1))
            .map(|t| {
                let (to, from) = sync_channel(1);
                let step = threads.max(1);
                scope.spawn(move || lane(world, t as u32, step, &to));
                from
            })
            .collect();
        for region in 0..regions {
            // A lane that ends early has panicked, and the scope passes that on.
            let Ok(harvest) = lanes[region as usize % lanes.len()].recv() else { break };
            total.add(harvest, &mut put)?;
            progress(total.rows.total());
        }
        Ok(())
    })?;
    Ok(total.summary(world))
}

fn lane(world: &World<'_>, first: u32, step: usize, to: &SyncSender<Harvest>) {
    for region in (first..world.recipe.scale.regions()).step_by(step) {
        if to.send(world.region(region)).is_err() {
            return;
        }
    }
}

/// Headers of all tables, and the tables that no region adds to.
fn small_tables(
    world: &World<'_>,
    put: &mut impl FnMut(Table, &[u8]) -> Result<(), GenerateError>,
) -> Result<(), GenerateError> {
    for table in Table::ALL {
        let mut text = format!("{}\n", table.header());
        match table {
            Table::Products => world.names.catalog.product_lines(&mut text),
            Table::Units => world.names.catalog.unit_lines(&mut text),
            Table::Sites => world.names.sites.lines(world.recipe.seed, &mut text),
            Table::Lots | Table::Orders | Table::Events => {}
        }
        put(table, text.as_bytes())?;
    }
    Ok(())
}

/// Sums over the regions written so far.
#[derive(Default)]
struct Total {
    rows: RowsByKind,
    lots: u64,
    orders: u64,
    hub: u64,
    named: Option<Named>,
}

impl Total {
    fn add(
        &mut self,
        harvest: Harvest,
        put: &mut impl FnMut(Table, &[u8]) -> Result<(), GenerateError>,
    ) -> Result<(), GenerateError> {
        put(Table::Lots, &harvest.lots)?;
        put(Table::Orders, &harvest.orders)?;
        put(Table::Events, &harvest.events)?;
        self.rows.add(&harvest.rows);
        self.lots += harvest.lot_count;
        self.orders += harvest.order_count;
        self.hub += harvest.hub;
        self.named = self.named.take().or(harvest.named);
        Ok(())
    }

    fn summary(self, world: &World<'_>) -> Summary {
        let hub = &world.shared.lots[world.shared.hub()];
        let named = self.named.expect("every scale has a first region, and it names its lots");
        let day = |day: u32| String::from_utf8_lossy(world.names.calendar.iso(day as i32)).into_owned();
        Summary {
            rows: self.rows,
            lots: self.lots,
            products: world.names.catalog.products().len() as u64,
            sites: world.names.sites.len() as u64,
            orders: self.orders,
            first_day: day(0),
            last_day: day(DAYS - 1),
            hub: NamedLot {
                product: world.names.catalog.product(hub.product).id.clone(),
                lot: String::from_utf8_lossy(hub.code.as_bytes()).into_owned(),
                forward: 1 + self.hub,
                backward: 1,
            },
            medium: named.medium,
            raw: named.raw,
            finished: named.finished,
            shelf: named.shelf,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::generate_with;
    use crate::recipe::{Recipe, Scale};
    use crate::table::Table;

    #[test]
    fn bytes_do_not_depend_on_the_number_of_threads() {
        let with = |threads| {
            let mut bytes = Vec::new();
            let mut sink = |table: Table, piece: &[u8]| -> io::Result<()> {
                bytes.extend_from_slice(table.name().as_bytes());
                bytes.extend_from_slice(piece);
                Ok(())
            };
            let summary = generate_with(&Recipe::new(Scale::S, 4), threads, &|_| {}, &mut sink);
            (summary.map_err(|error| error.to_string()), bytes)
        };
        let alone = with(1);
        for threads in [0, 2, 5] {
            assert!(with(threads) == alone, "{threads} threads");
        }
    }
}

//! `lotrace generate`: a made-up retailer as CSV files.

use std::time::Instant;

use ask::{Answer, Cell, CellType, Column, Sheet};
use clap::{Args, ValueEnum};
use datasets::{Recipe, Scale, Shape, Summary};

use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// Write the tables of a made-up retailer (-o DIR)
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// 100 thousand, 10 million or 100 million movements
    #[arg(long, value_enum, default_value = "s")]
    scale: ScaleName,
    /// The same seed gives the same tables
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Silos that are never emptied, rework: long chains of lots
    #[arg(long)]
    deep: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScaleName {
    S,
    M,
    L,
}

pub(crate) fn run(command: &Generate, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let Some(directory) = &common.output else {
        return Err(Failure::Usage("name the directory to write: -o DIR".to_owned()));
    };
    let scale = match command.scale {
        ScaleName::S => Scale::S,
        ScaleName::M => Scale::M,
        ScaleName::L => Scale::L,
    };
    let mut recipe = Recipe::new(scale, command.seed);
    if command.deep {
        recipe.shape = Shape::Deep;
    }
    let start = Instant::now();
    let summary = datasets::generate(&recipe, directory, &|_| {})?;
    let (rows, seconds) = (summary.rows.total(), start.elapsed().as_secs_f64());
    console.say(&format!("{rows} event rows in {seconds:.2} s"));
    let common = Common { output: None, ..common.clone() };
    write_answer(&answer(&summary), &common, console)
}

fn answer(summary: &Summary) -> Answer<'_> {
    let named = |lot: &datasets::NamedLot| Cell::plain(lot.name());
    let columns =
        vec![Column { name: "kind", kind: CellType::Text }, Column { name: "rows", kind: CellType::Count }];
    let rows: Vec<(&'static str, u64)> = summary.rows.iter().collect();
    Answer::new()
        .fact("event_rows", Cell::Count(summary.rows.total()))
        .fact("lots", Cell::Count(summary.lots))
        .fact("products", Cell::Count(summary.products))
        .fact("sites", Cell::Count(summary.sites))
        .fact("orders", Cell::Count(summary.orders))
        .fact("first_day", Cell::plain(&*summary.first_day))
        .fact("last_day", Cell::plain(&*summary.last_day))
        .fact("hub", named(&summary.hub))
        .fact("medium", named(&summary.medium))
        .fact("raw", named(&summary.raw))
        .fact("finished", named(&summary.finished))
        .fact("shelf", Cell::plain(format!("{} at {}", summary.shelf.product, summary.shelf.site)))
        .sheet(Sheet::over("rows", columns, rows, |(kind, count), cells| {
            cells.extend([Cell::plain(*kind), Cell::Count(*count)]);
        }))
}

//! `lotrace import`: documents of the standards to movement tables.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ask::{Answer, Cell, CellType, Column, Sheet};
use clap::{Args, ValueEnum};
use standards::epcis::{self, Account, Became};
use standards::{foodchain, fsma204};

use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// Read documents of a standard and write movement tables (-o DIR)
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    from: ImportFormat,
    /// Documents, or directories of them
    #[arg(value_name = "SRC", required = true)]
    sources: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ImportFormat {
    /// EPCIS 1.0 to 1.2 XML, 2.0 XML, JSON and JSON-LD
    Epcis,
    /// Workbooks of critical tracking events (.xlsx)
    Fsma204,
    /// FoodChain-Lab JSON, format 1
    Foodchain,
}

pub(crate) fn run(command: &Import, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let Some(out) = &common.output else {
        return Err(Failure::Usage("name the directory of the tables: -o DIR".to_owned()));
    };
    let account = match command.from {
        ImportFormat::Epcis => epcis::import(&command.sources, out)?,
        ImportFormat::Fsma204 => plain(fsma204::import(&command.sources, out)?),
        ImportFormat::Foodchain => plain(foodchain::import(&command.sources, out)?),
    };
    // The directory of -o holds the tables: what is said of them goes to standard output.
    let common = Common { output: None, ..common.clone() };
    write_answer(&answer(&account), &common, console)
}

/// Counts as an account without documents.
fn plain((rows, notes): (BTreeMap<String, u64>, BTreeMap<&'static str, u64>)) -> Account {
    let known = ["receive", "move", "arrive", "transform", "sell", "return"];
    let name = |kind: &str| known.into_iter().find(|known| *known == kind).unwrap_or("other");
    let rows = rows.iter().map(|(kind, count)| (name(kind), *count)).collect();
    Account { documents: Vec::new(), rows, notes }
}

/// The account of an import.
pub(crate) fn answer(account: &Account) -> Answer<'_> {
    let text = |name| Column { name, kind: CellType::Text };
    let count = |name| Column { name, kind: CellType::Count };
    let mut columns = vec![text("document"), count("events")];
    columns.extend(Became::ALL.map(|became| count(became.name())));
    columns.extend([count("retracted"), count("master_data")]);
    let documents = Sheet::new("documents", columns, account.documents.len(), |row, cells| {
        let document = &account.documents[row];
        cells.extend([Cell::plain(document.path.display().to_string()), Cell::Count(document.events)]);
        cells.extend(document.became.map(Cell::Count));
        cells.extend([Cell::Count(document.retracted), Cell::Count(document.master)]);
    });
    let counted = |name, pairs: &std::collections::BTreeMap<&'static str, u64>| {
        let pairs: Vec<(&'static str, u64)> = pairs.iter().map(|(word, count)| (*word, *count)).collect();
        Sheet::new(name, vec![text("what"), count("count")], pairs.len(), move |row, cells| {
            cells.extend([Cell::plain(pairs[row].0), Cell::Count(pairs[row].1)]);
        })
    };
    let answer = if account.documents.is_empty() { Answer::new() } else { Answer::new().sheet(documents) };
    answer.sheet(counted("rows", &account.rows)).sheet(counted("notes", &account.notes))
}

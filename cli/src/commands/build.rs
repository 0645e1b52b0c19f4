//! `lotrace build`: movement tables to a snapshot.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

use ask::{Answer, Cell, CellType, Column, Sheet};
use clap::Args;
use loader::{BuildOptions, Built, LoadError, Map, MaxRejects, Progress, ReadOptions, Rules, Sources, Table};

use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Formulas, write_answer, write_csv, write_file};
use crate::progress::with_bar;

/// Read movement tables and write a snapshot (-o SNAP)
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Directories or files: CSV or Parquet, .gz and .zst too; EPCIS documents in XML or JSON
    #[arg(value_name = "SRC", required = true)]
    sources: Vec<PathBuf>,
    /// Other column names, date formats, delimiter, encoding
    #[arg(long, value_name = "MAP.TOML")]
    map: Option<PathBuf>,
    /// List rejected rows here, as CSV
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Bear so many rejected rows
    #[arg(long, value_name = "N|N%", default_value = "0")]
    max_rejects: Limit,
    /// Codes that are placeholders, not lots (default: N/A 0 UNKNOWN MIX)
    #[arg(long, value_name = "CODE", num_args = 1..)]
    pool: Vec<String>,
    /// What makes a lot
    #[arg(long, value_name = "product,lot[,supplier]", default_value = "product,lot")]
    identity: Identity,
    /// Reject an event id that has several contents
    #[arg(long)]
    strict_ids: bool,
}

/// How many rejected rows are borne, as it was written.
#[derive(Clone, Debug)]
struct Limit {
    text: String,
    limit: MaxRejects,
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        let wrong = || format!("{text:?} is neither a count nor a percentage; write 10 or 0.5%");
        let limit = match text.strip_suffix('%') {
            Some(percent) => {
                let percent: f64 = percent.parse().map_err(|_| wrong())?;
                if !(0.0..=100.0).contains(&percent) {
                    return Err(wrong());
                }
                MaxRejects::Percent(percent)
            }
            None => MaxRejects::Count(text.parse().map_err(|_| wrong())?),
        };
        Ok(Limit { text: text.to_owned(), limit })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    with_supplier: bool,
}

impl FromStr for Identity {
    type Err = String;

    fn from_str(text: &str) -> Result<Identity, String> {
        match text {
            "product,lot" => Ok(Identity { with_supplier: false }),
            "product,lot,supplier" => Ok(Identity { with_supplier: true }),
            _ => Err("write product,lot or product,lot,supplier".to_owned()),
        }
    }
}

pub(crate) fn run(command: &Build, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let Some(out) = &common.output else {
        return Err(Failure::Usage("name the snapshot to write: -o SNAP".to_owned()));
    };
    let options = options(command, common)?;
    let sources = Sourced::open(&command.sources, console)?;
    let sources = &sources.sources;
    let (progress, start) = (Progress::new(), Instant::now());
    let built =
        with_bar(console.shows_progress, &progress, || loader::build(sources, &options, out, &progress))?;
    let seconds = start.elapsed().as_secs_f64();
    for (file, column) in &built.unknown_columns {
        let file = &built.files[*file as usize];
        console.say(&format!("{file}: column `{column}` is not known and was left out"));
    }
    if let Some(path) = &command.rejects {
        write_file(path, |file| write_csv(&rejects(&built), Formulas::Kept, file))?;
    }
    let rows: u64 = built.rows_read.iter().sum();
    if built.published.is_none() {
        return Err(too_many(command, &built, rows));
    }
    console.say(&format!("{rows} rows in {seconds:.2} s ({:.0} rows/s)", rows as f64 / seconds.max(0.001)));
    // The file of -o is the snapshot: what is said of it goes to standard output.
    let common = Common { output: None, ..common.clone() };
    write_answer(&answer(&built, out), &common, console)
}

/// Whether a source is an EPCIS document, or a directory that has some and no table `events`.
fn holds_documents(path: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(path) else {
        return path.is_file() && standards::epcis::is_document(path);
    };
    let names: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let is_table = |name: &PathBuf| {
        name.file_name().is_some_and(|name| name.to_string_lossy().to_ascii_lowercase().starts_with("events"))
            && !standards::epcis::is_document(name)
    };
    !names.iter().any(is_table) && names.iter().any(|name| standards::epcis::is_document(name))
}

/// Sources, of which documents of the standards became tables in a directory that lasts as long as they are read.
struct Sourced {
    sources: Sources,
    _tables: Option<tempfile::TempDir>,
}

impl Sourced {
    fn open(paths: &[PathBuf], console: &mut Console<'_>) -> Result<Sourced, Failure> {
        let (documents, mut tables): (Vec<PathBuf>, Vec<PathBuf>) =
            paths.iter().cloned().partition(|path| holds_documents(path));
        if documents.is_empty() {
            return Ok(Sourced { sources: Sources::open(&tables)?, _tables: None });
        }
        let directory = tempfile::tempdir()
            .map_err(|source| Failure::WriteFile { path: std::env::temp_dir(), source })?;
        let account = standards::epcis::import(&documents, directory.path())?;
        let events: u64 = account.documents.iter().map(|document| document.events).sum();
        let rows: u64 = account.rows.values().sum();
        console.say(&format!(
            "{events} EPCIS events became {rows} rows; `lotrace import epcis` accounts for each"
        ));
        tables.push(directory.path().to_owned());
        Ok(Sourced { sources: Sources::open(&tables)?, _tables: Some(directory) })
    }
}

fn options(command: &Build, common: &Common) -> Result<BuildOptions, Failure> {
    let time_zone = common.time_zone.as_deref().map(str::parse).transpose()?;
    let mut rules = Rules {
        identity_with_supplier: command.identity.with_supplier,
        strict_ids: command.strict_ids,
        ..Rules::default()
    };
    if let Some(name) = &common.time_zone {
        let unknown = |_| LoadError::TimeZone { name: name.clone(), close: Vec::new() };
        rules.time_zone = Some(name.parse().map_err(unknown)?);
    }
    if !command.pool.is_empty() {
        rules.pools.clone_from(&command.pool);
    }
    let map = command.map.as_ref().map(Map::open).transpose()?;
    Ok(BuildOptions { read: ReadOptions { map, time_zone }, rules, max_rejects: command.max_rejects.limit })
}

fn too_many(command: &Build, built: &Built, read: u64) -> Failure {
    let first = built.rejects.first().map_or_else(String::new, |reject| {
        let place = format!("{}:{}", built.files[reject.file as usize], reject.line);
        format!(
            "First {place}: {}: {:?}: {} [{}]. {}",
            reject.column,
            reject.value,
            reject.reason,
            reject.code,
            if command.rejects.is_some() {
                "All are in the file of --rejects"
            } else {
                "--rejects FILE lists all"
            },
        )
    });
    Failure::Rejected {
        rejected: built.rejects.len() as u64,
        read,
        limit: command.max_rejects.text.clone(),
        first,
    }
}

fn answer<'b>(built: &'b Built, out: &std::path::Path) -> Answer<'b> {
    let published = built.published.as_ref();
    let columns =
        vec![Column { name: "table", kind: CellType::Text }, Column { name: "rows", kind: CellType::Count }];
    let tables = Sheet::new("rows_read", columns, Table::ALL.len(), |row, cells| {
        let table = Table::ALL[row];
        cells.extend([Cell::plain(table.name()), Cell::Count(built.rows_read[table as usize])]);
    });
    Answer::new()
        .fact("snapshot", published.map_or(Cell::Null, |published| Cell::plain(published.identity.short())))
        .fact("path", Cell::plain(out.display().to_string()))
        .fact("bytes", published.map_or(Cell::Null, |published| Cell::Count(published.bytes)))
        .fact("rejected", Cell::Count(built.rejects.len() as u64))
        .sheet(tables)
        .sheet(rejects(built))
}

fn rejects(built: &Built) -> Sheet<'_> {
    let text = |name| Column { name, kind: CellType::Text };
    let columns = vec![
        text("file"),
        Column { name: "row", kind: CellType::Count },
        text("column"),
        text("value"),
        text("code"),
        text("reason"),
    ];
    Sheet::new("rejects", columns, built.rejects.len(), |row, cells| {
        let reject = &built.rejects[row];
        cells.extend([
            Cell::plain(&*built.files[reject.file as usize]),
            Cell::Count(u64::from(reject.line)),
            Cell::plain(&*reject.column),
            Cell::plain(&*reject.value),
            Cell::plain(reject.code),
            Cell::plain(&*reject.reason),
        ]);
    })
}

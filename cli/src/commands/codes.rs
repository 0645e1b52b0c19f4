//! `lotrace codes`: the codes that a company makes up for its lots.

use ask::{Answer, Asker, Cell, CellType, Column, FindRequest, Request, Sheet};
use clap::{Args, Subcommand};
use gs1::{AsOf, Gs1Error, Offender, Pattern};

use super::label::as_of;
use super::question::{open, settings};
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// Read, continue and check lot codes by a pattern such as {product:3}-{date:yymmdd}-B{batch:2}-{plant:2}
#[derive(Debug, Args)]
pub(crate) struct Codes {
    #[command(subcommand)]
    what: What,
    /// The year by which two-digit years are read (default: this one)
    #[arg(long, global = true, value_name = "YEAR")]
    as_of: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take codes apart
    Read {
        /// The pattern
        pattern: String,
        /// The codes
        #[arg(required = true)]
        codes: Vec<String>,
    },
    /// Make the code after one
    Next {
        /// The pattern
        pattern: String,
        /// The code
        code: String,
        /// The day of the next code: on another day than the code's the counter begins anew
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// List the codes that leave the pattern, with the likely correction
    Check {
        /// The pattern
        pattern: String,
        /// The codes (default: those of all lots of the snapshot)
        codes: Vec<String>,
        /// Only lots of this product
        #[arg(long, value_name = "PRODUCT")]
        product: Option<String>,
    },
}

pub(crate) fn run(command: &Codes, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let as_of = as_of(command.as_of, console)?;
    match &command.what {
        What::Read { pattern, codes } => read(&parsed(pattern)?, codes, as_of, common, console),
        What::Next { pattern, code, on } => {
            next(&parsed(pattern)?, code, on.as_deref(), as_of, common, console)
        }
        What::Check { pattern, codes, product } => {
            let pattern = parsed(pattern)?;
            if codes.is_empty() {
                let codes = codes_of_lots(product.as_deref(), common, console)?;
                check(&pattern, &codes, as_of, common, console)
            } else {
                check(&pattern, codes, as_of, common, console)
            }
        }
    }
}

fn wrong(text: &str, source: Gs1Error) -> Failure {
    Failure::Code { text: text.to_owned(), source }
}

fn parsed(pattern: &str) -> Result<Pattern, Failure> {
    Pattern::parse(pattern).map_err(|error| wrong(pattern, error))
}

fn text(name: &'static str) -> Column {
    Column { name, kind: CellType::Text }
}

fn read(
    pattern: &Pattern,
    codes: &[String],
    as_of: AsOf,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let mut rows = Vec::new();
    for code in codes {
        let read = pattern.read(code, as_of).map_err(|error| wrong(code, error))?;
        rows.extend(read.fields().map(|(name, value)| [code.clone(), name.to_owned(), value.to_owned()]));
        if let Some(date) = read.date() {
            rows.push([code.clone(), "day".to_owned(), date.to_string()]);
        }
    }
    let sheet =
        Sheet::new("fields", vec![text("code"), text("field"), text("value")], rows.len(), |row, cells| {
            cells.extend(rows[row].iter().map(|cell| Cell::plain(cell.as_str())));
        });
    write_answer(&Answer::new().sheet(sheet), common, console)
}

fn next(
    pattern: &Pattern,
    code: &str,
    on: Option<&str>,
    as_of: AsOf,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let day = match on {
        None => None,
        Some(written) => Some(
            day_of(written)
                .ok_or_else(|| Failure::Usage(format!("{written:?} is no day: write --on YYYY-MM-DD")))?,
        ),
    };
    let next = pattern.next(code, day, as_of).map_err(|error| wrong(code, error))?;
    write_answer(&Answer::new().fact("next", Cell::plain(next)), common, console)
}

fn day_of(written: &str) -> Option<gs1::Day> {
    let mut parts = written.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    gs1::Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The codes of the snapshot's lots, each once; stock without a lot has none.
fn codes_of_lots(
    product: Option<&str>,
    common: &Common,
    console: &Console<'_>,
) -> Result<Vec<String>, Failure> {
    let snapshot = open(None, common)?;
    let mut asker = Asker::new(&snapshot, settings(common, console)?);
    let request =
        FindRequest { product: product.map(str::to_owned), limit: Some(u32::MAX), ..FindRequest::default() };
    let found = asker.answer(&Request::Find(request))?;
    let Some(lots) = found.sheet_named("lots") else { return Ok(Vec::new()) };
    let at = lots.columns.iter().position(|column| column.name == "code").unwrap_or(0);
    let (mut codes, mut cells) = (Vec::new(), Vec::new());
    for row in 0..lots.len() {
        lots.row(row, &mut cells);
        codes.push(cells[at].to_string());
    }
    codes.retain(|code| !code.is_empty());
    codes.sort();
    codes.dedup();
    Ok(codes)
}

fn check(
    pattern: &Pattern,
    codes: &[String],
    as_of: AsOf,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let offenders: Vec<Offender<'_>> = pattern.check(&codes, as_of);
    let sheet = Sheet::new(
        "offenders",
        vec![text("code"), text("likely"), text("reason")],
        offenders.len(),
        |row, cells| {
            let Offender { code, likely, fault, .. } = &offenders[row];
            let likely = likely.as_deref().map_or(Cell::Null, Cell::plain);
            cells.extend([Cell::plain(*code), likely, Cell::plain(fault.to_string())]);
        },
    );
    let answer = Answer::new()
        .fact("codes", Cell::Count(codes.len() as u64))
        .fact("consistent", Cell::Bool(offenders.is_empty()))
        .sheet(sheet);
    write_answer(&answer, common, console)
}

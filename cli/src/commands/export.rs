//! `lotrace export`: all movements of a snapshot.

use ask::Asker;
use clap::{Args, ValueEnum};

use super::question::{open, settings};
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Format, write_answer};

/// Write all movements, in the columns of the table `events`
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    to: ExportFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExportFormat {
    /// A header and a line a movement
    Csv,
    /// An object a line
    Ndjson,
    /// Typed columns; needs -o
    Parquet,
}

pub(crate) fn run(command: &Export, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let settings = settings(common, console)?;
    let snapshot = open(None, common)?;
    let format = match command.to {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Ndjson => Format::Ndjson,
        ExportFormat::Parquet => Format::Parquet,
    };
    let common = Common { format: Some(format), ..common.clone() };
    write_answer(&Asker::new(&snapshot, settings).movements(), &common, console)
}

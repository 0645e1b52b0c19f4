//! `lotrace explain`: what an error code means.

use ask::{Answer, Cell, CellType, Column, Sheet};
use clap::Args;

use crate::arguments::Common;
use crate::codes::{all_codes, explain};
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;

/// What an error code means, and what to do
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, such as E0203; without it, all codes
    code: Option<String>,
}

pub(crate) fn run(command: &Explain, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let answer = match &command.code {
        Some(code) => {
            let known = explain(code).ok_or_else(|| Failure::NoSuchCode { code: code.clone() })?;
            Answer::new()
                .fact("code", Cell::plain(known.code))
                .fact("title", Cell::plain(known.title))
                .fact("remedy", Cell::plain(known.remedy))
        }
        None => {
            let columns =
                ["code", "title", "remedy"].map(|name| Column { name, kind: CellType::Text }).to_vec();
            Answer::new().sheet(Sheet::over("codes", columns, all_codes(), |known, cells| {
                cells.extend([known.code, known.title, known.remedy].map(Cell::plain));
            }))
        }
    };
    write_answer(&answer, common, console)
}

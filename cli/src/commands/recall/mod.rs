//! `lotrace recall`: a directory with what a recall team hands out.

mod letter;
mod page;

use std::fs;
use std::path::Path;

use ask::{Answer, Asker, Cell, RecallRequest};

use super::question::{open, settings};
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Format, Formulas, write_answer, write_csv, write_file};

/// Works a recall out and writes its directory. Nothing in the snapshot changes.
pub(crate) fn run(
    request: &RecallRequest,
    common: &Common,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let Some(directory) = &common.output else {
        return Err(Failure::Usage("name the directory to write: -o DIR".to_owned()));
    };
    let settings = settings(common, console)?;
    let snapshot = open(None, common)?;
    let recall = Asker::new(&snapshot, settings).recall_pack(request)?;
    let failed = |source| Failure::WriteFile { path: directory.clone(), source };
    fs::create_dir_all(directory.join("letters")).map_err(failed)?;
    let mut files = write_tables(&recall.answer, directory)?;
    write_file(&directory.join("recall.html"), |file| page::write_page(&recall, request, file))?;
    for (at, consignee) in recall.consignees.iter().enumerate() {
        let name = format!("{:04}-{}.txt", at + 1, file_name(consignee.name));
        let letter = letter::text(&recall, consignee, request);
        write_file(&directory.join("letters").join(name), |file| file.write_all(letter.as_bytes()))?;
    }
    files += 2 + recall.consignees.len();
    console.say(&format!("{files} files in {}: print recall.html first", directory.display()));
    let common = Common { output: None, ..common.clone() };
    if Format::chosen(&common, console) == Format::Json || common.table.is_some() {
        return write_answer(&recall.answer, &common, console);
    }
    let mut answer = Answer::new()
        .fact("directory", Cell::plain(directory.display().to_string()))
        .fact("letters", Cell::Count(recall.consignees.len() as u64));
    for sheet in recall.answer.sheets() {
        answer = answer.fact(sheet.name, Cell::Count(sheet.len() as u64));
    }
    write_answer(&answer, &common, console)
}

/// Writes every table as CSV, and all of them as JSON; gives the number of CSV files.
fn write_tables(answer: &Answer<'_>, directory: &Path) -> Result<usize, Failure> {
    for sheet in answer.sheets() {
        let path = directory.join(sheet.name).with_extension("csv");
        write_file(&path, |file| write_csv(sheet, Formulas::Neutralised, file))?;
    }
    write_file(&directory.join("recall.json"), |mut file| {
        serde_json::to_writer_pretty(&mut file, answer)?;
        file.write_all(b"\n")
    })?;
    Ok(answer.sheets().len())
}

/// A name as a part of a file's name: letters and digits stay, the rest becomes `_`.
pub(crate) fn file_name(name: &str) -> String {
    const LONGEST: usize = 60;
    let safe = name.chars().map(|char| if char.is_alphanumeric() || char == '-' { char } else { '_' });
    safe.take(LONGEST).collect()
}

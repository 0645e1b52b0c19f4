//! `lotrace batch`: a request a line in, an answer a line out.

use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use ask::{Asker, BatchLine, ErrorFields, Reply, Settings};
use clap::Args;
use engine::Snapshot;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::question::{open, settings};
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Format, write_file};

/// Answer requests from standard input, one JSON object a line
#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// Read requests from this file instead
    #[arg(long, value_name = "FILE")]
    requests: Option<PathBuf>,
}

/// A line longer than this is no request.
const LONGEST: usize = 16 << 20;

pub(crate) fn run(command: &Batch, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    if let Some(format @ (Format::Table | Format::Csv | Format::Parquet)) = common.format {
        let possible = "ndjson (its own) and json, which is the same";
        return Err(Failure::Format { what: "a batch", format: format.name(), possible });
    }
    let settings = settings(common, console)?;
    let snapshot = open(None, common)?;
    let input: Box<dyn Read + '_> = match &command.requests {
        Some(path) => Box::new(std::fs::File::open(path).map_err(Failure::Input)?),
        None => Box::new(&mut console.input),
    };
    let mut batch =
        Batches { lines: BufReader::with_capacity(1 << 16, input), snapshot: &snapshot, settings };
    let Some(path) = &common.output else {
        return batch.answer_all(&mut console.output).map(|()| 0);
    };
    let mut failure = None;
    write_file(path, |mut file| {
        batch.answer_all(&mut file).map_err(|error| match error {
            Failure::Output(error) => error,
            other => {
                failure = Some(other);
                io::Error::other("the requests could not be read")
            }
        })
    })
    .map_err(|error| failure.unwrap_or(error))?;
    Ok(0)
}

struct Batches<'b, R> {
    lines: BufReader<R>,
    snapshot: &'b Snapshot,
    settings: Settings,
}

impl<R: Read> Batches<'_, R> {
    /// Answers what has come together, then waits for more: whoever sends one line at a time gets an answer to each.
    fn answer_all(&mut self, out: &mut dyn io::Write) -> Result<(), Failure> {
        let most = 4 * rayon::current_num_threads();
        let mut askers: Vec<Asker<'_>> = Vec::new();
        loop {
            let lines = self.next_lines(most).map_err(Failure::Input)?;
            if lines.is_empty() {
                return Ok(());
            }
            let parts = lines.len().min(rayon::current_num_threads());
            askers.resize_with(parts.max(askers.len()), || Asker::new(self.snapshot, self.settings));
            let length = lines.len().div_ceil(parts);
            let answers: Vec<Vec<u8>> = lines
                .par_chunks(length)
                .zip(&mut askers)
                .flat_map_iter(|(lines, asker)| {
                    lines.iter().map(|line| answer(line, asker)).collect::<Vec<_>>()
                })
                .collect();
            let written = answers.iter().try_for_each(|answer| out.write_all(answer));
            written.and_then(|()| out.flush()).map_err(Failure::Output)?;
        }
    }

    /// The next line, and up to `most` lines that have arrived behind it; none at the end.
    fn next_lines(&mut self, most: usize) -> io::Result<Vec<Vec<u8>>> {
        let mut lines = Vec::new();
        while lines.len() < most && (lines.is_empty() || self.lines.buffer().contains(&b'\n')) {
            let mut line = Vec::new();
            let read = (&mut self.lines).take(LONGEST as u64).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            if read == LONGEST && !line.ends_with(b"\n") {
                return Err(io::Error::other(format!("a line is longer than {LONGEST} bytes")));
            }
            if !line.trim_ascii().is_empty() {
                lines.push(line);
            }
        }
        Ok(lines)
    }
}

/// Answers one line, with its line end.
fn answer(line: &[u8], asker: &mut Asker<'_>) -> Vec<u8> {
    let line = BatchLine::parse(&String::from_utf8_lossy(line));
    let mut bytes = Vec::new();
    let written = match line.request.and_then(|request| asker.answer(&request)) {
        Ok(answer) => serde_json::to_writer(&mut bytes, &Reply { id: &line.id, answer: &answer }),
        Err(error) => {
            let message = error.to_string();
            let error = ErrorFields { code: error.code(), message: &message, candidates: error.candidates() };
            serde_json::to_writer(&mut bytes, &Refusal { id: &line.id, error })
        }
    };
    // Answers hold texts and numbers, and a vector takes all: there is nothing that could fail.
    debug_assert!(written.is_ok(), "an answer is JSON");
    bytes.push(b'\n');
    bytes
}

#[derive(Serialize)]
struct Refusal<'r> {
    id: &'r Value,
    error: ErrorFields<'r>,
}

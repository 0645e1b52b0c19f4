//! Reads a stream window by window: while one window is parsed in parallel, the next is filled.

use std::io::{self, Read};

use rayon::prelude::*;

use super::chunk::{Chunk, parse_chunk};
use super::cut::chunk_starts;
use super::record::{Records, Step};
use crate::collect::{Collected, RowReader};
use crate::conventions::Conventions;
use crate::error::LoadError;
use crate::layout::Layout;
use crate::progress::Progress;
use crate::table::Table;

/// Sizes of the pieces in which files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    /// Bytes that are parsed as one batch.
    pub(crate) chunk: usize,
    /// Bytes that are held at once; twice that while the next are read.
    pub(crate) window: usize,
    /// Longest record.
    pub(crate) record: usize,
}

impl Pieces {
    /// Chunks of 4 MiB, and as many at once as keep every thread busy.
    pub(crate) fn usual() -> Pieces {
        let chunk = 4 << 20;
        Pieces { chunk, window: chunk * (4 * rayon::current_num_threads()).clamp(8, 64), record: 1 << 30 }
    }
}

/// A CSV file to read.
pub(crate) struct CsvFile<'a> {
    /// Its name, for errors.
    pub(crate) path: &'a str,
    /// Index into the files of the tables.
    pub(crate) index: u32,
    pub(crate) table: Table,
    pub(crate) delimiter: u8,
    pub(crate) conventions: &'a Conventions,
    pub(crate) pieces: Pieces,
    pub(crate) progress: &'a Progress,
}

/// What a file gave.
pub(crate) struct FileRows<R> {
    /// In the order of the file.
    pub(crate) parts: Vec<Collected<R>>,
    pub(crate) unknown_columns: Vec<String>,
}

/// Room at the front of a window, so that the end of the one before fits there without moving it.
const FRONT: usize = 64 << 10;

/// Bytes of a stream, `bytes[start..end]`, beginning at a record.
struct Window {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    last: bool,
}

impl Window {
    /// Reads `size` bytes, or what is left.
    fn fill(mut bytes: Vec<u8>, size: usize, stream: &mut impl Read) -> io::Result<Window> {
        if bytes.len() < FRONT + size {
            bytes = vec![0; FRONT + size];
        }
        let mut end = FRONT;
        while end < FRONT + size {
            match stream.read(&mut bytes[end..FRONT + size]) {
                Ok(0) => return Ok(Window { bytes, start: FRONT, end, last: true }),
                Ok(read) => end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Window { bytes, start: FRONT, end, last: false })
    }

    /// Puts what the window before left over in front.
    fn put_before(&mut self, rest: &[u8]) {
        if rest.len() > self.start {
            self.bytes.splice(..self.start, rest.iter().copied());
            self.end = self.end - self.start + rest.len();
            self.start = 0;
        } else {
            self.start -= rest.len();
            self.bytes[self.start..self.start + rest.len()].copy_from_slice(rest);
        }
    }

    fn text(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }
}

/// Reads a whole CSV file from a stream of UTF-8.
///
/// # Errors
/// The stream fails, the file is empty or no text, its header does not fit the table, or a record has no end.
pub(crate) fn read_csv<R: RowReader>(
    file: &CsvFile<'_>,
    mut stream: impl Read + Send,
    failed: impl Fn(io::Error) -> LoadError + Sync,
    reader: &R,
) -> Result<FileRows<R::Rows>, LoadError> {
    let mut window = Window::fill(Vec::new(), file.pieces.window, &mut stream).map_err(&failed)?;
    let (header, mut line) = read_header(file, &mut window)?;
    let layout = Layout::new(file.path, file.table, file.conventions, &header)?;
    let mut parts = Vec::new();
    let mut spare = Vec::new();
    loop {
        let size = file.pieces.window.max(window.text().len());
        let fill = || if window.last { None } else { Some(Window::fill(spare, size, &mut stream)) };
        let (next, parsed) = rayon::join(fill, || parse_window(file, &window, &layout, reader, line));
        line += parsed.lines;
        parts.extend(parsed.parts);
        let Some(next) = next else { break };
        let mut next = next.map_err(&failed)?;
        let rest = &window.text()[parsed.consumed..];
        if rest.len() > file.pieces.record {
            return Err(LoadError::RecordTooLong { path: file.path.to_owned(), line, bytes: rest.len() });
        }
        next.put_before(rest);
        spare = window.bytes;
        window = next;
    }
    Ok(FileRows { parts, unknown_columns: layout.unknown })
}

/// Takes the header off the first window: its names, and the line after it.
fn read_header(file: &CsvFile<'_>, window: &mut Window) -> Result<(Vec<String>, u32), LoadError> {
    if window.text().starts_with(b"\xef\xbb\xbf") {
        window.start += 3;
    }
    let text = window.text();
    let mut records = Records::new(text, file.delimiter, window.last);
    loop {
        match records.advance() {
            Step::Record => {}
            Step::End => return Err(LoadError::Empty { path: file.path.to_owned() }),
            Step::Incomplete => {
                return Err(LoadError::RecordTooLong {
                    path: file.path.to_owned(),
                    line: 1,
                    bytes: text.len(),
                });
            }
        }
        let name = |field: &super::record::Field| {
            let name = String::from_utf8_lossy(&text[field.start as usize..field.end as usize]);
            name.replace("\"\"", "\"").trim().to_owned()
        };
        let names: Vec<String> = records.fields.iter().map(name).collect();
        if names.iter().any(|name| !name.is_empty()) {
            if names.iter().any(|name| name.contains('\r')) {
                return Err(LoadError::LineEnds { path: file.path.to_owned() });
            }
            let (past, line) = (records.position(), records.lines() + 1);
            window.start += past;
            return Ok((names, line));
        }
    }
}

struct ParsedWindow<R> {
    parts: Vec<Collected<R>>,
    consumed: usize,
    lines: u32,
}

/// Parses a window's chunks in parallel, then sees in their order that each ended where the next began; where a
/// stray quote misled the cut, what follows is parsed again from the right place. A record that has no end there is
/// looked for in twice as many chunks each time, so that a quote that is never closed costs no more than its length.
fn parse_window<R: RowReader>(
    file: &CsvFile<'_>,
    window: &Window,
    layout: &Layout<'_>,
    reader: &R,
    line: u32,
) -> ParsedWindow<R::Rows> {
    let text = window.text();
    let starts = chunk_starts(text, file.pieces.chunk);
    let end_of = |i: usize| starts.get(i + 1).copied().unwrap_or(text.len());
    let parse = |from: usize, i: usize| {
        let last = window.last && i + 1 == starts.len();
        parse_chunk(&text[from..end_of(i)], last, file.delimiter, layout, reader, file.index)
    };
    let mut guessed: Vec<Option<Chunk<R::Rows>>> =
        starts.par_iter().enumerate().with_max_len(1).map(|(i, &start)| Some(parse(start, i))).collect();
    let mut parsed = ParsedWindow { parts: Vec::with_capacity(starts.len()), consumed: 0, lines: 0 };
    let (mut i, mut step) = (0, 1);
    while i < starts.len() {
        let right = if parsed.consumed == starts[i] { guessed[i].take() } else { None };
        let mut chunk = right.unwrap_or_else(|| {
            i = (i + step - 1).min(starts.len() - 1);
            parse(parsed.consumed, i)
        });
        step = if chunk.consumed == 0 { 2 * step } else { 1 };
        i += 1;
        chunk.collected.shift::<R>(line + parsed.lines);
        parsed.consumed += chunk.consumed;
        parsed.lines += chunk.lines;
        file.progress.add_rows(chunk.collected.count, chunk.collected.rejects.len() as u64);
        if chunk.collected.count > 0 {
            parsed.parts.push(chunk.collected);
        }
    }
    parsed
}

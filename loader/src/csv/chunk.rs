//! Parses one chunk: records to cells.

use std::borrow::Cow;
use std::ops::Range;

use super::record::{Field, QuoteFault, Records, Step};
use crate::collect::{Collected, Collector, RowReader};
use crate::fault::Fault;
use crate::layout::Layout;
use crate::reject;

/// Longest value that a reject of a whole row shows, in bytes.
const SHOWN: usize = 200;
/// Stands for a byte that is no text while a chunk is parsed; never seen outside.
const SUBSTITUTE: u8 = 0x1a;

/// What a chunk gave, and how far it went.
#[derive(Debug)]
pub(super) struct Chunk<R> {
    pub(super) collected: Collected<R>,
    /// Bytes of whole records.
    pub(super) consumed: usize,
    /// Line feeds in them.
    pub(super) lines: u32,
}

/// Parses the whole records at the start of `bytes`; with `last`, what is left at its end is one, too.
pub(super) fn parse_chunk<R: RowReader>(
    bytes: &[u8],
    last: bool,
    delimiter: u8,
    layout: &Layout<'_>,
    reader: &R,
    file: u32,
) -> Chunk<R::Rows> {
    let (text, invalid) = as_text(bytes);
    let mut parser = Parser {
        text: &text,
        bytes,
        layout,
        collector: Collector::new(reader, layout, file, bytes.len()),
        invalid: &invalid,
        unescaped: String::new(),
    };
    let mut records = Records::new(text.as_bytes(), delimiter, last);
    loop {
        let (start, lines) = (records.position(), records.lines());
        match records.advance() {
            Step::Record => parser.record(&records, start, lines),
            Step::End | Step::Incomplete => break,
        }
    }
    Chunk { collected: parser.collector.finish(), consumed: records.position(), lines: records.lines() }
}

/// The bytes as text of the same length, and the ranges that are none.
fn as_text(bytes: &[u8]) -> (Cow<'_, str>, Vec<Range<u32>>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.into(), Vec::new());
    }
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    for part in bytes.utf8_chunks() {
        text.push_str(part.valid());
        let start = text.len() as u32;
        text.extend(part.invalid().iter().map(|_| char::from(SUBSTITUTE)));
        if !part.invalid().is_empty() {
            invalid.push(start..text.len() as u32);
        }
    }
    (text.into(), invalid)
}

struct Parser<'a, 'l, R: RowReader> {
    text: &'a str,
    bytes: &'a [u8],
    layout: &'a Layout<'l>,
    collector: Collector<'a, 'l, R>,
    /// Ranges of `bytes` that are no text, from the current record on.
    invalid: &'a [Range<u32>],
    /// Fields with doubled quotes, as they are meant.
    unescaped: String,
}

impl<R: RowReader> Parser<'_, '_, R> {
    #[inline]
    fn record(&mut self, records: &Records<'_>, start: usize, lines: u32) {
        let fields = &records.fields;
        if fields[0].start == fields[0].end && fields.iter().all(|field| field.start == field.end) {
            return;
        }
        if fields.len() != self.layout.field_count || records.fault.is_some() || !self.invalid.is_empty() {
            let end = records.position();
            if self.is_faulty(records, start..end, lines) {
                return;
            }
        }
        let mut cells = self.layout.blank();
        if records.doubled {
            let ranges = self.unescape(fields);
            for &(field, column) in &self.layout.fields {
                cells[column] = self.layout.cell(&self.unescaped[ranges[field].clone()]);
            }
        } else {
            for &(field, column) in &self.layout.fields {
                let Field { start, end, .. } = fields[field];
                cells[column] = self.layout.cell(&self.text[start as usize..end as usize]);
            }
        }
        self.collector.row(lines, &cells);
    }

    /// All fields of a record, without doubled quotes, in `unescaped`: their ranges there.
    fn unescape(&mut self, fields: &[Field]) -> Vec<Range<usize>> {
        self.unescaped.clear();
        let ranges = fields.iter().map(|field| {
            let start = self.unescaped.len();
            let text = &self.text[field.start as usize..field.end as usize];
            if field.doubled {
                let mut parts = text.split("\"\"");
                self.unescaped.push_str(parts.next().unwrap_or_default());
                for part in parts {
                    self.unescaped.push('"');
                    self.unescaped.push_str(part);
                }
            } else {
                self.unescaped.push_str(text);
            }
            start..self.unescaped.len()
        });
        ranges.collect()
    }

    /// Whether the record is blank or cannot be loaded as it is divided; then it has been dealt with.
    #[cold]
    fn is_faulty(&mut self, records: &Records<'_>, range: Range<usize>, lines: u32) -> bool {
        let fields = &records.fields;
        if let Some((field, fault)) = records.fault {
            self.reject_quotes(fields[field], field, fault, lines);
            return true;
        }
        if let [only] = fields[..]
            && self.layout.field_count != 1
            && self.text[only.start as usize..only.end as usize].trim().is_empty()
        {
            return true;
        }
        if fields.len() != self.layout.field_count {
            self.reject_count(fields.len(), range, lines);
            return true;
        }
        match self.invalid_field(fields, &range) {
            Some((field, column)) => {
                let reason = "is not text in the file's encoding: save it as UTF-8, or name its encoding in a map \
                              (--map, key `encoding`)";
                let value = self.shown(field.start as usize..field.end as usize);
                self.collector.reject(lines, Fault::new(column, reject::ENCODING, reason), value);
                true
            }
            None => false,
        }
    }

    /// The first field of a column of the table in which bytes are no text.
    fn invalid_field(&mut self, fields: &[Field], range: &Range<usize>) -> Option<(Field, usize)> {
        let before = self.invalid.iter().take_while(|bad| (bad.end as usize) <= range.start).count();
        self.invalid = &self.invalid[before..];
        let here = self.invalid.iter().take_while(|bad| (bad.start as usize) < range.end).count();
        let bad = &self.invalid[..here];
        let is_bad = |field: Field| bad.iter().any(|bad| bad.start < field.end && field.start < bad.end);
        let known = self.layout.fields.iter().map(|&(field, column)| (fields[field], column));
        known.into_iter().find(|(field, _)| is_bad(*field))
    }

    fn reject_quotes(&mut self, field: Field, index: usize, fault: QuoteFault, lines: u32) {
        let reason = match fault {
            QuoteFault::TextAfter => {
                "has text after its closing quote: quote the whole cell, and write each quote in it twice"
            }
            QuoteFault::Unclosed => {
                "has a quote that is never closed, so that the rest of the file belongs to this row: close it, or \
                 write it twice inside quotes"
            }
        };
        let column = self.layout.fields.iter().find(|(field, _)| *field == index).map(|(_, column)| *column);
        let fault = Fault { column, code: reject::QUOTES, reason: reason.to_owned() };
        let value = self.shown(field.start as usize..field.end as usize);
        self.collector.reject(lines, fault, value);
    }

    fn reject_count(&mut self, found: usize, range: Range<usize>, lines: u32) {
        let expected = self.layout.field_count;
        let cause = if found > expected {
            "quote cells that hold the delimiter"
        } else {
            "is the line cut, or a cell with a line end not quoted?"
        };
        let reason = format!("the row has {found} fields, the header {expected}: {cause}");
        let value = self.shown(range);
        self.collector.reject(lines, Fault::of_row(reject::FIELD_COUNT, reason), value);
    }

    /// A piece of the file as a reject shows it.
    fn shown(&self, range: Range<usize>) -> String {
        let bytes = self.bytes[range].trim_ascii_end();
        if bytes.len() <= SHOWN {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        let mut cut = SHOWN;
        while bytes[cut] & 0xc0 == 0x80 && cut > SHOWN - 4 {
            cut -= 1;
        }
        String::from_utf8_lossy(&bytes[..cut]).into_owned() + "…"
    }
}

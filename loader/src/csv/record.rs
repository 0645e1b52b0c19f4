//! Divides a CSV text into records and fields.

use memchr::memchr;

use super::marks::Marks;

/// A field of a record: `text[start..end]`, without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether a quote stands in it twice for one.
    pub(super) doubled: bool,
}

/// What is wrong with the quotes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuoteFault {
    /// Text follows the closing quote.
    TextAfter,
    /// There is no closing quote.
    Unclosed,
}

/// What [`Records::advance`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A record: its fields are in [`Records::fields`].
    Record,
    /// Nothing more.
    End,
    /// A record that the text may not hold to its end.
    Incomplete,
}

/// The records of a text that begins at a record.
///
/// A quote opens a quoted field only as the field's first byte, and is itself elsewhere.
#[derive(Debug)]
pub(super) struct Records<'t> {
    text: &'t [u8],
    /// Whether nothing follows the text.
    last: bool,
    marks: Marks<'t>,
    /// Where the next record begins.
    at: usize,
    /// Line feeds before it.
    lines: u32,
    pub(super) fields: Vec<Field>,
    /// The record's first field with broken quotes.
    pub(super) fault: Option<(usize, QuoteFault)>,
    /// Whether a field of the record has doubled quotes.
    pub(super) doubled: bool,
}

/// A quoted field that is being read.
#[derive(Clone, Copy)]
struct Quoted {
    /// The closing quote.
    close: usize,
    doubled: bool,
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t [u8], delimiter: u8, last: bool) -> Records<'t> {
        let marks = Marks::new(text, delimiter);
        Records { text, last, marks, at: 0, lines: 0, fields: Vec::new(), fault: None, doubled: false }
    }

    /// Where the next record begins: everything before has been given.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Line feeds before the next record.
    pub(super) fn lines(&self) -> u32 {
        self.lines
    }

    /// Reads the next record into `fields`.
    pub(super) fn advance(&mut self) -> Step {
        self.fields.clear();
        self.fault = None;
        self.doubled = false;
        let mut start = self.at;
        if start >= self.text.len() {
            return Step::End;
        }
        let mut lines = 0;
        let mut quoted = None;
        loop {
            let Some(hit) = self.marks.next() else { return self.end_of_text(start, quoted, lines) };
            match self.text[hit] {
                b'\n' => {
                    self.field(start, self.before_return(start, hit), quoted);
                    self.at = hit + 1;
                    self.lines += lines + 1;
                    return Step::Record;
                }
                b'"' if hit == start => match self.closing_quote(hit) {
                    Some(found) => {
                        lines += memchr::memchr_iter(b'\n', &self.text[hit..found.close]).count() as u32;
                        self.marks.seek(found.close + 1);
                        quoted = Some(found);
                    }
                    None => return self.unclosed(start, lines),
                },
                b'"' => {}
                _delimiter => {
                    self.field(start, hit, quoted.take());
                    start = hit + 1;
                }
            }
        }
    }

    fn end_of_text(&mut self, start: usize, quoted: Option<Quoted>, lines: u32) -> Step {
        if !self.last {
            return Step::Incomplete;
        }
        let end = self.text.len();
        self.field(start, self.before_return(start, end), quoted);
        self.at = end;
        self.lines += lines;
        Step::Record
    }

    fn unclosed(&mut self, start: usize, lines: u32) -> Step {
        if !self.last {
            return Step::Incomplete;
        }
        let end = self.text.len();
        self.fault.get_or_insert((self.fields.len(), QuoteFault::Unclosed));
        self.fields.push(Field { start: start as u32, end: end as u32, doubled: false });
        self.at = end;
        self.lines += lines + memchr::memchr_iter(b'\n', &self.text[start..]).count() as u32;
        Step::Record
    }

    /// The end of a record's last field: a carriage return before the line end is none of it.
    fn before_return(&self, start: usize, end: usize) -> usize {
        if end > start && self.text[end - 1] == b'\r' { end - 1 } else { end }
    }

    #[inline]
    fn field(&mut self, start: usize, end: usize, quoted: Option<Quoted>) {
        let mut field = Field { start: start as u32, end: end as u32, doubled: false };
        if let Some(Quoted { close, doubled }) = quoted {
            if close + 1 == end {
                field = Field { start: start as u32 + 1, end: close as u32, doubled };
                self.doubled |= doubled;
            } else {
                self.fault.get_or_insert((self.fields.len(), QuoteFault::TextAfter));
            }
        }
        self.fields.push(field);
    }

    fn closing_quote(&self, open: usize) -> Option<Quoted> {
        let mut from = open + 1;
        let mut doubled = false;
        loop {
            let close = from + memchr(b'"', &self.text[from..])?;
            if self.text.get(close + 1) != Some(&b'"') {
                return Some(Quoted { close, doubled });
            }
            doubled = true;
            from = close + 2;
        }
    }
}

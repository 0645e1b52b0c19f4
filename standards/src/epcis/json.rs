//! JSON as a stream, with the line of everything.
//!
//! A reader of our own, since three things are needed that a general one does not give together: numbers as they were
//! written (quantities are exact), the path and line of a fault, and leave for a comma before a closing bracket, which
//! real documents have.

use std::io::{self, Read};

use super::fault::{Fault, Stop};
use super::tree::{Shape, Span, Tree};

/// Bytes asked of the source at once.
const CHUNK: usize = 1 << 18;

/// Deepest nesting: far beyond any document, and safe for the stack.
const DEEPEST: usize = 96;

/// Most bytes of a single event, so that a broken quotation mark does not swallow the file.
const LARGEST_EVENT: usize = 256 << 20;

/// A reader of JSON values, one after another.
pub(crate) struct JsonReader<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    line: u32,
    scratch: Vec<u8>,
    /// Commas before a closing bracket that were passed over.
    pub(crate) spare_commas: u64,
}

impl<R: Read> JsonReader<R> {
    /// Reads from `input`, which begins with the bytes `read` that were already taken from it.
    pub(crate) fn new(read: Vec<u8>, input: R) -> JsonReader<R> {
        let end = read.len();
        JsonReader {
            input,
            buffer: read,
            at: 0,
            end,
            ended: false,
            line: 1,
            scratch: Vec::new(),
            spare_commas: 0,
        }
    }

    /// The line that is being read.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.copy_within(self.at..self.end, 0);
        self.end -= self.at;
        self.at = 0;
        self.buffer.resize((self.end + CHUNK).max(CHUNK), 0);
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(count) => {
                    self.end += count;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, Stop> {
        if self.at == self.end && !self.fill().map_err(Stop::Read)? {
            return Ok(None);
        }
        Ok(Some(self.buffer[self.at]))
    }

    /// The next byte that is no blank, not taken.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Stop> {
        // Most often there is nothing to skip.
        if let Some(byte) = self.buffer[self.at..self.end].first()
            && *byte > b' '
        {
            return Ok(Some(*byte));
        }
        loop {
            let rest = &self.buffer[self.at..self.end];
            let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
            let length = rest.iter().position(|byte| !blank(byte)).unwrap_or(rest.len());
            self.line += rest[..length].iter().filter(|byte| **byte == b'\n').count() as u32;
            self.at += length;
            if self.at < self.end {
                return Ok(Some(self.buffer[self.at]));
            }
            if !self.fill().map_err(Stop::Read)? {
                return Ok(None);
            }
        }
    }

    fn wrong(&self, reason: impl Into<String>) -> Stop {
        Stop::Broken(Fault::text(self.line, reason))
    }

    fn unexpected(&mut self, wanted: &str) -> Stop {
        match self.peek() {
            Ok(Some(byte)) => {
                let found = char::from(byte).escape_default();
                self.wrong(format!("this is not JSON: {wanted} should stand here, not '{found}'"))
            }
            Ok(None) => self
                .wrong(format!("the file ends where {wanted} should stand: it was cut short, copy it again")),
            Err(stop) => stop,
        }
    }

    fn expect(&mut self, byte: u8, wanted: &str) -> Result<(), Stop> {
        if self.peek()? == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected(wanted))
    }

    /// Begins an object.
    pub(crate) fn open_object(&mut self) -> Result<(), Stop> {
        self.expect(b'{', "an object")
    }

    /// Begins an array.
    pub(crate) fn open_array(&mut self) -> Result<(), Stop> {
        self.expect(b'[', "a list")
    }

    /// Moves to the next part of the open object or array; false at its end, which is taken.
    pub(crate) fn next(&mut self, first: bool, close: u8) -> Result<bool, Stop> {
        let mut comma = false;
        if !first && self.peek()? == Some(b',') {
            self.at += 1;
            comma = true;
        }
        match self.peek()? {
            Some(byte) if byte == close => {
                self.spare_commas += u64::from(comma);
                self.at += 1;
                Ok(false)
            }
            Some(_) if first || comma => Ok(true),
            _ => Err(self.unexpected(if close == b'}' { "`,` or `}`" } else { "`,` or `]`" })),
        }
    }

    /// Reads a name and its colon.
    pub(crate) fn name(&mut self, into: &mut String) -> Result<(), Stop> {
        into.clear();
        self.key(into)
    }

    /// Appends a name, and reads its colon.
    fn key(&mut self, into: &mut String) -> Result<(), Stop> {
        if self.peek()? != Some(b'"') {
            return Err(self.unexpected("a name in quotation marks"));
        }
        self.string(into)?;
        self.expect(b':', "`:`")
    }

    /// Appends the string that begins here.
    fn string(&mut self, into: &mut String) -> Result<(), Stop> {
        self.at += 1;
        let rest = &self.buffer[self.at..self.end];
        if let Some(length) = memchr::memchr2(b'"', b'\\', rest)
            && rest[length] == b'"'
        {
            let text = str::from_utf8(&rest[..length]);
            into.push_str(text.map_err(|_| self.wrong("this text is not UTF-8: save the file as UTF-8"))?);
            self.at += length + 1;
            return Ok(());
        }
        self.long_string(into)
    }

    /// A string with escapes, or one that the buffer's end cuts.
    fn long_string(&mut self, into: &mut String) -> Result<(), Stop> {
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.clear();
        loop {
            let rest = &self.buffer[self.at..self.end];
            let length = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            bytes.extend_from_slice(&rest[..length]);
            self.at += length;
            if bytes.len() > LARGEST_EVENT {
                return Err(self.wrong("a text without end: a quotation mark is missing before here"));
            }
            match self.byte()? {
                None => return Err(self.unexpected("a quotation mark")),
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(&mut bytes)?;
                }
                Some(_) => {}
            }
        }
        into.push_str(
            str::from_utf8(&bytes)
                .map_err(|_| self.wrong("this text is not UTF-8: save the file as UTF-8"))?,
        );
        self.scratch = bytes;
        Ok(())
    }

    fn taken(&mut self) -> Result<u8, Stop> {
        match self.byte()? {
            Some(byte) => {
                self.at += 1;
                Ok(byte)
            }
            None => Err(self.unexpected("the rest of a text")),
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<(), Stop> {
        let plain = match self.taken()? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 8,
            b'f' => 12,
            byte @ (b'"' | b'\\' | b'/') => byte,
            b'u' => {
                let mut code = self.hex()?;
                if (0xD800..0xDC00).contains(&code) {
                    if (self.taken()?, self.taken()?) != (b'\\', b'u') {
                        return Err(self.wrong("half of a character: \\u needs its second half here"));
                    }
                    let low = self.hex()?;
                    code = 0x10000 + ((code - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
                }
                let found = char::from_u32(code).ok_or_else(|| self.wrong("\\u names no character"))?;
                bytes.extend_from_slice(found.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            other => {
                let other = char::from(other).escape_default();
                return Err(self.wrong(format!("`\\{other}` is no escape of JSON")));
            }
        };
        bytes.push(plain);
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let mut code = 0;
        for _ in 0..4 {
            let byte = self.taken()?;
            let digit = char::from(byte).to_digit(16);
            code = code * 16 + digit.ok_or_else(|| self.wrong("\\u needs four hexadecimal digits"))?;
        }
        Ok(code)
    }

    /// Reads the value that stands here into `tree`, as a part called `name`.
    pub(crate) fn value(&mut self, name: &str, tree: &mut Tree) -> Result<(), Stop> {
        let name = tree.writing(|text| {
            text.push_str(name);
            Ok::<(), Stop>(())
        })?;
        self.nested(name, tree, 0)
    }

    fn nested(&mut self, name: Span, tree: &mut Tree, depth: usize) -> Result<(), Stop> {
        if depth > DEEPEST {
            return Err(self.wrong(format!("more than {DEEPEST} levels of nesting")));
        }
        if tree.bytes() > LARGEST_EVENT {
            return Err(self.wrong("a single event of more than 256 MiB"));
        }
        let Some(byte) = self.peek()? else { return Err(self.unexpected("a value")) };
        let line = self.line;
        match byte {
            b'{' => {
                self.at += 1;
                tree.begin_at(Shape::Object, name, line);
                let mut first = true;
                while self.next(first, b'}')? {
                    first = false;
                    let key = tree.writing(|text| self.key(text))?;
                    self.nested(key, tree, depth + 1)?;
                }
                tree.end();
            }
            b'[' => {
                self.at += 1;
                tree.begin_at(Shape::Array, name, line);
                let mut first = true;
                while self.next(first, b']')? {
                    first = false;
                    self.nested(Span::default(), tree, depth + 1)?;
                }
                tree.end();
            }
            b'"' => {
                let value = tree.writing(|text| self.string(text))?;
                tree.leaf_at(Shape::Text, name, value, line);
            }
            b'-' | b'0'..=b'9' => {
                let belongs = |byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let value = tree.writing(|text| self.word(text, belongs))?;
                tree.leaf_at(Shape::Number, name, value, line);
            }
            b't' | b'f' | b'n' => {
                let mut word = String::new();
                self.word(&mut word, |byte| byte.is_ascii_alphabetic())?;
                let (shape, value) = match word.as_str() {
                    "true" | "false" => (Shape::Bool, word.as_str()),
                    "null" => (Shape::Null, ""),
                    _ => return Err(self.wrong(format!("this is not JSON: `{word}` is no value"))),
                };
                let value = tree.writing(|text| {
                    text.push_str(value);
                    Ok::<(), Stop>(())
                })?;
                tree.leaf_at(shape, name, value, line);
            }
            _ => return Err(self.unexpected("a value")),
        }
        Ok(())
    }

    fn word(&mut self, word: &mut String, belongs: impl Fn(u8) -> bool) -> Result<(), Stop> {
        let start = word.len();
        while let Some(byte) = self.byte()?.filter(|byte| belongs(*byte)) {
            word.push(char::from(byte));
            self.at += 1;
            if word.len() - start > 1_000 {
                return Err(self.wrong("a number of more than 1,000 digits"));
            }
        }
        Ok(())
    }
}

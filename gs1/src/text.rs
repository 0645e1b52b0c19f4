//! Text that is a piece of what was scanned, or a short decoding of it; never on the heap.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// Most bytes that a decoded value can have. The longest values of the standard have 90 characters.
const CAPACITY: usize = 96;

/// A value as it stands in the scan, or decoded from an escaped form of it.
#[derive(Clone, Copy)]
pub struct Text<'a>(Held<'a>);

#[derive(Clone, Copy)]
enum Held<'a> {
    Borrowed(&'a str),
    Decoded(Short),
}

/// Valid UTF-8 in `bytes[..len]`.
#[derive(Clone, Copy)]
struct Short {
    len: u8,
    bytes: [u8; CAPACITY],
}

impl<'a> Text<'a> {
    pub(crate) fn borrowed(text: &'a str) -> Text<'a> {
        Text(Held::Borrowed(text))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Borrowed(text) => text,
            Held::Decoded(short) => {
                str::from_utf8(&short.bytes[..usize::from(short.len)]).unwrap_or_default()
            }
        }
    }
}

/// Collects decoded bytes up to the capacity.
pub(crate) struct Decoder {
    len: usize,
    bytes: [u8; CAPACITY],
}

impl Decoder {
    pub(crate) fn new() -> Decoder {
        Decoder { len: 0, bytes: [0; CAPACITY] }
    }

    /// Adds bytes; `None` when they do not fit.
    pub(crate) fn push(&mut self, more: &[u8]) -> Option<()> {
        self.bytes.get_mut(self.len..self.len + more.len())?.copy_from_slice(more);
        self.len += more.len();
        Some(())
    }

    /// The bytes as UTF-8, or, where they are not, as Latin-1. `None` when that does not fit.
    pub(crate) fn finish<'a>(self) -> Option<Text<'a>> {
        if str::from_utf8(&self.bytes[..self.len]).is_ok() {
            return Some(Text(Held::Decoded(Short { len: self.len as u8, bytes: self.bytes })));
        }
        let mut latin = Decoder::new();
        for byte in &self.bytes[..self.len] {
            latin.push(char::from(*byte).encode_utf8(&mut [0; 2]).as_bytes())?;
        }
        Some(Text(Held::Decoded(Short { len: latin.len as u8, bytes: latin.bytes })))
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Text<'_>) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), out)
    }
}

//! Texts that are mostly distinct: event ids, references, documents.

/// A piece of a batch's text arena: event ids, references and documents, which are mostly distinct and not interned.
/// The default is the empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Text(pub(crate) u32);

/// Texts one after another, each with its length before it.
#[derive(Debug)]
pub struct Arena(Vec<u8>);

impl Default for Arena {
    fn default() -> Self {
        Arena(vec![0])
    }
}

impl Arena {
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.0.reserve(bytes);
    }

    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Adds a text.
    pub(crate) fn add(&mut self, text: &str) -> Text {
        if text.is_empty() {
            return Text::default();
        }
        let start = self.0.len() as u32;
        let mut length = text.len();
        while length >= 0x80 {
            self.0.push(length as u8 | 0x80);
            length >>= 7;
        }
        self.0.push(length as u8);
        self.0.extend_from_slice(text.as_bytes());
        Text(start)
    }

    /// The first byte that is held of a text.
    #[inline]
    pub(crate) fn first_byte(&self, text: Text) -> u8 {
        self.0[text.0 as usize]
    }

    /// The bytes of a text.
    #[inline]
    pub(crate) fn bytes(&self, text: Text) -> &[u8] {
        let mut at = text.0 as usize;
        let (mut length, mut shift) = (0, 0);
        loop {
            let byte = self.0[at];
            at += 1;
            length |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return &self.0[at..at + length];
            }
        }
    }

    /// A text.
    pub fn get(&self, text: Text) -> &str {
        std::str::from_utf8(self.bytes(text)).unwrap_or_default()
    }
}

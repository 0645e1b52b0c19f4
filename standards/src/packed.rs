//! Fields in a row of bytes.

/// Writes fields one after another.
#[derive(Default)]
pub(crate) struct Packer {
    pub(crate) bytes: Vec<u8>,
}

impl Packer {
    /// A text that sorts as text does: what follows it does not matter unless the texts are equal.
    pub(crate) fn key(&mut self, text: &str) -> &mut Packer {
        // A zero ends the key; in the text it would end it too soon.
        self.bytes.extend(text.bytes().map(|byte| byte.max(1)));
        self.bytes.push(0);
        self
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Packer {
        let length = text.len() as u32;
        if length < 255 {
            self.bytes.push(length as u8);
        } else {
            self.bytes.push(255);
            self.bytes.extend_from_slice(&length.to_be_bytes());
        }
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// Bytes of known length.
    pub(crate) fn fixed(&mut self, bytes: &[u8]) -> &mut Packer {
        self.bytes.extend_from_slice(bytes);
        self
    }
}

/// Reads what a [`Packer`] wrote. The bytes are our own: past their end everything is empty.
pub(crate) struct Unpacker<'b> {
    rest: &'b [u8],
}

impl<'b> Unpacker<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Unpacker<'b> {
        Unpacker { rest: bytes }
    }

    fn take(&mut self, count: usize) -> &'b [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// A key.
    pub(crate) fn key(&mut self) -> &'b str {
        let length = memchr::memchr(0, self.rest).unwrap_or(self.rest.len());
        let key = self.take(length);
        self.take(1);
        str::from_utf8(key).unwrap_or_default()
    }

    /// A text.
    pub(crate) fn text(&mut self) -> &'b str {
        let length = match self.byte() {
            255 => u32::from_be_bytes(self.fixed()) as usize,
            length => usize::from(length),
        };
        str::from_utf8(self.take(length)).unwrap_or_default()
    }

    /// One byte.
    pub(crate) fn byte(&mut self) -> u8 {
        self.fixed::<1>()[0]
    }

    /// Bytes of known length.
    pub(crate) fn fixed<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let taken = self.take(N);
        bytes[..taken.len()].copy_from_slice(taken);
        bytes
    }
}

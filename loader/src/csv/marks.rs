//! Finds the bytes that divide a CSV text, eight at a time.

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Positions of delimiters, quotes and line feeds, in order.
#[derive(Debug)]
pub(super) struct Marks<'t> {
    text: &'t [u8],
    delimiter: u64,
    /// Where the word of `hits` begins.
    base: usize,
    /// The high bit of each byte of the word that is a mark not yet given.
    hits: u64,
}

impl<'t> Marks<'t> {
    pub(super) fn new(text: &'t [u8], delimiter: u8) -> Marks<'t> {
        let mut marks = Marks { text, delimiter: u64::from(delimiter) * ONES, base: 0, hits: 0 };
        marks.seek(0);
        marks
    }

    /// Goes on from `at`.
    pub(super) fn seek(&mut self, at: usize) {
        self.base = at;
        self.hits = self.word(at);
    }

    /// The next mark's position.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.hits == 0 {
            self.base += 8;
            if self.base >= self.text.len() {
                return None;
            }
            self.hits = self.word(self.base);
        }
        let offset = self.hits.trailing_zeros() / 8;
        self.hits &= self.hits - 1;
        Some(self.base + offset as usize)
    }

    #[inline]
    fn word(&self, at: usize) -> u64 {
        let word = match self.text.get(at..at + 8) {
            Some(bytes) => u64::from_le_bytes([
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
            ]),
            None => {
                let rest = self.text.get(at..).unwrap_or_default();
                rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
            }
        };
        // A byte's high bit is clear in `differs(x)` exactly where x's byte is zero: no carry leaves a byte.
        let differs = |x: u64| ((x & LOW) + LOW) | x;
        let other = differs(word ^ self.delimiter)
            & differs(word ^ (ONES * b'"' as u64))
            & differs(word ^ (ONES * b'\n' as u64));
        !(other | LOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_mark_at_every_offset() {
        let text: Vec<u8> =
            (0..=255).chain(b",-\"#\n\x0b,,\"\"\n\n".iter().copied()).chain([b',', 0, 200]).collect();
        for from in 0..text.len() {
            let text = &text[from..];
            let mut marks = Marks::new(text, b',');
            let found: Vec<usize> = std::iter::from_fn(|| marks.next()).collect();
            let expected: Vec<usize> = (0..text.len()).filter(|i| b",\"\n".contains(&text[*i])).collect();
            assert_eq!(found, expected);
        }
    }
}

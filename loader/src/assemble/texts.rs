//! The strings that a snapshot keeps.

use super::symbols::{Numbering, Symbols};
use engine::model::Columns;

/// Texts of a snapshot: some symbols of the load, and strings made besides.
pub(crate) struct Texts {
    /// Sorted: the string's bytes are looked up through `at`.
    of_symbol: Vec<u32>,
    strings: Vec<String>,
    numbers: Vec<u32>,
}

impl Texts {
    /// Merges the marked symbols with other strings, and writes both to the columns.
    pub(crate) fn write(
        symbols: &Symbols,
        marked: &[bool],
        mut besides: Vec<String>,
        columns: &mut Columns,
    ) -> Texts {
        let kept = Numbering::new(marked);
        besides.sort_unstable();
        besides.dedup();
        besides.retain(|string| symbols.find(string).is_none_or(|symbol| !marked[symbol as usize]));
        let mut texts =
            Texts { of_symbol: vec![u32::MAX; marked.len()], strings: besides, numbers: Vec::new() };
        let mut next = 0u32;
        let mut push = |string: &str, columns: &mut Columns| {
            columns.text_bytes.extend_from_slice(string.as_bytes());
            columns.text_ends.push(columns.text_bytes.len() as u64);
            next += 1;
            next - 1
        };
        let mut others = texts.strings.iter().peekable();
        for symbol in &kept.symbols {
            let string = symbols.get(*symbol);
            while let Some(other) = others.next_if(|other| other.as_str() < string) {
                texts.numbers.push(push(other, columns));
            }
            texts.of_symbol[*symbol as usize] = push(string, columns);
        }
        for other in others {
            texts.numbers.push(push(other, columns));
        }
        texts
    }

    /// The text of a marked symbol.
    pub(crate) fn symbol(&self, symbol: u32) -> u32 {
        self.of_symbol[symbol as usize]
    }

    /// The text of a string given besides, or of a marked symbol's.
    pub(crate) fn string(&self, symbols: &Symbols, string: &str) -> u32 {
        if let Some(symbol) = symbols.find(string)
            && self.of_symbol[symbol as usize] != u32::MAX
        {
            return self.of_symbol[symbol as usize];
        }
        let at = self.strings.partition_point(|held| held.as_str() < string);
        self.numbers[at]
    }
}

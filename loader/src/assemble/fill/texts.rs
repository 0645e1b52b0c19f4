//! The strings that a snapshot keeps.

use engine::model::Columns;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::assemble::symbols::Symbols;

/// Texts of a snapshot: some symbols of the load, and strings made besides.
pub(crate) struct Texts {
    of_symbol: Vec<u32>,
    besides: FxHashMap<Box<str>, u32>,
}

impl Texts {
    /// Merges the marked symbols with other strings, and writes both to the columns.
    pub(crate) fn write(
        symbols: &Symbols,
        marked: &[bool],
        mut besides: Vec<&str>,
        columns: &mut Columns,
    ) -> Texts {
        besides.par_sort_unstable();
        besides.dedup();
        let mut texts = Texts { of_symbol: vec![u32::MAX; marked.len()], besides: FxHashMap::default() };
        texts.besides.reserve(besides.len());
        let mut push = |string: &str| {
            columns.text_bytes.extend_from_slice(string.as_bytes());
            columns.text_ends.push(columns.text_bytes.len() as u64);
            columns.text_ends.len() as u32 - 1
        };
        let mut others = besides.into_iter().peekable();
        for symbol in (0..marked.len()).filter(|symbol| marked[*symbol]) {
            let string = symbols.get(symbol as u32);
            while let Some(other) = others.next_if(|other| *other < string) {
                texts.besides.insert(other.into(), push(other));
            }
            let number = push(string);
            texts.of_symbol[symbol] = number;
            if others.next_if(|other| *other == string).is_some() {
                texts.besides.insert(string.into(), number);
            }
        }
        for other in others {
            texts.besides.insert(other.into(), push(other));
        }
        texts
    }

    /// The text of a marked symbol.
    pub(crate) fn symbol(&self, symbol: u32) -> u32 {
        self.of_symbol[symbol as usize]
    }

    /// The text of a string given besides.
    pub(crate) fn string(&self, string: &str) -> u32 {
        self.besides[string]
    }
}

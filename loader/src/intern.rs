//! Builds the dictionary of a batch.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::row::{Dictionary, Symbol};

/// Gives each distinct string of a batch its symbol.
///
/// An open-addressed table of (hash, symbol) beside the dictionary, so that strings are held once. Symbol 0, the
/// empty string, is never in it and marks a free slot.
#[derive(Debug)]
pub(crate) struct Interner {
    pub(crate) dictionary: Dictionary,
    slots: Vec<(u32, Symbol)>,
}

impl Default for Interner {
    fn default() -> Interner {
        Interner { dictionary: Dictionary::default(), slots: vec![(0, Symbol(0)); 1024] }
    }
}

impl Interner {
    /// The symbol of a string; `last` is a guess, taken if it is right.
    #[inline]
    pub(crate) fn symbol(&mut self, text: &str, last: Symbol) -> Symbol {
        if text.is_empty() {
            return Symbol(0);
        }
        if self.dictionary.get(last) == text { last } else { self.look_up(text) }
    }

    fn look_up(&mut self, text: &str) -> Symbol {
        let hash = hash(text);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let (found, symbol) = self.slots[slot];
            if symbol == Symbol(0) {
                break;
            }
            if found == hash && self.dictionary.get(symbol) == text {
                return symbol;
            }
            slot = (slot + 1) & mask;
        }
        let symbol = Symbol(self.dictionary.ends.len() as u32);
        self.dictionary.bytes.push_str(text);
        self.dictionary.ends.push(self.dictionary.bytes.len() as u32);
        self.slots[slot] = (hash, symbol);
        if self.dictionary.len() * 2 > self.slots.len() {
            self.grow();
        }
        symbol
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        let mut slots = vec![(0, Symbol(0)); mask + 1];
        for (hash, symbol) in self.slots.drain(..).filter(|(_, symbol)| *symbol != Symbol(0)) {
            let mut slot = hash as usize & mask;
            while slots[slot].1 != Symbol(0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = (hash, symbol);
        }
        self.slots = slots;
    }
}

fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    (hasher.finish() >> 16) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_symbol_in_order_of_appearance() {
        let mut interner = Interner::default();
        for round in 0..2 {
            for i in 0..5000_u32 {
                assert_eq!(interner.symbol(&format!("s{i}"), Symbol(0)), Symbol(i + 1), "round {round}");
            }
        }
        assert_eq!(interner.symbol("", Symbol(7)), Symbol(0));
        assert_eq!(interner.symbol("s8", Symbol(9)), Symbol(9));
        assert_eq!(interner.dictionary.get(Symbol(5000)), "s4999");
        assert_eq!(interner.dictionary.len(), 5001);
    }
}

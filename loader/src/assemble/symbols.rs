//! One numbering for all strings of a load: by their order, so that comparing numbers compares strings.

use std::hash::BuildHasher;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::row::{Dictionary, Symbol};

/// All distinct strings, sorted; number 0 is the empty string.
pub(crate) struct Symbols {
    bytes: String,
    ends: Vec<u64>,
}

const SHARDS: usize = 64;

impl Symbols {
    /// Merges dictionaries. Returns, for each, the number of each of its entries.
    pub(crate) fn merge(dictionaries: &[&Dictionary]) -> (Symbols, Vec<Vec<u32>>) {
        let hasher = FxBuildHasher;
        let hashes: Vec<Vec<u64>> = dictionaries
            .par_iter()
            .map(|d| (0..d.len()).map(|i| hasher.hash_one(d.get(Symbol(i as u32)))).collect())
            .collect();
        let shards: Vec<FxHashMap<&str, u32>> = (0..SHARDS)
            .into_par_iter()
            .map(|shard| {
                let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
                for (dictionary, hashes) in dictionaries.iter().zip(&hashes) {
                    let here = hashes.iter().enumerate().filter(|(_, hash)| shard_of(**hash) == shard);
                    for (i, _) in here {
                        let next = seen.len() as u32;
                        seen.entry(dictionary.get(Symbol(i as u32))).or_insert(next);
                    }
                }
                seen
            })
            .collect();
        let mut all: Vec<(u64, &str, u8, u32)> = (shards.par_iter().enumerate())
            .flat_map_iter(|(shard, seen)| {
                seen.iter().map(move |(text, at)| (prefix(text.as_bytes()), *text, shard as u8, *at))
            })
            .collect();
        all.par_sort_unstable();
        let mut symbols = Symbols {
            bytes: String::with_capacity(all.iter().map(|(_, text, _, _)| text.len()).sum()),
            ends: Vec::with_capacity(all.len()),
        };
        let mut numbers: Vec<Vec<u32>> = shards.iter().map(|seen| vec![0; seen.len()]).collect();
        for (number, (_, text, shard, at)) in all.into_iter().enumerate() {
            symbols.bytes.push_str(text);
            symbols.ends.push(symbols.bytes.len() as u64);
            numbers[usize::from(shard)][at as usize] = number as u32;
        }
        let maps = dictionaries
            .par_iter()
            .zip(&hashes)
            .map(|(dictionary, hashes)| {
                let number = |(i, hash): (usize, &u64)| {
                    let shard = shard_of(*hash);
                    numbers[shard][shards[shard][dictionary.get(Symbol(i as u32))] as usize]
                };
                hashes.iter().enumerate().map(number).collect()
            })
            .collect();
        (symbols, maps)
    }

    /// The string of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        let i = number as usize;
        let from = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.bytes[from..self.ends[i] as usize]
    }

    /// Number of strings.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of a string.
    pub(crate) fn find(&self, wanted: &str) -> Option<u32> {
        let (mut low, mut high) = (0u32, self.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

fn shard_of(hash: u64) -> usize {
    (hash >> 40) as usize % SHARDS
}

/// The first eight bytes as a number that orders as they do.
pub(crate) fn prefix(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    let n = bytes.len().min(8);
    first[..n].copy_from_slice(&bytes[..n]);
    u64::from_be_bytes(first)
}

/// A numbering of the marked symbols, in their order: products, sites, texts.
pub(crate) struct Numbering {
    of: Vec<u32>,
    /// Symbols in order.
    pub(crate) symbols: Vec<u32>,
}

impl Numbering {
    /// Numbers the symbols that are marked.
    pub(crate) fn new(marked: &[bool]) -> Numbering {
        let mut of = vec![u32::MAX; marked.len()];
        let mut symbols = Vec::new();
        for (symbol, _) in marked.iter().enumerate().filter(|(_, marked)| **marked) {
            of[symbol] = symbols.len() as u32;
            symbols.push(symbol as u32);
        }
        Numbering { of, symbols }
    }

    /// The number of a marked symbol; `u32::MAX` for one that is not.
    #[inline]
    pub(crate) fn get(&self, symbol: u32) -> u32 {
        self.of[symbol as usize]
    }

    /// Where the number of a symbol is kept.
    pub(crate) fn at(&self, symbol: u32) -> &u32 {
        &self.of[symbol as usize]
    }

    /// How many are marked.
    pub(crate) fn len(&self) -> usize {
        self.symbols.len()
    }
}

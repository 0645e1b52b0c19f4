//! Codes: their archived dictionary, and folding for look-alikes.

use super::{Column, LotId, ProductId, View};

/// Strings in a fixed order, in blocks of 16: a block's start is stored, each string has its length before it.
#[derive(Debug, Default)]
pub struct CodeDictionary {
    /// Start of each block.
    pub blocks: Vec<u64>,
    /// Lengths (LEB128) and bytes.
    pub bytes: Vec<u8>,
    count: usize,
}

const BLOCK: usize = 16;

impl CodeDictionary {
    /// A piece of a dictionary: its first string is number `first`. Put one after another, the bytes and blocks of pieces
    /// are the dictionary, once the blocks are moved by the bytes before.
    pub fn starting_at(first: usize) -> Self {
        CodeDictionary { count: first, ..CodeDictionary::default() }
    }

    /// Takes in the piece that follows.
    pub fn append(&mut self, piece: &CodeDictionary) {
        let base = self.bytes.len() as u64;
        self.blocks.extend(piece.blocks.iter().map(|start| start + base));
        self.bytes.extend_from_slice(&piece.bytes);
        self.count = piece.count;
    }

    /// Appends the next string.
    pub fn push(&mut self, text: &str) {
        if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(self.bytes.len() as u64);
        }
        self.count += 1;
        let mut length = text.len();
        while length >= 0x80 {
            self.bytes.push((length as u8 & 0x7f) | 0x80);
            length >>= 7;
        }
        self.bytes.push(length as u8);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// Reads string `index` of a dictionary. Cost: up to 15 lengths are skipped.
pub(crate) fn read_code<'s>(blocks: Column<'s, u64>, bytes: Column<'s, u8>, index: usize) -> &'s str {
    let bytes = bytes.raw();
    let mut at = blocks.get(index / BLOCK) as usize;
    let mut left = index % BLOCK;
    loop {
        let (length, start) = read_length(bytes, at);
        at = start;
        if left == 0 {
            return std::str::from_utf8(&bytes[at..at + length]).unwrap_or("\u{fffd}");
        }
        left -= 1;
        at += length;
    }
}

/// A code as look-alike comparison sees it: lower case, separators dropped, characters that are easily taken for
/// one another made one.
pub fn fold_code(code: &str) -> String {
    code.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'o' => '0',
            'i' | 'l' => '1',
            's' => '5',
            'b' => '8',
            'z' => '2',
            other => other,
        })
        .collect()
}

/// What adjacent transpositions make of a folded code, itself excepted.
pub fn transpositions(folded: &str) -> impl Iterator<Item = String> {
    let chars: Vec<char> = folded.chars().collect();
    let places: Vec<usize> = (1..chars.len()).filter(|i| chars[i - 1] != chars[*i]).collect();
    places.into_iter().map(move |i| {
        let mut swapped = chars.clone();
        swapped.swap(i - 1, i);
        swapped.into_iter().collect()
    })
}

/// Number of hash buckets for `lots` lots: about sixteen lots each.
pub fn fold_bucket_count(lots: usize) -> usize {
    (lots / 16 + 1).next_power_of_two()
}

/// Hash of a folded code (FNV-1a, 64 bits, high bits mixed in): fixed, as it is part of the file.
pub fn fold_hash(folded: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in folded.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^ (hash >> 29)
}

/// Strings of a dictionary from `first` on, in order. Cost: no more than their lengths.
pub(crate) fn read_codes<'s>(
    blocks: Column<'s, u64>,
    bytes: Column<'s, u8>,
    range: std::ops::Range<usize>,
) -> impl Iterator<Item = &'s str> {
    let bytes = bytes.raw();
    let mut at = if range.is_empty() { 0 } else { blocks.get(range.start / BLOCK) as usize };
    let mut next = move || {
        let (length, start) = read_length(bytes, at);
        at = start + length;
        std::str::from_utf8(&bytes[start..at]).unwrap_or("\u{fffd}")
    };
    let skipped = if range.is_empty() { 0 } else { range.start % BLOCK };
    for _ in 0..skipped {
        next();
    }
    range.map(move |_| next())
}

/// A LEB128 length and where what it measures starts.
#[inline]
fn read_length(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut length = 0;
    let mut shift = 0;
    loop {
        let byte = bytes[at];
        at += 1;
        length |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return (length, at);
        }
    }
}

impl<'s> View<'s> {
    /// Codes of the lots of some ranks, in their order (by product, then code).
    pub fn codes_by_rank(
        &self,
        ranks: std::ops::Range<usize>,
    ) -> impl Iterator<Item = (LotId, &'s str)> + use<'s> {
        let by_rank = self.lot_by_rank;
        let lots = by_rank.range(ranks.clone()).map(LotId::new);
        lots.zip(read_codes(self.code_blocks, self.code_bytes, ranks))
    }

    /// Code of a lot; empty for stock without a lot.
    pub fn lot_code(&self, lot: LotId) -> &'s str {
        read_code(self.code_blocks, self.code_bytes, self.lot_rank.get(lot.index()) as usize)
    }

    /// `PRODUCT/LOT`, the stable name.
    pub fn lot_name(&self, lot: LotId) -> String {
        let product = self.product_code(self.product_of(lot));
        let code = self.lot_code(lot);
        let mut name = String::with_capacity(product.len() + 1 + code.len());
        name.push_str(product);
        name.push('/');
        name.push_str(code);
        name
    }

    /// The lot of a product and a code, if there is one.
    pub fn find_lot(&self, product: ProductId, code: &str) -> Option<LotId> {
        let from = self.product_lots.get(product.index()) as usize;
        let to = self.product_lots.get(product.index() + 1) as usize;
        let mut low = from;
        let mut high = to;
        while low < high {
            let middle = low.midpoint(high);
            let found = read_code(self.code_blocks, self.code_bytes, middle);
            match found.cmp(code) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(LotId::new(self.lot_by_rank.get(middle))),
            }
        }
        None
    }

    /// Lots whose folded code may be `folded`, by hash: the caller compares.
    pub fn lots_by_fold(&self, folded: &str) -> impl Iterator<Item = LotId> + use<'s> {
        let buckets = self.fold_bucket.len() - 1;
        let bucket = (fold_hash(folded) as usize) & (buckets - 1);
        let range = self.fold_bucket.get(bucket) as usize..self.fold_bucket.get(bucket + 1) as usize;
        self.fold_lot.range(range).map(LotId::new)
    }
}

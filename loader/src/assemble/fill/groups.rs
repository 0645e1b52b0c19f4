//! Things put together by small numbers, in one pass each to count and to place.

/// Offsets and members of each of `keys` groups; members in the order given.
pub(super) fn group<I: Iterator<Item = (u32, u32)>>(
    keys: usize,
    pairs: impl Fn() -> I,
) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; keys + 1];
    for (key, _) in pairs() {
        starts[key as usize + 1] += 1;
    }
    for key in 0..keys {
        starts[key + 1] += starts[key];
    }
    let mut next = starts.clone();
    let mut members = vec![0u32; starts[keys] as usize];
    for (key, member) in pairs() {
        let at = &mut next[key as usize];
        members[*at as usize] = member;
        *at += 1;
    }
    (starts, members)
}

/// The same of pairs that are sorted by key, where most keys have no members: bits, ranks, offsets.
pub(super) fn sparse_starts(pairs: &[(u32, u32)]) -> (Vec<u64>, Vec<u32>, Vec<u32>) {
    let mut starts = engine::model::SparseBuilder::new();
    let mut at = 0;
    for of_key in pairs.chunk_by(|a, b| a.0 == b.0) {
        starts.set(of_key[0].0 as usize, at);
        at += of_key.len() as u32;
    }
    starts.values.push(at);
    (starts.bits, starts.rank, starts.values)
}

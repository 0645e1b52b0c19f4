//! Puts rows in the order of their event ids, which are most of the text of a load and nearly as many as its rows.

use std::cmp::Ordering;

use rayon::prelude::*;

/// Rows that one thread takes at a time.
const PART: usize = 1 << 16;
/// Leading bytes of an id that its key may be made of.
const PLACES: usize = 24;

/// Rows `0..total` by id, then by `content`; of equal ones only the first.
///
/// An id becomes a number: place by place, each byte by its rank among those that stand at that place in any id, in
/// mixed radix. Such numbers order as the ids do. As many places are taken as fit beside a row's number in 64 bits,
/// which is most often all of them; ids that still agree are compared as they are. Cost: a sort of numbers.
pub(super) fn order<'a>(
    total: usize,
    id: impl Fn(u32) -> &'a [u8] + Sync,
    content: impl Fn(u32, u32) -> Ordering + Sync,
) -> Vec<u32> {
    let row_bits = usize::BITS - total.leading_zeros();
    let code = Code::of(total, 64 - row_bits, &id);
    let mask = (1u64 << row_bits) - 1;
    let mut keys: Vec<u64> = (0..total as u32)
        .into_par_iter()
        .with_min_len(PART)
        .map(|row| code.key(id(row)) << row_bits | u64::from(row))
        .collect();
    keys.par_sort_unstable();
    let agree = |a: u64, b: u64| a >> row_bits == b >> row_bits;
    let mut cuts: Vec<usize> = vec![0];
    while let Some(&from) = cuts.last().filter(|from| **from < total) {
        let mut to = (from + PART).min(total);
        while to < total && agree(keys[to - 1], keys[to]) {
            to += 1;
        }
        cuts.push(to);
    }
    let compare = |a: u32, b: u32| {
        let ids = if code.is_exact { Ordering::Equal } else { id(a).cmp(id(b)) };
        ids.then_with(|| content(a, b))
    };
    let parts: Vec<Vec<u32>> = cuts
        .par_windows(2)
        .map(|cut| {
            let mut rows: Vec<u32> = Vec::with_capacity(cut[1] - cut[0]);
            for group in keys[cut[0]..cut[1]].chunk_by(|a, b| agree(*a, *b)) {
                let first = rows.len();
                rows.extend(group.iter().map(|key| (key & mask) as u32));
                if group.len() > 1 {
                    rows[first..].sort_by(|a, b| compare(*a, *b));
                    let mut group = rows.split_off(first);
                    group.dedup_by(|later, kept| compare(*later, *kept) == Ordering::Equal);
                    rows.append(&mut group);
                }
            }
            rows
        })
        .collect();
    drop(keys);
    parts.concat()
}

/// How ids become numbers.
struct Code {
    /// By place: the digit of each byte; 0 stands for the end of the id.
    digits: Vec<[u8; 256]>,
    radix: Vec<u64>,
    /// Whether ids of one number are the same.
    is_exact: bool,
}

impl Code {
    fn of<'a>(total: usize, bits: u32, id: &(impl Fn(u32) -> &'a [u8] + Sync)) -> Code {
        let of_part = |part: usize| {
            let mut used = [[false; 256]; PLACES];
            let mut longest = 0;
            for row in part * PART..((part + 1) * PART).min(total) {
                let id = id(row as u32);
                for (used, byte) in used.iter_mut().zip(id) {
                    used[*byte as usize] = true;
                }
                longest = id.len().max(longest);
            }
            (used, longest)
        };
        let parts: Vec<_> = (0..total.div_ceil(PART)).into_par_iter().map(of_part).collect();
        let mut used = [[false; 256]; PLACES];
        let mut longest = 0;
        for (of_part, length) in parts {
            used.iter_mut().flatten().zip(of_part.iter().flatten()).for_each(|(used, more)| *used |= more);
            longest = length.max(longest);
        }
        let mut code = Code { digits: Vec::new(), radix: Vec::new(), is_exact: false };
        let mut range = 1u64;
        let most = if bits >= 64 { u64::MAX } else { 1u64 << bits };
        for used in used.iter().take(longest) {
            let mut digits = [0; 256];
            let mut next = 0u8;
            for (digit, _) in digits.iter_mut().zip(used).filter(|(_, used)| **used) {
                next = next.saturating_add(1);
                *digit = next;
            }
            let radix = u64::from(next) + 1;
            let Some(wider) = range.checked_mul(radix).filter(|wider| *wider <= most && next < u8::MAX)
            else {
                return code;
            };
            range = wider;
            code.digits.push(digits);
            code.radix.push(radix);
        }
        code.is_exact = longest <= code.digits.len();
        code
    }

    #[inline]
    fn key(&self, id: &[u8]) -> u64 {
        let mut key = 0;
        for (place, (digits, radix)) in self.digits.iter().zip(&self.radix).enumerate() {
            let digit = id.get(place).map_or(0, |byte| digits[*byte as usize]);
            key = key * radix + u64::from(digit);
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(ids: &[&str]) -> Vec<u32> {
        order(ids.len(), |row| ids[row as usize].as_bytes(), |_, _| Ordering::Equal)
    }

    #[test]
    fn ids_go_by_their_bytes_and_equal_rows_stay_once() {
        let ids = ["b", "a", "", "ab", "b", "a-1", "aa", "ab"];
        assert_eq!(sorted(&ids), [2, 1, 5, 6, 3, 0]);
        assert!(sorted(&[]).is_empty());
    }

    #[test]
    fn long_ids_are_compared_past_their_key() {
        let long: Vec<String> = (0..2000u64).map(|i| format!("{:064x}", (i * 7_919_993) % 65_537)).collect();
        let ids: Vec<&str> = long.iter().map(String::as_str).collect();
        let mut expected: Vec<u32> = (0..ids.len() as u32).collect();
        expected.sort_by_key(|row| ids[*row as usize]);
        assert_eq!(sorted(&ids), expected);
    }
}

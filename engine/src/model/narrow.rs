//! Numbers that fit 16 bits in nearly every snapshot: a column of their low halves, and one of the high ones that is
//! left out where all are 0.

use super::Column;

/// Reads number `index`.
#[inline]
pub(crate) fn narrow(low: Column<'_, u16>, high: Column<'_, u16>, index: usize) -> u32 {
    let value = u32::from(low.get(index));
    if high.is_empty() { value } else { value | u32::from(high.get(index)) << 16 }
}

/// Cuts numbers into low and high halves; no high ones where they are all 0.
pub fn halves(numbers: impl Iterator<Item = u32>) -> (Vec<u16>, Vec<u16>) {
    let (low, high): (Vec<u16>, Vec<u16>) = numbers.map(|n| (n as u16, (n >> 16) as u16)).unzip();
    if high.iter().all(|half| *half == 0) { (low, Vec::new()) } else { (low, high) }
}

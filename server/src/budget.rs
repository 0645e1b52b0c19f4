//! Memory that large requests and answers take while they are on their way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::failure::{Failure, Word};

/// Bytes are taken from the common purse in pieces of this size.
const PIECE: usize = 64 << 10;

/// What all answers together may take, or all requests.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicUsize,
    each: usize,
}

impl Budget {
    pub(crate) fn new(all: usize, each: usize) -> Arc<Budget> {
        Arc::new(Budget { left: AtomicUsize::new(all), each })
    }

    /// A charge for one of them, of nothing yet.
    pub(crate) fn open(self: &Arc<Budget>) -> Charge {
        Charge { budget: Arc::clone(self), taken: 0 }
    }
}

/// What one of them takes; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Charge {
    budget: Arc<Budget>,
    taken: usize,
}

impl Charge {
    /// Makes sure that `bytes` are paid for.
    pub(crate) fn cover(&mut self, bytes: usize) -> Result<(), Failure> {
        if bytes > self.budget.each {
            let message = format!(
                "the answer has more than {} bytes, so there is none; narrow the question, or take it in pages with PAGE rows",
                self.budget.each
            );
            return Err(Failure::new(Word::Limit, "E0401", message));
        }
        while self.taken < bytes {
            let take = |left: usize| left.checked_sub(PIECE);
            if self.budget.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_err() {
                let message = "others take all the memory that there is; try again in a moment";
                return Err(Failure::new(Word::Limit, "E0629", message));
            }
            self.taken += PIECE;
        }
        Ok(())
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.budget.left.fetch_add(self.taken, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_taken_comes_back() {
        let budget = Budget::new(3 * PIECE, 2 * PIECE);
        let mut one = budget.open();
        one.cover(PIECE + 1).unwrap();
        let mut other = budget.open();
        other.cover(PIECE).unwrap();
        assert_eq!(other.cover(PIECE + 1).unwrap_err().code, "E0629");
        assert_eq!(one.cover(2 * PIECE + 1).unwrap_err().code, "E0401");
        drop(one);
        other.cover(2 * PIECE).unwrap();
    }
}

//! Guesses where a text can be cut into chunks of whole records.

use memchr::{memchr_iter, memchr2_iter};
use rayon::prelude::*;

/// Starts of chunks of about `size` bytes, the first being 0; `text` begins at a record.
///
/// A line feed divides records where an even number of quotes stands before it. That is so in every text that keeps
/// RFC 4180; a stray quote breaks it, so whoever parses the chunks must see that each ends where the next begins.
pub(super) fn chunk_starts(text: &[u8], size: usize) -> Vec<usize> {
    let quotes: Vec<usize> = text.par_chunks(size).map(|chunk| memchr_iter(b'"', chunk).count()).collect();
    let mut before = 0;
    let mut starts = vec![0];
    for (i, count) in quotes.iter().enumerate() {
        // A record that goes on past this cut as well has been followed to its end before.
        if i > 0 && starts.last().is_some_and(|start| *start <= i * size) {
            starts.push(next_start(text, i * size, before % 2 == 1));
        }
        before += count;
    }
    if starts.len() > 1 && starts.last() == Some(&text.len()) {
        starts.pop();
    }
    starts
}

/// Just past the first line feed at or after `from` that is outside of quotes.
fn next_start(text: &[u8], from: usize, mut quoted: bool) -> usize {
    // The byte before `from` may itself be a dividing line feed; then the chunk could begin at `from`, but the next
    // one does as well.
    for at in memchr2_iter(b'"', b'\n', &text[from..]) {
        if text[from + at] == b'"' {
            quoted = !quoted;
        } else if !quoted {
            return from + at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_only_between_records() {
        let text = b"a,\"b\nc\",d\n1,2,3\n\"x\"\"\n\",,\n4,5,6";
        for size in 1..text.len() {
            for start in chunk_starts(text, size) {
                assert!([0, 10, 16, 25].contains(&start), "size {size}: {start}");
            }
        }
        assert_eq!(chunk_starts(text, 1), [0, 10, 16, 25]);
        assert_eq!(chunk_starts(b"", 4), [0]);
    }
}

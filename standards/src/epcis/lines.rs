//! Lines of what passes through a reader.

use std::collections::VecDeque;
use std::io::{self, Read};

/// A reader that remembers where lines end, as far ahead as is buffered.
pub(crate) struct Lines<R> {
    input: R,
    read: u64,
    line: u32,
    ends: VecDeque<u64>,
}

impl<R> Lines<R> {
    pub(crate) fn new(input: R) -> Lines<R> {
        Lines { input, read: 0, line: 1, ends: VecDeque::new() }
    }

    /// The line, from 1, of the byte at `position`. Positions must not fall.
    pub(crate) fn line_at(&mut self, position: u64) -> u32 {
        while self.ends.front().is_some_and(|end| *end < position) {
            self.ends.pop_front();
            self.line += 1;
        }
        self.line
    }

    /// The line of the last byte that was read.
    pub(crate) fn last_line(&self) -> u32 {
        self.line + self.ends.len() as u32
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.ends.extend(memchr::memchr_iter(b'\n', &buffer[..count]).map(|at| self.read + at as u64));
        self.read += count as u64;
        Ok(count)
    }
}

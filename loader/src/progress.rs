//! How far a load has come, for whoever watches.

use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Counters that the reading moves forward; poll them from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    bytes_total: AtomicU64,
    bytes_done: AtomicU64,
    rows_done: AtomicU64,
    rejects: AtomicU64,
    /// What a load has gone through, and when each began.
    stages: Mutex<Vec<(&'static str, Instant)>>,
}

impl Progress {
    /// Counters at zero.
    pub fn new() -> Progress {
        Progress::default()
    }

    /// Bytes of all files as they lie on disk; 0 until they are listed.
    pub fn bytes_total(&self) -> u64 {
        self.bytes_total.load(Ordering::Relaxed)
    }

    /// Bytes of them that have been read.
    pub fn bytes_done(&self) -> u64 {
        self.bytes_done.load(Ordering::Relaxed)
    }

    /// Rows read so far, rejected ones included.
    pub fn rows_done(&self) -> u64 {
        self.rows_done.load(Ordering::Relaxed)
    }

    /// Rows rejected so far.
    pub fn rejects(&self) -> u64 {
        self.rejects.load(Ordering::Relaxed)
    }

    /// What the load is at.
    pub fn stage(&self) -> &'static str {
        self.stages.lock().ok().and_then(|stages| stages.last().map(|(name, _)| *name)).unwrap_or("waiting")
    }

    /// What the load has gone through, and how long each took; the last one up to now.
    pub fn stages(&self) -> Vec<(&'static str, Duration)> {
        let stages = self.stages.lock().map(|stages| stages.clone()).unwrap_or_default();
        let ends = stages.iter().skip(1).map(|(_, start)| *start).chain([Instant::now()]);
        stages.iter().zip(ends).map(|((name, start), end)| (*name, end - *start)).collect()
    }

    pub(crate) fn enter(&self, stage: &'static str) {
        if let Ok(mut stages) = self.stages.lock() {
            stages.push((stage, Instant::now()));
        }
    }

    pub(crate) fn add_total(&self, bytes: u64) {
        self.bytes_total.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.bytes_done.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn add_rows(&self, rows: u64, rejects: u64) {
        self.rows_done.fetch_add(rows, Ordering::Relaxed);
        self.rejects.fetch_add(rejects, Ordering::Relaxed);
    }
}

/// A stream whose bytes are counted.
#[derive(Debug)]
pub(crate) struct Counted<'a, S> {
    pub(crate) stream: S,
    pub(crate) progress: &'a Progress,
}

impl<S: Read> Read for Counted<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buffer)?;
        self.progress.add_bytes(read as u64);
        Ok(read)
    }
}

#![allow(
    unsafe_code,
    reason = "mapping a file is unsafe: the promise that it does not change is ours to keep"
)]

use std::fs::File;
use std::io;

use memmap2::{Advice, Mmap};

/// A file mapped for reading, in whole.
#[derive(Debug)]
pub(super) struct Mapping(Mmap);

impl Mapping {
    /// Maps a file of at least one byte.
    pub(super) fn new(file: &File) -> io::Result<Mapping> {
        // SAFETY: the bytes must not change while they are mapped. Published snapshots are immutable: the
        // writer makes the file read-only before it has its name, replaces it only by a rename, which leaves
        // the mapped inode as it is, and holds a lock on the draft that it reads back. Whoever gets around
        // the file's mode and writes into or truncates it in place breaks this promise (a truncated mapping
        // ends the process with SIGBUS); the module's documentation says so.
        unsafe { Mmap::map(file) }.map(Mapping)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Asks the kernel to begin to read the file in.
    pub(super) fn advise_willneed(&self) -> io::Result<()> {
        self.0.advise(Advice::WillNeed)
    }

    /// Reads the whole file in and maps its pages, so that later reads do not fault.
    pub(super) fn prefault(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if Advice::PopulateRead.is_supported() {
            return self.0.advise(Advice::PopulateRead);
        }
        self.advise_willneed()?;
        let least_page_bytes = 4096;
        self.0.iter().step_by(least_page_bytes).for_each(|byte| {
            std::hint::black_box(*byte);
        });
        Ok(())
    }
}

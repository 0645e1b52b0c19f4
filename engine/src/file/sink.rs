use std::io::{self, Write};

use crc_fast::{CrcAlgorithm, Digest};
use rkyv::rancor::{Failure, Source};
use rkyv::ser::{Positional, Writer};

/// Bytes that are hashed and written while they are still in the cache.
const STEP_BYTES: usize = 1 << 20;

/// Takes the bytes of one section: hashes them in passing and hands them on.
pub struct Sink<'o> {
    out: &'o mut dyn Write,
    written: u64,
    crc: Digest,
    hash: blake3::Hasher,
    failure: Option<io::Error>,
}

/// What the table says about a section's bytes.
pub(super) struct Sums {
    pub(super) length: u64,
    pub(super) crc: u32,
    pub(super) digest: [u8; 32],
}

impl<'o> Sink<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Sink<'o> {
        Sink {
            out,
            written: 0,
            crc: Digest::new(CrcAlgorithm::Crc32Iscsi),
            hash: blake3::Hasher::new(),
            failure: None,
        }
    }

    /// Sums of what was written, or the first failure.
    pub(super) fn finish(self) -> Result<Sums, io::Error> {
        match self.failure {
            Some(failure) => Err(failure),
            None => Ok(Sums {
                length: self.written,
                // A CRC-32 fills the low half of the digest.
                crc: self.crc.finalize() as u32,
                digest: *self.hash.finalize().as_bytes(),
            }),
        }
    }

    fn pass_on(&mut self, bytes: &[u8]) -> io::Result<()> {
        for step in bytes.chunks(STEP_BYTES) {
            self.crc.update(step);
            self.hash.update(step);
            self.out.write_all(step)?;
            self.written += step.len() as u64;
        }
        Ok(())
    }
}

impl Positional for Sink<'_> {
    fn pos(&self) -> usize {
        // A position inside a section: the column is in memory, so its length is a `usize`.
        self.written as usize
    }
}

impl Writer<Failure> for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.pass_on(bytes).map_err(|error| {
            let failure = Failure::new(io::Error::from(error.kind()));
            self.failure.get_or_insert(error);
            failure
        })
    }
}

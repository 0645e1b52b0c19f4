//! Sorting more records than fit in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Bytes of records that are held before they are sorted and set aside.
const HELD: usize = 6 << 20;

/// Buffer of each run that is read back.
const RUN_BUFFER: usize = 1 << 15;

/// Takes records, which are compared byte by byte, and gives them back in order. Holds a few MiB, however many.
#[derive(Default)]
pub(crate) struct Sorter {
    bytes: Vec<u8>,
    spans: Vec<(u32, u32)>,
    runs: Vec<File>,
}

impl Sorter {
    /// Adds a record.
    pub(crate) fn push(&mut self, record: &[u8]) -> io::Result<()> {
        if self.bytes.len() + record.len() > HELD && !self.spans.is_empty() {
            self.set_aside()?;
        }
        self.spans.push((self.bytes.len() as u32, record.len() as u32));
        self.bytes.extend_from_slice(record);
        Ok(())
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        let of = |(start, length): &(u32, u32)| &bytes[*start as usize..][..*length as usize];
        self.spans.sort_unstable_by(|a, b| of(a).cmp(of(b)));
    }

    fn set_aside(&mut self) -> io::Result<()> {
        self.sort();
        let mut out = BufWriter::with_capacity(1 << 18, tempfile::tempfile()?);
        for (start, length) in &self.spans {
            out.write_all(&length.to_le_bytes())?;
            out.write_all(&self.bytes[*start as usize..][..*length as usize])?;
        }
        self.runs.push(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.bytes.clear();
        self.spans.clear();
        Ok(())
    }

    /// Ends the taking.
    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            self.sort();
        } else {
            self.set_aside()?;
            self.bytes = Vec::new();
            self.spans = Vec::new();
        }
        Ok(Sorted { bytes: self.bytes, spans: self.spans, runs: self.runs })
    }
}

/// Records in order; they can be read more than once.
pub(crate) struct Sorted {
    bytes: Vec<u8>,
    spans: Vec<(u32, u32)>,
    runs: Vec<File>,
}

impl Sorted {
    /// Reads the records from the first.
    pub(crate) fn records(&mut self) -> io::Result<Records<'_>> {
        let mut runs = Vec::with_capacity(self.runs.len());
        let mut heads = BinaryHeap::with_capacity(self.runs.len());
        for (index, file) in self.runs.iter_mut().enumerate() {
            file.seek(SeekFrom::Start(0))?;
            let mut run = BufReader::with_capacity(RUN_BUFFER, &*file);
            let mut record = Vec::new();
            if read_record(&mut run, &mut record)? {
                heads.push(Reverse((record, index)));
            }
            runs.push(run);
        }
        Ok(Records { bytes: &self.bytes, spans: self.spans.iter(), runs, heads, spare: Vec::new() })
    }
}

fn read_record(run: &mut impl Read, record: &mut Vec<u8>) -> io::Result<bool> {
    let mut length = [0; 4];
    match run.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        Err(error) => return Err(error),
    }
    record.resize(u32::from_le_bytes(length) as usize, 0);
    run.read_exact(record)?;
    Ok(true)
}

/// A pass over sorted records.
pub(crate) struct Records<'s> {
    bytes: &'s [u8],
    spans: std::slice::Iter<'s, (u32, u32)>,
    runs: Vec<BufReader<&'s File>>,
    heads: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
    spare: Vec<u8>,
}

impl Records<'_> {
    /// Puts the next record into `record`; false at the end.
    pub(crate) fn next(&mut self, record: &mut Vec<u8>) -> io::Result<bool> {
        if let Some((start, length)) = self.spans.next() {
            record.clear();
            record.extend_from_slice(&self.bytes[*start as usize..][..*length as usize]);
            return Ok(true);
        }
        let Some(Reverse((head, run))) = self.heads.pop() else { return Ok(false) };
        let mut refill = std::mem::replace(&mut self.spare, std::mem::take(record));
        *record = head;
        if read_record(&mut self.runs[run], &mut refill)? {
            self.heads.push(Reverse((refill, run)));
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn records_come_back_in_order_however_many() {
        for count in [0u32, 1, 1_000, 400_000] {
            let mut sorter = Sorter::default();
            for i in 0..count {
                let shuffled = i.wrapping_mul(2_654_435_761);
                sorter.push(format!("{shuffled:010}-and-some-padding-that-fills-runs").as_bytes()).unwrap();
            }
            let mut sorted = sorter.finish().unwrap();
            for _pass in 0..2 {
                let (mut records, mut record) = (sorted.records().unwrap(), Vec::new());
                let (mut last, mut read) = (Vec::new(), 0);
                while records.next(&mut record).unwrap() {
                    assert!(last <= record);
                    last.clone_from(&record);
                    read += 1;
                }
                assert_eq!(read, count);
            }
        }
    }
}

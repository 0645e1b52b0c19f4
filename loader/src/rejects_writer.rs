//! The file of rejected rows.

use std::io::{self, Write};

use crate::row::{Reject, Tables};

/// Writes rejects as CSV: `file,row,column,value,code,reason`.
#[derive(Debug)]
pub struct RejectsWriter<W> {
    out: W,
}

impl<W: Write> RejectsWriter<W> {
    /// Writes to `out`, which had better be buffered.
    pub fn new(out: W) -> RejectsWriter<W> {
        RejectsWriter { out }
    }

    /// Writes the header and every reject, by file and row.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(mut self, tables: &Tables) -> io::Result<()> {
        self.out.write_all(b"file,row,column,value,code,reason\n")?;
        let mut rejects: Vec<&Reject> = tables.rejects.iter().collect();
        rejects.sort();
        for reject in rejects {
            let file = tables.files.get(reject.file as usize).map_or("", String::as_str);
            self.cell(file)?;
            write!(self.out, ",{},", reject.line)?;
            self.cell(&reject.column)?;
            self.out.write_all(b",")?;
            self.cell(&reject.value)?;
            write!(self.out, ",{},", reject.code)?;
            self.cell(&reject.reason)?;
            self.out.write_all(b"\n")?;
        }
        self.out.flush()
    }

    fn cell(&mut self, text: &str) -> io::Result<()> {
        if text.contains(['"', ',', '\n', '\r']) {
            write!(self.out, "\"{}\"", text.replace('"', "\"\""))
        } else {
            self.out.write_all(text.as_bytes())
        }
    }
}

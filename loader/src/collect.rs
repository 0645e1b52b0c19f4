//! Takes rows as cells, whatever file they come from, and keeps what they give: typed rows or rejects.

use crate::fault::Fault;
use crate::layout::Layout;
use crate::row::{Place, Reject};
use crate::table::MOST_COLUMNS;

/// A row's cells by column of its table: trimmed, and empty where there is none.
pub(crate) type Cells<'a> = [&'a str; MOST_COLUMNS];

/// Reads the rows of one table.
pub(crate) trait RowReader: Sync {
    /// What the rows of one piece of a file become.
    type Rows: Send;

    /// Room for the rows of a piece of so many bytes of file `file`.
    fn start(&self, file: u32, bytes: usize) -> Self::Rows;

    /// Adds one row, or says what is wrong with it.
    fn row(
        &self,
        rows: &mut Self::Rows,
        layout: &Layout<'_>,
        place: Place,
        cells: &Cells<'_>,
    ) -> Result<(), Fault>;

    /// Moves every row down by so many lines.
    fn shift(rows: &mut Self::Rows, lines: u32);

    /// Gives back the room that was not needed.
    fn finish(rows: &mut Self::Rows);
}

/// What one piece of a file gave.
#[derive(Debug)]
pub(crate) struct Collected<R> {
    pub(crate) rows: R,
    pub(crate) rejects: Vec<Reject>,
    /// Rows taken, rejected ones included.
    pub(crate) count: u64,
}

/// Takes the rows of one piece of a file.
pub(crate) struct Collector<'a, 'l, R: RowReader> {
    reader: &'a R,
    layout: &'a Layout<'l>,
    file: u32,
    collected: Collected<R::Rows>,
}

impl<'a, 'l, R: RowReader> Collector<'a, 'l, R> {
    pub(crate) fn new(reader: &'a R, layout: &'a Layout<'l>, file: u32, bytes: usize) -> Self {
        let rows = reader.start(file, bytes);
        Collector { reader, layout, file, collected: Collected { rows, rejects: Vec::new(), count: 0 } }
    }

    /// Takes a row.
    #[inline]
    pub(crate) fn row(&mut self, line: u32, cells: &Cells<'_>) {
        let place = Place { file: self.file, line };
        self.collected.count += 1;
        if let Err(fault) = self.reader.row(&mut self.collected.rows, self.layout, place, cells) {
            let value = fault.column.map_or_else(String::new, |column| cells[column].to_owned());
            self.keep(place, fault, value);
        }
    }

    /// Takes a row that cannot even be divided into cells.
    #[cold]
    pub(crate) fn reject(&mut self, line: u32, fault: Fault, value: String) {
        self.collected.count += 1;
        self.keep(Place { file: self.file, line }, fault, value);
    }

    #[cold]
    fn keep(&mut self, place: Place, fault: Fault, value: String) {
        let column = fault.column.map_or("", |column| self.layout.name(column)).to_owned();
        let Place { file, line } = place;
        let Fault { code, reason, .. } = fault;
        self.collected.rejects.push(Reject { file, line, column, value, code, reason });
    }

    pub(crate) fn finish(mut self) -> Collected<R::Rows> {
        R::finish(&mut self.collected.rows);
        self.collected
    }
}

impl<R> Collected<R> {
    /// Moves everything down by so many lines.
    pub(crate) fn shift<Reader: RowReader<Rows = R>>(&mut self, lines: u32) {
        if lines > 0 {
            Reader::shift(&mut self.rows, lines);
            self.rejects.iter_mut().for_each(|reject| reject.line += lines);
        }
    }
}

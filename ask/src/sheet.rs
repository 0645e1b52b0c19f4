//! Tables of an answer, made row by row when they are written.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::cell::{Cell, CellType};

/// A column of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, also the field of the JSON object.
    pub name: &'static str,
    /// What its values are.
    pub kind: CellType,
}

/// Shorthand for a list of columns.
#[macro_export]
#[doc(hidden)]
macro_rules! columns {
    ($($name:literal: $kind:ident),* $(,)?) => {
        vec![$($crate::Column { name: $name, kind: $crate::CellType::$kind }),*]
    };
}

type Fill<'a> = Box<dyn Fn(usize, &mut Vec<Cell<'a>>) + Send + Sync + 'a>;

/// A named table with typed columns, whose rows are made one at a time from ids.
pub struct Sheet<'a> {
    /// Its name, also the field of the JSON object that holds its rows.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    len: usize,
    fill: Fill<'a>,
}

impl<'a> Sheet<'a> {
    /// A table of `len` rows; `fill` pushes one cell per column for the row of an index.
    pub fn new(
        name: &'static str,
        columns: Vec<Column>,
        len: usize,
        fill: impl Fn(usize, &mut Vec<Cell<'a>>) + Send + Sync + 'a,
    ) -> Sheet<'a> {
        Sheet { name, columns, len, fill: Box::new(fill) }
    }

    /// A table over items that it keeps.
    pub fn over<T: Send + Sync + 'a>(
        name: &'static str,
        columns: Vec<Column>,
        items: Vec<T>,
        fill: impl Fn(&T, &mut Vec<Cell<'a>>) + Send + Sync + 'a,
    ) -> Sheet<'a> {
        let len = items.len();
        Sheet::new(name, columns, len, move |row, cells| fill(&items[row], cells))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Makes a row in a buffer that the caller keeps.
    ///
    /// # Panics
    ///
    /// Where the sheet's own maker gives another number of cells than there are columns.
    pub fn row(&self, index: usize, cells: &mut Vec<Cell<'a>>) {
        cells.clear();
        (self.fill)(index, cells);
        assert_eq!(cells.len(), self.columns.len(), "a row of {} has a cell per column", self.name);
    }
}

impl std::fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("name", &self.name).field("len", &self.len).finish_non_exhaustive()
    }
}

/// The rows as a list of objects. Nothing is collected.
impl Serialize for Sheet<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.len))?;
        let mut cells = Vec::with_capacity(self.columns.len());
        for index in 0..self.len {
            self.row(index, &mut cells);
            rows.serialize_element(&RowObject { table: None, columns: &self.columns, cells: &cells })?;
        }
        rows.end()
    }
}

/// One row as a JSON object.
#[derive(Clone, Copy, Debug)]
pub struct RowObject<'r, 'a> {
    /// Name of the table, as a first field, where rows of several are mixed.
    pub table: Option<&'static str>,
    /// The columns.
    pub columns: &'r [Column],
    /// A cell per column.
    pub cells: &'r [Cell<'a>],
}

impl Serialize for RowObject<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(table) = self.table {
            map.serialize_entry("table", table)?;
        }
        for (column, cell) in self.columns.iter().zip(self.cells) {
            if *cell != Cell::Absent {
                map.serialize_entry(column.name, cell)?;
            }
        }
        map.end()
    }
}

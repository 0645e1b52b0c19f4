//! Which of a file's fields is which column of its table.

use crate::clock::TimePattern;
use crate::conventions::Conventions;
use crate::decimal::NumberMarks;
use crate::error::LoadError;
use crate::near::nearest;
use crate::table::{MOST_COLUMNS, Table};

/// Where the cells of one file's rows come from.
#[derive(Debug)]
pub(crate) struct Layout<'a> {
    pub(crate) conventions: &'a Conventions,
    /// Fields of a record.
    pub(crate) field_count: usize,
    /// (field of the record, column of the table), by field.
    pub(crate) fields: Vec<(usize, usize)>,
    /// Columns' cells before a record's own: constants, else empty.
    constants: [&'a str; MOST_COLUMNS],
    /// Columns' names in this file.
    names: Vec<String>,
    /// Whether a column comes in a type of its own, so that no map tells how it is written.
    typed: [bool; MOST_COLUMNS],
    /// Names that the table does not know.
    pub(crate) unknown: Vec<String>,
}

impl<'a> Layout<'a> {
    /// Finds the table's columns in a header.
    ///
    /// Names are compared without blanks around them and in any letter case.
    ///
    /// # Errors
    /// A required column is missing, or a column of the table stands there twice.
    pub(crate) fn new(
        path: &str,
        table: Table,
        conventions: &'a Conventions,
        header: &[String],
    ) -> Result<Layout<'a>, LoadError> {
        let columns = table.columns();
        let mut fields = Vec::with_capacity(columns.len());
        let mut constants = [""; MOST_COLUMNS];
        let mut names: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        for (c, &column) in columns.iter().enumerate() {
            if let Some(field) = field_of(path, table, conventions, header, column)? {
                names[c] = header[field].clone();
                fields.push((field, c));
            } else if let Some(constant) = conventions.constants.get(column) {
                constants[c] = constant;
            }
        }
        fields.sort_unstable();
        let unknown = (0..header.len()).filter(|i| !fields.iter().any(|(field, _)| field == i));
        let name =
            |i: usize| if header[i].is_empty() { format!("(column {})", i + 1) } else { header[i].clone() };
        let unknown = unknown.map(name).collect();
        let typed = [false; MOST_COLUMNS];
        Ok(Layout { conventions, field_count: header.len(), fields, constants, names, typed, unknown })
    }

    /// A row's cells before its own are filled in.
    pub(crate) fn blank(&self) -> [&'a str; MOST_COLUMNS] {
        self.constants
    }

    /// The column's name in this file.
    pub(crate) fn name(&self, column: usize) -> &str {
        &self.names[column]
    }

    /// Whether the column is there, or has a constant.
    pub(crate) fn has(&self, column: usize) -> bool {
        !self.constants[column].is_empty() || self.fields.iter().any(|(_, c)| *c == column)
    }

    /// Marks a column as one that a file brings in a type of its own, written in the standard form.
    pub(crate) fn set_typed(&mut self, column: usize) {
        self.typed[column] = true;
    }

    pub(crate) fn marks(&self, column: usize) -> NumberMarks {
        if self.typed[column] { NumberMarks::PLAIN } else { self.conventions.marks }
    }

    pub(crate) fn patterns(&self, column: usize) -> &[TimePattern] {
        if self.typed[column] { &[] } else { &self.conventions.patterns }
    }

    /// The cell as a row sees it: without blanks around it, and empty where it is a word for nothing.
    pub(crate) fn cell<'t>(&self, text: &'t str) -> &'t str {
        let bytes = text.as_bytes();
        let plain = |byte: &u8| *byte > b' ' && *byte < 0x80;
        let text = match (bytes.first(), bytes.last()) {
            (Some(first), Some(last)) if plain(first) && plain(last) => text,
            (Some(_), Some(_)) | (None, _) | (_, None) => text.trim(),
        };
        let nulls = &self.conventions.nulls;
        if !nulls.is_empty() && nulls.iter().any(|null| null == text) { "" } else { text }
    }
}

/// The field that holds a column.
fn field_of(
    path: &str,
    table: Table,
    conventions: &Conventions,
    header: &[String],
    column: &'static str,
) -> Result<Option<usize>, LoadError> {
    let renamed = conventions.columns.get(column).map(String::as_str);
    for name in renamed.into_iter().chain([column]) {
        let taken = |i: usize| {
            let mut others = conventions.columns.iter().filter(|(other, _)| **other != column);
            renamed.is_none() && others.any(|(_, name)| header[i].eq_ignore_ascii_case(name))
        };
        let mut matching = (0..header.len()).filter(|&i| header[i].eq_ignore_ascii_case(name) && !taken(i));
        let first = matching.next();
        if matching.next().is_some() {
            return Err(LoadError::DuplicateColumn { path: path.to_owned(), column: name.to_owned() });
        }
        if first.is_some() {
            return Ok(first);
        }
    }
    let optional = !table.required().contains(&column) || conventions.constants.contains_key(column);
    if optional && renamed.is_none() {
        return Ok(None);
    }
    Err(missing(path, table, header, column, renamed))
}

fn missing(
    path: &str,
    table: Table,
    header: &[String],
    column: &'static str,
    renamed: Option<&str>,
) -> LoadError {
    let wanted = renamed.unwrap_or(column);
    let free = header.iter().map(String::as_str).filter(|name| !table.columns().contains(name));
    let suggestion = nearest(wanted, free, 1).first().map(|name| (*name).to_owned());
    let alone = match header {
        [only] => [';', '\t', ',', '|'].into_iter().find(|mark| only.contains(*mark)),
        _ => None,
    };
    LoadError::MissingColumn {
        path: path.to_owned(),
        table,
        column: wanted.to_owned(),
        key: column,
        found: header.to_vec(),
        suggestion,
        delimiter: alone,
    }
}

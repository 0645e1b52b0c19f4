//! A table as CSV: a header, commas, line feeds, quotes where they are needed.

use std::fmt::Write as _;
use std::io::{self, Write};

use ask::Sheet;

/// What happens to text that a spreadsheet would take for a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Formulas {
    /// It stays as it is: programs read the file.
    Kept,
    /// A quote is put before it: people open the file in a spreadsheet.
    Neutralised,
}

/// Writes a table.
pub(crate) fn write_csv(sheet: &Sheet<'_>, formulas: Formulas, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for (i, column) in sheet.columns.iter().enumerate() {
        line.push_str(if i == 0 { "" } else { "," });
        line.push_str(column.name);
    }
    line.push('\n');
    let (mut cells, mut text) = (Vec::new(), String::new());
    for row in 0..sheet.len() {
        sheet.row(row, &mut cells);
        for (i, cell) in cells.iter().enumerate() {
            line.push_str(if i == 0 { "" } else { "," });
            text.clear();
            // Writing to a string does not fail.
            write!(text, "{cell}").map_err(io::Error::other)?;
            push_cell(&text, cell.is_text() && formulas == Formulas::Neutralised, &mut line);
        }
        line.push('\n');
        if line.len() > 1 << 15 {
            out.write_all(line.as_bytes())?;
            line.clear();
        }
    }
    out.write_all(line.as_bytes())
}

fn push_cell(text: &str, neutralise: bool, line: &mut String) {
    let guard = if neutralise && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if !text.contains([',', '"', '\n', '\r']) {
        line.push_str(guard);
        line.push_str(text);
        return;
    }
    line.push('"');
    line.push_str(guard);
    for part in text.split_inclusive('"') {
        line.push_str(part);
        if part.ends_with('"') {
            line.push('"');
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ask::{Cell, CellType, Column};

    fn check(text: &'static str, formulas: Formulas, expected: &str) {
        let columns =
            vec![Column { name: "a", kind: CellType::Text }, Column { name: "b", kind: CellType::Count }];
        let sheet =
            Sheet::new("t", columns, 1, move |_, cells| cells.extend([Cell::plain(text), Cell::Count(7)]));
        let mut out = Vec::new();
        write_csv(&sheet, formulas, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("a,b\n{expected},7\n"));
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        check("plain", Formulas::Kept, "plain");
        check("a,b", Formulas::Kept, "\"a,b\"");
        check("say \"no\"", Formulas::Kept, "\"say \"\"no\"\"\"");
        check("two\nlines", Formulas::Kept, "\"two\nlines\"");
        check("", Formulas::Kept, "");
    }

    #[test]
    fn formulas_are_neutralised_for_spreadsheets_only() {
        check("=1+1", Formulas::Kept, "=1+1");
        check("=1+1", Formulas::Neutralised, "'=1+1");
        check("@SUM(a,b)", Formulas::Neutralised, "\"'@SUM(a,b)\"");
        check("-5 C", Formulas::Neutralised, "'-5 C");
        check("5-1", Formulas::Neutralised, "5-1");
    }
}

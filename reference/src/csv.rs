//! A tiny CSV reader: quotes, no other liberties.

use std::collections::BTreeMap;

/// One row: the cell of each column; a column that the table lacks reads as empty.
#[derive(Clone, Debug)]
pub(crate) struct Record(BTreeMap<String, String>);

impl Record {
    pub(crate) fn cell(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }
}

/// Reads a table whose first line names the columns; blank lines are passed over.
pub(crate) fn read(text: &str) -> Vec<Record> {
    let mut lines = lines(text).into_iter().filter(|line| line.iter().any(|cell| !cell.is_empty()));
    let Some(header) = lines.next() else { return Vec::new() };
    lines.map(|line| Record(header.iter().cloned().zip(line).collect())).collect()
}

fn lines(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            '\r' if !quoted => {}
            letter => cell.push(letter),
        }
    }
    line.push(cell);
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas_quotes_and_line_ends() {
        let rows = read("a,b\n\"x,\"\"y\"\"\n\",2\n\n,3");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].cell("a"), "x,\"y\"\n");
        assert_eq!((rows[1].cell("a"), rows[1].cell("b"), rows[1].cell("c")), ("", "3", ""));
    }
}

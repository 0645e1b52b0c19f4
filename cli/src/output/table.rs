//! Tables for people: aligned columns, as wide as the terminal.

use std::io::{self, Write};

use ask::{Answer, Cell, CellType, Sheet};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Layout, MANY, total};

/// Rows of a large table that a terminal gets.
const FIRST: usize = 20;

/// Rows by which the width of columns is decided.
const MEASURED: usize = 1_000;

/// A column of text is not made narrower than this.
const NARROWEST: usize = 12;

const GAP: &str = "  ";

/// Writes the facts of an answer, then its tables; empty tables are left out unless the answer has no other.
pub(super) fn write_tables(
    answer: &Answer<'_>,
    layout: &Layout<'_, '_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(only) = layout.only {
        return write_sheet(only, layout, out);
    }
    let width = answer.facts().iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    for (name, value) in answer.facts().iter().filter(|(_, value)| *value != Cell::Absent) {
        writeln!(out, "{name:width$}{GAP}{}", printable(&value.to_string()))?;
    }
    let main = answer.main_sheet().map_or("", |sheet| sheet.name);
    let mut first = answer.facts().is_empty();
    for sheet in answer.sheets().iter().filter(|sheet| !sheet.is_empty() || sheet.name == main) {
        if !std::mem::take(&mut first) {
            writeln!(out)?;
        }
        writeln!(out, "{} ({})", sheet.name, sheet.len())?;
        write_sheet(sheet, layout, out)?;
    }
    Ok(())
}

fn write_sheet(sheet: &Sheet<'_>, layout: &Layout<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let shortened = layout.terminal.is_some() && !layout.all && sheet.len() > MANY;
    let rows = if shortened { FIRST } else { sheet.len() };
    if shortened {
        total::write_by_site(sheet, out)?;
    }
    write_rows(sheet, rows, layout.terminal.map(|terminal| terminal.width), out)?;
    if shortened {
        writeln!(out, "… {} rows in all: --all, or -o FILE", sheet.len())?;
    }
    Ok(())
}

fn write_rows(sheet: &Sheet<'_>, rows: usize, room: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let mut widths = widths(sheet, rows.min(MEASURED));
    if rows == 0 {
        return Ok(());
    }
    let left_out = room.map_or_else(Vec::new, |room| fit(sheet, &mut widths, room));
    let mut line = String::new();
    let mut cells = Vec::new();
    for row in 0..=rows {
        line.clear();
        if row > 0 {
            sheet.row(row - 1, &mut cells);
        }
        for (i, column) in sheet.columns.iter().enumerate().filter(|(i, _)| widths[*i] > 0) {
            let text = if row == 0 { column.name.to_owned() } else { shown(&cells[i]) };
            let right = matches!(column.kind, CellType::Count | CellType::Decimal);
            push_padded(&cut(&text, widths[i], room.is_some()), widths[i], right, &mut line);
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    if !left_out.is_empty() {
        writeln!(out, "not shown for want of width: {} (-f csv has all)", left_out.join(", "))?;
    }
    Ok(())
}

/// Widths of the columns; 0 for a column in which no row has anything, or anything but `false`.
fn widths(sheet: &Sheet<'_>, rows: usize) -> Vec<usize> {
    let mut widths = vec![0; sheet.columns.len()];
    let mut cells = Vec::new();
    for row in 0..rows {
        sheet.row(row, &mut cells);
        for (width, cell) in widths.iter_mut().zip(&cells).filter(|(_, cell)| **cell != Cell::Bool(false)) {
            *width = (*width).max(shown(cell).width());
        }
    }
    let named = widths.iter().zip(&sheet.columns);
    named.map(|(width, column)| if *width == 0 { 0 } else { (*width).max(column.name.width()) }).collect()
}

/// Takes from the widest columns of text, then leaves out the last columns, until all fit; gives those left out.
fn fit(sheet: &Sheet<'_>, widths: &mut [usize], room: usize) -> Vec<&'static str> {
    let total = |widths: &[usize]| {
        let shown = widths.iter().filter(|width| **width > 0).count();
        widths.iter().sum::<usize>() + shown.saturating_sub(1) * GAP.len()
    };
    while total(widths) > room {
        let texts = widths.iter_mut().zip(&sheet.columns).filter(|(_, column)| column.kind == CellType::Text);
        match texts.map(|(width, _)| width).max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            Some(_) | None => break,
        }
    }
    let mut left_out = Vec::new();
    for column in (1..widths.len()).rev() {
        if total(widths) > room && std::mem::take(&mut widths[column]) > 0 {
            left_out.push(sheet.columns[column].name);
        }
    }
    left_out.reverse();
    left_out
}

/// A cell as the terminal shows it: times without seconds where they are whole minutes.
fn shown(cell: &Cell<'_>) -> String {
    let text = printable(&cell.to_string());
    match cell {
        Cell::Time(_) => text.strip_suffix(":00Z").map_or(text.clone(), |minutes| format!("{minutes}Z")),
        _ => text,
    }
}

fn push_padded(text: &str, width: usize, right: bool, line: &mut String) {
    if !line.is_empty() {
        line.push_str(GAP);
    }
    let gap = width.saturating_sub(text.width());
    if right {
        line.extend(std::iter::repeat_n(' ', gap));
    }
    line.push_str(text);
    if !right {
        line.extend(std::iter::repeat_n(' ', gap));
    }
    // A first column that is empty must not make the second look like the first.
    if line.is_empty() {
        line.extend(std::iter::repeat_n(' ', width));
    }
}

fn cut(text: &str, width: usize, may: bool) -> String {
    if !may || text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for char in text.chars() {
        let wide = char.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        kept.push(char);
    }
    kept + "…"
}

/// Control characters would move the cursor: they are shown, not obeyed.
fn printable(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ask::{Column, Decimal};

    fn sheet(names: &'static [&'static str]) -> Sheet<'static> {
        let columns = vec![
            Column { name: "lot", kind: CellType::Text },
            Column { name: "none", kind: CellType::Text },
            Column { name: "on_hand", kind: CellType::Decimal },
        ];
        Sheet::new("stock", columns, names.len(), |row, cells| {
            let quantity = Decimal::new(5i64.pow(row as u32 + 1), 1);
            cells.extend([Cell::plain(names[row]), Cell::Absent, Cell::Decimal(quantity)]);
        })
    }

    fn check(names: &'static [&'static str], room: Option<usize>, expected: &str) {
        let mut out = Vec::new();
        write_rows(&sheet(names), names.len(), room, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn columns_are_aligned_by_what_they_hold() {
        check(&["PRD/A", "P/1"], None, "lot    on_hand\nPRD/A      0.5\nP/1        2.5\n");
    }

    #[test]
    fn wide_characters_count_twice() {
        check(&["餃子/1", "P/1"], None, "lot     on_hand\n餃子/1      0.5\nP/1         2.5\n");
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        check(&["PRD/A-LONG-LOT-CODE"], Some(22), "lot            on_hand\nPRD/A-LONG-L…      0.5\n");
        let left_out = "lot\nPRD/A-LONG-…\nnot shown for want of width: on_hand (-f csv has all)\n";
        check(&["PRD/A-LONG-LOT-CODE"], Some(15), left_out);
    }

    #[test]
    fn control_characters_are_shown() {
        check(&["P/\x1b[2J"], None, "lot     on_hand\nP/\u{fffd}[2J      0.5\n");
    }
}

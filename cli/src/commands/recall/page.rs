//! The page to print: all tables of a recall in one self-contained HTML file.

use std::io::{self, Write};

use ask::{Cell, CellType, Recall, RecallRequest, Sheet};

const STYLE: &str = "body{font:10pt/1.4 sans-serif;margin:1.5cm;color:#000;background:#fff}\
h1{font-size:16pt}h2{font-size:12pt;margin:1.2em 0 .3em;break-after:avoid}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.15em .4em;text-align:left;vertical-align:top}\
th{background:#eee}td.n{text-align:right;white-space:nowrap}tr{break-inside:avoid}thead{display:table-header-group}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em}dt{font-weight:bold}dd{margin:0}\
@page{size:A4;margin:1.5cm}@media print{body{margin:0}}";

/// Headings of the tables, by their names.
const HEADINGS: &[(&str, &str)] = &[
    ("lots", "Recalled lots"),
    ("on_hand", "On hand, by lot and site"),
    ("in_transit", "In transit"),
    ("sold", "Sold to people who are not named"),
    ("possible_sales", "Sales without a lot that may have been of these"),
    ("customers", "Customers and what they got"),
    ("orders", "Orders: open ones can be stopped"),
    ("suppliers", "Suppliers and their lots"),
    ("balance", "Do the books add up"),
    ("uncertain", "What is not certain, and why"),
    ("warnings", "Notes"),
];

/// Writes the page.
pub(super) fn write_page(
    recall: &Recall<'_>,
    request: &RecallRequest,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names: Vec<String> = recall.named.iter().map(ToString::to_string).collect();
    let title = format!("Recall of {}", names.join(", "));
    write!(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")?;
    escaped(&title, out)?;
    write!(out, "</title><style>{STYLE}</style></head><body>\n<h1>")?;
    escaped(&title, out)?;
    writeln!(out, "</h1>\n<dl>")?;
    for (name, value) in recall.answer.facts().iter().filter(|(_, value)| !value.is_empty()) {
        write!(out, "<dt>{name}</dt><dd>")?;
        escaped(&value.to_string(), out)?;
        writeln!(out, "</dd>")?;
    }
    let found: usize = recall.consignees.len();
    writeln!(out, "<dt>letters</dt><dd>{found}</dd>\n</dl>")?;
    if request.reason.is_none() {
        writeln!(out, "<p>No reason was given: the letters leave it to fill in.</p>")?;
    }
    for sheet in recall.answer.sheets() {
        write_sheet(sheet, out)?;
    }
    writeln!(out, "</body></html>")
}

fn write_sheet(sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let heading =
        HEADINGS.iter().find(|(name, _)| *name == sheet.name).map_or(sheet.name, |(_, heading)| heading);
    writeln!(out, "<h2>{heading} ({})</h2>", sheet.len())?;
    if sheet.is_empty() {
        return writeln!(out, "<p>None.</p>");
    }
    write!(out, "<table><thead><tr>")?;
    for column in &sheet.columns {
        write!(out, "<th>{}</th>", column.name.replace('_', " "))?;
    }
    writeln!(out, "</tr></thead><tbody>")?;
    let mut cells = Vec::new();
    for row in 0..sheet.len() {
        sheet.row(row, &mut cells);
        write!(out, "<tr>")?;
        for (column, cell) in sheet.columns.iter().zip(&cells) {
            write_cell(column.kind, cell, out)?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table>")
}

fn write_cell(kind: CellType, cell: &Cell<'_>, out: &mut dyn Write) -> io::Result<()> {
    let class = if matches!(kind, CellType::Count | CellType::Decimal) { " class=\"n\"" } else { "" };
    write!(out, "<td{class}>")?;
    match cell {
        Cell::Null => write!(out, "unknown")?,
        Cell::Bool(value) => write!(out, "{}", if *value { "yes" } else { "no" })?,
        other => escaped(&other.to_string(), out)?,
    }
    write!(out, "</td>")
}

/// Writes text so that a browser shows it as it is.
fn escaped(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_all(&rest.as_bytes()[..at])?;
        let entity: &[u8] = match rest.as_bytes()[at] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            _ => b"&#39;",
        };
        out.write_all(entity)?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn markup_in_data_is_text() {
        let mut out = Vec::new();
        escaped("<b>Müller & 'Söhne'</b> \"x\"", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "&lt;b&gt;Müller &amp; &#39;Söhne&#39;&lt;/b&gt; &quot;x&quot;"
        );
    }
}

//! Totals of a large table: rows by site.

use std::collections::HashMap;
use std::io::{self, Write};

use ask::Sheet;

/// Sites that are shown.
const SITES: usize = 20;

/// Writes how many rows each site has, most first, where the table has sites.
pub(super) fn write_by_site(sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(site) = sheet.columns.iter().position(|column| column.name == "site") else { return Ok(()) };
    let mut counts: HashMap<String, u64> = HashMap::new();
    let mut cells = Vec::new();
    for row in 0..sheet.len() {
        sheet.row(row, &mut cells);
        *counts.entry(cells[site].to_string()).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    writeln!(out, "by site, {} in all:", counts.len())?;
    for (site, count) in counts.iter().take(SITES) {
        writeln!(out, "  {count:>10}  {site}")?;
    }
    writeln!(out)
}

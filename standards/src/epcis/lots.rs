//! What documents say of lots where they are made.

use std::io;

use super::event::LotFacts;
use super::history::Notes;
use super::moment::stated_day;
use crate::packed::{Packer, Unpacker};
use crate::spill::Sorter;
use crate::tables::TableWriter;

/// Gathers the facts of lots.
#[derive(Default)]
pub(crate) struct LotSorter {
    sorter: Sorter,
    packer: Packer,
}

#[derive(Default)]
struct LotRow {
    product: String,
    lot: String,
    days: [String; 3],
}

impl LotSorter {
    /// Adds what is said of a lot. Days that are no days are noted.
    pub(crate) fn add(
        &mut self,
        product: &str,
        lot: &str,
        facts: &LotFacts,
        notes: &mut Notes,
    ) -> io::Result<()> {
        let mut days = [&facts.produced, &facts.best_before, &facts.use_by].map(|stated| {
            let text = stated.as_deref()?;
            let day = stated_day(text);
            if day.is_none() {
                *notes.entry("date of a lot that is no date").or_default() += 1;
            }
            day
        });
        if days.iter().all(Option::is_none) {
            return Ok(());
        }
        self.packer.bytes.clear();
        self.packer.key(product).key(lot);
        for day in &mut days {
            self.packer.text(day.as_deref().unwrap_or_default());
        }
        self.sorter.push(&self.packer.bytes)
    }

    /// Writes the table `lots`: one row for each lot, and one more where documents contradict each other, which the
    /// snapshot lists.
    pub(crate) fn write(self, table: &mut TableWriter) -> io::Result<()> {
        let mut sorted = self.sorter.finish()?;
        let (mut records, mut record) = (sorted.records()?, Vec::new());
        let mut open = LotRow::default();
        while records.next(&mut record)? {
            let mut from = Unpacker::new(&record);
            let mut row =
                LotRow { product: from.key().to_owned(), lot: from.key().to_owned(), ..LotRow::default() };
            row.days = [(); 3].map(|()| from.text().to_owned());
            let agrees = open.days.iter().zip(&row.days).all(|(a, b)| a.is_empty() || b.is_empty() || a == b);
            if (open.product.as_str(), open.lot.as_str()) == (&row.product, &row.lot) && agrees {
                for (known, day) in open.days.iter_mut().zip(row.days) {
                    if known.is_empty() {
                        *known = day;
                    }
                }
            } else {
                open.write(table)?;
                open = row;
            }
        }
        open.write(table)
    }
}

impl LotRow {
    fn write(&self, table: &mut TableWriter) -> io::Result<()> {
        if self.product.is_empty() {
            return Ok(());
        }
        let [produced, best_before, use_by] = &self.days;
        table.row(&[&self.product, &self.lot, "", "", produced, "", best_before, use_by])
    }
}

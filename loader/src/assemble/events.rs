//! Rows gathered by event id, repeats set aside: the order in which everything after goes on.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::symbols::prefix;
use crate::row::{Dictionary, EventBatch, EventRow, Kind, Moment, Role, Symbol, Text};

/// All event rows of a load in one list, strings by global symbol.
pub(crate) struct Events {
    rows: Vec<EventRow>,
    /// First row of each batch, and the number of rows.
    starts: Vec<u32>,
    files: Vec<u32>,
    texts: Vec<String>,
    /// Rows by (event id, content), equal rows once: the canonical order. Positions in it are *ordinals*.
    order: Vec<u32>,
    /// Rows that repeat another.
    pub(crate) repeated: u64,
}

impl Events {
    /// Takes the rows out of their batches, giving symbols their global numbers, and puts them in order.
    pub(crate) fn gather(batches: Vec<EventBatch>, maps: &[Vec<u32>]) -> Events {
        let total = batches.iter().map(|b| b.rows.len()).sum();
        let mut events = Events {
            rows: Vec::with_capacity(total),
            starts: Vec::new(),
            files: Vec::new(),
            texts: Vec::new(),
            order: Vec::new(),
            repeated: 0,
        };
        for (batch, map) in batches.into_iter().zip(maps) {
            events.starts.push(events.rows.len() as u32);
            events.files.push(batch.file);
            let EventBatch { rows, text, dictionary, .. } = batch;
            drop::<Dictionary>(dictionary);
            events.rows.extend(rows.into_iter().map(|row| renumber(row, map)));
            events.texts.push(text);
        }
        events.starts.push(events.rows.len() as u32);
        events.sort();
        events
    }

    fn sort(&mut self) {
        let mut keys: Vec<(u64, u64, u32)> = (0..self.rows.len() as u32)
            .into_par_iter()
            .map(|row| {
                let id = self.id_of_row(row).as_bytes();
                (prefix(id), prefix(id.get(8..).unwrap_or_default()), row)
            })
            .collect();
        keys.par_sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| {
                self.id_of_row(a.2).cmp(self.id_of_row(b.2)).then_with(|| self.compare_content(a.2, b.2))
            })
        });
        let mut order: Vec<u32> = keys.into_iter().map(|(_, _, row)| row).collect();
        let before = order.len();
        order.dedup_by(|later, kept| {
            self.id_of_row(*later) == self.id_of_row(*kept)
                && self.compare_content(*later, *kept) == Ordering::Equal
        });
        self.repeated = (before - order.len()) as u64;
        self.order = order;
    }

    fn compare_content(&self, a: u32, b: u32) -> Ordering {
        let (x, y) = (&self.rows[a as usize], &self.rows[b as usize]);
        content(x).cmp(&content(y)).then_with(|| self.reference_of_row(a).cmp(self.reference_of_row(b)))
    }

    fn batch_of(&self, row: u32) -> usize {
        self.starts.partition_point(|start| *start <= row) - 1
    }

    fn text(&self, row: u32, text: Text) -> &str {
        &self.texts[self.batch_of(row)][text.start as usize..(text.start + text.len) as usize]
    }

    fn id_of_row(&self, row: u32) -> &str {
        self.text(row, self.rows[row as usize].id)
    }

    fn reference_of_row(&self, row: u32) -> &str {
        let text = self.rows[row as usize].reference;
        if text.len == 0 { "" } else { self.text(row, text) }
    }

    /// Number of distinct rows.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// The row of an ordinal.
    #[inline]
    pub(crate) fn row(&self, ordinal: u32) -> &EventRow {
        &self.rows[self.order[ordinal as usize] as usize]
    }

    /// The event id of an ordinal.
    pub(crate) fn id(&self, ordinal: u32) -> &str {
        self.id_of_row(self.order[ordinal as usize])
    }

    /// Column `ref` of an ordinal.
    pub(crate) fn reference(&self, ordinal: u32) -> &str {
        self.reference_of_row(self.order[ordinal as usize])
    }

    /// File and line of an ordinal.
    pub(crate) fn place(&self, ordinal: u32) -> (u32, u32) {
        let row = self.order[ordinal as usize];
        (self.files[self.batch_of(row)], self.rows[row as usize].line)
    }

    /// Ordinals of an event id.
    pub(crate) fn find(&self, id: &str) -> std::ops::Range<u32> {
        let low = self.order.partition_point(|row| self.id_of_row(*row) < id);
        let high = low + self.order[low..].partition_point(|row| self.id_of_row(*row) == id);
        low as u32..high as u32
    }

    /// The ordinals in ranges of `size`, for work in parallel.
    pub(crate) fn ranges(&self, size: usize) -> impl IndexedParallelIterator<Item = std::ops::Range<u32>> {
        let total = self.len();
        (0..total.div_ceil(size)).into_par_iter().map(move |part| {
            let from = part * size;
            from as u32..(from + size).min(total) as u32
        })
    }

    /// Cuts the ordinals into ranges of whole events, for work in parallel.
    pub(crate) fn parts(&self, size: usize) -> Vec<std::ops::Range<u32>> {
        let mut parts = Vec::new();
        let mut from = 0;
        while from < self.len() {
            let mut to = (from + size).min(self.len());
            while to < self.len() && self.id(to as u32) == self.id(to as u32 - 1) {
                to += 1;
            }
            parts.push(from as u32..to as u32);
            from = to;
        }
        parts
    }

    /// The events (ranges of one id) of a part.
    pub(crate) fn groups(&self, part: std::ops::Range<u32>) -> impl Iterator<Item = std::ops::Range<u32>> {
        let mut from = part.start;
        std::iter::from_fn(move || {
            if from >= part.end {
                return None;
            }
            let mut to = from + 1;
            while to < part.end && self.same_id(from, to) {
                to += 1;
            }
            let group = from..to;
            from = to;
            Some(group)
        })
    }

    fn same_id(&self, a: u32, b: u32) -> bool {
        self.row(a).id.len == self.row(b).id.len && self.id(a) == self.id(b)
    }
}

/// Rows of one id that are one event agree in this.
pub(crate) fn event_key(row: &EventRow) -> (Kind, Moment, Symbol) {
    (row.kind, row.time, row.site)
}

type Content = (
    (Kind, Moment, Symbol),
    Role,
    (Symbol, Symbol),
    (Option<Moment>, Option<i64>),
    Option<(i64, u8)>,
    [Symbol; 6],
);

fn content(row: &EventRow) -> Content {
    (
        event_key(row),
        row.role,
        (row.product, row.lot),
        (row.arrived, row.recorded),
        row.quantity.map(|q| (q.mantissa, q.scale)),
        [row.unit, row.to_site, row.party, row.document, row.container, row.hazards],
    )
}

fn renumber(mut row: EventRow, map: &[u32]) -> EventRow {
    for symbol in [
        &mut row.product,
        &mut row.lot,
        &mut row.unit,
        &mut row.site,
        &mut row.to_site,
        &mut row.party,
        &mut row.document,
        &mut row.container,
        &mut row.hazards,
    ] {
        *symbol = Symbol(map[symbol.0 as usize]);
    }
    row
}

impl Events {
    /// Takes rows out: those of these ordinals are no longer there, and the others move up.
    pub(crate) fn remove(&mut self, ordinals: &[u32]) {
        if ordinals.is_empty() {
            return;
        }
        let gone: rustc_hash::FxHashSet<u32> = ordinals.iter().copied().collect();
        let mut at = 0;
        self.order.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
}

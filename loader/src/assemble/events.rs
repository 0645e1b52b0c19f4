//! Rows gathered by event id, repeats set aside: the order in which everything after goes on.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::idsort;
use crate::row::{Arena, EventBatch, EventRow, Kind, Moment, PackedRow, Role, Symbol, Text};

/// All event rows of a load, where they were read, strings by global symbol.
pub(crate) struct Events {
    batches: Vec<Batch>,
    /// First row of each batch, and the number of rows.
    starts: Vec<u32>,
    /// Batch of the first row of each `GUIDE` rows.
    guide: Vec<u32>,
    /// Rows by (event id, content), equal rows once: the canonical order. Positions in it are *ordinals*.
    order: Vec<u32>,
    /// Rows that repeat another.
    pub(crate) repeated: u64,
    /// A bit for each row that repeats another or was taken out again; empty: none.
    removed: Vec<u64>,
}

struct Batch {
    file: u32,
    rows: Vec<PackedRow>,
    texts: Arena,
}

/// Symbols of a batch that stand for products, for sites, and for suppliers and customers.
#[derive(Default)]
pub(crate) struct Named {
    pub(crate) products: Vec<u32>,
    pub(crate) sites: Vec<u32>,
    pub(crate) parties: Vec<u32>,
}

const GUIDE: usize = 1 << 10;

impl Events {
    /// Takes the rows as they are read, gives their symbols global numbers, and puts them in order.
    pub(crate) fn gather(batches: Vec<EventBatch>, maps: &[Vec<u32>]) -> (Events, Vec<Named>) {
        let (batches, named): (Vec<Batch>, Vec<Named>) = batches
            .into_par_iter()
            .zip(maps)
            .map(|(EventBatch { file, mut rows, texts, dictionary }, map)| {
                let named = renumber(&mut rows, dictionary.len(), map);
                drop(dictionary);
                (Batch { file, rows, texts }, named)
            })
            .unzip();
        let mut starts = vec![0u32];
        starts.extend(batches.iter().scan(0, |total, batch| {
            *total += batch.rows.len() as u32;
            Some(*total)
        }));
        let total = starts.last().map_or(0, |total| *total as usize);
        let guide = (0..=total / GUIDE)
            .map(|block| {
                let row = (block * GUIDE) as u32;
                (starts.partition_point(|start| *start <= row) - 1).min(batches.len().saturating_sub(1))
                    as u32
            })
            .collect();
        let mut events =
            Events { batches, starts, guide, order: Vec::new(), repeated: 0, removed: Vec::new() };
        let order = idsort::order(total, |row| events.id_bytes(row), |a, b| events.compare_content(a, b));
        events.repeated = (total - order.len()) as u64;
        if order.len() < total {
            events.removed = vec![u64::MAX; total.div_ceil(64)];
            order.iter().for_each(|row| events.removed[*row as usize / 64] &= !(1 << (row % 64)));
        }
        events.order = order;
        (events, named)
    }

    #[inline]
    fn batch_of(&self, row: u32) -> usize {
        let mut batch = self.guide[row as usize / GUIDE] as usize;
        while self.starts[batch + 1] <= row {
            batch += 1;
        }
        batch
    }

    #[inline]
    fn packed(&self, row: u32) -> (&Batch, &PackedRow) {
        let at = self.batch_of(row);
        let batch = &self.batches[at];
        (batch, &batch.rows[(row - self.starts[at]) as usize])
    }

    fn compare_content(&self, a: u32, b: u32) -> Ordering {
        let ((in_a, a), (in_b, b)) = (self.packed(a), self.packed(b));
        let text = |x: Text, y: Text| in_a.texts.bytes(x).cmp(in_b.texts.bytes(y));
        content(&a.unpack())
            .cmp(&content(&b.unpack()))
            .then_with(|| text(a.document, b.document))
            .then_with(|| text(a.reference, b.reference))
    }

    fn id_bytes(&self, row: u32) -> &[u8] {
        let (batch, row) = self.packed(row);
        batch.texts.bytes(row.id)
    }

    /// Number of distinct rows.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// The row of an ordinal.
    #[inline(always)]
    pub(crate) fn row(&self, ordinal: u32) -> EventRow {
        self.packed(self.order[ordinal as usize]).1.unpack()
    }

    /// The event id of an ordinal.
    pub(crate) fn id(&self, ordinal: u32) -> &str {
        let (batch, row) = self.packed(self.order[ordinal as usize]);
        batch.texts.get(row.id)
    }

    /// The event id and column `document` of an ordinal.
    pub(crate) fn id_and_document(&self, ordinal: u32) -> (&str, &str) {
        let (batch, row) = self.packed(self.order[ordinal as usize]);
        (batch.texts.get(row.id), batch.texts.get(row.document))
    }

    /// Column `ref` of an ordinal.
    pub(crate) fn reference(&self, ordinal: u32) -> &str {
        let (batch, row) = self.packed(self.order[ordinal as usize]);
        batch.texts.get(row.reference)
    }

    /// Column `document` of an ordinal.
    pub(crate) fn document(&self, ordinal: u32) -> &str {
        let (batch, row) = self.packed(self.order[ordinal as usize]);
        batch.texts.get(row.document)
    }

    /// File and line of an ordinal.
    pub(crate) fn place(&self, ordinal: u32) -> (u32, u32) {
        let (batch, row) = self.packed(self.order[ordinal as usize]);
        (batch.file, row.line)
    }

    /// Ordinals of an event id.
    pub(crate) fn find(&self, id: &str) -> std::ops::Range<u32> {
        let id = id.as_bytes();
        let low = self.order.partition_point(|row| self.id_bytes(*row) < id);
        let high = low + self.order[low..].iter().take_while(|row| self.id_bytes(**row) == id).count();
        low as u32..high as u32
    }

    /// What `of_rows` makes of the rows of each batch, as they lie in memory: many times faster than by ordinal. Equal
    /// rows may come more than once.
    pub(crate) fn scan<T: Send>(
        &self,
        of_rows: impl Fn(&mut dyn Iterator<Item = EventRow>) -> T + Sync,
    ) -> Vec<T> {
        let batches = self.batches.par_iter().zip(&self.starts);
        batches
            .map(|(batch, start)| {
                let rows = batch.rows.iter().zip(*start..).filter(|(_, row)| !self.is_removed(*row));
                of_rows(&mut rows.map(|(row, _)| row.unpack()))
            })
            .collect()
    }

    fn is_removed(&self, row: u32) -> bool {
        self.removed.get(row as usize / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    /// Ordinals whose row is wanted, in order.
    pub(crate) fn ordinals(&self, wanted: impl Fn(&EventRow) -> bool + Sync) -> Vec<u32> {
        let mut marked = vec![0u64; self.starts.last().map_or(0, |rows| *rows as usize).div_ceil(64)];
        let found: Vec<Vec<u32>> = (self.batches.par_iter().zip(&self.starts))
            .map(|(batch, start)| {
                let rows = batch.rows.iter().zip(*start..);
                rows.filter(|(row, _)| wanted(&row.unpack())).map(|(_, row)| row).collect()
            })
            .collect();
        let mut any = false;
        for row in found.into_iter().flatten() {
            marked[row as usize / 64] |= 1 << (row % 64);
            any = true;
        }
        let rows = self.order.iter().enumerate().filter(|_| any);
        rows.filter(|(_, row)| marked[**row as usize / 64] >> (**row % 64) & 1 == 1)
            .map(|(ordinal, _)| ordinal as u32)
            .collect()
    }

    /// Notes with each row the rank of its lot.
    pub(crate) fn set_ranks(&mut self, rank: impl Fn(&EventRow) -> Option<u32> + Sync) {
        self.batches.par_iter_mut().for_each(|batch| {
            let mut last = ([Symbol(0); 2], None);
            for row in &mut batch.rows {
                let [product, lot, ..] = row.symbols;
                if last.1.is_none() || last.0 != [product, lot] {
                    last = ([product, lot], rank(&row.unpack()));
                }
                row.rank = last.1.unwrap_or(u32::MAX);
            }
        });
    }

    /// Rank of the lot that a row names.
    #[inline]
    pub(crate) fn rank(&self, ordinal: u32) -> u32 {
        self.packed(self.order[ordinal as usize]).1.rank
    }

    /// Cuts the ordinals into ranges of whole events, for work in parallel.
    pub(crate) fn parts(&self, size: usize) -> Vec<std::ops::Range<u32>> {
        let mut parts = Vec::new();
        let mut from = 0;
        while from < self.len() {
            let mut to = (from + size).min(self.len());
            while to < self.len() && self.same_id(to as u32, to as u32 - 1) {
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
        let ((in_a, a), (in_b, b)) =
            (self.packed(self.order[a as usize]), self.packed(self.order[b as usize]));
        // Neighbours in a file share the text itself.
        (std::ptr::eq(in_a, in_b) && a.id == b.id) || in_a.texts.bytes(a.id) == in_b.texts.bytes(b.id)
    }

    /// Lets all rows go but those of some ordinals: only these may be asked for then.
    pub(crate) fn keep_only(&mut self, mut ordinals: Vec<u32>) {
        ordinals.sort_unstable();
        ordinals.dedup();
        let mut all = Batch { file: 0, rows: Vec::with_capacity(ordinals.len()), texts: Arena::default() };
        for ordinal in &ordinals {
            let (batch, row) = self.packed(self.order[*ordinal as usize]);
            let mut text = |text: Text| all.texts.add(batch.texts.get(text));
            let (id, reference, document) = (text(row.id), text(row.reference), text(row.document));
            let mut row = *row;
            (row.id, row.reference, row.document) = (id, reference, document);
            all.rows.push(row);
        }
        let count = all.rows.len() as u32;
        self.order.fill(u32::MAX);
        for (row, ordinal) in (0..count).zip(ordinals) {
            self.order[ordinal as usize] = row;
        }
        self.batches = vec![all];
        self.starts = vec![0, count];
        self.guide = vec![0; count as usize / GUIDE + 1];
    }

    /// Takes rows out: those of these ordinals are no longer there, and the others move up.
    pub(crate) fn remove(&mut self, ordinals: &[u32]) {
        if ordinals.is_empty() {
            return;
        }
        self.removed.resize(self.starts.last().map_or(0, |rows| *rows as usize).div_ceil(64), 0);
        for ordinal in ordinals {
            let row = self.order[*ordinal as usize];
            self.removed[row as usize / 64] |= 1 << (row % 64);
        }
        let removed = &self.removed;
        self.order.retain(|row| removed[*row as usize / 64] >> (row % 64) & 1 == 0);
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
    [Symbol; 5],
);

fn content(row: &EventRow) -> Content {
    (
        event_key(row),
        row.role,
        (row.product, row.lot),
        (row.arrived, row.recorded),
        row.quantity.map(|q| (q.mantissa, q.scale)),
        [row.unit, row.to_site, row.party, row.container, row.hazards],
    )
}

/// Gives the symbols of a batch's rows their global numbers, and says which name what.
fn renumber(rows: &mut [PackedRow], strings: usize, map: &[u32]) -> Named {
    let none = vec![false; strings];
    let (mut products, mut sites, mut parties) = (none.clone(), none.clone(), none);
    for row in rows {
        let [product, _, _, site, to_site, party, ..] = row.symbols;
        parties[party.0 as usize] = true;
        products[product.0 as usize] = true;
        sites[site.0 as usize] = true;
        sites[to_site.0 as usize] = true;
        for symbol in &mut row.symbols {
            *symbol = Symbol(map[symbol.0 as usize]);
        }
    }
    let global = |marked: Vec<bool>| {
        let marked = marked.into_iter().zip(map).skip(1).filter(|(marked, _)| *marked);
        marked.map(|(_, symbol)| *symbol).collect()
    };
    Named { products: global(products), sites: global(sites), parties: global(parties) }
}

//! Columns of rows: the parts' one after another, those that no longer count at the end.

use engine::model::{Columns, NONE, SparseBuilder, halves};

use super::texts::Texts;
use super::{SECOND, codes};
use crate::assemble::rows::{FinishedRows, Part};

/// Fills them, and lets the parts go; `events`: distinct rows of events.
pub(super) fn fill(parts: Vec<Part>, texts: &Texts, events: usize, columns: &mut Columns) {
    let mut runs: Vec<FinishedRows> = Vec::with_capacity(2 * parts.len());
    let mut old = Vec::new();
    for part in parts {
        runs.push(part.rows);
        old.push(part.old_rows);
    }
    runs.append(&mut old);
    let total: usize = runs.iter().map(|rows| rows.time.len()).sum();
    columns.row_time.reserve_exact(total);
    columns.row_kind.reserve_exact(total);
    columns.row_quantity.reserve_exact(total);
    let mut ordinals: Vec<u32> = Vec::with_capacity(total);
    let (mut ids, mut documents) = (Vec::new(), Vec::new());
    for rows in &mut runs {
        columns.row_time.append(&mut rows.time);
        columns.row_kind.append(&mut rows.kind);
        columns.row_quantity.append(&mut rows.quantity);
        ordinals.append(&mut rows.ordinal);
        ids.push(std::mem::take(&mut rows.ids));
        documents.push(std::mem::take(&mut rows.documents));
    }
    (columns.row_place, columns.row_place_high) =
        halves(runs.iter().flat_map(|rows| rows.place.iter().copied()));
    let starts = starts(&runs);
    sparse_rows(&runs, &starts, texts, columns);
    for rows in &runs {
        for (until, voided) in &rows.until {
            columns.old_until.push(*until);
            columns.old_voided.push(u8::from(*voided));
        }
    }
    drop(runs);
    (columns.id_blocks, columns.id_bytes) = codes::concat(ids);
    (columns.document_blocks, columns.document_bytes) = codes::concat(documents);
    columns.row_by_id = by_id(&ordinals, events, |row| is_own(row, columns));
}

fn sparse_rows(runs: &[FinishedRows], starts: &[u32], texts: &Texts, columns: &mut Columns) {
    let spans = &columns.span_value;
    let span_index = |span: u32| spans.partition_point(|held| *held < span) as u8;
    let mut span = SparseBuilder::new();
    let (mut wide, mut recorded) = (SparseBuilder::new(), SparseBuilder::new());
    let (mut destination, mut party) = (SparseBuilder::new(), SparseBuilder::new());
    let (mut arrival, mut arrival_span) = (SparseBuilder::new(), SparseBuilder::new());
    let mut to = Vec::new();
    for (rows, start) in runs.iter().zip(starts) {
        let at = |row: u32| (start + row) as usize;
        rows.spans.iter().for_each(|(row, length)| span.set(at(*row), span_index(*length)));
        for (row, quantity) in &rows.wide {
            let small = i32::try_from(*quantity).ok().filter(|quantity| *quantity != i32::MAX);
            wide.set(at(*row), small.unwrap_or(i32::MAX));
            if small.is_none() {
                columns.big_row.push(start + row);
                columns.big_value.push(*quantity);
            }
        }
        rows.recorded.iter().for_each(|(row, known)| recorded.set(at(*row), *known));
        rows.destinations.iter().for_each(|(row, site)| destination.set(at(*row), *site));
        rows.parties.iter().for_each(|(row, symbol)| party.set(at(*row), texts.symbol(*symbol)));
        for (row, arrived, place) in &rows.arrivals {
            let slot = arrival.values.len();
            let (first, length) = (arrived.start, arrived.span);
            arrival.set(at(*row), (first / SECOND) as u32);
            columns.row_arrival_nanos.push((first % SECOND) as u32);
            if length != 0 {
                arrival_span.set(slot, span_index(length));
            }
            to.push(*place);
        }
    }
    (columns.row_span_bits, columns.row_span_rank, columns.row_span_value) =
        (span.bits, span.rank, span.values);
    (columns.row_wide_bits, columns.row_wide_rank, columns.row_wide_value) =
        (wide.bits, wide.rank, wide.values);
    (columns.row_recorded_bits, columns.row_recorded_rank, columns.row_recorded_value) =
        (recorded.bits, recorded.rank, recorded.values);
    (columns.row_destination_bits, columns.row_destination_rank, columns.row_destination_value) =
        (destination.bits, destination.rank, destination.values);
    (columns.row_party_bits, columns.row_party_rank, columns.row_party_value) =
        (party.bits, party.rank, party.values);
    (columns.row_arrival_bits, columns.row_arrival_rank, columns.row_arrival_value) =
        (arrival.bits, arrival.rank, arrival.values);
    (columns.row_arrival_span_bits, columns.row_arrival_span_rank, columns.row_arrival_span_value) =
        (arrival_span.bits, arrival_span.rank, arrival_span.values);
    (columns.row_to, columns.row_to_high) = halves(to.into_iter());
    if columns.row_arrival_nanos.iter().all(|nanos| *nanos == 0) {
        columns.row_arrival_nanos = Vec::new();
    }
    if runs.iter().any(|rows| !rows.nanos.is_empty()) {
        columns.row_nanos = vec![0; columns.row_time.len()];
        for (rows, start) in runs.iter().zip(starts) {
            rows.nanos.iter().for_each(|(row, nanos)| columns.row_nanos[(start + row) as usize] = *nanos);
        }
    }
}

/// First row of each run.
fn starts(runs: &[FinishedRows]) -> Vec<u32> {
    let mut next = 0;
    runs.iter()
        .map(|rows| {
            let start = next;
            next += rows.place.len() as u32;
            start
        })
        .collect()
}

/// Whether a row has an event id of its own.
fn is_own(row: usize, columns: &Columns) -> bool {
    let (word, bit) = (row / 64, 1u64 << (row % 64));
    let Some(bits) = columns.row_node_bits.get(word).filter(|bits| **bits & bit != 0) else { return true };
    let slot = columns.row_node_rank[word] + (bits & (bit - 1)).count_ones();
    let node = columns.row_node_value[slot as usize] as usize;
    columns.leg_row[columns.node_legs[node] as usize] as usize == row
}

/// Rows with an id of their own in the order of ids: that of ordinals, then of rows.
fn by_id(ordinals: &[u32], count: usize, is_own: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut first = vec![NONE; count];
    // Most event rows are one row here: those that are more stand apart.
    let mut more: Vec<(u32, u32)> = Vec::new();
    for (row, ordinal) in ordinals.iter().enumerate().filter(|(row, _)| is_own(*row)) {
        let slot = &mut first[*ordinal as usize];
        if *slot == NONE {
            *slot = row as u32;
        } else {
            more.push((*ordinal, row as u32));
        }
    }
    more.sort_unstable();
    let mut more = more.into_iter().peekable();
    let mut rows = Vec::with_capacity(ordinals.len());
    for (ordinal, row) in first.into_iter().enumerate().filter(|(_, row)| *row != NONE) {
        rows.push(row);
        while let Some((_, row)) = more.next_if(|(of, _)| *of as usize == ordinal) {
            rows.push(row);
        }
    }
    rows
}

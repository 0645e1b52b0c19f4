//! What the standard says of each application identifier, and how to find it.
//!
//! The rows are facts of the GS1 General Specifications; a test holds them against the published
//! syntax dictionary.

mod articles;
mod attributes;
mod facts;
mod measures;
mod places;
mod special;

#[cfg(test)]
use facts::AiRange;
pub(crate) use facts::{Entry, Kind, Part};

use crate::ai::Ai;

static TABLES: [&[Entry]; 5] =
    [articles::ROWS, measures::ROWS, places::ROWS, attributes::ROWS, special::ROWS];

/// Rows `TABLES[table][from..to]` hold the identifiers that begin with one pair of digits.
#[derive(Clone, Copy)]
struct Bucket {
    table: u8,
    from: u8,
    to: u8,
}

/// One bucket per leading pair of digits: the pair alone decides the identifier's length.
static BUCKETS: [Bucket; 100] = buckets();

const fn buckets() -> [Bucket; 100] {
    let mut all = [Bucket { table: 0, from: 0, to: 0 }; 100];
    let mut table = 0;
    while table < TABLES.len() {
        let rows = TABLES[table];
        let mut row = 0;
        while row < rows.len() {
            let mut pair = rows[row].first_pair();
            while pair <= rows[row].last_pair() {
                let bucket = &mut all[pair as usize];
                if bucket.to == 0 {
                    bucket.table = table as u8;
                    bucket.from = row as u8;
                }
                assert!(bucket.table == table as u8, "one table per leading pair");
                bucket.to = row as u8 + 1;
                pair += 1;
            }
            row += 1;
        }
        table += 1;
    }
    all
}

fn bucket(pair: usize) -> &'static [Entry] {
    let Bucket { table, from, to } = BUCKETS[pair];
    &TABLES[usize::from(table)][usize::from(from)..usize::from(to)]
}

fn digit(byte: u8) -> Option<u16> {
    byte.is_ascii_digit().then(|| u16::from(byte - b'0'))
}

/// The identifier that `data` begins with, and its row.
pub(crate) fn leading(data: &[u8]) -> Option<(Ai, &'static Entry)> {
    let pair = digit(*data.first()?)? * 10 + digit(*data.get(1)?)?;
    let rows = bucket(usize::from(pair));
    let len = rows.first()?.digits;
    let mut number = pair;
    for place in 2..usize::from(len) {
        number = number * 10 + digit(*data.get(place)?)?;
    }
    let row = rows.iter().find(|row| row.first <= number && number <= row.last)?;
    Some((Ai::known(number, len), row))
}

/// The row of `ai`.
pub(crate) fn exact(ai: Ai) -> Option<&'static Entry> {
    leading(ai.as_str().as_bytes()).filter(|(found, _)| *found == ai).map(|(_, row)| row)
}

/// All rows.
#[cfg(test)]
pub(crate) fn rows() -> impl Iterator<Item = &'static Entry> {
    TABLES.iter().flat_map(|rows| rows.iter())
}

/// Digits of the identifiers that have `number`.
#[cfg(test)]
fn bucket_digits(number: u16) -> u8 {
    rows().find(|row| row.first <= number && number <= row.last).map_or(4, |row| row.digits)
}

#[cfg(test)]
mod dictionary;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_identifier_is_found_by_its_digits() {
        for row in rows() {
            for number in row.first..=row.last {
                let ai = Ai::known(number, row.digits);
                let (found, entry) = leading(format!("{ai}999").as_bytes()).unwrap();
                assert_eq!((found, entry.first), (ai, row.first));
            }
        }
    }

    #[test]
    fn what_is_not_an_identifier_is_not_found() {
        for data in ["", "0", "89", "999"[..1].as_ref(), "0A", "310", "3109", "4", "é1"] {
            assert!(leading(data.as_bytes()).is_none(), "{data}");
        }
    }
}

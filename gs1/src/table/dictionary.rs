//! The table against the published syntax dictionary.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::{AiRange, Entry, Kind, Part, rows};
use crate::lint::vectors::NAMES;
use crate::shared;

/// A row in words that do not depend on the order of its attributes.
#[derive(Debug, PartialEq)]
struct Row {
    ais: String,
    fixed: bool,
    attribute: bool,
    parts: Vec<String>,
    needs: Vec<String>,
    excludes: Vec<String>,
    key: Option<Vec<String>>,
}

fn of_line(line: &str) -> Row {
    let words: Vec<&str> = line.split('#').next().unwrap().split_whitespace().collect();
    let flags = if words[1].chars().all(|flag| "*?".contains(flag)) { words[1] } else { "" };
    let is_part = |word: &&&str| word.trim_start_matches('[').starts_with(['N', 'X', 'Y', 'Z']);
    let list = |name: &str, mark: char| -> Vec<String> {
        let values = words.iter().filter_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        values.flat_map(|value| value.split(mark)).map(str::to_owned).collect()
    };
    Row {
        ais: words[0].to_owned(),
        fixed: flags.contains('*'),
        attribute: flags.contains('?'),
        parts: words.iter().filter(is_part).map(|word| (*word).to_owned()).collect(),
        needs: list("req", ','),
        excludes: list("ex", ','),
        key: words.iter().any(|word| word.starts_with("dlpkey")).then(|| list("dlpkey", '|')),
    }
}

fn number(number: u16, digits: u8) -> String {
    format!("{number:00$}", usize::from(digits))
}

/// `31nn` for 3100 to 3199, `394n` for 3940 to 3949.
fn pattern(range: &AiRange) -> String {
    let digits = super::bucket_digits(range.first);
    match range.last - range.first {
        0 => number(range.first, digits),
        9 => format!("{}n", range.first / 10),
        99 => format!("{}nn", range.first / 100),
        _ => panic!("{range:?}"),
    }
}

fn part(part: &Part) -> String {
    let kind = match part.kind {
        Kind::Digits => 'N',
        Kind::Set82 => 'X',
        Kind::Set39 => 'Y',
        Kind::Set64 => 'Z',
    };
    let size =
        if part.min == part.max { format!("{kind}{}", part.max) } else { format!("{kind}..{}", part.max) };
    let size = if part.optional { format!("[{size}]") } else { size };
    let names = part.lints.iter().map(|lint| NAMES.iter().find(|(_, known)| known == lint).unwrap().0);
    std::iter::once(size.as_str()).chain(names).collect::<Vec<_>>().join(",")
}

fn of_entry(entry: &Entry) -> Row {
    let ais = [entry.first, entry.last].map(|ai| number(ai, entry.digits));
    let sequence = |sequence: &&[u16]| {
        sequence.iter().map(|ai| number(*ai, super::bucket_digits(*ai))).collect::<Vec<_>>().join(",")
    };
    Row {
        ais: if ais[0] == ais[1] { ais[0].clone() } else { ais.join("-") },
        fixed: entry.fixed,
        attribute: entry.attribute,
        parts: entry.parts.iter().map(part).collect(),
        needs: entry
            .needs
            .iter()
            .map(|group| group.iter().map(pattern).collect::<Vec<_>>().join("+"))
            .collect(),
        excludes: entry.excludes.iter().map(pattern).collect(),
        key: entry.key.map(|sequences| sequences.iter().map(sequence).collect()),
    }
}

#[test]
fn the_table_says_what_the_dictionary_says() {
    let Some(text) = shared::read("gs1/gs1-syntax-dictionary.txt") else {
        return;
    };
    let lines = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    let by_ais = |row: Row| (row.ais.clone(), row);
    let expected: BTreeMap<_, _> = lines.map(of_line).map(by_ais).collect();
    let found: BTreeMap<_, _> = rows().map(of_entry).map(by_ais).collect();
    for (ais, row) in &expected {
        assert_eq!(found.get(ais), Some(row));
    }
    assert_eq!(found.len(), expected.len());
}

//! Codes that leave their pattern, and what they were probably meant to be.

use std::collections::BTreeSet;

use super::slot::{Kind, Piece};
use super::{LotCode, Pattern};
use crate::date::AsOf;
use crate::error::Gs1Error;

/// A code that leaves the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offender<'c> {
    /// Its place in the set.
    pub index: usize,
    /// The code.
    pub code: &'c str,
    /// Where and how it leaves the pattern.
    pub fault: Gs1Error,
    /// The code of the pattern that was probably meant.
    pub likely: Option<String>,
}

/// Name and text of a free field.
type Texts = BTreeSet<(String, String)>;

pub(super) fn check<'c>(pattern: &Pattern, codes: &[&'c str], as_of: AsOf) -> Vec<Offender<'c>> {
    let mut texts = Texts::new();
    let mut faults = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        match pattern.read(code, as_of) {
            Ok(read) => texts.extend(free_texts(pattern, &read)),
            Err(fault) => faults.push((index, *code, fault)),
        }
    }
    let offender = |(index, code, fault)| {
        let likely = likely(pattern, code, &texts, as_of);
        Offender { index, code, fault, likely }
    };
    faults.into_iter().map(offender).collect()
}

fn free_texts<'r>(pattern: &'r Pattern, read: &'r LotCode) -> impl Iterator<Item = (String, String)> + 'r {
    let free = pattern.fields().filter(|field| field.kind == Kind::Any);
    free.filter_map(|field| Some((field.name.clone(), read.field(&field.name)?.to_owned())))
}

/// The first candidate whose free texts are all known, else the first that fits at all.
fn likely(pattern: &Pattern, code: &str, texts: &Texts, as_of: AsOf) -> Option<String> {
    let mut fitting = None;
    for candidate in candidates(pattern, code) {
        let Ok(read) = pattern.read(&candidate, as_of) else {
            continue;
        };
        if free_texts(pattern, &read).all(|text| texts.contains(&text)) {
            return Some(candidate);
        }
        fitting = fitting.or(Some(candidate));
    }
    fitting
}

/// Codes laid out by the pattern, the least changed first.
fn candidates(pattern: &Pattern, code: &str) -> Vec<String> {
    let slots = slots(pattern);
    let signs: Vec<char> = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut all: Vec<String> = laid_out(&slots, &signs).into_iter().collect();
    all.extend(padded(pattern, &slots, code));
    for at in 1..signs.len() {
        let mut swapped = signs.clone();
        swapped.swap(at - 1, at);
        all.extend(laid_out(&slots, &swapped));
    }
    all
}

/// One place of a code.
#[derive(Clone, Copy)]
enum Slot {
    Fixed(char),
    Digit,
    Free,
}

fn slots(pattern: &Pattern) -> Vec<Slot> {
    let mut slots = Vec::new();
    for piece in &pattern.pieces {
        match piece {
            Piece::Text(text) => slots.extend(text.chars().map(Slot::Fixed)),
            Piece::Field(field) => {
                let slot = if field.kind == Kind::Any { Slot::Free } else { Slot::Digit };
                slots.extend(std::iter::repeat_n(slot, field.width()));
            }
        }
    }
    slots
}

/// The letters and digits in the places of the pattern, read as what the place demands; separators are the pattern's.
fn laid_out(slots: &[Slot], signs: &[char]) -> Option<String> {
    let mut signs = signs.iter().map(char::to_ascii_uppercase);
    let mut code = String::new();
    for slot in slots {
        code.push(match slot {
            Slot::Fixed(fixed) if !fixed.is_ascii_alphanumeric() => *fixed,
            Slot::Fixed(fixed) => {
                let sign = signs.next()?;
                if folded(sign) != folded(fixed.to_ascii_uppercase()) {
                    return None;
                }
                *fixed
            }
            Slot::Digit => Some(folded(signs.next()?)).filter(char::is_ascii_digit)?,
            Slot::Free => signs.next()?,
        });
    }
    signs.next().is_none().then_some(code)
}

/// The digit that a capital looks like, else the sign itself.
fn folded(sign: char) -> char {
    match sign {
        'O' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        _ => sign,
    }
}

/// Zeros put before the pieces between separators that are too short, if there are as many pieces as there should be.
fn padded(pattern: &Pattern, slots: &[Slot], code: &str) -> Option<String> {
    let mut wanted: Vec<Vec<Slot>> = vec![Vec::new()];
    for slot in slots {
        match slot {
            Slot::Fixed(fixed) if !fixed.is_ascii_alphanumeric() => wanted.push(Vec::new()),
            _ => wanted.last_mut()?.push(*slot),
        }
    }
    let is_separator = |sign: char| !sign.is_ascii_alphanumeric();
    let pieces: Vec<&str> = code.split(is_separator).filter(|piece| !piece.is_empty()).collect();
    wanted.retain(|slots| !slots.is_empty());
    if pattern.pieces.is_empty() || pieces.len() != wanted.len() {
        return None;
    }
    let mut signs = Vec::new();
    for (piece, slots) in pieces.iter().zip(&wanted) {
        let lost = slots.len().checked_sub(piece.len())?;
        let lead = slots.iter().take_while(|slot| matches!(slot, Slot::Fixed(_))).count();
        let (before, digits) = piece.split_at_checked(lead)?;
        signs.extend(before.chars().chain(std::iter::repeat_n('0', lost)).chain(digits.chars()));
    }
    laid_out(slots, &signs)
}

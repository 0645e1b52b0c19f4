//! The shape of a row, and the words in which rows are written.

use crate::lint::Lint;

/// Characters that a component may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Digits.
    Digits,
    /// The 82 characters of the General Specifications.
    Set82,
    /// The 39 characters: digits, capitals, `#`, `-`, `/`.
    Set39,
    /// Base64 for files and links, with `=` as padding.
    Set64,
}

/// One component of a value. Only the last may vary in length; optional ones follow the others.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) min: u8,
    pub(crate) max: u8,
    pub(crate) optional: bool,
    pub(crate) lints: &'static [Lint],
}

/// Identifiers `first..=last`, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AiRange {
    pub(crate) first: u16,
    pub(crate) last: u16,
}

impl AiRange {
    pub(crate) fn holds(self, number: u16) -> bool {
        (self.first..=self.last).contains(&number)
    }
}

/// One row: the identifiers `first..=last`, all of `digits` digits, which share everything else.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) first: u16,
    pub(crate) last: u16,
    pub(crate) digits: u8,
    /// Length is known beforehand: no separator is needed after the value.
    pub(crate) fixed: bool,
    /// May stand in the query of a Digital Link.
    pub(crate) attribute: bool,
    pub(crate) parts: &'static [Part],
    /// One of these groups must be present, unless there is none; a group is present when each of its ranges is.
    pub(crate) needs: &'static [&'static [AiRange]],
    /// None of these may be present.
    pub(crate) excludes: &'static [AiRange],
    /// For a primary key of Digital Links: the sequences of qualifiers, of which a link takes one, in order.
    pub(crate) key: Option<&'static [&'static [u16]]>,
}

impl Entry {
    /// Most characters of a value.
    pub(crate) fn max_len(&self) -> usize {
        self.parts.iter().map(|part| usize::from(part.max)).sum()
    }

    /// Least characters of a value.
    pub(crate) fn min_len(&self) -> usize {
        self.parts.iter().filter(|part| !part.optional).map(|part| usize::from(part.min)).sum()
    }

    pub(super) const fn first_pair(&self) -> u16 {
        self.first / self.unit()
    }

    pub(super) const fn last_pair(&self) -> u16 {
        self.last / self.unit()
    }

    /// Value of the second digit.
    const fn unit(&self) -> u16 {
        match self.digits {
            2 => 1,
            3 => 10,
            _ => 100,
        }
    }

    pub(super) const fn fixed(mut self) -> Entry {
        self.fixed = true;
        self
    }

    pub(super) const fn attribute(mut self) -> Entry {
        self.attribute = true;
        self
    }

    pub(super) const fn holds(mut self, parts: &'static [Part]) -> Entry {
        self.parts = parts;
        self
    }

    pub(super) const fn needs(mut self, groups: &'static [&'static [AiRange]]) -> Entry {
        self.needs = groups;
        self
    }

    pub(super) const fn excludes(mut self, ranges: &'static [AiRange]) -> Entry {
        self.excludes = ranges;
        self
    }

    pub(super) const fn key(mut self, qualifiers: &'static [&'static [u16]]) -> Entry {
        self.key = Some(qualifiers);
        self
    }
}

impl Part {
    pub(super) const fn lint(mut self, lints: &'static [Lint]) -> Part {
        self.lints = lints;
        self
    }

    pub(super) const fn optional(mut self) -> Part {
        self.optional = true;
        self
    }
}

pub(super) const fn ai(number: u16) -> Entry {
    ais(number, number)
}

pub(super) const fn ais(first: u16, last: u16) -> Entry {
    let digits = match first {
        0..=99 => 2,
        100..=999 => 3,
        _ => 4,
    };
    Entry {
        first,
        last,
        digits,
        fixed: false,
        attribute: false,
        parts: &[],
        needs: &[],
        excludes: &[],
        key: None,
    }
}

const fn part(kind: Kind, min: u8, max: u8) -> Part {
    Part { kind, min, max, optional: false, lints: &[] }
}

/// Exactly `len` digits.
pub(super) const fn n(len: u8) -> Part {
    part(Kind::Digits, len, len)
}

/// One to `max` digits.
pub(super) const fn n_to(max: u8) -> Part {
    part(Kind::Digits, 1, max)
}

/// Exactly `len` characters of set 82.
pub(super) const fn x(len: u8) -> Part {
    part(Kind::Set82, len, len)
}

/// One to `max` characters of set 82.
pub(super) const fn x_to(max: u8) -> Part {
    part(Kind::Set82, 1, max)
}

/// One to `max` characters of set 39.
pub(super) const fn y_to(max: u8) -> Part {
    part(Kind::Set39, 1, max)
}

/// One to `max` characters of set 64.
pub(super) const fn z_to(max: u8) -> Part {
    part(Kind::Set64, 1, max)
}

pub(super) const fn one(number: u16) -> AiRange {
    AiRange { first: number, last: number }
}

pub(super) const fn range(first: u16, last: u16) -> AiRange {
    AiRange { first, last }
}

type Groups = &'static [&'static [AiRange]];

/// A trade item, alone, contained, made to order, or as a piece of one.
pub(super) const ITEM: Groups = &[&[one(1)], &[one(2)], &[one(3)], &[one(8006)], &[one(8026)]];
pub(super) const GOODS: Groups = &[&[one(1)], &[one(2)], &[one(3)]];
pub(super) const SERIALISED: Groups = &[&[one(1)], &[one(3)], &[one(8006)]];
pub(super) const TRADE: Groups = &[&[one(1)], &[one(2)]];
pub(super) const UNIT: Groups = &[&[one(0)], &[one(1)]];
pub(super) const GTIN: Groups = &[&[one(1)]];
pub(super) const SSCC: Groups = &[&[one(0)]];
pub(super) const SERVICE: Groups = &[&[one(8017)], &[one(8018)]];
pub(super) const RECIPIENT: Groups = &[&[one(8018)]];
pub(super) const CERTIFIED: Groups = &[&[one(1)], &[one(8004)]];
pub(super) const DEVICE: Groups = &[&[one(1), one(21), one(8040)]];
pub(super) const PAYMENT: Groups = &[&[one(8020)]];
pub(super) const COUPON: Groups = &[&[one(255)]];
/// A count or a measure of an item of varying amount.
pub(super) const MEASURED: Groups =
    &[&[one(30)], &[range(3100, 3199)], &[range(3200, 3299)], &[range(3500, 3599)], &[range(3600, 3699)]];

pub(super) const DATE: &[Part] = &[n(6).lint(&[Lint::DateOrMonth])];
pub(super) const GTIN_14: &[Part] = &[n(14).lint(&[Lint::CheckDigit, Lint::PrefixSecond])];
pub(super) const GLN_13: &[Part] = &[n(13).lint(&[Lint::CheckDigit, Lint::Prefix])];
pub(super) const GSRN_18: &[Part] = &[n(18).lint(&[Lint::CheckDigit, Lint::Prefix])];

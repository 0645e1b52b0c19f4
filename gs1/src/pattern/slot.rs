//! The pieces of a pattern, and how they are written.

use crate::date::{AsOf, Day, days_in_month};
use crate::error::{Gs1Error, PatternFault};

/// Names of the fields that count.
const COUNTERS: [&str; 4] = ["batch", "run", "sequence", "serial"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Field(Field),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
    width: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Capitals and digits.
    Any,
    Digits,
    Counter,
    Date(Vec<DatePart>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatePart {
    Year4,
    Year2,
    Month,
    Day,
    DayOfYear,
}

const DATE_PARTS: [(&str, DatePart); 5] = [
    ("yyyy", DatePart::Year4),
    ("yy", DatePart::Year2),
    ("mm", DatePart::Month),
    ("dd", DatePart::Day),
    ("jjj", DatePart::DayOfYear),
];

impl Field {
    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn allows(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || (self.kind == Kind::Any && byte.is_ascii_uppercase())
    }
}

/// Reads the pieces of a pattern.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, Gs1Error> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let fault = |fault| Gs1Error::Pattern { fault, at };
        let rest = &text[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            push(&mut pieces, &rest[..1]);
            at += 2;
        } else if let Some(inner) = rest.strip_prefix('{') {
            let (inner, _) = inner.split_once('}').ok_or(fault(PatternFault::Brace))?;
            let field = field(inner).map_err(fault)?;
            if pieces.iter().any(|piece| clashes(piece, &field)) {
                return Err(fault(PatternFault::Twice));
            }
            pieces.push(Piece::Field(field));
            at += inner.len() + 2;
        } else if rest.starts_with('}') {
            return Err(fault(PatternFault::Brace));
        } else {
            let len = rest.find(['{', '}']).unwrap_or(rest.len());
            push(&mut pieces, &rest[..len]);
            at += len;
        }
    }
    Ok(pieces)
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// Two fields of one name, or two dates or counters.
fn clashes(piece: &Piece, field: &Field) -> bool {
    let Piece::Field(other) = piece else {
        return false;
    };
    let single = |kind: &Kind| matches!(kind, Kind::Counter | Kind::Date(_));
    other.name == field.name
        || (single(&field.kind) && std::mem::discriminant(&other.kind) == std::mem::discriminant(&field.kind))
}

/// Most characters of a field.
const WIDTH_MAX: usize = 20;

fn field(inner: &str) -> Result<Field, PatternFault> {
    let (name, form) = inner.split_once(':').ok_or(PatternFault::Field)?;
    if name.is_empty() {
        return Err(PatternFault::Field);
    }
    let name_of = name.to_owned();
    if name == "date" {
        let parts = date_parts(form).ok_or(PatternFault::DateFormat)?;
        let width = form.len();
        return Ok(Field { name: name_of, kind: Kind::Date(parts), width });
    }
    let (digits, width) = form.strip_prefix('#').map_or((false, form), |width| (true, width));
    let width =
        width.parse().ok().filter(|width| (1..=WIDTH_MAX).contains(width)).ok_or(PatternFault::Field)?;
    let kind = match (COUNTERS.contains(&name), digits) {
        (true, _) => Kind::Counter,
        (false, true) => Kind::Digits,
        (false, false) => Kind::Any,
    };
    Ok(Field { name: name_of, kind, width })
}

/// The parts of a date format: a year, and a month with or without a day, or a day of the year.
fn date_parts(form: &str) -> Option<Vec<DatePart>> {
    let mut parts = Vec::new();
    let mut rest = form;
    while !rest.is_empty() {
        let (name, part) = DATE_PARTS.iter().find(|(name, _)| rest.starts_with(name))?;
        rest = &rest[name.len()..];
        parts.push(*part);
    }
    let has = |part: DatePart| parts.iter().filter(|known| **known == part).count();
    let whole = has(DatePart::Year4) + has(DatePart::Year2) == 1
        && matches!(
            (has(DatePart::Month), has(DatePart::Day), has(DatePart::DayOfYear)),
            (1, 0 | 1, 0) | (0, 0, 1)
        );
    whole.then_some(parts)
}

fn len(part: DatePart) -> usize {
    match part {
        DatePart::Year4 => 4,
        DatePart::DayOfYear => 3,
        DatePart::Year2 | DatePart::Month | DatePart::Day => 2,
    }
}

/// The day that `value`, all digits, states.
pub(super) fn day(parts: &[DatePart], value: &str, as_of: AsOf) -> Option<Day> {
    let (mut year, mut month, mut day, mut day_of_year) = (0, 0, 1, None);
    let mut rest = value;
    for part in parts {
        let (digits, after) = rest.split_at_checked(len(*part))?;
        rest = after;
        let number: u16 = digits.parse().ok()?;
        match part {
            DatePart::Year4 => year = number,
            DatePart::Year2 => year = as_of.full_year(number as u8),
            DatePart::Month => month = number as u8,
            DatePart::Day => day = number as u8,
            DatePart::DayOfYear => day_of_year = Some(number),
        }
    }
    match day_of_year {
        None => Day::new(year, month, day),
        Some(number) => of_year(year, number),
    }
}

fn of_year(year: u16, day_of_year: u16) -> Option<Day> {
    let mut rest = day_of_year;
    for month in 1..=12 {
        let days = u16::from(days_in_month(year, month));
        if rest <= days {
            return Day::new(year, month, rest as u8);
        }
        rest -= days;
    }
    None
}

/// `day` in the format.
pub(super) fn written(parts: &[DatePart], day: Day) -> String {
    let part = |part: &DatePart| match part {
        DatePart::Year4 => format!("{:04}", day.year()),
        DatePart::Year2 => format!("{:02}", day.year() % 100),
        DatePart::Month => format!("{:02}", day.month()),
        DatePart::Day => format!("{:02}", day.day()),
        DatePart::DayOfYear => {
            let before = (1..day.month()).map(|month| u16::from(days_in_month(day.year(), month)));
            format!("{:03}", before.sum::<u16>() + u16::from(day.day()))
        }
    };
    parts.iter().map(part).collect()
}

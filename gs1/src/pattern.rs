//! Lot codes that a company makes up by a pattern of its own.

mod repair;
mod slot;

use crate::date::{AsOf, Day};
use crate::error::{Gs1Error, PatternFault};
use slot::{Field, Kind, Piece};

pub use repair::Offender;

/// The shape of a company's lot codes, such as `{product:3}-{date:yymmdd}-B{batch:2}-{plant:2}`.
///
/// Text stands for itself; `{{` and `}}` are braces. Fields are:
///
/// - `{name:3}`: three capitals or digits; `{name:#3}`: three digits;
/// - `{batch:2}`, and likewise `run`, `sequence` and `serial`: the digits that count the codes;
/// - `{date:yymmdd}`, of `yyyy`, `yy`, `mm`, `dd`, and `jjj` for the day of the year.
///
/// A pattern has at most one date and one counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

/// A code taken apart by its pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotCode {
    fields: Vec<(String, String)>,
    date: Option<Day>,
}

impl LotCode {
    /// The text of a field, by name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All fields in order, as name and text.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The day that the code states. A month without a day stands for its first.
    pub fn date(&self) -> Option<Day> {
        self.date
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`Gs1Error::Pattern`] with the place in `text` of an open brace, a field without name or width, a date format
    /// that is none, or a second date or counter.
    pub fn parse(text: &str) -> Result<Pattern, Gs1Error> {
        slot::pieces(text).map(|pieces| Pattern { pieces })
    }

    /// Takes a code apart.
    ///
    /// # Errors
    /// [`Gs1Error::Pattern`] with the place in `code` where it leaves the pattern.
    pub fn read(&self, code: &str, as_of: AsOf) -> Result<LotCode, Gs1Error> {
        let mut fields = Vec::new();
        let mut date = None;
        let mut at = 0;
        for piece in &self.pieces {
            let fault = |fault| Gs1Error::Pattern { fault, at };
            match piece {
                Piece::Text(text) => {
                    if !code[at..].starts_with(text.as_str()) {
                        return Err(fault(PatternFault::Text));
                    }
                    at += text.len();
                }
                Piece::Field(field) => {
                    let value = code.get(at..at + field.width()).ok_or(fault(PatternFault::Short))?;
                    let wrong = value.bytes().position(|byte| !field.allows(byte));
                    if let Some(wrong) = wrong {
                        return Err(Gs1Error::Pattern { fault: PatternFault::Character, at: at + wrong });
                    }
                    if let Kind::Date(parts) = &field.kind {
                        date = Some(slot::day(parts, value, as_of).ok_or(fault(PatternFault::Date))?);
                    }
                    fields.push((field.name.clone(), value.to_owned()));
                    at += field.width();
                }
            }
        }
        match at == code.len() {
            true => Ok(LotCode { fields, date }),
            false => Err(Gs1Error::Pattern { fault: PatternFault::Long, at }),
        }
    }

    /// The code after `code`: the counter goes up by one, or, where `day` is given and another than the code's, the
    /// date is `day` and the counter begins at one.
    ///
    /// # Errors
    /// As [`Pattern::read`]; [`PatternFault::NoCounter`] where nothing counts; [`PatternFault::Full`] after the last.
    pub fn next(&self, code: &str, day: Option<Day>, as_of: AsOf) -> Result<String, Gs1Error> {
        let read = self.read(code, as_of)?;
        let has_date = self.fields().any(|field| matches!(field.kind, Kind::Date(_)));
        let moved = day.filter(|day| has_date && !self.states(&read, *day));
        if moved.is_none() && !self.fields().any(|field| field.kind == Kind::Counter) {
            return Err(Gs1Error::Pattern { fault: PatternFault::NoCounter, at: 0 });
        }
        let mut next = String::new();
        for piece in &self.pieces {
            let field = match piece {
                Piece::Text(text) => {
                    next.push_str(text);
                    continue;
                }
                Piece::Field(field) => field,
            };
            let value = read.field(&field.name).unwrap_or_default();
            match (&field.kind, moved) {
                (Kind::Date(parts), Some(day)) => next.push_str(&slot::written(parts, day)),
                (Kind::Counter, Some(_)) => next.push_str(&format!("{:01$}", 1, field.width())),
                (Kind::Counter, None) => {
                    next.push_str(
                        &count(value)
                            .ok_or(Gs1Error::Pattern { fault: PatternFault::Full, at: next.len() })?,
                    );
                }
                (Kind::Any | Kind::Digits | Kind::Date(_), _) => next.push_str(value),
            }
        }
        Ok(next)
    }

    /// The codes that leave the pattern, each with its likely correction: look-alike characters, letter case,
    /// separators, lost zeros and swapped neighbours are put right where that gives a code of the pattern, by
    /// preference one with texts that other codes have.
    pub fn check<'c>(&self, codes: &[&'c str], as_of: AsOf) -> Vec<Offender<'c>> {
        repair::check(self, codes, as_of)
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field(field) => Some(field),
            Piece::Text(_) => None,
        })
    }

    /// Whether the code's date field is what `day` would be written as.
    fn states(&self, read: &LotCode, day: Day) -> bool {
        self.fields().all(|field| match &field.kind {
            Kind::Date(parts) => read.field(&field.name) == Some(slot::written(parts, day).as_str()),
            Kind::Any | Kind::Digits | Kind::Counter => true,
        })
    }
}

/// The number after `digits`, in as many digits.
fn count(digits: &str) -> Option<String> {
    let mut next = digits.as_bytes().to_vec();
    for digit in next.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return String::from_utf8(next).ok();
        }
        *digit = b'0';
    }
    None
}

#[cfg(test)]
mod tests;

//! Times as a cell writes them, before a time zone makes moments of them.

use crate::calendar::{day_number, is_date, next_month};
use crate::clock::{Moments, TimePattern, TimeZone};
use crate::row::{Day, LATEST, Moment};

const DAY_SECONDS: i64 = 86_400;
const NANOS: i64 = 1_000_000_000;

/// What a cell says about a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// With an offset: seconds since 1970 in UTC. `span` is 60 where the seconds were left out.
    Instant { seconds: i64, nanos: u32, span: u32 },
    /// Without one: seconds since 1970-01-01T00:00:00 on a clock's face there.
    Local { seconds: i64, nanos: u32, span: u32 },
    /// A day.
    Day(Day),
    /// A month of 1 to 12.
    Month { year: i32, month: u32 },
    /// A year.
    Year(i32),
}

/// Why a cell gives no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeFault {
    /// It is in no form that is known.
    Unreadable,
    /// It has more than nine decimals of a second.
    TooFine,
    /// The form is right, but there is no such day or time of day.
    NoSuchTime,
    /// It lies outside of 1970 to 2106.
    OutOfRange,
    /// It is local, and no zone is known.
    NoZone,
    /// Clocks skip it in this zone.
    Skipped(TimeZone),
}

/// Where a local time or a date may get its zone from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zone {
    /// The site's own, else `--time-zone`.
    pub(crate) known: Option<TimeZone>,
}

impl Written {
    pub(crate) fn instant(seconds: i64, nanos: u32) -> Written {
        Written::Instant { seconds, nanos, span: 0 }
    }

    /// Reads a cell: by the first pattern that fits, else in the standard forms.
    pub(crate) fn read(text: &str, patterns: &[TimePattern]) -> Result<Written, TimeFault> {
        match patterns.iter().find_map(|pattern| pattern.read(text)) {
            Some(written) => Ok(written),
            None => standard(text.as_bytes()),
        }
    }

    /// The moment that is meant where `zone` holds.
    ///
    /// A local time that clocks repeat is the interval from its first occurrence for (difference + 1 s): the last
    /// moment of it is at or just after the second occurrence, so nothing between them is lost.
    pub(crate) fn moment(self, zone: Zone) -> Result<Moment, TimeFault> {
        let (start, nanos, span) = match self {
            Written::Instant { seconds, nanos, span } => (seconds, nanos, span),
            Written::Local { seconds, nanos, span } => {
                let zone = zone.known.ok_or(TimeFault::NoZone)?;
                match zone.moments(seconds) {
                    Moments::One(moment) => (moment, nanos, span),
                    Moments::Two(first, second) => (first, nanos, (second - first) as u32 + span.max(1)),
                    Moments::None => return Err(TimeFault::Skipped(zone)),
                }
            }
            Written::Day(day) => return days(day, day + 1, zone),
            Written::Month { year, month } => {
                let (next_year, next) = next_month(year, month);
                return days(day_number(year, month, 1), day_number(next_year, next, 1), zone);
            }
            Written::Year(year) => return days(day_number(year, 1, 1), day_number(year + 1, 1, 1), zone),
        };
        in_range(start, nanos, span)
    }
}

/// The moment "some time from `first` to just before `next`".
fn days(first: Day, next: Day, zone: Zone) -> Result<Moment, TimeFault> {
    let zone = zone.known.unwrap_or(TimeZone::UTC);
    let (start, end) = (zone.day_start(first), zone.day_before_end(next));
    if start >= end {
        return Err(TimeFault::Skipped(zone));
    }
    let span = u32::try_from(end - start).map_err(|_| TimeFault::OutOfRange)?;
    in_range(start, 0, span)
}

fn in_range(seconds: i64, nanos: u32, span: u32) -> Result<Moment, TimeFault> {
    let last = seconds + i64::from(span);
    if seconds < 0 || last >= LATEST / NANOS {
        return Err(TimeFault::OutOfRange);
    }
    Ok(Moment { start: seconds * NANOS + i64::from(nanos), span })
}

/// `YYYY-MM-DDTHH:MM:SSZ`, by far the most frequent form: (seconds since 1970), in about 10 ns.
fn utc_seconds(text: &[u8]) -> Option<i64> {
    let t: &[u8; 20] = text.try_into().ok()?;
    let marks =
        t[4] == b'-' && t[7] == b'-' && t[10] == b'T' && t[13] == b':' && t[16] == b':' && t[19] == b'Z';
    let mut wrong = !marks;
    let mut two = |i: usize| {
        let (tens, ones) = (t[i].wrapping_sub(b'0'), t[i + 1].wrapping_sub(b'0'));
        wrong |= tens > 9 || ones > 9;
        u32::from(tens) * 10 + u32::from(ones)
    };
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    if wrong || hour > 23 || minute > 59 || second > 59 || !is_date(year as i32, month, day) {
        return None;
    }
    let time = hour * 3600 + minute * 60 + second;
    Some(i64::from(day_number(year as i32, month, day)) * DAY_SECONDS + i64::from(time))
}

/// The forms that need no pattern: RFC 3339 (the seconds or the offset may be absent), date, month, year.
fn standard(text: &[u8]) -> Result<Written, TimeFault> {
    if let Some(seconds) = utc_seconds(text) {
        return Ok(Written::instant(seconds, 0));
    }
    let mut cursor = Cursor { text, at: 0 };
    let year = cursor.digits(4).ok_or(TimeFault::Unreadable)? as i32;
    if cursor.done() {
        return if year == 0 { Err(TimeFault::NoSuchTime) } else { Ok(Written::Year(year)) };
    }
    let month = cursor.after(b"-", 2).ok_or(TimeFault::Unreadable)?;
    if cursor.done() {
        return if is_date(year, month, 1) {
            Ok(Written::Month { year, month })
        } else {
            Err(TimeFault::NoSuchTime)
        };
    }
    let day = cursor.after(b"-", 2).ok_or(TimeFault::Unreadable)?;
    if cursor.done() {
        return if is_date(year, month, day) {
            Ok(Written::Day(day_number(year, month, day)))
        } else {
            Err(TimeFault::NoSuchTime)
        };
    }
    let clock = cursor.clock()?;
    let offset = cursor.offset()?;
    if !is_date(year, month, day) {
        return Err(TimeFault::NoSuchTime);
    }
    let local = i64::from(day_number(year, month, day)) * DAY_SECONDS + clock.seconds;
    Ok(match offset {
        Some(east) => Written::Instant { seconds: local - east, nanos: clock.nanos, span: clock.span },
        None => Written::Local { seconds: local, nanos: clock.nanos, span: clock.span },
    })
}

struct Clock {
    seconds: i64,
    nanos: u32,
    span: u32,
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn done(&self) -> bool {
        self.at == self.text.len()
    }

    fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let found = self.text.get(self.at).copied().filter(|byte| any.contains(byte))?;
        self.at += 1;
        Some(found)
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.at += count;
        Some(digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    }

    fn after(&mut self, mark: &[u8], count: usize) -> Option<u32> {
        self.eat(mark)?;
        self.digits(count)
    }

    /// `THH:MM`, `THH:MM:SS` or `THH:MM:SS.fraction`.
    fn clock(&mut self) -> Result<Clock, TimeFault> {
        let hour = self.after(b"Tt ", 2).ok_or(TimeFault::Unreadable)?;
        let minute = self.after(b":", 2).ok_or(TimeFault::Unreadable)?;
        let mut clock = Clock { seconds: i64::from(hour * 3600 + minute * 60), nanos: 0, span: 60 };
        let mut second = 0;
        if self.eat(b":").is_some() {
            second = self.digits(2).ok_or(TimeFault::Unreadable)?;
            clock = Clock { seconds: clock.seconds + i64::from(second), nanos: self.fraction()?, span: 0 };
        }
        if hour > 23 || minute > 59 || second > 59 { Err(TimeFault::NoSuchTime) } else { Ok(clock) }
    }

    fn fraction(&mut self) -> Result<u32, TimeFault> {
        if self.eat(b".,").is_none() {
            return Ok(0);
        }
        let rest = &self.text[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        match count {
            0 => Err(TimeFault::Unreadable),
            1..=9 => {
                let digits = self.digits(count).ok_or(TimeFault::Unreadable)?;
                Ok(digits * 10_u32.pow(9 - count as u32))
            }
            _ => Err(TimeFault::TooFine),
        }
    }

    /// `Z`, `+HH:MM`, `+HHMM`, `+HH`, or nothing: seconds east of Greenwich.
    fn offset(&mut self) -> Result<Option<i64>, TimeFault> {
        if self.done() {
            return Ok(None);
        }
        let sign = self.eat(b"Zz+-").ok_or(TimeFault::Unreadable)?;
        let mut east = 0;
        if matches!(sign, b'+' | b'-') {
            let hours = self.digits(2).ok_or(TimeFault::Unreadable)?;
            let mut minutes = 0;
            if !self.done() {
                self.eat(b":");
                minutes = self.digits(2).ok_or(TimeFault::Unreadable)?;
            }
            if hours > 23 || minutes > 59 {
                return Err(TimeFault::NoSuchTime);
            }
            east = i64::from(hours * 3600 + minutes * 60);
        }
        if !self.done() {
            return Err(TimeFault::Unreadable);
        }
        Ok(Some(if sign == b'-' { -east } else { east }))
    }
}

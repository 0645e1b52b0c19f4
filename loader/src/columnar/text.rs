//! A column of any type as text, as a CSV in the standard form would hold it.

use std::fmt::Write as _;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::{DataType, TimeUnit};

use crate::calendar::date_of;
use crate::reject;

/// Most decimals that a float is trusted with.
const FLOAT_DECIMALS: usize = 9;
/// Most digits that a float holds exactly.
const FLOAT_DIGITS: usize = 15;

/// A cell that a row cannot be loaded with: its code and reason.
pub(super) type Flaw = (&'static str, &'static str);

/// The cells of a column, one after another.
#[derive(Debug, Default)]
pub(super) struct TextColumn {
    text: String,
    ends: Vec<usize>,
    /// (row, what is wrong), in order of rows.
    flaws: Vec<(usize, Flaw)>,
}

impl TextColumn {
    /// Turns an array into text; `None` if it is of a type that no cell has.
    pub(super) fn new(array: &dyn Array) -> Option<TextColumn> {
        let mut column = TextColumn::default();
        column.fill(array).then_some(column)
    }

    /// The cell of a row; empty for null.
    pub(super) fn get(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.text[start..self.ends[row]]
    }

    /// What is wrong with the cell of a row.
    pub(super) fn flaw(&self, row: usize) -> Option<Flaw> {
        let found = self.flaws.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(self.flaws[found].1)
    }

    /// Adds every cell of an array, if its type has text.
    fn fill(&mut self, array: &dyn Array) -> bool {
        match array.data_type() {
            DataType::Null => self.each(array, |_, _| None),
            DataType::Boolean => {
                let values = array.as_boolean();
                self.each(array, |text, row| {
                    text.push_str(if values.value(row) { "true" } else { "false" });
                    None
                })
            }
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => self.strings(array),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => self.bytes(array),
            DataType::Dictionary(..) => return self.dictionary(array),
            DataType::Float32 | DataType::Float64 => self.floats(array),
            DataType::Date32 | DataType::Date64 => self.dates(array),
            DataType::Timestamp(unit, zone) => self.timestamps(array, *unit, zone.is_some()),
            DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) => {
                self.decimals(array)
            }
            _ => return self.integers(array),
        }
        true
    }

    /// Adds the cells of an array: `write` is called for each that is not null.
    fn each(&mut self, array: &dyn Array, mut write: impl FnMut(&mut String, usize) -> Option<Flaw>) {
        for row in 0..array.len() {
            if !array.is_null(row)
                && array.data_type() != &DataType::Null
                && let Some(flaw) = write(&mut self.text, row)
            {
                self.flaws.push((row, flaw));
            }
            self.ends.push(self.text.len());
        }
    }

    fn primitive<T: ArrowPrimitiveType>(
        &mut self,
        array: &dyn Array,
        mut write: impl FnMut(&mut String, T::Native) -> Option<Flaw>,
    ) {
        let values: &PrimitiveArray<T> = array.as_primitive();
        self.each(array, |text, row| write(text, values.value(row)));
    }

    fn strings(&mut self, array: &dyn Array) {
        let push = |text: &mut String, value: &str| {
            text.push_str(value);
            None
        };
        if let Some(values) = array.as_string_opt::<i32>() {
            self.each(array, |text, row| push(text, values.value(row)));
        } else if let Some(values) = array.as_string_opt::<i64>() {
            self.each(array, |text, row| push(text, values.value(row)));
        } else if let Some(values) = array.as_string_view_opt() {
            self.each(array, |text, row| push(text, values.value(row)));
        }
    }

    fn bytes(&mut self, array: &dyn Array) {
        let push = |text: &mut String, value: &[u8]| {
            text.push_str(&String::from_utf8_lossy(value));
            std::str::from_utf8(value)
                .is_err()
                .then_some((reject::ENCODING, "is not UTF-8: write the column as text"))
        };
        if let Some(values) = array.as_binary_opt::<i32>() {
            self.each(array, |text, row| push(text, values.value(row)));
        } else if let Some(values) = array.as_binary_opt::<i64>() {
            self.each(array, |text, row| push(text, values.value(row)));
        } else if let Some(values) = array.as_binary_view_opt() {
            self.each(array, |text, row| push(text, values.value(row)));
        }
    }

    fn dictionary(&mut self, array: &dyn Array) -> bool {
        let Some(dictionary) = array.as_any_dictionary_opt() else { return false };
        let Some(words) = TextColumn::new(dictionary.values().as_ref()) else { return false };
        if dictionary.values().is_empty() {
            self.each(array, |_, _| None);
            return true;
        }
        let keys = dictionary.normalized_keys();
        self.each(array, |text, row| {
            text.push_str(words.get(keys[row]));
            words.flaw(keys[row])
        });
        true
    }

    fn integers(&mut self, array: &dyn Array) -> bool {
        macro_rules! as_text {
            ($($arrow:ident => $native:ident),*) => {
                match array.data_type() {
                    $(DataType::$arrow => self.primitive::<$native>(array, |text, value| shown(text, value)),)*
                    _ => return false,
                }
            };
        }
        as_text!(Int8 => Int8Type, Int16 => Int16Type, Int32 => Int32Type, Int64 => Int64Type, UInt8 => UInt8Type,
            UInt16 => UInt16Type, UInt32 => UInt32Type, UInt64 => UInt64Type);
        true
    }

    fn floats(&mut self, array: &dyn Array) {
        if array.data_type() == &DataType::Float32 {
            self.primitive::<Float32Type>(array, |text, value| float(text, value, value.is_finite()));
        } else {
            self.primitive::<Float64Type>(array, |text, value| float(text, value, value.is_finite()));
        }
    }

    fn decimals(&mut self, array: &dyn Array) {
        match array.data_type() {
            DataType::Decimal32(_, scale) => {
                self.primitive::<Decimal32Type>(array, |text, value| decimal(text, value.into(), *scale));
            }
            DataType::Decimal64(_, scale) => {
                self.primitive::<Decimal64Type>(array, |text, value| decimal(text, value.into(), *scale));
            }
            DataType::Decimal128(_, scale) => {
                self.primitive::<Decimal128Type>(array, |text, value| decimal(text, value, *scale));
            }
            _ => {}
        }
    }

    fn dates(&mut self, array: &dyn Array) {
        if array.data_type() == &DataType::Date32 {
            self.primitive::<Date32Type>(array, |text, day| date(text, day.into()));
        } else {
            self.primitive::<Date64Type>(array, |text, millis| date(text, millis.div_euclid(86_400_000)));
        }
    }

    fn timestamps(&mut self, array: &dyn Array, unit: TimeUnit, zoned: bool) {
        match unit {
            TimeUnit::Second => {
                self.primitive::<TimestampSecondType>(array, |text, value| timestamp(text, value, 1, zoned));
            }
            TimeUnit::Millisecond => {
                self.primitive::<TimestampMillisecondType>(array, |text, value| {
                    timestamp(text, value, 1_000, zoned)
                });
            }
            TimeUnit::Microsecond => self.primitive::<TimestampMicrosecondType>(array, |text, value| {
                timestamp(text, value, 1_000_000, zoned)
            }),
            TimeUnit::Nanosecond => self.primitive::<TimestampNanosecondType>(array, |text, value| {
                timestamp(text, value, 1_000_000_000, zoned)
            }),
        }
    }
}

fn shown(text: &mut String, value: impl std::fmt::Display) -> Option<Flaw> {
    // Writing into a string cannot fail.
    write!(text, "{value}").err().map(|_| (reject::NUMBER, "cannot be shown"))
}

/// The shortest decimal that is this float and no other.
fn float(text: &mut String, value: impl std::fmt::Display, finite: bool) -> Option<Flaw> {
    let start = text.len();
    shown(text, value);
    if !finite {
        return Some((reject::NUMBER, "is no finite number: leave the cell null where it is unknown"));
    }
    let digits = text[start..].trim_start_matches('-');
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let significant = digits.bytes().filter(u8::is_ascii_digit).count();
    (decimals > FLOAT_DECIMALS || significant > FLOAT_DIGITS).then_some((
        reject::PRECISION,
        "is a float that is not exact to 9 decimals: write the column as a decimal",
    ))
}

fn decimal(text: &mut String, mantissa: i128, scale: i8) -> Option<Flaw> {
    if mantissa < 0 {
        text.push('-');
    }
    let digits = mantissa.unsigned_abs().to_string();
    let scale = i32::from(scale);
    if scale <= 0 {
        text.push_str(&digits);
        let zeros = if mantissa == 0 { 0 } else { scale.unsigned_abs() as usize };
        text.extend(std::iter::repeat_n('0', zeros));
        return None;
    }
    let digits = format!("{digits:0>width$}", width = scale as usize + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale as usize);
    text.push_str(whole);
    text.push('.');
    text.push_str(decimals);
    None
}

fn date(text: &mut String, day: i64) -> Option<Flaw> {
    let Ok(day) = i32::try_from(day) else {
        shown(text, day);
        return Some((reject::TIME_RANGE, "is a day far outside of the calendar: correct it"));
    };
    let (year, month, day) = date_of(day);
    shown(text, format_args!("{year:04}-{month:02}-{day:02}"))
}

fn timestamp(text: &mut String, value: i64, per_second: i64, zoned: bool) -> Option<Flaw> {
    let seconds = value.div_euclid(per_second);
    let nanos = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let flaw = date(text, seconds.div_euclid(86_400));
    let time = seconds.rem_euclid(86_400);
    shown(text, format_args!("T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60));
    if nanos > 0 {
        shown(text, format_args!(".{nanos:09}"));
    }
    if zoned {
        text.push('Z');
    }
    flaw
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use arrow_array::{
        BinaryArray, Date64Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array, Int64Array,
        NullArray, TimestampMicrosecondArray, TimestampNanosecondArray, UInt8Array,
    };

    fn cells(array: &dyn Array) -> Vec<String> {
        let column = TextColumn::new(array).unwrap();
        (0..array.len()).map(|row| column.get(row).to_owned()).collect()
    }

    fn decimals(values: Vec<i128>, scale: i8) -> Vec<String> {
        cells(&Decimal128Array::from(values).with_precision_and_scale(30, scale).unwrap())
    }

    #[test]
    fn numbers() {
        assert_eq!(cells(&Int64Array::from(vec![Some(-7), None])), ["-7", ""]);
        assert_eq!(cells(&UInt8Array::from(vec![255])), ["255"]);
        assert_eq!(cells(&NullArray::new(2)), ["", ""]);
        assert_eq!(decimals(vec![12345, -5, 0], 2), ["123.45", "-0.05", "0.00"]);
        assert_eq!(decimals(vec![12, 0], -2), ["1200", "0"]);
        assert_eq!(cells(&Float32Array::from(vec![0.1, 12.0])), ["0.1", "12"]);
    }

    #[test]
    fn floats_must_be_exact() {
        let column =
            TextColumn::new(&Float64Array::from(vec![0.1, 1.0 / 3.0, f64::NAN, 1e15, 0.123456789])).unwrap();
        assert_eq!(
            (0..5).map(|row| column.flaw(row).is_some()).collect::<Vec<_>>(),
            [false, true, true, true, false]
        );
        assert_eq!(column.get(1), "0.3333333333333333");
        assert_eq!(column.flaw(2).unwrap().0, reject::NUMBER);
    }

    #[test]
    fn times() {
        let times = TimestampMicrosecondArray::from(vec![1_767_312_000_000_000, 1]);
        assert_eq!(cells(&times), ["2026-01-02T00:00:00", "1970-01-01T00:00:00.000001000"]);
        let times = TimestampNanosecondArray::from(vec![-1]).with_timezone("+02:00");
        assert_eq!(cells(&times), ["1969-12-31T23:59:59.999999999Z"]);
        assert_eq!(cells(&Date64Array::from(vec![86_400_000])), ["1970-01-02"]);
    }

    #[test]
    fn words() {
        let words: DictionaryArray<Int8Type> =
            vec![Some("a"), None, Some("b"), Some("a")].into_iter().collect();
        assert_eq!(cells(&words), ["a", "", "b", "a"]);
        let bytes = TextColumn::new(&BinaryArray::from(vec![&b"ok"[..], &b"\xff"[..]])).unwrap();
        assert_eq!((bytes.get(0), bytes.get(1)), ("ok", "\u{fffd}"));
        assert_eq!(bytes.flaw(1).unwrap().0, reject::ENCODING);
    }
}

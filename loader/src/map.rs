//! `map.toml`: how a source's tables differ from the standard ones.

use std::fs;
use std::io;
use std::path::Path;

use toml::{Table as Toml, Value};

use crate::clock::TimePattern;
use crate::conventions::{Conventions, Encoding};
use crate::decimal::NumberMarks;
use crate::error::LoadError;
use crate::events::KINDS;
use crate::row::{Role, SiteKind};
use crate::small::SITE_KINDS;
use crate::table::Table;

/// What a `map.toml` says, by table. See `docs/map.md`.
#[derive(Clone, Debug)]
pub struct Map {
    tables: [Conventions; Table::ALL.len()],
}

impl Map {
    /// Reads a map file.
    ///
    /// # Errors
    /// The file cannot be read, or [`Map::parse`] refuses it.
    pub fn open(path: impl AsRef<Path>) -> Result<Map, LoadError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Map::parse(&name, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(LoadError::NotFound { path: name }),
            Err(source) => Err(LoadError::Read { path: name, source }),
        }
    }

    /// Reads a map; `name` is what errors call it.
    ///
    /// # Errors
    /// It is no TOML, has keys that no map has (all are named), or a value that does not fit its key.
    pub fn parse(name: &str, text: &str) -> Result<Map, LoadError> {
        let failed = |reason| LoadError::Map { path: name.to_owned(), reason };
        let toml: Toml =
            text.parse().map_err(|error: toml::de::Error| failed(format!("is no TOML: {error}")))?;
        let mut walk = Walk { unknown: Vec::new() };
        let map = walk.map(&toml).map_err(failed)?;
        if walk.unknown.is_empty() {
            Ok(map)
        } else {
            Err(failed(format!(
                "unknown keys: {}; docs/map.md lists what a map can say",
                walk.unknown.join(", ")
            )))
        }
    }

    /// The conventions of each table, in the order of [`Table::ALL`].
    pub(crate) fn conventions(&self) -> &[Conventions; Table::ALL.len()] {
        &self.tables
    }
}

/// Goes through a map and keeps the keys that it does not know.
struct Walk {
    unknown: Vec<String>,
}

impl Walk {
    fn map(&mut self, toml: &Toml) -> Result<Map, String> {
        let mut common = Conventions::default();
        for (key, value) in toml.iter().filter(|(key, _)| Table::named_exactly(key).is_none()) {
            if !writing(&mut common, key, key, value)? {
                self.unknown.push(key.clone());
            }
        }
        check_marks(&common, "")?;
        let mut tables = Table::ALL.map(|_| common.clone());
        for (key, value) in toml {
            if let Some(table) = Table::named_exactly(key) {
                self.table(table, &mut tables[table as usize], as_table(key, value)?)?;
                check_marks(&tables[table as usize], &format!("{key}."))?;
            }
        }
        Ok(Map { tables })
    }

    fn table(&mut self, table: Table, to: &mut Conventions, toml: &Toml) -> Result<(), String> {
        for (key, value) in toml {
            let path = format!("{table}.{key}");
            match (key.as_str(), table) {
                ("columns", _) => {
                    self.of_columns(table, &path, value, |column, name| to.columns.insert(column, name))?;
                }
                ("constants", _) => {
                    self.of_columns(table, &path, value, |column, word| to.constants.insert(column, word))?;
                }
                ("kinds", Table::Events) => words(&path, value, &KINDS, &mut to.kinds)?,
                ("kinds", Table::Sites) => {
                    let known: Vec<(&str, SiteKind)> = SITE_KINDS.into_iter().collect();
                    words(&path, value, &known, &mut to.site_kinds)?;
                }
                ("roles", Table::Events) => {
                    words(&path, value, &[("in", Role::In), ("out", Role::Out)], &mut to.roles)?;
                }
                ("statuses", Table::Orders) => {
                    words(&path, value, &[("open", false), ("shipped", true)], &mut to.statuses)?;
                }
                ("gs1_dates", Table::Lots) => {
                    to.gs1_dates =
                        value.as_bool().ok_or_else(|| format!("`{path}` must be true or false"))?;
                }
                (_, _) => {
                    if !writing(to, key, &path, value)? {
                        self.unknown.push(path);
                    }
                }
            }
        }
        Ok(())
    }

    fn of_columns(
        &mut self,
        table: Table,
        path: &str,
        value: &Value,
        mut keep: impl FnMut(&'static str, String) -> Option<String>,
    ) -> Result<(), String> {
        for (key, value) in as_table(path, value)? {
            let key_path = format!("{path}.{key}");
            match table.columns().iter().find(|column| *column == key) {
                Some(column) => {
                    keep(column, as_text(&key_path, value)?.trim().to_owned());
                }
                None => self.unknown.push(key_path),
            }
        }
        Ok(())
    }
}

/// Takes a key that may stand for all tables or one; `false` if it is none.
fn writing(to: &mut Conventions, key: &str, path: &str, value: &Value) -> Result<bool, String> {
    match key {
        "delimiter" => to.delimiter = Some(delimiter(path, as_text(path, value)?)?),
        "encoding" => to.encoding = encoding(path, as_text(path, value)?)?,
        "decimal_mark" => to.marks = NumberMarks { decimal: mark(path, value)?, ..to.marks },
        "thousands_mark" => to.marks = NumberMarks { thousands: Some(mark(path, value)?), ..to.marks },
        "dates" => {
            let pattern = |text: &String| {
                TimePattern::new(text)
                    .ok_or_else(|| format!("`{path}`: {text:?} is no pattern such as %d.%m.%Y"))
            };
            to.patterns = texts(path, value)?.iter().map(pattern).collect::<Result<_, String>>()?;
        }
        "null" => to.nulls = texts(path, value)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Takes a table of own words, each for one that is known.
fn words<T: Copy>(
    path: &str,
    value: &Value,
    known: &[(&str, T)],
    to: &mut rustc_hash::FxHashMap<String, T>,
) -> Result<(), String> {
    for (word, value) in as_table(path, value)? {
        let key_path = format!("{path}.{word}");
        let meant = as_text(&key_path, value)?;
        let Some((_, meaning)) = known.iter().find(|(name, _)| *name == meant) else {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            return Err(format!("`{key_path}`: {meant:?} is none of {}", names.join(", ")));
        };
        to.insert(word.clone(), *meaning);
    }
    Ok(())
}

fn as_table<'v>(path: &str, value: &'v Value) -> Result<&'v Toml, String> {
    value.as_table().ok_or_else(|| format!("`{path}` must be a table, [{path}]"))
}

fn as_text<'v>(path: &str, value: &'v Value) -> Result<&'v str, String> {
    value.as_str().ok_or_else(|| format!("`{path}` must be a string in quotes"))
}

/// A string, or a list of strings.
fn texts(path: &str, value: &Value) -> Result<Vec<String>, String> {
    match value.as_array() {
        Some(values) => values.iter().map(|value| as_text(path, value).map(str::to_owned)).collect(),
        None => Ok(vec![as_text(path, value)?.to_owned()]),
    }
}

fn delimiter(path: &str, text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n\0".contains(byte) => {
            Ok(*byte)
        }
        _ => Err(format!(
            "`{path}`: {text:?} cannot divide columns; use one character such as \";\", or \"tab\""
        )),
    }
}

fn encoding(path: &str, text: &str) -> Result<Encoding, String> {
    match text.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(Encoding::Utf8),
        "utf-16le" | "utf-16" => Ok(Encoding::Utf16Le),
        "utf-16be" => Ok(Encoding::Utf16Be),
        "windows-1252" | "cp1252" | "latin1" | "iso-8859-1" => Ok(Encoding::Windows1252),
        _ => Err(format!("`{path}`: {text:?} is none of utf-8, utf-16le, utf-16be, windows-1252")),
    }
}

fn mark(path: &str, value: &Value) -> Result<char, String> {
    let text = as_text(path, value)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(mark), None) if !mark.is_ascii_alphanumeric() && !"+-\"\r\n".contains(mark) => Ok(mark),
        _ => Err(format!("`{path}`: {text:?} is no mark; use one character such as \",\"")),
    }
}

fn check_marks(conventions: &Conventions, path: &str) -> Result<(), String> {
    let NumberMarks { decimal, thousands } = conventions.marks;
    if thousands == Some(decimal) {
        return Err(format!(
            "`{path}thousands_mark` is also the decimal mark; give `{path}decimal_mark` too"
        ));
    }
    Ok(())
}

//! Questions as clients write them: `LT.TRACE FORWARD PRD/A MODE flow`, or with `--mode flow`.

use ask::Request;
use serde_json::{Map, Value};

use super::Arguments;
use super::pending::Pending;
use super::table::{Argument, Command, Kind, PAGE_TOKEN};
use crate::failure::Failure;

/// Reads a question.
pub(super) fn question(
    command: &'static Command,
    question: &'static str,
    arguments: &Arguments<'_>,
) -> Result<Pending, Failure> {
    let texts = arguments.texts(1)?;
    let mut fields = fields(command, &texts)?;
    let rows = match fields.remove(PAGE_TOKEN) {
        Some(rows) => Some(page_rows(&rows)?),
        None => None,
    };
    fields.insert("ask".to_owned(), Value::from(question));
    let request = Request::from_json(fields)?;
    Ok(Pending::Question { request, rows })
}

/// Reads `LT.NEXT cursor`.
pub(super) fn next(arguments: &Arguments<'_>) -> Result<Pending, Failure> {
    Ok(Pending::Next { token: arguments.text(1)?.to_owned() })
}

fn page_rows(rows: &Value) -> Result<usize, Failure> {
    let rows = rows.as_u64().filter(|rows| *rows > 0).and_then(|rows| usize::try_from(rows).ok());
    rows.ok_or_else(|| Failure::arguments("PAGE takes a number of rows, at least 1"))
}

/// The fields of a request. A text that is a word of the command stands for that word; a lot of such a name is
/// written `PRODUCT/LOT`.
pub(super) fn fields(command: &Command, texts: &[&str]) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    let mut places = command.arguments.iter().filter(|argument| argument.token.is_none()).peekable();
    let mut rest = texts.iter();
    while let Some(text) = rest.next() {
        if let Some(argument) = of_token(command, text) {
            let value = match argument.kind {
                Kind::Switch => Value::Bool(true),
                Kind::Text | Kind::Number => {
                    let missing = || Failure::arguments(format!("{}: {text} lacks its value", command.name));
                    value(argument, rest.next().ok_or_else(missing)?)?
                }
            };
            if fields.insert(argument.name.to_owned(), value).is_some() {
                return Err(Failure::arguments(format!("{}: {text} stands there twice", command.name)));
            }
            continue;
        }
        let Some(argument) = places.peek() else {
            let message = format!("{}: {text:?} is no word of it; COMMAND DOCS {0} lists them", command.name);
            return Err(Failure::arguments(message));
        };
        if argument.multiple {
            let list = fields.entry(argument.name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(Value::from(*text));
            }
        } else {
            // Directions are written in capitals as often as not.
            let text =
                if argument.name == "direction" { text.to_ascii_lowercase() } else { (*text).to_owned() };
            fields.insert(argument.name.to_owned(), Value::from(text));
            places.next();
        }
    }
    Ok(fields)
}

fn value(argument: &Argument, text: &str) -> Result<Value, Failure> {
    match argument.kind {
        Kind::Number => {
            let number = text.parse::<u64>().map_err(|_| {
                let token = argument.token.unwrap_or(argument.name);
                Failure::arguments(format!("{token}: {text:?} is no whole number"))
            })?;
            Ok(Value::from(number))
        }
        // The values of these are words, whatever their case.
        Kind::Text if matches!(argument.name, "mode" | "trust" | "rule") => {
            Ok(Value::from(text.to_ascii_lowercase()))
        }
        Kind::Text | Kind::Switch => Ok(Value::from(text)),
    }
}

fn of_token<'c>(command: &'c Command, text: &str) -> Option<&'c Argument> {
    let word = text.strip_prefix("--").unwrap_or(text).as_bytes();
    // `-` and `_` are the same in words.
    let same = |token: &str| {
        token.len() == word.len()
            && token.bytes().zip(word).all(|(t, w)| t == w.to_ascii_uppercase() || (t == b'-' && *w == b'_'))
    };
    command.arguments.iter().find(|argument| argument.token.is_some_and(same))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::super::table::find;
    use super::*;

    fn check(line: &str, expected: Value) {
        let texts: Vec<&str> = line.split(' ').collect();
        let command = find(texts[0].as_bytes()).unwrap().1;
        let found = fields(command, &texts[1..]).map_or_else(|failure| json!(failure.message), Value::Object);
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn words_and_flags_mean_the_same() {
        let expected = json!({"direction": "forward", "lots": ["P/A", "P/B"], "mode": "flow", "as_known": "2026", "rings": true});
        check("LT.TRACE FORWARD P/A P/B MODE FLOW AS-KNOWN 2026 RINGS", expected.clone());
        check("lt.trace forward --mode flow P/A --as_known 2026 P/B rings", expected);
        check("LT.EXPIRING WITHIN 14 PAGE 10", json!({"within": 14, "PAGE": 10}));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        check(
            "LT.WHERE P/A P/B",
            json!("LT.WHERE: \"P/B\" is no word of it; COMMAND DOCS LT.WHERE lists them"),
        );
        check("LT.TRACE FORWARD P/A MODE", json!("LT.TRACE: MODE lacks its value"));
        check("LT.EXPIRING WITHIN x", json!("WITHIN: \"x\" is no whole number"));
        check("LT.EXPIRING WITHIN 1 WITHIN 2", json!("LT.EXPIRING: WITHIN stands there twice"));
    }

    #[test]
    fn every_question_of_the_table_has_the_fields_of_its_request() {
        for command in super::super::table::COMMANDS {
            let super::super::table::Op::Question(name) = command.op else { continue };
            let mut fields: Map<String, Value> = command
                .arguments
                .iter()
                .filter(|argument| argument.name != PAGE_TOKEN)
                .map(|argument| {
                    let value = match (argument.kind, argument.name) {
                        (Kind::Switch, _) => json!(true),
                        (Kind::Number, _) => json!(1),
                        (Kind::Text, "mode") => json!("flow"),
                        (Kind::Text, "trust") => json!("safe"),
                        (Kind::Text, "rule") => json!("fifo"),
                        (Kind::Text, "direction") => json!("backward"),
                        (Kind::Text, "lots" | "by") => json!(["x"]),
                        (Kind::Text, _) => json!("x"),
                    };
                    (argument.name.to_owned(), value)
                })
                .collect();
            fields.insert("ask".to_owned(), json!(name));
            let read = Request::from_json(fields);
            assert!(read.is_ok(), "{}: {read:?}", command.name);
        }
    }
}

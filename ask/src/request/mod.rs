//! What can be asked: one struct per command, its fields the command's flags.
//!
//! The same structs are read from JSON (batches, the server) and, with the feature `clap`, from a command line.

mod flexible;
mod stock;
mod trace;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::AskError;

pub use stock::{
    AnomaliesRequest, AuditCountRequest, BalanceRequest, ExpiringRequest, FindRequest, LowStockRequest,
    OnHandRequest, PickRequest, Rule,
};
pub use trace::{
    Direction, Mode, RecallRequest, TraceRequest, Trust, WhereRequest, WhyNotRequest, WhyRequest,
    WindowRequest,
};

/// A question.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is documented at its struct")]
pub enum Request {
    Trace(TraceRequest),
    Window(WindowRequest),
    Where(WhereRequest),
    Why(WhyRequest),
    WhyNot(WhyNotRequest),
    Recall(RecallRequest),
    OnHand(OnHandRequest),
    Find(FindRequest),
    Pick(PickRequest),
    Expiring(ExpiringRequest),
    Balance(BalanceRequest),
    Anomalies(AnomaliesRequest),
    LowStock(LowStockRequest),
    AuditCount(AuditCountRequest),
}

impl Request {
    /// Reads a request without its `id`: `ask` names the question, the other fields are its parts.
    ///
    /// # Errors
    ///
    /// `ask` is missing or unknown; a field is unknown, missing, or of the wrong type.
    pub fn from_json(mut fields: Map<String, Value>) -> Result<Request, AskError> {
        let name = match fields.remove("ask") {
            Some(Value::String(name)) => name,
            Some(other) => return Err(AskError::Question { name: other.to_string() }),
            None => {
                return Err(AskError::Request {
                    reason: "the request has no field `ask`; name a question".into(),
                });
            }
        };
        let fields = Value::Object(fields);
        Ok(match name.replace('-', "_").as_str() {
            "trace" => Request::Trace(read(fields)?),
            "window" => Request::Window(read(fields)?),
            "where" => Request::Where(read(fields)?),
            "why" => Request::Why(read(fields)?),
            "why_not" => Request::WhyNot(read(fields)?),
            "recall" => Request::Recall(read(fields)?),
            "on_hand" => Request::OnHand(read(fields)?),
            "find" => Request::Find(read(fields)?),
            "pick" => Request::Pick(read(fields)?),
            "expiring" => Request::Expiring(read(fields)?),
            "balance" => Request::Balance(read(fields)?),
            "anomalies" => Request::Anomalies(read(fields)?),
            "low_stock" => Request::LowStock(read(fields)?),
            "audit_count" => Request::AuditCount(read(fields)?),
            _ => return Err(AskError::Question { name }),
        })
    }
}

fn read<T: DeserializeOwned>(fields: Value) -> Result<T, AskError> {
    serde_json::from_value(fields).map_err(|error| AskError::Request { reason: error.to_string() })
}

/// One line of a batch: its `id` and its request, or what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchLine {
    /// The request's `id`; null where there is none.
    pub id: Value,
    /// The request.
    pub request: Result<Request, AskError>,
}

impl BatchLine {
    /// Reads a line.
    pub fn parse(line: &str) -> BatchLine {
        match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(mut fields)) => {
                let id = fields.remove("id").unwrap_or(Value::Null);
                BatchLine { id, request: Request::from_json(fields) }
            }
            Ok(_) => BatchLine::wrong("a request is a JSON object".to_owned()),
            Err(error) => BatchLine::wrong(format!("the line is not JSON: {error}")),
        }
    }

    fn wrong(reason: String) -> BatchLine {
        BatchLine { id: Value::Null, request: Err(AskError::Request { reason }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(line: &str) -> String {
        BatchLine::parse(line).request.map(|_| String::new()).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn a_request_is_read_by_the_names_of_the_flags() {
        let line = r#"{"id":1,"ask":"trace","direction":"forward","lots":["PRD/A"],"mode":"flow","as_known":"2026"}"#;
        let expected = TraceRequest {
            lots: vec!["PRD/A".into()],
            mode: Some(Mode::Flow),
            as_known: Some("2026".into()),
            ..TraceRequest::new(Direction::Forward)
        };
        assert_eq!(BatchLine::parse(line), BatchLine { id: 1.into(), request: Ok(Request::Trace(expected)) });
    }

    #[test]
    fn hyphens_and_single_values_are_forgiven() {
        let line = r#"{"ask":"on-hand","lots":"PRD/A"}"#;
        let expected = OnHandRequest { lots: vec!["PRD/A".into()], ..OnHandRequest::default() };
        assert_eq!(
            BatchLine::parse(line),
            BatchLine { id: Value::Null, request: Ok(Request::OnHand(expected)) }
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let unknown = reason(r#"{"ask":"on_hand","lotz":[]}"#);
        assert!(
            unknown.starts_with("unknown field `lotz`, expected one of ") && unknown.contains("`lots`"),
            "{unknown}"
        );
        assert_eq!(reason(r#"{"ask":"pick","product":"P"}"#), "missing field `site`");
        assert_eq!(reason(r#"{"lots":[]}"#), "the request has no field `ask`; name a question");
        assert!(reason(r#"{"ask":"fly"}"#).starts_with("\"fly\" is no question"));
        assert_eq!(reason("[]"), "a request is a JSON object");
        assert!(reason("{").starts_with("the line is not JSON"));
    }
}

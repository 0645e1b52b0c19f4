//! Questions and answers in names: what the command line, batches and the server share.
//!
//! A [`Request`] holds what was asked, as it was written: names, times, flags. An [`Asker`] stands before one
//! snapshot, finds what the names mean, asks the engine, and gives an [`Answer`]: a few facts and some tables, whose
//! rows are made one at a time while they are written, as JSON, CSV or anything else.
//!
//! ```no_run
//! use lotrace_ask::{Asker, BatchLine, Settings};
//! use engine::{Snapshot, Verify};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let snapshot = Snapshot::open("movements.lotrace", Verify::All)?;
//! let mut asker = Asker::new(&snapshot, Settings::default());
//! let line = BatchLine::parse(r#"{"ask": "trace", "direction": "forward", "lots": ["PRD/A"]}"#);
//! let answer = asker.answer(&line.request?)?;
//! println!("{}", serde_json::to_string(&answer)?);
//! # Ok(())
//! # }
//! ```
//!
//! Guarantees: an answer is complete or it is an [`AskError`], never a silent part; a name that is unknown or
//! ambiguous is an error with candidates, never a guess; no clock is read.

mod answer;
mod article;
mod asker;
mod cell;
mod code;
mod decimal;
mod error;
mod events;
mod expiring;
mod movements;
mod named;
mod names;
mod numbers;
mod pick;
mod recall;
mod record;
mod request;
mod scan;
mod scope;
mod seeds;
mod sheet;
mod stock;
mod tables;
mod time;
mod trace;
mod warnings;
mod why;
mod window;
mod zones;

pub use answer::{Answer, Reply};
pub use article::LotArticle;
pub use asker::{Asker, Settings};
pub use cell::{Cell, CellType, LegCell, LotName};
pub use code::{ASK_CODES, CodeText};
pub use decimal::Decimal;
pub use error::{AskError, ErrorFields};
pub use named::Named;
pub use recall::{Consignee, ConsigneeKind, ConsigneeLot, Recall};
pub use request::{
    AnomaliesRequest, AuditCountRequest, BalanceRequest, BatchLine, Direction, ExpiringRequest, FindRequest,
    LowStockRequest, Mode, OnHandRequest, PickRequest, RecallRequest, Request, Rule, TraceRequest, Trust,
    WhereRequest, WhyNotRequest, WhyRequest, WindowRequest,
};
pub use sheet::{Column, RowObject, Sheet};
pub use time::{Day, Stamp, Zone};
pub use zones::Zones;

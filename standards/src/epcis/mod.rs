//! EPCIS 1.0 to 2.0.
//!
//! Two readers, `json_document` and `xml_document`, make the same small `Tree` of each event; `interpret`
//! holds it against the schema and makes an event of it; `observe` says what it means for each good. Observations are
//! sorted by good and time on disk, so that `history` can match shipments with receipts whatever the order of the
//! documents, and `rows` puts the rows of each event together.

mod document;
mod event;
mod export;
mod fault;
mod history;
mod identity;
mod import;
mod interpret;
mod json;
mod json_document;
mod leg;
mod lines;
mod lots;
mod master;
mod moment;
mod names;
mod nested;
mod observation;
mod observe;
mod query;
mod rows;
mod shipments;
mod tree;
mod validate;
mod vocabulary;
mod xml_document;

pub use export::{NotCarried, export};
pub use fault::Fault;
pub use import::{Account, DocumentAccount, import, is_document};
pub use observe::Became;
pub use validate::{validate, validate_from};

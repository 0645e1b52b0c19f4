//! GS1 scans: reading them in every form, writing them, and the codes that companies make up for their lots.
//!
//! ```
//! use gs1::{AsOf, ScanOptions, scan, till};
//!
//! let options = ScanOptions::lenient(AsOf::year(2026).unwrap());
//! let read = scan("(01)09506000134352(10)26A117(17)271200", &options);
//! assert!(read.valid);
//! assert_eq!(read.lot.as_deref(), Some("26A117"));
//! assert_eq!(read.expiry().unwrap().to_string(), "2027-12-31");
//!
//! let link = till("https://example.com/01/09506000134352/10/26A117", &options).unwrap();
//! assert_eq!(link.gtin.as_str(), "09506000134352");
//! ```
//!
//! [`bracketed`], [`element_string`] and [`digital_link`] write what [`scan`] reads; [`Pattern`] reads and continues a
//! company's own lot codes. With the feature `labels`, `label` draws a symbol with its text, and `sheet` a page of them.
//!
//! A strict reading refuses what the standard refuses. That an element lacks its companions (a lot without a trade
//! item) makes only bracketed text invalid, since that states all there is; of a symbol, which may be one of several
//! on the same goods, it is reported.
//!
//! Guarantees: no input panics; a lenient reading accepts whatever a strict one does, and reports what it forgave;
//! [`till`] does not allocate.
//!
//! Limits: compressed Digital Links are refused; company prefixes are checked for their shape, not against a list of
//! those given out; two-digit years need the year in which they are read.

mod ai;
mod association;
mod bracket;
mod date;
mod element;
mod error;
mod fault;
mod form;
mod gtin;
#[cfg(feature = "labels")]
mod label;
mod life;
mod link;
mod lint;
mod pattern;
mod raw;
mod retail;
mod scan;
mod sink;
mod table;
mod text;
mod till;
mod transmit;
mod urn;

pub use ai::Ai;
pub use date::{AsOf, Day};
pub use element::{Element, GS1_RESOLVER, bracketed, digital_link, element_string};
pub use error::{Gs1Error, LinkFault, PatternFault};
pub use fault::{Fault, Flaw};
pub use form::Form;
pub use gtin::Gtin;
#[cfg(feature = "labels")]
pub use label::{Carrier, Label, LabelContent, Sheet, label, sheet};
pub use life::Life;
pub use pattern::{LotCode, Offender, Pattern};
pub use scan::{Scan, scan};
pub use sink::ScanOptions;
pub use text::Text;
pub use till::{Till, till};
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod shared;

pub use transmit::{Symbology, transmit};

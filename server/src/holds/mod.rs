//! Holds placed through the server: what is written down, kept, and acted on.

mod keeper;
mod ledger;
mod orders;
mod record;
mod standing;

pub use ledger::{Ledger, LedgerError};
pub use record::{Act, Batch, Receipt, Statement, Target};

pub(crate) use keeper::{Keeper, Refusal};
pub(crate) use orders::{Order, Scope};

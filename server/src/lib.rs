//! A TCP server that any Redis client speaks to, and holds that are never lost.
//!
//! ```no_run
//! use lotrace_server::{Clock, Options, Server, Setup};
//!
//! # fn main() -> Result<(), lotrace_server::ServeError> {
//! let mut server = Server::start(Setup {
//!     snapshot: "creamery.lotrace".into(),
//!     config: Options { resp: Some("127.0.0.1:6390".into()), ..Options::default() }.or_default(),
//!     zone: ask::Zone::UTC,
//!     clock: Clock::System,
//! })?;
//! server.ready()?;
//! server.wait()?; // until SIGTERM
//! server.stop();
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantees
//!
//! - A hold is acknowledged only once it is on the disk and in force. What was acknowledged outlives a crash, a power cut
//!   and any number of snapshots; statements have sequence numbers without gaps.
//! - When the disk fails, no hold is taken any more and everything counts as held.
//! - An answer is made from one snapshot and the holds of one moment, and is complete or an error.
//! - Only addresses of this machine are listened on.
//!
//! # How it hangs together
//!
//! A `World` is a snapshot and the holds of one moment, immutable and published whole by an atomic swap. Tills read
//! it in place: no lock, no allocation. Everything of unknown size runs on a bounded pool of threads. One thread, the
//! keeper, writes: it takes holds in groups, commits them to the ledger with one sync, publishes the next world, and
//! only then acknowledges.

mod answer;
mod budget;
mod clock;
mod code_index;
mod command;
mod config;
mod connection;
mod cursors;
mod error;
mod failure;
mod feed;
mod generation;
mod holds;
mod http;
mod listener;
mod log;
mod metrics;
mod pool;
mod resp;
mod sell;
mod server;
mod session;
mod shared;
mod world;

pub use clock::Clock;
pub use config::{Config, Options};
pub use error::{SERVER_CODES, ServeError};
pub use holds::{Act, Batch, Ledger, LedgerError, Receipt, Statement, Target};
pub use log::log_to_stderr;
pub use resp::{FrameError, FrameLimits, Frames};
pub use server::{Server, Setup};

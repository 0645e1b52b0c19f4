//! Why the server cannot be run.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use ask::{AskError, CodeText};
use engine::OpenError;

use crate::holds::LedgerError;

/// Why the server cannot be run. Each variant has a stable code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The configuration file.
    #[error("{path}: {reason}", path = path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        reason: String,
    },
    /// An option that has no such value.
    #[error("{option}: {value:?} is not possible; {possible}")]
    Option {
        /// Which option.
        option: &'static str,
        /// What it was given.
        value: String,
        /// What it may be.
        possible: &'static str,
    },
    /// An address that others can reach.
    #[error(
        "{address} can be reached from other machines, and there are no users and no encryption yet; listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback {
        /// The address.
        address: SocketAddr,
    },
    /// An address that cannot be listened on.
    #[error("cannot listen on {address}; check that it is of this machine and free")]
    Listen {
        /// As it was written.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// Threads, signals, timers.
    #[error("cannot start; check the limits of this process")]
    Start(#[source] io::Error),
    /// The snapshot.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store of holds.
    #[error("{path}: {source}", path = path.display())]
    Ledger {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        source: LedgerError,
    },
    /// A setting in names.
    #[error(transparent)]
    Ask(#[from] AskError),
}

impl ServeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ServeError::Config { .. } => "E0601",
            ServeError::Option { .. } => "E0602",
            ServeError::NotLoopback { .. } => "E0603",
            ServeError::Listen { .. } => "E0604",
            ServeError::Start(_) => "E0605",
            ServeError::Open(error) => error.code(),
            ServeError::Ledger { source, .. } => source.code(),
            ServeError::Ask(error) => error.code(),
        }
    }

    /// Whether what was asked for is wrong, rather than the machine it was asked of.
    pub fn is_usage(&self) -> bool {
        match self {
            ServeError::Config { .. }
            | ServeError::Option { .. }
            | ServeError::NotLoopback { .. }
            | ServeError::Ask(_) => true,
            ServeError::Listen { .. }
            | ServeError::Start(_)
            | ServeError::Open(_)
            | ServeError::Ledger { .. } => false,
        }
    }
}

const fn text(code: &'static str, title: &'static str, remedy: &'static str) -> CodeText {
    CodeText { code, title, remedy }
}

/// What the codes of this crate mean, in order.
pub const SERVER_CODES: &[CodeText] = &[
    text(
        "E0601",
        "configuration not readable",
        "The message names the file and the key. The keys are the flags of `lotrace serve`, with _ for -.",
    ),
    text(
        "E0602",
        "option not possible",
        "The message says what the option may be; `lotrace serve --help` lists all.",
    ),
    text(
        "E0603",
        "address open to others",
        "The server listens on this machine only until it has users and encryption. Put a proxy with both before it where others must reach it.",
    ),
    text(
        "E0604",
        "address not available",
        "Another program may listen there; choose another port, or stop it.",
    ),
    text("E0605", "server not started", "Raise the limits of the process (threads, open files)."),
    text(
        "E0611",
        "store of holds not opened",
        "Check the file, its directory, the permissions and the disk; only one server can have it open.",
    ),
    text("E0612", "store of holds of a newer lotrace", "Upgrade lotrace. Nothing was changed."),
    text(
        "E0613",
        "store of holds damaged",
        "Stop the server, check the disk, restore the file from a copy. A server that cannot read its holds does not start.",
    ),
    text(
        "E0614",
        "store of holds not written",
        "The disk failed while a hold was written. No hold is accepted and everything counts as held until the server is restarted on a disk that works.",
    ),
    text("E0621", "not a command of this server", "`COMMAND DOCS` lists the commands."),
    text(
        "E0622",
        "wrong arguments",
        "The message says which; `COMMAND DOCS NAME` shows what a command takes.",
    ),
    text("E0623", "not a SINCE", "Name the sequence number of the last statement that is known, 0 for none."),
    text(
        "E0624",
        "key used for another request",
        "A client key stands for one request for ever. Use a new key for a new request.",
    ),
    text(
        "E0625",
        "cursor gone",
        "A cursor that is left alone is closed, and all are when the server restarts. Ask the question again.",
    ),
    text("E0626", "swap refused", "The server only takes snapshots of its --swap-dir."),
    text(
        "E0627",
        "still loading",
        "The snapshot is being opened and verified. Try again in a moment; /readyz tells when.",
    ),
    text("E0628", "question not answered in time", "Narrow the question, or raise --question-ms."),
    text(
        "E0629",
        "too many questions or connections at once",
        "Try again, with fewer at once, or raise the limit that the message names.",
    ),
    text(
        "E0630",
        "hold not taken",
        "The message says why; nothing was written. Repeat the request with the same KEY.",
    ),
    text("E0631", "no such user", "The server has no users yet: leave out AUTH."),
];

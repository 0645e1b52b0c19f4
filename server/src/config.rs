//! How the server is run: a file, then the environment, then flags; the later one counts.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::ServeError;
use crate::resp::FrameLimits;

macro_rules! options {
    ($($(#[doc = $doc:literal])* $field:ident: $type:ty = $default:expr, $env:literal, $value:literal;)*) => {
        /// What may be set, each part of it or none: read from a file, the environment or a command line.
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "clap", derive(clap::Args))]
        pub struct Options {
            $($(#[doc = $doc])*
            #[cfg_attr(feature = "clap", arg(long, env = $env, value_name = $value))]
            pub $field: Option<$type>,)*
        }

        /// What was set, and the defaults of the rest.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Config {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl Options {
            /// These, and where they say nothing, others.
            #[must_use]
            pub fn or(self, others: Options) -> Options {
                Options { $($field: self.$field.or(others.$field),)* }
            }

            /// These, and where they say nothing, the defaults.
            pub fn or_default(self) -> Config {
                Config { $($field: self.$field.unwrap_or_else(|| $default),)* }
            }
        }
    };
}

options! {
    /// Where to listen for clients; only addresses of this machine
    resp: String = "127.0.0.1:6390".to_owned(), "LOTRACE_RESP", "HOST:PORT";
    /// Where to listen for health checks and metrics (default: nowhere)
    http: String = String::new(), "LOTRACE_HTTP", "HOST:PORT";
    /// The store of holds (default: the snapshot's name with `.holds`)
    holds: PathBuf = PathBuf::new(), "LOTRACE_HOLDS", "FILE";
    /// LT.SWAP takes snapshots of this directory only (default: any)
    swap_dir: PathBuf = PathBuf::new(), "LOTRACE_SWAP_DIR", "DIR";
    /// Threads that talk to clients (default: half of the cores)
    io_threads: usize = cores().div_ceil(2), "LOTRACE_IO_THREADS", "N";
    /// Threads that answer questions (default: all cores)
    question_threads: usize = cores(), "LOTRACE_QUESTION_THREADS", "N";
    /// Questions that may wait for a thread
    waiting_questions: usize = 1_024, "LOTRACE_WAITING_QUESTIONS", "N";
    /// Milliseconds until a question is answered, or told that it takes too long
    question_ms: u64 = 30_000, "LOTRACE_QUESTION_MS", "MS";
    /// Bytes of one answer
    answer_bytes: usize = 64 << 20, "LOTRACE_ANSWER_BYTES", "BYTES";
    /// Bytes of all answers that are on their way
    answers_bytes: usize = 256 << 20, "LOTRACE_ANSWERS_BYTES", "BYTES";
    /// Bytes of all requests that are on their way
    requests_bytes: usize = 256 << 20, "LOTRACE_REQUESTS_BYTES", "BYTES";
    /// Connections in all
    connections: usize = 4_096, "LOTRACE_CONNECTIONS", "N";
    /// Connections of one address
    connections_per_address: usize = 1_024, "LOTRACE_CONNECTIONS_PER_ADDRESS", "N";
    /// Bytes of one request
    frame_bytes: usize = 4 << 20, "LOTRACE_FRAME_BYTES", "BYTES";
    /// Arguments of one request
    frame_arguments: usize = 100_000, "LOTRACE_FRAME_ARGUMENTS", "N";
    /// Bytes of one argument
    argument_bytes: usize = 64 << 10, "LOTRACE_ARGUMENT_BYTES", "BYTES";
    /// Milliseconds from a request's first byte to its last
    frame_ms: u64 = 10_000, "LOTRACE_FRAME_MS", "MS";
    /// Milliseconds until a client must have taken some of its answer
    write_ms: u64 = 10_000, "LOTRACE_WRITE_MS", "MS";
    /// Milliseconds that a connection may be silent; 0: for ever
    idle_ms: u64 = 0, "LOTRACE_IDLE_MS", "MS";
    /// Milliseconds to finish what has begun when the server stops
    drain_ms: u64 = 10_000, "LOTRACE_DRAIN_MS", "MS";
    /// Targets of one hold or release
    hold_targets: usize = 2_000_000, "LOTRACE_HOLD_TARGETS", "N";
    /// Milliseconds that a cursor may be left alone
    cursor_ms: u64 = 60_000, "LOTRACE_CURSOR_MS", "MS";
    /// Cursors that may be open
    cursors: usize = 1_024, "LOTRACE_CURSORS", "N";
    /// Lines of the log: text or json
    log: String = "text".to_owned(), "LOTRACE_LOG", "FORMAT";
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Options {
    /// Reads a file in TOML, whose keys are the flags with `_` for `-`.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or has a key or value that it cannot have.
    pub fn read(path: &Path) -> Result<Options, ServeError> {
        let wrong = |reason: String| ServeError::Config { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        toml::from_str(&text).map_err(|error| wrong(error.to_string()))
    }
}

impl Config {
    pub(crate) fn frame_limits(&self) -> FrameLimits {
        FrameLimits {
            frame_bytes: self.frame_bytes,
            arguments: self.frame_arguments,
            argument_bytes: self.argument_bytes,
        }
    }

    pub(crate) fn frame_time(&self) -> Duration {
        Duration::from_millis(self.frame_ms)
    }

    pub(crate) fn write_time(&self) -> Duration {
        Duration::from_millis(self.write_ms)
    }

    pub(crate) fn question_time(&self) -> Duration {
        Duration::from_millis(self.question_ms)
    }

    pub(crate) fn drain_time(&self) -> Duration {
        Duration::from_millis(self.drain_ms)
    }

    pub(crate) fn cursor_time(&self) -> Duration {
        Duration::from_millis(self.cursor_ms)
    }

    /// How long a connection may be silent; `None`: for ever.
    pub(crate) fn idle_time(&self) -> Option<Duration> {
        (self.idle_ms > 0).then(|| Duration::from_millis(self.idle_ms))
    }

    /// The store of holds that goes with a snapshot.
    pub(crate) fn holds_beside(&self, snapshot: &Path) -> PathBuf {
        if self.holds.as_os_str().is_empty() {
            let mut name = snapshot.as_os_str().to_owned();
            name.push(".holds");
            PathBuf::from(name)
        } else {
            self.holds.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn flags_come_before_the_file_and_the_file_before_defaults() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lotrace.toml");
        std::fs::write(&path, "resp = \"127.0.0.1:1\"\nframe_ms = 7\n").unwrap();
        let flags = Options { resp: Some("127.0.0.1:2".into()), ..Options::default() };
        let config = flags.or(Options::read(&path).unwrap()).or_default();
        assert_eq!((config.resp.as_str(), config.frame_ms, config.write_ms), ("127.0.0.1:2", 7, 10_000));
    }

    #[test]
    fn a_key_that_does_not_exist_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lotrace.toml");
        std::fs::write(&path, "rsp = \"127.0.0.1:1\"\n").unwrap();
        let error = Options::read(&path).unwrap_err().to_string();
        assert!(error.contains("lotrace.toml") && error.contains("rsp"), "{error}");
    }
}

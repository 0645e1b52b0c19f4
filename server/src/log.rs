//! The log: lines on standard error, as text or as JSON.

use crate::error::ServeError;

/// Writes the log of this process to standard error from now on.
///
/// # Errors
///
/// `format` is neither `text` nor `json`.
pub fn log_to_stderr(format: &str) -> Result<(), ServeError> {
    let lines = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO);
    // A process has one log; who set one up before keeps it.
    match format {
        "text" => drop(lines.try_init()),
        "json" => drop(lines.json().flatten_event(true).try_init()),
        other => {
            return Err(ServeError::Option {
                option: "--log",
                value: other.to_owned(),
                possible: "write text or json",
            });
        }
    }
    Ok(())
}

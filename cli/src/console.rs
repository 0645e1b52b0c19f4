//! The streams of a run, and what is known of them.

use std::io::{Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use ask::Day;

/// A terminal at standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Its width in columns.
    pub width: usize,
}

impl Terminal {
    /// Width by `COLUMNS`, else by what the terminal says, else 80.
    pub fn of_environment() -> Terminal {
        let stated = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let measured = || terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Terminal { width: stated.unwrap_or_else(measured).max(40) }
    }
}

/// The streams of a run. Tests put buffers here.
pub struct Console<'c> {
    /// Standard input.
    pub input: Box<dyn Read + Send + 'c>,
    /// Standard output: answers.
    pub output: Box<dyn Write + 'c>,
    /// Standard error: messages.
    pub messages: Box<dyn Write + 'c>,
    /// The terminal at standard output; `None`: a pipe or a file.
    pub terminal: Option<Terminal>,
    /// Whether progress is shown at the process's standard error.
    pub shows_progress: bool,
    /// The day that counts as today where a question names none.
    pub today: Option<Day>,
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

impl Console<'_> {
    /// Says something on standard error. That nobody can hear it is no reason to stop.
    pub(crate) fn say(&mut self, message: &str) {
        if writeln!(self.messages, "{message}").is_err() {
            self.shows_progress = false;
        }
    }
}

/// Today's day in UTC, by the clock of the machine.
pub fn today() -> Option<Day> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i32::try_from(since.as_secs() / 86_400).ok().map(Day)
}

impl<'c> Console<'c> {
    /// Streams for a run in process: no terminal, no progress, no clock.
    pub fn over(
        input: impl Read + Send + 'c,
        output: impl Write + 'c,
        messages: impl Write + 'c,
    ) -> Console<'c> {
        Console {
            input: Box::new(input),
            output: Box::new(output),
            messages: Box::new(messages),
            terminal: None,
            shows_progress: false,
            today: None,
        }
    }
}

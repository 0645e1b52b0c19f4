//! The command line of lotrace: `lotrace build`, `lotrace trace` and the others.
//!
//! [`run`] is the whole program over streams that the caller gives, so that tests run it in process. A command is
//! one file under `commands`; what answers look like is decided in `output`, once for all commands.
//!
//! ```
//! use lotrace::{Console, run};
//!
//! let mut output = Vec::new();
//! let mut console = Console::over(std::io::empty(), &mut output, std::io::sink());
//! let code = run(["lotrace", "explain", "E0301", "-f", "json"], &mut console);
//! drop(console);
//! assert_eq!(code, 0);
//! assert!(output.starts_with(br#"{"code":"E0301","title":"unknown lot""#));
//! ```

mod arguments;
mod codes;
mod commands;
mod console;
mod failure;
pub mod interrupt;
mod output;
mod progress;
mod run;

pub use codes::{all_codes, explain};
pub use console::{Console, Terminal, today};
pub use run::run;

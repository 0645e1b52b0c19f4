//! The `lotrace` binary: the library with this process's streams.

use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;

use lotrace::{Console, Terminal, interrupt};

fn main() -> ExitCode {
    interrupt::install();
    let stdout = io::stdout();
    let terminal = stdout.is_terminal().then(Terminal::of_environment);
    let mut console = Console {
        input: Box::new(io::stdin()),
        output: Box::new(BufWriter::with_capacity(1 << 16, stdout)),
        messages: Box::new(io::stderr()),
        terminal,
        shows_progress: io::stderr().is_terminal(),
        today: lotrace::today(),
    };
    ExitCode::from(lotrace::run(std::env::args_os(), &mut console))
}

//! `lotrace completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::console::Console;
use crate::failure::Failure;

/// Completions for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(command: &Completions, console: &mut Console<'_>) -> Result<u8, Failure> {
    let mut script = Vec::new();
    generate(command.shell, &mut Arguments::command(), "lotrace", &mut script);
    console.output.write_all(&script).map_err(Failure::Output)?;
    Ok(0)
}

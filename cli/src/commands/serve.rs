//! `lotrace serve`: the TCP server.

use std::path::PathBuf;

use ask::Zone;
use clap::Args;
use server::{Clock, Options, Server, Setup};

use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;

/// Serve a snapshot to tills, shops and screens: any Redis client is a client
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The snapshot (default: --snapshot)
    #[arg(value_name = "SNAP")]
    path: Option<PathBuf>,
    /// Options that neither flags nor the environment set, in TOML
    #[arg(long, env = "LOTRACE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

pub(crate) fn run(command: &Serve, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let snapshot = command.path.clone().or_else(|| common.snapshot.clone()).ok_or(Failure::NoSnapshot)?;
    let zone = common.time_zone.as_deref().map_or(Ok(Zone::UTC), Zone::named)?;
    let file = command.config.as_deref().map(Options::read).transpose()?.unwrap_or_default();
    let config = command.options.clone().or(file).or_default();
    server::log_to_stderr(&config.log)?;
    let mut server = Server::start(Setup { snapshot, config, zone, clock: Clock::System })?;
    let address = server.resp_address();
    server.ready()?;
    console.say(&format!("serving on {address}; try: redis-cli -p {} LT.INFO", address.port()));
    server.wait()?;
    server.stop();
    Ok(0)
}

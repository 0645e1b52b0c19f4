//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    batch, build, check, codes, completions, demo, explain, export, generate, import, info, label, scan,
    serve,
};
use crate::output::Format;

/// Recall traces over lot movements.
#[derive(Debug, Parser)]
#[command(name = "lotrace", version, about, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "Exit codes: 0 answered, 1 nothing found, 2 usage, 3 rejected input, 4 unknown or ambiguous \
name, 5 answer withheld, 6 input or output, 130 interrupted.";

/// Options of all commands.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// The snapshot to ask
    #[arg(long, global = true, env = "LOTRACE_SNAPSHOT", value_name = "SNAP")]
    pub(crate) snapshot: Option<PathBuf>,
    /// Format of the answer (default: a table on a terminal, else CSV)
    #[arg(short, long, global = true, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write to this file (or directory) instead of standard output
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Zone of dates and local times where the site has none
    #[arg(long, global = true, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// Open the snapshot without checking it first
    #[arg(long, global = true)]
    pub(crate) no_verify: bool,
    /// Which table of the answer to write, where the format holds only one
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) table: Option<String>,
    /// On a terminal, print all rows of a large answer
    #[arg(long, global = true)]
    pub(crate) all: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Build(build::Build),
    Info(info::Info),
    Check(check::Check),
    Find(ask::FindRequest),
    Where(ask::WhereRequest),
    Why(ask::WhyRequest),
    WhyNot(ask::WhyNotRequest),
    Anomalies(ask::AnomaliesRequest),
    Trace(ask::TraceRequest),
    Window(ask::WindowRequest),
    OnHand(ask::OnHandRequest),
    Balance(ask::BalanceRequest),
    Pick(ask::PickRequest),
    Expiring(ask::ExpiringRequest),
    Recall(ask::RecallRequest),
    LowStock(ask::LowStockRequest),
    AuditCount(ask::AuditCountRequest),
    Batch(batch::Batch),
    Generate(generate::Generate),
    Import(import::Import),
    Export(export::Export),
    Scan(scan::Scan),
    Label(label::Label),
    Codes(codes::Codes),
    Serve(Box<serve::Serve>),
    Explain(explain::Explain),
    Completions(completions::Completions),
}

/// Commands that are planned and not there: an error can say so.
pub(crate) const LATER: &[&str] = &["source", "diff", "drill"];

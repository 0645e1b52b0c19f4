//! From arguments to an exit code.

use std::ffi::OsString;

use ask::{ErrorFields, Request};
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::arguments::{Arguments, Command, Common, LATER};
use crate::commands::{
    batch, build, check, codes, completions, demo, explain, export, generate, import, info, label, question,
    recall, scan, serve,
};
use crate::console::Console;
use crate::failure::Failure;
use crate::output::Format;

/// Runs one command and gives its exit code. Answers go to the console's output, messages to its messages; with
/// `-f json` an error is an object on the output, too.
pub fn run<A: Into<OsString> + Clone>(
    arguments: impl IntoIterator<Item = A>,
    console: &mut Console<'_>,
) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let wants_json = asks_for_json(&arguments);
    let (result, as_json) = match Arguments::try_parse_from(&arguments) {
        Ok(parsed) => {
            let as_json = parsed.common.format == Some(Format::Json);
            (dispatch(parsed, console), as_json)
        }
        Err(error) => (not_parsed(error, console), wants_json),
    };
    let result = result.and_then(|code| console.output.flush().map(|()| code).map_err(Failure::Output));
    match result {
        Ok(code) => code,
        Err(failure) if failure.is_broken_pipe() => 0,
        Err(failure) => report(&failure, as_json, console),
    }
}

/// Arguments that do not parse may still say in which format the error is wanted.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let joined = texts.iter().any(|text| matches!(*text, "-fjson" | "-f=json" | "--format=json"));
    joined || texts.windows(2).any(|pair| matches!(pair, ["-f" | "--format", "json"]))
}

fn not_parsed(error: clap::Error, console: &mut Console<'_>) -> Result<u8, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            write!(console.output, "{error}").map_err(Failure::Output)?;
            Ok(0)
        }
        ErrorKind::InvalidSubcommand => match error.get(ContextKind::InvalidSubcommand) {
            Some(ContextValue::String(name)) if LATER.contains(&name.as_str()) => {
                Err(Failure::NotYet(name.clone()))
            }
            _ => Err(usage(&error)),
        },
        _ => Err(usage(&error)),
    }
}

fn usage(error: &clap::Error) -> Failure {
    let text = error.to_string();
    Failure::Usage(text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned())
}

fn report(failure: &Failure, as_json: bool, console: &mut Console<'_>) -> u8 {
    let message = failure.message();
    let said = if as_json {
        let fields =
            ErrorFields { code: failure.code(), message: &message, candidates: failure.candidates() };
        let object = serde_json::json!({ "error": fields });
        writeln!(console.output, "{object}").and_then(|()| console.output.flush())
    } else {
        writeln!(console.messages, "error: {message} [{}]", failure.code())
    };
    // There is nowhere left to say that even the error could not be said.
    said.map_or(failure.exit_code().max(1), |()| failure.exit_code())
}

fn dispatch(arguments: Arguments, console: &mut Console<'_>) -> Result<u8, Failure> {
    let common = &arguments.common;
    match arguments.command {
        Command::Demo(command) => demo::run(&command, common, console),
        Command::Build(command) => build::run(&command, common, console),
        Command::Info(command) => info::run(&command, common, console),
        Command::Check(command) => check::run(&command, common, console),
        Command::Recall(request) => recall::run(&request, common, console),
        Command::Batch(command) => batch::run(&command, common, console),
        Command::Generate(command) => generate::run(&command, common, console),
        Command::Import(command) => import::run(&command, common, console),
        Command::Export(command) => export::run(&command, common, console),
        Command::Scan(command) => scan::run(&command, common, console),
        Command::Label(command) => label::run(&command, common, console),
        Command::Codes(command) => codes::run(&command, common, console),
        Command::Serve(command) => serve::run(&command, common, console),
        Command::Explain(command) => explain::run(&command, common, console),
        Command::Completions(command) => completions::run(&command, console),
        Command::Find(request) => ask(Request::Find(request), common, console),
        Command::Where(request) => ask(Request::Where(request), common, console),
        Command::Why(request) => ask(Request::Why(request), common, console),
        Command::WhyNot(request) => ask(Request::WhyNot(request), common, console),
        Command::Anomalies(request) => ask(Request::Anomalies(request), common, console),
        Command::Trace(request) => ask(Request::Trace(request), common, console),
        Command::Window(request) => ask(Request::Window(request), common, console),
        Command::OnHand(request) => ask(Request::OnHand(request), common, console),
        Command::Balance(request) => ask(Request::Balance(request), common, console),
        Command::Pick(request) => ask(Request::Pick(request), common, console),
        Command::Expiring(request) => ask(Request::Expiring(request), common, console),
        Command::LowStock(request) => ask(Request::LowStock(request), common, console),
        Command::AuditCount(request) => ask(Request::AuditCount(request), common, console),
    }
}

fn ask(request: Request, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    question::run(&request, common, console)
}

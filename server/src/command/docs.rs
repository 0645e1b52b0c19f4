//! `COMMAND`: by it `redis-cli` helps and completes.

use super::table::{Argument, COMMANDS, Command, Kind, find};
use super::{Arguments, Step};
use crate::failure::Failure;
use crate::resp::Reply;

pub(super) fn command(arguments: &Arguments<'_>, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    let subcommand = arguments.raw(1).to_ascii_uppercase();
    match subcommand.as_slice() {
        _ if arguments.len() == 1 => {
            reply.list(COMMANDS.len());
            COMMANDS.iter().for_each(|command| write_info(command, reply));
        }
        b"COUNT" => reply.integer(COMMANDS.len() as i64),
        b"LIST" => {
            reply.list(COMMANDS.len());
            COMMANDS.iter().for_each(|command| reply.text(command.name));
        }
        b"INFO" => infos(arguments, reply),
        b"DOCS" => docs(arguments, reply),
        _ => return Err(Failure::arguments("COMMAND takes COUNT, LIST, INFO or DOCS")),
    }
    Ok(Step::Done)
}

fn infos(arguments: &Arguments<'_>, reply: &mut Reply<'_>) {
    if arguments.len() == 2 {
        reply.list(COMMANDS.len());
        COMMANDS.iter().for_each(|command| write_info(command, reply));
        return;
    }
    reply.list(arguments.len() - 2);
    for place in 2..arguments.len() {
        match find(arguments.raw(place)) {
            Some((_, command)) => write_info(command, reply),
            None => reply.null(),
        }
    }
}

/// Name, arity, flags, first key, last key, step: there are no keys.
fn write_info(command: &Command, reply: &mut Reply<'_>) {
    reply.list(6);
    reply.text(&command.name.to_ascii_lowercase());
    reply.integer(command.arity());
    reply.set(2);
    reply.simple(if command.writes() { "write" } else { "readonly" });
    reply.simple(if command.is_fast() { "fast" } else { "loading" });
    (0..3).for_each(|_| reply.integer(0));
}

fn docs(arguments: &Arguments<'_>, reply: &mut Reply<'_>) {
    let asked: Vec<&Command> = if arguments.len() == 2 {
        COMMANDS.iter().collect()
    } else {
        (2..arguments.len())
            .filter_map(|place| find(arguments.raw(place)))
            .map(|(_, command)| command)
            .collect()
    };
    reply.map(asked.len());
    for command in asked {
        reply.text(&command.name.to_ascii_lowercase());
        write_docs(command, reply);
    }
}

fn write_docs(command: &Command, reply: &mut Reply<'_>) {
    let has_arguments = !command.arguments.is_empty();
    reply.map(3 + usize::from(has_arguments));
    reply.text("summary");
    reply.text(command.summary);
    reply.text("since");
    reply.text(env!("CARGO_PKG_VERSION"));
    reply.text("group");
    reply.text(if command.name.starts_with("LT.") { "lotrace" } else { "connection" });
    if has_arguments {
        reply.text("arguments");
        reply.list(command.arguments.len());
        command.arguments.iter().for_each(|argument| write_argument(argument, reply));
    }
}

fn write_argument(argument: &Argument, reply: &mut Reply<'_>) {
    let flags: Vec<&str> = [(argument.optional, "optional"), (argument.multiple, "multiple")]
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .map(|(_, flag)| flag)
        .collect();
    reply.map(2 + usize::from(argument.token.is_some()) + usize::from(!flags.is_empty()));
    reply.text("name");
    reply.text(&argument.name.to_ascii_lowercase());
    reply.text("type");
    reply.text(match argument.kind {
        Kind::Text => "string",
        Kind::Number => "integer",
        Kind::Switch => "pure-token",
    });
    if let Some(token) = argument.token {
        reply.text("token");
        reply.text(token);
    }
    if !flags.is_empty() {
        reply.text("flags");
        reply.set(flags.len());
        flags.iter().for_each(|flag| reply.simple(flag));
    }
}

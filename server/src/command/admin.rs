//! What every Redis client says before it asks anything, and what the server says of itself.

use std::path::PathBuf;

use super::{Arguments, Step};
use crate::failure::{Failure, Word};
use crate::resp::{Protocol, Reply};
use crate::session::Session;
use crate::shared::Shared;
use crate::world::World;

/// Longest name of a client.
const LONGEST_NAME: usize = 256;

pub(super) fn ping(
    session: &Session,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    match (&session.feed, session.protocol, arguments.len()) {
        // A subscriber of RESP2 tells replies from messages by their form.
        (Some(_), Protocol::Resp2, _) => {
            reply.list(2);
            reply.text("pong");
            reply.bulk(arguments.raw(1));
        }
        (_, _, 1) => reply.simple("PONG"),
        _ => reply.bulk(arguments.raw(1)),
    }
    Ok(Step::Done)
}

pub(super) fn echo(arguments: &Arguments<'_>, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    reply.bulk(arguments.raw(1));
    Ok(Step::Done)
}

pub(super) fn auth() -> Result<Step, Failure> {
    Err(Failure::new(Word::Err, "E0631", "AUTH: the server has no users and no passwords yet; leave it out"))
}

/// `HELLO [2|3 [AUTH user password] [SETNAME name]]`.
pub(super) fn hello(
    session: &mut Session,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    let protocol = match arguments.raw(1) {
        _ if arguments.len() == 1 => session.protocol,
        b"2" => Protocol::Resp2,
        b"3" => Protocol::Resp3,
        _ => {
            // The word is what clients look for.
            return Err(Failure::arguments("NOPROTO unsupported protocol version; it is 2 or 3"));
        }
    };
    let mut name = None;
    let mut place = 2;
    while place < arguments.len() {
        if arguments.is(place, "SETNAME") && place + 1 < arguments.len() {
            name = Some(client_name(arguments.raw(place + 1))?);
            place += 2;
        } else if arguments.is(place, "AUTH") {
            return auth();
        } else {
            return Err(Failure::arguments("HELLO takes 2 or 3, then SETNAME name"));
        }
    }
    session.protocol = protocol;
    if let Some(name) = name {
        session.name = name;
    }
    reply.protocol = protocol;
    reply.map(7);
    reply.text("server");
    reply.text("lotrace");
    reply.text("version");
    reply.text(env!("CARGO_PKG_VERSION"));
    reply.text("proto");
    reply.integer(if protocol == Protocol::Resp3 { 3 } else { 2 });
    reply.text("id");
    reply.count(session.id);
    reply.text("mode");
    reply.text("standalone");
    reply.text("role");
    reply.text("master");
    reply.text("modules");
    reply.list(0);
    Ok(Step::Done)
}

fn client_name(name: &[u8]) -> Result<Vec<u8>, Failure> {
    let is_plain = name.len() <= LONGEST_NAME && name.iter().all(|byte| (b'!'..=b'~').contains(byte));
    is_plain.then(|| name.to_vec()).ok_or_else(|| {
        Failure::arguments(format!("a client's name has at most {LONGEST_NAME} characters and no spaces"))
    })
}

pub(super) fn client(
    session: &mut Session,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    let subcommand = arguments.raw(1).to_ascii_uppercase();
    match (subcommand.as_slice(), arguments.len()) {
        (b"ID", 2) => reply.count(session.id),
        (b"GETNAME", 2) if session.name.is_empty() => reply.null(),
        (b"GETNAME", 2) => reply.bulk(&session.name),
        (b"SETNAME", 3) => {
            session.name = client_name(arguments.raw(2))?;
            reply.ok();
        }
        (b"SETINFO", 4) | (b"NO-EVICT" | b"NO-TOUCH", 3) => reply.ok(),
        (b"INFO" | b"LIST", 2) => {
            let version = if session.protocol == Protocol::Resp3 { 3 } else { 2 };
            let name = String::from_utf8_lossy(&session.name);
            reply.text(&format!("id={} name={name} resp={version}\n", session.id));
        }
        _ => return Err(Failure::arguments("CLIENT takes ID, GETNAME, SETNAME name, SETINFO, INFO or LIST")),
    }
    Ok(Step::Done)
}

pub(super) fn select(arguments: &Arguments<'_>, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    if arguments.raw(1) != b"0" {
        return Err(Failure::arguments("DB index is out of range: there is one database, 0"));
    }
    reply.ok();
    Ok(Step::Done)
}

/// `CONFIG GET`: clients and benchmarks ask, and nothing is to be told.
pub(super) fn config(arguments: &Arguments<'_>, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    if !arguments.is(1, "GET") {
        return Err(Failure::arguments(
            "the server is configured by its file, environment and flags; see `lotrace serve --help`",
        ));
    }
    reply.map(0);
    Ok(Step::Done)
}

pub(super) fn reset(session: &mut Session, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    *session = Session::new(session.id);
    reply.protocol = Protocol::Resp2;
    reply.simple("RESET");
    Ok(Step::Done)
}

/// `LT.SWAP [path]`.
pub(super) fn swap(shared: &Shared, arguments: &Arguments<'_>) -> Result<super::Pending, Failure> {
    let path = match arguments.len() {
        1 => None,
        2 => Some(PathBuf::from(arguments.text(1)?)),
        _ => return Err(Failure::arguments("LT.SWAP takes one path, or none for the same file anew")),
    };
    shared.may_swap(path.as_deref())?;
    Ok(super::Pending::Swap { path })
}

/// The snapshot that is served.
pub(super) fn write_snapshot(shared: &Shared, world: &World, reply: &mut Reply<'_>) {
    let view = world.generation.view();
    reply.map(7);
    reply.text("snapshot");
    reply.text(world.generation.identity());
    reply.text("path");
    reply.text(&world.generation.path().to_string_lossy());
    reply.text("generation");
    reply.count(shared.generations());
    reply.text("products");
    reply.count(u64::from(world.generation.product_count()));
    reply.text("lots");
    reply.count(view.lot_count() as u64);
    reply.text("rows");
    reply.count(view.row_count() as u64);
    reply.text("sequence");
    reply.count(world.sequence);
}

/// `LT.INFO`.
pub(super) fn about(shared: &Shared, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    let world = shared.world.load_full();
    reply.map(9);
    reply.text("version");
    reply.text(env!("CARGO_PKG_VERSION"));
    reply.text("state");
    reply.text(shared.state());
    reply.text("holds_durable");
    reply.boolean(world.as_ref().is_some_and(|world| !world.halted));
    reply.text("sequence");
    reply.count(world.as_ref().map_or(0, |world| world.sequence));
    reply.text("held");
    reply.count(world.as_ref().map_or(0, |world| world.held));
    reply.text("connections");
    reply.count(shared.metrics.connections());
    reply.text("waiting_questions");
    reply.count(shared.pool.waiting() as u64);
    reply.text("cursors");
    reply.count(shared.cursors.len() as u64);
    reply.text("snapshot");
    match &world {
        Some(world) => write_snapshot(shared, world, reply),
        None => reply.null(),
    }
    Ok(Step::Done)
}

/// `INFO`: the same as text, in the form that tools of Redis read.
pub(super) fn info(shared: &Shared, reply: &mut Reply<'_>) -> Result<Step, Failure> {
    let world = shared.world.load_full();
    let mut text = format!(
        "# Server\r\nlotrace_version:{}\r\nprocess_id:{}\r\nuptime_in_seconds:{}\r\nstate:{}\r\n\r\n# Clients\r\nconnected_clients:{}\r\n",
        env!("CARGO_PKG_VERSION"),
        std::process::id(),
        shared.metrics.uptime_seconds(),
        shared.state(),
        shared.metrics.connections(),
    );
    if let Some(world) = world {
        text.push_str(&format!(
            "\r\n# Snapshot\r\nsnapshot:{}\r\ngeneration:{}\r\nlots:{}\r\n\r\n# Holds\r\nsequence:{}\r\nheld:{}\r\ndurable:{}\r\n",
            world.generation.identity(),
            shared.generations(),
            world.generation.view().lot_count(),
            world.sequence,
            world.held,
            u8::from(!world.halted),
        ));
    }
    reply.text(&text);
    Ok(Step::Done)
}

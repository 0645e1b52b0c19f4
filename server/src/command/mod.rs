//! Commands: what there are, what each takes, and what each does.

mod admin;
mod docs;
mod hold;
mod parse;
mod pending;
mod table;
mod till;

use crate::failure::{Failure, Word};
use crate::resp::{Frames, Reply};
use crate::session::Session;
use crate::shared::Shared;

pub(crate) use pending::Pending;
pub(crate) use table::COMMANDS;

use table::Op;

/// What comes after a command.
pub(crate) enum Step {
    /// It is answered.
    Done,
    /// It is answered by others; the next command waits for that.
    Later(Box<Pending>),
    /// It is answered, and the connection ends.
    Close,
}

fn later(pending: Pending) -> Step {
    Step::Later(Box::new(pending))
}

/// Does what a request says, or finds who does. `bytes` are those of the request.
pub(crate) fn execute(
    shared: &Shared,
    session: &mut Session,
    frames: &Frames,
    bytes: &[u8],
    out: &mut Vec<u8>,
) -> Step {
    let Some(name) = frames.argument(bytes, 0) else { return Step::Done };
    let mut reply = Reply::new(out, session.protocol);
    let Some((place, command)) = table::find(name) else {
        shared.metrics.unknown_command();
        let name = String::from_utf8_lossy(&name[..name.len().min(64)]).into_owned();
        let message = format!("E0621 unknown command {name:?}; COMMAND DOCS lists all");
        reply.error(Word::Err.name(), &message);
        return Step::Done;
    };
    shared.metrics.command(place);
    if frames.len() < command.least() {
        let failure = Failure::arguments(format!("wrong number of arguments for {}", command.name));
        write_failure(shared, &mut reply, &failure);
        return Step::Done;
    }
    let arguments = Arguments { frames, bytes };
    let outcome = match command.op {
        Op::Sell => till::sell(shared, &arguments, &mut reply),
        Op::SellX => till::explain(shared, &arguments, &mut reply),
        Op::MSell => till::many(shared, &arguments, &mut reply),
        Op::Question(question) => parse::question(command, question, &arguments).map(later),
        Op::Next => parse::next(&arguments).map(later),
        Op::Hold => hold::place(shared, &arguments).map(later),
        Op::Release => hold::release(shared, &arguments).map(later),
        Op::Holds => hold::list(&arguments).map(later),
        Op::Feed => hold::subscribe(shared, session, &arguments, &mut reply),
        Op::Subscribe => hold::subscribe_channels(shared, session, &arguments, &mut reply),
        Op::Unsubscribe => hold::unsubscribe(session, &arguments, &mut reply),
        Op::Swap => admin::swap(shared, &arguments).map(later),
        Op::About => admin::about(shared, &mut reply),
        Op::Command => docs::command(&arguments, &mut reply),
        Op::Ping => admin::ping(session, &arguments, &mut reply),
        Op::Echo => admin::echo(&arguments, &mut reply),
        Op::Hello => admin::hello(session, &arguments, &mut reply),
        Op::Auth => admin::auth(),
        Op::Info => admin::info(shared, &mut reply),
        Op::Client => admin::client(session, &arguments, &mut reply),
        Op::Select => admin::select(&arguments, &mut reply),
        Op::Config => admin::config(&arguments, &mut reply),
        Op::Reset => admin::reset(session, &mut reply),
        Op::Quit => {
            reply.ok();
            Ok(Step::Close)
        }
    };
    outcome.unwrap_or_else(|failure| {
        write_failure(shared, &mut Reply::new(out, session.protocol), &failure);
        Step::Done
    })
}

/// Writes an error, and counts it.
pub(crate) fn write_failure(shared: &Shared, reply: &mut Reply<'_>, failure: &Failure) {
    shared.metrics.failure(failure.word);
    reply.error(failure.word.name(), &format!("{} {}", failure.code, failure.message));
}

/// The arguments of a request, the command's name the first of them.
#[derive(Clone, Copy)]
pub(crate) struct Arguments<'r> {
    frames: &'r Frames,
    bytes: &'r [u8],
}

impl<'r> Arguments<'r> {
    fn len(&self) -> usize {
        self.frames.len()
    }

    fn raw(&self, place: usize) -> &'r [u8] {
        self.frames.argument(self.bytes, place).unwrap_or_default()
    }

    /// An argument that must be UTF-8.
    fn text(&self, place: usize) -> Result<&'r str, Failure> {
        std::str::from_utf8(self.raw(place))
            .map_err(|_| Failure::arguments(format!("argument {place} is not UTF-8 text")))
    }

    /// All from a place on.
    fn texts(&self, from: usize) -> Result<Vec<&'r str>, Failure> {
        (from..self.len()).map(|place| self.text(place)).collect()
    }

    fn is(&self, place: usize, word: &str) -> bool {
        self.raw(place).eq_ignore_ascii_case(word.as_bytes())
    }

    /// Digest of the request as it was written, the name of the command in capitals.
    fn digest(&self) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        for (place, argument) in self.frames.arguments(self.bytes).enumerate() {
            hasher.update(&(argument.len() as u64).to_le_bytes());
            if place == 0 {
                hasher.update(&argument.to_ascii_uppercase());
            } else {
                hasher.update(argument);
            }
        }
        let mut digest = [0; 16];
        digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        digest
    }
}

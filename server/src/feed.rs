//! What was held and released, handed out in order and without gaps.

use std::time::Instant;

use ask::Stamp;
use serde_json::json;

use crate::budget::Charge;
use crate::failure::{Failure, Word};
use crate::holds::{Ledger, Statement};
use crate::resp::{Protocol, Reply};

/// The one channel.
pub(crate) const CHANNEL: &str = "holds";

/// Statements that are read at once.
const PART: usize = 512;

/// A subscription: what was handed out, and under which name.
///
/// Statements are read from the ledger, never from a queue: a slow client gets all of them, later, and takes no memory.
#[derive(Debug)]
pub(crate) struct Feed {
    channel: String,
    after: u64,
    /// The client was told that holds can no longer be written.
    told_halt: bool,
}

impl Feed {
    pub(crate) fn new(channel: String, after: u64) -> Feed {
        Feed { channel, after, told_halt: false }
    }

    pub(crate) fn into_channel(self) -> String {
        self.channel
    }

    /// Number of the last statement that was handed out.
    pub(crate) fn after(&self) -> u64 {
        self.after
    }

    /// Writes the next statements as messages; those that are not published yet wait.
    pub(crate) fn push(&mut self, statements: &[Statement], reply: &mut Reply<'_>) {
        for statement in statements {
            self.message(&payload(statement), reply);
            self.after = statement.sequence;
        }
    }

    /// Tells once that everything counts as held from now on.
    pub(crate) fn push_halt(&mut self, reply: &mut Reply<'_>) {
        if !std::mem::replace(&mut self.told_halt, true) {
            let reason = "holds can no longer be written: everything counts as held";
            self.message(&json!({ "act": "halt", "reason": reason }).to_string(), reply);
        }
    }

    fn message(&self, payload: &str, reply: &mut Reply<'_>) {
        reply.push(3);
        reply.text("message");
        reply.text(&self.channel);
        reply.text(payload);
    }
}

/// The next statements for a subscriber, up to what is published.
pub(crate) fn next_part(ledger: &Ledger, after: u64, published: u64) -> Result<Vec<Statement>, Failure> {
    let most = usize::try_from(published.saturating_sub(after)).unwrap_or(PART).min(PART);
    Ok(ledger.since(after, most)?)
}

fn payload(statement: &Statement) -> String {
    json!({
        "sequence": statement.sequence,
        "at": Stamp(statement.at).to_string(),
        "act": statement.act.name(),
        "target": statement.target.to_string(),
        "product": statement.target.product,
        "lot": statement.target.lot,
        "site": statement.target.site,
        "case": statement.case,
        "reason": statement.reason,
        "key": statement.key,
    })
    .to_string()
}

/// What `LT.HOLDS` asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HoldsPage {
    pub(crate) after: u64,
    pub(crate) limit: Option<usize>,
    /// The last statement that is published.
    pub(crate) sequence: u64,
    pub(crate) protocol: Protocol,
}

/// Answers `LT.HOLDS`: `complete` is false where `LIMIT` left some out; they are had with `SINCE next`.
pub(crate) fn write_holds(
    ledger: &Ledger,
    page: &HoldsPage,
    charge: &mut Charge,
    deadline: Instant,
) -> Result<Vec<u8>, Failure> {
    let HoldsPage { mut after, limit, sequence, protocol } = *page;
    if after > sequence {
        let message =
            format!("SINCE {after} lies ahead of the last statement, {sequence}: it is not of this store");
        return Err(Failure::new(Word::Stale, "E0623", message));
    }
    let total = usize::try_from(sequence - after).unwrap_or(usize::MAX);
    let count = limit.unwrap_or(usize::MAX).min(total);
    let mut bytes = Vec::new();
    let mut reply = Reply::new(&mut bytes, protocol);
    reply.map(4);
    reply.text("sequence");
    reply.count(sequence);
    reply.text("next");
    reply.count(after + count as u64);
    reply.text("complete");
    reply.boolean(count == total);
    reply.text("holds");
    reply.list(count);
    let end = after + count as u64;
    while after < end {
        let part = next_part(ledger, after, end)?;
        if part.is_empty() {
            let message = format!("the store of holds lacks statement {}", after + 1);
            return Err(Failure::new(Word::Stale, "E0613", message));
        }
        for statement in &part {
            write_statement(statement, &mut Reply::new(&mut bytes, protocol));
            after = statement.sequence;
        }
        charge.cover(bytes.len())?;
        if Instant::now() > deadline {
            return Err(Failure::too_late());
        }
    }
    Ok(bytes)
}

fn write_statement(statement: &Statement, reply: &mut Reply<'_>) {
    let maybe = |reply: &mut Reply<'_>, text: &Option<Box<str>>| match text {
        Some(text) => reply.text(text),
        None => reply.null(),
    };
    reply.map(9);
    reply.text("sequence");
    reply.count(statement.sequence);
    reply.text("at");
    reply.display(&Stamp(statement.at));
    reply.text("act");
    reply.text(statement.act.name());
    reply.text("product");
    reply.text(&statement.target.product);
    reply.text("lot");
    maybe(reply, &statement.target.lot);
    reply.text("site");
    maybe(reply, &statement.target.site);
    reply.text("case");
    reply.text(&statement.case);
    reply.text("reason");
    reply.text(&statement.reason);
    reply.text("key");
    maybe(reply, &statement.key);
}

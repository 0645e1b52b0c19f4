//! `LT.HOLD`, `LT.RELEASE`, `LT.HOLDS`, and subscriptions to what they do.

use ask::Request;
use serde_json::Value;

use super::parse::fields;
use super::pending::{NameText, OrderText, Pending, What};
use super::table::find;
use super::{Arguments, Step};
use crate::failure::{Failure, Word};
use crate::feed::{CHANNEL, Feed};
use crate::holds::Act;
use crate::resp::{Protocol, Reply};
use crate::session::Session;
use crate::shared::Shared;

/// What stands behind the words of a hold, and what is left.
#[derive(Default)]
struct Words<'r> {
    case: Option<&'r str>,
    reason: Option<&'r str>,
    key: Option<&'r str>,
    kind: Option<&'r str>,
    rest: Vec<&'r str>,
}

impl<'r> Words<'r> {
    fn read(texts: &[&'r str]) -> Result<Words<'r>, Failure> {
        let mut words = Words::default();
        let mut texts = texts.iter().copied();
        while let Some(text) = texts.next() {
            let word = text.strip_prefix("--").unwrap_or(text).to_ascii_uppercase();
            let place = match word.as_str() {
                "CASE" => &mut words.case,
                "REASON" => &mut words.reason,
                "KEY" => &mut words.key,
                "KIND" => &mut words.kind,
                _ => {
                    words.rest.push(text);
                    continue;
                }
            };
            let value = texts.next().ok_or_else(|| Failure::arguments(format!("{word} lacks its value")))?;
            if place.replace(value).is_some() {
                return Err(Failure::arguments(format!("{word} stands there twice")));
            }
        }
        Ok(words)
    }
}

/// `LT.HOLD`: a hold, or with `KIND recall` a recall.
pub(super) fn place(shared: &Shared, arguments: &Arguments<'_>) -> Result<Pending, Failure> {
    let words = Words::read(&arguments.texts(1)?)?;
    let act = match words.kind.map(str::to_ascii_lowercase).as_deref() {
        None | Some("hold") => Act::Hold,
        Some("recall") => Act::Recall,
        Some(_) => return Err(Failure::arguments("KIND is hold or recall")),
    };
    order(shared, act, &words, arguments.digest())
}

/// `LT.RELEASE`.
pub(super) fn release(shared: &Shared, arguments: &Arguments<'_>) -> Result<Pending, Failure> {
    let words = Words::read(&arguments.texts(1)?)?;
    if words.kind.is_some() {
        return Err(Failure::arguments(
            "a release lifts what its case put, be it hold or recall: leave out KIND",
        ));
    }
    order(shared, Act::Release, &words, arguments.digest())
}

fn order(shared: &Shared, act: Act, words: &Words<'_>, digest: [u8; 16]) -> Result<Pending, Failure> {
    let stated = |name: &str, text: Option<&str>| {
        let text = text.filter(|text| !text.trim().is_empty());
        text.map(Box::<str>::from).ok_or_else(|| Failure::arguments(format!("name a {name}: {name} TEXT")))
    };
    let what = what(act, &words.rest)?;
    if let What::Names(names) = &what
        && names.len() > shared.config.hold_targets
    {
        return Err(too_many(shared.config.hold_targets));
    }
    Ok(Pending::Order(OrderText {
        act,
        what,
        case: stated("CASE", words.case)?,
        reason: stated("REASON", words.reason)?,
        key: words.key.map(Box::from),
        digest,
    }))
}

/// More targets than one request may have.
pub(super) fn too_many(limit: usize) -> Failure {
    let message = format!(
        "more than {limit} targets at once, so nothing was written; name less, or raise --hold-targets"
    );
    Failure::new(Word::Limit, "E0401", message)
}

fn what(act: Act, texts: &[&str]) -> Result<What, Failure> {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    match texts {
        [] => Err(Failure::arguments(
            "name what: lots, positions LOT@SITE, PRODUCT code, or TRACE direction lot",
        )),
        [all] if act == Act::Release && is(all, "ALL") => Ok(What::WholeCase),
        [word, rest @ ..] if is(word, "TRACE") => trace(rest),
        _ => names(texts),
    }
}

/// The words of `LT.TRACE`.
fn trace(texts: &[&str]) -> Result<What, Failure> {
    let command =
        find(b"LT.TRACE").map(|(_, command)| command).ok_or_else(|| Failure::arguments("no traces"))?;
    let mut fields = fields(command, texts)?;
    if fields.remove(super::table::PAGE_TOKEN).is_some() {
        return Err(Failure::arguments("a hold takes all that a trace reaches: leave out PAGE"));
    }
    fields.insert("ask".to_owned(), Value::from("trace"));
    Ok(What::Trace(Request::from_json(fields)?))
}

/// Names, each after a word that says what it is, or after none.
fn names(texts: &[&str]) -> Result<What, Failure> {
    let mut found: Vec<NameText> = Vec::with_capacity(texts.len());
    let mut texts = texts.iter().copied();
    while let Some(text) = texts.next() {
        let word = text.strip_prefix("--").unwrap_or(text).to_ascii_uppercase();
        let make: fn(String) -> NameText = match word.as_str() {
            "LOT" => NameText::Lot,
            "POSITION" => NameText::Position,
            "PRODUCT" => |product| NameText::Product { product, site: None },
            "SITE" => {
                let code = texts.next().ok_or_else(|| Failure::arguments("SITE lacks its value"))?;
                match found.last_mut() {
                    Some(NameText::Product { site, .. }) if site.is_none() => *site = Some(code.to_owned()),
                    _ => {
                        return Err(Failure::arguments(
                            "SITE stands after PRODUCT code; a lot at a site is LOT@SITE",
                        ));
                    }
                }
                continue;
            }
            _ => {
                found.push(NameText::Any(text.to_owned()));
                continue;
            }
        };
        let name = texts.next().ok_or_else(|| Failure::arguments(format!("{word} lacks its value")))?;
        found.push(make(name.to_owned()));
    }
    Ok(What::Names(found))
}

/// `LT.HOLDS [SINCE n] [LIMIT n]`.
pub(super) fn list(arguments: &Arguments<'_>) -> Result<Pending, Failure> {
    let texts = arguments.texts(1)?;
    let (mut after, mut limit) = (0, None);
    for pair in texts.chunks(2) {
        match pair {
            [word, value] if word.eq_ignore_ascii_case("SINCE") => after = sequence(value)?,
            [word, value] if word.eq_ignore_ascii_case("LIMIT") => {
                let number = value.parse().ok().filter(|number: &usize| *number > 0);
                limit = Some(number.ok_or_else(|| Failure::arguments("LIMIT takes a number, at least 1"))?);
            }
            _ => return Err(Failure::arguments("LT.HOLDS takes SINCE sequence and LIMIT number")),
        }
    }
    Ok(Pending::Holds { after, limit })
}

fn sequence(text: &str) -> Result<u64, Failure> {
    let wrong = || Failure::new(Word::Err, "E0623", format!("SINCE {text:?} is no sequence number"));
    text.parse().map_err(|_| wrong())
}

/// `LT.SUBSCRIBE holds [SINCE n]`.
pub(super) fn subscribe(
    shared: &Shared,
    session: &mut Session,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    if !arguments.is(1, CHANNEL) {
        return Err(Failure::arguments("there is one channel: holds"));
    }
    let after = match arguments.len() {
        2 => None,
        4 if arguments.is(2, "SINCE") => Some(sequence(arguments.text(3)?)?),
        _ => return Err(Failure::arguments("LT.SUBSCRIBE takes holds, then SINCE sequence or nothing")),
    };
    let after = start(shared, after)?;
    session.feed = Some(Feed::new(CHANNEL.to_owned(), after));
    match reply.protocol {
        // What is pushed is no reply, so there is one.
        Protocol::Resp3 => {
            reply.map(2);
            reply.text("channel");
            reply.text(CHANNEL);
            reply.text("since");
            reply.count(after);
        }
        Protocol::Resp2 => confirm(reply, "subscribe", CHANNEL, 1),
    }
    Ok(Step::Done)
}

/// `SUBSCRIBE holds`, or `holds:42` for what came after 42: what clients' own pub/sub sends.
pub(super) fn subscribe_channels(
    shared: &Shared,
    session: &mut Session,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    for place in 1..arguments.len() {
        let channel = arguments.text(place)?;
        let after = match channel.split_once(':') {
            None if channel == CHANNEL => None,
            Some((CHANNEL, after)) => Some(sequence(after)?),
            None | Some(_) => {
                return Err(Failure::arguments("there is one channel: holds, or holds:SEQUENCE"));
            }
        };
        session.feed = Some(Feed::new(channel.to_owned(), start(shared, after)?));
        confirm(reply, "subscribe", channel, 1);
    }
    Ok(Step::Done)
}

/// Nobody has seen what lies ahead: such a number is of another store.
fn start(shared: &Shared, after: Option<u64>) -> Result<u64, Failure> {
    let last = shared.world.load().as_deref().ok_or_else(Failure::loading)?.sequence;
    match after {
        None => Ok(last),
        Some(after) if after <= last => Ok(after),
        Some(after) => {
            let message = format!(
                "SINCE {after} lies ahead of the last statement, {last}: it is not of this store; begin with SINCE 0"
            );
            Err(Failure::new(Word::Stale, "E0623", message))
        }
    }
}

/// `UNSUBSCRIBE`.
pub(super) fn unsubscribe(
    session: &mut Session,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    let ended = session.feed.take();
    if arguments.len() == 1 {
        let channel = ended.map_or_else(|| CHANNEL.to_owned(), Feed::into_channel);
        confirm(reply, "unsubscribe", &channel, 0);
    }
    for place in 1..arguments.len() {
        confirm(reply, "unsubscribe", arguments.text(place)?, 0);
    }
    Ok(Step::Done)
}

fn confirm(reply: &mut Reply<'_>, what: &str, channel: &str, count: i64) {
    reply.push(3);
    reply.text(what);
    reply.text(channel);
    reply.integer(count);
}

//! Every command, what it takes, and what `COMMAND DOCS` says of it.

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Sell,
    SellX,
    MSell,
    /// A question of the command line, by its name in requests.
    Question(&'static str),
    Next,
    Hold,
    Release,
    Holds,
    Feed,
    Subscribe,
    Unsubscribe,
    Swap,
    About,
    Command,
    Ping,
    Echo,
    Hello,
    Auth,
    Info,
    Client,
    Select,
    Config,
    Reset,
    Quit,
}

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    /// Its name alone says it.
    Switch,
}

/// An argument of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument {
    /// The field of the request.
    pub(crate) name: &'static str,
    /// The word that stands before it; none: its place says what it is.
    pub(crate) token: Option<&'static str>,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    /// It may be repeated, up to the first word of another.
    pub(crate) multiple: bool,
}

impl Argument {
    const fn new(name: &'static str, token: Option<&'static str>, kind: Kind, optional: bool) -> Argument {
        Argument { name, token, kind, optional, multiple: false }
    }
}

/// In its place.
const fn word(name: &'static str) -> Argument {
    Argument::new(name, None, Kind::Text, false)
}

/// In its place, and may be left out.
const fn maybe(name: &'static str) -> Argument {
    Argument::new(name, None, Kind::Text, true)
}

/// One or more in their place.
const fn words(name: &'static str) -> Argument {
    Argument { multiple: true, ..word(name) }
}

/// Any number in their place.
const fn any(name: &'static str) -> Argument {
    Argument { multiple: true, ..maybe(name) }
}

/// After a word, and may be left out.
const fn text(token: &'static str, name: &'static str) -> Argument {
    Argument::new(name, Some(token), Kind::Text, true)
}

/// After a word, and must be there.
const fn must(token: &'static str, name: &'static str) -> Argument {
    Argument::new(name, Some(token), Kind::Text, false)
}

/// A number after a word.
const fn number(token: &'static str, name: &'static str) -> Argument {
    Argument::new(name, Some(token), Kind::Number, true)
}

/// A word alone.
const fn switch(token: &'static str, name: &'static str) -> Argument {
    Argument::new(name, Some(token), Kind::Switch, true)
}

/// A command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command {
    /// In capitals.
    pub(crate) name: &'static str,
    pub(crate) op: Op,
    pub(crate) summary: &'static str,
    pub(crate) arguments: &'static [Argument],
}

impl Command {
    /// Number of words that it has at least, its name included.
    pub(crate) fn least(&self) -> usize {
        let required = self.arguments.iter().filter(|argument| !argument.optional);
        1 + required.map(|argument| 1 + usize::from(argument.token.is_some())).sum::<usize>()
    }

    /// As Redis writes it: the number of words, negative where there may be more.
    pub(crate) fn arity(&self) -> i64 {
        let is_fixed = self.arguments.iter().all(|argument| !argument.optional && !argument.multiple);
        let least = self.least() as i64;
        if is_fixed { least } else { -least }
    }

    /// Whether it is answered at once, whatever the data.
    pub(crate) fn is_fast(&self) -> bool {
        !matches!(
            self.op,
            Op::Question(_) | Op::Next | Op::Hold | Op::Release | Op::Holds | Op::Swap | Op::Command
        )
    }

    /// Whether it changes what others are told.
    pub(crate) fn writes(&self) -> bool {
        matches!(self.op, Op::Hold | Op::Release | Op::Swap)
    }
}

/// The command of a name, in any case, and its place in the table.
pub(crate) fn find(name: &[u8]) -> Option<(usize, &'static Command)> {
    let mut capitals = [0u8; 24];
    let capitals = capitals.get_mut(..name.len())?;
    capitals.copy_from_slice(name);
    capitals.make_ascii_uppercase();
    let place = COMMANDS.binary_search_by(|command| command.name.as_bytes().cmp(capitals)).ok()?;
    Some((place, &COMMANDS[place]))
}

const AS_KNOWN: Argument = text("AS-KNOWN", "as_known");
const AT: Argument = text("AT", "at");
const HAZARD: Argument = text("HAZARD", "hazard");
const MODE: Argument = text("MODE", "mode");
const TRUST: Argument = text("TRUST", "trust");
const ON: Argument = text("ON", "on");
/// Rows of one page; not part of the question.
const PAGE: Argument = number(PAGE_TOKEN, PAGE_TOKEN);

/// The word before the number of rows of a page.
pub(crate) const PAGE_TOKEN: &str = "PAGE";

macro_rules! commands {
    ($($name:literal, $op:expr, $summary:literal, [$($argument:expr),* $(,)?];)*) => {
        /// All commands, by name.
        pub(crate) const COMMANDS: &[Command] =
            &[$(Command { name: $name, op: $op, summary: $summary, arguments: &[$($argument),*] }),*];
    };
}

commands! {
    "AUTH", Op::Auth, "There are no users yet", [any("credential")];
    "CLIENT", Op::Client, "About this connection: ID, GETNAME, SETNAME, SETINFO, INFO, LIST", [word("subcommand"), any("argument")];
    "COMMAND", Op::Command, "About commands: COUNT, LIST, INFO, DOCS", [maybe("subcommand"), any("command")];
    "CONFIG", Op::Config, "CONFIG GET: there is nothing to get", [word("subcommand"), any("parameter")];
    "ECHO", Op::Echo, "Says it again", [word("message")];
    "HELLO", Op::Hello, "Chooses the protocol: 2 or 3", [maybe("protover"), any("argument")];
    "INFO", Op::Info, "About the server, as text", [any("section")];
    "LT.ANOMALIES", Op::Question("anomalies"), "What the record itself shows to be wrong or incomplete",
        [text("KIND", "kind"), text("LOT", "lot"), PAGE];
    "LT.AUDITCOUNT", Op::Question("audit_count"), "Counts against books",
        [text("SITE", "site"), AT, AS_KNOWN, PAGE];
    "LT.BALANCE", Op::Question("balance"), "Mass balance of lots and all that was made from them, and what of it is held",
        [words("lots"), AT, number("TRANSIT-TOLERANCE", "transit_tolerance"), text("TOLERANCE", "tolerance"), AS_KNOWN, PAGE];
    "LT.EXPIRING", Op::Question("expiring"), "Stock that expires soon, or has",
        [Argument { optional: false, ..number("WITHIN", "within") }, ON, text("BY", "by"), AS_KNOWN, PAGE];
    "LT.FIND", Op::Question("find"), "Lots by name and properties",
        [maybe("text"), text("PRODUCT", "product"), text("SUPPLIER", "supplier"), text("SITE", "site"),
         text("PRODUCED", "produced"), text("EXPIRES", "expires"), number("LIMIT", "limit"), PAGE];
    "LT.HOLD", Op::Hold, "Blocks lots, positions, products, or all that a trace reaches; answers once it is on the disk",
        [words("target"), must("CASE", "case"), must("REASON", "reason"), text("KIND", "kind"), text("KEY", "key")];
    "LT.HOLDS", Op::Holds, "What was held and released since a sequence number, without gaps",
        [number("SINCE", "since"), number("LIMIT", "limit")];
    "LT.INFO", Op::About, "About the snapshot and the holds that are served", [];
    "LT.LOWSTOCK", Op::Question("low_stock"), "Products at or below their reorder point",
        [switch("BY-SITE", "by_site"), AT, AS_KNOWN, PAGE];
    "LT.MSELL", Op::MSell, "May these be sold? 1 or 0 for each", [word("count"), words("scan"), text("SITE", "site")];
    "LT.NEXT", Op::Next, "The next page of an answer", [word("cursor")];
    "LT.ONHAND", Op::Question("on_hand"), "Stock on hand",
        [any("lots"), text("SITE", "site"), AT, AS_KNOWN, PAGE];
    "LT.PICK", Op::Question("pick"), "Which lots to pick for an order",
        [word("product"), must("SITE", "site"), must("QUANTITY", "quantity"), text("RULE", "rule"), ON,
         number("MIN-LIFE", "min_life"), AS_KNOWN, PAGE];
    "LT.RECALL", Op::Question("recall"), "What a recall team needs: stock, customers, orders, suppliers",
        [words("lots"), MODE, TRUST, HAZARD, text("REASON", "reason"), text("CONTACT", "contact"), text("FIRM", "firm"),
         text("CLASS", "class"), text("DATE", "date"), AS_KNOWN, PAGE];
    "LT.RELEASE", Op::Release, "Lifts what a case holds of lots, positions, products, a trace, or ALL of it",
        [words("target"), must("CASE", "case"), must("REASON", "reason"), text("KEY", "key")];
    "LT.SELL", Op::Sell, "May this be sold? Only 1 means yes", [word("scan"), text("SITE", "site")];
    "LT.SELLX", Op::SellX, "May this be sold, and why", [word("scan"), text("SITE", "site")];
    "LT.SUBSCRIBE", Op::Feed, "Pushes each hold and release as it is placed, from a sequence number on",
        [word("channel"), number("SINCE", "since")];
    "LT.SWAP", Op::Swap, "Serves another snapshot, or the same file anew", [maybe("path")];
    "LT.TRACE", Op::Question("trace"), "Follows lots, stock or an event forward or backward",
        [word("direction"), any("lots"), text("EVENT", "event"), text("SITE", "site"), text("SINCE", "since"), MODE,
         switch("RINGS", "rings"), TRUST, HAZARD, AS_KNOWN, text("EXPOSURE", "exposure"), switch("QUANTITIES", "quantities"), PAGE];
    "LT.WHERE", Op::Question("where"), "Where a lot, and all that was made from it, is now",
        [word("lot"), switch("ONLY", "only"), AS_KNOWN, PAGE];
    "LT.WHY", Op::Question("why"), "One shortest chain of events from a lot to a position",
        [word("position"), must("FROM", "from"), TRUST, HAZARD, AS_KNOWN, PAGE];
    "LT.WHYNOT", Op::Question("why_not"), "The first link that fails between a lot and a position",
        [word("position"), must("FROM", "from"), TRUST, HAZARD, AS_KNOWN, PAGE];
    "LT.WINDOW", Op::Question("window"), "What was present at a site during a time, and what became of it",
        [word("site"), must("FROM", "from"), must("TO", "to"), switch("FORWARD", "forward"), TRUST, HAZARD, AS_KNOWN,
         text("EXPOSURE", "exposure"), switch("QUANTITIES", "quantities"), PAGE];
    "PING", Op::Ping, "Is anybody there", [maybe("message")];
    "QUIT", Op::Quit, "Ends the connection", [];
    "RESET", Op::Reset, "Makes the connection as new", [];
    "SELECT", Op::Select, "There is one database, 0", [word("index")];
    "SUBSCRIBE", Op::Subscribe, "The channel `holds`, or `holds:SEQUENCE` for what came after it", [words("channel")];
    "UNSUBSCRIBE", Op::Unsubscribe, "Ends subscriptions", [any("channel")];
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn commands_are_sorted_and_found_in_any_case() {
        assert!(COMMANDS.is_sorted_by_key(|command| command.name));
        for (place, command) in COMMANDS.iter().enumerate() {
            assert_eq!(find(command.name.to_lowercase().as_bytes()).unwrap().0, place);
        }
        assert!(find(b"GET").is_none() && find(&[b'x'; 100]).is_none() && find(b"").is_none());
    }

    #[test]
    fn what_a_command_needs_is_counted() {
        let command = |name: &str| find(name.as_bytes()).unwrap().1;
        assert_eq!((command("LT.SELL").least(), command("LT.SELL").arity()), (2, -2));
        assert_eq!((command("LT.PICK").least(), command("LT.INFO").arity()), (6, 1));
        assert_eq!(command("LT.HOLD").arity(), -6);
    }
}

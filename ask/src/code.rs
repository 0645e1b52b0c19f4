//! Stable codes of errors and what they mean.

/// What a code means and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeText {
    /// The stable code, `E0301` and so on.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($code:literal, $title:literal, $remedy:literal;)*) => {
        /// Every code that a question can be answered with, in order.
        pub const ASK_CODES: &[CodeText] = &[$(CodeText { code: $code, title: $title, remedy: $remedy }),*];
    };
}

codes! {
    "E0301", "unknown lot",
        "No lot has that name, so nothing was traced. The candidates are lots that are easily taken for it, best \
         first: compare them with the label. With --as-known, a lot that was recorded later is unknown, too. `lotrace find` lists what there is.";
    "E0302", "ambiguous lot",
        "Several products have a lot of that code. Name the one that is meant as PRODUCT/LOT.";
    "E0303", "unknown site",
        "No movement and no table names the site; codes are case-sensitive.";
    "E0304", "unknown product",
        "No movement and no table names the product; codes are case-sensitive.";
    "E0305", "unknown event",
        "No row has that event_id, or it was recorded later than --as-known.";
    "E0306", "lot never at the site",
        "The lot exists and no movement names it at that site. `lotrace where LOT` says where it is.";
    "E0311", "unreadable time",
        "Write 2026-01-31T14:05:00Z (any offset), a local time 2026-01-31T14:05, or 2026-01-31, 2026-01, 2026.";
    "E0312", "unreadable day",
        "Write 2026-01-31. Where a range is asked, write FROM..TO; a month or year stands for all its days.";
    "E0313", "unreadable number",
        "Write digits with at most one decimal point, no exponent and no sign, and no more decimals than the \
         product's quantities have.";
    "E0314", "unknown time zone",
        "Use a name of the IANA time zone database such as Europe/Berlin.";
    "E0315", "time out of range",
        "Events happen from 1970 to early 2106; this is most likely a typo in the year.";
    "E0316", "a local time that does not exist",
        "The clocks skipped this time at the site; write the time with its offset.";
    "E0317", "window ends before it begins",
        "Give --from a time that is not after --to.";
    "E0321", "not a request",
        "A request is one JSON object on one line: {\"id\": 1, \"ask\": \"trace\", \"direction\": \"forward\", \
         \"lots\": [\"PRODUCT/LOT\"]}. Its fields are the flags of the command, with _ for -.";
    "E0322", "unknown question",
        "`ask` is the name of a command that answers from a snapshot: trace, window, on_hand, where, find, pick, \
         expiring, balance, why, why_not, anomalies, recall, low_stock, audit_count.";
    "E0323", "parts of the question do not fit together",
        "The message says which; `lotrace help COMMAND` shows what goes together.";
    "E0324", "a pool cannot be traced as a whole",
        "A placeholder code is no lot: it carries no presumption. Say from which stock on: --site and --since.";
    "E0325", "unreadable scan",
        "Scan again, or write the lot as PRODUCT/LOT. The message says at which byte the scan went wrong.";
    "E0326", "the answer has no such table",
        "The message lists the tables that it has.";
    "E0401", "over budget",
        "The answer would be larger than allowed, so none was given: an answer is complete or an error. Narrow the \
         question, or raise the limit.";
}

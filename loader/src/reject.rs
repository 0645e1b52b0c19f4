//! Codes of the reasons for which a row is not loaded. A code, once given, keeps its meaning.

/// What a code means and what to do about it, for `lotrace explain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectCode {
    /// The stable code, `E0201` and so on.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal, $remedy:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $code;)*

        /// Every code that the loading of tables gives, in order.
        pub const REJECT_CODES: &[RejectCode] =
            &[$(RejectCode { code: $code, title: $title, remedy: $remedy }),*];
    };
}

codes! {
    /// A record has more or fewer fields than the header.
    FIELD_COUNT = "E0201", "wrong number of fields",
        "Quote cells that hold the delimiter or a line end; give every row as many fields as the header has.";
    /// A quoted cell goes on after its closing quote, or is never closed.
    QUOTES = "E0202", "broken quotes",
        "A quoted cell ends with its quote and a delimiter follows; write a quote inside it twice (\"\").";
    /// A cell is not text in the file's encoding.
    ENCODING = "E0203", "not text in the file's encoding",
        "Save the file as UTF-8, or name its encoding in a map (--map, key `encoding`).";
    /// The word in `kind` of `events` is none that is known.
    EVENT_KIND = "E0204", "unknown event kind",
        "Use one of receive, move, arrive, transform, sell, return, destroy, adjust, count, clean, hold, recall, \
         release, pack, unpack, void; translate own words in a map (--map, table `events.kinds`).";
    /// A transform's leg without a role, or a word that is no role.
    ROLE = "E0205", "missing or unknown role",
        "Write `in` on the rows that a transform consumes and `out` on those that it makes.";
    /// A cell that the row needs is empty.
    NEEDED = "E0206", "a needed cell is empty",
        "Fill the column that the reason names; a map (--map) can rename a column or give a constant.";
    /// A time that cannot be read.
    TIME = "E0207", "unreadable time",
        "Write 2026-01-31T14:05:00Z (any offset), 2026-01-31, 2026-01 or 2026; give other forms in a map \
         (--map, key `dates`).";
    /// A time outside of 1970 to 2106.
    TIME_RANGE = "E0208", "time out of range",
        "Events happen from 1970 to early 2106; this is most likely a typo in the year.";
    /// A local time where no time zone is known.
    NO_ZONE = "E0209", "local time without a time zone",
        "Give the site a time_zone in table `sites`, or give --time-zone, or write the offset (Z or +01:00).";
    /// A local time that a clock change skips.
    SKIPPED = "E0210", "a local time that does not exist",
        "The clocks skipped this time at the site; write the time with its offset.";
    /// A number that cannot be read.
    NUMBER = "E0211", "unreadable number",
        "Write digits with at most one decimal point and no exponent; name other marks in a map (--map, keys \
         `decimal_mark` and `thousands_mark`).";
    /// A number that has more digits than can be held exactly.
    PRECISION = "E0212", "number too long to be exact",
        "At most 18 digits are held exactly; a Parquet float must be exact to 9 decimals (better: a decimal).";
    /// A number whose sign or size the column does not allow.
    NUMBER_RANGE = "E0213", "number out of range",
        "Only `adjust` takes a negative quantity; a unit's base_per_unit is above zero.";
    /// A time zone that the time zone database does not have.
    ZONE_NAME = "E0214", "unknown time zone",
        "Use a name of the IANA time zone database such as Europe/Berlin.";
    /// The word in `kind` of `sites` is none that is known.
    SITE_KIND = "E0215", "unknown site kind",
        "Use one of supplier, plant, dc, zone, store, vehicle, customer, or leave it empty; translate own words in \
         a map (--map, table `sites.kinds`).";
    /// A calendar day that cannot be read or does not exist.
    DAY = "E0216", "unreadable day",
        "Write 2026-01-31 or 20260131; a month (2026-01) or year means its last day. GS1 YYMMDD needs \
         `gs1_dates = true` in a map.";
    /// A GTIN of the wrong length, or with other characters than digits.
    GTIN = "E0217", "not a GTIN",
        "A GTIN has 8, 12, 13 or 14 digits; several stand with `;` between them.";
    /// A word that is neither yes nor no.
    BOOLEAN = "E0218", "neither true nor false",
        "Write true or false (yes, no, y, n, 1 and 0 work too).";
    /// A word in `status` of `orders` that is not known.
    STATUS = "E0219", "unknown order status",
        "Write open or shipped; translate own words in a map (--map, table `orders.statuses`).";
    /// A void whose `ref` names a void.
    VOID_OF_VOID = "E0220", "a void of a void",
        "A void takes back an event, for good; to bring the event back, record it anew under another id.";
    /// A unit that neither the tables nor common use know.
    UNKNOWN_UNIT = "E0221", "unknown unit",
        "Correct the unit, or give its conversion in table `units`; a unit that is known but has no conversion for \
         the product loads with an unknown quantity.";
    /// A quantity that cannot stand beside the product's other quantities exactly.
    QUANTITY_TOO_LONG = "E0222", "quantity with too many digits",
        "All quantities of a product are kept exactly, in 18 digits with the decimals of its finest one: round the \
         outlier, or state it in another unit.";
    /// One event id with several contents, where that is not borne.
    ID_REUSED = "E0223", "one event id, several contents",
        "Give each event its own id, or load without --strict-ids: then each content counts and is reported.";
}

/// The code's meaning, if the loading of tables gives it.
pub fn reject_code(code: &str) -> Option<&'static RejectCode> {
    REJECT_CODES.iter().find(|known| known.code == code)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn codes_are_consecutive_and_found() {
        for (i, known) in REJECT_CODES.iter().enumerate() {
            assert_eq!(known.code, format!("E02{:02}", i + 1));
            assert_eq!(reject_code(known.code), Some(known));
        }
        assert_eq!(reject_code(SKIPPED).unwrap().title, "a local time that does not exist");
        assert_eq!(reject_code("E0200"), None);
    }
}

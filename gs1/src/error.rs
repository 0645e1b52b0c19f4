//! Why a text is no scan, or what was wrong with one.

use crate::ai::Ai;
use crate::fault::Fault;

/// What is wrong with a scan. Places (`at`) are byte offsets into the scanned text.
///
/// It holds no text, so that neither refusing nor forgiving a scan allocates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Gs1Error {
    /// There is nothing to read.
    #[error("the scan is empty")]
    Empty,
    /// The text has none of the forms of a scan.
    #[error(
        "this is no scan: expected (AI)value, FNC1 data, a symbology identifier, 8, 12, 13 or 14 digits, or a link"
    )]
    Unrecognised,
    /// The symbology identifier is none that carries GS1 data.
    #[error("the symbology identifier does not announce GS1 data")]
    Symbology,
    /// Data of a retail symbol is not as many digits as it must be.
    #[error("expected {expected} digits at byte {at}")]
    Digits {
        /// Number of digits that the symbol holds.
        expected: u8,
        /// Where they should begin.
        at: usize,
    },
    /// No application identifier begins here.
    #[error("no application identifier begins at byte {at}")]
    UnknownAi {
        /// Where it should begin.
        at: usize,
    },
    /// A value is shorter than its identifier allows, or absent.
    #[error("({ai}) at byte {at}: the value is too short")]
    TooShort {
        /// The element.
        ai: Ai,
        /// Where the value begins.
        at: usize,
    },
    /// A value is longer than its identifier allows.
    #[error("({ai}) at byte {at}: the value is too long")]
    TooLong {
        /// The element.
        ai: Ai,
        /// Where the value begins.
        at: usize,
    },
    /// The content of a value breaks a rule.
    #[error("({ai}) at byte {at}: {fault}")]
    Content {
        /// The element.
        ai: Ai,
        /// Where the faulty part begins. Where the value is escaped, where the value begins.
        at: usize,
        /// The rule.
        fault: Fault,
    },
    /// The data does not begin with FNC1 or a symbology identifier.
    #[error("the data does not begin with FNC1")]
    NoLeadingFnc1,
    /// A separator where none may be.
    #[error("superfluous separator at byte {at}")]
    ExtraFnc1 {
        /// Where it stands.
        at: usize,
    },
    /// A separator is missing after a value whose length is known all the same.
    #[error("({ai}) lacks a separator at byte {at}")]
    MissingFnc1 {
        /// The element before.
        ai: Ai,
        /// Where it should stand.
        at: usize,
    },
    /// Text such as `<GS>` stands for the separator.
    #[error("text stands for the separator at byte {at}")]
    StandInFnc1 {
        /// Where it stands.
        at: usize,
    },
    /// White space or control characters around the scan.
    #[error("white space around the scan")]
    Padding,
    /// An opening or closing bracket is missing, or there is no identifier between them.
    #[error("expected (AI) at byte {at}")]
    Bracket {
        /// Where it should stand.
        at: usize,
    },
    /// One identifier has several values.
    #[error("({ai}) has several values")]
    Conflict {
        /// The element.
        ai: Ai,
    },
    /// An element lacks the elements that it belongs to.
    #[error("({ai}) lacks the elements that it belongs to")]
    Lacks {
        /// The element.
        ai: Ai,
    },
    /// Two elements that exclude one another.
    #[error("({ai}) and ({other}) exclude one another")]
    Excludes {
        /// The one that excludes.
        ai: Ai,
        /// The one that is excluded.
        other: Ai,
    },
    /// A digital signature beside a key without its serial part.
    #[error("({ai}) is signed and lacks its serial part")]
    Unserialised {
        /// The key.
        ai: Ai,
    },
    /// A link of which something is wrong.
    #[error("link: {fault}")]
    Link {
        /// What is wrong.
        fault: LinkFault,
        /// Where.
        at: usize,
    },
    /// An EPC URN that names no class or item.
    #[error("this EPC URN names no trade item")]
    Urn,
    /// A lot code pattern that is none, or a code that leaves its pattern.
    #[error("at byte {at}: {fault}")]
    Pattern {
        /// What is wrong.
        fault: PatternFault,
        /// Where, in the pattern or in the code.
        at: usize,
    },
    /// A date whose year, read from two digits, would be another.
    #[error("two digits of the year would be read as another century")]
    Century,
    /// A scan is longer than any symbol holds, or a label's symbol cannot hold its content.
    #[error("no symbol holds so much")]
    TooMuch,
    /// A label is too large for an image.
    #[error("the label is too large for an image")]
    Image,
    /// The scan names no trade item.
    #[error("the scan names no trade item")]
    NoGtin,
}

/// What is wrong with a GS1 Digital Link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkFault {
    /// The scheme is neither `http` nor `https`, in small or capital letters throughout.
    #[error("the scheme must be http or https")]
    Scheme,
    /// A character that no link may hold.
    #[error("this character must be percent-encoded")]
    Character,
    /// No host, or one with forbidden characters.
    #[error("no proper host")]
    Host,
    /// No primary key in the path.
    #[error("the path holds no GS1 key")]
    NoKey,
    /// The link is compressed.
    #[error("the link is compressed, which is not read: resolve or scan the uncompressed form")]
    Compressed,
    /// The elements after the key are not its qualifiers, or not in order.
    #[error("these are not the key's qualifiers in order")]
    Qualifiers,
    /// A qualifier of the key stands in the query.
    #[error("this element belongs into the path")]
    BelongsInPath,
    /// An element that must not stand in a query.
    #[error("this element must not stand in a query")]
    NotAttribute,
    /// An element stands there twice.
    #[error("this element stands there twice")]
    Twice,
    /// A slash at the end of the path.
    #[error("slash at the end of the path")]
    TrailingSlash,
    /// A GTIN of less than 14 digits in the query.
    #[error("the trade item number is not padded")]
    Unpadded,
}

/// What is wrong with a lot code pattern, or with a code by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternFault {
    /// A brace without its counterpart.
    #[error("a brace stands alone: write it twice to mean the brace itself")]
    Brace,
    /// A field without name or width.
    #[error("a field is written {{name:width}}, with a width of 1 to 20")]
    Field,
    /// A date format that is none.
    #[error("a date is made of yyyy or yy, and mm, mm and dd, or jjj")]
    DateFormat,
    /// A name twice, or a second date or counter.
    #[error("a name, a date or a counter stands there twice")]
    Twice,
    /// The code ends before its pattern.
    #[error("the code ends too early")]
    Short,
    /// The code goes on behind its pattern.
    #[error("the code goes on too long")]
    Long,
    /// Text other than the pattern's.
    #[error("the pattern has another text here")]
    Text,
    /// A character that the field does not take.
    #[error("the field does not take this character")]
    Character,
    /// A date that is none.
    #[error("there is no such day")]
    Date,
    /// Nothing in the pattern counts.
    #[error("the pattern has no counter")]
    NoCounter,
    /// The counter is at its last number.
    #[error("the counter has no further number")]
    Full,
}

impl Gs1Error {
    /// Whether a lenient reading may pass over it.
    ///
    /// What decides about identity or life is never passed over: lengths, digits, dates, contradictions.
    pub(crate) fn is_forgivable(self) -> bool {
        match self {
            Gs1Error::Content { fault, .. } => fault != Fault::NonDigit && !fault.is_about_time(),
            Gs1Error::Link { fault, .. } => {
                !matches!(fault, LinkFault::Host | LinkFault::NoKey | LinkFault::Compressed)
            }
            Gs1Error::Symbology
            | Gs1Error::UnknownAi { .. }
            | Gs1Error::NoLeadingFnc1
            | Gs1Error::ExtraFnc1 { .. }
            | Gs1Error::MissingFnc1 { .. }
            | Gs1Error::StandInFnc1 { .. }
            | Gs1Error::Padding
            | Gs1Error::Lacks { .. }
            | Gs1Error::Excludes { .. }
            | Gs1Error::Unserialised { .. } => true,
            Gs1Error::Empty
            | Gs1Error::Unrecognised
            | Gs1Error::Digits { .. }
            | Gs1Error::TooShort { .. }
            | Gs1Error::TooLong { .. }
            | Gs1Error::Bracket { .. }
            | Gs1Error::Conflict { .. }
            | Gs1Error::Urn
            | Gs1Error::Century
            | Gs1Error::TooMuch
            | Gs1Error::Image
            | Gs1Error::Pattern { .. }
            | Gs1Error::NoGtin => false,
        }
    }
}

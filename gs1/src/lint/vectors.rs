//! The rules against the published vectors.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::Lint;
use crate::date::AsOf;
use crate::fault::Flaw;
use crate::lint::{set39, set64, set82};
use crate::shared::{check, same};

/// The rule of each name in the vectors and in the dictionary.
pub(crate) const NAMES: [(&str, Lint); 34] = [
    ("couponcode", Lint::Coupon),
    ("couponposoffer", Lint::CouponOffer),
    ("csum", Lint::CheckDigit),
    ("csumalpha", Lint::CheckPair),
    ("gcppos1", Lint::Prefix),
    ("gcppos2", Lint::PrefixSecond),
    ("hasnondigit", Lint::HasNonDigit),
    ("hh", Lint::Hour),
    ("hhmi", Lint::HourMinute),
    ("hyphen", Lint::Hyphen),
    ("iban", Lint::Iban),
    ("importeridx", Lint::ImporterIndex),
    ("iso3166", Lint::Country),
    ("iso3166999", Lint::CountryOrAny),
    ("iso3166alpha2", Lint::CountryAlpha),
    ("iso4217", Lint::Currency),
    ("iso5218", Lint::Sex),
    ("latitude", Lint::Latitude),
    ("longitude", Lint::Longitude),
    ("mediatype", Lint::MediaType),
    ("mi", Lint::Minute),
    ("nonzero", Lint::NonZero),
    ("nozeroprefix", Lint::NoZeroPrefix),
    ("packagetype", Lint::PackageType),
    ("pcenc", Lint::Percent),
    ("pieceoftotal", Lint::PieceOfTotal),
    ("posinseqslash", Lint::PositionInSequence),
    ("ss", Lint::Second),
    ("winding", Lint::Winding),
    ("yesno", Lint::YesNo),
    ("yymmd0", Lint::DateOrMonth),
    ("yymmdd", Lint::Date),
    ("yyyymmdd", Lint::LongDate),
    ("zero", Lint::Zero),
];

fn judge(name: &str, value: &str) -> Result<(), Flaw> {
    match name {
        "cset82" => set82(value),
        "cset39" => set39(value),
        "cset64" => set64(value),
        "csetnumeric" => Flaw::digits(value),
        _ => {
            let (_, lint) = NAMES.iter().find(|(known, _)| *known == name).unwrap();
            lint.judge(value, AsOf::year(2026).unwrap())
        }
    }
}

/// The value with asterisks around the faulty part.
fn marked(value: &str, flaw: Flaw) -> String {
    let (before, rest) = value.split_at(flaw.at);
    let (faulty, after) = rest.split_at(flaw.len);
    format!("{before}*{faulty}*{after}")
}

#[test]
fn every_vector_gets_its_verdict_and_place() {
    check("gs1/linters.tsv", |cells| {
        let &[name, value, expected, ref markup @ ..] = cells else {
            return Err("too few columns".into());
        };
        // These rows come from a made-up list of company prefixes, which only the original tests have.
        if name.starts_with("gcppos") && matches!(value, "1234567" | "I1234567") {
            return Ok(());
        }
        let found = judge(name, value);
        same(found.map_err(|flaw| flaw.fault.code()).err().unwrap_or("OK"), expected, value)?;
        match (found, markup.first()) {
            (Err(flaw), Some(markup)) if !markup.is_empty() && !markup.contains('\\') => {
                same(marked(value, flaw).as_str(), markup, value)
            }
            _ => Ok(()),
        }
    });
}

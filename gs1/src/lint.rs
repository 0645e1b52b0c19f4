//! The rules on the content of components, one per name in the GS1 syntax dictionary.

mod charset;
mod check;
mod code;
mod code_lists;
mod coupon;
mod number;
mod package_types;
mod time;

pub(crate) use charset::{is_set82, set39, set64, set82};

use crate::date::AsOf;
use crate::fault::Flaw;

/// A rule that a component of a value must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lint {
    CheckDigit,
    CheckPair,
    Country,
    CountryAlpha,
    CountryOrAny,
    Coupon,
    CouponOffer,
    Currency,
    Date,
    DateOrMonth,
    HasNonDigit,
    Hour,
    HourMinute,
    Hyphen,
    Iban,
    ImporterIndex,
    Latitude,
    LongDate,
    Longitude,
    MediaType,
    Minute,
    NoZeroPrefix,
    NonZero,
    PackageType,
    Percent,
    PieceOfTotal,
    PositionInSequence,
    Prefix,
    PrefixSecond,
    Second,
    Sex,
    Winding,
    YesNo,
    Zero,
}

impl Lint {
    /// Judges a component; `as_of` gives two-digit years their century.
    pub(crate) fn judge(self, value: &str, as_of: AsOf) -> Result<(), Flaw> {
        match self {
            Lint::CheckDigit => check::check_digit(value),
            Lint::CheckPair => check::check_pair(value),
            Lint::Country => code::country(value),
            Lint::CountryAlpha => code::country_alpha(value),
            Lint::CountryOrAny => code::country_or_any(value),
            Lint::Coupon => coupon::coupon(value, as_of),
            Lint::CouponOffer => coupon::offer(value),
            Lint::Currency => code::currency(value),
            Lint::Date => time::date(value, as_of),
            Lint::DateOrMonth => time::date_or_month(value, as_of),
            Lint::HasNonDigit => charset::has_non_digit(value),
            Lint::Hour => time::hour(value),
            Lint::HourMinute => time::hour_minute(value),
            Lint::Hyphen => charset::hyphen(value),
            Lint::Iban => check::iban(value),
            Lint::ImporterIndex => charset::importer_index(value),
            Lint::Latitude => number::latitude(value),
            Lint::LongDate => time::long_date(value),
            Lint::Longitude => number::longitude(value),
            Lint::MediaType => code::media_type(value),
            Lint::Minute => time::minute(value),
            Lint::NoZeroPrefix => number::no_zero_prefix(value),
            Lint::NonZero => number::non_zero(value),
            Lint::PackageType => code::package_type(value),
            Lint::Percent => charset::percent(value),
            Lint::PieceOfTotal => number::piece_of_total(value),
            Lint::PositionInSequence => number::position_in_sequence(value),
            Lint::Prefix => check::prefix(value, 0),
            Lint::PrefixSecond => check::prefix(value, 1),
            Lint::Second => time::second(value),
            Lint::Sex => code::sex(value),
            Lint::Winding => code::winding(value),
            Lint::YesNo => number::yes_no(value),
            Lint::Zero => number::zero(value),
        }
    }
}

#[cfg(test)]
pub(crate) mod vectors;

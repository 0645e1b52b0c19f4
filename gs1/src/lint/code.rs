//! Values from lists: countries, currencies and other codes.

use super::code_lists::{COUNTRY_NUMBERS, CURRENCY_NUMBERS, is_country_alpha};
use super::package_types;
use crate::fault::{Fault, Flaw};

fn is_listed(value: &str, numbers: &[u16]) -> bool {
    value.len() == 3
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && value.parse().is_ok_and(|number| numbers.binary_search(&number).is_ok())
}

fn ensure(holds: bool, fault: Fault, value: &str) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(Flaw::whole(fault, value)) }
}

pub(super) fn country(value: &str) -> Result<(), Flaw> {
    ensure(is_listed(value, &COUNTRY_NUMBERS), Fault::NotCountry, value)
}

/// 999 stands for several countries.
pub(super) fn country_or_any(value: &str) -> Result<(), Flaw> {
    ensure(value == "999" || is_listed(value, &COUNTRY_NUMBERS), Fault::NotCountryOrAny, value)
}

pub(super) fn country_alpha(value: &str) -> Result<(), Flaw> {
    ensure(is_country_alpha(value), Fault::NotCountryAlpha, value)
}

pub(super) fn currency(value: &str) -> Result<(), Flaw> {
    ensure(is_listed(value, &CURRENCY_NUMBERS), Fault::NotCurrency, value)
}

/// ISO/IEC 5218: not known, male, female, not applicable.
pub(super) fn sex(value: &str) -> Result<(), Flaw> {
    ensure(matches!(value, "0" | "1" | "2" | "9"), Fault::Sex, value)
}

pub(super) fn winding(value: &str) -> Result<(), Flaw> {
    ensure(matches!(value, "0" | "1" | "9"), Fault::Winding, value)
}

/// 01 to 10 are given out, 80 to 99 are for own use.
pub(super) fn media_type(value: &str) -> Result<(), Flaw> {
    let given = value.len() == 2 && (("01"..="10").contains(&value) || ("80"..="99").contains(&value));
    ensure(given && value.bytes().all(|byte| byte.is_ascii_digit()), Fault::MediaType, value)
}

pub(super) fn package_type(value: &str) -> Result<(), Flaw> {
    ensure(package_types::is_package_type(value), Fault::PackageType, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_they_should() {
        assert_eq!(country("056"), Ok(()));
        assert_eq!(country("999"), Err(Flaw::at(Fault::NotCountry, 0, 3)));
        assert_eq!(country_or_any("999"), Ok(()));
        assert_eq!(country_alpha("BE"), Ok(()));
        assert_eq!(country_alpha("be"), Err(Flaw::at(Fault::NotCountryAlpha, 0, 2)));
        assert_eq!(currency("978"), Ok(()));
        assert_eq!(currency("000"), Err(Flaw::at(Fault::NotCurrency, 0, 3)));
        assert_eq!(package_type("CT"), Ok(()));
        assert_eq!(package_type("Q0"), Err(Flaw::at(Fault::PackageType, 0, 2)));
    }

    #[test]
    fn media_types_have_a_gap() {
        for good in ["01", "10", "80", "99"] {
            assert_eq!(media_type(good), Ok(()));
        }
        for bad in ["00", "11", "79", "1", "0:", "8A"] {
            assert_eq!(media_type(bad), Err(Flaw::whole(Fault::MediaType, bad)));
        }
    }
}

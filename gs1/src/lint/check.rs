//! Check digits, check characters, checksums and company prefixes.

use super::charset::{set82, set82_value};
use super::code_lists::is_country_alpha;
use crate::fault::{Fault, Flaw};
use crate::gtin;

/// The last digit makes the sum of digits, weighted 3 and 1, a multiple of ten.
pub(super) fn check_digit(value: &str) -> Result<(), Flaw> {
    Flaw::digits(value)?;
    match value.as_bytes().split_last() {
        Some((last, digits)) if gtin::check_digit(digits) + b'0' == *last => Ok(()),
        _ => Err(Flaw::at(Fault::CheckDigit, value.len().saturating_sub(1), 1.min(value.len()))),
    }
}

/// Most characters before a check pair.
const PAIRED_MAX: usize = 97;

/// Weights of a check pair from the right: the primes in order.
static PRIMES: [u32; PAIRED_MAX] = primes();

const fn primes() -> [u32; PAIRED_MAX] {
    let mut found = [0; PAIRED_MAX];
    let mut count = 0;
    let mut candidate = 2;
    while count < PAIRED_MAX {
        let mut divisor = 0;
        while divisor < count && candidate % found[divisor] != 0 {
            divisor += 1;
        }
        if divisor == count {
            found[count] = candidate;
            count += 1;
        }
        candidate += 1;
    }
    found
}

/// The two characters that follow `data`: its values weighted by primes, modulo 1021, five bits a character.
pub(crate) fn pair_for(data: &str) -> Option<[u8; 2]> {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut sum = 0;
    for (place, byte) in data.bytes().rev().enumerate() {
        sum += u32::from(set82_value(byte)?) * PRIMES.get(place)?;
    }
    let sum = sum % 1021;
    Some([LETTERS[(sum >> 5) as usize], LETTERS[(sum & 31) as usize]])
}

pub(super) fn check_pair(value: &str) -> Result<(), Flaw> {
    let Some(at) = value.len().checked_sub(2) else {
        return Err(Flaw::whole(Fault::CheckPairTooShort, value));
    };
    if at > PAIRED_MAX {
        return Err(Flaw::whole(Fault::CheckPairTooLong, value));
    }
    let Some(data) = value.get(..at) else {
        return set82(value);
    };
    set82(data)?;
    match pair_for(data) {
        Some(pair) if pair == value.as_bytes()[at..] => Ok(()),
        _ => Err(Flaw::at(Fault::CheckPair, at, 2)),
    }
}

/// Fewest digits of a company prefix.
const PREFIX_MIN: usize = 4;

/// A company prefix begins at byte `from`. Whether it was ever given out takes a list that this crate does not have.
pub(super) fn prefix(value: &str, from: usize) -> Result<(), Flaw> {
    let Some(prefix) = value.as_bytes().get(from..from + PREFIX_MIN) else {
        return Err(Flaw::whole(Fault::PrefixTooShort, value));
    };
    match prefix.iter().position(|byte| !byte.is_ascii_digit()) {
        None => Ok(()),
        Some(_) => Err(Flaw::at(Fault::NotPrefix, from, value.len() - from)),
    }
}

/// The shortest IBAN that any country uses (Norway's), and the longest that ISO 13616 allows.
const IBAN_LENGTHS: std::ops::RangeInclusive<usize> = 15..=34;

/// A country, two check digits, and an account: modulo 97 is 1 with the first four characters moved to the end.
pub(super) fn iban(value: &str) -> Result<(), Flaw> {
    if value.len() < *IBAN_LENGTHS.start() {
        return Err(Flaw::whole(Fault::IbanTooShort, value));
    }
    if value.len() > *IBAN_LENGTHS.end() {
        return Err(Flaw::whole(Fault::IbanTooLong, value));
    }
    Flaw::chars(value, Fault::IbanCharacter, |byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())?;
    if !is_country_alpha(&value[..2]) {
        return Err(Flaw::at(Fault::IbanCountry, 0, 2));
    }
    let moved = value.bytes().skip(4).chain(value.bytes().take(4));
    let rest = moved.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    if rest == 1 { Ok(()) } else { Err(Flaw::at(Fault::IbanChecksum, 2, 2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_has_country_length_and_checksum() {
        assert_eq!(iban("GB82WEST12345698765432"), Ok(()));
        assert_eq!(iban("NO9386011117947"), Ok(()));
        assert_eq!(iban("GB83WEST12345698765432"), Err(Flaw::at(Fault::IbanChecksum, 2, 2)));
        assert_eq!(iban("GB82"), Err(Flaw::at(Fault::IbanTooShort, 0, 4)));
        assert_eq!(iban("ZZ82WEST12345698765432"), Err(Flaw::at(Fault::IbanCountry, 0, 2)));
    }

    #[test]
    fn a_prefix_is_four_digits_at_least() {
        assert_eq!(prefix("9506", 0), Ok(()));
        assert_eq!(prefix("X9506", 1), Ok(()));
        assert_eq!(prefix("9506", 1), Err(Flaw::at(Fault::PrefixTooShort, 0, 4)));
        assert_eq!(prefix("95A6", 0), Err(Flaw::at(Fault::NotPrefix, 0, 4)));
    }
}

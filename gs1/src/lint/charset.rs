//! Which characters a component may hold.

use crate::fault::{Fault, Flaw};

/// Whether `byte` is one of the 82 characters of the General Specifications.
pub(crate) fn is_set82(byte: u8) -> bool {
    SET82[usize::from(byte)] != NONE
}

/// Position of a character among the 82, which is its value in check characters.
pub(super) fn set82_value(byte: u8) -> Option<u16> {
    let value = SET82[usize::from(byte)];
    (value != NONE).then(|| u16::from(value))
}

const NONE: u8 = u8::MAX;

/// The 82 characters have values by their order in ASCII.
static SET82: [u8; 256] = {
    let members: &[u8; 82] =
        b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < members.len() {
        values[members[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Only the 82 characters.
pub(crate) fn set82(value: &str) -> Result<(), Flaw> {
    Flaw::chars(value, Fault::NotSet82, is_set82)
}

/// Only digits, capitals, `#`, `-` and `/`.
pub(crate) fn set39(value: &str) -> Result<(), Flaw> {
    Flaw::chars(value, Fault::NotSet39, |byte| {
        byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b'#' | b'-' | b'/')
    })
}

fn is_set64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Only base64 for links, with at most two `=` at the end, which pad to a multiple of three.
pub(crate) fn set64(value: &str) -> Result<(), Flaw> {
    let data = value.trim_end_matches('=');
    Flaw::chars(data, Fault::NotSet64, is_set64)?;
    let padding = value.len() - data.len();
    if padding > 2 || (padding > 0 && !value.len().is_multiple_of(3)) {
        return Err(Flaw::at(Fault::Set64Padding, data.len(), padding));
    }
    Ok(())
}

/// A percent sign is followed by two hexadecimal digits.
pub(super) fn percent(value: &str) -> Result<(), Flaw> {
    let bytes = value.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'%' {
            at += 1;
        } else if bytes.len() >= at + 3 && bytes[at + 1..at + 3].iter().all(u8::is_ascii_hexdigit) {
            at += 3;
        } else {
            return Err(Flaw::at(Fault::Percent, at, 3.min(bytes.len() - at)));
        }
    }
    Ok(())
}

pub(super) fn hyphen(value: &str) -> Result<(), Flaw> {
    Flaw::chars(value, Fault::NotHyphen, |byte| byte == b'-')
}

pub(super) fn has_non_digit(value: &str) -> Result<(), Flaw> {
    match value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Err(Flaw::whole(Fault::NoNonDigit, value)),
        false => Ok(()),
    }
}

pub(super) fn importer_index(value: &str) -> Result<(), Flaw> {
    if value.chars().count() != 1 {
        return Err(Flaw::whole(Fault::ImporterIndexLength, value));
    }
    Flaw::chars(value, Fault::ImporterIndex, is_set64)
}

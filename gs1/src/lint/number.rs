//! Values that are numbers within bounds.

use crate::fault::{Fault, Flaw};

pub(super) fn zero(value: &str) -> Result<(), Flaw> {
    if !value.is_empty() && value.bytes().all(|byte| byte == b'0') {
        return Ok(());
    }
    Err(Flaw::whole(Fault::NotZero, value))
}

pub(super) fn non_zero(value: &str) -> Result<(), Flaw> {
    Flaw::digits(value)?;
    match value.bytes().all(|byte| byte == b'0') {
        true => Err(Flaw::whole(Fault::ZeroValue, value)),
        false => Ok(()),
    }
}

/// A single zero stands for itself; before other digits it is a prefix.
pub(super) fn no_zero_prefix(value: &str) -> Result<(), Flaw> {
    match value.len() > 1 && value.starts_with('0') {
        true => Err(Flaw::at(Fault::ZeroPrefix, 0, 1)),
        false => Ok(()),
    }
}

pub(super) fn yes_no(value: &str) -> Result<(), Flaw> {
    match value {
        "0" | "1" => Ok(()),
        _ => Err(Flaw::whole(Fault::NotZeroOrOne, value)),
    }
}

/// Equally long halves: a piece from 1, and the total, which it does not exceed.
pub(super) fn piece_of_total(value: &str) -> Result<(), Flaw> {
    Flaw::digits(value)?;
    if value.is_empty() || !value.len().is_multiple_of(2) {
        return Err(Flaw::whole(Fault::PieceLength, value));
    }
    let half = value.len() / 2;
    let (piece, total) = value.split_at(half);
    let is_zero = |digits: &str| digits.bytes().all(|byte| byte == b'0');
    if is_zero(piece) {
        return Err(Flaw::at(Fault::PieceZero, 0, half));
    }
    if is_zero(total) {
        return Err(Flaw::at(Fault::PieceTotalZero, half, half));
    }
    if piece > total { Err(Flaw::whole(Fault::PieceBeyondTotal, value)) } else { Ok(()) }
}

/// `position/end`, both from 1 without leading zeros.
pub(super) fn position_in_sequence(value: &str) -> Result<(), Flaw> {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (position, end) = match value.split_once('/') {
        Some((position, end)) if is_number(position) && is_number(end) => (position, end),
        _ => return Err(Flaw::whole(Fault::PositionMalformed, value)),
    };
    if position.starts_with('0') {
        return Err(Flaw::at(Fault::ZeroPrefix, 0, position.len()));
    }
    if end.starts_with('0') {
        return Err(Flaw::at(Fault::ZeroPrefix, position.len() + 1, end.len()));
    }
    // Without leading zeros a longer number is a larger one.
    match (position.len(), position) > (end.len(), end) {
        true => Err(Flaw::whole(Fault::PositionBeyondEnd, value)),
        false => Ok(()),
    }
}

/// Degrees north of the south pole, times ten million.
pub(super) fn latitude(value: &str) -> Result<(), Flaw> {
    angle(value, "1800000000", Fault::LatitudeLength, Fault::Latitude)
}

/// Degrees east of Greenwich, times ten million.
pub(super) fn longitude(value: &str) -> Result<(), Flaw> {
    angle(value, "3600000000", Fault::LongitudeLength, Fault::Longitude)
}

fn angle(value: &str, most: &str, length: Fault, beyond: Fault) -> Result<(), Flaw> {
    Flaw::exact_len(value, most.len(), length, length)?;
    Flaw::digits(value)?;
    if value > most { Err(Flaw::whole(beyond, value)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(found: Result<(), Flaw>) -> Option<Fault> {
        found.err().map(|flaw| flaw.fault)
    }

    #[test]
    fn pieces_are_counted_within_their_total() {
        assert_eq!(fault(piece_of_total("0102")), None);
        assert_eq!(fault(piece_of_total("0002")), Some(Fault::PieceZero));
        assert_eq!(fault(piece_of_total("0100")), Some(Fault::PieceTotalZero));
        assert_eq!(fault(piece_of_total("0302")), Some(Fault::PieceBeyondTotal));
        assert_eq!(fault(piece_of_total("012")), Some(Fault::PieceLength));
    }

    #[test]
    fn positions_are_compared_as_numbers() {
        assert_eq!(fault(position_in_sequence("9/10")), None);
        assert_eq!(fault(position_in_sequence("10/9")), Some(Fault::PositionBeyondEnd));
        assert_eq!(fault(position_in_sequence("1/03")), Some(Fault::ZeroPrefix));
        assert_eq!(fault(position_in_sequence("1/2/3")), Some(Fault::PositionMalformed));
    }

    #[test]
    fn angles_have_bounds() {
        assert_eq!(fault(latitude("1800000000")), None);
        assert_eq!(fault(latitude("1800000001")), Some(Fault::Latitude));
        assert_eq!(fault(longitude("3600000001")), Some(Fault::Longitude));
        assert_eq!(fault(longitude("360000000")), Some(Fault::LongitudeLength));
    }

    #[test]
    fn zero_alone_is_no_prefix() {
        assert_eq!(fault(no_zero_prefix("0")), None);
        assert_eq!(fault(no_zero_prefix("01")), Some(Fault::ZeroPrefix));
    }
}

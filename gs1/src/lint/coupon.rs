//! North American coupons: chains of fields, each as long as the digit before it says.

use crate::date::{AsOf, Day};
use crate::fault::{Fault, Flaw};

/// Reads digits from the front of a coupon, whose every byte is a digit.
struct Reader<'a> {
    value: &'a str,
    at: usize,
}

/// The faults of a field with a length before it.
struct Measured {
    missing: Fault,
    length: Fault,
    truncated: Fault,
}

impl<'a> Reader<'a> {
    fn new(value: &'a str) -> Result<Reader<'a>, Flaw> {
        Flaw::digits(value)?;
        Ok(Reader { value, at: 0 })
    }

    fn rest(&self) -> &'a str {
        &self.value[self.at..]
    }

    /// The rest of the value from `at` on is at fault.
    fn flaw(&self, fault: Fault, at: usize) -> Flaw {
        Flaw::at(fault, at, self.value.len() - at)
    }

    fn take(&mut self, len: usize, truncated: Fault) -> Result<&'a str, Flaw> {
        let taken = self.rest().get(..len).ok_or_else(|| self.flaw(truncated, self.at))?;
        self.at += len;
        Ok(taken)
    }

    /// One digit that `allowed` lets through.
    fn digit(&mut self, missing: Fault, invalid: Fault, allowed: &str) -> Result<u8, Flaw> {
        let digit = self.take(1, missing)?;
        if !allowed.contains(digit) {
            return Err(Flaw::at(invalid, self.at - 1, 1));
        }
        Ok(digit.as_bytes()[0] - b'0')
    }

    /// A length out of `allowed`, and as many digits more than `base`.
    fn measured(&mut self, faults: &Measured, allowed: &str, base: usize) -> Result<(), Flaw> {
        let len = self.digit(faults.missing, faults.length, allowed)?;
        self.take(base + usize::from(len), faults.truncated).map(|_| ())
    }

    /// A length 0 to 6 of a company prefix of six digits and more, or 9 for none.
    fn other_prefix(&mut self, faults: &Measured) -> Result<(), Flaw> {
        match self.digit(faults.missing, faults.length, "01234569")? {
            9 => Ok(()),
            len => self.take(6 + usize::from(len), faults.truncated).map(|_| ()),
        }
    }

    fn date(&mut self, short: Fault, invalid: Fault, as_of: AsOf) -> Result<Day, Flaw> {
        let at = self.at;
        let text = self.take(6, short)?;
        match as_of.fields(text) {
            Ok((_, _, 0)) | Err(_) => Err(Flaw::at(invalid, at, 6)),
            Ok((year, month, day)) => Day::new(year, month, day).ok_or_else(|| Flaw::at(invalid, at, 6)),
        }
    }

    /// Whether the optional field named by `indicator` comes next; it is then begun.
    fn begins(&mut self, indicator: char) -> bool {
        let begins = self.rest().starts_with(indicator);
        self.at += usize::from(begins);
        begins
    }

    fn end(&self) -> Result<(), Flaw> {
        if self.rest().is_empty() { Ok(()) } else { Err(self.flaw(Fault::CouponExcess, self.at)) }
    }
}

const SERIAL: Measured = Measured {
    missing: Fault::CouponSerialLengthMissing,
    // Every digit is a length of a serial.
    length: Fault::CouponSerialLengthMissing,
    truncated: Fault::CouponSerial,
};

const REQUIREMENT_CODES: &str = "012349";

/// AI 8112: format, funder, offer, serial.
pub(super) fn offer(value: &str) -> Result<(), Flaw> {
    const FUNDER: Measured = Measured {
        missing: Fault::CouponFunderLengthMissing,
        length: Fault::CouponFunderLength,
        truncated: Fault::CouponFunder,
    };
    let mut reader = Reader::new(value)?;
    reader.digit(Fault::CouponFormatMissing, Fault::CouponFormat, "01")?;
    reader.measured(&FUNDER, "0123456", 6)?;
    reader.take(6, Fault::CouponOfferCode)?;
    reader.measured(&SERIAL, "0123456789", 6)?;
    reader.end()
}

/// AI 8110: the primary fields, then optional ones in the order of their indicators.
pub(super) fn coupon(value: &str, as_of: AsOf) -> Result<(), Flaw> {
    let mut reader = Reader::new(value)?;
    primary(&mut reader)?;
    if reader.begins('1') {
        second_purchase(&mut reader)?;
    }
    if reader.begins('2') {
        third_purchase(&mut reader)?;
    }
    life(&mut reader, as_of)?;
    if reader.begins('5') {
        reader.measured(&SERIAL, "0123456789", 6)?;
    }
    if reader.begins('6') {
        const RETAILER: Measured = Measured {
            missing: Fault::CouponRetailerLengthMissing,
            length: Fault::CouponRetailerLength,
            truncated: Fault::CouponRetailer,
        };
        reader.measured(&RETAILER, "1234567", 6)?;
    }
    if reader.begins('9') {
        reader.digit(Fault::CouponSaveCodeMissing, Fault::CouponSaveCode, "01256")?;
        reader.digit(Fault::CouponAppliesToMissing, Fault::CouponAppliesTo, "012")?;
        reader.take(1, Fault::CouponStoreFlagMissing)?;
        reader.digit(Fault::CouponMultiplyMissing, Fault::CouponMultiply, "01")?;
    }
    reader.end()
}

fn primary(reader: &mut Reader<'_>) -> Result<(), Flaw> {
    const PREFIX: Measured = Measured {
        missing: Fault::CouponPrefixLengthMissing,
        length: Fault::CouponPrefixLength,
        truncated: Fault::CouponPrefix,
    };
    const SAVE: Measured = Measured {
        missing: Fault::CouponSaveLengthMissing,
        length: Fault::CouponSaveLength,
        truncated: Fault::CouponSave,
    };
    const REQUIREMENT: Measured = Measured {
        missing: Fault::CouponFirstLengthMissing,
        length: Fault::CouponFirstLength,
        truncated: Fault::CouponFirst,
    };
    reader.measured(&PREFIX, "0123456", 6)?;
    reader.take(6, Fault::CouponOfferCode)?;
    reader.measured(&SAVE, "12345", 0)?;
    reader.measured(&REQUIREMENT, "12345", 0)?;
    reader.digit(Fault::CouponFirstCodeMissing, Fault::CouponFirstCode, REQUIREMENT_CODES)?;
    reader.take(3, Fault::CouponFirstFamily).map(|_| ())
}

fn second_purchase(reader: &mut Reader<'_>) -> Result<(), Flaw> {
    const REQUIREMENT: Measured = Measured {
        missing: Fault::CouponSecondLengthMissing,
        length: Fault::CouponSecondLength,
        truncated: Fault::CouponSecond,
    };
    const PREFIX: Measured = Measured {
        missing: Fault::CouponSecondPrefixLengthMissing,
        length: Fault::CouponSecondPrefixLength,
        truncated: Fault::CouponSecondPrefix,
    };
    reader.digit(Fault::CouponRulesMissing, Fault::CouponRules, "0123")?;
    reader.measured(&REQUIREMENT, "12345", 0)?;
    reader.digit(Fault::CouponSecondCodeMissing, Fault::CouponSecondCode, REQUIREMENT_CODES)?;
    reader.take(3, Fault::CouponSecondFamily)?;
    reader.other_prefix(&PREFIX)
}

fn third_purchase(reader: &mut Reader<'_>) -> Result<(), Flaw> {
    const REQUIREMENT: Measured = Measured {
        missing: Fault::CouponThirdLengthMissing,
        length: Fault::CouponThirdLength,
        truncated: Fault::CouponThird,
    };
    const PREFIX: Measured = Measured {
        missing: Fault::CouponThirdPrefixLengthMissing,
        length: Fault::CouponThirdPrefixLength,
        truncated: Fault::CouponThirdPrefix,
    };
    reader.measured(&REQUIREMENT, "12345", 0)?;
    reader.digit(Fault::CouponThirdCodeMissing, Fault::CouponThirdCode, REQUIREMENT_CODES)?;
    reader.take(3, Fault::CouponThirdFamily)?;
    reader.other_prefix(&PREFIX)
}

/// Expiry and start, each optional.
fn life(reader: &mut Reader<'_>, as_of: AsOf) -> Result<(), Flaw> {
    let from = reader.at;
    let mut expiry = None;
    if reader.begins('3') {
        expiry = Some(reader.date(Fault::CouponExpiryTooShort, Fault::CouponExpiry, as_of)?);
    }
    if reader.begins('4') {
        let start = reader.date(Fault::CouponStartTooShort, Fault::CouponStart, as_of)?;
        if expiry.is_some_and(|expiry| expiry < start) {
            return Err(Flaw::at(Fault::CouponExpiryBeforeStart, from, reader.at - from));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn as_of() -> AsOf {
        AsOf::year(2026).unwrap()
    }

    #[test]
    fn a_coupon_with_every_field_is_whole() {
        let fields = [
            "012345612345611110123",
            "101101230123456",
            "2110123",
            "9",
            "3261231",
            "4260101",
            "50123456",
            "611234567",
            "90000",
        ];
        assert_eq!(coupon(&fields.concat(), as_of()), Ok(()));
    }

    #[test]
    fn fields_out_of_order_are_excess() {
        let excess = coupon("01234561234561111012342601013261231", as_of()).unwrap_err();
        assert_eq!(excess.fault, Fault::CouponExcess);
    }

    #[test]
    fn an_offer_ends_with_its_serial() {
        assert_eq!(offer("001234561234560123456"), Ok(()));
        assert_eq!(offer("0012345612345601234567").unwrap_err().fault, Fault::CouponExcess);
    }
}

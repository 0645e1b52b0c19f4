//! What can be wrong with the content of a value, under the names that the GS1 syntax tests use.

use std::fmt;

macro_rules! faults {
    ($($name:ident $code:literal $meaning:literal)*) => {
        /// What is wrong with the content of one component.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = $meaning] $name,)*
        }

        impl Fault {
            /// The name of the fault in the GS1 syntax tests, such as `INCORRECT_CHECK_DIGIT`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Fault::$name => $code,)*
                }
            }

            fn meaning(self) -> &'static str {
                match self {
                    $(Fault::$name => $meaning,)*
                }
            }
        }
    };
}

faults! {
    NonDigit "NON_DIGIT_CHARACTER" "a digit is expected here"
    NotSet82 "INVALID_CSET82_CHARACTER" "this character is outside the 82 that GS1 allows"
    NotSet39 "INVALID_CSET39_CHARACTER" "this character is outside the 39 that GS1 allows here"
    NotSet64 "INVALID_CSET64_CHARACTER" "this character is not base64 for links"
    Set64Padding "INVALID_CSET64_PADDING" "wrong number of padding characters"
    CheckDigit "INCORRECT_CHECK_DIGIT" "wrong check digit"
    CheckPair "INCORRECT_CHECK_PAIR" "wrong check characters"
    CheckPairTooShort "TOO_SHORT_FOR_CHECK_PAIR" "too short to hold two check characters"
    CheckPairTooLong "TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION" "too long for the check characters to be computed"
    PrefixTooShort "TOO_SHORT_FOR_GCP" "shorter than any company prefix"
    NotPrefix "INVALID_GCP_PREFIX" "does not begin with a company prefix"
    ImporterIndexLength "IMPORTER_IDX_MUST_BE_ONE_CHARACTER" "the importer index is one character"
    ImporterIndex "INVALID_IMPORT_IDX_CHARACTER" "no importer index"
    ZeroValue "ILLEGAL_ZERO_VALUE" "must not be zero"
    NotZero "NOT_ZERO" "must be zero"
    ZeroPrefix "ILLEGAL_ZERO_PREFIX" "must not begin with zero"
    NotZeroOrOne "NOT_ZERO_OR_ONE" "must be 0 or 1"
    Winding "INVALID_WINDING_DIRECTION" "the winding direction is 0, 1 or 9"
    NotCountry "NOT_ISO3166" "no ISO 3166 country number"
    NotCountryOrAny "NOT_ISO3166_OR_999" "neither an ISO 3166 country number nor 999"
    NotCountryAlpha "NOT_ISO3166_ALPHA2" "no ISO 3166 two-letter country"
    NotCurrency "NOT_ISO4217" "no ISO 4217 currency number"
    IbanTooShort "IBAN_TOO_SHORT" "too short for an IBAN"
    IbanTooLong "IBAN_TOO_LONG" "too long for an IBAN"
    IbanCharacter "INVALID_IBAN_CHARACTER" "no character of an IBAN"
    IbanCountry "ILLEGAL_IBAN_COUNTRY_CODE" "an IBAN begins with a country"
    IbanChecksum "INCORRECT_IBAN_CHECKSUM" "wrong checksum of the IBAN"
    DateTooShort "DATE_TOO_SHORT" "too short for a date"
    DateTooLong "DATE_TOO_LONG" "too long for a date"
    HourMinuteTooShort "HOUR_WITH_MINUTE_TOO_SHORT" "too short for hour and minute"
    HourMinuteTooLong "HOUR_WITH_MINUTE_TOO_LONG" "too long for hour and minute"
    HourTooShort "HOUR_TOO_SHORT" "too short for an hour"
    HourTooLong "HOUR_TOO_LONG" "too long for an hour"
    MinuteTooShort "MINUTE_TOO_SHORT" "too short for a minute"
    MinuteTooLong "MINUTE_TOO_LONG" "too long for a minute"
    SecondTooShort "SECOND_TOO_SHORT" "too short for a second"
    SecondTooLong "SECOND_TOO_LONG" "too long for a second"
    IllegalMonth "ILLEGAL_MONTH" "no such month"
    IllegalDay "ILLEGAL_DAY" "the month has no such day"
    IllegalHour "ILLEGAL_HOUR" "no such hour"
    IllegalMinute "ILLEGAL_MINUTE" "no such minute"
    IllegalSecond "ILLEGAL_SECOND" "no such second"
    PieceLength "INVALID_LENGTH_FOR_PIECE_OF_TOTAL" "piece and total must be equally long"
    PieceZero "ZERO_PIECE_NUMBER" "pieces are counted from 1"
    PieceTotalZero "ZERO_TOTAL_PIECES" "there is at least one piece"
    PieceBeyondTotal "PIECE_NUMBER_EXCEEDS_TOTAL" "the piece is beyond the total"
    Percent "INVALID_PERCENT_SEQUENCE" "no percent-encoding"
    LatitudeLength "LATITUDE_INVALID_LENGTH" "a latitude has ten digits"
    Latitude "INVALID_LATITUDE" "beyond the pole"
    LongitudeLength "LONGITUDE_INVALID_LENGTH" "a longitude has ten digits"
    Longitude "INVALID_LONGITUDE" "beyond a full circle"
    MediaType "INVALID_MEDIA_TYPE" "no AIDC media type"
    PackageType "INVALID_PACKAGE_TYPE" "no package type"
    NotHyphen "NOT_HYPHEN" "only hyphens may stand here"
    Sex "INVALID_BIOLOGICAL_SEX_CODE" "no ISO/IEC 5218 code"
    PositionMalformed "POSITION_IN_SEQUENCE_MALFORMED" "must be position/end"
    PositionBeyondEnd "POSITION_EXCEEDS_END" "the position is beyond the end"
    NoNonDigit "REQUIRES_NON_DIGIT_CHARACTER" "at least one character must not be a digit"
    CouponFormatMissing "COUPON_MISSING_FORMAT_CODE" "the coupon lacks its format code"
    CouponFormat "COUPON_INVALID_FORMAT_CODE" "the coupon's format code is 0 or 1"
    CouponFunderLengthMissing "COUPON_MISSING_FUNDER_VLI" "the coupon lacks the length of its funder"
    CouponFunderLength "COUPON_INVALID_FUNDER_LENGTH" "the length of the coupon's funder is 0 to 6"
    CouponFunder "COUPON_TRUNCATED_FUNDER" "the coupon's funder is cut short"
    CouponOfferCode "COUPON_TRUNCATED_OFFER_CODE" "the coupon's offer code is cut short"
    CouponSerialLengthMissing "COUPON_MISSING_SERIAL_NUMBER_VLI" "the coupon lacks the length of its serial"
    CouponSerial "COUPON_TRUNCATED_SERIAL_NUMBER" "the coupon's serial is cut short"
    CouponPrefixLengthMissing "COUPON_MISSING_GCP_VLI" "the coupon lacks the length of its company prefix"
    CouponPrefixLength "COUPON_INVALID_GCP_LENGTH" "the length of the coupon's company prefix is 0 to 6"
    CouponPrefix "COUPON_TRUNCATED_GCP" "the coupon's company prefix is cut short"
    CouponSaveLengthMissing "COUPON_MISSING_SAVE_VALUE_VLI" "the coupon lacks the length of its save value"
    CouponSaveLength "COUPON_INVALID_SAVE_VALUE_LENGTH" "the length of the coupon's save value is 1 to 5"
    CouponSave "COUPON_TRUNCATED_SAVE_VALUE" "the coupon's save value is cut short"
    CouponFirstLengthMissing "COUPON_MISSING_1ST_PURCHASE_REQUIREMENT_VLI" "the coupon lacks the length of its first requirement"
    CouponFirstLength "COUPON_INVALID_1ST_PURCHASE_REQUIREMENT_LENGTH" "the length of the coupon's first requirement is 1 to 5"
    CouponFirst "COUPON_TRUNCATED_1ST_PURCHASE_REQUIREMENT" "the coupon's first requirement is cut short"
    CouponFirstCodeMissing "COUPON_MISSING_1ST_PURCHASE_REQUIREMENT_CODE" "the coupon lacks its first requirement code"
    CouponFirstCode "COUPON_INVALID_1ST_PURCHASE_REQUIREMENT_CODE" "the coupon's first requirement code is 0 to 4 or 9"
    CouponFirstFamily "COUPON_TRUNCATED_1ST_PURCHASE_FAMILY_CODE" "the coupon's first family code is cut short"
    CouponRulesMissing "COUPON_MISSING_ADDITIONAL_PURCHASE_RULES_CODE" "the coupon lacks its additional purchase rules"
    CouponRules "COUPON_INVALID_ADDITIONAL_PURCHASE_RULES_CODE" "the coupon's additional purchase rules are 0 to 3"
    CouponSecondLengthMissing "COUPON_MISSING_2ND_PURCHASE_REQUIREMENT_VLI" "the coupon lacks the length of its second requirement"
    CouponSecondLength "COUPON_INVALID_2ND_PURCHASE_REQUIREMENT_LENGTH" "the length of the coupon's second requirement is 1 to 5"
    CouponSecond "COUPON_TRUNCATED_2ND_PURCHASE_REQUIREMENT" "the coupon's second requirement is cut short"
    CouponSecondCodeMissing "COUPON_MISSING_2ND_PURCHASE_REQUIREMENT_CODE" "the coupon lacks its second requirement code"
    CouponSecondCode "COUPON_INVALID_2ND_PURCHASE_REQUIREMENT_CODE" "the coupon's second requirement code is 0 to 4 or 9"
    CouponSecondFamily "COUPON_TRUNCATED_2ND_PURCHASE_FAMILY_CODE" "the coupon's second family code is cut short"
    CouponSecondPrefixLengthMissing "COUPON_MISSING_2ND_PURCHASE_GCP_VLI" "the coupon lacks the length of its second company prefix"
    CouponSecondPrefixLength "COUPON_INVALID_2ND_PURCHASE_GCP_LENGTH" "the length of the coupon's second company prefix is 0 to 6 or 9"
    CouponSecondPrefix "COUPON_TRUNCATED_2ND_PURCHASE_GCP" "the coupon's second company prefix is cut short"
    CouponThirdLengthMissing "COUPON_MISSING_3RD_PURCHASE_REQUIREMENT_VLI" "the coupon lacks the length of its third requirement"
    CouponThirdLength "COUPON_INVALID_3RD_PURCHASE_REQUIREMENT_LENGTH" "the length of the coupon's third requirement is 1 to 5"
    CouponThird "COUPON_TRUNCATED_3RD_PURCHASE_REQUIREMENT" "the coupon's third requirement is cut short"
    CouponThirdCodeMissing "COUPON_MISSING_3RD_PURCHASE_REQUIREMENT_CODE" "the coupon lacks its third requirement code"
    CouponThirdCode "COUPON_INVALID_3RD_PURCHASE_REQUIREMENT_CODE" "the coupon's third requirement code is 0 to 4 or 9"
    CouponThirdFamily "COUPON_TRUNCATED_3RD_PURCHASE_FAMILY_CODE" "the coupon's third family code is cut short"
    CouponThirdPrefixLengthMissing "COUPON_MISSING_3RD_PURCHASE_GCP_VLI" "the coupon lacks the length of its third company prefix"
    CouponThirdPrefixLength "COUPON_INVALID_3RD_PURCHASE_GCP_LENGTH" "the length of the coupon's third company prefix is 0 to 6 or 9"
    CouponThirdPrefix "COUPON_TRUNCATED_3RD_PURCHASE_GCP" "the coupon's third company prefix is cut short"
    CouponExpiryTooShort "COUPON_TOO_SHORT_FOR_EXPIRATION_DATE" "the coupon's expiry is cut short"
    CouponExpiry "COUPON_INVALID_EXIPIRATION_DATE" "the coupon's expiry is no date"
    CouponStartTooShort "COUPON_TOO_SHORT_FOR_START_DATE" "the coupon's start is cut short"
    CouponStart "COUPON_INVALID_START_DATE" "the coupon's start is no date"
    CouponExpiryBeforeStart "COUPON_EXPIRATION_BEFORE_START" "the coupon expires before it starts"
    CouponRetailerLengthMissing "COUPON_MISSING_RETAILER_GCP_OR_GLN_VLI" "the coupon lacks the length of its retailer"
    CouponRetailerLength "COUPON_INVALID_RETAILER_GCP_OR_GLN_LENGTH" "the length of the coupon's retailer is 1 to 7"
    CouponRetailer "COUPON_TRUNCATED_RETAILER_GCP_OR_GLN" "the coupon's retailer is cut short"
    CouponSaveCodeMissing "COUPON_MISSING_SAVE_VALUE_CODE" "the coupon lacks its save value code"
    CouponSaveCode "COUPON_INVALID_SAVE_VALUE_CODE" "the coupon's save value code is 0, 1, 2, 5 or 6"
    CouponAppliesToMissing "COUPON_MISSING_SAVE_VALUE_APPLIES_TO_ITEM" "the coupon lacks the item to which its value applies"
    CouponAppliesTo "COUPON_INVALID_SAVE_VALUE_APPLIES_TO_ITEM" "the item to which the coupon's value applies is 0 to 2"
    CouponStoreFlagMissing "COUPON_MISSING_STORE_COUPON_FLAG" "the coupon lacks its store flag"
    CouponMultiplyMissing "COUPON_MISSING_DONT_MULTIPLY_FLAG" "the coupon lacks its flag against multiplying"
    CouponMultiply "COUPON_INVALID_DONT_MULTIPLY_FLAG" "the coupon's flag against multiplying is 0 or 1"
    CouponExcess "COUPON_EXCESS_DATA" "the coupon goes on after its last field"
}

impl Fault {
    /// A wrong date or time: never forgiven, since a lot's life hangs on it.
    pub(crate) fn is_about_time(self) -> bool {
        matches!(
            self,
            Fault::DateTooShort
                | Fault::DateTooLong
                | Fault::IllegalMonth
                | Fault::IllegalDay
                | Fault::IllegalHour
                | Fault::IllegalMinute
                | Fault::IllegalSecond
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code(), self.meaning())
    }
}

/// A fault and where it stands, in bytes of the value that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong.
    pub fault: Fault,
    /// Offset of the faulty part.
    pub at: usize,
    /// Length of the faulty part.
    pub len: usize,
}

impl Flaw {
    pub(crate) fn at(fault: Fault, at: usize, len: usize) -> Flaw {
        Flaw { fault, at, len }
    }

    /// The whole of `value` is at fault.
    pub(crate) fn whole(fault: Fault, value: &str) -> Flaw {
        Flaw { fault, at: 0, len: value.len() }
    }

    /// The fault of the first character that `allowed` refuses.
    pub(crate) fn chars(value: &str, fault: Fault, allowed: impl Fn(u8) -> bool) -> Result<(), Flaw> {
        match value.bytes().position(|byte| !allowed(byte)) {
            None => Ok(()),
            Some(at) => {
                let len = value[at..].chars().next().map_or(1, char::len_utf8);
                Err(Flaw { fault, at, len })
            }
        }
    }

    /// The fault of the first character that is no digit.
    pub(crate) fn digits(value: &str) -> Result<(), Flaw> {
        Flaw::chars(value, Fault::NonDigit, |byte| byte.is_ascii_digit())
    }

    pub(crate) fn exact_len(value: &str, len: usize, short: Fault, long: Fault) -> Result<(), Flaw> {
        match value.len() {
            found if found < len => Err(Flaw::whole(short, value)),
            found if found > len => Err(Flaw::whole(long, value)),
            _ => Ok(()),
        }
    }
}

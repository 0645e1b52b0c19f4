//! Unit codes of UN/ECE Recommendation 20 and 21, and the words that tables use for them.

/// (code of the recommendation, word of the tables); the first of several codes is the one that is written.
const UNITS: &[(&str, &str)] = &[
    ("KGM", "kg"),
    ("GRM", "g"),
    ("TNE", "t"),
    ("LBR", "lb"),
    ("ONZ", "oz"),
    ("LTR", "l"),
    ("MLT", "ml"),
    ("CLT", "cl"),
    ("DLT", "dl"),
    ("HLT", "hl"),
    ("GLL", "gal"),
    ("QT", "qt"),
    ("PT", "pt"),
    ("MTR", "m"),
    ("CMT", "cm"),
    ("MMT", "mm"),
    ("FOT", "ft"),
    ("MTK", "m2"),
    ("MTQ", "m3"),
    ("EA", "ea"),
    ("H87", "pc"),
    ("C62", "unit"),
    ("DZN", "dozen"),
    ("PR", "pair"),
    ("SET", "set"),
    ("XBX", "box"),
    ("XCT", "carton"),
    ("XCS", "case"),
    ("XPK", "pack"),
    ("XPX", "pallet"),
    ("XBG", "bag"),
    ("XBO", "bottle"),
    ("XCA", "can"),
    ("XDR", "drum"),
    ("XPU", "tray"),
    ("XRO", "roll"),
    ("XCR", "crate"),
    ("XTB", "tub"),
    ("XJR", "jar"),
    ("CS", "CS"),
    ("BX", "BX"),
    ("PCE", "PCE"),
];

/// The tables' word for a code; a code without one stays what it is.
pub(crate) fn to_tables(code: &str) -> &str {
    UNITS.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map_or(code, |(_, word)| word)
}

/// The code for a word of the tables; a word without one stays what it is.
pub(crate) fn to_code(word: &str) -> &str {
    UNITS.iter().find(|(_, known)| known.eq_ignore_ascii_case(word)).map_or(word, |(code, _)| code)
}

/// Whether the tables know the unit without its being declared.
pub(crate) fn is_common(word: &str) -> bool {
    UNITS.iter().any(|(_, known)| *known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_are_each_others() {
        for (code, word) in UNITS {
            assert_eq!(to_tables(code), *word);
            assert_eq!(to_code(word), *code);
        }
        assert_eq!((to_tables("X99"), to_code("bushel")), ("X99", "bushel"));
        assert!(is_common("kg") && !is_common("X99"));
    }
}

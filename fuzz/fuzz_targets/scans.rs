//! Scans: the till's reader and the general one agree on what both say.

#![no_main]

use gs1::{AsOf, ScanOptions, scan, till};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(as_of) = AsOf::year(2026) else { return };
    for options in [ScanOptions::lenient(as_of), ScanOptions::strict(as_of)] {
        let read = scan(text, &options);
        if let (Ok(till), None) = (till(text, &options), &read.error) {
            assert_eq!(read.gtin.as_ref().map(|gtin| gtin.as_str()), Some(till.gtin.as_str()));
            assert_eq!(read.lot.as_deref(), till.lot.as_deref());
        }
    }
});

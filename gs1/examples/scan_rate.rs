//! Measures the till's reading of a scan with GTIN, expiry and lot.

use std::hint::black_box;
use std::time::Instant;

use gs1::{AsOf, ScanOptions, till};

fn main() {
    let Some(year) = AsOf::year(2026) else { return };
    let options = ScanOptions::lenient(year);
    for text in ["]C10109506000134352172712001026A117", "(01)09506000134352(17)271200(10)26A117"] {
        let rounds = 2_000_000u32;
        let start = Instant::now();
        for _ in 0..rounds {
            let read = till(black_box(text), &options);
            assert!(black_box(read).is_ok(), "{text}");
        }
        println!("{text}: {:.0} ns", start.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
}

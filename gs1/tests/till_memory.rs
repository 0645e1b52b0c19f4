//! The till path does not allocate, and how fast it is.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(unsafe_code, reason = "a counting allocator can only be written so")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::time::Instant;

use gs1::{AsOf, ScanOptions, till};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call is handed to the system allocator unchanged; counting touches no allocated memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn options() -> ScanOptions {
    ScanOptions::lenient(AsOf::year(2026).unwrap())
}

const SCANS: [&str; 10] = [
    "]d2010950600013435217271231\u{1D}1026A117",
    "]C101095060001343521726123110AB\u{1D}21S1",
    "^0109506000134352172712311026A117",
    "(01)09506000134352(17)271231(10)26A117",
    "(01)09506000134352(10)A\\(B",
    "https://id.gs1.org/01/09506000134352/10/26A117?17=271231",
    "https://id.gs1.org/01/9506000134352/10/26%2FA",
    "9506000134352",
    "]E09506000134352",
    "]d201095060001343531026A117<GS>17271231",
];

const REFUSED: [&str; 4] = ["", "]d2", "(01)09506000134352(17)271331", "https://example.com/"];

#[test]
fn the_till_path_does_not_allocate() {
    let options = options();
    for text in SCANS {
        let before = ALLOCATIONS.get();
        let read = black_box(till(black_box(text), &options));
        assert_eq!(ALLOCATIONS.get() - before, 0, "{text}");
        assert!(read.is_ok(), "{text}: {read:?}");
    }
    for text in REFUSED {
        let before = ALLOCATIONS.get();
        let read = black_box(till(black_box(text), &options));
        assert_eq!(ALLOCATIONS.get() - before, 0, "{text}");
        assert!(read.is_err(), "{text}");
    }
}

#[test]
#[ignore = "prints times; run it optimised"]
fn nanoseconds_per_scan() {
    const ROUNDS: u32 = 1_000_000;
    let options = options();
    for text in SCANS {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(till(black_box(text), &options)).unwrap();
        }
        let nanoseconds = start.elapsed().as_secs_f64() * 1e9 / f64::from(ROUNDS);
        println!("{nanoseconds:7.1} ns  {text:?}");
    }
}

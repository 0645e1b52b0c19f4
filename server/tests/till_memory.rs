//! What tills ask is answered without an allocation, from the socket and back.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(unsafe_code, reason = "a counting allocator can only be written so")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use lotrace_server::{Clock, Options, Server, Setup};

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Counts for all threads: the server's are not this one.
struct Counting;

// SAFETY: every call is handed to the system allocator unchanged; counting touches no allocated memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
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

const EVENTS: &str = "event_id,kind,time,product,lot,quantity,site,document\n\
    e1,receive,2026-01-02T00:00:00Z,CHEESE,C1,1,SHOP,\n\
    e2,receive,2026-01-02T00:00:00Z,CHEESE,C2,1,SHOP,\n\
    h1,hold,2026-01-03T00:00:00Z,CHEESE,C2,,,ERP\n";
const PRODUCTS: &str = "product,gtin\nCHEESE,09506000134352\n";
const LOTS: &str = "product,lot,use_by\nCHEESE,C1,2026-02-01\n";

const SCANS: [(&str, u8); 6] = [
    ("]d2010950600013435210C1", b'1'),
    ("CHEESE/C2", b'0'),
    ("9506000134352", b'0'),
    ("https://id.gs1.org/01/09506000134352/10/C1", b'1'),
    ("]d201095060001343521726010110C1", b'0'),
    ("CHEESE/NOPE", b'0'),
];

const ROUNDS: usize = 2_000;

#[test]
fn nothing_is_allocated_between_a_tills_question_and_its_answer() {
    let directory = tempfile::TempDir::new().unwrap();
    let snapshot = directory.path().join("shop.lotrace");
    let files = [("events.csv", EVENTS), ("products.csv", PRODUCTS), ("lots.csv", LOTS)]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let sources = loader::Sources::memory(files.to_vec());
    loader::build(&sources, &loader::BuildOptions::default(), &snapshot, &loader::Progress::new()).unwrap();
    let options = Options { resp: Some("127.0.0.1:0".into()), io_threads: Some(1), ..Options::default() };
    let setup = Setup {
        snapshot,
        config: options.or_default(),
        zone: ask::Zone::UTC,
        clock: Clock::Fixed(1_768_478_400_000_000_000),
    };
    let mut server = Server::start(setup).unwrap();
    server.ready().unwrap();
    let mut stream = TcpStream::connect(server.resp_address()).unwrap();
    stream.set_nodelay(true).unwrap();

    let (mut request, mut expected) = (Vec::new(), Vec::new());
    for (scan, verdict) in SCANS {
        for site in [false, true] {
            let words = if site { 4 } else { 2 };
            request.extend(format!("*{words}\r\n$7\r\nLT.SELL\r\n${}\r\n{scan}\r\n", scan.len()).bytes());
            request.extend(if site { &b"$4\r\nSITE\r\n$4\r\nSHOP\r\n"[..] } else { b"" });
            expected.extend([b':', verdict, b'\r', b'\n']);
        }
    }
    let mut reply = vec![0; expected.len()];
    let mut round = || {
        stream.write_all(&request).unwrap();
        stream.read_exact(&mut reply).unwrap();
        assert_eq!(reply, expected);
    };
    (0..100).for_each(|_| round());
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    (0..ROUNDS).for_each(|_| round());
    let made = ALLOCATIONS.load(Ordering::Relaxed) - before;
    // Timers of the runtime may allocate now and then; a command that did would show 24,000 times.
    assert!(made < 20, "{made} allocations for {} questions", ROUNDS * 2 * SCANS.len());
    server.stop();
}

//! Clients that are slow, many, or hostile.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lotrace_server::Options;

use crate::client::{Client, Value, encode};
use crate::shop::Shop;

fn bytes_in_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<u64>().ok());
    kilobytes.map_or(0, |kilobytes| kilobytes << 10)
}

#[test]
fn two_hundred_slow_clients_do_not_keep_an_honest_one_waiting() {
    let shop = Shop::with(Options { frame_ms: Some(2_000), ..Options::default() });
    let done = AtomicBool::new(false);
    let request = encode(&["LT.SELL", "CHEESE/C1"]);
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| {
            let mut clients: Vec<TcpStream> =
                (0..200).map(|_| TcpStream::connect(shop.address()).unwrap()).collect();
            let mut ended = 0;
            for byte in request.iter().cycle() {
                if done.load(Ordering::Relaxed) || clients.is_empty() {
                    break;
                }
                let before = clients.len();
                clients.retain_mut(|client| client.write_all(&[*byte]).is_ok());
                ended += before - clients.len();
                std::thread::sleep(Duration::from_millis(500));
            }
            ended
        });
        let mut honest = shop.client();
        let began = Instant::now();
        let mut slowest = Duration::ZERO;
        while began.elapsed() < Duration::from_secs(4) {
            let asked = Instant::now();
            assert_eq!(honest.call("LT.SELL CHEESE/C1"), Value::Integer(1));
            honest.call("LT.TRACE FORWARD MILK/M1");
            slowest = slowest.max(asked.elapsed());
        }
        done.store(true, Ordering::Relaxed);
        assert!(slowest < Duration::from_secs(2), "the honest client waited for {slowest:?}");
        assert!(slow.join().unwrap() > 0, "a slow client keeps its place for ever");
    });
}

#[test]
fn a_request_that_never_ends_is_not_waited_for() {
    let shop = Shop::with(Options { frame_ms: Some(300), ..Options::default() });
    let mut client = shop.client();
    client.send(b"*2\r\n$7\r\nLT.SELL\r\n$9\r\nCHEE");
    let began = Instant::now();
    assert_eq!(client.try_read(), None);
    assert!(began.elapsed() < Duration::from_secs(3));
    // Who has not begun a request may be silent.
    let mut silent = shop.client();
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(silent.call("PING").text(), "PONG");
}

#[test]
fn a_thousand_connections_are_served_or_refused() {
    let shop = Shop::with(Options { connections_per_address: Some(300), ..Options::default() });
    let before = bytes_in_memory();
    let mut clients: Vec<Client> = (0..1_000).map(|_| Client::connect(shop.address())).collect();
    let (mut served, mut refused) = (0, 0);
    for client in &mut clients {
        // A refused one may be gone before it can say anything.
        drop(client.stream.write_all(&encode(&["PING"])));
        match client.try_read() {
            Some(Value::Simple(text)) if text == "PONG" => served += 1,
            Some(Value::Error(text)) if text.starts_with("LIMIT E0629") => refused += 1,
            None => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((served, refused), (300, 700));
    // The clients of this test are in the same process.
    assert!(bytes_in_memory() < before + (128 << 20), "{before} grew to {}", bytes_in_memory());
    drop(clients);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(5) {
        let mut next = Client::connect(shop.address());
        if next.stream.write_all(&encode(&["PING"])).is_ok()
            && next.try_read() == Some(Value::Simple("PONG".into()))
        {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("places do not come back");
}

#[test]
fn oversize_requests_end_the_connection_before_they_take_memory() {
    let shop = Shop::open();
    let before = bytes_in_memory();
    for (request, what) in [
        (&b"*1000000000\r\n"[..], "arguments"),
        (b"*2\r\n$4\r\nECHO\r\n$9999999999\r\n", "bytes in an argument"),
        (&[b'x'; 70_000], "bytes in a line"),
    ] {
        let mut client = shop.client();
        // It may be refused before all of it is sent.
        drop(client.stream.write_all(request));
        let Some(Value::Error(error)) = client.try_read() else { continue };
        assert!(error.contains(what), "{error}");
        assert_eq!(client.try_read(), None);
    }
    assert!(bytes_in_memory() < before + (32 << 20));
    let mut honest = shop.client();
    assert_eq!(honest.call("PING").text(), "PONG");
}

#[test]
fn clients_that_never_read_are_let_go_and_cost_little() {
    let shop = Shop::with(Options { write_ms: Some(500), ..Options::default() });
    let before = bytes_in_memory();
    let many = encode(&["COMMAND", "DOCS"]).repeat(100);
    let mut greedy: Vec<TcpStream> = (0..30).map(|_| TcpStream::connect(shop.address()).unwrap()).collect();
    for stream in &mut greedy {
        stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
        // Once nobody reads its replies, the server reads no more of its requests.
        for _ in 0..200 {
            if stream.write_all(&many).is_err() {
                break;
            }
        }
    }
    let mut honest = shop.client();
    assert_eq!(honest.call("PING").text(), "PONG");
    assert!(bytes_in_memory() < before + (128 << 20), "{before} grew to {}", bytes_in_memory());
    let began = Instant::now();
    while honest.call("LT.INFO").field("connections").integer() > 1 {
        assert!(began.elapsed() < Duration::from_secs(10), "who never reads keeps its place");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_answer_past_its_budget_is_an_error_and_pages_still_work() {
    let shop = Shop::with(Options { answer_bytes: Some(700), ..Options::default() });
    let mut client = shop.client3();
    let Value::Error(error) = client.call("LT.TRACE FORWARD MILK/M1 MODE flow") else { panic!() };
    assert!(error.starts_with("LIMIT E0401"), "{error}");
    assert_eq!(
        client.call("LT.TRACE FORWARD MILK/M1 MODE flow PAGE 1").field("complete"),
        Value::Bool(false)
    );
    let late = Shop::with(Options { question_ms: Some(0), ..Options::default() });
    let Value::Error(error) = late.client().call("LT.TRACE FORWARD MILK/M1") else { panic!() };
    assert!(error.starts_with("TIMEOUT E0628"), "{error}");
    assert_eq!(late.client().call("LT.SELL CHEESE/C1"), Value::Integer(1));
}

#[test]
fn noise_is_no_danger() {
    let shop = Shop::open();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..200 {
        let noise: Vec<u8> = (0..300)
            .map(|_| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                b"*$12\r\nLT.SELL\x00\xff"[(random % 15) as usize]
            })
            .collect();
        let mut stream = TcpStream::connect(shop.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
        drop(stream.write_all(&noise));
        drop(stream.read(&mut [0; 1024]));
    }
    assert_eq!(shop.client().call("PING").text(), "PONG");
}

#[test]
fn large_requests_of_many_share_one_purse() {
    let shop = Shop::with(Options { requests_bytes: Some(4 << 20), ..Options::default() });
    let half = [
        b"*100\r\n".to_vec(),
        [b"$60000\r\n".to_vec(), vec![b'x'; 60_000], b"\r\n".to_vec()].concat().repeat(10),
    ]
    .concat();
    let mut clients: Vec<Client> = (0..10).map(|_| shop.client()).collect();
    let refused = clients.iter_mut().filter_map(|client| {
        drop(client.stream.write_all(&half));
        client.stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let mut start = [0; 12];
        client.stream.read(&mut start).ok().filter(|read| *read > 0).map(|_| start)
    });
    assert!(refused.filter(|start| start.starts_with(b"-LIMIT E0629")).count() >= 5);
    assert_eq!(shop.client().call("PING").text(), "PONG");
}

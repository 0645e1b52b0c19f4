//! The server as a process: signals, and deaths without warning.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The server, killed if the test fails.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    /// Starts it, and waits until it is ready.
    fn start(snapshot: &Path, more: &[&str]) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lotrace"))
            .args(["serve", snapshot.to_str().unwrap(), "--resp", "127.0.0.1:0"])
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server says where it serves").unwrap();
            if let Some(rest) = line.strip_prefix("serving on ") {
                break rest.split(';').next().unwrap().to_owned();
            }
        };
        // It may go on saying things.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Running { child, address }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        BufReader::new(stream)
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn build(directory: &Path) -> std::path::PathBuf {
    let lots = (0..200).map(|lot| format!("e{lot},receive,2026-01-02T00:00:00Z,P{},L{lot},1,S\n", lot % 7));
    let events = format!("event_id,kind,time,product,lot,quantity,site\n{}", lots.collect::<String>());
    std::fs::write(directory.join("events.csv"), events).unwrap();
    let snapshot = directory.join("snap.lotrace");
    let built = Command::new(env!("CARGO_BIN_EXE_lotrace"))
        .args(["build", directory.to_str().unwrap(), "-o", snapshot.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    snapshot
}

/// Sends words; the first line of the reply, `None` where the server has gone.
fn call(client: &mut BufReader<TcpStream>, line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let mut bytes = format!("*{}\r\n", words.len());
    for word in words {
        bytes.push_str(&format!("${}\r\n{word}\r\n", word.len()));
    }
    client.get_mut().write_all(bytes.as_bytes()).ok()?;
    read_line(client)
}

fn read_line(client: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let read = client.read_line(&mut line).ok()?;
    (read > 0 && line.ends_with('\n')).then(|| line.trim_end().to_owned())
}

/// Sequence number out of the receipt of a hold: the second thing of the flat list.
fn acknowledged(client: &mut BufReader<TcpStream>, line: &str) -> Option<u64> {
    let head = call(client, line)?;
    assert_eq!(head, "*8", "{line}");
    let mut lines = Vec::new();
    // Four names with their lengths, and four numbers.
    for _ in 0..12 {
        lines.push(read_line(client)?);
    }
    assert_eq!(lines[1], "sequence");
    lines[2].strip_prefix(':').unwrap().parse().ok()
}

/// Everything that the ledger lists: (sequence, key).
fn listed(client: &mut BufReader<TcpStream>) -> Vec<(u64, String)> {
    let head = call(client, "LT.HOLDS SINCE 0").unwrap();
    assert_eq!(head, "*8");
    let mut found = Vec::new();
    let mut last = String::new();
    let (mut sequence, mut left) = (0, None::<u64>);
    while left != Some(0) {
        let line = read_line(client).unwrap();
        if last == "holds" {
            left = line.strip_prefix('*').map(|count| count.parse().unwrap());
        } else if left.is_some() && last == "sequence" {
            sequence = line.strip_prefix(':').unwrap().parse().unwrap();
        } else if last == "key" {
            let key = read_line(client).unwrap();
            found.push((sequence, key));
            left = left.map(|left| left - 1);
        }
        last = line;
    }
    found
}

#[test]
fn a_server_that_is_killed_again_and_again_loses_no_hold() {
    // The full number is 500; each takes about as long as a start.
    let kills: u64 = std::env::var("LOTRACE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(15);
    let directory = TempDir::new().unwrap();
    let snapshot = build(directory.path());
    let confirmed: Mutex<Vec<(u64, String)>> = Mutex::default();
    let number = AtomicU64::new(0);
    let mut slowest = Duration::ZERO;
    for round in 0..=kills {
        let began = Instant::now();
        let server = Running::start(&snapshot, &[]);
        slowest = slowest.max(began.elapsed());
        let mut client = server.connect();
        let all = listed(&mut client);
        let numbers: Vec<u64> = all.iter().map(|(sequence, _)| *sequence).collect();
        assert_eq!(numbers, (1..=all.len() as u64).collect::<Vec<_>>(), "round {round}: a gap");
        for (sequence, key) in confirmed.lock().unwrap().iter() {
            assert_eq!(all.get(*sequence as usize - 1), Some(&(*sequence, key.clone())), "round {round}");
        }
        if round == kills {
            break;
        }
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut client = server.connect();
                    loop {
                        let n = number.fetch_add(1, Ordering::Relaxed);
                        let key = format!("key-{n}");
                        let line = format!("LT.HOLD L{} CASE C{n} REASON x KEY {key}", n % 200);
                        let Some(sequence) = acknowledged(&mut client, &line) else { return };
                        confirmed.lock().unwrap().push((sequence, key));
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(20 + round * 7 % 60));
            server.signal("KILL");
        });
    }
    let confirmed = confirmed.into_inner().unwrap();
    assert!(confirmed.len() as u64 > kills, "there was hardly any load");
    eprintln!("{kills} kills, {} holds acknowledged, slowest start {slowest:?}", confirmed.len());
    assert!(slowest < Duration::from_secs(10), "a start took {slowest:?}");
}

#[test]
fn a_request_to_end_is_followed_in_good_order() {
    let directory = TempDir::new().unwrap();
    let snapshot = build(directory.path());
    let mut server = Running::start(&snapshot, &["--log", "json"]);
    let mut client = server.connect();
    assert_eq!(call(&mut client, "LT.SELL L3").unwrap(), ":1");
    assert_eq!(acknowledged(&mut client, "LT.HOLD L3 CASE C REASON x"), Some(1));
    // The same file anew.
    server.signal("HUP");
    let began = Instant::now();
    loop {
        call(&mut client, "INFO").unwrap();
        let mut text = String::new();
        while !text.contains("durable") {
            text.push_str(&read_line(&mut client).unwrap());
        }
        read_line(&mut client).unwrap();
        if text.contains("generation:2") {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "SIGHUP does nothing");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(call(&mut client, "LT.SELL L3").unwrap(), ":0");
    server.signal("TERM");
    assert!(server.child.wait().unwrap().success());
    let mut rest = Vec::new();
    assert_eq!(client.read_to_end(&mut rest).unwrap(), 0);
}

#[test]
fn what_cannot_be_served_is_said() {
    let directory = TempDir::new().unwrap();
    let snapshot = build(directory.path());
    let check = |arguments: &[&str], environment: &[(&str, &str)], exit: i32, said: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lotrace"));
        command.arg("serve").args(arguments).envs(environment.iter().copied());
        let output = command.output().unwrap();
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {messages}");
        assert!(messages.contains(said), "{arguments:?}: {messages}");
    };
    let snap = snapshot.to_str().unwrap();
    let config = directory.path().join("serve.toml");
    std::fs::write(&config, "resp = \"0.0.0.0:1\"\n").unwrap();
    let config = config.to_str().unwrap();
    check(&[], &[], 2, "[E0102]");
    check(&[snap, "--resp", "0.0.0.0:0"], &[], 2, "[E0603]");
    check(&[snap, "--resp", "nonsense"], &[], 2, "[E0602]");
    check(&[snap, "--log", "xml"], &[], 2, "[E0602]");
    check(&[snap, "--config", config], &[], 2, "0.0.0.0:1");
    check(&[snap, "--config", config], &[("LOTRACE_RESP", "0.0.0.0:2")], 2, "0.0.0.0:2");
    check(
        &[snap, "--config", config, "--resp", "0.0.0.0:3"],
        &[("LOTRACE_RESP", "0.0.0.0:2")],
        2,
        "0.0.0.0:3",
    );
    check(&[snap, "--config", "/nowhere.toml"], &[], 2, "[E0601]");
    check(&["/nowhere.lotrace", "--resp", "127.0.0.1:0"], &[], 6, "[E0513]");
    check(&[snap, "--resp", "127.0.0.1:0", "--holds", snap], &[], 6, "[E0611]");
    // One store has one server.
    let first = Running::start(&snapshot, &[]);
    check(&[snap, "--resp", "127.0.0.1:0"], &[], 6, "[E0611]");
    drop(first);
}

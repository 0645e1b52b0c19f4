//! The binary as a process: what signals, pipes and the environment do.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

fn lotrace() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotrace"));
    command.env_remove("LOTRACE_SNAPSHOT");
    command
}

fn built(directory: &Path) -> PathBuf {
    let events = "event_id,kind,time,product,lot,quantity,site\ne1,receive,2026-01-02,P,A,10,S\n";
    fs::write(directory.join("events.csv"), events).unwrap();
    let path = directory.join("snap");
    let status =
        lotrace().args(["build", directory.to_str().unwrap(), "-o"]).arg(&path).output().unwrap().status;
    assert_eq!(status.code(), Some(0));
    path
}

fn batch(snapshot: &Path) -> Child {
    let mut command = lotrace();
    command.arg("batch").env("LOTRACE_SNAPSHOT", snapshot).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn a_batch_answers_each_line_as_it_comes_and_an_interrupt_is_130() {
    let directory = TempDir::new().unwrap();
    let mut child = batch(&built(directory.path()));
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for id in 0..3 {
        writeln!(input, "{{\"id\": {id}, \"ask\": \"find\"}}").unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("{{\"id\":{id},")), "{answer}");
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_pipe_that_closes_ends_the_run_quietly() {
    let mut child = lotrace().arg("explain").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut messages = String::new();
    child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
    assert_eq!((child.wait().unwrap().code(), messages.as_str()), (Some(0), ""));
}

#[test]
fn the_environment_names_the_snapshot_and_the_flag_wins() {
    let directory = TempDir::new().unwrap();
    let snapshot = built(directory.path());
    let code = |command: &mut Command| command.output().unwrap().status.code();
    assert_eq!(code(lotrace().arg("on-hand")), Some(2));
    assert_eq!(code(lotrace().arg("on-hand").env("LOTRACE_SNAPSHOT", &snapshot)), Some(0));
    assert_eq!(code(lotrace().arg("on-hand").env("LOTRACE_SNAPSHOT", "/nowhere")), Some(6));
    let flag =
        lotrace().args(["on-hand", "--snapshot"]).arg(&snapshot).env("LOTRACE_SNAPSHOT", "/nowhere").output();
    assert_eq!(flag.unwrap().status.code(), Some(0));
}

#[test]
fn a_pipe_gets_csv_and_messages_go_to_standard_error() {
    let directory = TempDir::new().unwrap();
    let snapshot = built(directory.path());
    let ran = lotrace().args(["where", "P/A", "--snapshot"]).arg(&snapshot).output().unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(out, "lot,site,quantity,low,unit,status\nP/A,S,10,10,,\n");
    assert!(ran.stderr.is_empty());
}

#[test]
fn the_demo_runs_from_nothing() {
    let ran = lotrace().args(["demo", "-f", "json"]).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(answer["movements"], 100_000);
    let steps = answer["steps"].as_array().unwrap();
    assert!(
        steps.len() > 8 && steps.iter().all(|step| !step["result"].as_str().unwrap().starts_with("0 ")),
        "{steps:?}"
    );
}

//! What goes wrong: codes, exit codes, and errors as objects.

use std::fs;

use lotrace::{all_codes, explain};
use serde_json::{Value, json};

use crate::harness::{creamery, lotrace, run_with};

fn check(arguments: &[&str], exit: u8, code: &str, message: &str) -> Value {
    let plain = lotrace(arguments);
    assert_eq!((plain.code, plain.out.as_str()), (exit, ""), "{plain:?}");
    assert!(plain.messages.contains(message) && plain.messages.contains(&format!("[{code}]")), "{plain:?}");
    let object = lotrace(&[arguments, &["-f", "json"]].concat());
    assert_eq!(object.code, exit, "{object:?}");
    let error = object.json()["error"].clone();
    assert_eq!(error["code"], code);
    assert!(error["message"].as_str().unwrap().contains(message), "{error}");
    assert!(error["candidates"].is_array());
    error
}

#[test]
fn usage_is_2() {
    check(&["trace"], 2, "E0101", "<DIRECTION>");
    check(&["trace", "sideways", "P/A"], 2, "E0101", "sideways");
    check(&["frobnicate"], 2, "E0101", "frobnicate");
    check(&["drill", "x"], 2, "E0103", "`lotrace drill` is not part of this version");
    check(&["on-hand"], 2, "E0102", "LOTRACE_SNAPSHOT");
    check(&["build", "nowhere"], 2, "E0101", "-o SNAP");
    check(&["build", "x", "-o", "y", "--max-rejects", "few"], 2, "E0101", "neither a count nor a percentage");
    check(&["build", "x", "-o", "y", "--identity", "lot"], 2, "E0101", "product,lot,supplier");
}

#[test]
fn an_error_is_an_object_however_the_format_was_asked_for() {
    for format in [["-f", "json"].as_slice(), &["--format", "json"], &["-fjson"], &["--format=json"]] {
        let ran = lotrace(&[&["nonsense"], format].concat());
        assert_eq!((ran.code, &ran.json()["error"]["code"]), (2, &json!("E0101")), "{format:?}");
        assert_eq!(ran.messages, "");
    }
}

#[test]
fn names_that_are_unknown_or_ambiguous_are_4() {
    let built = creamery();
    let snapshot = ["--snapshot", built.path.to_str().unwrap()];
    let check = |arguments: &[&str], code: &str, candidates: Value| {
        let error = check(&[arguments, &snapshot].concat(), 4, code, "");
        assert_eq!(error["candidates"], candidates, "{arguments:?}");
    };
    check(&["trace", "forward", "CHEESE/c-l"], "E0301", json!(["CHEESE/C1"]));
    check(&["where", "CHEESE/C9"], "E0301", json!([]));
    check(&["on-hand", "--site", "shop"], "E0303", json!(["SHOP"]));
    check(&["pick", "CHESEE", "--site", "SHOP", "--quantity", "1"], "E0304", json!(["CHEESE"]));
    check(&["trace", "backward", "--event", "e99"], "E0305", json!([]));
    check(&["trace", "forward", "MILK/M1", "--site", "SHOP"], "E0306", json!([]));
    check(&["trace", "backward", "--event", "e4", "--as-known", "2026-01-02"], "E0305", json!([]));
    check(&["explain", "E9999"], "E0104", json!([]));
}

#[test]
fn parts_that_cannot_be_read_or_do_not_fit_are_2() {
    let built = creamery();
    let snapshot = ["--snapshot", built.path.to_str().unwrap()];
    let check = |arguments: &[&str], code: &str, message: &str| {
        check(&[arguments, &snapshot].concat(), 2, code, message);
    };
    check(&["on-hand", "--at", "yesterday"], "E0311", "yesterday");
    check(&["on-hand", "--at", "1912-01-01"], "E0315", "1912");
    check(&["expiring", "--within", "3", "--on", "2026-02"], "E0312", "2026-02");
    check(&["find", "--produced", "2026-02..2026-01"], "E0312", "2026-02..2026-01");
    check(&["pick", "CHEESE", "--site", "SHOP", "--quantity", "1e3"], "E0313", "1e3");
    check(&["balance", "CHEESE/C1", "--tolerance", "little"], "E0313", "little");
    check(&["on-hand", "--time-zone", "Mars/Olympus"], "E0314", "Mars/Olympus");
    check(&["window", "SHOP", "--from", "2026-02", "--to", "2026-01"], "E0317", "before it begins");
    check(&["trace", "forward"], "E0323", "name what to trace");
    check(&["trace", "forward", "--site", "SHOP"], "E0323", "--since");
    check(&["trace", "forward", "CHEESE/C1", "--quantities"], "E0323", "--mode flow");
    check(&["why", "CHEESE/C1", "--from", "MILK/M1"], "E0323", "PRODUCT/LOT@SITE");
    check(&["expiring", "--within", "3", "--by", "colour"], "E0323", "colour");
    let parquet = built.run(&["on-hand", "-f", "parquet"]);
    assert_eq!(parquet.code, 2);
    assert!(parquet.messages.contains("-o FILE.parquet [E0106]"), "{parquet:?}");
}

#[test]
fn a_damaged_snapshot_is_5_and_a_missing_one_is_6() {
    let built = creamery();
    let mut bytes = fs::read(&built.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = built.directory.path().join("damaged.lotrace");
    fs::write(&damaged, &bytes).unwrap();
    let text = built.directory.path().join("notes.txt");
    fs::write(&text, "not a snapshot at all, but long enough to hold a header of one").unwrap();
    let check_file = |path: &str, exit, codes: &[&str]| {
        for command in [["check", path].as_slice(), &["info", path], &["on-hand", "--snapshot", path]] {
            let ran = lotrace(&[command, &["-f", "json"]].concat());
            assert_eq!(ran.code, exit, "{ran:?}");
            assert!(codes.contains(&ran.json()["error"]["code"].as_str().unwrap()), "{ran:?}");
        }
    };
    check_file(damaged.to_str().unwrap(), 5, &["E0508", "E0509", "E0510"]);
    check_file(text.to_str().unwrap(), 5, &["E0501"]);
    check_file(built.directory.path().join("none").to_str().unwrap(), 6, &["E0513"]);
}

#[test]
fn a_file_that_cannot_be_written_is_6() {
    let built = creamery();
    let ran = built.run(&["on-hand", "-f", "csv", "-o", "/nowhere/at/all.csv"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.messages.contains("/nowhere/at/all.csv") && ran.messages.contains("[E0111]"), "{ran:?}");
}

#[test]
fn nothing_found_is_1_and_an_answer_all_the_same() {
    let built = creamery();
    let ran = built.ask(&["find", "ZZZ"]);
    assert_eq!((ran.code, &ran.json()["total"], &ran.json()["lots"]), (1, &json!(0), &json!([])));
    assert_eq!(built.ask(&["on-hand", "--at", "2025"]).code, 1);
    assert_eq!(built.ask(&["why", "MILK/M1@PLANT", "--from", "CHEESE/C1"]).code, 1);
    assert_eq!(built.ask(&["anomalies", "--kind", "NO_SUCH_KIND"]).code, 1);
    assert_eq!(built.ask(&["trace", "forward", "CHEESE/C1"]).code, 0);
}

#[test]
fn every_code_is_explained_once() {
    let codes = all_codes();
    assert!(codes.windows(2).all(|pair| pair[0].code < pair[1].code));
    for known in &codes {
        assert!(known.code.len() == 5 && known.code.starts_with('E'), "{known:?}");
        assert!(!known.title.is_empty() && known.remedy.ends_with('.'), "{known:?}");
        let ran = lotrace(&["explain", known.code, "-f", "json"]);
        assert_eq!((ran.code, &ran.json()["remedy"]), (0, &json!(known.remedy)));
    }
    assert_eq!(explain("e0203").unwrap().code, "E0203");
}

#[test]
fn help_and_version_are_no_errors() {
    for arguments in [["--help"].as_slice(), &["help", "trace"], &["trace", "--help"], &["--version"]] {
        let ran = lotrace(arguments);
        assert_eq!((ran.code, ran.messages.as_str()), (0, ""), "{ran:?}");
        assert!(!ran.out.is_empty());
    }
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = lotrace(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(
            ["why-not", "on-hand", "audit-count", "expiring"].iter().all(|name| ran.out.contains(name)),
            "{shell}"
        );
    }
    assert_eq!(lotrace(&["completions", "cmd"]).code, 2);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut messages = Vec::new();
    let mut console = lotrace::Console::over(std::io::empty(), Gone, &mut messages);
    assert_eq!(lotrace::run(["lotrace", "explain"], &mut console), 0);
    drop(console);
    assert_eq!(messages, b"");
}

#[test]
fn input_is_not_needed_where_none_is_read() {
    let built = creamery();
    assert_eq!(run_with(&["check", built.path.to_str().unwrap()], "garbage", None).code, 0);
}

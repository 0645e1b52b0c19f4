//! Builds: rejects, limits, options.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use crate::harness::{TABLES, listed, lotrace, write_tables};

fn bad_tables() -> TempDir {
    let directory = TempDir::new().unwrap();
    let events = "event_id,kind,time,product,lot,quantity,site,colour\n\
                  e1,receive,2026-01-02,P,A,10,S,red\n\
                  e2,receive,never,P,B,10,S,red\n\
                  e3,receive,2026-01-02,P,C,ten,S,red\n";
    write_tables(directory.path(), &[("events.csv", events)]);
    directory
}

#[test]
fn too_many_rejected_rows_write_nothing_and_are_3() {
    let tables = bad_tables();
    let (source, out) = (tables.path().to_str().unwrap(), tables.path().join("snap"));
    let rejects = tables.path().join("rejects.csv");
    let command =
        ["build", source, "-o", out.to_str().unwrap(), "--rejects", rejects.to_str().unwrap(), "-f", "json"];
    let ran = lotrace(&command);
    assert_eq!(ran.code, 3, "{ran:?}");
    let error = ran.json()["error"].clone();
    assert_eq!(error["code"], "E0114");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("2 of 3 rows were rejected"), "{message}");
    assert!(message.contains("events.csv:3") && message.contains("[E0207]"), "{message}");
    assert!(!out.exists());
    let listed = fs::read_to_string(&rejects).unwrap();
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "file,row,column,value,code,reason"));
    assert!(
        lines[1].contains(",3,time,never,E0207,") && lines[2].contains(",4,quantity,ten,E0211,"),
        "{listed}"
    );
}

#[test]
fn some_rejected_rows_can_be_borne() {
    let tables = bad_tables();
    let (source, out) = (tables.path().to_str().unwrap(), tables.path().join("snap"));
    for (limit, code) in [("1", 3), ("2", 0), ("50%", 3), ("70%", 0)] {
        let ran =
            lotrace(&["build", source, "-o", out.to_str().unwrap(), "--max-rejects", limit, "-f", "json"]);
        assert_eq!(ran.code, code, "{limit}: {ran:?}");
        if code == 0 {
            let answer = ran.json();
            assert_eq!((&answer["rejected"], answer["rejects"].as_array().unwrap().len()), (&json!(2), 2));
            assert_eq!(answer["rows_read"][0], json!({"table": "events", "rows": 3}));
            assert!(ran.messages.contains("column `colour` is not known and was left out"), "{ran:?}");
        }
    }
}

#[test]
fn sources_that_make_no_sense_are_3_and_missing_ones_6() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("snap");
    let build = |source: &str, more: &[&str]| {
        let ran = lotrace(&[&["build", source, "-o", out.to_str().unwrap(), "-f", "json"], more].concat());
        (ran.code, ran.json()["error"]["code"].clone())
    };
    assert_eq!(build("/nowhere", &[]), (6, json!("E0121")));
    assert_eq!(build(directory.path().to_str().unwrap(), &[]), (3, json!("E0126")));
    write_tables(directory.path(), TABLES);
    let source = directory.path().to_str().unwrap();
    assert_eq!(build(source, &["--time-zone", "Mars/Olympus"]), (2, json!("E0137")));
    assert_eq!(build(source, &["--map", "/nowhere.toml"]), (6, json!("E0121")));
    let map = directory.path().join("map.toml");
    fs::write(&map, "nonsense = 1\n").unwrap();
    assert_eq!(build(source, &["--map", map.to_str().unwrap()]), (2, json!("E0136")));
    assert!(!out.exists());
    fs::write(&out, "my notes").unwrap();
    assert_eq!(build(source, &[]), (6, json!("E0516")));
    assert_eq!(fs::read_to_string(&out).unwrap(), "my notes");
}

#[test]
fn a_build_again_keeps_the_one_before() {
    let directory = TempDir::new().unwrap();
    write_tables(directory.path(), TABLES);
    let out = directory.path().join("out");
    fs::create_dir(&out).unwrap();
    let path = out.join("snap");
    let command = ["build", directory.path().to_str().unwrap(), "-o", path.to_str().unwrap(), "-f", "json"];
    let first = lotrace(&command).json();
    assert_eq!(lotrace(&command).json()["snapshot"], first["snapshot"]);
    assert_eq!(listed(&out).unwrap(), ["snap", "snap.prev"]);
}

#[test]
fn pool_codes_and_identity_are_options() {
    let directory = TempDir::new().unwrap();
    let events = "event_id,kind,time,product,lot,quantity,site,party\n\
                  e1,receive,2026-01-02,P,BULK,10,S,X\n\
                  e2,receive,2026-01-02,P,A,10,S,X\n\
                  e3,receive,2026-01-02,P,A,10,S,Y\n";
    write_tables(directory.path(), &[("events.csv", events)]);
    let out = directory.path().join("snap");
    let files = [directory.path().to_str().unwrap(), "-o", out.to_str().unwrap()];
    assert_eq!(lotrace(&[&["build"], files.as_slice(), &["--pool", "BULK"]].concat()).code, 0);
    let pool = lotrace(&["trace", "forward", "P/BULK", "--snapshot", out.to_str().unwrap(), "-f", "json"]);
    assert_eq!((pool.code, &pool.json()["error"]["code"]), (2, &json!("E0324")));
    let identity = ["--identity", "product,lot,supplier"];
    assert_eq!(lotrace(&[&["build"], files.as_slice(), &identity].concat()).code, 0);
    let found = lotrace(&["find", "A", "--snapshot", out.to_str().unwrap(), "-f", "json"]).json();
    let lots: Vec<&str> =
        found["lots"].as_array().unwrap().iter().map(|lot| lot["lot"].as_str().unwrap()).collect();
    assert_eq!(lots, ["P/A[X]", "P/A[Y]"]);
}

#[test]
fn a_generated_retailer_is_built_and_asked() {
    let directory = TempDir::new().unwrap();
    let (tables, out) = (directory.path().join("tables"), directory.path().join("snap"));
    let made =
        lotrace(&["generate", "--scale", "s", "--seed", "7", "-o", tables.to_str().unwrap(), "-f", "json"]);
    assert_eq!(made.code, 0, "{made:?}");
    let hub = made.json()["hub"].as_str().unwrap().to_owned();
    let build = ["build", tables.to_str().unwrap(), "-o", out.to_str().unwrap(), "--max-rejects", "100%"];
    assert_eq!(lotrace(&build).code, 0);
    let snapshot = ["--snapshot", out.to_str().unwrap()];
    let lots = |more: &[&str]| lotrace(&[&["trace", "forward", &hub], snapshot.as_slice(), more].concat());
    let all = lots(&["-f", "json"]).json()["lots"].as_array().unwrap().len();
    assert!(all > 1_000, "{all}");
    assert_eq!(lots(&["-f", "csv"]).out.lines().count(), all + 1);
}

/// A disk that is really full: a file system of 64 KiB. Skipped where none may be mounted.
#[test]
fn a_full_disk_publishes_nothing() {
    let directory = TempDir::new().unwrap();
    let source = directory.path().join("tables");
    fs::create_dir(&source).unwrap();
    write_tables(&source, TABLES);
    let disk = directory.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=8k", "tmpfs"])
        .arg(&disk)
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !mounted {
        eprintln!("skipped: no file system may be mounted here");
        return;
    }
    let out = disk.join("snap");
    let ran = lotrace(&["build", source.to_str().unwrap(), "-o", out.to_str().unwrap(), "-f", "json"]);
    let left = fs::read_dir(&disk).unwrap().count();
    let unmounted = std::process::Command::new("umount").arg(&disk).status().unwrap();
    assert!(unmounted.success());
    assert_eq!((ran.code, left), (6, 0), "{}", ran.out);
    let error = &ran.json()["error"];
    assert!(error["message"].as_str().unwrap().contains("full"), "{error}");
}

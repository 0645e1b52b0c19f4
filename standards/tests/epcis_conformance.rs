//! The published documents: every valid one loads with each event accounted for, every other is refused by name.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use standards::StandardsError;
use standards::epcis::{self, Account, Became};

fn root() -> PathBuf {
    match std::env::var_os("LOTRACE_SHARED") {
        Some(shared) => PathBuf::from(shared).join("conformance"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance"),
    }
}

/// The documents below a folder, or none, with a note, where the data is absent and not required.
fn documents(folder: &str) -> Vec<PathBuf> {
    let root = root().join(folder);
    if !root.is_dir() {
        let required = std::env::var_os("LOTRACE_REQUIRE_SHARED").is_some_and(|value| value == "1");
        assert!(!required, "{} is not there", root.display());
        println!("skipped: {} is not there", root.display());
        return Vec::new();
    }
    let (mut found, mut waiting) = (Vec::new(), vec![root]);
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if epcis::is_document(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn import(path: &Path) -> Result<Account, StandardsError> {
    let out = tempfile::tempdir().unwrap();
    epcis::import(&[path.to_owned()], out.path())
}

/// Documents that break the standard outside of the folders `Invalid`, and a list of identifiers that is no document.
const OTHERS: [&str; 3] =
    ["EPCISQueryDocument_malformed.jsonld", "querydoc_fail_schemacheck.xml", "epc_tests.json"];

fn is_invalid(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    path.components().any(|part| part.as_os_str() == "Invalid") || OTHERS.contains(&name)
}

#[test]
fn every_valid_document_loads_with_each_event_accounted_for() {
    let mut complaints = Vec::new();
    let mut total = [0u64; 7];
    println!("events {} of", Became::ALL.map(Became::name).join(" "));
    for path in documents("epcis").into_iter().filter(|path| !is_invalid(path)) {
        match import(&path) {
            Err(error) => complaints.push(error.to_string()),
            Ok(account) => {
                let document = &account.documents[0];
                println!("{} {:?} {}", document.events, document.became, path.display());
                let sum: u64 = document.became.iter().sum();
                if sum != document.events {
                    complaints.push(format!("{}: {sum} of {}", path.display(), document.events));
                }
                total[0] += document.events;
                total[1..].iter_mut().zip(document.became).for_each(|(sum, count)| *sum += count);
            }
        }
    }
    println!("in all {total:?}");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn events_are_counted_as_they_stand_in_the_document() {
    for path in documents("epcis").into_iter().filter(|path| !is_invalid(path)) {
        let text = fs::read_to_string(&path).unwrap();
        let expected = if path.extension().unwrap() == "xml" {
            let names = ["Object", "Aggregation", "Transaction", "Transformation", "Association"];
            names.iter().map(|name| text.matches(&format!("</{name}Event>")).count()).sum::<usize>()
                + names
                    .iter()
                    .map(|name| text.matches(&format!("</epcis:{name}Event>")).count())
                    .sum::<usize>()
        } else {
            text.matches("\"eventTime\":").count()
        };
        let account = import(&path).unwrap();
        assert_eq!(account.documents[0].events as usize, expected, "{}", path.display());
    }
}

#[test]
fn every_invalid_document_is_refused_by_the_fault() {
    let mut complaints = Vec::new();
    for path in documents("epcis").into_iter().filter(|path| is_invalid(path)) {
        match import(&path) {
            Ok(_) => complaints.push(format!("{} was taken", path.display())),
            Err(StandardsError::Faults { faults, .. }) => {
                println!("{}", path.file_name().unwrap().display());
                faults.iter().for_each(|fault| println!("    {fault}"));
            }
            Err(error) => complaints.push(format!("{}: {error}", path.display())),
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

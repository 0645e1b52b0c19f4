//! The conformance data that lies beside the project.

use std::path::PathBuf;

fn root() -> PathBuf {
    match std::env::var_os("LOTRACE_SHARED") {
        Some(shared) => PathBuf::from(shared).join("conformance"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance"),
    }
}

/// The text of a file, or `None`, with a note, where the data is absent and not required.
pub(crate) fn read(file: &str) -> Option<String> {
    let path = root().join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if std::env::var_os("LOTRACE_REQUIRE_SHARED").is_some_and(|value| value == "1") => {
            panic!("{}: {error}", path.display())
        }
        Err(error) => {
            println!("skipped: {}: {error}", path.display());
            None
        }
    }
}

/// The rows of a table below its header, as `(line number, cells)`, with `\t`, `\n` and `\r` unescaped.
pub(crate) fn rows(file: &str) -> Vec<(usize, Vec<String>)> {
    let text = read(file).unwrap_or_default();
    let cell = |cell: &str| match cell {
        "\\t" => "\t".to_owned(),
        "\\n" => "\n".to_owned(),
        "\\r" => "\r".to_owned(),
        _ => cell.to_owned(),
    };
    let lines = text.split('\n').enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    lines.map(|(index, line)| (index + 1, line.split('\t').map(cell).collect())).collect()
}

/// Fails with every complaint that `judge` has about the rows of a table.
pub(crate) fn check(file: &str, judge: impl Fn(&[&str]) -> Result<(), String>) {
    let rows = rows(file);
    let mut complaints = Vec::new();
    for (line, cells) in &rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        if let Err(complaint) = judge(&cells) {
            complaints.push(format!("{file}:{line}: {complaint}"));
        }
    }
    assert!(complaints.is_empty(), "{} of {} rows:\n{}", complaints.len(), rows.len(), complaints.join("\n"));
}

/// An error unless both are equal.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T, of: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{of:?}: found {found:?}, expected {expected:?}")) }
}

//! One place to look up every code of every crate.

use ask::{ASK_CODES, CodeText};
use loader::{LOAD_CODES, REJECT_CODES};
use server::SERVER_CODES;

/// Codes of the command line itself.
const COMMAND_CODES: &[CodeText] = &[
    text("E0101", "wrong usage", "The message says what is wrong; `lotrace help COMMAND` shows all flags."),
    text(
        "E0102",
        "no snapshot named",
        "Give --snapshot SNAP, or set LOTRACE_SNAPSHOT. `lotrace build` makes one.",
    ),
    text("E0103", "not part of this version", "`lotrace help` lists the commands that there are."),
    text("E0104", "no such code", "`lotrace explain` without a code lists all of them."),
    text("E0105", "format not possible here", "The message says which formats the command has."),
    text("E0106", "Parquet to a pipe", "A Parquet file is written as a whole: give -o FILE.parquet."),
    text(
        "E0111",
        "file not written",
        "Check that the directory exists, may be written, and has room. Nothing was replaced.",
    ),
    text("E0112", "standard output not written", "Check what reads the output, or write a file with -o."),
    text(
        "E0113",
        "standard input not read",
        "Check what writes the input; a batch is UTF-8 text, one request a line.",
    ),
    text(
        "E0114",
        "too many rejected rows",
        "Nothing was written. --rejects FILE lists each row with file, line, column, value, code and reason. Correct \
         them, or bear some with --max-rejects N or N%.",
    ),
    text(
        "E0115",
        "data set not generated",
        "Check the directory; what was written until then is not usable.",
    ),
    text(
        "E0116",
        "source not readable",
        "The message names the file and what to do about it. Nothing was written.",
    ),
    text("E0117", "not a scan", "Scan again. The message says at which byte the scan went wrong."),
    text(
        "E0118",
        "document refused",
        "The message names document, line, path and fault, the first of them; put it right, or have its sender do so. \
         Nothing was written.",
    ),
    text(
        "E0119",
        "label not possible",
        "A label needs a GTIN with its check digit and a lot code that GS1 allows (up to 20 letters, digits and a few \
         signs). The message says what is wrong.",
    ),
    text("E0120", "pattern or code not readable", "The message says at which byte it goes wrong, and why."),
];

/// Codes of snapshots.
const SNAPSHOT_CODES: &[CodeText] = &[
    text("E0501", "not a snapshot", "Name a file that `lotrace build` wrote."),
    text(
        "E0502",
        "snapshot of a newer lotrace",
        "Upgrade lotrace, or build the snapshot again with this one.",
    ),
    text(
        "E0503",
        "snapshot of an older lotrace",
        "Build it again from its sources: `lotrace build SRC -o SNAP`.",
    ),
    text("E0504", "snapshot of another byte order", "Build it again on a machine of this kind."),
    text("E0505", "snapshot cut short", "Copy it again, go back to SNAP.prev, or build it again."),
    text(
        "E0506",
        "snapshot too long",
        "Something was appended. Copy it again, go back to SNAP.prev, or build it again.",
    ),
    text(
        "E0507",
        "damaged header",
        "Copy it again, go back to SNAP.prev, or build it again; check the disk.",
    ),
    text(
        "E0508",
        "damaged section table",
        "Copy it again, go back to SNAP.prev, or build it again; check the disk.",
    ),
    text(
        "E0509",
        "damaged section",
        "Copy it again, go back to SNAP.prev, or build it again; check the disk.",
    ),
    text("E0510", "damaged gap", "Copy it again, go back to SNAP.prev, or build it again; check the disk."),
    text("E0511", "section missing", "Build the snapshot again with this lotrace."),
    text("E0512", "section of another type", "Build the snapshot again with this lotrace."),
    text("E0513", "snapshot not read or written", "Check the name, the permissions and the disk."),
    text("E0514", "disk full", "Nothing was published. Free some space and build again."),
    text("E0515", "already being built", "Another process builds this snapshot: wait for it, or stop it."),
    text(
        "E0516",
        "not replaced",
        "A file of that name exists and is no snapshot. Choose another name, or remove it.",
    ),
    text(
        "E0517",
        "does not read back",
        "The disk gave back something else than was written. Nothing was published.",
    ),
    text(
        "E0590",
        "inconsistent snapshot",
        "Checksums hold and columns contradict one another: build it again, and report it.",
    ),
];

const fn text(code: &'static str, title: &'static str, remedy: &'static str) -> CodeText {
    CodeText { code, title, remedy }
}

/// Every code that any command can fail with, in order.
pub fn all_codes() -> Vec<CodeText> {
    let rejects = REJECT_CODES.iter().map(|known| text(known.code, known.title, known.remedy));
    let sources = LOAD_CODES.iter().map(|(code, title, advice)| text(code, title, advice));
    let mut codes: Vec<CodeText> = COMMAND_CODES
        .iter()
        .chain(ASK_CODES)
        .chain(SNAPSHOT_CODES)
        .chain(SERVER_CODES)
        .copied()
        .chain(rejects)
        .chain(sources)
        .collect();
    codes.sort_unstable_by_key(|known| known.code);
    codes
}

/// What a code means.
pub fn explain(code: &str) -> Option<CodeText> {
    all_codes().into_iter().find(|known| known.code.eq_ignore_ascii_case(code))
}

//! Ctrl-C: half-written files go away, and the exit code says what happened.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::failure::INTERRUPTED;

/// Files that are being written. What is shared between the command and the handler is this list, and nothing else.
static DRAFTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Ends the process with 130 on Ctrl-C. Snapshots need no care: a draft without its builder is replaced by the
/// next build. Where the handler cannot be installed, the system ends the process itself.
pub fn install() {
    let installed = ctrlc::set_handler(|| {
        for draft in drafts().drain(..) {
            // The process ends here: nothing can be done about a file that stays.
            std::fs::remove_file(draft).ok();
        }
        std::process::exit(i32::from(INTERRUPTED));
    });
    drop(installed);
}

fn drafts() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    DRAFTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is removed on Ctrl-C for as long as this lives.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
}

impl Draft {
    pub(crate) fn new(path: &Path) -> Draft {
        drafts().push(path.to_owned());
        Draft { path: path.to_owned() }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        drafts().retain(|path| *path != self.path);
    }
}

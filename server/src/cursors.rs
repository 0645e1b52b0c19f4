//! Answers that are taken in pages: what the next page needs, for as long as someone may ask for it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ask::Request;

use crate::answer::Page;
use crate::failure::{Failure, Word};
use crate::world::World;

/// What the next page is made from: the same snapshot, the same holds, the same question.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    pub(crate) world: Arc<World>,
    pub(crate) request: Arc<Request>,
    pub(crate) page: Page,
}

/// The cursors that are open. A cursor always stands for the same page, so that a reply that was lost can be had
/// again; it is closed when it is left alone, or when there are too many.
#[derive(Debug)]
pub(crate) struct Cursors {
    open: Mutex<Open>,
    life: Duration,
    most: usize,
}

#[derive(Debug, Default)]
struct Open {
    by_token: HashMap<u64, (Cursor, Instant)>,
    made: u64,
    secret: RandomState,
}

impl Cursors {
    pub(crate) fn new(life: Duration, most: usize) -> Cursors {
        Cursors { open: Mutex::default(), life, most }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a cursor, and gives its token.
    pub(crate) fn insert(&self, cursor: Cursor) -> String {
        self.sweep();
        let mut open = self.open();
        if open.by_token.len() >= self.most
            && let Some(oldest) =
                open.by_token.iter().min_by_key(|(_, (_, used))| *used).map(|(token, _)| *token)
        {
            open.by_token.remove(&oldest);
        }
        open.made += 1;
        // Nobody meets another's cursor by counting. 0 stands for the end.
        let token = open.secret.hash_one(open.made).max(1);
        open.by_token.insert(token, (cursor, Instant::now()));
        format!("{token:016x}")
    }

    /// The page that a token stands for.
    pub(crate) fn get(&self, token: &str) -> Result<Cursor, Failure> {
        self.sweep();
        let gone = || {
            let message = "the cursor is not open any more; ask the question again";
            Failure::new(Word::Stale, "E0625", message)
        };
        let number = u64::from_str_radix(token, 16).map_err(|_| gone())?;
        let mut open = self.open();
        let (cursor, used) = open.by_token.get_mut(&number).ok_or_else(gone)?;
        *used = Instant::now();
        Ok(cursor.clone())
    }

    /// Closes what was left alone, so that old snapshots can go.
    pub(crate) fn sweep(&self) {
        let life = self.life;
        self.open().by_token.retain(|_, (_, used)| used.elapsed() < life);
    }

    pub(crate) fn len(&self) -> usize {
        self.open().by_token.len()
    }
}

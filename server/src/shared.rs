//! What all connections share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use ask::Zone;
use tokio::sync::{Mutex, watch};

use crate::budget::Budget;
use crate::clock::Clock;
use crate::config::Config;
use crate::cursors::Cursors;
use crate::error::ServeError;
use crate::failure::{Failure, Word};
use crate::generation::Generation;
use crate::holds::{Keeper, Ledger};
use crate::metrics::Metrics;
use crate::pool::{Pool, Terms};
use crate::world::World;

/// What all connections share. What changes in it is in few places: the published world (swapped whole), the
/// keeper's queue, the open cursors, and counters.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    zone: Zone,
    /// What answers are made from; none while the first snapshot is being opened.
    pub(crate) world: Arc<ArcSwapOption<World>>,
    pub(crate) pool: Pool,
    pub(crate) cursors: Arc<Cursors>,
    /// Memory of answers.
    pub(crate) budget: Arc<Budget>,
    /// Memory of requests that are larger than usual.
    pub(crate) requests: Arc<Budget>,
    pub(crate) metrics: Metrics,
    /// Number of the last published statement; also stirred when holds can no longer be written.
    pub(crate) sequence: watch::Sender<u64>,
    /// Whether the server is about to end.
    pub(crate) closing: watch::Sender<bool>,
    keeping: OnceLock<Keeping>,
    swapping: Mutex<()>,
    generations: AtomicU64,
}

#[derive(Debug)]
struct Keeping {
    ledger: Arc<Ledger>,
    keeper: Keeper,
}

impl Shared {
    pub(crate) fn new(config: Config, zone: Zone, clock: Clock) -> Result<Shared, ServeError> {
        let world: Arc<ArcSwapOption<World>> = Arc::default();
        let terms = Terms { zone, clock, world: Arc::clone(&world) };
        let pool = Pool::start(config.question_threads, config.waiting_questions, &terms)
            .map_err(ServeError::Start)?;
        Ok(Shared {
            cursors: Arc::new(Cursors::new(config.cursor_time(), config.cursors)),
            budget: Budget::new(config.answers_bytes, config.answer_bytes),
            requests: Budget::new(config.requests_bytes, usize::MAX),
            metrics: Metrics::default(),
            sequence: watch::Sender::new(0),
            closing: watch::Sender::new(false),
            keeping: OnceLock::new(),
            swapping: Mutex::new(()),
            generations: AtomicU64::new(0),
            config,
            clock,
            zone,
            world,
            pool,
        })
    }

    /// Opens the first snapshot and the store of holds, and publishes them. Blocks.
    pub(crate) fn load(&self, snapshot: &Path) -> Result<(), ServeError> {
        let generation = Arc::new(Generation::open(snapshot, self.zone)?);
        let path = self.config.holds_beside(snapshot);
        let failed = |source| ServeError::Ledger { path: path.clone(), source };
        let ledger = Arc::new(Ledger::open(&path).map_err(failed)?);
        let keeper = Keeper::start(
            Arc::clone(&ledger),
            generation,
            Arc::clone(&self.world),
            self.sequence.clone(),
            self.clock,
        )
        .map_err(failed)?;
        self.generations.store(1, Ordering::Relaxed);
        let first = self.keeping.set(Keeping { ledger, keeper });
        assert!(first.is_ok(), "a server loads once");
        Ok(())
    }

    fn keeping(&self) -> Result<&Keeping, Failure> {
        self.keeping.get().ok_or_else(Failure::loading)
    }

    pub(crate) fn ledger(&self) -> Result<Arc<Ledger>, Failure> {
        self.keeping().map(|keeping| Arc::clone(&keeping.ledger))
    }

    pub(crate) fn keeper(&self) -> Result<&Keeper, Failure> {
        self.keeping().map(|keeping| &keeping.keeper)
    }

    /// Lets the keeper finish what it has taken. Blocks.
    pub(crate) fn finish(&self) {
        if let Some(keeping) = self.keeping.get() {
            keeping.keeper.finish();
        }
    }

    /// Whether a snapshot may be served.
    pub(crate) fn may_swap(&self, path: Option<&Path>) -> Result<(), Failure> {
        let directory = &self.config.swap_dir;
        let Some(path) = path.filter(|_| !directory.as_os_str().is_empty()) else { return Ok(()) };
        let whole = |path: &Path| path.canonicalize().ok();
        let is_inside =
            whole(path).zip(whole(directory)).is_some_and(|(path, directory)| path.starts_with(directory));
        if is_inside {
            return Ok(());
        }
        let message = format!("snapshots are taken from {} only", directory.display());
        Err(Failure::new(Word::NoPerm, "E0626", message))
    }

    /// Serves another snapshot, or the same file anew: opened and verified aside, then published at once.
    ///
    /// Whoever asks meanwhile is answered from the one before, and so is who began with it.
    pub(crate) async fn swap(&self, path: Option<PathBuf>) -> Result<Arc<World>, Failure> {
        let keeper = self.keeper()?;
        let _alone = self.swapping.lock().await;
        let current = self.world.load_full().ok_or_else(Failure::loading)?;
        let path = path.unwrap_or_else(|| current.generation.path().to_owned());
        drop(current);
        let zone = self.zone;
        let opened = tokio::task::spawn_blocking(move || Generation::open(&path, zone)).await;
        let lost =
            |_| Failure::new(Word::Err, "E0605", "the snapshot could not be opened; see the server's log");
        let generation = opened.map_err(lost)?.map_err(|error| {
            let mut message = error.to_string();
            if let Some(source) = std::error::Error::source(&error) {
                message.push_str(&format!(": {source}"));
            }
            Failure::new(Word::Err, error.code(), message)
        })?;
        let identity = generation.identity().to_owned();
        keeper.adopt(Arc::new(generation)).await.map_err(|_| Failure::from(crate::holds::Refusal::Halted))?;
        let number = self.generations.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::info!(snapshot = identity, generation = number, "serving another snapshot");
        self.world.load_full().ok_or_else(Failure::loading)
    }

    /// How many snapshots were served until now.
    pub(crate) fn generations(&self) -> u64 {
        self.generations.load(Ordering::Relaxed)
    }

    /// `loading`, `ready`, `halted` (holds cannot be written), or `closing`.
    pub(crate) fn state(&self) -> &'static str {
        if *self.closing.borrow() {
            return "closing";
        }
        match self.world.load().as_deref() {
            None => "loading",
            Some(world) if world.halted => "halted",
            Some(_) => "ready",
        }
    }
}

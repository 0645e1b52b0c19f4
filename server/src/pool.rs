//! Threads that answer questions of unknown size, so that those who talk to clients never wait for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use ask::{Asker, Day, Settings, Zone};
use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, bounded};
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::failure::{Failure, Word};
use crate::world::World;

type Work = Box<dyn for<'s> FnOnce(&mut Asker<'s>) + Send>;

struct Job {
    world: Arc<World>,
    work: Work,
}

/// How long a thread without work keeps the memory of its last snapshot.
const REST: Duration = Duration::from_millis(500);

/// A fixed number of threads, and a bounded number of questions that wait for one.
#[derive(Debug)]
pub(crate) struct Pool {
    jobs: Sender<Job>,
}

/// What threads of the pool need to know.
#[derive(Clone)]
pub(crate) struct Terms {
    pub(crate) zone: Zone,
    pub(crate) clock: Clock,
    /// What is published: an older snapshot is let go.
    pub(crate) world: Arc<ArcSwapOption<World>>,
}

impl Pool {
    /// Starts threads, which end when the pool is dropped.
    pub(crate) fn start(threads: usize, waiting: usize, terms: &Terms) -> std::io::Result<Pool> {
        let (jobs, queue) = bounded(waiting);
        for number in 0..threads.max(1) {
            let (queue, terms) = (queue.clone(), terms.clone());
            let name = format!("question-{number}");
            std::thread::Builder::new().name(name).spawn(move || work(&queue, &terms))?;
        }
        Ok(Pool { jobs })
    }

    /// Questions that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.jobs.len()
    }

    /// Runs some work on a thread, and waits for it until the deadline.
    ///
    /// # Errors
    ///
    /// The work's own; or it was too late; or too many others wait.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        world: Arc<World>,
        deadline: Instant,
        work: impl for<'s> FnOnce(&mut Asker<'s>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (done, outcome) = oneshot::channel();
        // Who has given up is not worked for: the flag is set when this future ends, however it does.
        let given_up = Arc::new(AtomicBool::new(false));
        let leaving = Leaving(Arc::clone(&given_up));
        let work = move |asker: &mut Asker<'_>| {
            if !given_up.load(Ordering::Relaxed) {
                let is_late = Instant::now() >= deadline;
                // Whoever asked may have gone.
                drop(done.send(if is_late { Err(Failure::too_late()) } else { work(asker) }));
            }
        };
        let job = Job { world, work: Box::new(work) };
        if self.jobs.try_send(job).is_err() {
            let message = "too many questions wait for an answer; try again, or raise --waiting-questions";
            return Err(Failure::new(Word::Limit, "E0629", message));
        }
        let outcome = tokio::time::timeout_at(deadline.into(), outcome).await;
        drop(leaving);
        match outcome {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Failure::new(
                Word::Err,
                "E0628",
                "the question could not be answered; see the server's log",
            )),
            Err(_) => Err(Failure::too_late()),
        }
    }
}

struct Leaving(Arc<AtomicBool>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// One asker is kept for as long as snapshot and day stay the same: it remembers what a trace needs.
fn work(queue: &Receiver<Job>, terms: &Terms) {
    let mut pending: Option<Job> = None;
    loop {
        let Some(first) = pending.take().or_else(|| queue.recv().ok()) else { return };
        let generation = Arc::clone(&first.world.generation);
        let today = || Day(generation.day(None, terms.clock.now()));
        let day = today();
        let settings = Settings { time_zone: terms.zone, today: Some(day) };
        let mut asker = Asker::new(generation.snapshot(), settings);
        let mut next = Some(first);
        loop {
            if let Some(job) = next.take() {
                if !Arc::ptr_eq(&job.world.generation, &generation) || today() != day {
                    pending = Some(job);
                    break;
                }
                asker.set_live(Some(Arc::clone(&job.world.live)));
                (job.work)(&mut asker);
                asker.set_live(None);
            }
            match queue.recv_timeout(REST) {
                Ok(job) => next = Some(job),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let published = terms.world.load();
                    let is_current =
                        published.as_ref().is_some_and(|world| Arc::ptr_eq(&world.generation, &generation));
                    if !is_current {
                        break;
                    }
                }
            }
        }
    }
}

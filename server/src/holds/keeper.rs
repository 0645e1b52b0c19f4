//! The one who writes: takes orders, makes them durable in groups, and publishes what follows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use arc_swap::ArcSwapOption;
use crossbeam::channel::{Receiver, Sender, TrySendError, bounded, unbounded};
use tokio::sync::{oneshot, watch};

use super::ledger::{Ledger, LedgerError};
use super::orders::{Order, Scope};
use super::record::{Act, Batch, Receipt, Target};
use super::standing::Standing;
use crate::clock::Clock;
use crate::generation::Generation;
use crate::world::World;

/// Orders that wait for the disk; one more is refused rather than kept.
const WAITING: usize = 1 << 12;

/// Orders in one commit.
const GROUP: usize = 1 << 10;

/// Targets in one record of the store.
const RECORD: usize = 1 << 10;

/// Why an order was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error(
        "holds cannot be written to the disk: nothing is accepted and everything counts as held; restart the server"
    )]
    Halted,
    #[error("key {key:?} was used for another request; use a new key for a new request")]
    KeyReused { key: Box<str> },
    #[error("too many holds wait for the disk; try again with the same KEY")]
    Busy,
    #[error("the store of holds cannot be read; see the server's log")]
    Unreadable,
}

/// What an order came to, and whether it had come before.
pub(crate) type Outcome = Result<(Receipt, bool), Refusal>;

enum Task {
    Order(Order, oneshot::Sender<Outcome>),
    Adopt(Arc<Generation>, oneshot::Sender<()>),
    Finish,
}

/// Where orders go in.
#[derive(Debug)]
pub(crate) struct Keeper {
    orders: Sender<Task>,
    /// What must not wait behind orders, nor be refused.
    tasks: Sender<Task>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    /// Starts the keeper with everything that the ledger holds; publishes the first world.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub(crate) fn start(
        ledger: Arc<Ledger>,
        generation: Arc<Generation>,
        world: Arc<ArcSwapOption<World>>,
        sequence: watch::Sender<u64>,
        clock: Clock,
    ) -> Result<Keeper, LedgerError> {
        let mut standing = Standing::default();
        ledger.replay(|batch| standing.apply(&batch, &generation))?;
        let (orders, ordered) = bounded(WAITING);
        let (tasks, tasked) = unbounded();
        let mut desk = Desk {
            ledger,
            standing,
            generation,
            world,
            sequence,
            clock,
            halted: false,
            receipts: HashMap::new(),
        };
        desk.publish_bare();
        let thread = std::thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || desk.work(&ordered, &tasked))
            .map_err(|error| LedgerError::Open(redb::Error::Io(error)))?;
        Ok(Keeper { orders, tasks, thread: Mutex::new(Some(thread)) })
    }

    /// Hands in an order; the answer comes once it is on the disk and in force.
    pub(crate) fn order(&self, order: Order) -> Result<oneshot::Receiver<Outcome>, Refusal> {
        let (done, outcome) = oneshot::channel();
        self.orders.try_send(Task::Order(order, done)).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Busy,
            TrySendError::Disconnected(_) => Refusal::Halted,
        })?;
        Ok(outcome)
    }

    /// Publishes another snapshot with the holds of now; the answer comes once every new question sees it.
    pub(crate) fn adopt(&self, generation: Arc<Generation>) -> oneshot::Receiver<()> {
        let (done, adopted) = oneshot::channel();
        // The keeper lives as long as this does; if it panicked, the receiver says so.
        drop(self.tasks.send(Task::Adopt(generation, done)));
        adopted
    }

    /// Lets the keeper finish what it has taken, and waits for it; nothing is taken any more.
    pub(crate) fn finish(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        drop(self.tasks.send(Task::Finish));
        if thread.join().is_err() {
            tracing::error!("the keeper of holds ended with a panic");
        }
    }
}

/// What the keeper has on its desk.
struct Desk {
    ledger: Arc<Ledger>,
    standing: Standing,
    generation: Arc<Generation>,
    world: Arc<ArcSwapOption<World>>,
    sequence: watch::Sender<u64>,
    clock: Clock,
    halted: bool,
    /// Receipts of the group that is not committed yet.
    receipts: HashMap<Box<str>, Receipt>,
}

impl Desk {
    fn work(&mut self, orders: &Receiver<Task>, tasks: &Receiver<Task>) {
        loop {
            let first = crossbeam::channel::select! {
                recv(tasks) -> task => task,
                recv(orders) -> task => task,
            };
            let Ok(first) = first else { return };
            let mut group = Vec::new();
            let mut finishing = false;
            let mut next = Some(first);
            while let Some(task) = next.take() {
                match task {
                    Task::Adopt(generation, done) => {
                        // What was ordered before must not wait for a snapshot to be taken in.
                        self.commit(std::mem::take(&mut group));
                        self.adopt(generation);
                        // Whoever asked may have gone.
                        done.send(()).ok();
                    }
                    Task::Order(order, done) => group.push((order, done)),
                    Task::Finish => finishing = true,
                }
                if group.len() < GROUP || finishing {
                    next = tasks.try_recv().or_else(|_| orders.try_recv()).ok();
                }
            }
            self.commit(group);
            if finishing {
                return;
            }
        }
    }

    /// Makes a group durable, in force, and known, in this order.
    fn commit(&mut self, group: Vec<(Order, oneshot::Sender<Outcome>)>) {
        if group.is_empty() {
            return;
        }
        let (mut batches, mut outcomes) = (Vec::new(), Vec::with_capacity(group.len()));
        for (order, done) in group {
            outcomes.push((self.take(order, &mut batches), done));
        }
        let receipts: Vec<(Box<str>, Receipt)> = self.receipts.drain().collect();
        if !batches.is_empty() || !receipts.is_empty() {
            match self.ledger.append(&batches, &receipts) {
                Ok(()) => self.publish(),
                Err(error) => {
                    self.halt(&error);
                    // What of this group is on the disk is not known: none of it may be acknowledged.
                    outcomes.iter_mut().for_each(|(outcome, _)| *outcome = Err(Refusal::Halted));
                }
            }
        }
        for (outcome, done) in outcomes {
            // A client that has gone asks again with its key.
            drop(done.send(outcome));
        }
    }

    /// Takes an order in, and adds what it states to the batches that are to be written.
    fn take(&mut self, order: Order, batches: &mut Vec<Batch>) -> Outcome {
        if self.halted {
            return Err(Refusal::Halted);
        }
        if let Some(key) = &order.key {
            let found = match self.receipts.get(key) {
                Some(receipt) => Some(*receipt),
                None => self.ledger.receipt(key).map_err(|error| {
                    tracing::error!(error = %error, "reading the store of holds");
                    Refusal::Unreadable
                })?,
            };
            if let Some(receipt) = found {
                let is_same = receipt.digest == order.digest;
                return if is_same {
                    Ok((receipt, true))
                } else {
                    Err(Refusal::KeyReused { key: key.clone() })
                };
            }
        }
        let at = self.clock.now();
        let Order { act, scope, case, reason, key, digest } = order;
        let targets = self.targets(act, scope, &case, at);
        let first = self.standing.sequence() + 1;
        let mut batch_first = first;
        for part in targets.chunks(RECORD) {
            let batch = Batch {
                first: batch_first,
                at,
                act,
                case: case.clone(),
                reason: reason.clone(),
                key: key.clone(),
                targets: part.to_vec(),
            };
            batch_first = batch.end();
            self.standing.apply(&batch, &self.generation);
            batches.push(batch);
        }
        let receipt =
            Receipt { first, sequence: self.standing.sequence(), count: targets.len() as u64, digest };
        if let Some(key) = key {
            self.receipts.insert(key, receipt);
        }
        Ok((receipt, false))
    }

    /// Each target once; of a release, those that it lifts something of.
    fn targets(&self, act: Act, scope: Scope, case: &str, at: i64) -> Vec<Target> {
        match scope {
            Scope::WholeCase => self.standing.of_case(case, at, &self.generation),
            Scope::Targets(mut targets) => {
                targets.sort_unstable();
                targets.dedup();
                if act == Act::Release {
                    targets.retain(|target| self.standing.holds(target, case, at, &self.generation));
                }
                targets
            }
        }
    }

    fn publish_bare(&mut self) {
        self.standing.adopt(&self.generation);
        let world = self.standing.publish(World::bare(Arc::clone(&self.generation)));
        self.store(if self.halted { world.halted() } else { world });
    }

    fn publish(&mut self) {
        if let Some(world) = self.world.load_full().filter(|_| !self.halted) {
            let world = self.standing.publish((*world).clone());
            self.store(world);
        }
    }

    fn store(&self, world: World) {
        let sequence = world.sequence;
        self.world.store(Some(Arc::new(world)));
        // Subscribers read from the ledger, where all of this stands by now.
        self.sequence.send_replace(if self.halted { *self.sequence.borrow() } else { sequence });
    }

    fn adopt(&mut self, generation: Arc<Generation>) {
        self.generation = generation;
        self.publish_bare();
    }

    /// The disk has failed. It is not tried again: after a failed sync the system may have dropped what it could not
    /// write, and a second sync that succeeds says nothing about it.
    fn halt(&mut self, error: &LedgerError) {
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::error!(code = error.code(), cause, "{error}");
        self.halted = true;
        if let Some(world) = self.world.load_full() {
            self.store((*world).clone().halted());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::atomic::{AtomicBool, Ordering};

    use redb::StorageBackend;
    use redb::backends::InMemoryBackend;

    use super::*;
    use crate::sell::{VerdictCode, sell};

    /// Memory whose syncs fail from some moment on, then work again.
    #[derive(Debug)]
    struct Failing {
        memory: InMemoryBackend,
        fails: Arc<AtomicBool>,
    }

    impl StorageBackend for Failing {
        fn len(&self) -> std::io::Result<u64> {
            self.memory.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
            self.memory.read(offset, out)
        }

        fn set_len(&self, len: u64) -> std::io::Result<()> {
            self.memory.set_len(len)
        }

        fn sync_data(&self) -> std::io::Result<()> {
            if self.fails.load(Ordering::SeqCst) {
                return Err(std::io::Error::from_raw_os_error(5));
            }
            self.memory.sync_data()
        }

        fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
            self.memory.write(offset, data)
        }
    }

    fn generation() -> (tempfile::TempDir, Arc<Generation>) {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("shop.lotrace");
        let events = "event_id,kind,time,product,lot,quantity,site\n\
             e1,receive,2026-01-02T00:00:00Z,P,A,1,S\ne2,receive,2026-01-02T00:00:00Z,P,B,1,S\n\
             e3,receive,2026-01-02T00:00:00Z,Q,C,1,S\n";
        let sources = loader::Sources::memory(vec![("events.csv".to_owned(), events.into())]);
        loader::build(&sources, &loader::BuildOptions::default(), &path, &loader::Progress::new()).unwrap();
        (directory, Arc::new(Generation::open(&path, ask::Zone::UTC).unwrap()))
    }

    fn order(product: &str, lot: &str, key: Option<&str>) -> Order {
        let target = Target { product: product.into(), lot: Some(lot.into()), site: None };
        Order {
            act: Act::Hold,
            scope: Scope::Targets(vec![target]),
            case: "CASE".into(),
            reason: "reason".into(),
            key: key.map(Box::from),
            digest: [0; 16],
        }
    }

    #[test]
    fn after_the_first_failed_sync_nothing_is_taken_and_everything_is_held() {
        let (_directory, generation) = generation();
        let fails = Arc::new(AtomicBool::new(false));
        let medium = Failing { memory: InMemoryBackend::new(), fails: Arc::clone(&fails) };
        let ledger = Arc::new(Ledger::over(medium).unwrap());
        let world: Arc<ArcSwapOption<World>> = Arc::default();
        let sequence = watch::Sender::new(0);
        let clock = Clock::Fixed(1_768_478_400_000_000_000);
        let keeper =
            Keeper::start(ledger, Arc::clone(&generation), Arc::clone(&world), sequence.clone(), clock)
                .unwrap();
        let place = |order| keeper.order(order).unwrap().blocking_recv().unwrap();
        let verdict = |name: &str| sell(world.load().as_deref().unwrap(), name, None, clock.now()).code;

        assert!(place(order("P", "A", Some("k1"))).is_ok());
        assert_eq!(["P/A", "P/B", "Q/C"].map(verdict), [VerdictCode::Hold, VerdictCode::Ok, VerdictCode::Ok]);
        fails.store(true, Ordering::SeqCst);
        assert_eq!(place(order("P", "B", None)), Err(Refusal::Halted));
        assert_eq!(["P/A", "P/B", "Q/C"].map(verdict), [VerdictCode::Hold; 3]);
        // That the disk works again proves nothing about what it dropped.
        fails.store(false, Ordering::SeqCst);
        assert_eq!(place(order("Q", "C", None)), Err(Refusal::Halted));
        assert_eq!(place(order("P", "A", Some("k1"))), Err(Refusal::Halted));
        assert_eq!(*sequence.borrow(), 1, "subscribers are told of nothing that was not acknowledged");
        keeper.adopt(generation).blocking_recv().unwrap();
        assert_eq!(
            ["P/A", "P/B", "Q/C"].map(verdict),
            [VerdictCode::Hold; 3],
            "another snapshot changes nothing"
        );
        assert!(world.load().as_deref().unwrap().halted);
        keeper.finish();
    }

    #[test]
    fn orders_that_wait_share_a_commit_and_keep_their_order() {
        let (_directory, generation) = generation();
        let ledger = Arc::new(Ledger::over(InMemoryBackend::new()).unwrap());
        let world: Arc<ArcSwapOption<World>> = Arc::default();
        let keeper = Keeper::start(
            Arc::clone(&ledger),
            generation,
            world,
            watch::Sender::new(0),
            Clock::Fixed(1_768_478_400_000_000_000),
        )
        .unwrap();
        let waiting: Vec<_> = (0..500)
            .map(|number| {
                let lot = if number % 2 == 0 { "A" } else { "B" };
                keeper.order(order("P", lot, Some(&format!("k{}", number % 400)))).unwrap()
            })
            .collect();
        let outcomes: Vec<Outcome> =
            waiting.into_iter().map(|outcome| outcome.blocking_recv().unwrap()).collect();
        for (number, outcome) in outcomes.iter().enumerate() {
            let (receipt, repeated) = outcome.as_ref().unwrap();
            assert_eq!((receipt.sequence, *repeated), (number as u64 % 400 + 1, number >= 400));
        }
        keeper.finish();
        assert_eq!(ledger.since(0, 1_000).unwrap().len(), 400);
    }
}

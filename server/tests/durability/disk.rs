//! A disk that loses, tears and reorders whatever was not synced, and fails when told to.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use redb::StorageBackend;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Input or output error. A sync that fails so drops some of what it should have written, and says so only once.
    Io,
    /// No space left.
    Full,
    /// Half of a write is done.
    Short,
}

impl Fault {
    pub(crate) const ALL: [Fault; 3] = [Fault::Io, Fault::Full, Fault::Short];

    fn error(self) -> io::Error {
        io::Error::from_raw_os_error(match self {
            Fault::Io | Fault::Short => 5,
            Fault::Full => 28,
        })
    }
}

/// When calls fail.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plan {
    /// The power goes at this call.
    pub(crate) crash_at: Option<u64>,
    /// This call fails.
    pub(crate) fail_at: Option<(u64, Fault)>,
    /// Every call whose number divides by this fails.
    pub(crate) fail_each: Option<(u64, Fault)>,
}

/// What the planted bugs do to a medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Nothing: a sync is a sync.
    #[default]
    Honest,
    /// It says that it synced.
    NoSync,
    /// It tries a failed sync once more, and believes the second one.
    RetriesSync,
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Debug)]
struct State {
    durable: Vec<u8>,
    /// What reads give: durable and all changes since, as the page cache shows them.
    cached: Vec<u8>,
    changes: Vec<Change>,
    calls: u64,
    crashed: bool,
    plan: Plan,
    habit: Habit,
    random: StdRng,
}

/// A disk; clones are the same disk.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    state: Arc<Mutex<State>>,
}

fn apply(image: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(length) => image.resize(*length, 0),
        Change::Write { offset, bytes } => {
            if image.len() < offset + bytes.len() {
                image.resize(offset + bytes.len(), 0);
            }
            image[*offset..offset + bytes.len()].copy_from_slice(bytes);
        }
    }
}

const SECTOR: usize = 512;

impl State {
    fn call(&mut self) -> io::Result<()> {
        if self.crashed {
            return Err(Fault::Io.error());
        }
        self.calls += 1;
        if self.plan.crash_at == Some(self.calls) {
            self.crashed = true;
            return Err(Fault::Io.error());
        }
        Ok(())
    }

    fn fault(&self) -> Option<Fault> {
        let once = self.plan.fail_at.filter(|(at, _)| *at == self.calls);
        let each = self.plan.fail_each.filter(|(each, _)| self.calls.is_multiple_of(*each));
        once.or(each).map(|(_, fault)| fault)
    }

    fn change(&mut self, change: Change) {
        apply(&mut self.cached, &change);
        self.changes.push(change);
    }

    /// Some of what was not synced arrives, in any order, some of it torn at sectors.
    fn lose(&mut self) {
        let mut changes = std::mem::take(&mut self.changes);
        // The length of a file is journalled: it changes in order, or from some point on not at all.
        let kept = self.random.random_range(0..=changes.len());
        for change in changes[..kept].iter().filter(|change| matches!(change, Change::Length(_))) {
            apply(&mut self.durable, change);
        }
        let length = self.durable.len();
        for at in (1..changes.len()).rev() {
            changes.swap(at, self.random.random_range(0..=at));
        }
        for change in changes {
            let Change::Write { offset, bytes } = change else { continue };
            match self.random.random_range(0..3) {
                0 => {}
                1 => apply(&mut self.durable, &Change::Write { offset, bytes }),
                _ => {
                    for (sector, bytes) in bytes.chunks(SECTOR).enumerate() {
                        if self.random.random_bool(0.5) {
                            let part =
                                Change::Write { offset: offset + sector * SECTOR, bytes: bytes.to_vec() };
                            apply(&mut self.durable, &part);
                        }
                    }
                }
            }
        }
        // Blocks past the end that the journal does not know are not there.
        self.durable.truncate(length);
    }

    fn sync(&mut self) -> io::Result<()> {
        if let Some(fault) = self.fault() {
            // The system marks pages as clean that it could not write; the next sync has nothing to do.
            self.lose();
            return Err(fault.error());
        }
        // Only what is dirty is written: what a failed sync dropped is not.
        for change in std::mem::take(&mut self.changes) {
            apply(&mut self.durable, &change);
        }
        Ok(())
    }
}

impl Disk {
    /// An empty one that works.
    pub(crate) fn empty() -> Disk {
        Disk::with(Vec::new(), Plan::default(), Habit::Honest, 0)
    }

    /// One with the content of another, as far as that is synced.
    pub(crate) fn copy(of: &Disk, plan: Plan, habit: Habit, seed: u64) -> Disk {
        Disk::with(of.state().durable.clone(), plan, habit, seed)
    }

    fn with(durable: Vec<u8>, plan: Plan, habit: Habit, seed: u64) -> Disk {
        let cached = durable.clone();
        let random = StdRng::seed_from_u64(seed);
        let state =
            State { durable, cached, changes: Vec::new(), calls: 0, crashed: false, plan, habit, random };
        Disk { state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls until now.
    pub(crate) fn calls(&self) -> u64 {
        self.state().calls
    }

    /// The power goes now, if it has not; what is found after that, on a disk that works.
    pub(crate) fn after_power_cut(&self) -> Disk {
        let mut state = self.state();
        state.crashed = true;
        state.lose();
        Disk::with(state.durable.clone(), Plan::default(), Habit::Honest, 0)
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        let mut state = self.state();
        state.call()?;
        Ok(state.cached.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        if let Some(fault) = state.fault() {
            return Err(fault.error());
        }
        let from = offset as usize;
        let bytes = state.cached.get(from..from + out.len());
        out.copy_from_slice(bytes.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        if let Some(fault) = state.fault() {
            return Err(fault.error());
        }
        state.change(Change::Length(len as usize));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        match state.habit {
            Habit::NoSync => Ok(()),
            Habit::Honest => state.sync(),
            Habit::RetriesSync => state.sync().or_else(|_| {
                state.calls += 1;
                state.sync()
            }),
        }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        let fault = state.fault();
        let kept = match fault {
            None => data.len(),
            Some(Fault::Short) => data.len() / 2,
            Some(Fault::Io | Fault::Full) => 0,
        };
        state.change(Change::Write { offset: offset as usize, bytes: data[..kept].to_vec() });
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }
}

//! No acknowledged hold is lost, whatever the disk does; and the test would notice if one were.

#![allow(clippy::unwrap_used, reason = "tests")]

mod disk;

use disk::{Disk, Fault, Habit, Plan};
use lotrace_server::{Act, Batch, Ledger, Receipt, Target};

/// When the writer says that a group is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Acknowledges {
    AfterCommit,
    /// Planted.
    BeforeCommit,
}

/// How a run is done; all but the first are planted bugs.
#[derive(Clone, Copy, Debug)]
struct Way {
    acknowledges: Acknowledges,
    habit: Habit,
}

const RIGHT: Way = Way { acknowledges: Acknowledges::AfterCommit, habit: Habit::Honest };

const GROUPS: u64 = 12;

fn batch(first: u64, group: u64) -> Batch {
    let target = |i: u64| Target {
        product: format!("P{}", i % 3).into(),
        lot: Some(format!("L{i}").into()),
        site: i.is_multiple_of(2).then(|| "SHOP".into()),
    };
    Batch {
        first,
        at: group as i64,
        act: if group % 4 == 3 { Act::Release } else { Act::Hold },
        case: format!("C{group}").into(),
        reason: "r".repeat(1 + (group as usize * 97) % 700).into(),
        key: Some(format!("K{group}").into()),
        targets: (0..1 + group % 4).map(|i| target(first + i)).collect(),
    }
}

fn groups() -> Vec<Vec<Batch>> {
    let mut next = 1;
    (0..GROUPS)
        .map(|group| {
            (0..1 + group % 3)
                .map(|part| {
                    let batch = batch(next, 10 * group + part);
                    next = batch.end();
                    batch
                })
                .collect()
        })
        .collect()
}

fn receipts(group: &[Batch]) -> Vec<(Box<str>, Receipt)> {
    group
        .iter()
        .map(|batch| {
            let receipt = Receipt {
                first: batch.first,
                sequence: batch.end() - 1,
                count: batch.targets.len() as u64,
                digest: [batch.at as u8; 16],
            };
            (batch.key.clone().unwrap(), receipt)
        })
        .collect()
}

/// Writes groups until one fails, as the keeper does, and gives those that were acknowledged.
fn run(disk: &Disk, way: Way) -> Vec<Vec<Batch>> {
    let mut acknowledged = Vec::new();
    let Ok(ledger) = Ledger::over(disk.clone()) else { return acknowledged };
    for group in groups() {
        if way.acknowledges == Acknowledges::BeforeCommit {
            acknowledged.push(group.clone());
        }
        if ledger.append(&group, &receipts(&group)).is_err() {
            break;
        }
        if way.acknowledges == Acknowledges::AfterCommit {
            acknowledged.push(group);
        }
    }
    // The power goes before anything is closed in good order.
    disk.after_power_cut();
    acknowledged
}

/// What of the acknowledged is not there after the power came back, or there with a gap; empty: nothing.
fn lost(disk: &Disk, acknowledged: &[Vec<Batch>]) -> Vec<String> {
    let found = disk.after_power_cut();
    // A file that was never synced may be such that the store gives up on it.
    let ledger = match std::panic::catch_unwind(|| Ledger::over(found)) {
        Ok(Ok(ledger)) => ledger,
        Ok(Err(error)) => return vec![format!("the store does not open: {error:?}")],
        Err(_) => return vec!["the store does not open at all".to_owned()],
    };
    let mut found = Vec::new();
    if let Err(error) = ledger.replay(|batch| found.push(batch)) {
        return vec![format!("the store cannot be read: {error:?}")];
    }
    let mut faults = Vec::new();
    let mut next = 1;
    for batch in &found {
        if batch.first != next {
            faults.push(format!("gap before {}", batch.first));
        }
        next = batch.end();
    }
    for (batch, at) in acknowledged.iter().flatten().zip(0..) {
        if found.get(at) != Some(batch) {
            faults.push(format!("statements from {} are lost", batch.first));
        }
        let expected = receipts(std::slice::from_ref(batch)).remove(0);
        if ledger.receipt(&expected.0).ok().flatten() != Some(expected.1) {
            faults.push(format!("key {} is lost", expected.0));
        }
    }
    // What was written and not acknowledged may be there, whole groups of it.
    let all = groups();
    let mut sizes = all.iter().scan(0, |sum, group| {
        *sum += group.len();
        Some(*sum)
    });
    if !found.is_empty() && !sizes.any(|size| size == found.len()) {
        faults.push(format!("{} batches are no whole groups", found.len()));
    }
    faults
}

/// An empty store, made in peace: it gets its name only once it is whole.
fn made() -> Disk {
    let disk = Disk::empty();
    drop(Ledger::over(disk.clone()).unwrap());
    disk
}

/// Every plan of a kind, and what each run lost.
fn losses(way: Way, plans: impl Iterator<Item = Plan>, seeds: u64) -> Vec<String> {
    let (made, mut all) = (made(), Vec::new());
    for plan in plans {
        for seed in 0..seeds {
            let disk = Disk::copy(&made, plan, way.habit, seed);
            let acknowledged = run(&disk, way);
            let faults = lost(&disk, &acknowledged);
            all.extend(faults.into_iter().map(|fault| format!("{plan:?} seed {seed}: {fault}")));
        }
    }
    all
}

/// Calls of a run in which nothing fails.
fn calls() -> u64 {
    let disk = Disk::copy(&made(), Plan::default(), Habit::Honest, 0);
    assert_eq!(run(&disk, RIGHT).len() as u64, GROUPS);
    disk.calls()
}

fn crashes() -> impl Iterator<Item = Plan> {
    (1..=calls()).map(|at| Plan { crash_at: Some(at), ..Plan::default() })
}

fn failures() -> impl Iterator<Item = Plan> {
    let calls = calls();
    let once = (1..=calls).flat_map(|at| {
        Fault::ALL.into_iter().map(move |fault| Plan { fail_at: Some((at, fault)), ..Plan::default() })
    });
    let each = (2..=calls).flat_map(|each| {
        Fault::ALL.into_iter().map(move |fault| Plan { fail_each: Some((each, fault)), ..Plan::default() })
    });
    once.chain(each)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes_at_any_call() {
    assert_eq!(losses(RIGHT, crashes(), 4), [""; 0]);
}

#[test]
fn nothing_acknowledged_is_lost_when_any_call_fails() {
    assert_eq!(losses(RIGHT, failures(), 1), [""; 0]);
}

#[test]
fn acknowledging_before_the_commit_is_caught() {
    let way = Way { acknowledges: Acknowledges::BeforeCommit, ..RIGHT };
    assert!(!losses(way, crashes(), 1).is_empty());
}

#[test]
fn a_commit_without_a_sync_is_caught() {
    let way = Way { habit: Habit::NoSync, ..RIGHT };
    assert!(!losses(way, crashes(), 1).is_empty());
}

#[test]
fn trying_a_failed_sync_again_is_caught() {
    let way = Way { habit: Habit::RetriesSync, ..RIGHT };
    let once = failures().filter(|plan| plan.fail_at.is_some());
    assert!(!losses(way, once, 2).is_empty());
}

#[test]
fn after_a_failure_the_ledger_takes_nothing_more() {
    for at in 1..=calls() {
        let plan = Plan { fail_at: Some((at, Fault::Io)), ..Plan::default() };
        let disk = Disk::copy(&made(), plan, Habit::Honest, 0);
        let Ok(ledger) = Ledger::over(disk.clone()) else { continue };
        let all = groups();
        let Some(failed) = all.iter().position(|group| ledger.append(group, &receipts(group)).is_err())
        else {
            continue;
        };
        assert!(ledger.append(&all[failed], &receipts(&all[failed])).is_err(), "call {at}");
    }
}

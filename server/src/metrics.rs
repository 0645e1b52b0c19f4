//! Counters, and their text for Prometheus. Nothing in it names a lot.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::command::COMMANDS;
use crate::failure::Word;
use crate::sell::VerdictCode;
use crate::shared::Shared;

/// Counters of everything that clients do.
#[derive(Debug)]
pub(crate) struct Metrics {
    started: Instant,
    commands: Vec<AtomicU64>,
    unknown: AtomicU64,
    failures: [AtomicU64; Word::ALL.len()],
    verdicts: [AtomicU64; VerdictCode::ALL.len()],
    statements: AtomicU64,
    accepted: AtomicU64,
    refused: AtomicU64,
    closed_slow: AtomicU64,
    open: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics {
            started: Instant::now(),
            commands: COMMANDS.iter().map(|_| AtomicU64::new(0)).collect(),
            unknown: AtomicU64::new(0),
            failures: Default::default(),
            verdicts: Default::default(),
            statements: AtomicU64::new(0),
            accepted: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            closed_slow: AtomicU64::new(0),
            open: AtomicU64::new(0),
        }
    }
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

impl Metrics {
    pub(crate) fn command(&self, place: usize) {
        add(&self.commands[place], 1);
    }

    pub(crate) fn unknown_command(&self) {
        add(&self.unknown, 1);
    }

    pub(crate) fn failure(&self, word: Word) {
        add(&self.failures[word as usize], 1);
    }

    pub(crate) fn verdict(&self, code: VerdictCode) {
        add(&self.verdicts[code as usize], 1);
    }

    pub(crate) fn ordered(&self, statements: u64) {
        add(&self.statements, statements);
    }

    pub(crate) fn accept(&self) {
        add(&self.accepted, 1);
        add(&self.open, 1);
    }

    pub(crate) fn leave(&self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn refuse(&self) {
        add(&self.refused, 1);
    }

    pub(crate) fn close_slow(&self) {
        add(&self.closed_slow, 1);
    }

    pub(crate) fn connections(&self) -> u64 {
        read(&self.open)
    }

    pub(crate) fn uptime_seconds(&self) -> u64 {
        self.started.elapsed().as_secs()
    }

    /// All of it, in the text format of Prometheus.
    pub(crate) fn text(&self, shared: &Shared) -> String {
        let mut page = Text::default();
        page.head("lotrace_commands_total", "counter", "Commands, by name.");
        for (command, count) in COMMANDS.iter().zip(&self.commands) {
            page.line("lotrace_commands_total", &[("command", command.name)], read(count));
        }
        page.line("lotrace_commands_total", &[("command", "unknown")], read(&self.unknown));
        page.head("lotrace_errors_total", "counter", "Errors, by their word.");
        for word in Word::ALL {
            page.line("lotrace_errors_total", &[("word", word.name())], read(&self.failures[word as usize]));
        }
        page.head(
            "lotrace_verdicts_total",
            "counter",
            "Verdicts of LT.SELL, LT.SELLX and LT.MSELL, by code.",
        );
        for code in VerdictCode::ALL {
            page.line(
                "lotrace_verdicts_total",
                &[("code", code.name())],
                read(&self.verdicts[code as usize]),
            );
        }
        page.one(
            "lotrace_statements_total",
            "counter",
            "Holds and releases acknowledged.",
            read(&self.statements),
        );
        page.one(
            "lotrace_connections_accepted_total",
            "counter",
            "Connections accepted.",
            read(&self.accepted),
        );
        page.one(
            "lotrace_connections_refused_total",
            "counter",
            "Connections refused for their number.",
            read(&self.refused),
        );
        page.one(
            "lotrace_connections_slow_total",
            "counter",
            "Connections closed as too slow.",
            read(&self.closed_slow),
        );
        page.one("lotrace_connections", "gauge", "Connections open.", read(&self.open));
        page.one(
            "lotrace_questions_waiting",
            "gauge",
            "Questions that wait for a thread.",
            shared.pool.waiting() as u64,
        );
        page.one("lotrace_cursors", "gauge", "Cursors open.", shared.cursors.len() as u64);
        page.one("lotrace_uptime_seconds", "gauge", "Seconds since the start.", self.uptime_seconds());
        page.one(
            "lotrace_snapshots_served",
            "gauge",
            "Snapshots served since the start.",
            shared.generations(),
        );
        let world = shared.world.load_full();
        page.one(
            "lotrace_ready",
            "gauge",
            "1 while questions and holds are taken.",
            u64::from(shared.state() == "ready"),
        );
        if let Some(world) = world {
            page.one("lotrace_holds_sequence", "gauge", "Number of the last statement.", world.sequence);
            page.one("lotrace_holds_targets", "gauge", "Targets held through the server.", world.held);
            page.one(
                "lotrace_holds_durable",
                "gauge",
                "0 once the disk has failed.",
                u64::from(!world.halted),
            );
            page.one(
                "lotrace_snapshot_lots",
                "gauge",
                "Lots of the snapshot.",
                world.generation.view().lot_count() as u64,
            );
        }
        page.text
    }
}

#[derive(Default)]
struct Text {
    text: String,
}

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        self.text.push_str(name);
        for (place, (label, of)) in labels.iter().enumerate() {
            let mark = if place == 0 { '{' } else { ',' };
            self.text.push_str(&format!("{mark}{label}=\"{of}\""));
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let written = writeln!(self.text, "{end} {value}");
        debug_assert!(written.is_ok(), "a text takes all");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.head(name, kind, help);
        self.line(name, &[], value);
    }
}

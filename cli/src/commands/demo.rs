//! `lotrace demo`: a made-up retailer, built and asked, with timings.

use std::path::Path;
use std::time::{Duration, Instant};

use ask::{
    Answer, Asker, BalanceRequest, Cell, CellType, Column, Decimal, Direction, ExpiringRequest, Mode,
    OnHandRequest, PickRequest, Request, Rule, Sheet, TraceRequest, WhereRequest,
};
use clap::Args;
use datasets::{Recipe, Scale, Summary};
use engine::{Snapshot, Verify};
use loader::{BuildOptions, MaxRejects, Progress, Sources};

use super::question::settings;
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::write_answer;
use crate::progress::with_bar;

/// Build a made-up retailer and ask it, with timings
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The same seed gives the same retailer
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// A step, what came of it, how long it took, and how to do the same.
struct Step {
    what: &'static str,
    result: String,
    took: Duration,
    command: String,
}

pub(crate) fn run(command: &Demo, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let failed = |source| Failure::WriteFile { path: std::env::temp_dir(), source };
    let directory = tempfile::Builder::new().prefix("lotrace-demo-").tempdir().map_err(failed)?;
    let (tables, path) = (directory.path().join("tables"), directory.path().join("demo.lotrace"));
    let mut steps = Vec::new();
    let summary = generate(command.seed, &tables, &mut steps)?;
    build(&tables, &path, console, &mut steps)?;
    let snapshot = Snapshot::open(&path, Verify::All)?;
    let mut settings = settings(common, console)?;
    settings.today = None;
    let mut asker = Asker::new(&snapshot, settings);
    for (what, command, request) in questions(&summary) {
        let start = Instant::now();
        let answer = asker.answer(&request)?;
        let took = start.elapsed();
        let result =
            answer.main_sheet().map_or_else(String::new, |sheet| format!("{} {}", sheet.len(), sheet.name));
        steps.push(Step { what, result, took, command });
    }
    let answer = Answer::new()
        .fact("movements", Cell::Count(summary.rows.total()))
        .fact("lots", Cell::Count(summary.lots))
        .fact("seed", Cell::Count(command.seed))
        .sheet(sheet(&steps));
    let code = write_answer(&answer, common, console)?;
    console.say("the same at any size: lotrace generate --scale m -o DIR, then lotrace build DIR -o SNAP");
    Ok(code)
}

fn generate(seed: u64, tables: &Path, steps: &mut Vec<Step>) -> Result<Summary, Failure> {
    let start = Instant::now();
    let summary = datasets::generate(&Recipe::new(Scale::S, seed), tables, &|_| {})?;
    steps.push(Step {
        what: "make up a retailer",
        result: format!("{} rows", summary.rows.total()),
        took: start.elapsed(),
        command: format!("lotrace generate --scale s --seed {seed} -o DIR"),
    });
    Ok(summary)
}

fn build(tables: &Path, path: &Path, console: &Console<'_>, steps: &mut Vec<Step>) -> Result<(), Failure> {
    let start = Instant::now();
    let sources = Sources::open(&[tables])?;
    let options = BuildOptions { max_rejects: MaxRejects::Percent(100.0), ..BuildOptions::default() };
    let progress = Progress::new();
    let built =
        with_bar(console.shows_progress, &progress, || loader::build(&sources, &options, path, &progress))?;
    let rows: u64 = built.rows_read.iter().sum();
    let bytes = built.published.map_or(0, |published| published.bytes);
    let took = start.elapsed();
    let rate = rows as f64 / took.as_secs_f64().max(0.001);
    steps.push(Step {
        what: "build a snapshot",
        result: format!("{rate:.0} rows/s, {:.1} MB", bytes as f64 / 1e6),
        took,
        command: "lotrace build DIR -o SNAP".to_owned(),
    });
    Ok(())
}

/// The questions of a mock recall, each with its command.
fn questions(summary: &Summary) -> Vec<(&'static str, String, Request)> {
    let (hub, medium, finished) = (summary.hub.name(), summary.medium.name(), summary.finished.name());
    let trace = |direction, lot: &str, mode| TraceRequest {
        lots: vec![lot.to_owned()],
        mode: Some(mode),
        ..TraceRequest::new(direction)
    };
    let (shelf, day) = (&summary.shelf, &summary.last_day);
    vec![
        (
            "what was made from the widest lot",
            format!("lotrace trace forward {hub}"),
            Request::Trace(trace(Direction::Forward, &hub, Mode::Lot)),
        ),
        (
            "where one lot went, movement by movement",
            format!("lotrace trace forward {medium} --mode flow"),
            Request::Trace(trace(Direction::Forward, &medium, Mode::Flow)),
        ),
        (
            "how much of it is where",
            format!("lotrace trace forward {medium} --mode flow --quantities"),
            Request::Trace(TraceRequest {
                quantities: true,
                ..trace(Direction::Forward, &medium, Mode::Flow)
            }),
        ),
        (
            "what a finished lot was made from",
            format!("lotrace trace backward {finished}"),
            Request::Trace(trace(Direction::Backward, &finished, Mode::Lot)),
        ),
        (
            "where it all is now",
            format!("lotrace where {medium}"),
            Request::Where(WhereRequest { lot: medium.clone(), ..WhereRequest::default() }),
        ),
        (
            "whether the books add up",
            format!("lotrace balance {medium}"),
            Request::Balance(BalanceRequest { lots: vec![medium], ..BalanceRequest::default() }),
        ),
        (
            "what to pick, first expired first",
            format!("lotrace pick {} --site {} --quantity 100 --on {day}", shelf.product, shelf.site),
            Request::Pick(PickRequest {
                product: shelf.product.clone(),
                site: shelf.site.clone(),
                quantity: "100".to_owned(),
                rule: Rule::Fefo,
                on: Some(day.clone()),
                min_life: None,
                as_known: None,
            }),
        ),
        (
            "what expires within two weeks",
            format!("lotrace expiring --within 14 --on {day} --by site,product"),
            Request::Expiring(ExpiringRequest {
                within: 14,
                on: Some(day.clone()),
                by: vec!["site".to_owned(), "product".to_owned()],
                as_known: None,
            }),
        ),
        ("all stock on hand", "lotrace on-hand".to_owned(), Request::OnHand(OnHandRequest::default())),
    ]
}

fn sheet(steps: &[Step]) -> Sheet<'_> {
    let column = |name, kind| Column { name, kind };
    let columns = vec![
        column("step", CellType::Text),
        column("milliseconds", CellType::Decimal),
        column("result", CellType::Text),
        column("command", CellType::Text),
    ];
    Sheet::new("steps", columns, steps.len(), |row, cells| {
        let step = &steps[row];
        cells.extend([
            Cell::plain(step.what),
            Cell::Decimal(Decimal::new(step.took.as_micros() as i64, 3)),
            Cell::plain(&*step.result),
            Cell::plain(&*step.command),
        ]);
    })
}

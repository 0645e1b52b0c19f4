//! Progress on standard error, where that is a terminal.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use loader::Progress;

const EVERY: Duration = Duration::from_millis(100);

/// Does some work and shows meanwhile how far its reading has come.
pub(crate) fn with_bar<T: Send>(shown: bool, progress: &Progress, work: impl FnOnce() -> T + Send) -> T {
    if !shown {
        return work();
    }
    let bar = ProgressBar::new(0).with_style(style());
    let done = AtomicBool::new(false);
    let result = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                show(&bar, progress);
                std::thread::park_timeout(EVERY);
            }
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        result
    });
    bar.finish_and_clear();
    result
}

fn style() -> ProgressStyle {
    // The template is a constant that a test renders.
    ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar())
}

const TEMPLATE: &str = "{elapsed} {wide_bar} {bytes}/{total_bytes}  {msg}";

fn show(bar: &ProgressBar, progress: &Progress) {
    let (total, done, rows) = (progress.bytes_total(), progress.bytes_done(), progress.rows_done());
    bar.set_length(total);
    bar.set_position(done);
    let seconds = bar.elapsed().as_secs_f64().max(0.001);
    let step = if total > 0 && done >= total { "; assembling" } else { "" };
    bar.set_message(format!("{rows} rows, {:.0} rows/s{step}", rows as f64 / seconds));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_one() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }

    #[test]
    fn the_work_is_done_with_and_without_a_bar() {
        let progress = Progress::new();
        assert_eq!(with_bar(false, &progress, || 7), 7);
        assert_eq!(with_bar(true, &progress, || 8), 8);
    }
}

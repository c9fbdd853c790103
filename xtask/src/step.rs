//! Prints what the command is about to do, and how long it took.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::Result;

/// The duration of a shorter step is not printed.
const WORTH_TELLING: Duration = Duration::from_millis(300);

/// Runs `work`, printing `title` before it and the time it took after it.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(&format!("{} {title}", paint("▸", "36")));
    let start = Instant::now();
    let outcome = work();
    let took = start.elapsed();
    match &outcome {
        Ok(_) if took < WORTH_TELLING => {}
        Ok(_) => say(&format!("  {} {title}: {}", paint("✓", "32"), human(took))),
        Err(_) => say(&format!(
            "  {} {title}: failed after {}",
            paint("✗", "31"),
            human(took)
        )),
    }
    outcome
}

thread_local! {
    /// The lines of this thread, while they are kept.
    static KEPT: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs `work`, and returns its lines instead of printing them.
pub fn keep<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    KEPT.set(Some(Vec::new()));
    let outcome = work();
    (outcome, KEPT.take().unwrap_or_default())
}

/// Whether the lines of this thread are kept for later.
pub fn is_kept() -> bool {
    KEPT.with_borrow(Option::is_some)
}

/// Prints a line and flushes it, because the next program may write to the same terminal; or keeps it, inside [`keep`].
pub fn say(line: &str) {
    if is_kept() {
        KEPT.with_borrow_mut(|kept| {
            kept.iter_mut()
                .for_each(|lines| lines.push(line.to_owned()))
        });
        return;
    }
    let mut out = std::io::stdout().lock();
    // Ignored: a closed pipe (`| head`) must not stop a build.
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// Wraps `text` in an SGR colour if stdout is a terminal.
pub fn paint(text: &str, colour: &str) -> String {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// A duration for people to read: `420 ms`, `8.1 s`, `2 min 5 s`.
pub fn human(duration: Duration) -> String {
    let ms = duration.as_millis();
    if ms < 1_000 {
        format!("{ms} ms")
    } else if ms < 60_000 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!(
            "{} min {} s",
            duration.as_secs() / 60,
            duration.as_secs() % 60
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_one_thread_are_kept() {
        let (another_keeps, lines) = keep(|| {
            say("a");
            std::thread::spawn(is_kept).join().unwrap()
        });
        assert!(!another_keeps && !is_kept());
        assert_eq!(lines, ["a"]);
    }

    #[test]
    fn durations_are_written_for_people() {
        assert_eq!(human(Duration::from_millis(42)), "42 ms");
        assert_eq!(human(Duration::from_millis(8_120)), "8.1 s");
        assert_eq!(human(Duration::from_secs(125)), "2 min 5 s");
    }
}

//! Runs the checks, also after a failure, and prints the sum of their results. [`lanes`] says which run at the same time.

mod border;
mod browser;
mod checks;
mod count;
mod dependencies;
mod entries;
mod filter;
mod junit;
mod lanes;
mod libtest;
mod needs;
mod package;
mod packaging;
mod runners;
mod rust;
mod service;
mod source;
mod unchanged;
mod workflows;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::setup::chrome::{self, Chrome};
use crate::step::{human, paint, say};
use crate::workspace::Workspace;
use checks::{CHECKS, Check, Quick};
pub use count::Count;
pub use filter::Filter;
use needs::Need;
pub use runners::node;
use unchanged::Unchanged;

/// What a run has set up.
#[derive(Default)]
pub struct SetUp {
    provided: Mutex<Vec<Need>>,
    chrome: OnceLock<Chrome>,
}

/// What every check gets from its caller.
pub struct Run<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// What is run in addition to a plain run.
    pub wider: Wider,
    /// Which tests of a check are run.
    pub filter: Filter,
    /// Whether this is `cargo xtask test quick`.
    pub quick: bool,
    set_up: &'a SetUp,
}

impl Run<'_> {
    /// What is set up so far. While a caller holds it, nothing else is set up.
    pub fn provided(&self) -> MutexGuard<'_, Vec<Need>> {
        let provided = self.set_up.provided.lock();
        provided.unwrap_or_else(PoisonError::into_inner)
    }

    /// The browser. The first call looks for it and, on Debian as root, installs it.
    pub fn chrome(&self) -> Result<&Chrome> {
        let _alone = self.provided();
        let chrome = &self.set_up.chrome;
        if chrome.get().is_none() {
            let _ = chrome.set(chrome::chrome(self.workspace)?);
        }
        chrome.get().context("no Chrome")
    }

    /// The same run without the filter, for a check that uses the filter to select something other than tests.
    fn whole(&self) -> Self {
        Self {
            filter: Filter::default(),
            ..*self
        }
    }
}

/// What a plain run leaves out to save time.
#[derive(Clone, Copy, Debug)]
pub struct Wider {
    /// The SDK's browser tests run in Firefox and WebKit as well.
    pub browsers: bool,
    /// The packed tarball is tested in every environment, not only in the usual ones.
    pub packaging: bool,
    /// Nearly every end-to-end test also runs without WebAssembly.
    pub script_engine: bool,
    /// Every promise is tested in every way to open a session, not only those that depend on it.
    pub ways: bool,
    /// The tests of several replicas kill and restart as often as was promised, not only a part of it.
    pub replicas: bool,
    /// Sessions are handed over to a phone as often as was promised, not only a few times.
    pub hand_over: bool,
}

/// Which checks are run.
pub struct Choice<'a> {
    /// Those of `cargo xtask test quick`.
    pub quick: bool,
    /// The checks named by `--only`; if empty, all checks.
    pub only: &'a [String],
    /// Also checks whose files have not changed since they passed.
    pub all: bool,
}

/// The names that `--only` takes.
pub fn names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).collect()
}

/// Prints the checks, what each sets up, and which of them `quick` runs.
pub fn list() {
    for check in &CHECKS {
        let needs: Vec<_> = check.needs.iter().map(|need| need.about()).collect();
        let needs = if needs.is_empty() {
            "nothing".to_owned()
        } else {
            needs.join(", ")
        };
        let quick = match check.quick {
            Quick::No => "",
            Quick::Part => "; in part in quick",
            Quick::Whole => "; in quick",
        };
        say(&format!(
            "{:<13}{}\n{:13}sets up: {needs}{quick}",
            check.name, check.about, ""
        ));
    }
}

/// Runs the checks; returns whether all passed.
pub fn run(workspace: &Workspace, choice: &Choice, wider: Wider, filter: Filter) -> Result<bool> {
    let start = Instant::now();
    let run = Run {
        workspace,
        wider,
        filter,
        quick: choice.quick,
        set_up: &SetUp::default(),
    };
    let unchanged = Unchanged::new(workspace, wider)?;
    let again = choice.all || !run.filter.is_empty() || std::env::var_os("CI").is_some();
    let chosen: Vec<_> = CHECKS
        .iter()
        .filter(|check| is_chosen(check, choice))
        .collect();
    let mut total = Count::default();
    let mut lines = Vec::new();
    for outcome in lanes::run(&chosen, |check| one(check, &run, &unchanged, again)) {
        let (count, line) = outcome?;
        lines.push(line);
        total += count;
    }
    if !run.filter.is_empty() && total.passed + total.failed == 0 {
        total.fail("the filter matches no test", "");
    }
    if !total.failures.is_empty() {
        say(&format!("\nFailed:\n\n{}", total.failures.join("\n\n")));
    }
    say(&format!(
        "\n{}\n  in {}\n",
        lines.join("\n"),
        human(start.elapsed())
    ));
    say(&format!("{} passed, {} failed", total.passed, total.failed));
    Ok(total.failed == 0)
}

fn is_chosen(check: &Check, choice: &Choice) -> bool {
    match choice.only {
        [] => check.quick != Quick::No || !choice.quick,
        only => only.iter().any(|name| name == check.name),
    }
}

/// Runs the check, unless it passed on the same files and `again` is false. Also returns its line of the summary.
fn one(check: &Check, run: &Run, unchanged: &Unchanged, again: bool) -> Result<(Count, String)> {
    // With a stamp of its own: if a part passed, the whole check still has to run.
    let is_part = run.quick && check.quick == Quick::Part;
    let name = format!("{}{}", check.name, if is_part { "-in-part" } else { "" });
    let stamp = unchanged.stamp(&name, check.reads);
    if !again && stamp.as_ref().is_some_and(|stamp| stamp.is_fresh(&[])) {
        let line = format!(
            "  {} {:<12} unchanged since it passed (--all runs it)",
            paint("✓", "32"),
            check.name
        );
        return Ok((Count::default(), line));
    }
    say(&format!(
        "\n{} {}: {}",
        paint("▸", "36"),
        check.name,
        check.about
    ));
    let since = Instant::now();
    let count = outcome(check, run);
    let passed = count.failed == 0;
    // A filtered run leaves the stamp as it is, because the check has not run as a whole.
    if let Some(stamp) = stamp.filter(|_| run.filter.is_empty()) {
        if passed {
            stamp.keep()?
        } else {
            stamp.forget()
        }
    }
    let line = format!(
        "  {} {:<12}{:>5} passed{:>5} failed   {}",
        if passed {
            paint("✓", "32")
        } else {
            paint("✗", "31")
        },
        check.name,
        count.passed,
        count.failed,
        human(since.elapsed())
    );
    Ok((count, line))
}

/// Sets up the check and runs it. An error counts as a failure of this check, so that the others still run.
fn outcome(check: &Check, run: &Run) -> Count {
    let provided = check.needs.iter().try_for_each(|need| need.provide(run));
    provided
        .and_then(|()| (check.run)(run))
        .unwrap_or_else(|error| {
            say(&format!("  {} {error:#}", paint("error:", "31")));
            let mut count = Count::default();
            count.fail(check.name, &format!("{error:#}"));
            count
        })
}

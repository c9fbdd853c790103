//! Counts the tests that passed, and collects those that failed.

use std::ops::AddAssign;

/// The results of any number of runners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many tests passed, or steps of a check without tests.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
    /// One text for each failed test, printed at the end of the run: its name and, if the runner gives one, its reason.
    pub failures: Vec<String>,
}

/// How many lines of a failed test's reason are printed at the end.
const REASON_LINES: usize = 16;

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

impl Count {
    /// The result of a step without tests.
    pub fn step(name: &str, success: bool) -> Self {
        let mut count = Self::default();
        if success {
            count.passed = 1;
        } else {
            count.fail(name, "");
        }
        count
    }

    /// Adds a failed test.
    pub fn fail(&mut self, name: &str, reason: &str) {
        let reason = reason
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(REASON_LINES);
        let lines: Vec<_> = std::iter::once(name)
            .chain(reason)
            .map(without_colours)
            .collect();
        self.failed += 1;
        self.failures.push(lines.join("\n"));
    }

    /// Adds a failure if the runner failed without a failed test (a compiler error, a crashed browser), or if it found no test
    /// and was not filtered.
    pub fn judged(mut self, runner: &str, success: bool, is_filtered: bool) -> Self {
        if self.failed == 0 && !success {
            self.fail(&format!("{runner} ended with an error"), "");
        } else if self.failed + self.passed == 0 && !is_filtered {
            self.fail(&format!("{runner} ran no test"), "");
        }
        self
    }
}

/// With the variable `CI`, some runners colour their output even if it is not a terminal.
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn a_runner_without_results_counts_as_failed() {
        assert_eq!(
            Count::default().judged("tsc", false, true).failures,
            ["tsc ended with an error"]
        );
        assert_eq!(
            Count::default().judged("node", true, false).failures,
            ["node ran no test"]
        );
        assert_eq!(
            Count::default().judged("node", true, true),
            Count::default()
        );
        let crashed = Count {
            passed: 3,
            ..Count::default()
        };
        assert_eq!(crashed.judged("cargo", false, false).failed, 1);
    }

    #[test]
    fn a_reason_is_shortened_and_loses_its_colours() {
        let mut count = Count::default();
        count.fail("\u{1b}[31ma\u{1b}[39m", &"line\n\n".repeat(40));
        assert_eq!(count.failures, [format!("a{}", "\nline".repeat(16))]);
    }
}

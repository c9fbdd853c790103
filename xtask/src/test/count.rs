//! How many tests passed, and which failed.

use std::ops::AddAssign;

/// Passed and failed, over any number of runners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests, or steps of a check that has no tests.
    pub passed: u64,
    /// As above.
    pub failed: u64,
    /// What failed, one text a test, for the end of a long run: its name and, where the runner gives one, its reason.
    pub failures: Vec<String>,
}

/// Of a test's reason so many lines are repeated at the end.
const REASON_LINES: usize = 16;

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

impl Count {
    /// A step without tests.
    pub fn step(name: &str, success: bool) -> Self {
        let mut count = Self::default();
        if success {
            count.passed = 1;
        } else {
            count.fail(name, "");
        }
        count
    }

    /// One more test that failed.
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

    /// A runner that ends badly without a failed test (it did not compile, the browser crashed) has failed; so has one that
    /// found nothing to run, unless a filter chose for it.
    pub fn judged(mut self, runner: &str, success: bool, is_filtered: bool) -> Self {
        if self.failed == 0 && !success {
            self.fail(&format!("{runner} ended with an error"), "");
        } else if self.failed + self.passed == 0 && !is_filtered {
            self.fail(&format!("{runner} ran no test"), "");
        }
        self
    }
}

/// Where the variable `CI` is set some runners colour what they print, terminal or not.
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
    fn a_runner_without_a_result_has_failed() {
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
    fn a_reason_is_kept_short_and_without_colours() {
        let mut count = Count::default();
        count.fail("\u{1b}[31ma\u{1b}[39m", &"line\n\n".repeat(40));
        assert_eq!(count.failures, [format!("a{}", "\nline".repeat(16))]);
    }
}

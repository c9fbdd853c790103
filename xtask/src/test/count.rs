//! How many tests passed, and which failed, read from what the tools print.

use std::ops::AddAssign;

use serde_json::Value;

/// Passed and failed, over any number of tools.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests, or checks that have no count of their own.
    pub passed: u64,
    /// As above.
    pub failed: u64,
    /// What failed, one text a test, for the end of a long run: its name and, where the tool tells it apart, its reason.
    pub failures: Vec<String>,
}

/// Of a test's reason that many lines are repeated at the end.
const REASON_LINES: usize = 16;

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

impl Count {
    /// A check without a count of its own.
    pub fn one(success: bool) -> Self {
        Self {
            passed: u64::from(success),
            failed: u64::from(!success),
            failures: Vec::new(),
        }
    }

    /// All lines `test result: ok. 3 passed; 0 failed; …` of cargo test and of wasm-bindgen-test.
    /// A run that failed without a failed test (it did not compile, the browser crashed) counts as one failed.
    pub fn of_cargo(text: &str, success: bool) -> Self {
        let mut count = Self::default();
        for line in text.lines() {
            if let Some((_, result)) = line.split_once("test result: ") {
                count.passed += number_before(result, " passed");
                count.failed += number_before(result, " failed");
            }
        }
        count.failures = lines_that(text, |line| line.ends_with("... FAILED"));
        count.judged(success)
    }

    /// The lines `# pass 3` and `# fail 0` at the end of Node's test runner in TAP.
    pub fn of_tap(text: &str, success: bool) -> Self {
        let number = |name: &str| {
            text.lines()
                .rev()
                .find_map(|line| line.trim().strip_prefix(name)?.trim().parse().ok())
                .unwrap_or(0)
        };
        Self {
            passed: number("# pass "),
            failed: number("# fail ") + number("# cancelled "),
            failures: lines_that(text, |line| line.starts_with("not ok ")),
        }
        .judged(success)
    }

    /// The lines `Tests  1 failed | 6 passed (7)` of Vitest and `Tests: 1 failed, 6 passed, 7 total` of Jest.
    pub fn of_vitest(text: &str, success: bool) -> Self {
        let mut count = Self::default();
        for line in text.lines() {
            let line = without_colours(line);
            let line = line.trim();
            if line.starts_with("Tests ") || line.starts_with("Tests:") {
                count.passed += number_before(line, " passed");
                count.failed += number_before(line, " failed");
            }
        }
        count.failures = lines_that(text, |line| {
            ["FAIL ", "● "].iter().any(|mark| line.starts_with(mark))
        });
        count.judged(success)
    }

    /// The `stats` of Playwright's JSON report. What passed at its second try has failed: Playwright counts it as flaky,
    /// and ends well.
    pub fn of_playwright(report: &str, success: bool) -> Self {
        let report: Value = serde_json::from_str(report).unwrap_or_default();
        let stat = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
        Self {
            passed: stat("expected"),
            failed: stat("unexpected") + stat("flaky"),
            failures: report["suites"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(failures_of_suite)
                .collect(),
        }
        .judged(success)
    }

    /// Ending badly, and finding nothing to run, are failures too.
    fn judged(mut self, success: bool) -> Self {
        if self.failed == 0 && (!success || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

/// The failed tests of one of Playwright's suites, with what their first try printed.
fn failures_of_suite(suite: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut failures: Vec<String> = list(&suite["suites"])
        .iter()
        .flat_map(failures_of_suite)
        .collect();
    for spec in list(&suite["specs"]) {
        for test in list(&spec["tests"]) {
            if !matches!(test["status"].as_str(), Some("unexpected" | "flaky")) {
                continue;
            }
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let name = format!(
                "{}:{} {}",
                text(&spec["file"]),
                spec["line"],
                text(&spec["title"])
            );
            let reason = text(&test["results"][0]["error"]["message"]);
            let reason = reason.lines().map(without_colours).take(REASON_LINES);
            failures.push(
                std::iter::once(name)
                    .chain(reason)
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
    }
    failures
}

fn lines_that(text: &str, failed: impl Fn(&str) -> bool) -> Vec<String> {
    text.lines()
        .map(|line| without_colours(line).trim().to_owned())
        .filter(|line| failed(line))
        .collect()
}

fn number_before(text: &str, word: &str) -> u64 {
    text.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// Where the variable `CI` is set some tools colour what they print, terminal or not.
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
    use super::*;

    #[test]
    fn the_results_of_all_test_programs_are_added() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored\ntest a::b ... FAILED\n\u{1b}[32mtest result: FAILED. 12 passed; 2 failed; 0 ignored";
        let expected = Count {
            passed: 15,
            failed: 2,
            failures: vec!["test a::b ... FAILED".into()],
        };
        assert_eq!(Count::of_cargo(text, false), expected);
    }

    #[test]
    fn a_run_without_a_result_is_a_failure() {
        let failed = Count::one(false);
        assert_eq!(Count::of_cargo("error: could not compile", false), failed);
        assert_eq!(Count::of_cargo("no tests to run!", true), failed);
        assert_eq!(Count::of_playwright("", false), failed);
        let crashed = Count::of_cargo("test result: ok. 3 passed; 0 failed;", false);
        assert_eq!(crashed.failed, 1);
    }

    #[test]
    fn the_results_of_vitest_and_jest_are_added() {
        let text = " FAIL  a.test.js > opens\n Tests  1 failed | 6 passed (7)\nTests:       2 failed, 5 passed, 7 total\n";
        let expected = Count {
            passed: 11,
            failed: 3,
            failures: vec!["FAIL  a.test.js > opens".into()],
        };
        assert_eq!(Count::of_vitest(text, false), expected);
        let coloured = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m29 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (29)\u{1b}[39m";
        let all = Count {
            passed: 29,
            ..Count::default()
        };
        assert_eq!(Count::of_vitest(coloured, true), all);
    }

    #[test]
    fn the_end_of_a_tap_run_is_read() {
        let text = "ok 1 - a\nnot ok 2 - b\n1..2\n# tests 7\n# pass 6\n# fail 1\n# cancelled 0\n";
        let expected = Count {
            passed: 6,
            failed: 1,
            failures: vec!["not ok 2 - b".into()],
        };
        assert_eq!(Count::of_tap(text, false), expected);
        assert_eq!(Count::of_tap("", true).failed, 1);
    }

    #[test]
    fn a_test_that_passed_at_its_second_try_has_failed() {
        let report = r#"{"stats":{"expected":7,"unexpected":0,"flaky":1,"skipped":2},"suites":[{"suites":[{"specs":[
            {"file":"a.spec.ts","line":4,"title":"opens","tests":[{"status":"flaky","results":[{"error":{"message":"too late"}}]}]},
            {"file":"a.spec.ts","line":9,"title":"closes","tests":[{"status":"expected","results":[{}]}]}]}]}]}"#;
        let expected = Count {
            passed: 7,
            failed: 1,
            failures: vec!["a.spec.ts:4 opens\ntoo late".into()],
        };
        assert_eq!(Count::of_playwright(report, true), expected);
    }
}

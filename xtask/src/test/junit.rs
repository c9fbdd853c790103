//! Reads results from JUnit XML, which Node's runner, Vitest, Jest, Playwright and schemathesis all write.

use std::fs;
use std::path::Path;

use roxmltree::{Document, Node};

use super::count::Count;

/// The results in `file`; empty if the runner has not written it.
pub fn read(file: &Path) -> Count {
    parse(&fs::read_to_string(file).unwrap_or_default())
}

/// Counts every `testcase`, however deep its suite. A skipped test counts neither as passed nor as failed.
fn parse(xml: &str) -> Count {
    let mut count = Count::default();
    // A file that is not XML contains no test; `Count::judged` then adds a failure.
    let Ok(document) = Document::parse(xml) else {
        return count;
    };
    for test in document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
    {
        let child = |name| test.children().find(|child| child.has_tag_name(name));
        match child("failure").or(child("error")) {
            Some(failure) => count.fail(&name(test), reason(failure)),
            None if child("skipped").is_some() => {}
            None => count.passed += 1,
        }
    }
    count
}

/// The test's name, with the file in front if the runner writes it as the `classname`.
fn name(test: Node) -> String {
    let name = test.attribute("name").unwrap_or("?");
    match test.attribute("classname") {
        // Node's runner writes `test` as the `classname` of all tests.
        Some(class) if class != "test" && !name.starts_with(class) => format!("{class} {name}"),
        _ => name.to_owned(),
    }
}

fn reason<'a>(failure: Node<'a, '_>) -> &'a str {
    failure
        .text()
        .filter(|text| !text.trim().is_empty())
        .or(failure.attribute("message"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Count, parse};

    #[test]
    fn tests_are_counted_in_suites_of_any_depth() {
        let node = r#"<?xml version="1.0"?><testsuites><testcase name="a" classname="test"/>
            <testsuite name="b"><testsuite name="c"><testcase name="d" classname="test"><failure message="2 != 3"/></testcase></testsuite>
            <testcase name="e" classname="test"><skipped type="skipped" message="true"/></testcase></testsuite></testsuites>"#;
        let expected = Count {
            passed: 1,
            failed: 1,
            failures: vec!["d\n2 != 3".into()],
        };
        assert_eq!(parse(node), expected);
    }

    #[test]
    fn a_failure_has_its_file_its_name_and_its_reason() {
        let playwright = "<testsuites><testsuite><testcase name=\"closes\" classname=\"a.spec.ts\"><failure message=\"a.spec.ts:4:1 closes\">\
            <![CDATA[  Error: too late\n\n    at a.spec.ts:9]]></failure></testcase></testsuite></testsuites>";
        assert_eq!(
            parse(playwright).failures,
            ["a.spec.ts closes\n  Error: too late\n    at a.spec.ts:9"]
        );
        assert_eq!(
            parse("no report").judged("playwright", false, false).failed,
            1
        );
    }
}

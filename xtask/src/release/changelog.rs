//! Reads the release notes from the changelog.

/// The changelog's section about a release.
#[derive(Debug, PartialEq, Eq)]
pub struct Notes {
    /// The section without its heading.
    pub text: String,
    /// Whether the section is `[Unreleased]`, because the version has none of its own.
    pub unreleased: bool,
}

/// The section of `version`, or `[Unreleased]` if there is none or it is empty.
pub fn notes(changelog: &str, version: &str) -> Option<Notes> {
    [(version, false), ("Unreleased", true)]
        .into_iter()
        .find_map(|(name, unreleased)| {
            let text = section(changelog, name)?;
            let says_something = text
                .lines()
                .any(|line| !line.is_empty() && !line.starts_with('#'));
            says_something.then_some(Notes { text, unreleased })
        })
}

/// The text between the heading `## [name]`, which may end in a date, and the next heading or the link definitions at the end.
fn section(changelog: &str, name: &str) -> Option<String> {
    let heading = format!("## [{name}]");
    let mut lines = changelog.lines();
    lines.find(|line| line.starts_with(&heading))?;
    let lines: Vec<_> = lines
        .take_while(|line| !line.starts_with("## ") && !is_address(line))
        .collect();
    Some(lines.join("\n").trim().to_owned() + "\n")
}

/// Whether the line is a link definition such as `[0.1.0]: https://…`.
fn is_address(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something new.\n\n\
        ## [0.2.0] - 2026-11-27\n\n### Fixed\n\n- A fault,\n  over two lines.\n\n- Another [one](docs/a.md).\n\n\
        ## [0.1.0] - 2026-11-01\n\n- The first.\n\n[Unreleased]: https://example.com/main\n[0.2.0]: https://example.com/2\n";

    fn released(text: &str) -> Option<Notes> {
        let (text, unreleased) = (text.to_owned(), false);
        Some(Notes { text, unreleased })
    }

    #[test]
    fn the_section_of_a_version_ends_where_the_next_begins() {
        assert_eq!(
            notes(CHANGELOG, "0.2.0"),
            released("### Fixed\n\n- A fault,\n  over two lines.\n\n- Another [one](docs/a.md).\n")
        );
    }

    #[test]
    fn the_last_section_ends_where_the_addresses_begin() {
        assert_eq!(notes(CHANGELOG, "0.1.0"), released("- The first.\n"));
    }

    #[test]
    fn a_version_is_not_confused_with_one_that_begins_with_the_same_digits() {
        assert_eq!(
            notes("## [0.1.0-rc.1]\n\n- A try.\n", "0.1.0"),
            None,
            "a candidate is another version"
        );
    }

    #[test]
    fn a_version_without_a_section_gets_the_unreleased_notes() {
        let found = notes(CHANGELOG, "0.3.0").unwrap();
        assert_eq!(found.text, "### Added\n\n- Something new.\n");
        assert!(found.unreleased);
        let empty = CHANGELOG.replace("## [0.2.0]", "## [0.3.0]\n\n### Added\n\n## [0.2.0]");
        assert!(
            notes(&empty, "0.3.0").unwrap().unreleased,
            "headings alone say nothing"
        );
    }

    #[test]
    fn a_changelog_without_changes_has_no_notes() {
        for nothing in ["", "# Changelog\n", "## [Unreleased]\n\n### Added\n"] {
            assert_eq!(notes(nothing, "0.1.0"), None, "{nothing:?}");
        }
    }

    #[test]
    fn the_changelog_of_this_repository_has_notes_for_the_next_release() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../CHANGELOG.md");
        let changelog = std::fs::read_to_string(file).unwrap();
        let found = notes(&changelog, env!("CARGO_PKG_VERSION")).unwrap();
        assert!(found.text.contains("\n- "), "{}", found.text);
    }
}

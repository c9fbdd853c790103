//! Finds the reasons for which the checkout cannot be released.

use super::changelog::Notes;
use super::publish::tag;

/// How many of the files that are not committed are named.
const FILES_NAMED: usize = 3;

/// Whether the candidate is only shown, or published.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The candidate is shown; its tag does not exist yet.
    DryRun,
    /// The tag exists, and its commit is published.
    Tag,
}

/// Facts about the checkout, and about what was built from it.
pub struct Candidate {
    /// The version of the workspace in Cargo.toml.
    pub version: String,
    /// The lines of `git status --porcelain`.
    pub uncommitted: Vec<String>,
    /// Whether the version's tag exists.
    pub tagged: bool,
    /// The version in the packed package.json.
    pub npm_version: String,
    /// The version of the packed crate.
    pub crate_version: String,
    /// The section of the changelog.
    pub notes: Option<Notes>,
}

impl Candidate {
    /// The reasons why the release cannot be made; empty if it can.
    pub fn problems(&self, occasion: Occasion) -> Vec<String> {
        let version = &self.version;
        let mut problems = Vec::new();
        if !self.uncommitted.is_empty() {
            problems.push(format!("not committed: {}", named(&self.uncommitted)));
        }
        if occasion == Occasion::DryRun && self.tagged {
            problems.push(format!(
                "the tag {} exists: raise `version` in Cargo.toml",
                tag(version)
            ));
        }
        for (what, found) in [
            ("npm package", &self.npm_version),
            ("crate", &self.crate_version),
        ] {
            if found != version {
                problems.push(format!(
                    "the {what} has the version {found}, but Cargo.toml has {version}"
                ));
            }
        }
        match &self.notes {
            None => problems.push(format!(
                "CHANGELOG.md has no entry under `## [{version}]` or `## [Unreleased]`"
            )),
            Some(notes) if notes.unreleased && occasion == Occasion::Tag => problems.push(format!(
                "CHANGELOG.md has no `## [{version}]`: rename `## [Unreleased]` to it, with the date"
            )),
            Some(_) => {}
        }
        problems
    }
}

/// The names of the first files, and the number of the others.
fn named(lines: &[String]) -> String {
    let files: Vec<_> = lines
        .iter()
        .take(FILES_NAMED)
        .map(|line| line.get(3..).unwrap_or(line))
        .collect();
    let more = lines.len() - files.len();
    let files = files.join(", ");
    if more == 0 {
        files
    } else {
        format!("{files} and {more} more")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate() -> Candidate {
        Candidate {
            version: "0.2.0".to_owned(),
            uncommitted: Vec::new(),
            tagged: false,
            npm_version: "0.2.0".to_owned(),
            crate_version: "0.2.0".to_owned(),
            notes: Some(Notes {
                text: "- Something.\n".to_owned(),
                unreleased: false,
            }),
        }
    }

    fn one(candidate: &Candidate, occasion: Occasion) -> String {
        let problems = candidate.problems(occasion);
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems[0].clone()
    }

    #[test]
    fn a_release_that_is_ready_has_no_problems() {
        assert!(candidate().problems(Occasion::DryRun).is_empty());
        let tagged = Candidate {
            tagged: true,
            ..candidate()
        };
        assert!(tagged.problems(Occasion::Tag).is_empty());
    }

    #[test]
    fn files_that_are_not_committed_are_named() {
        let uncommitted = [
            " M Cargo.toml",
            "?? new.rs",
            "A  src/lib.rs",
            " D a",
            " D b",
        ];
        let candidate = Candidate {
            uncommitted: uncommitted.map(str::to_owned).to_vec(),
            ..candidate()
        };
        for occasion in [Occasion::DryRun, Occasion::Tag] {
            assert_eq!(
                one(&candidate, occasion),
                "not committed: Cargo.toml, new.rs, src/lib.rs and 2 more"
            );
        }
    }

    #[test]
    fn a_version_that_has_a_tag_is_not_released_again() {
        let candidate = Candidate {
            tagged: true,
            ..candidate()
        };
        assert!(one(&candidate, Occasion::DryRun).contains("v0.2.0 exists"));
    }

    #[test]
    fn the_tarball_and_the_crate_have_the_version_of_the_workspace() {
        let npm = Candidate {
            npm_version: "0.1.0".to_owned(),
            ..candidate()
        };
        assert!(one(&npm, Occasion::Tag).contains("npm package has the version 0.1.0"));
        let in_crate = Candidate {
            crate_version: "0.1.0".to_owned(),
            ..candidate()
        };
        assert!(one(&in_crate, Occasion::Tag).contains("crate has the version 0.1.0"));
    }

    #[test]
    fn unreleased_notes_are_enough_for_a_dry_run_but_not_for_a_release() {
        let unreleased = Candidate {
            notes: Some(Notes {
                text: "- Something.\n".to_owned(),
                unreleased: true,
            }),
            ..candidate()
        };
        assert!(unreleased.problems(Occasion::DryRun).is_empty());
        assert!(one(&unreleased, Occasion::Tag).contains("no `## [0.2.0]`"));
        let silent = Candidate {
            notes: None,
            ..candidate()
        };
        for occasion in [Occasion::DryRun, Occasion::Tag] {
            assert!(one(&silent, occasion).contains("has no entry"));
        }
    }
}

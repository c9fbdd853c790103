//! What a release is judged by, before it is one.

use super::changelog::Notes;
use super::publish::tag;

/// So many files that are not committed are named.
const FILES_NAMED: usize = 3;

/// Why a candidate is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody wants to know what a release would be; its tag comes afterwards.
    DryRun,
    /// The tag is there, and what it names is published.
    Tag,
}

/// The checkout, and what was built from it.
pub struct Candidate {
    /// Of Cargo.toml's workspace.
    pub version: String,
    /// What `git status --porcelain` prints.
    pub uncommitted: Vec<String>,
    /// The version's tag exists.
    pub tagged: bool,
    /// In the packed package.json.
    pub npm_version: String,
    /// Of the packed crate.
    pub crate_version: String,
    /// From the changelog.
    pub notes: Option<Notes>,
}

impl Candidate {
    /// What is in the way of the release; nothing, if it can be made.
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
                    "the {what} has the version {found}, and Cargo.toml {version}"
                ));
            }
        }
        match &self.notes {
            None => problems.push(format!(
                "CHANGELOG.md says nothing, neither under `## [{version}]` nor under `## [Unreleased]`"
            )),
            Some(notes) if notes.unreleased && occasion == Occasion::Tag => problems.push(format!(
                "CHANGELOG.md has no `## [{version}]`: name `## [Unreleased]` so, with the day"
            )),
            Some(_) => {}
        }
        problems
    }
}

/// The first files, and how many more there are.
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
    fn nothing_is_in_the_way_of_a_release_that_is_ready() {
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
    fn what_is_unreleased_is_enough_for_a_dry_run_and_not_for_a_release() {
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
            assert!(one(&silent, occasion).contains("says nothing"));
        }
    }
}

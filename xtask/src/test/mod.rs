//! Every check of the project, one after the other, past failures; then the sum.

mod border;
mod checks;
mod count;
mod dependencies;
mod entries;
mod packaging;
mod service;
mod workflows;

use std::time::Instant;

use anyhow::Result;

use crate::docs;
use crate::setup;
use crate::setup::chrome::Chrome;
use crate::step::{human, paint, say};
use crate::workspace::Workspace;
pub use count::Count;

/// What a check may use.
pub struct Bench<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// The browser.
    pub chrome: Chrome,
    /// What is run besides.
    pub wider: Wider,
}

/// What a plain run leaves out for the sake of time.
#[derive(Clone, Copy)]
pub struct Wider {
    /// The SDK's browser tests run in Firefox and WebKit as well.
    pub browsers: bool,
    /// The packed tarball is tried in every environment, not only in the usual ones.
    pub packaging: bool,
    /// Nearly every end-to-end test is run without WebAssembly too.
    pub script_engine: bool,
}

/// One check; its name is also what `--only` takes.
struct Check {
    name: &'static str,
    about: &'static str,
    run: fn(&Bench) -> Result<Count>,
}

/// In this order: what fails fast comes first, and the tarball before all that installs it.
const CHECKS: [Check; 18] = [
    Check {
        name: "fmt",
        about: "formatting of the Rust code",
        run: checks::format,
    },
    Check {
        name: "clippy",
        about: "clippy, all crates and targets, warnings denied",
        run: checks::clippy,
    },
    Check {
        name: "clippy-wasm",
        about: "clippy, the SDK as WebAssembly",
        run: checks::clippy_wasm,
    },
    Check {
        name: "dependencies",
        about: "what all is built from: crates by the rules of .cargo/deny.toml, npm packages pinned by a hash, no unsafe code",
        run: dependencies::check,
    },
    Check {
        name: "native",
        about: "native tests: the SDK's core, the service's API, the tools",
        run: checks::native,
    },
    Check {
        name: "fuzz",
        about: "made-up input for what is read in JavaScript; what is read in Rust gets its own with the native tests",
        run: checks::made_up_input,
    },
    Check {
        name: "wasm",
        about: "the SDK's browser tests, in headless Chrome; with --browsers all in Firefox and WebKit too",
        run: checks::wasm,
    },
    Check {
        name: "crate",
        about: "the engine as a crate: its documentation, and what would be published",
        run: checks::engine_crate,
    },
    Check {
        name: "package",
        about: "the npm package",
        run: checks::package,
    },
    Check {
        name: "types",
        about: "TypeScript: our sources, and the package's declarations by TypeScript 5.0 to the newest",
        run: checks::types,
    },
    Check {
        name: "entries",
        about: "/testing, /server and the migration command, as packed",
        run: entries::check,
    },
    Check {
        name: "docs",
        about: "the guides: examples, links, tables made from the source, and the site",
        run: docs::check,
    },
    Check {
        name: "page",
        about: "the example's page, with the packed tarball",
        run: checks::page,
    },
    Check {
        name: "service",
        about: "the running service against JWT libraries and made-up requests (schemathesis)",
        run: service::check,
    },
    Check {
        name: "e2e",
        about: "end to end in headless Chrome, on the packed tarball",
        run: checks::end_to_end,
    },
    Check {
        name: "faults",
        about: "a table of faults and how each must end, in headless Chrome, on the packed tarball",
        run: checks::faults,
    },
    Check {
        name: "host-pages",
        about: "a table of unusual pages, a whole connection in each, in headless Chrome, on the packed tarball",
        run: checks::host_pages,
    },
    Check {
        name: "packaging",
        about: "the packed tarball in six environments; with --packaging all in every one",
        run: packaging::check,
    },
];

/// The names that `--only` takes.
pub fn names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).collect()
}

/// Runs the checks (all, or those named in `only`); true when all passed.
pub fn run(workspace: &Workspace, only: &[String], wider: Wider) -> Result<bool> {
    let start = Instant::now();
    setup::everything(workspace)?;
    let bench = Bench {
        workspace,
        chrome: setup::chrome::chrome(workspace)?,
        wider,
    };
    let mut total = Count::default();
    let mut lines = Vec::new();
    for check in CHECKS
        .iter()
        .filter(|check| only.is_empty() || only.iter().any(|name| name == check.name))
    {
        say(&format!(
            "\n{} {}: {}",
            paint("▸", "36"),
            check.name,
            check.about
        ));
        let since = Instant::now();
        let count = (check.run)(&bench).unwrap_or_else(|error| {
            say(&format!("  {} {error:#}", paint("error:", "31")));
            Count::one(false)
        });
        let mark = if count.failed == 0 {
            paint("✓", "32")
        } else {
            paint("✗", "31")
        };
        lines.push(format!(
            "  {mark} {:<12}{:>5} passed{:>5} failed   {}",
            check.name,
            count.passed,
            count.failed,
            human(since.elapsed())
        ));
        total += count;
    }
    if !total.failures.is_empty() {
        say(&format!("\nFailed:\n\n{}", total.failures.join("\n\n")));
    }
    say(&format!(
        "\n{}\n  in {}\n",
        lines.join("\n"),
        human(start.elapsed())
    ));
    say(&format!("{} passed, {} failed", total.passed, total.failed));
    Ok(total.failed == 0)
}

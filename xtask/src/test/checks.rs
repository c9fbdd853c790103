//! The list of checks, with what each needs and reads.

use anyhow::Result;

use super::count::Count;
use super::needs::Need;
use super::unchanged::Reads;
use super::{Run, browser, dependencies, entries, package, packaging, rust, service, source};
use crate::docs;
use crate::folders::{DOCS, FUZZ, MIGRATE, SAMPLE_APP, SERVER, SERVICE, TESTING, TYPES};

/// One check; its name is also what `--only` takes.
pub struct Check {
    pub name: &'static str,
    pub about: &'static str,
    /// Set up before it runs, in this order.
    pub needs: &'static [Need],
    /// The check is skipped while these files are the same as when it last passed.
    pub reads: Reads,
    pub quick: Quick,
    /// It uses one core at most, so it runs at the same time as the checks that use all of them.
    pub is_beside: bool,
    pub run: fn(&Run) -> Result<Count>,
}

/// Whether `quick` runs the check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quick {
    No,
    Part,
    Whole,
}

/// The check that builds the package: the checks that install it run later.
pub const PACKAGE: &str = "package";

/// Run in this order: the fastest checks come first, and the package comes before the checks that install it.
pub const CHECKS: [Check; 21] = [
    Check {
        name: "fmt",
        about: "formatting, by rustfmt and Biome",
        needs: &[Need::Root],
        reads: Reads::Everything,
        quick: Quick::Whole,
        is_beside: true,
        run: source::format,
    },
    Check {
        name: "lint",
        about: "lints of TypeScript, JavaScript, CSS and JSON, by Biome, and of Markdown",
        needs: &[Need::Root],
        reads: Reads::Everything,
        quick: Quick::Whole,
        is_beside: true,
        run: source::lint,
    },
    Check {
        name: "clippy",
        about: "clippy, all crates and targets, warnings denied",
        needs: &[],
        reads: Reads::Rust,
        quick: Quick::Whole,
        is_beside: false,
        run: rust::clippy,
    },
    Check {
        name: "clippy-wasm",
        about: "clippy, the SDK as WebAssembly",
        needs: &[Need::Root, Need::Wasm],
        reads: Reads::Rust,
        quick: Quick::Whole,
        is_beside: false,
        run: rust::clippy_wasm,
    },
    Check {
        name: "dependencies",
        about: "dependencies: crates by the rules of .cargo/deny.toml, npm packages pinned by a hash, no unsafe code",
        needs: &[Need::Python],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: true,
        run: dependencies::check,
    },
    Check {
        name: "native",
        about: "native tests: the SDK's core, the service's API, the tools",
        needs: &[],
        reads: Reads::Rust,
        quick: Quick::Part,
        is_beside: false,
        run: rust::native,
    },
    Check {
        name: "postgres",
        about: "the service's API tests over Postgres, and those of several replicas",
        needs: &[],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: false,
        run: rust::postgres,
    },
    Check {
        name: "fuzz",
        about: "generated input for the readers in JavaScript; the native tests do the same for those in Rust",
        needs: &[Need::Root, Need::Npm(FUZZ)],
        reads: Reads::Code,
        quick: Quick::No,
        is_beside: true,
        run: source::generated_input,
    },
    Check {
        name: "wasm",
        about: "the SDK's browser tests, in headless Chrome; with --browsers all in Firefox and WebKit too",
        needs: &[Need::Root, Need::Wasm, Need::Chrome],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: false,
        run: rust::wasm,
    },
    Check {
        name: "crate",
        about: "the engine as a crate: its documentation, and the files that would be published",
        needs: &[Need::Wasm],
        reads: Reads::Everything,
        quick: Quick::No,
        is_beside: false,
        run: rust::engine_crate,
    },
    Check {
        name: PACKAGE,
        about: "the npm package",
        // Not `Need::Package`: the check compares the reports of the public API from before and after the build.
        needs: &[Need::Root, Need::Wasm],
        // The tarball contains the README and the licences.
        reads: Reads::Everything,
        quick: Quick::No,
        is_beside: false,
        run: package::check,
    },
    Check {
        name: "types",
        about: "TypeScript: every project of the repository, and the package's declarations with TypeScript 5.0 to the newest",
        needs: &[Need::Package, Need::Packed(TYPES)],
        reads: Reads::Code,
        quick: Quick::Part,
        is_beside: true,
        run: source::types,
    },
    Check {
        name: "entries",
        about: "/testing, /server and the migration command, as packed",
        needs: &[
            Need::Package,
            Need::Programs,
            Need::Npm(TESTING),
            Need::Packed(SAMPLE_APP),
            Need::Npm(SERVER),
            Need::Npm(MIGRATE),
        ],
        // The tests also read the examples in the guides.
        reads: Reads::Everything,
        quick: Quick::No,
        is_beside: true,
        run: entries::check,
    },
    Check {
        name: "docs",
        about: "the guides: examples, links, tables made from the source, and the site with its playground",
        // The examples are compiled against js/, which needs the engine's types.
        needs: &[
            Need::Package,
            Need::Packed(DOCS),
            Need::Programs,
            Need::Chrome,
        ],
        reads: Reads::Everything,
        quick: Quick::No,
        is_beside: true,
        run: docs::check,
    },
    Check {
        name: "page",
        about: "the example's page, with the packed tarball",
        needs: &[Need::Package],
        reads: Reads::Code,
        quick: Quick::No,
        is_beside: true,
        run: package::page,
    },
    Check {
        name: "service",
        about: "the running service, with JWT libraries, generated requests (schemathesis), and as `npx @getpassage/connect`",
        needs: &[
            Need::Package,
            Need::Programs,
            Need::Npm(SERVICE),
            Need::Python,
        ],
        reads: Reads::Everything,
        quick: Quick::No,
        is_beside: true,
        run: service::check,
    },
    Check {
        name: "e2e",
        about: "end to end in headless Chrome, on the packed tarball",
        needs: &[
            Need::Package,
            Need::Programs,
            Need::Chrome,
            Need::Npm(MIGRATE),
        ],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: false,
        run: browser::end_to_end,
    },
    Check {
        name: "engines",
        about: "20 behaviours end to end in Firefox and in WebKit; with --browsers all, all behaviours, in Chrome too",
        needs: &[Need::Package, Need::Programs, Need::Chrome],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: false,
        run: browser::engines,
    },
    Check {
        name: "faults",
        about: "a table of faults, each with its expected end, in headless Chrome, on the packed tarball",
        needs: &[Need::Package, Need::Programs, Need::Chrome],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: false,
        run: browser::faults,
    },
    Check {
        name: "host-pages",
        about: "a table of unusual host pages, with a whole connection in each, in headless Chrome, on the packed tarball",
        needs: &[Need::Package, Need::Programs, Need::Chrome],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: false,
        run: browser::host_pages,
    },
    Check {
        name: "packaging",
        about: "the packed tarball in six environments; with --packaging all, in all of them",
        needs: &[Need::Package, Need::Programs, Need::Chrome],
        reads: Reads::More,
        quick: Quick::No,
        is_beside: true,
        run: packaging::check,
    },
];

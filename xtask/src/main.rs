//! The project's commands. `cargo xtask --help` lists them. Each command installs and builds what it needs.

mod app;
mod balancer;
mod bench;
mod checkout;
mod command;
mod connect;
mod demo;
mod docs;
mod engine;
mod folders;
mod format;
mod fuzz;
mod package;
mod playwright;
mod release;
mod screenshots;
mod server;
mod setup;
mod sizes;
mod soak;
mod stamp;
mod step;
mod test;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

use crate::step::{human, paint, say};
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "The project's commands; each installs what it needs on a machine that has only rustup and Node 20 with npm"
)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, start the service and the example app on loopback, and print their addresses; Ctrl-C stops both
    Demo {
        /// Run two replicas of the service on one Postgres database, behind a small load balancer; the data is gone at the end
        #[arg(long)]
        postgres: bool,
    },
    /// Run every check; the last line is `N passed, N failed`
    ///
    /// A check is skipped while its files are the same as when it last passed. `--all`, a filter, or the variable `CI` runs
    /// it anyway, and a check whose outcome depends on more than files always runs. Checks that use one core run at the same
    /// time as those that use all, and their output is shown when they are done.
    Test {
        /// Run only the checks that are worth running after every edit: formatting, lints, types, native tests
        #[arg(value_parser = ["quick"])]
        part: Option<String>,
        /// Run only these checks
        #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(test::names()))]
        only: Vec<String>,
        /// Print the checks and what each sets up, without running any
        #[arg(long)]
        list: bool,
        /// Also run the checks whose files have not changed since they passed
        #[arg(long)]
        all: bool,
        /// The browsers in which the SDK's browser tests and the behaviours of `engines` run; `all` means Chrome, Firefox and WebKit, and every behaviour
        #[arg(long, default_value = "chrome", value_parser = ["chrome", "all"])]
        browsers: String,
        /// The environments in which the packed tarball is installed and run; `usual` means Vite, webpack, esbuild, Next.js with Turbopack, Node and Vitest
        #[arg(long, default_value = "usual", value_parser = ["usual", "all"])]
        packaging: String,
        /// The end-to-end tests that run a second time without WebAssembly: the behaviours that a host page relies on, or `all`
        #[arg(long, default_value = "behaviours", value_parser = ["behaviours", "all"])]
        script_engine: String,
        /// What is tested in the ways to open a session other than the modal, in a container, by the element and by React's button: `usual` means the promises that depend on the way, `all` every promise
        #[arg(long, default_value = "usual", value_parser = ["usual", "all"])]
        ways: String,
        /// How much the tests of several replicas do: `usual` kills 30 times and restarts under 400 sessions, `all` 100 times and under 2,000
        #[arg(long, default_value = "usual", value_parser = ["usual", "all"])]
        replicas: String,
        /// How many sessions are handed over to a phone with faults in between: `usual` means 6, `all` 100
        #[arg(long, default_value = "usual", value_parser = ["usual", "all"])]
        hand_over: String,
        /// Run only the tests whose names contain one of these words (in a check without tests, only the steps); arguments
        /// that begin with `-` go to the test runner unchanged
        #[arg(last = true)]
        filter: Vec<String>,
    },
    /// Format every source: Rust, TypeScript, JavaScript, CSS, JSON, and whatever markdownlint can fix in Markdown
    Fmt,
    /// Build pkg/ and target/package/getpassage-web-react.tgz, and print the bytes a browser downloads
    ///
    /// With `connect`: build the Connect service and the npm packages that `npx @getpassage/connect` installs, in target/connect.
    Package {
        /// The service in place of the SDK
        #[arg(value_parser = ["connect"])]
        part: Option<String>,
        /// For which platform the service is built, such as `linux-x64`, or `all`; the default is this machine's
        #[arg(long, requires = "part")]
        platform: Option<String>,
    },
    /// Measure production builds and write tests/bench/RESULTS.md; no figure makes it fail
    Bench {
        /// What to measure; the default is everything
        subject: Option<bench::Subject>,
        /// How often to measure; with fewer than the usual 20 rounds the results only go to target/bench/quick
        #[arg(long)]
        rounds: Option<u32>,
    },
    /// Build the guides as a static site in target/docs
    Docs {
        /// Measure the first page, the quick start and the playground with Lighthouse; a score below 95 makes it fail
        #[arg(long)]
        lighthouse: bool,
    },
    /// Fuzz every reader, guided by code coverage, and keep the inputs that reach new code in tests/stress/fuzz/corpus
    Fuzz(fuzz::Options),
    /// Connect again and again through proxies that inject faults, until the time is up or a promise is broken
    ///
    /// The seed and the number of a visit decide what happens in it: what the person and the host page do, at which event
    /// connections are reset or the service is killed, and which fault meets the first, second, … claim, status request,
    /// held status request, frame page and frame call of each link. The same seed repeats all of that, even for a single
    /// visit. It does not repeat the moments at which the browser sends its requests, the jitter of the SDK's delays, the
    /// number of requests that follows from them, the page in which a visit happens, or the number of visits in a run.
    Soak(soak::Soak),
    /// Check that a release is possible, build it and show it; in CI, on the version's tag, publish it
    Release(release::Options),
    /// Take the screenshots of tests/screenshots again
    Screenshots,
    /// Run a compiled WebAssembly test in a browser; cargo calls this, see .cargo/config.toml
    #[command(disable_help_flag = true)]
    TestRunner {
        /// The arguments that cargo passes: the file, then a filter
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    if let Some(code) = fuzz::compile() {
        return code;
    }
    match run(Cli::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{} {error:#}", paint("error:", "31"));
            ExitCode::FAILURE
        }
    }
}

/// Returns whether all checks passed; an error means that the command could not do its work.
fn run(task: Task) -> Result<bool> {
    let workspace = Workspace::find()?;
    let start = Instant::now();
    match task {
        Task::Demo { postgres } => {
            setup::rust_and_npm(&workspace)?;
            app::build(&workspace)?;
            say(&format!("ready in {}", human(start.elapsed())));
            demo::run(&workspace, postgres)?;
        }
        Task::Test {
            part,
            only,
            list,
            all,
            browsers,
            packaging,
            script_engine,
            ways,
            replicas,
            hand_over,
            filter,
        } => {
            if list {
                test::list();
                return Ok(true);
            }
            let wider = test::Wider {
                browsers: browsers == "all",
                packaging: packaging == "all",
                script_engine: script_engine == "all",
                ways: ways == "all",
                replicas: replicas == "all",
                hand_over: hand_over == "all",
            };
            let choice = test::Choice {
                quick: part.is_some(),
                only: &only,
                all,
            };
            return test::run(&workspace, &choice, wider, test::Filter::new(filter));
        }
        Task::Fmt => format::format(&workspace)?,
        Task::Package {
            part: Some(_),
            platform,
        } => {
            let platforms = connect::chosen(platform.as_deref())?;
            setup::rust_and_npm(&workspace)?;
            package::package(&workspace)?;
            let packages = connect::package(&workspace, &platforms)?;
            let tarballs = packages.tarballs.into_iter().map(|(_, tarball)| tarball);
            // The launcher's example uses the SDK.
            for tarball in tarballs.chain([workspace.tarball()]) {
                say(&tarball.display().to_string());
            }
        }
        Task::Package { .. } => {
            setup::rust_and_npm(&workspace)?;
            package::package(&workspace)?;
            sizes::print(&workspace.at("pkg"))?;
            say(&format!(
                "{} in {}",
                workspace.tarball().display(),
                human(start.elapsed())
            ));
        }
        Task::Bench { subject, rounds } => bench::run_bench(&workspace, subject, rounds)?,
        Task::Docs { lighthouse } => {
            setup::rust_and_npm(&workspace)?;
            package::package(&workspace)?;
            let site = docs::build(&workspace)?;
            say(&format!("{} in {}", site.display(), human(start.elapsed())));
            if lighthouse {
                docs::lighthouse(&workspace, &site)?;
            }
        }
        Task::Soak(options) => soak::soak(&workspace, &options)?,
        Task::Fuzz(options) => return fuzz::run_fuzz(&workspace, &options),
        Task::Release(options) => return release::release(&workspace, &options),
        Task::Screenshots => {
            setup::rust_and_npm(&workspace)?;
            app::build(&workspace)?;
            screenshots::take(&workspace)?;
        }
        Task::TestRunner { arguments } => {
            let name = OsString::from("wasm-bindgen-test-runner");
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
                std::iter::once(name).chain(arguments),
            )?;
        }
    }
    Ok(true)
}

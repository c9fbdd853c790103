//! The project's commands. `cargo xtask --help` lists them; each sets up what it needs.

mod app;
mod bench;
mod checkout;
mod command;
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
    about = "The project's commands; each does its own set-up on a machine that has only rustup and Node 20 with npm"
)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, start the service and the example app on loopback, and say where to go; Ctrl-C stops it
    Demo,
    /// Run every check; the last line is `N passed, N failed`
    ///
    /// A check whose files have not changed since it passed is not run again, unless the variable `CI` is set, it is run
    /// with `--all`, or more than files decides how it ends.
    Test {
        /// Only what a change to any file needs first: formatting, lints, types, native tests
        #[arg(value_parser = ["quick"])]
        part: Option<String>,
        /// Run these checks alone
        #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(test::names()))]
        only: Vec<String>,
        /// Print the checks and what each sets up, and run none
        #[arg(long)]
        list: bool,
        /// Run the checks too whose files have not changed since they passed
        #[arg(long)]
        all: bool,
        /// In which browsers the SDK's browser tests run; `all` is Chrome, Firefox and WebKit
        #[arg(long, default_value = "chrome", value_parser = ["chrome", "all"])]
        browsers: String,
        /// In which environments the packed tarball is installed and run; `usual` is Vite, webpack, esbuild, Next.js with Turbopack, Node and Vitest
        #[arg(long, default_value = "usual", value_parser = ["usual", "all"])]
        packaging: String,
        /// Without WebAssembly, which end-to-end tests run again: the behaviours a host page relies on, or `all`
        #[arg(long, default_value = "behaviours", value_parser = ["behaviours", "all"])]
        script_engine: String,
        /// Only the tests (of a check without tests: the steps) whose names contain one of these words; what begins with `-`
        /// goes to the test runner as it is
        #[arg(last = true)]
        filter: Vec<String>,
    },
    /// Format every source: Rust, TypeScript, JavaScript, CSS, JSON, and in Markdown what can be mended by itself
    Fmt,
    /// Build pkg/ and target/package/getpassage-web-react.tgz, and print the bytes a browser downloads
    Package,
    /// Measure, as built for production, and write tests/bench/RESULTS.md; figures, no check
    Bench {
        /// What to measure; everything, if not given
        subject: Option<bench::Subject>,
        /// How often; of fewer than the usual 20 rounds nothing is kept but what target/bench/quick gets
        #[arg(long)]
        rounds: Option<u32>,
    },
    /// Build the guides as a static site in target/docs
    Docs,
    /// Look for input that breaks what reads it, guided by what code it reaches, and keep what is worth it in tests/stress/fuzz/corpus
    Fuzz(fuzz::Options),
    /// Connect in a loop through proxies that inject faults, until the time is over or something is not as promised
    ///
    /// Each visit of a page follows from the seed and its own number alone: what the person and the host do, whether
    /// connections are reset or the service is killed and at which event, and which fault meets the first, second, … claim,
    /// status request, held status request, frame page and frame call for its first, second link. These repeat with the
    /// seed, also for one visit alone. What does not: the times at which the browser sends its requests, the jitter of
    /// the SDK's delays, and so how many requests there are; in which of the pages, and how many visits a run can make.
    Soak(soak::Soak),
    /// Check what a release needs, build it and show it; in CI, on the version's tag, publish it
    Release(release::Options),
    /// Take the pictures of tests/screenshots anew
    Screenshots,
    /// Run a compiled WebAssembly test in a browser; cargo calls this, see .cargo/config.toml
    #[command(disable_help_flag = true)]
    TestRunner {
        /// What cargo passes: the file, then a filter
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

/// True when all went well; an error where something could not be done at all.
fn run(task: Task) -> Result<bool> {
    let workspace = Workspace::find()?;
    let start = Instant::now();
    match task {
        Task::Demo => {
            setup::everything(&workspace)?;
            app::everything(&workspace)?;
            say(&format!("ready in {}", human(start.elapsed())));
            demo::run(&workspace)?;
        }
        Task::Test {
            part,
            only,
            list,
            all,
            browsers,
            packaging,
            script_engine,
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
            };
            let choice = test::Choice {
                quick: part.is_some(),
                only: &only,
                all,
            };
            return test::run(&workspace, &choice, wider, test::Filter::new(filter));
        }
        Task::Fmt => format::format(&workspace)?,
        Task::Package => {
            setup::everything(&workspace)?;
            package::package(&workspace)?;
            sizes::print(&workspace.at("pkg"))?;
            say(&format!(
                "{} in {}",
                workspace.tarball().display(),
                human(start.elapsed())
            ));
        }
        Task::Bench { subject, rounds } => bench::run_bench(&workspace, subject, rounds)?,
        Task::Docs => {
            setup::npm::node(&workspace)?;
            let site = docs::build(&workspace)?;
            say(&format!("{} in {}", site.display(), human(start.elapsed())));
        }
        Task::Soak(wish) => soak::soak(&workspace, &wish)?,
        Task::Fuzz(options) => return fuzz::run_fuzz(&workspace, &options),
        Task::Release(options) => return release::release(&workspace, &options),
        Task::Screenshots => {
            setup::everything(&workspace)?;
            app::everything(&workspace)?;
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

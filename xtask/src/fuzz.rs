//! The long run of `tests/stress/fuzz`: libFuzzer looks for input that reaches new code and breaks a promise.
//!
//! On stable Rust: the compiler's own passes count which code an input reached. They are for the crates of the workspace
//! alone, which are built once more, in a folder of their own: what others have tested needs no guide, and would drown ours.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime};

use anyhow::{Result, bail};
use clap::Args;

use crate::command::{cargo, command, on_path, run, run_quietly};
use crate::folders::FUZZ as FOLDER;
use crate::step::{human, paint, say, step};
use crate::workspace::Workspace;

/// What cargo-fuzz asks the compiler for, less what only nightly knows: counters at every edge, and comparisons told.
const FLAGS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Set where cargo calls this very program in the compiler's place.
const COMPILES: &str = "PASSAGE_FUZZ_COMPILES";

/// The longest input, in bytes: enough for any body that is not long for the sake of it.
const LONGEST: u32 = 4_096;

/// A run shorter than this finds nothing, in seconds.
const SHORTEST_S: u64 = 5;

/// An input that takes longer than this is a finding, in seconds; usual are milliseconds.
const SLOW_S: u32 = 25;

/// So many inputs that a run found are kept for each target, beside those that were put there by hand.
const MOST_FOUND: usize = 14;

/// What `cargo xtask fuzz` takes.
#[derive(Args)]
pub struct Options {
    /// How long to look, all targets together
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// This target alone: a folder of tests/stress/fuzz/corpus
    #[arg(long)]
    target: Option<String>,
}

/// What a run of one target came to.
struct Outcome {
    inputs: u64,
    inputs_a_second: u64,
    reached: u64,
    kept: usize,
    findings: Vec<PathBuf>,
    /// The end of what libFuzzer said, where there is a finding.
    said: String,
}

/// Runs the targets one after the other; true when none found anything.
pub fn run_fuzz(workspace: &Workspace, options: &Options) -> Result<bool> {
    let targets = targets(workspace, options.target.as_deref())?;
    let program = build(workspace)?;
    let share = options.minutes.max(0.0) * 60.0 / targets.len() as f64;
    let each = Duration::from_secs((share as u64).max(SHORTEST_S));
    let mut clean = true;
    for target in &targets {
        let fuzzer = Fuzzer {
            program: &program,
            target,
            folder: workspace.at(FOLDER),
            below: workspace.target.join("fuzz"),
        };
        let outcome = step(&format!("{target}, for {}", human(each)), || {
            fuzzer.look(each)
        })?;
        say(&format!(
            "  {} inputs, {}/s, {} edges reached, {} inputs kept",
            outcome.inputs, outcome.inputs_a_second, outcome.reached, outcome.kept
        ));
        for finding in &outcome.findings {
            clean = false;
            say(&outcome.said);
            say(&format!(
                "  {} {}\n  copied into {FOLDER}/corpus/{target}, `cargo test --package passage-fuzz {target}` runs it again",
                paint("found:", "31"),
                finding.display()
            ));
        }
    }
    Ok(clean)
}

/// The targets are the folders of the corpus, which a test holds against the code.
fn targets(workspace: &Workspace, only: Option<&str>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace.at(FOLDER).join("corpus"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    match only {
        None => Ok(names),
        Some(only) if names.iter().any(|name| name == only) => Ok(vec![only.to_owned()]),
        Some(only) => bail!("there is no target {only}: {}", names.join(", ")),
    }
}

/// The instrumented program.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    if !["c++", "g++", "clang++"]
        .iter()
        .any(|name| on_path(name).is_some())
    {
        bail!(
            "libFuzzer is C++, and there is no compiler for it: on Debian, `apt-get install g++`"
        );
    }
    let folder = workspace.target.join("fuzz/build");
    step("building the targets with counters at every edge", || {
        run(cargo(&workspace.root)
            .args(["build", "--quiet", "--package", "passage-fuzz"])
            .args(["--features", "guided", "--bin", "fuzz", "--target-dir"])
            .arg(&folder)
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WORKSPACE_WRAPPER", &workspace.xtask)
            .env(COMPILES, "1"))
    })?;
    let program = format!("debug/fuzz{}", std::env::consts::EXE_SUFFIX);
    Ok(folder.join(program))
}

/// In the compiler's place, for the crates of the workspace: the compiler with more flags. `None` unless that is asked for.
pub fn compile() -> Option<ExitCode> {
    std::env::var_os(COMPILES)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next()?);
    let arguments: Vec<OsString> = arguments.collect();
    // Build scripts run without libFuzzer; without a name there is nothing to compile, but a question to answer.
    let name = arguments
        .windows(2)
        .find_map(|pair| (pair[0] == "--crate-name").then(|| pair[1].to_string_lossy()));
    if name.is_some_and(|name| !name.starts_with("build_script")) {
        rustc.args(FLAGS);
    }
    let compiled = rustc.args(&arguments).status();
    Some(if compiled.is_ok_and(|status| status.success()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

struct Fuzzer<'a> {
    program: &'a Path,
    target: &'a str,
    folder: PathBuf,
    below: PathBuf,
}

impl Fuzzer<'_> {
    /// Looks for a while, beginning with what is known, and keeps what reached something new.
    fn look(&self, time: Duration) -> Result<Outcome> {
        let (kept, work) = (self.kept(), self.below.join("corpus").join(self.target));
        let findings = self.below.join("findings").join(self.target);
        fs::create_dir_all(&work)?;
        // Those of earlier runs were told then.
        let _ = fs::remove_dir_all(&findings);
        fs::create_dir_all(&findings)?;
        let mut prefix = OsString::from("-artifact_prefix=");
        prefix.push(&findings);
        prefix.push("/");
        let mut dictionary = OsString::from("-dict=");
        dictionary.push(self.folder.join("protocol.dict"));
        let output = self
            .program(&[&work, &kept])
            .arg(format!("-max_total_time={}", time.as_secs()))
            .arg(format!("-timeout={SLOW_S}"))
            .args(["-print_final_stats=1", "-reload=0"])
            .args([prefix, dictionary])
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let mut outcome = Outcome {
            inputs: number_after(&said, "stat::number_of_executed_units:"),
            inputs_a_second: number_after(&said, "stat::average_exec_per_sec:"),
            reached: number_after(&said, " cov: "),
            kept: 0,
            findings: files(&findings)?,
            said: String::new(),
        };
        // What was slow and yet passed is told in the same folder, and is none.
        outcome
            .findings
            .retain(|file| !name(file).starts_with("slow-unit-"));
        if !output.status.success() {
            outcome.said = end(&said);
            if outcome.findings.is_empty() {
                bail!("libFuzzer ended with {}:\n{}", output.status, outcome.said);
            }
        }
        // Until it is mended, what was kept may break on it too.
        if outcome.findings.is_empty() {
            self.keep(&work)?;
        }
        outcome.kept = files(&kept)?.len();
        Ok(outcome)
    }

    fn kept(&self) -> PathBuf {
        self.folder.join("corpus").join(self.target)
    }

    /// Leaves in the kept corpus what was put there by hand, and of what runs have found the fewest that reach the same code.
    fn keep(&self, work: &Path) -> Result<()> {
        let (kept, fewest) = (self.kept(), self.below.join("fewest").join(self.target));
        let _ = fs::remove_dir_all(&fewest);
        fs::create_dir_all(&fewest)?;
        run_quietly(
            self.program(&[&fewest, &kept, work])
                // Without counters: how often an edge was passed makes no input worth keeping.
                .args(["-set_cover_merge=1", "-use_counters=0"]),
        )?;
        let mut known = BTreeMap::new();
        for file in files(&kept)? {
            known.insert(fs::read(&file)?, file);
        }
        // libFuzzer writes the one that reaches most first.
        let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
        for file in files(&fewest)? {
            found.push((fs::metadata(&file)?.modified()?, file));
        }
        found.sort();
        let mut wanted = Vec::new();
        for (_, file) in found {
            let input = fs::read(&file)?;
            if known.get(&input).is_none_or(|file| is_found(file)) && wanted.len() < MOST_FOUND {
                wanted.push(input.clone());
                let to = kept.join(name(&file));
                if !known.contains_key(&input) {
                    fs::write(to, input)?;
                }
            }
        }
        for (input, file) in known {
            if is_found(&file) && !wanted.contains(&input) {
                fs::remove_file(file)?;
            }
        }
        Ok(())
    }

    fn program(&self, folders: &[&Path]) -> Command {
        let mut fuzzer = command(self.program, &self.below);
        fuzzer
            .env("FUZZ_TARGET", self.target)
            .args(folders)
            .arg(format!("-max_len={LONGEST}"));
        fuzzer
    }
}

/// libFuzzer names a file by the SHA-1 of its bytes; by hand they have words for names.
fn is_found(file: &Path) -> bool {
    let name = name(file);
    name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    Ok(files)
}

/// The last number after these words.
fn number_after(text: &str, words: &str) -> u64 {
    text.rsplit_once(words)
        .and_then(|(_, after)| after.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// From the panic on, without the inputs that came before it.
fn end(said: &str) -> String {
    let lines: Vec<_> = said.lines().collect();
    let first = |words: &str| lines.iter().position(|line| line.contains(words));
    let from = first("panicked at")
        .or_else(|| first("ERROR: libFuzzer"))
        .unwrap_or(0);
    let to = lines.len().min(from + 12);
    lines.get(from..to).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_a_run_are_read() {
        let said = "#9\tNEW cov: 12 ft: 30\n#512\tDONE cov: 345 ft: 400 corp: 7\nstat::number_of_executed_units: 512\nstat::average_exec_per_sec:     256\n";
        assert_eq!(number_after(said, " cov: "), 345);
        assert_eq!(number_after(said, "stat::average_exec_per_sec:"), 256);
        assert_eq!(number_after(said, "stat::peak_rss_mb:"), 0);
    }

    #[test]
    fn of_a_finding_the_panic_is_told() {
        let said = "INFO: Seed: 1\n#2 INITED\nthread 'main' panicked at src/x.rs:1:2:\nbroken\n==1== ERROR: libFuzzer: deadly signal\n";
        let told = "==1== ERROR: libFuzzer: deadly signal";
        let end = end(said);
        assert!(end.contains("broken") && end.ends_with(told) && !end.contains("INITED"));
    }

    #[test]
    fn what_runs_found_is_told_from_what_was_put_there_by_hand() {
        assert!(is_found(Path::new(
            "corpus/session/da39a3ee5e6b4b0d3255bfef95601890afd80709"
        )));
        assert!(!is_found(Path::new("corpus/session/complete")));
    }
}

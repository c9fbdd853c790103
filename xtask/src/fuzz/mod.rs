//! `cargo xtask fuzz`: runs the targets of `tests/stress/fuzz` with libFuzzer, which looks for inputs that reach new code
//! and break an assertion.
//!
//! It works on stable Rust: LLVM's coverage passes count which code an input reached. Only the crates of the workspace are
//! compiled with them, into a folder of their own. Counters in the dependencies would lead the search to code that others test.

mod build;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Result, bail};
use clap::Args;

use crate::command::{command, run_quietly};
use crate::folders::FUZZ as FOLDER;
use crate::step::{human, paint, say, step};
use crate::workspace::Workspace;
use build::build;
pub use build::compile;

/// The longest input, in bytes; a realistic body is shorter.
const LONGEST: u32 = 4_096;

/// The shortest run of a target, in seconds; a shorter one finds nothing.
const SHORTEST_S: u64 = 5;

/// An input that takes longer than this counts as a finding, in seconds; usual are milliseconds.
const SLOW_S: u32 = 25;

/// How many inputs that runs have found are kept for each target, besides those written by hand.
const MOST_FOUND: usize = 14;

/// The options of `cargo xtask fuzz`.
#[derive(Args)]
pub struct Options {
    /// How long to run, all targets together
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// Run only this target: a folder of tests/stress/fuzz/corpus
    #[arg(long)]
    target: Option<String>,
}

/// The result of running one target.
struct TargetResult {
    inputs: u64,
    inputs_a_second: u64,
    reached: u64,
    kept: usize,
    findings: Vec<PathBuf>,
    /// The end of libFuzzer's output, if there is a finding.
    output: String,
}

/// Runs the targets one after the other; returns true if there are no findings.
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
            work_folder: workspace.target.join("fuzz"),
        };
        let result = step(&format!("{target}, for {}", human(each)), || {
            fuzzer.run(each)
        })?;
        say(&format!(
            "  {} inputs, {}/s, {} edges reached, {} inputs kept",
            result.inputs, result.inputs_a_second, result.reached, result.kept
        ));
        for finding in &result.findings {
            clean = false;
            say(&result.output);
            say(&format!(
                "  {} {}\n  to repeat it: copy the file into {FOLDER}/corpus/{target}, and run `cargo test --package passage-fuzz {target}`",
                paint("found:", "31"),
                finding.display()
            ));
        }
    }
    Ok(clean)
}

/// The targets are the folders of the corpus; a test compares them with the code.
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

struct Fuzzer<'a> {
    program: &'a Path,
    target: &'a str,
    folder: PathBuf,
    work_folder: PathBuf,
}

impl Fuzzer<'_> {
    /// Runs libFuzzer for this time, beginning with the corpus, and keeps the inputs that reached new code.
    fn run(&self, time: Duration) -> Result<TargetResult> {
        let (kept, work) = (
            self.kept(),
            self.work_folder.join("corpus").join(self.target),
        );
        let findings = self.work_folder.join("findings").join(self.target);
        fs::create_dir_all(&work)?;
        // The findings of earlier runs were reported then.
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
        let stderr = String::from_utf8_lossy(&output.stderr);
        let mut result = TargetResult {
            inputs: number_after(&stderr, "stat::number_of_executed_units:"),
            inputs_a_second: number_after(&stderr, "stat::average_exec_per_sec:"),
            reached: number_after(&stderr, " cov: "),
            kept: 0,
            findings: files(&findings)?,
            output: String::new(),
        };
        // libFuzzer also writes slow inputs into this folder; one that passed is not a finding.
        result
            .findings
            .retain(|file| !name(file).starts_with("slow-unit-"));
        if !output.status.success() {
            result.output = from_panic(&stderr);
            if result.findings.is_empty() {
                bail!("libFuzzer ended with {}:\n{}", output.status, result.output);
            }
        }
        // While there is a finding, the run that chooses what to keep could fail on it too.
        if result.findings.is_empty() {
            self.keep(&work)?;
        }
        result.kept = files(&kept)?.len();
        Ok(result)
    }

    fn kept(&self) -> PathBuf {
        self.folder.join("corpus").join(self.target)
    }

    /// Reduces the corpus to the inputs written by hand, and to the fewest found inputs that reach the same code as all.
    fn keep(&self, work: &Path) -> Result<()> {
        let (kept, fewest) = (
            self.kept(),
            self.work_folder.join("fewest").join(self.target),
        );
        let _ = fs::remove_dir_all(&fewest);
        fs::create_dir_all(&fewest)?;
        run_quietly(
            self.program(&[&fewest, &kept, work])
                // Without counters: an input that passes the same edges more often is not worth keeping.
                .args(["-set_cover_merge=1", "-use_counters=0"]),
        )?;
        let mut known = BTreeMap::new();
        for file in files(&kept)? {
            known.insert(fs::read(&file)?, file);
        }
        // libFuzzer writes the input that reaches most code first.
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
        let mut fuzzer = command(self.program, &self.work_folder);
        fuzzer
            .env("FUZZ_TARGET", self.target)
            .args(folders)
            .arg(format!("-max_len={LONGEST}"));
        fuzzer
    }
}

/// Whether libFuzzer has found this input: it names a file by the SHA-1 of its content. Inputs written by hand have words as
/// names.
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

/// The output from the panic on, without libFuzzer's progress before it.
fn from_panic(output: &str) -> String {
    let lines: Vec<_> = output.lines().collect();
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
        let output = "#9\tNEW cov: 12 ft: 30\n#512\tDONE cov: 345 ft: 400 corp: 7\nstat::number_of_executed_units: 512\nstat::average_exec_per_sec:     256\n";
        assert_eq!(number_after(output, " cov: "), 345);
        assert_eq!(number_after(output, "stat::average_exec_per_sec:"), 256);
        assert_eq!(number_after(output, "stat::peak_rss_mb:"), 0);
    }

    #[test]
    fn the_panic_of_a_finding_is_shown() {
        let output = "INFO: Seed: 1\n#2 INITED\nthread 'main' panicked at src/x.rs:1:2:\nbroken\n==1== ERROR: libFuzzer: deadly signal\n";
        let last = "==1== ERROR: libFuzzer: deadly signal";
        let shown = from_panic(output);
        assert!(shown.contains("broken") && shown.ends_with(last) && !shown.contains("INITED"));
    }

    #[test]
    fn inputs_found_by_runs_are_distinguished_from_those_written_by_hand() {
        assert!(is_found(Path::new(
            "corpus/session/da39a3ee5e6b4b0d3255bfef95601890afd80709"
        )));
        assert!(!is_found(Path::new("corpus/session/complete")));
    }
}

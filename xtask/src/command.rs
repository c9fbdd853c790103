//! Runs other programs, with their output shown at once, or only if they fail. Why not a crate for it: neither xshell nor duct can
//! both show a line at once and keep it, and neither is shorter than [`Command`] for commands that are built step by step.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::step::{is_kept, say};

/// A command in the folder `dir`, without the variables that `cargo run` has set for this program: if an inner cargo got
/// them, it would rebuild what is already built.
pub fn command(program: impl AsRef<OsStr>, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir);
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        let from_cargo = name_text.starts_with("CARGO_PKG_")
            || name_text.starts_with("CARGO_MANIFEST_")
            || name_text == "CARGO_PRIMARY_PACKAGE"
            || name_text == "CARGO_BIN_NAME";
        if from_cargo {
            command.env_remove(&name);
        }
    }
    command
}

/// The `cargo` that runs this program.
pub fn cargo(dir: &Path) -> Command {
    let mut command = command(
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        dir,
    );
    // A clean checkout is built once: files for a next build would only fill its disk.
    if std::env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs the command to its end, and shows its output as it arrives.
pub fn run(command: &mut Command) -> Result<()> {
    let line = command_line(command);
    if is_kept() {
        ensure!(run_and_keep(command)?.success, "`{line}` failed");
        return Ok(());
    }
    let status = command
        .status()
        .with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs the command to its end, and shows its output only if it fails. Returns its stdout.
pub fn run_quietly(command: &mut Command) -> Result<String> {
    let line = command_line(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start `{line}`"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        say(&format!("$ {line}"));
        say(stdout.trim_end());
        say(String::from_utf8_lossy(&output.stderr).trim_end());
        bail!("`{line}` failed ({})", output.status);
    }
    Ok(stdout)
}

/// What a command printed, and whether it succeeded.
pub struct Finished {
    /// The lines of stdout and stderr, in the order in which they arrived.
    pub text: String,
    /// Whether the exit code was 0.
    pub success: bool,
}

/// Runs the command to its end; shows every line as it arrives, and returns them all.
pub fn run_and_keep(command: &mut Command) -> Result<Finished> {
    let command_line = command_line(command);
    let (reader, writer) = std::io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let child = command.spawn();
    // `command` still holds the writing end of the pipe, which would keep the pipe open after the program has ended.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.with_context(|| format!("could not start `{command_line}`"))?;
    let mut text = String::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if !line.trim().is_empty() {
            say(&format!("    {}", line.trim_end()));
        }
        text.push_str(&line);
        text.push('\n');
    }
    let status = child.wait()?;
    Ok(Finished {
        text,
        success: status.success(),
    })
}

fn command_line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The full path of `program` on `PATH`.
pub fn on_path(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

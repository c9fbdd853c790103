//! Other programs: started with their output in sight, or kept until it is needed. Neither xshell nor duct shows lines as they
//! come and keeps them too, and neither is shorter than [`Command`] where half of the calls add what they have found out.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::step::say;

/// A command in the folder `dir`, without the variables that `cargo run` sets for us: passed on, they would make
/// the inner cargo rebuild what it has already built.
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

/// `cargo` of the toolchain that runs us.
pub fn cargo(dir: &Path) -> Command {
    command(
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        dir,
    )
}

/// Runs to the end; what it prints is seen as it comes.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command
        .status()
        .with_context(|| format!("could not start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs to the end; what it prints is seen only when it fails.
pub fn run_quietly(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start `{shown}`"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        say(&format!("$ {shown}"));
        say(stdout.trim_end());
        say(String::from_utf8_lossy(&output.stderr).trim_end());
        bail!("`{shown}` failed ({})", output.status);
    }
    Ok(stdout)
}

/// What a check printed, and whether it ended well.
pub struct Seen {
    /// Both streams, line by line as they came.
    pub text: String,
    /// Exit code 0.
    pub success: bool,
}

/// Runs to the end; every line is shown as it comes and kept as well.
pub fn run_and_keep(command: &mut Command) -> Result<Seen> {
    let shown = shown(command);
    let (reader, writer) = std::io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let child = command.spawn();
    // The command holds the pipe's other end: it ends when nobody does.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.with_context(|| format!("could not start `{shown}`"))?;
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
    Ok(Seen {
        text,
        success: status.success(),
    })
}

fn shown(command: &Command) -> String {
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

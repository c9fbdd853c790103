//! Finds Postgres and runs a server in a folder of its own, on loopback; on Debian as root, installs it if it is missing.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::chrome::is_debian_root;
use crate::command::{command, on_path, run_quietly};
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// Where Debian puts each version's programs.
const DEBIAN: &str = "/usr/lib/postgresql";

const OPTIONS: &str = "-c max_connections=800 -c listen_addresses=127.0.0.1";

/// What of a commit outlives a power cut.
#[derive(Clone, Copy)]
pub enum Durability {
    /// All of it, as in production.
    Whole,
    /// Nothing: for throwaway data, which is written to the disk when it has to be.
    Nothing,
}

impl Durability {
    fn options(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Nothing => "-c fsync=off -c synchronous_commit=off -c full_page_writes=off",
        }
    }
}

/// A running server with an empty database. Stopped, and its data removed, when dropped.
pub struct Postgres {
    /// The database, for a client.
    pub url: String,
    programs: Programs,
    folder: PathBuf,
}

struct Programs {
    bin: PathBuf,
    /// It refuses to run as root; then it runs as the user that its package made.
    as_user: bool,
    root: PathBuf,
}

impl Postgres {
    /// Starts one with an empty database.
    pub fn start(workspace: &Workspace, durability: Durability) -> Result<Self> {
        let programs = Programs {
            bin: programs(workspace)?,
            as_user: is_debian_root(workspace),
            root: workspace.root.clone(),
        };
        // Not in `target`: the server's user may not be let into the folders above it.
        let folder = std::env::temp_dir().join(format!("passage-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        if programs.as_user {
            run_quietly(
                command("chown", &workspace.root)
                    .arg("postgres")
                    .arg(&folder),
            )?;
        }
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let server = Self {
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            programs,
            folder,
        };
        let data = server.folder.join("data");
        run_quietly(
            server
                .programs
                .run("initdb")
                .args([
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--no-sync",
                ])
                .arg("--pgdata")
                .arg(&data),
        )?;
        run_quietly(
            server
                .programs
                .run("pg_ctl")
                .args(["start", "--wait", "--silent", "--pgdata"])
                .arg(&data)
                .arg("--log")
                .arg(server.folder.join("log"))
                .arg("--options")
                .arg(format!(
                    "{OPTIONS} {} -p {port} -k {}",
                    durability.options(),
                    server.folder.display()
                )),
        )
        .context("Postgres did not start")?;
        Ok(server)
    }
}

impl Programs {
    fn run(&self, name: &str) -> Command {
        if !self.as_user {
            return command(self.bin.join(name), &self.root);
        }
        // The folder that it is started from may be closed to it.
        let mut run = command("runuser", &std::env::temp_dir());
        run.args(["-u", "postgres", "--"]).arg(self.bin.join(name));
        run
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It has nothing to lose.
        let stopped = run_quietly(
            self.programs
                .run("pg_ctl")
                .args(["stop", "--mode=immediate", "--silent", "--pgdata"])
                .arg(self.folder.join("data")),
        );
        if stopped.is_ok() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn programs(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(bin) = installed() {
        return Ok(bin);
    }
    if !is_debian_root(workspace) {
        bail!(
            "Postgres was not found. Install it (Debian, Ubuntu: `sudo apt-get install postgresql`)."
        );
    }
    step("installing Postgres (apt-get)", || {
        apt::install(workspace, &["postgresql"])
    })?;
    installed().context("Postgres was installed, and its programs are not there")
}

/// The folder of `initdb`, `pg_ctl` and `postgres`.
fn installed() -> Option<PathBuf> {
    let has = |bin: &PathBuf| bin.join("initdb").exists() && bin.join("pg_ctl").exists();
    let on_path = on_path("initdb").and_then(|initdb| Some(initdb.parent()?.to_owned()));
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort();
    debian.into_iter().rev().chain(on_path).find(has)
}

/// Whether a check that needs it is to be left out: where it is missing and cannot be installed, and nobody relies on the run.
pub fn is_out_of_reach(workspace: &Workspace) -> bool {
    installed().is_none() && !is_debian_root(workspace) && std::env::var_os("CI").is_none()
}

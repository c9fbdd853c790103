//! The service as a process of its own, built as for production, and what the system says about it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

pub const API_KEY: &str = "key-of-the-bench";

pub struct Program {
    child: Child,
    pub address: String,
    _folder: TempDir,
}

impl Program {
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_passage-connect"))
            .args(["--listen", "127.0.0.1:0", "--log", "warn", "--sandbox"])
            .arg("--database")
            .arg(folder.path().join("connect.sqlite"))
            .env("CONNECT_API_KEY", API_KEY)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap();
        Self {
            address: address.to_owned(),
            child,
            _folder: folder,
        }
    }

    pub fn resident_kib(&self) -> u64 {
        let text = self.status("VmRSS:");
        text.split_whitespace().next().unwrap().parse().unwrap()
    }

    pub fn threads(&self) -> String {
        self.status("Threads:")
    }

    /// Processor time used so far, in milliseconds; the system counts in hundredths of a second.
    pub fn cpu_ms(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks = |index: usize| fields[index].parse::<u64>().unwrap();
        (ticks(11) + ticks(12)) * 10
    }

    fn status(&self, name: &str) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim().to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The machine's load averages: figures taken on a busy machine say little.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap();
    text.split(' ').take(3).collect::<Vec<_>>().join(", ")
}

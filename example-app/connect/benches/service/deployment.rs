//! The service as it may be run: one process on SQLite, one on Postgres, or several.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use sqlx::{AnyConnection, Connection as _, Executor as _};
use tempfile::TempDir;

pub const API_KEY: &str = "key-of-the-bench";

/// What is measured.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    on_postgres: bool,
    processes: usize,
}

/// In the order of the table's columns.
pub const KINDS: [Kind; 3] = [
    Kind {
        name: "SQLite",
        on_postgres: false,
        processes: 1,
    },
    Kind {
        name: "Postgres",
        on_postgres: true,
        processes: 1,
    },
    Kind {
        name: "Postgres, three replicas",
        on_postgres: true,
        processes: 3,
    },
];

/// Processes of the service, each built as for production.
pub struct Deployment {
    programs: Vec<Child>,
    /// Where each listens, `host:port`.
    pub addresses: Vec<String>,
    _folder: TempDir,
}

impl Deployment {
    /// `None`: it needs Postgres, and nobody named a server.
    pub async fn start(kind: Kind) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let database = if kind.on_postgres {
            database(&std::env::var("CONNECT_BENCH_POSTGRES").ok()?).await
        } else {
            folder.path().join("connect.sqlite").display().to_string()
        };
        let mut programs = Vec::new();
        let mut addresses = Vec::new();
        for _ in 0..kind.processes {
            let mut program = Command::new(env!("CARGO_BIN_EXE_passage-connect"))
                .args(["--listen", "127.0.0.1:0", "--log", "warn", "--sandbox"])
                .arg("--key-file")
                .arg(folder.path().join("key"))
                .env("CONNECT_DATABASE", &database)
                .env("CONNECT_API_KEY", API_KEY)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut line = String::new();
            BufReader::new(program.stdout.take().unwrap())
                .read_line(&mut line)
                .unwrap();
            let address = line.trim().strip_prefix("listening on http://").unwrap();
            addresses.push(address.to_owned());
            programs.push(program);
        }
        Some(Self {
            programs,
            addresses,
            _folder: folder,
        })
    }

    /// The process whose turn it is.
    pub fn address(&self, turn: usize) -> &str {
        &self.addresses[turn % self.addresses.len()]
    }

    /// Of all processes together.
    pub fn resident_kib(&self) -> u64 {
        let kib = |program: &Child| {
            let text = status(program, "VmRSS:");
            text.split_whitespace()
                .next()
                .unwrap()
                .parse::<u64>()
                .unwrap()
        };
        self.programs.iter().map(kib).sum()
    }

    /// Processor time that all processes have used so far, in milliseconds; the system counts in hundredths of a second.
    pub fn cpu_ms(&self) -> u64 {
        self.programs
            .iter()
            .map(|program| cpu_ms(program.id()))
            .sum()
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// A database of its own in the server.
async fn database(server: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    sqlx::any::install_default_drivers();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let schema = format!("bench_{}_{count}", std::process::id());
    let mut server_itself = AnyConnection::connect(server).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
    server_itself.execute(create).await.unwrap();
    format!("{server}?options=-csearch_path%3D{schema}")
}

/// Processor time that the server's processes have used so far, in milliseconds; 0 without one.
pub fn postgres_cpu_ms() -> u64 {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = processes.filter_map(|process| process.file_name().to_str()?.parse::<u32>().ok());
    let is_postgres = |id: &u32| {
        std::fs::read_to_string(format!("/proc/{id}/comm"))
            .is_ok_and(|name| name.trim() == "postgres")
    };
    ids.filter(is_postgres).map(cpu_ms).sum()
}

fn cpu_ms(id: u32) -> u64 {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) else {
        return 0;
    };
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks = |index: usize| fields[index].parse::<u64>().unwrap();
    // Its own and that of its ended children.
    (ticks(11) + ticks(12) + ticks(13) + ticks(14)) * 10
}

fn status(program: &Child, name: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap().trim().to_owned()
}

/// The machine's load averages: figures taken on a busy machine say little.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap();
    text.split(' ').take(3).collect::<Vec<_>>().join(", ")
}

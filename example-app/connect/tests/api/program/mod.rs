//! The program itself, as a process: how it starts and ends, and what it logs.

mod end;
mod log;
mod start;

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use tokio::task::yield_now;

use crate::{bodies::card, support::client};

pub const API_KEY: &str = "key-of-the-program-test";
const PROGRAM: &str = env!("CARGO_BIN_EXE_passage-connect");

/// A running program; killed when dropped.
pub struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// In a file, because nobody would empty a pipe.
    log: NamedTempFile,
    pub url: String,
}

impl Program {
    fn start(database: &Path, log: &str) -> Self {
        Self::start_with(|command| {
            command
                .args(["--listen", "127.0.0.1:0", "--step-ms", "0", "--log", log])
                .arg("--database")
                .arg(database);
        })
    }

    /// With the arguments that are put into the command; returns when it is ready.
    pub fn start_with(arguments: impl FnOnce(&mut Command)) -> Self {
        Self::run(Command::new(PROGRAM), arguments)
    }

    /// Such that [`Self::disk`] can fill the disk: a process that writes beyond its limit is killed, unless it ignores that.
    #[cfg(target_os = "linux")]
    pub fn start_on_a_disk_of_its_own(arguments: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM]);
        Self::run(command, arguments)
    }

    /// From now on no write to a file succeeds, or every one again.
    #[cfg(target_os = "linux")]
    pub fn disk(&self, is_full: bool) {
        let limit = if is_full { "0:" } else { "unlimited:" };
        let status = Command::new("prlimit")
            .args(["--pid", &self.child.id().to_string()])
            .arg(format!("--fsize={limit}"))
            .status()
            .unwrap();
        assert!(status.success());
    }

    fn run(mut command: Command, arguments: impl FnOnce(&mut Command)) -> Self {
        let log_file = NamedTempFile::new().unwrap();
        arguments(&mut command);
        let mut child = command
            .env("CONNECT_API_KEY", API_KEY)
            .stdout(Stdio::piped())
            .stderr(File::create(log_file.path()).unwrap())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("not ready: {line:?}"))
            .trim()
            .to_owned();
        Self {
            child,
            stdout,
            log: log_file,
            url,
        }
    }

    /// Sends it a signal, such as `-TERM`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end: how it ended, what else was on stdout, and all of stderr.
    pub fn end(mut self) -> (ExitStatus, String, String) {
        let mut out = String::new();
        self.stdout.read_to_string(&mut out).unwrap();
        (self.child.wait().unwrap(), out, self.log())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap()
    }

    async fn until_logged(&self, text: &str) {
        while !self.log().contains(text) {
            yield_now().await;
        }
    }

    /// A call with a JSON body and a JSON answer.
    pub async fn post(&self, path: &str, bearer: &str, body: &Value) -> (StatusCode, Value) {
        let response = client()
            .post(format!("{}{path}", self.url))
            .bearer_auth(bearer)
            .json(body)
            .send()
            .await
            .unwrap();
        (response.status(), response.json().await.unwrap())
    }

    fn status(&self, code: &str, etag: &str) -> reqwest::RequestBuilder {
        client()
            .get(format!("{}/link/status", self.url))
            .bearer_auth(code)
            .header("prefer", "wait=30")
            .header("if-none-match", etag)
    }

    async fn claimed(&self) -> (String, Value) {
        let (status, link) = self
            .post(
                "/v1/links",
                API_KEY,
                &json!({
                    "integrationId": "att", "resource": "paymentMethod", "action": "write",
                    "externalUserId": "person@example.com",
                    "arguments": card(),
                }),
            )
            .await;
        assert_eq!(status, StatusCode::CREATED);
        let code = link["claimCode"].as_str().unwrap().to_owned();
        let (status, claim) = self.post("/link/claim", "", &json!({ "code": code })).await;
        assert_eq!(status, StatusCode::OK);
        (code, claim)
    }

    async fn login(&self, claim: &Value) -> StatusCode {
        let path = format!("/clip/{}/login", claim["sessionId"].as_str().unwrap());
        let body =
            json!({ "username": "user_good", "password": "pass_good", "confirmsWrites": true });
        self.post(&path, claim["clientToken"].as_str().unwrap(), &body)
            .await
            .0
    }
}

impl Program {
    /// As `kill -9` does; returns when it is dead.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The same for one that is not ready yet.
pub fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

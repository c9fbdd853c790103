//! The program itself: its one line, its signals, its logs.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::{NamedTempFile, TempDir};
use tokio::task::yield_now;

use crate::support::client;

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
                    "arguments": {
                        "cardNumber": "4111111111111111", "expirationDate": "12/28", "cvv": "987",
                        "nameOnCard": "Jane Roe", "billingZip": "10001"
                    },
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

#[tokio::test]
async fn it_prints_one_line_and_ends_by_itself_on_either_signal() {
    let folder = TempDir::new().unwrap();
    for signal in ["-TERM", "-INT"] {
        let program = Program::start(&folder.path().join("connect.sqlite"), "info");
        assert!(program.url.starts_with("http://127.0.0.1:"));
        let address = program.claimed().await.1["appClipUrl"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            address.starts_with(&program.url),
            "the public address is the bound one"
        );
        program.signal(signal);
        let (status, stdout, _) = program.end();
        assert!(status.success(), "{status}");
        assert_eq!(stdout, "", "nothing beside the one line");
    }
}

#[tokio::test]
async fn whoever_waits_is_answered_before_it_ends() {
    let program = Program::start(Path::new(":memory:"), "debug");
    let (code, _) = program.claimed().await;
    let held = tokio::spawn(program.status(&code, "\"2\"").send());
    program.until_logged("held").await;
    program.signal("-TERM");
    assert_eq!(
        held.await.unwrap().unwrap().status(),
        StatusCode::NOT_MODIFIED
    );
    assert!(program.end().0.success());
}

#[tokio::test]
async fn a_killed_service_goes_on_where_it_was() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("connect.sqlite");
    let program = Program::start(&database, "info");
    let (code, claim) = program.claimed().await;
    program.signal("-KILL");
    program.end();

    let program = Program::start(&database, "info");
    assert_eq!(program.login(&claim).await, StatusCode::ACCEPTED);
    let status: Value = program
        .status(&code, "\"2\"")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(status["status"], "complete");
}

#[tokio::test]
async fn even_the_most_talkative_log_holds_no_secret() {
    let program = Program::start(Path::new(":memory:"), "trace");
    let (code, claim) = program.claimed().await;
    assert_eq!(program.login(&claim).await, StatusCode::ACCEPTED);
    program.status(&code, "\"2\"").send().await.unwrap();
    program.signal("-TERM");
    let (_, _, log) = program.end();
    let link_id = claim["linkId"].as_str().unwrap();
    assert!(log.contains(link_id), "the search finds what is there");
    let token = claim["clientToken"].as_str().unwrap();
    for secret in [
        code.as_str(),
        token,
        API_KEY,
        "pass_good",
        "user_good",
        "4111111111111111",
        "Jane Roe",
        "person@example.com",
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}

#[test]
fn what_cannot_be_started_says_why() {
    let folder = TempDir::new().unwrap();
    let program = |arguments: &[&str]| {
        Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .env_remove("CONNECT_API_KEY")
            // The database is there unless it is named.
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let database = folder.path().to_str().unwrap();
    for (arguments, expected) in [
        (vec![], "--api-key"),
        (vec!["--api-key", "k", "--database", database], "database"),
        (
            vec!["--api-key", "k", "--frame-ancestors", "a;b"],
            "must be a source",
        ),
        (vec!["--api-key", "k", "--listen", "nowhere"], "--listen"),
    ] {
        let output = program(&arguments);
        assert!(!output.status.success());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_second_process_on_the_same_file_is_refused_and_disturbs_nothing() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("connect.sqlite");
    let first = Program::start(&database, "info");
    let output = Command::new(PROGRAM)
        .args(["--listen", "127.0.0.1:0", "--api-key", "k", "--database"])
        .arg(&database)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("another process uses"), "{text}");
    assert_eq!(output.stdout, b"", "it was never ready");
    drop(first);
    // A killed process leaves no lock behind.
    Program::start(&database, "info");
}

/// A connection that has sent so much and no more.
fn stopped_in_the_middle(program: &Program, sent: &str) -> std::net::TcpStream {
    let mut stream =
        std::net::TcpStream::connect(program.url.trim_start_matches("http://")).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    stream
}

#[tokio::test]
async fn whoever_stops_in_the_middle_of_a_request_does_not_keep_it_from_ending() {
    let program = Program::start(Path::new(":memory:"), "info");
    let head = "POST /link/claim HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    let mut in_the_body =
        stopped_in_the_middle(&program, &format!("{head}content-length: 100\r\n\r\n{{"));
    let _in_the_head = stopped_in_the_middle(&program, head);
    let _before_it = stopped_in_the_middle(&program, "");
    // Answered after these were accepted.
    program.claimed().await;
    let began = std::time::Instant::now();
    program.signal("-TERM");
    assert!(program.end().0.success());
    let took = began.elapsed();
    assert!(took.as_secs() < 5, "{took:?}");
    let mut answer = String::new();
    in_the_body.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
}

#[tokio::test]
async fn a_try_of_a_webhook_that_is_under_way_is_finished_and_recorded() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("connect.sqlite");
    let start = || {
        Program::start_with(|command| {
            command
                .args(["--listen", "127.0.0.1:0", "--sandbox", "--private-webhooks"])
                .args(["--log", "info", "--database"])
                .arg(&database);
        })
    };
    let program = start();
    let mut receiver = crate::receiver::Receiver::start_slow().await;
    let body = json!({
        "integrationId": "att", "resource": "paymentMethod", "action": "read", "webhookUrl": receiver.url
    });
    let (_, link) = program.post("/v1/links", API_KEY, &body).await;
    let code = json!({ "code": link["claimCode"] });
    assert_eq!(
        program.post("/link/claim", "", &code).await.0,
        StatusCode::OK
    );
    let complete = format!(
        "{}/sandbox/links/{}/complete",
        program.url,
        link["linkId"].as_str().unwrap()
    );
    client().post(complete).send().await.unwrap();
    receiver.next().await;
    program.signal("-TERM");
    program.until_logged("shutting down").await;
    receiver.answer();
    assert!(
        tokio::task::spawn_blocking(|| program.end())
            .await
            .unwrap()
            .0
            .success()
    );

    let program = start();
    let shown = client()
        .get(format!("{}/sandbox/links", program.url))
        .send()
        .await;
    let shown: Value = shown.unwrap().json().await.unwrap();
    let delivery = &shown["links"][0]["deliveries"][0];
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1);
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn while_it_drains_it_is_not_ready_and_answers_as_ever() {
    let program = Program::start_with(|command| {
        command.args([
            "--listen",
            "127.0.0.1:0",
            "--database",
            ":memory:",
            "--drain-seconds",
            "600",
        ]);
    });
    let get = async |path: &str| {
        let response = client().get(format!("{}{path}", program.url)).send().await;
        response.unwrap().status()
    };
    assert_eq!(get("/health/ready").await, StatusCode::OK);
    program.signal("-TERM");
    while get("/health/ready").await != StatusCode::SERVICE_UNAVAILABLE {
        yield_now().await;
    }
    assert_eq!(get("/health/live").await, StatusCode::OK);
    program.claimed().await;
    program.signal("-TERM");
    assert!(program.end().0.success(), "a second signal ends it at once");
}

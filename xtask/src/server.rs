//! Runs the service or the example's backend until it is asked to stop.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::step::{paint, say};

const READY_WITHIN: Duration = Duration::from_secs(20);
const STOPPED_WITHIN: Duration = Duration::from_secs(5);

/// A running program; stopped when dropped, with SIGTERM where that exists.
pub struct Server {
    name: &'static str,
    child: Child,
    /// The address that it printed when it was ready: `http://…`.
    pub address: String,
}

impl Server {
    /// Starts the program and waits for its line `listening on http://…`. Its output is shown with its name in front.
    pub fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        // In a process group of its own: Ctrl-C reaches xtask alone, which then stops the programs.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start the {name}"))?;
        let (ready, address) = mpsc::channel();
        let stdout = child.stdout.take().context("no stdout")?;
        let stderr = child.stderr.take().context("no stderr")?;
        thread::spawn(move || show(name, stderr, None));
        thread::spawn(move || show(name, stdout, Some(&ready)));
        let mut server = Self {
            name,
            child,
            address: String::new(),
        };
        // If the program ends, the channel closes, so this returns before the time is up.
        match address.recv_timeout(READY_WITHIN) {
            Ok(address) => server.address = address,
            Err(_) => bail!("the {name} did not start; see above"),
        }
        Ok(server)
    }

    /// Whether the program has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// The name that was passed to [`Server::start`].
    pub fn name(&self) -> &'static str {
        self.name
    }

    fn ask_to_stop(&mut self) {
        #[cfg(unix)]
        if let Ok(pid) = i32::try_from(self.child.id()) {
            let _ = nix::sys::signal::kill(
                nix::unistd::Pid::from_raw(pid),
                nix::sys::signal::Signal::SIGTERM,
            );
        }
        #[cfg(not(unix))]
        let _ = self.child.kill();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        self.ask_to_stop();
        let start = Instant::now();
        while !self.has_ended() {
            if start.elapsed() > STOPPED_WITHIN {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn show(name: &str, pipe: impl Read, ready: Option<&mpsc::Sender<String>>) {
    for line in BufReader::new(pipe).lines().map_while(Result::ok) {
        match (ready, line.strip_prefix("listening on ")) {
            (Some(ready), Some(address)) => {
                let _ = ready.send(address.to_owned());
            }
            _ => say(&format!("{} {line}", paint(&format!("{name} |"), "2"))),
        }
    }
}

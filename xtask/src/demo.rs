//! `cargo xtask demo`: runs the service and the example app on this machine, to click through.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::app;
use crate::balancer;
use crate::command::command;
use crate::server::Server;
use crate::setup::postgres::{Durability, Postgres};
use crate::step::{paint, say, step};
use crate::workspace::Workspace;

const SERVICE_PORT: u16 = 8787;
const PAGE_PORT: u16 = 4173;
/// How many ports are tried, beginning with the usual one.
const PORTS_TRIED: u16 = 50;

/// Starts the service and the backend, prints their addresses, and runs until Ctrl-C. The caller has built everything.
/// `replicated`: two replicas of the service on one Postgres database, behind a load balancer.
pub fn run(workspace: &Workspace, replicated: bool) -> Result<()> {
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })
    .context("could not listen for Ctrl-C")?;

    let data = workspace.target.join("demo");
    fs::create_dir_all(&data)?;
    let service_port = free_port(SERVICE_PORT, "service")?;
    let page_port = free_port(PAGE_PORT, "page")?;
    let key = api_key(&data)?;
    // The service is at 127.0.0.1 and the page at localhost: a browser treats the two names as two sites.
    let service_address = format!("http://127.0.0.1:{service_port}");
    // The key is passed in the environment, because every user of the machine can read a command line.
    let service = |port: u16| {
        let mut service = command(workspace.program("passage-connect"), &workspace.root);
        service
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--public-url", &service_address])
            // The backend's webhook address is on loopback, which is private.
            .args(["--sandbox", "--private-webhooks"])
            .args(["--integrator-name", "The example app"])
            .env("CONNECT_API_KEY", &key);
        service
    };
    // Dropped after the servers.
    let postgres = if replicated {
        Some(step("starting Postgres", || {
            Postgres::start(workspace, Durability::Nothing)
        })?)
    } else {
        None
    };
    let mut servers = Vec::new();
    if let Some(postgres) = &postgres {
        let listener = TcpListener::bind(("127.0.0.1", service_port))?;
        for name in ["replica 1", "replica 2"] {
            let mut replica = service(0);
            replica
                .env("CONNECT_DATABASE", &postgres.url)
                .arg("--key-file")
                .arg(data.join("replicas-key"));
            servers.push(Server::start(name, &mut replica)?);
        }
        let addresses = servers.iter().map(|one| one.address.replace("http://", ""));
        balancer::start(listener, addresses.collect());
    } else {
        let mut service = service(service_port);
        service.arg("--database").arg(data.join("connect.sqlite"));
        servers.push(Server::start("service", &mut service)?);
    }
    let backend = Server::start(
        "backend",
        command(
            workspace.program("passage-example-backend"),
            &workspace.root,
        )
        .args(["--listen", &format!("127.0.0.1:{page_port}")])
        .args(["--connect-url", &service_address])
        .arg("--page")
        .arg(workspace.at(app::PAGE).join("dist"))
        .env("CONNECT_API_KEY", &key),
    )?;
    announce(&backend.address, &service_address);

    servers.push(backend);
    loop {
        match stopped.recv_timeout(Duration::from_millis(500)) {
            Err(mpsc::RecvTimeoutError::Timeout) => {
                if let Some(server) = servers.iter_mut().find_map(|server| {
                    let ended = server.has_ended();
                    ended.then_some(&*server)
                }) {
                    bail!("the {} ended on its own; see above", server.name());
                }
            }
            _ => {
                say("\nstopping the service and the backend");
                return Ok(());
            }
        }
    }
}

fn announce(page: &str, service: &str) {
    say(&format!(
        "\n  Open {}\n\n  The Connect service runs at {service}; its sandbox, with all links, at {service}/sandbox.\n  Sandbox credentials, at any provider:\n",
        paint(page, "1;36")
    ));
    for (name, password, what) in [
        ("user_good", "pass_good", "connects"),
        ("user_good", "anything else", "may be tried three times"),
        ("user_bad", "anything", "fails with AUTOMATION_ERROR"),
        ("user_mfa", "pass_good", "asks for a one-time code: 123456"),
        (
            "user_custom",
            r#"{"force_error":"CLIENT_TIMEOUT"}"#,
            "fails with the code of your choice",
        ),
    ] {
        say(&format!("    {name:<12} {password:<33} {what}"));
    }
    say("\n  Ctrl-C stops both.\n");
}

/// The wanted port, or the next free one; then it prints which.
fn free_port(wanted: u16, of: &str) -> Result<u16> {
    let port = (wanted..wanted + PORTS_TRIED)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .with_context(|| format!("no free port from {wanted} on for the {of}"))?;
    if port != wanted {
        say(&format!("  port {wanted} is taken: the {of} uses {port}"));
    }
    Ok(port)
}

/// The API key, made at the first start and kept beside the database: links belong to the key that created them.
fn api_key(data: &Path) -> Result<String> {
    let file = data.join("api-key");
    if let Ok(key) = fs::read_to_string(&file) {
        return Ok(key);
    }
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    let key = bytes.iter().fold(String::from("sk_demo_"), |key, byte| {
        key + &format!("{byte:02x}")
    });
    fs::write(&file, &key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_skipped() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(free_port(port, "test").unwrap() > port);
    }
}

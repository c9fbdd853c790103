//! The program `passage-connect`: reads its flags and serves until it is told to stop.

mod developer;
mod flags;
mod keys_command;
mod signals;

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    process::ExitCode,
    time::Duration,
};

use clap::Parser as _;
use passage_connect::{
    http::server::serve as serve_requests,
    service::Service,
    traces::{TARGET, Traces},
};
use tokio::{
    net::TcpListener,
    task::spawn_blocking,
    time::{sleep, timeout},
};
use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::{
    developer::Developer,
    flags::{Command, Flags, LogFormat},
    signals::Signals,
};

/// How long requests in progress may take to end.
const GRACE: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    let mut flags = Flags::parse();
    let done = match flags.command.take() {
        Some(Command::Keys(command)) => keys_command::run(command, &flags).await,
        None => serve(flags).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("passage-connect: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(mut flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    let traces = Traces::from_environment()?;
    log_to_stderr(&flags, traces.as_ref())?;
    let listener = TcpListener::bind(flags.listen)
        .await
        .map_err(|error| cannot_listen(flags.listen, &error))?;
    let address = listener.local_addr()?;
    let metrics_listener = match flags.metrics_listen {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    let developer = match flags.dev {
        true => Some(Developer::prepare(&mut flags)?),
        false => None,
    };
    let rotate = flags.rotate_webhook_key;
    let drain = Duration::from_secs(flags.drain_seconds);
    let mut service = Service::start(flags.into_config(address)?).await?;
    if rotate {
        service.rotate_webhook_key().await?;
    }
    let router = service.router();
    if let Some(listener) = metrics_listener {
        tracing::info!(address = %listener.local_addr()?, "metrics");
        let closing = service.app.closing.subscribe();
        tokio::spawn(serve_requests(listener, service.metrics_router(), closing));
    }
    // Before the line that says so, so that no signal is missed after it.
    let mut signals = Signals::listen()?;
    println!("listening on http://{address}");
    if let Some(developer) = developer {
        println!("{}", developer.guide(&service.app.config.public_url)?);
    }
    io::stdout().flush()?;

    let closing = service.app.closing.subscribe();
    let server = tokio::spawn(serve_requests(listener, router, closing));
    signals.next().await;
    service.drain();
    if drain > Duration::ZERO {
        tracing::info!("draining");
        tokio::select! {
            () = sleep(drain) => {}
            // Whoever asks twice is in a hurry.
            () = signals.next() => {}
        }
    }
    tracing::info!("shutting down");
    service.close();
    let (requests, work) =
        tokio::join!(timeout(GRACE, server), timeout(GRACE, service.work_ends()));
    if requests.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    if work.is_err() {
        tracing::warn!(
            "some steps or tries of webhooks did not end in time and will be made again"
        );
    }
    if let Err(error) = service.leave().await {
        tracing::warn!(%error, "the other replicas wait before they take up what is left");
    }
    service.app.store.close().await;
    if let Some(traces) = traces {
        let ended = spawn_blocking(move || traces.end()).await?;
        if let Err(error) = ended {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
    Ok(())
}

/// The most likely reason, with the way out of it.
fn cannot_listen(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            let another = SocketAddr::new(address.ip(), 0);
            format!(
                "another program uses {address}: stop it, or take a free port with --listen {another}"
            )
        }
        _ => format!("{address}: {error}"),
    }
}

fn log_to_stderr(flags: &Flags, traces: Option<&Traces>) -> Result<(), Box<dyn std::error::Error>> {
    let filter: Targets = flags.log.parse()?;
    let filter = filter.with_target(TARGET, LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false);
    let lines = match flags.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(traces.map(Traces::layer))
        .init();
    Ok(())
}

//! The program `passage-connect`: reads its flags and serves until it is told to stop.

mod flags;
mod keys_command;

use std::{
    io::{self, Write as _},
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
    signal::unix::{SignalKind, signal},
    task::spawn_blocking,
    time::{sleep, timeout},
};
use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::flags::{Command, Flags, LogFormat};

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

async fn serve(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    let traces = Traces::from_environment()?;
    log_to_stderr(&flags, traces.as_ref())?;
    let listener = TcpListener::bind(flags.listen).await?;
    let address = listener.local_addr()?;
    let metrics_listener = match flags.metrics_listen {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
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
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    println!("listening on http://{address}");
    io::stdout().flush()?;

    let closing = service.app.closing.subscribe();
    let server = tokio::spawn(serve_requests(listener, router, closing));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    service.drain();
    if drain > Duration::ZERO {
        tracing::info!("draining");
        tokio::select! {
            () = sleep(drain) => {}
            // Whoever asks twice is in a hurry.
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
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

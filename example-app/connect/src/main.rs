//! The program `passage-connect`: reads its flags and serves until it is told to stop.

mod flags;

use std::{
    io::{self, Write as _},
    process::ExitCode,
    time::Duration,
};

use clap::Parser as _;
use passage_connect::{
    http::connection::{Connections, Peer},
    service::Service,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::timeout,
};
use tracing_subscriber::{
    Layer as _, filter::Targets, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::flags::{Flags, LogFormat};

/// How long requests in progress may take to end.
const GRACE: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("passage-connect: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    log_to_stderr(&flags)?;
    let listener = TcpListener::bind(flags.listen).await?;
    let address = listener.local_addr()?;
    let listener = Connections::new(listener);
    let rotate = flags.rotate_webhook_key;
    let mut service = Service::start(flags.into_config(address)).await?;
    if rotate {
        service.rotate_webhook_key().await?;
    }
    let router = service.router();
    // Before the line that says so, so that no signal is missed after it.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    println!("listening on http://{address}");
    io::stdout().flush()?;

    let (stop, mut stopped) = watch::channel(false);
    let server = tokio::spawn(async move {
        axum::serve(
            listener,
            router.into_make_service_with_connect_info::<Peer>(),
        )
        .with_graceful_shutdown(async move {
            // An error means that the sender is gone, which is a stop as well.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        })
        .await
    });
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("shutting down");
    service.close();
    stop.send_replace(true);
    let (requests, tries) =
        tokio::join!(timeout(GRACE, server), timeout(GRACE, service.tries_end()));
    if requests.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    if tries.is_err() {
        tracing::warn!("some tries of webhooks did not end in time and will be made again");
    }
    service.app.store.close().await;
    Ok(())
}

fn log_to_stderr(flags: &Flags) -> Result<(), Box<dyn std::error::Error>> {
    let filter: Targets = flags.log.parse()?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false);
    let lines = match flags.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .init();
    Ok(())
}

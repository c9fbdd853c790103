//! The program `passage-example-backend`: reads its flags, and serves until it gets a signal to stop.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use passage_example_backend::{app, connect::Connect};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// The integrator's server: keeps the API key, creates links, serves the page.
#[derive(Parser)]
#[command(name = "passage-example-backend", version)]
struct Flags {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, env = "BACKEND_LISTEN", default_value = "127.0.0.1:4173")]
    listen: SocketAddr,

    /// Address of the Connect service, for this backend and for browsers.
    #[arg(long, env = "CONNECT_URL", default_value = "http://127.0.0.1:8787")]
    connect_url: String,

    /// API key for the Connect service.
    #[arg(long, env = "CONNECT_API_KEY", hide_env_values = true)]
    api_key: String,

    /// Address at which the Connect service reaches this backend's /webhooks/passage; by default on this machine, `none` for no webhooks.
    #[arg(long, env = "BACKEND_WEBHOOK_URL")]
    webhook_url: Option<String>,

    /// Folder of the built page.
    #[arg(long, env = "BACKEND_PAGE", default_value = "example-app/web/dist")]
    page: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("passage-example-backend: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(false)
        .init();
    let listener = TcpListener::bind(flags.listen).await?;
    let address = listener.local_addr()?;
    let port = address.port();
    let webhook_url = flags
        .webhook_url
        .unwrap_or_else(|| format!("http://{address}/webhooks/passage"));
    let webhook_url = Some(webhook_url).filter(|url| url != "none");
    let connect = Connect::new(&flags.connect_url, flags.api_key, webhook_url)?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    // `localhost`, because a browser then treats the page as another site than the service at 127.0.0.1.
    println!("listening on http://localhost:{port}");
    io::stdout().flush()?;
    axum::serve(listener, app(connect, &flags.page))
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
        .await?;
    Ok(())
}

//! Serves connections. Heads have a deadline here, bodies where they are read, so that a client that stops in the middle of a
//! request keeps neither its connection nor the service open.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    serve::Listener as _,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::sleep};
use tower::ServiceExt as _;

use super::connection::{Connection, Connections, Peer};

/// How long a head may take to arrive, and how long a connection may be idle.
const HEAD: Duration = Duration::from_secs(30);

/// How long a connection without a request in progress is kept once the service is ending: a request may be on its way.
const LINGER: Duration = Duration::from_millis(500);

/// Serves until `closing` is true, and then until the last request is answered.
pub async fn serve(listener: TcpListener, router: Router, mut closing: watch::Receiver<bool>) {
    let mut listener = Connections::new(listener);
    let for_connections = closing.clone();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            (connection, address) = listener.accept() => {
                let peer = Peer::new(address, &connection);
                connections.spawn(converse(connection, peer, router.clone(), for_connections.clone()));
            }
            // Ended ones are taken out, so that the set does not grow.
            Some(_) = connections.join_next() => {}
            _ = closing.wait_for(|closing| *closing) => break,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// All requests of a connection.
async fn converse(
    connection: Connection,
    peer: Peer,
    router: Router,
    mut closing: watch::Receiver<bool>,
) {
    let in_progress = Arc::new(AtomicUsize::new(0));
    let service = service_fn(|request: Request<Incoming>| {
        let router = router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer.clone()));
        let in_progress = InProgress::begin(&in_progress);
        async move {
            let response = router.oneshot(request).await;
            drop(in_progress);
            response
        }
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(connection), service);
    let mut conversation = pin!(conversation);
    tokio::select! {
        // An error is the client's: it hung up, or sent what is no HTTP.
        _ = conversation.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    conversation.as_mut().graceful_shutdown();
    loop {
        tokio::select! {
            _ = conversation.as_mut() => return,
            () = sleep(LINGER) => if in_progress.load(Ordering::Relaxed) == 0 {
                return;
            },
        }
    }
}

/// Counts a request until it is answered, or its caller has hung up.
struct InProgress(Arc<AtomicUsize>);

impl InProgress {
    fn begin(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

//! Connections that know whose they are and can be cut, as the sandbox's faults want it.

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, connect_info::Connected},
    http::{Extensions, HeaderMap, request::Parts},
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

use crate::state::App;

/// Accepts connections.
pub struct Connections(TcpListener);

impl Connections {
    /// On a bound listener.
    pub fn new(listener: TcpListener) -> Self {
        Self(listener)
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Answers are small and often wait for nothing but to be sent.
        let _ = stream.set_nodelay(true);
        let connection = Connection {
            stream,
            cut: Arc::default(),
        };
        (connection, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// One connection. Once cut, nothing is written any more, and the server closes it.
pub struct Connection {
    stream: TcpStream,
    cut: Arc<AtomicBool>,
}

impl Connection {
    fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }
}

/// Who is at the other end.
#[derive(Clone)]
pub struct Peer {
    address: SocketAddr,
    cut: Arc<AtomicBool>,
}

impl Peer {
    /// Of a connection that was accepted.
    pub fn new(address: SocketAddr, connection: &Connection) -> Self {
        Self {
            address,
            cut: Arc::clone(&connection.cut),
        }
    }

    /// The peer of a request; none where the router is called without a connection.
    pub fn of(request: &Request) -> Option<Self> {
        Self::find(request.extensions())
    }

    /// Closes the connection instead of answering on it.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Relaxed);
    }

    fn find(extensions: &Extensions) -> Option<Self> {
        extensions
            .get::<ConnectInfo<Self>>()
            .map(|ConnectInfo(peer)| peer.clone())
    }
}

/// The address of the caller, where there is a connection: its other end, or what the proxy before the service says.
pub struct ClientIp(pub Option<IpAddr>);

impl FromRequestParts<App> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let header = app.config.client_address_header.as_deref();
        let told = header.and_then(|name| last_address(&parts.headers, name));
        Ok(Self(told.or_else(|| {
            Peer::find(&parts.extensions).map(|peer| peer.address.ip())
        })))
    }
}

/// The last address of a list: the proxy appends the client it saw, and anybody can send what stands before.
fn last_address(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = value.rsplit(',').next()?.trim();
    // Some proxies write the port as well.
    last.parse()
        .ok()
        .or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        Self::new(*stream.remote_addr(), stream.io())
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_cut() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.is_cut() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

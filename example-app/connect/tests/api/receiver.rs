//! An integrator's server that hears webhooks.

use axum::{
    Router,
    http::{HeaderMap, StatusCode},
};

/// An integrator's server: keeps what it receives and answers as it is told.
pub struct Receiver {
    pub url: String,
    received: tokio::sync::mpsc::UnboundedReceiver<Received>,
}

pub struct Received {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

impl Receiver {
    /// Answers the first requests with these statuses, all others with 200.
    pub async fn start(statuses: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (sender, received) = tokio::sync::mpsc::unbounded_channel();
        let statuses = std::sync::Mutex::new(Vec::from(statuses).into_iter());
        let statuses = std::sync::Arc::new(statuses);
        let router = Router::new().fallback(move |headers: HeaderMap, body: axum::body::Bytes| {
            let status = statuses.lock().unwrap().next().unwrap_or(200);
            let _ = sender.send(Received {
                headers,
                body: body.to_vec(),
            });
            async move { StatusCode::from_u16(status).unwrap() }
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, received }
    }

    pub async fn next(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }

    pub fn is_empty(&self) -> bool {
        self.received.is_empty()
    }
}

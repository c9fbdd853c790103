//! An integrator's server that hears webhooks.

use axum::{
    Router,
    http::{HeaderMap, StatusCode},
};

/// An integrator's server: keeps what it receives and answers as it is told.
pub struct Receiver {
    pub url: String,
    received: tokio::sync::mpsc::UnboundedReceiver<Received>,
    /// How many answers it may give.
    answers: std::sync::Arc<tokio::sync::Semaphore>,
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
        Self::with(statuses, tokio::sync::Semaphore::MAX_PERMITS).await
    }

    /// Answers with 200, one request at each [`Self::answer`].
    pub async fn start_slow() -> Self {
        Self::with(&[], 0).await
    }

    /// The same, the first requests with these statuses.
    pub async fn start_slow_with(statuses: &[u16]) -> Self {
        Self::with(statuses, 0).await
    }

    async fn with(statuses: &[u16], answers: usize) -> Self {
        let answers = std::sync::Arc::new(tokio::sync::Semaphore::new(answers));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (sender, received) = tokio::sync::mpsc::unbounded_channel();
        let statuses = std::sync::Mutex::new(Vec::from(statuses).into_iter());
        let statuses = std::sync::Arc::new(statuses);
        let permits = std::sync::Arc::clone(&answers);
        let router = Router::new().fallback(move |headers: HeaderMap, body: axum::body::Bytes| {
            let status = statuses.lock().unwrap().next().unwrap_or(200);
            let _ = sender.send(Received {
                headers,
                body: body.to_vec(),
            });
            let permits = std::sync::Arc::clone(&permits);
            async move {
                permits.acquire().await.unwrap().forget();
                StatusCode::from_u16(status).unwrap()
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            received,
            answers,
        }
    }

    /// Lets a slow receiver answer once.
    pub fn answer(&self) {
        self.answers.add_permits(1);
    }

    pub async fn next(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }

    pub fn is_empty(&self) -> bool {
        self.received.is_empty()
    }
}

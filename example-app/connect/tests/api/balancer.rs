//! A load balancer in front of replicas: it passes each connection on to one of them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};

/// Ends with the test's runtime.
pub struct Balancer {
    /// Where clients connect, `http://…`.
    pub url: String,
    replicas: Arc<Mutex<Vec<String>>>,
}

impl Balancer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let replicas: Arc<Mutex<Vec<String>>> = Arc::default();
        tokio::spawn({
            let replicas = Arc::clone(&replicas);
            let turn = AtomicUsize::new(0);
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let replicas = replicas.lock().unwrap().clone();
                    let turn = turn.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(pass_on(client, replicas, turn));
                }
            }
        });
        Self { url, replicas }
    }

    /// Whom connections go to from now on, each `http://…`.
    pub fn use_replicas(&self, urls: impl IntoIterator<Item = String>) {
        let addresses = urls.into_iter().map(|url| url.replace("http://", ""));
        *self.replicas.lock().unwrap() = addresses.collect();
    }
}

/// To the one whose turn it is, or the next that takes it.
async fn pass_on(mut client: TcpStream, replicas: Vec<String>, turn: usize) {
    for offset in 0..replicas.len() {
        let address = &replicas[(turn + offset) % replicas.len()];
        if let Ok(mut replica) = TcpStream::connect(address).await {
            // An error: one of the two is gone, and so is the connection.
            let _ = copy_bidirectional(&mut client, &mut replica).await;
            return;
        }
    }
}

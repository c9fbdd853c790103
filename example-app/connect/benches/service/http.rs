//! Just enough of HTTP/1.1 to measure with: a client that costs little beside the service.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Reply {
    pub status: u16,
    pub body: String,
}

pub struct Connection(TcpStream);

impl Connection {
    pub async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }

    pub async fn call(&mut self, request: &str) -> Reply {
        self.send(request).await;
        self.reply().await
    }

    pub async fn send(&mut self, request: &str) {
        self.0.write_all(request.as_bytes()).await.unwrap();
    }

    pub async fn reply(&mut self) -> Reply {
        let mut bytes = Vec::new();
        loop {
            let mut part = [0; 2048];
            let read = self.0.read(&mut part).await.unwrap();
            assert!(read > 0, "the service hung up");
            bytes.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&bytes);
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.parse().unwrap());
            if body.len() >= length {
                return Reply {
                    status: head[9..12].parse().unwrap(),
                    body: body.to_owned(),
                };
            }
        }
    }
}

pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
}

pub fn post(path: &str, bearer: &str, body: &Value) -> String {
    let body = body.to_string();
    let length = body.len();
    let authorization = match bearer {
        "" => String::new(),
        bearer => format!("authorization: Bearer {bearer}\r\n"),
    };
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{authorization}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

/// `GET /link/status`, with more headers, each with its line's end.
pub fn status(code: &str, headers: &str) -> String {
    format!(
        "GET /link/status HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {code}\r\n{headers}\r\n"
    )
}

//! Sends one webhook; to public addresses only, unless `--private-webhooks` is set.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, HeaderName},
    redirect::Policy,
};
use tokio::time::Instant;
use url::{Host, Url};

use super::{address, keys::Keys};
use crate::{
    clock,
    store::deliveries::{Attempt, Delivery},
    trust,
};

/// How long an integrator's server may take.
const PATIENCE: Duration = Duration::from_secs(10);

const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const SIGNATURE: HeaderName = HeaderName::from_static("x-passage-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-passage-timestamp");

const REFUSED: &str = "the address is private, and --private-webhooks is not set";

/// The client of the outbox.
pub struct Poster {
    client: Client,
    private_too: bool,
}

impl Poster {
    /// `private_too`: also to addresses of this machine and its network.
    pub fn new(private_too: bool) -> Result<Self, reqwest::Error> {
        // Err: another part of this process has installed one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            let builder = Client::builder()
                .user_agent(concat!("passage-connect/", env!("CARGO_PKG_VERSION")))
                // A redirect or a proxy would bypass the check of the address.
                .redirect(Policy::none())
                .no_proxy()
                .timeout(PATIENCE);
            if private_too {
                builder
            } else {
                builder.dns_resolver(PublicOnly)
            }
        };
        // Err: the system has no roots.
        let client = builder().build().or_else(|_| {
            builder()
                .tls_backend_preconfigured(trust::built_in())
                .build()
        })?;
        Ok(Self {
            client,
            private_too,
        })
    }

    /// One try, which begins at `began_at` of the service's clock.
    pub async fn post(&self, keys: &Keys, delivery: &Delivery, began_at: i64) -> Attempt {
        let start = Instant::now();
        let (status, error) = match self.send(keys, delivery).await {
            Ok(status) => (Some(status), None),
            Err(error) => (None, Some(error.to_owned())),
        };
        Attempt {
            began_at,
            took_ms: i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX),
            status,
            error,
        }
    }

    async fn send(&self, keys: &Keys, delivery: &Delivery) -> Result<u16, &'static str> {
        let url = Url::parse(&delivery.url).map_err(|_| "the address cannot be read")?;
        // Literal addresses are not looked up, so the resolver does not see them.
        if !self.private_too && literal(&url).is_some_and(|ip| !address::is_public(ip)) {
            return Err(REFUSED);
        }
        // The machine's time, however far the sandbox clock was advanced: the integrator compares it with their own.
        let at_s = clock::machine_ms() / 1_000;
        self.client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(WEBHOOK_ID, &delivery.id)
            .header(SIGNATURE, keys.sign(delivery.body.as_bytes(), at_s))
            .header(TIMESTAMP, at_s)
            .body(delivery.body.clone())
            .send()
            .await
            .map(|response| response.status().as_u16())
            .map_err(|error| why(&error))
    }
}

fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

/// Fixed sentences: the HTTP client's own messages contain the URL, which may hold a secret of the integrator.
fn why(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "no answer in time"
    } else if refused_private(error) {
        REFUSED
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    }
}

fn refused_private(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<PrivateAddress>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[derive(Debug, thiserror::Error)]
#[error("the name leads to private addresses only")]
struct PrivateAddress;

/// Resolves names and keeps public addresses only. The client connects to exactly these, so a name that resolves
/// differently the second time (DNS rebinding) gains nothing.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let all = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = all.filter(|one| address::is_public(one.ip())).collect();
            if public.is_empty() {
                return Err(PrivateAddress.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

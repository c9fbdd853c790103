//! The calls to the Connect service. No other file has access to the API key.

use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use p256::ecdsa::VerifyingKey;
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url, header};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

/// How often a call is tried again. None changes anything more when it is repeated: the one that creates a link has a key.
const RETRIES: u32 = 2;
/// How long after the first try the second one comes; then twice as long.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest wait between two tries. If the service asks for a longer one, the call fails at once.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The Connect service, as this backend uses it.
pub struct Connect {
    client: Client,
    url: String,
    origin: String,
    api_key: String,
    webhook_url: Option<String>,
}

/// Why a call of the service failed.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The service refused the request as invalid; the issues say why. The mistake is in this backend or its page.
    #[error("the service refused the request")]
    Refused(Value),
    /// The link does not exist.
    #[error("there is no such link")]
    NotFound,
    /// The service answered with another status, such as 401 for a wrong API key.
    #[error("the service answered {status}")]
    Status {
        /// The status.
        status: StatusCode,
        /// How long the service asks to wait; nothing if it does not say.
        retry_after: Duration,
    },
    /// There was no randomness for a key.
    #[error("no randomness")]
    Random(#[from] getrandom::Error),
    /// The service could not be reached, or its answer could not be read.
    #[error("the service could not be reached")]
    Unreachable(#[from] reqwest::Error),
}

impl ConnectError {
    /// How long to wait for the next try; nothing if it could not help, or would come too late.
    fn wait(&self, tried: u32) -> Option<Duration> {
        let asked = match self {
            Self::Unreachable(_) => Duration::ZERO,
            Self::Status {
                status,
                retry_after,
            } if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) => {
                *retry_after
            }
            _ => return None,
        };
        let wait = asked.max(PAUSE * 2_u32.pow(tried));
        (wait <= LONGEST_WAIT).then_some(wait)
    }
}

/// The fields of a new link that this backend uses.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// `link_…`
    pub link_id: String,
    /// The claim code, which the page passes to the SDK.
    pub claim_code: String,
}

/// The fields of a link that this backend uses.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The visitor for whom it was created.
    pub external_user_id: Option<String>,
    /// `pending`, `active`, `complete`, `failed` or `expired`.
    pub status: String,
    /// Null until complete.
    pub result: Value,
    /// Null, or `{code, message}`.
    pub error: Value,
}

/// A company whose accounts can be connected.
#[derive(Deserialize, serde::Serialize)]
pub struct Provider {
    /// The value for `integrationId`.
    pub id: String,
    /// The name to show.
    pub name: String,
}

impl Connect {
    /// `url` is the service's address for this backend and for browsers, `webhook_url` this backend's address for the service.
    pub fn new(
        url: &str,
        api_key: String,
        webhook_url: Option<String>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let parsed = Url::parse(url)?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err("the service's address must begin with https:// or http://".into());
        }
        // A key from a file often ends with a line break, which no header can carry.
        let api_key = api_key.trim().to_owned();
        if api_key.is_empty() || !api_key.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err("the API key must be visible ASCII characters".into());
        }
        // An error means that another part of this process has installed a provider, which is just as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            client: Client::builder().timeout(Duration::from_secs(10)).build()?,
            url: url.trim_end_matches('/').to_owned(),
            origin: parsed.origin().ascii_serialization(),
            api_key,
            webhook_url,
        })
    }

    /// The service's address for browsers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The origin of that address, for the page's Content Security Policy.
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Creates a link for a visitor.
    pub async fn create_link(
        &self,
        provider: &str,
        operations: &Value,
        visitor: &str,
    ) -> Result<Created, ConnectError> {
        let mut key = [0; 16];
        getrandom::fill(&mut key)?;
        let request = self
            .request(Method::POST, "/v1/links")
            // The same for each try: if an answer was lost, the next one has the same link.
            .header("idempotency-key", HEXLOWER.encode(&key))
            .json(&json!({
                "integrationId": provider,
                "operations": operations,
                "externalUserId": visitor,
                "webhookUrl": self.webhook_url,
            }));
        repeat(request).await
    }

    /// The link with this id. The id becomes part of a path, so it is only sent if it has no other characters than ids have.
    pub async fn link(&self, id: &str) -> Result<Link, ConnectError> {
        let is_id = !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_id {
            return Err(ConnectError::NotFound);
        }
        repeat(self.request(Method::GET, &format!("/v1/links/{id}"))).await
    }

    /// All providers.
    pub async fn providers(&self) -> Result<Vec<Provider>, ConnectError> {
        #[derive(Deserialize)]
        struct List {
            providers: Vec<Provider>,
        }
        let list: List = repeat(self.request(Method::GET, "/v1/providers")).await?;
        Ok(list.providers)
    }

    /// All public keys with which webhooks are signed, by their ids. Keys of a form that this backend does not know are left out.
    pub async fn webhook_keys(&self) -> Result<Vec<(String, VerifyingKey)>, ConnectError> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let request = self
            .client
            .get(format!("{}/.well-known/jwks.json", self.url))
            // The service waits 10 s for the answer to its webhook, and sends it again by itself.
            .timeout(Duration::from_secs(5));
        let set: Set = read(request).await?;
        Ok(set.keys.iter().filter_map(public_key).collect())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.api_key)
    }
}

/// Sends a request, and again if the service may answer later.
async fn repeat<T: for<'de> Deserialize<'de>>(request: RequestBuilder) -> Result<T, ConnectError> {
    for tried in 0..RETRIES {
        let Some(copy) = request.try_clone() else {
            break;
        };
        match read(copy).await {
            Ok(found) => return Ok(found),
            Err(error) => sleep(error.wait(tried).ok_or(error)?).await,
        }
    }
    read(request).await
}

async fn read<T: for<'de> Deserialize<'de>>(request: RequestBuilder) -> Result<T, ConnectError> {
    let response = request.send().await?;
    match response.status() {
        status if status.is_success() => Ok(response.json().await?),
        StatusCode::NOT_FOUND => Err(ConnectError::NotFound),
        StatusCode::BAD_REQUEST => {
            let mut body: Value = response.json().await?;
            Err(ConnectError::Refused(body["issues"].take()))
        }
        status => {
            let asked = response.headers().get(header::RETRY_AFTER);
            let seconds = asked.and_then(|value| value.to_str().ok()?.parse().ok());
            Err(ConnectError::Status {
                status,
                retry_after: Duration::from_secs(seconds.unwrap_or(0)),
            })
        }
    }
}

/// The id and the key of a JWK, if it is a point of P-256.
fn public_key(jwk: &Value) -> Option<(String, VerifyingKey)> {
    let coordinate = |name: &str| BASE64URL_NOPAD.decode(jwk[name].as_str()?.as_bytes()).ok();
    if jwk["kty"] != "EC" || jwk["crv"] != "P-256" {
        return None;
    }
    // 4: both coordinates follow (SEC 1, 2.3.3).
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    Some((jwk["kid"].as_str()?.to_owned(), key))
}

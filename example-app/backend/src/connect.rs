//! The calls to the Connect service. The API key is known here and nowhere else.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};

/// The Connect service, as this backend uses it.
pub struct Connect {
    client: Client,
    url: String,
    origin: String,
    api_key: String,
    webhook_url: Option<String>,
}

/// Why the service gave no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// It refused the request; the issues say why. This backend or its page asked wrongly.
    #[error("the service refused the request")]
    Refused(Value),
    /// It knows no such link.
    #[error("there is no such link")]
    NotFound,
    /// It answered with another status, such as 401 for a wrong API key.
    #[error("the service answered {0}")]
    Status(StatusCode),
    /// It could not be reached, or its answer not be read.
    #[error("the service could not be reached")]
    Unreachable(#[from] reqwest::Error),
}

/// What is needed of a new link.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// `link_…`
    pub link_id: String,
    /// What the page opens the session with.
    pub claim_code: String,
}

/// What is needed of a link.
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

/// A company at which accounts can be connected.
#[derive(Deserialize, serde::Serialize)]
pub struct Provider {
    /// For `integrationId`.
    pub id: String,
    /// For people.
    pub name: String,
}

impl Connect {
    /// `url` is where both this backend and browsers reach the service, `webhook_url` where the service reaches this backend.
    pub fn new(
        url: &str,
        api_key: String,
        webhook_url: Option<String>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let parsed = Url::parse(url)?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err("the service's address must begin with https:// or http://".into());
        }
        // Err: somebody else in this process was first, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            client: Client::builder().timeout(Duration::from_secs(10)).build()?,
            url: url.trim_end_matches('/').to_owned(),
            origin: parsed.origin().ascii_serialization(),
            api_key,
            webhook_url,
        })
    }

    /// Where browsers reach the service.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same without a path, for the page's policy.
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
        let request = self.request(Method::POST, "/v1/links").json(&json!({
            "integrationId": provider,
            "operations": operations,
            "externalUserId": visitor,
            "webhookUrl": self.webhook_url,
        }));
        read(request).await
    }

    /// The link with this id. It goes into a path, so only what an id is made of is sent on.
    pub async fn link(&self, id: &str) -> Result<Link, ConnectError> {
        let is_id = !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_id {
            return Err(ConnectError::NotFound);
        }
        read(self.request(Method::GET, &format!("/v1/links/{id}"))).await
    }

    /// All providers.
    pub async fn providers(&self) -> Result<Vec<Provider>, ConnectError> {
        #[derive(Deserialize)]
        struct List {
            providers: Vec<Provider>,
        }
        let list: List = read(self.request(Method::GET, "/v1/providers")).await?;
        Ok(list.providers)
    }

    /// The public key of this id, as PEM.
    pub async fn webhook_key(&self, id: &str) -> Result<String, ConnectError> {
        #[derive(Deserialize)]
        struct Found {
            key_id: String,
            key: String,
        }
        let request = self
            .client
            .post(format!("{}/webhook_verification_key/get", self.url))
            .json(&json!({ "key_id": id }));
        let found: Found = read(request).await?;
        if found.key_id == id {
            Ok(found.key)
        } else {
            Err(ConnectError::NotFound)
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.api_key)
    }
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
        status => Err(ConnectError::Status(status)),
    }
}

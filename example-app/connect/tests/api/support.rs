//! A service to talk to through its router, and the few calls that most tests begin with.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use passage_connect::{
    config::Config,
    http::connection::{Connections, Peer},
    service::Service,
    state::Shared,
    store::Location,
};
use serde_json::{Value, json};
use tokio::task::{JoinHandle, yield_now};
use tower::ServiceExt as _;

use crate::database::{Database, is_postgres};

pub const API_KEY: &str = "key of the test";
pub const OTHER_API_KEY: &str = "key of another integrator";
pub const PUBLIC_URL: &str = "http://127.0.0.1:8787";

/// A running service. Dropping it is what a killed process leaves: only what is committed.
pub struct Connect {
    pub service: Service,
    router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// What a claim gave.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: String,
    pub token: String,
}

impl Connect {
    /// In memory, with steps that take no time.
    pub async fn start() -> Self {
        Self::with(config()).await
    }

    /// With steps that take ten minutes of the service's clock, so that a test decides when they end.
    pub async fn start_slow() -> Self {
        Self::with(Config {
            step_ms: STEP_MS,
            ..config()
        })
        .await
    }

    pub async fn with(config: Config) -> Self {
        // One in memory is the test's own; over Postgres, a schema is.
        let own = match config.database {
            Location::Memory if is_postgres() => Some(Database::new().await),
            _ => None,
        };
        let database = match &own {
            Some(database) => database.location(),
            None => config.database,
        };
        let service = Service::start(Config { database, ..config }).await.unwrap();
        let router = service.router();
        Self { service, router }
    }

    pub fn advance_s(&self, seconds: i64) {
        self.service.app.clock.advance(seconds * 1_000);
    }

    pub async fn call(&self, request: Request<Body>) -> Answer {
        answer(self.router.clone(), request).await
    }

    /// A call that goes on by itself, for requests that the service holds.
    pub fn spawn(&self, request: Request<Body>) -> JoinHandle<Answer> {
        tokio::spawn(answer(self.router.clone(), request))
    }

    /// Waits until the service is in some state.
    pub async fn until(&self, condition: impl Fn(&Shared) -> bool) {
        while !condition(&self.service.app) {
            yield_now().await;
        }
    }

    pub async fn get(&self, path: &str, bearer: &str) -> Answer {
        self.call(
            request(Method::GET, path, bearer)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub async fn post(&self, path: &str, bearer: &str, body: &Value) -> Answer {
        self.call(json_request(path, bearer, body)).await
    }

    /// `DELETE /v1/links/{id}`
    pub async fn delete(&self, link_id: &str, api_key: &str) -> Answer {
        let path = format!("/v1/links/{link_id}");
        let request = request(Method::DELETE, &path, api_key);
        self.call(request.body(Body::empty()).unwrap()).await
    }

    /// `POST /v1/links`
    pub async fn create(&self, body: &Value) -> Answer {
        self.post("/v1/links", API_KEY, body).await
    }

    /// A link that reads T-Mobile statements: its id and claim code.
    pub async fn link(&self) -> (String, String) {
        self.link_for(json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read"
        }))
        .await
    }

    pub async fn link_for(&self, body: Value) -> (String, String) {
        let created = self.create(&body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        let created = created.json();
        (text(&created["linkId"]), text(&created["claimCode"]))
    }

    /// `GET /v1/links/{id}`
    pub async fn show(&self, link_id: &str) -> Value {
        let shown = self.get(&format!("/v1/links/{link_id}"), API_KEY).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        shown.json()
    }

    /// `POST /link/claim`
    pub async fn claim(&self, code: &str, key: &str) -> Answer {
        let mut request = json_request("/link/claim", "", &json!({ "code": code }));
        if !key.is_empty() {
            request
                .headers_mut()
                .insert("idempotency-key", key.parse().unwrap());
        }
        self.call(request).await
    }

    /// A claim that succeeds.
    pub async fn session(&self, code: &str, key: &str) -> Session {
        let claim = self.claim(code, key).await;
        assert_eq!(claim.status, StatusCode::OK, "{}", claim.text);
        let claim = claim.json();
        Session {
            id: text(&claim["sessionId"]),
            token: text(&claim["clientToken"]),
        }
    }

    /// `GET /link/status`
    pub async fn status(&self, code: &str) -> Value {
        let status = self.get("/link/status", code).await;
        assert_eq!(status.status, StatusCode::OK, "{}", status.text);
        status.json()
    }

    /// `GET /clip/{sessionId}/state`
    pub async fn state(&self, session: &Session) -> Value {
        let state = self
            .get(&format!("/clip/{}/state", session.id), &session.token)
            .await;
        assert_eq!(state.status, StatusCode::OK, "{}", state.text);
        state.json()
    }

    pub async fn login(&self, session: &Session, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password, "confirmsWrites": true });
        self.post(
            &format!("/clip/{}/login", session.id),
            &session.token,
            &body,
        )
        .await
    }

    pub async fn code(&self, session: &Session, code: &str) -> Answer {
        let body = json!({ "code": code });
        self.post(&format!("/clip/{}/code", session.id), &session.token, &body)
            .await
    }

    /// Waits, by long-poll, until the frame's state fulfils a condition.
    pub async fn wait_for_state(
        &self,
        session: &Session,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let path = format!("/clip/{}/state", session.id);
        let mut etag = "\"0\"".to_owned();
        loop {
            let answer = self
                .call(poll(&path, &session.token, &etag, "wait=10"))
                .await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "nothing changed any more, and the last state was not the one waited for"
            );
            etag = answer.header("etag").to_owned();
            let state = answer.json();
            if wanted(&state) {
                return state;
            }
        }
    }

    /// Waits until the session waits in this stage, or has ended in it.
    pub async fn wait_for_stage(&self, session: &Session, stage: &str) -> Value {
        self.wait_for_state(session, |state| state["stage"] == stage)
            .await
    }
}

/// How long a step of a slow service takes.
pub const STEP_MS: i64 = 600_000;

pub fn config() -> Config {
    Config {
        database: Location::Memory,
        public_url: PUBLIC_URL.into(),
        api_keys: vec![API_KEY.into(), OTHER_API_KEY.into()],
        step_ms: 0,
        frame_ancestors: vec!["*".into()],
        private_webhooks: true,
        sandbox: true,
        seed: None,
        wrong_codes_per_minute: 0,
        // A dropped service is a killed one: over Postgres the next one shall not wait long for its work.
        takeover_ms: 500,
        ..Config::default()
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {:?}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no header {name} in {:?}", self.headers))
            .to_str()
            .unwrap()
    }

    /// Asserts an error in the form `{error, code}`.
    #[track_caller]
    pub fn is_error(&self, status: StatusCode, code: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        let body = self.json();
        assert_eq!(body["code"], code);
        assert!(body["error"].is_string(), "{body}");
    }

    /// Asserts an error in the form `{error: {code, message}}`.
    #[track_caller]
    pub fn is_frame_error(&self, status: StatusCode, code: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        let body = self.json();
        assert_eq!(body["error"]["code"], code);
        assert!(body["error"]["message"].is_string(), "{body}");
    }
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

pub fn request(method: Method, path: &str, bearer: &str) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path);
    if bearer.is_empty() {
        builder
    } else {
        builder.header(header::AUTHORIZATION, format!("Bearer {bearer}"))
    }
}

pub fn json_request(path: &str, bearer: &str, body: &Value) -> Request<Body> {
    request(Method::POST, path, bearer)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A fixture that the SDK's tests read too.
pub fn fixture(name: &str) -> Value {
    let path = format!(
        "{}/../../tests/fixtures/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A GET with `If-None-Match` and `Prefer`, each left out where empty.
pub fn poll(path: &str, bearer: &str, etag: &str, prefer: &str) -> Request<Body> {
    let mut builder = request(Method::GET, path, bearer);
    if !etag.is_empty() {
        builder = builder.header(header::IF_NONE_MATCH, etag);
    }
    if !prefer.is_empty() {
        builder = builder.header("prefer", prefer);
    }
    builder.body(Body::empty()).unwrap()
}

/// A client over real connections, without TLS: to read the machine's certificates takes longer than most tests.
pub fn client() -> reqwest::Client {
    // Err: another test was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .build()
        .unwrap()
}

impl Connect {
    /// Serves on a free port as well, for what only real connections show. Returns the address, `http://…`.
    pub async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async move {
            axum::serve(Connections::new(listener), service)
                .await
                .unwrap();
        });
        url
    }

    /// A call of the sandbox that succeeds; the answer's JSON, or null.
    pub async fn sandbox(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(&format!("/sandbox/{path}"), "", body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        if answer.text.is_empty() {
            Value::Null
        } else {
            answer.json()
        }
    }

    /// The sandbox's list, once it fulfils a condition; it is asked again whenever something changed.
    pub async fn until_shown(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let shown = self.get("/sandbox/links", "").await.json();
            if wanted(&shown) {
                return shown;
            }
            self.service
                .app
                .changes
                .after(shown["changes"].as_u64().unwrap())
                .await;
        }
    }
}

//! A Connect service in memory, called without a network.

use std::{
    cell::{Cell, RefCell},
    mem::ManuallyDrop,
    panic,
    sync::Once,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
};
use passage_connect::{config::Config, service::Service, store::Location};
use passage_web::wire::read_error;
use serde_json::{Value, json};
use simulated_page::json::Json;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

pub const API_KEY: &str = "sk_fuzz";

/// How many inputs a service gets before a new one replaces it, so that neither its database nor its clock grows without limit.
const INPUTS_EACH: u32 = 400;

/// The largest answer; a page of links is the largest that occurs.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

thread_local! {
    /// Never dropped: at the end of the thread, the things that its tasks need may be gone.
    static RUNNING: RefCell<ManuallyDrop<Option<Connect>>> = const { RefCell::new(ManuallyDrop::new(None)) };
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

/// A running service, and the runtime that runs its tasks while a call waits.
pub struct Connect {
    router: Router,
    pub service: Service,
    runtime: Runtime,
    inputs: u32,
}

/// An answer with its whole body.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// A link with an open session.
pub struct Claimed {
    pub link_id: String,
    pub code: String,
    pub session_id: String,
    pub token: String,
}

/// Calls a service that was started recently. A panic in one of its tasks counts as a panic of the input.
pub fn with_connect(input: impl FnOnce(&Connect)) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            PANICS.set(PANICS.get() + 1);
            before(info);
        }));
    });
    RUNNING.with_borrow_mut(|running| {
        running.take_if(|connect| connect.inputs >= INPUTS_EACH);
        let connect = running.get_or_insert_with(Connect::start);
        connect.inputs += 1;
        let panics = PANICS.get();
        input(connect);
        assert_eq!(PANICS.get(), panics, "a task of the service panicked");
    });
}

impl Connect {
    fn start() -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let service = runtime
            .block_on(Service::start(Config {
                database: Location::Memory,
                public_url: "http://127.0.0.1:8787".into(),
                api_keys: vec![API_KEY.into()],
                step_ms: 0,
                frame_ancestors: vec!["*".into()],
                private_webhooks: false,
                sandbox: true,
                seed: Some(7),
                wrong_codes_per_minute: 0,
                ..Config::default()
            }))
            .expect("a service");
        Self {
            router: service.router(),
            service,
            runtime,
            inputs: 0,
        }
    }

    /// Sends a request, and checks what must hold for every answer.
    pub fn call(&self, request: Request<Body>) -> Answer {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let answer = self.runtime.block_on(async {
            let answered = self.router.clone().oneshot(request).await;
            let (parts, body) = answered.unwrap_or_else(|never| match never {}).into_parts();
            let bytes = to_bytes(body, LARGEST_ANSWER).await.expect("a whole body");
            Answer {
                status: parts.status,
                headers: parts.headers,
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }
        });
        let what = format!("{method} {uri}: {} {}", answer.status, answer.text);
        assert!(!answer.status.is_server_error(), "{what}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(
                answer.headers.get(name),
                Some(&HeaderValue::from_static(value)),
                "{what}"
            );
        }
        // An answer to HEAD has no body.
        if answer.status.is_client_error() && method != Method::HEAD {
            let error = read_error(&answer.json());
            assert!(error.code.is_some() && error.message.is_some(), "{what}");
        }
        answer
    }

    /// Sends these bytes as a JSON body.
    pub fn post(&self, path: &str, bearer: &str, body: impl Into<Body>) -> Answer {
        let mut request = Request::new(body.into());
        *request.method_mut() = Method::POST;
        request.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        self.call(to(request, path, bearer))
    }

    pub fn get(&self, path: &str, bearer: &str) -> Answer {
        self.call(to(Request::new(Body::empty()), path, bearer))
    }

    /// A pending link: its id and claim code.
    pub fn link(&self) -> (String, String) {
        let body = json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read"
        });
        let created = self.post("/v1/links", API_KEY, body.to_string());
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        (created.word("linkId"), created.word("claimCode"))
    }

    /// A link whose session waits for the login.
    pub fn claimed(&self) -> Claimed {
        let (link_id, code) = self.link();
        let claimed = self.post("/link/claim", "", json!({ "code": code }).to_string());
        assert_eq!(claimed.status, StatusCode::OK, "{}", claimed.text);
        Claimed {
            link_id,
            code,
            session_id: claimed.word("sessionId"),
            token: claimed.word("clientToken"),
        }
    }
}

impl Answer {
    pub fn json(&self) -> Json {
        Json::read(self.text.as_bytes()).expect("an answer in JSON")
    }

    pub fn field(&self, name: &str) -> Value {
        self.json().0[name].take()
    }

    pub fn word(&self, name: &str) -> String {
        self.field(name).as_str().expect(name).to_owned()
    }
}

fn to(mut request: Request<Body>, path: &str, bearer: &str) -> Request<Body> {
    *request.uri_mut() = path.parse().expect("a path");
    if !bearer.is_empty() {
        let value = format!("Bearer {bearer}").parse().expect("a header");
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    request
}

//! One line of log for each request, and the headers that every answer has.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use data_encoding::HEXLOWER;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{error::DatabaseFailed, long_poll::Held};
use crate::{error::Error, state::App, traces};

/// Names a request, for a report to whoever runs the service.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// Logs the route's pattern, never the URL, which holds what the caller put there. The request's id is in the answer and in
/// every log line about it.
pub async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = match request_id() {
        Ok(id) => id,
        Err(error) => return Error::from(error).into_response(),
    };
    let span = tracing::error_span!("request", id);
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let trace = traces::request(method, route, &id, request.headers());
    let answered = async {
        let started = Instant::now();
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let took = started.elapsed();
        tracing::info!(
            method,
            route,
            status,
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        let extensions = response.extensions();
        let was_held = extensions.get::<Held>().is_some();
        let took = (!was_held).then_some(took);
        app.metrics.request(route, method, status, took);
        traces::answered(&trace, status);
        if extensions.get::<DatabaseFailed>().is_some() {
            app.metrics.database_failed("request");
        }
        response
    };
    let mut response = answered.instrument(span).instrument(trace.clone()).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Anybody can send a method that nobody has heard of.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

fn request_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes)?;
    Ok(format!("req_{}", HEXLOWER.encode(&bytes)))
}

/// Forbids sniffing, caching and referrers. A route that sets its own `Cache-Control` keeps it.
pub async fn safe_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

//! `/sandbox`: for developers, a page and calls that show all links, end them, advance the clock, and
//! make things go wrong. There only with `--sandbox`; claim codes are no part of it.

pub mod acts;
pub mod apply;
pub mod faults;
pub mod list;
mod page;

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::cors::{AllowOrigin, CorsLayer};
use url::{Host, Url};

use utoipa_axum::router::OpenApiRouter;

use super::bearer;
use crate::{error::Error, secrets::TEST, state::App};

/// All routes of the sandbox; none, if it is off.
pub fn router(app: &App) -> Router<App> {
    if !app.config.sandbox {
        return Router::new();
    }
    Router::new()
        .merge(page::router())
        .merge(described())
        .layer(from_fn_with_state(App::clone(app), own_page_only))
}

/// The calls of programs.
pub fn described() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(list::router())
        .merge(acts::router())
        .merge(faults::router())
}

/// For `/sandbox/v1/links`, where a page with a test key may create and read links as a backend does at `/v1/links`: the playground of the
/// guides has no backend. A live key is for backends alone.
pub fn pages_with_a_test_key() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|_, request| {
            // What comes before the request itself has no key yet.
            request.method == Method::OPTIONS
                || bearer::token(&request.headers).is_some_and(|key| key.starts_with(TEST))
        }))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .max_age(Duration::from_secs(86_400))
}

/// The sandbox has no login: without this check, any page open in the developer's browser could call it.
async fn own_page_only(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_foreign(request.headers(), &app.config.public_url) {
        return Error::Foreign.into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let Some(host) = headers.get(header::HOST).map(text) else {
        // A program that speaks HTTP/1.0, or a test: no browser.
        return false;
    };
    let public_host = Url::parse(public_url)
        .ok()
        .map(|url| url[url::Position::BeforeHost..url::Position::AfterPort].to_owned());
    // A name that was made to lead here (DNS rebinding) is neither.
    if Some(&host) != public_host.as_ref() && !is_loopback(&host) {
        return true;
    }
    let other_origin = headers.get(header::ORIGIN).map(text).is_some_and(|origin| {
        origin
            .split_once("://")
            .is_none_or(|(_, authority)| authority != host)
    });
    let other_site = headers
        .get("sec-fetch-site")
        .map(text)
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    // Following a link to the page is fine, whoever set it.
    let navigates = headers.get("sec-fetch-mode").map(text).as_deref() == Some("navigate");
    other_origin || (other_site && !navigates)
}

fn is_loopback(authority: &str) -> bool {
    Url::parse(&format!("http://{authority}")).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(headers: &[(&'static str, &str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    axum::http::HeaderName::from_static(name),
                    value.parse().unwrap(),
                )
            })
            .collect();
        is_foreign(&headers, "https://connect.example.test")
    }

    #[test]
    fn the_own_page_and_programs_may_other_sites_may_not() {
        assert!(!foreign(&[("host", "127.0.0.1:8787")]));
        assert!(!foreign(&[("host", "connect.example.test")]));
        let own = [
            ("host", "127.0.0.1:8787"),
            ("origin", "http://127.0.0.1:8787"),
        ];
        assert!(!foreign(&own));
        let link = [
            ("host", "127.0.0.1:8787"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ];
        assert!(!foreign(&link));

        let other_site = [("host", "127.0.0.1:8787"), ("origin", "https://evil.test")];
        assert!(foreign(&other_site));
        assert!(foreign(&[("host", "127.0.0.1:8787"), ("origin", "null")]));
        let other_port = [("host", "127.0.0.1:8787"), ("origin", "http://127.0.0.1:1")];
        assert!(foreign(&other_port));
        assert!(foreign(&[("host", "rebound.evil.test:8787")]));
        let no_cors = [
            ("host", "127.0.0.1:8787"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors"),
        ];
        assert!(foreign(&no_cors));
    }
}

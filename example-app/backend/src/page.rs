//! Serves the built page with its Content Security Policy.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::{Next, from_fn, map_response},
    response::Response,
};
use tower_http::services::{ServeDir, ServeFile};

/// The files of the page. An unknown address gets the page itself, an unknown file below `/assets` gets 404.
pub fn router(page: &Path, connect_origin: &str) -> Router {
    let policy = policy(connect_origin);
    Router::new()
        .nest_service("/assets", ServeDir::new(page.join("assets")))
        .fallback_service(ServeDir::new(page).fallback(ServeFile::new(page.join("index.html"))))
        .layer(from_fn(cache))
        .layer(map_response(move |mut response: Response| {
            let policy = policy.clone();
            async move {
                let headers = response.headers_mut();
                if let Some(policy) = policy {
                    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                }
                for (name, value) in [
                    ("x-content-type-options", "nosniff"),
                    ("referrer-policy", "strict-origin-when-cross-origin"),
                    ("cross-origin-opener-policy", "same-origin"),
                    (
                        "permissions-policy",
                        "camera=(), geolocation=(), microphone=()",
                    ),
                ] {
                    headers.insert(
                        HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    );
                }
                response
            }
        }))
}

/// The policy of a page that uses the package: it has to allow WebAssembly, requests to the service, and its frame.
fn policy(connect_origin: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {connect_origin}; \
         frame-src {connect_origin}; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    ))
    .ok()
}

/// Lets browsers keep the files below `/assets`, whose names contain a hash of their content. All other files may change.
async fn cache(request: Request, next: Next) -> Response {
    let is_hashed = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let value = if is_hashed && response.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

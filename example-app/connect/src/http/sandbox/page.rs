//! `GET /sandbox`: the page and its files, all of them in the binary.

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use include_dir::{Dir, include_dir};

use crate::{error::Error, http::body::Id, state::App};

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/sandbox");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sandbox", get(|| async { file("sandbox.html") }))
        .route(
            "/sandbox/assets/{*path}",
            get(|Id(path): Id| async move { file(&path) }),
        )
}

fn file(path: &str) -> Result<Response, Error> {
    let contents = FILES
        .get_file(path)
        .ok_or(Error::NotFound("There is no such file."))?
        .contents();
    let kind = match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => "application/octet-stream",
    };
    let mut response = contents.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    Ok(response)
}

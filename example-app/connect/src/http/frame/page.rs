//! `/clip/{sessionId}` and `/clip/assets/*`: the hosted frame's page and its files, all of them in the binary.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use include_dir::{Dir, include_dir};

use crate::{error::Error, http::body::Id, secrets, state::App};

static FRAME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/frame");

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new()
        .route("/clip/{session_id}", get(page))
        .route("/clip/assets/{*path}", get(asset))
}

/// The same page for every session: who it is for comes by `init`, or in the address behind `#`, which is not sent.
///
/// Under a link's id it is a page of its own (`appClipUrl` of a created link), which nobody may frame: its address is all that it takes
/// to begin, so a page around it could make a person press what they do not see.
async fn page(State(app): State<App>, Id(id): Id, headers: HeaderMap) -> Result<Response, Error> {
    let mut response = file("clip.html", &headers)?;
    let ancestors = if id.starts_with("ses_") {
        app.config.frame_ancestors.join(" ")
    } else {
        "'none'".to_owned()
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         frame-ancestors {ancestors}; base-uri 'none'; form-action 'none'"
    );
    let policy = HeaderValue::from_str(&policy)
        .map_err(|_| Error::Internal("the frame ancestors are no header value"))?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    );
    // A host that isolates itself (COEP) can embed the frame only if the frame does as well.
    headers.insert(
        HeaderName::from_static("cross-origin-embedder-policy"),
        HeaderValue::from_static("require-corp"),
    );
    Ok(response)
}

async fn asset(Id(path): Id, headers: HeaderMap) -> Result<Response, Error> {
    // The page has an address of its own; at this one it would be without its policy.
    if path.ends_with(".html") {
        return Err(Error::NotFound("There is no such file."));
    }
    file(&path, &headers)
}

/// A file of the table; nothing outside of it can be named.
fn file(path: &str, request: &HeaderMap) -> Result<Response, Error> {
    let contents = FRAME
        .get_file(path)
        .ok_or(Error::NotFound("There is no such file."))?
        .contents();
    let kind = match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
    let etag = format!(
        "\"{}\"",
        &data_encoding::HEXLOWER.encode(&secrets::hash_bytes(contents))[..16]
    );
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        contents.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // Kept, but asked about each time, so that a new release is never mixed with an old one.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}

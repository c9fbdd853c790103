//! Fuzzes whole requests: methods, paths, queries and headers, including those of the sandbox.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri},
};

use super::{
    bodies::put_in,
    connect::{API_KEY, with_connect},
};

/// A request as HTTP/1.1 writes it: a line with method and path, headers, an empty line, the body. `$KEY`, `$LINK`, `$CODE`,
/// `$SESSION` and `$TOKEN` stand for those of a link with an open session.
pub fn request(bytes: &[u8]) {
    with_connect(|connect| {
        let session = connect.claimed();
        let mut text = bytes.to_vec();
        for (name, value) in [
            ("$KEY", API_KEY),
            ("$LINK", &session.link_id),
            ("$CODE", &session.code),
            ("$SESSION", &session.session_id),
            ("$TOKEN", &session.token),
        ] {
            text = put_in(&text, name.as_bytes(), value.as_bytes());
        }
        let Some(request) = read(&text) else { return };
        // A service that shuts down holds no requests, so a request with `Prefer: wait` is answered at once.
        connect.service.close();
        connect.call(request);

        let cleared = connect.call(delete("/sandbox/faults"));
        assert_eq!(cleared.status, StatusCode::NO_CONTENT, "{}", cleared.text);
        let health = connect.get("/health", "");
        assert_eq!(health.status, StatusCode::OK, "{}", health.text);
    });
}

fn delete(path: &'static str) -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::DELETE;
    *request.uri_mut() = Uri::from_static(path);
    request
}

/// The request that the text describes, or `None` if it is not valid HTTP.
fn read(text: &[u8]) -> Option<Request<Body>> {
    let (head, body) = match text.windows(2).position(|pair| pair == b"\n\n") {
        Some(end) => (&text[..end], &text[end + 2..]),
        None => (text, [].as_slice()),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut words = lines.next()?.splitn(2, |byte| *byte == b' ');
    let mut request = Request::new(Body::from(body.to_vec()));
    *request.method_mut() = Method::from_bytes(words.next()?).ok()?;
    *request.uri_mut() = Uri::try_from(words.next()?).ok()?;
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
        request.headers_mut().append(name, value);
    }
    Some(request)
}

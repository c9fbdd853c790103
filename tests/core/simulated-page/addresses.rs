//! Judges whether a `returnUrl` may be followed, by how a browser would read the same text.
//!
//! The crate `url` follows the URL standard, as browsers do: leading spaces and control characters are dropped, tabs and line
//! breaks are dropped everywhere, schemes and hosts are lowered and decoded. If it reads another address than the package
//! did, the package's check has a hole.

use passage_web::return_url::{MAX_LENGTH, Target, target};
use url::{Host, Url};

/// Schemes that run code, read files or show foreign content.
pub const DANGEROUS: [&str; 9] = [
    "javascript",
    "data",
    "vbscript",
    "blob",
    "file",
    "about",
    "intent",
    "view-source",
    "filesystem",
];

/// Checks that a followed address is of the same kind to a browser, and never a dangerous one.
pub fn is_followed_safely(text: &str) {
    let Some(kind) = target(text) else { return };
    assert!(text.chars().count() <= MAX_LENGTH);
    assert!(!text.chars().any(|c| c.is_control() || c.is_whitespace()));
    // A browser refuses an address that it cannot read, and stays on the page.
    let Ok(url) = Url::parse(text) else { return };
    assert!(!DANGEROUS.contains(&url.scheme()), "{text:?} is {url}");
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{text:?} is {url}"
    );
    let typed = text.split(':').next().unwrap_or_default();
    assert_eq!(url.scheme(), typed.to_ascii_lowercase(), "{text:?}");
    let web = match url.scheme() {
        "https" => url.has_host(),
        "http" => match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        },
        _ => false,
    };
    assert_eq!(web, kind == Target::Web, "{text:?} is {url}");
}

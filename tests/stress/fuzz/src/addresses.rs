//! Addresses that a person may be sent to.

use passage_connect::return_url::with_link_id;
use passage_web::return_url::{MAX_LENGTH, Target, target};
use url::{Host, Url};

/// Schemes that run code, read files or show foreign content.
const DANGEROUS: [&str; 9] = [
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

const LINK_ID: &str = "link_3f9a1c5e7b2d4860a1c3e5f708192a3b";

/// `returnUrl`, as the package and the service see it.
pub fn return_url(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(kind) = target(&text) {
        is_what_it_seems(&text, kind);
    }
    // What the service keeps, the package follows: else a link has an address that leads nowhere.
    if let Ok(kept) = with_link_id(&text, LINK_ID) {
        let kind = target(&kept);
        assert!(kind.is_some(), "{text:?} was kept as {kept:?}");
        assert!(
            kept.contains(&format!("linkId={LINK_ID}")),
            "{text:?} was kept as {kept:?}"
        );
        assert_eq!(
            Url::parse(&kept).map(String::from).as_deref(),
            Ok(kept.as_str()),
            "what is kept parses to itself"
        );
    }
}

/// Whatever is followed is, to a browser, an address of the same kind: the crate `url` follows the standard that
/// browsers follow. Where it reads another address than `target` did, the check has a hole.
fn is_what_it_seems(text: &str, kind: Target) {
    assert!(text.chars().count() <= MAX_LENGTH);
    assert!(!text.chars().any(|c| c.is_control() || c.is_whitespace()));
    // A browser will refuse it and stay: no harm.
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

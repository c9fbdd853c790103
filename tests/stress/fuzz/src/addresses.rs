//! Fuzzes the addresses to which the package may send a person.

use passage_connect::return_url::with_link_id;
use passage_web::return_url::target;
use simulated_page::addresses::is_followed_safely;
use url::Url;

const LINK_ID: &str = "link_3f9a1c5e7b2d4860a1c3e5f708192a3b";

/// Compares how the package and the service judge a `returnUrl`.
pub fn return_url(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    is_followed_safely(&text);
    // The package must follow every address that the service accepts; otherwise a link could have one that leads nowhere.
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

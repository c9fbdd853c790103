//! Addresses that a person may be sent to.

use passage_connect::return_url::with_link_id;
use passage_web::return_url::target;
use simulated_page::addresses::is_followed_safely;
use url::Url;

const LINK_ID: &str = "link_3f9a1c5e7b2d4860a1c3e5f708192a3b";

/// `returnUrl`, as the package and the service see it.
pub fn return_url(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    is_followed_safely(&text);
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

//! Where the person may be sent afterwards: the contract's rules for `returnUrl`.

use std::net::Ipv4Addr;

use url::{Host, Url, form_urlencoded};

/// Longer addresses are refused, with the link's id in them.
const LONGEST: usize = 2_048;

/// Schemes that run, show, read or call something instead of leading back to an app.
const DANGEROUS: &[&str] = &[
    // Of the platform.
    "about",
    "blob",
    "cid",
    "data",
    "feed",
    "file",
    "filesystem",
    "jar",
    "javascript",
    "mid",
    "pcast",
    "urn",
    "vbscript",
    "view-source",
    "wyciwyg",
    // Of browsers and their extensions.
    "brave",
    "chrome",
    "chrome-devtools",
    "chrome-extension",
    "chrome-search",
    "chrome-untrusted",
    "devtools",
    "edge",
    "moz-extension",
    "moz-icon",
    "opera",
    "resource",
    "safari-extension",
    "safari-web-extension",
    "vivaldi",
    // Of operating systems, which open a program of their own.
    "android-app",
    "content",
    "help",
    "intent",
    "itms",
    "itms-apps",
    "itms-services",
    "market",
    "prefs",
    "search",
    "search-ms",
    "shell",
    "x-apple.systempreferences",
    // Of calls, messages and other protocols.
    "callto",
    "facetime",
    "facetime-audio",
    "ftp",
    "ftps",
    "gopher",
    "ldap",
    "ldaps",
    "mailto",
    "mms",
    "nfs",
    "sftp",
    "sip",
    "sms",
    "smsto",
    "ssh",
    "tel",
    "telnet",
];

/// Windows has one for each of its settings and programs.
const DANGEROUS_BEGINNING: &str = "ms-";

/// The address with `linkId` appended, or what is wrong with it.
///
/// The scheme is looked at after parsing, without a base, as a browser would: that sees through
/// case, white space and control characters.
pub fn with_link_id(text: &str, link_id: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) || text.trim() != text {
        return Err("must not contain control characters or surrounding white space");
    }
    let mut url = Url::parse(text).map_err(|_| "must be an absolute URL")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain credentials");
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err("must use https; http is for loopback hosts only"),
        scheme
            if DANGEROUS.contains(&scheme)
                || scheme.starts_with(DANGEROUS_BEGINNING)
                || matches!(scheme, "smb" | "ws" | "wss" | "webcal") =>
        {
            return Err("must use https or a custom app scheme");
        }
        _ => {}
    }
    remove_link_id(&mut url);
    url.query_pairs_mut().append_pair("linkId", link_id);
    // The parser leaves them as they are in an app's own address and behind `?` and `#`; the package follows no such address.
    if url
        .as_str()
        .contains(|c: char| c.is_whitespace() || c == '\\')
    {
        return Err("must not contain backslashes, or white space that is not encoded");
    }
    if url.as_str().len() > LONGEST {
        return Err("must not be longer than 2048 characters");
    }
    Ok(url.into())
}

/// Takes out any `linkId` that was there, which the page would read in place of ours. The rest of the query stays as it is.
fn remove_link_id(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let is_other =
        |pair: &&str| form_urlencoded::parse(pair.as_bytes()).all(|(name, _)| name != "linkId");
    let others: Vec<&str> = query.split('&').filter(is_other).collect();
    if others.len() < query.split('&').count() {
        let others = others.join("&");
        url.set_query(Some(others.as_str()).filter(|query| !query.is_empty()));
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => Ipv4Addr::is_loopback(&ip),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(text: &str) -> Result<String, &'static str> {
        with_link_id(text, "link_1")
    }

    #[test]
    fn the_link_id_is_appended_and_query_and_fragment_are_kept() {
        for (given, expected) in [
            (
                "https://a.example/done",
                "https://a.example/done?linkId=link_1",
            ),
            (
                "https://a.example/done?x=1&y=a%20b#top",
                "https://a.example/done?x=1&y=a%20b&linkId=link_1#top",
            ),
            ("https://a.example", "https://a.example/?linkId=link_1"),
            ("myapp://callback", "myapp://callback?linkId=link_1"),
            ("myapp:callback?x=1#f", "myapp:callback?x=1&linkId=link_1#f"),
            (
                "com.example.app:/done",
                "com.example.app:/done?linkId=link_1",
            ),
            (
                "http://localhost:4173/done",
                "http://localhost:4173/done?linkId=link_1",
            ),
            ("http://127.9.9.9/", "http://127.9.9.9/?linkId=link_1"),
            ("http://[::1]:8080/", "http://[::1]:8080/?linkId=link_1"),
        ] {
            assert_eq!(to(given).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn there_is_one_link_id_and_it_is_ours() {
        for (given, expected) in [
            (
                "https://a.example/?linkId=x",
                "https://a.example/?linkId=link_1",
            ),
            (
                "https://a.example/?a=1&linkId=x&b=%20&linkId=y&linkid=z#linkId=x",
                "https://a.example/?a=1&b=%20&linkid=z&linkId=link_1#linkId=x",
            ),
            (
                "myapp:done?link%49d=x&&flag",
                "myapp:done?&flag&linkId=link_1",
            ),
        ] {
            assert_eq!(to(given).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn dangerous_schemes_are_refused_in_every_disguise() {
        for given in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:https://a.example/1",
            "file:///etc/passwd",
            "about:blank",
            "intent://x#Intent;end",
            "view-source:https://a.example/",
            "ftp://a.example/",
            "wss://a.example/",
            "mailto:a@a.example",
            "filesystem:https://a.example/t",
            "chrome://settings",
            "resource://gre/",
            "content://com.android.contacts/",
            "jar:https://a.example/x!/",
            "feed:javascript:alert(1)",
            "ms-settings:privacy",
            "ms-word:ofe|u|https://a.example/x.docx",
            "tel:+15550100",
            "TEL:+15550100",
            "moz-extension://x/",
            "smb://a.example/x",
        ] {
            assert!(to(given).is_err(), "{given:?}");
        }
    }

    #[test]
    fn what_is_not_an_absolute_address_of_ones_own_is_refused() {
        for given in [
            "",
            "/done",
            "done",
            "//a.example/done",
            "?x",
            "https://",
            "http://a.example/",
            "http://127.0.0.1.a.example/",
            "http://localhost.a.example/",
            "https://user@a.example/",
            "https://user:pass@a.example/",
            "https://a.example/\u{0}",
            "https://a.example/\r\nX: y",
        ] {
            assert!(to(given).is_err(), "{given:?}");
        }
    }

    #[test]
    fn what_the_package_would_not_follow_is_refused() {
        for given in [
            "myapp:call back",
            "myapp://a\\b",
            "https://a.example/?x=\\",
            "https://a.example/#\\",
        ] {
            assert!(to(given).is_err(), "{given:?}");
        }
        let encoded = to("https://a.example/a b?c d");
        assert_eq!(
            encoded.as_deref(),
            Ok("https://a.example/a%20b?c%20d&linkId=link_1")
        );
    }

    #[test]
    fn the_limit_counts_the_appended_id() {
        let tail = "?linkId=link_1".len();
        let fits = format!("https://a.example/{}", "x".repeat(LONGEST - 18 - tail));
        assert_eq!(to(&fits).map(|url| url.len()), Ok(LONGEST));
        assert!(to(&format!("{fits}x")).is_err());
    }
}

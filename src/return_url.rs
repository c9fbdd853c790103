//! Which `returnUrl` a page may be sent to.

/// Schemes that run code, show foreign content under the page's name, or start what the person did not ask for.
const NEVER: [&str; 13] = [
    "javascript",
    "data",
    "vbscript",
    "blob",
    "file",
    "about",
    "intent",
    "view-source",
    "filesystem",
    "ftp",
    "ws",
    "wss",
    "mailto",
];

/// The longest address that is followed, in characters.
pub const MAX_LENGTH: usize = 2_048;

/// How the navigation to an address behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `https:`, or `http:` on this machine: the browser always follows it.
    Web,
    /// An app's own scheme: a browser may refuse it without a recent click, and tells nobody.
    App,
}

/// Decides whether `url` may be followed, by its own text alone: no base, so nothing relative can slip through.
///
/// Browsers strip white space and control characters before they parse, and lower the case of the scheme, so that
/// `java\nscript:` runs. Refusing every such character and comparing in lower case leaves no second reading of the text.
#[must_use]
pub fn target(url: &str) -> Option<Target> {
    if url.chars().count() > MAX_LENGTH
        || url
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return None;
    }
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let mut letters = scheme.bytes();
    let named = letters.next().is_some_and(|b| b.is_ascii_lowercase())
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !named || NEVER.contains(&scheme.as_str()) {
        return None;
    }
    let authority = rest
        .strip_prefix("//")
        .map(|r| r.split(['/', '?', '#']).next().unwrap_or(""));
    if authority.is_some_and(|a| a.contains('@')) {
        return None;
    }
    match (scheme.as_str(), authority) {
        ("https", Some(authority)) => {
            (!authority.is_empty() && !authority.starts_with(':')).then_some(Target::Web)
        }
        ("http", Some(authority)) => is_loopback(authority).then_some(Target::Web),
        ("https" | "http", None) => None,
        _ => (!rest.is_empty()).then_some(Target::App),
    }
}

fn is_loopback(authority: &str) -> bool {
    let authority = authority.to_ascii_lowercase();
    if let Some(rest) = authority.strip_prefix("[::1]") {
        return rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
    }
    let (host, port) = authority.split_once(':').unwrap_or((&authority, "0"));
    is_port(port) && (host == "localhost" || host.ends_with(".localhost") || is_loopback_v4(host))
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Four plain decimal parts that start with 127: other spellings of an address are not guessed at.
fn is_loopback_v4(host: &str) -> bool {
    let mut parts = host.split('.');
    parts.next() == Some("127")
        && parts.clone().count() == 3
        && parts.all(|p| {
            !p.is_empty()
                && p.len() <= 3
                && p.parse::<u8>().is_ok()
                && (p.len() == 1 || !p.starts_with('0'))
        })
}

#[cfg(test)]
mod tests {
    use super::{Target, target};

    #[test]
    fn web_addresses_and_app_schemes_are_followed() {
        for url in [
            "https://shop.example/done?linkId=link_1#top",
            "HTTPS://shop.example",
            "http://localhost:3000/x",
            "http://127.0.0.1/",
            "http://127.4.5.6:80",
            "http://[::1]:8080/",
            "http://app.localhost/",
        ] {
            assert_eq!(target(url), Some(Target::Web), "{url}");
        }
        for url in [
            "myapp://done?linkId=link_1",
            "com.example.app:/done",
            "my-app+x:done",
        ] {
            assert_eq!(target(url), Some(Target::App), "{url}");
        }
    }

    #[test]
    fn dangerous_schemes_are_never_followed_in_any_disguise() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "\u{a0}javascript:alert(1)",
            "javascript\u{0}:alert(1)",
            "javascript%3Aalert(1)",
            "data:text/html,x",
            "DATA:text/html,x",
            "vbscript:x",
            "blob:https://a.example/1",
            "file:///etc/passwd",
            "about:blank",
            "intent://x#Intent;end",
            "view-source:https://a.example",
            "filesystem:https://a.example/t",
            "javascript://shop.example/%0aalert(1)",
            "ja\u{ad}vascript:alert(1)",
        ] {
            assert_eq!(target(url), None, "{url:?}");
        }
    }

    #[test]
    fn relative_credentialed_foreign_and_oversized_addresses_are_refused() {
        let long = format!("https://shop.example/{}", "a".repeat(2_048));
        for url in [
            "",
            "/done",
            "//evil.example",
            "done",
            "?a",
            "#a",
            ":",
            "1a:x",
            "https:shop.example",
            "https:/shop.example",
            "https://",
            "https://:80",
            "https:\\\\evil.example",
            "https://user@shop.example",
            "https://user:pw@shop.example/",
            "https://shop.example\\@evil.example",
            "http://shop.example/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example",
            "http://127.1/",
            "http://0x7f.0.0.1/",
            "http://127.0.0.01/",
            "http://127.0.0.256/",
            "http://[::2]/",
            "http://[::1]evil.example/",
            "http://localhost@evil.example/",
            "http://localhost:80x/",
            "http://evil.example#localhost",
            "myapp:",
            "myapp://user@x",
            &long,
        ] {
            assert_eq!(target(url), None, "{url:?}");
        }
        let longest = format!("https://shop.example/{}", "a".repeat(2_048 - 21));
        assert_eq!(target(&longest), Some(Target::Web));
    }
}

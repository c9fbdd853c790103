//! Decides which `returnUrl` a page may navigate to.

/// Never followed: they run code, show foreign content under the page's name, or start something the person did not ask for. In one
/// text, which is smaller than a list.
const FORBIDDEN_SCHEMES: &[u8] = b"javascript data vbscript blob file about intent view-source filesystem jar feed cid \
    resource content edge brave opera devtools ftp ws wss mailto tel sms facetime market help search shell android-app";

/// The same, for all schemes that begin so: those of browsers, of extensions, and of programs of the operating system.
const FORBIDDEN_BEGINNINGS: &[u8] = b"chrome moz- safari- ms- itms";

/// The longest address that is followed, in characters.
pub const MAX_LENGTH: usize = 2_048;

/// How the navigation to an address behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `https:`, or `http:` on this machine: the browser always follows it.
    Web,
    /// An app's own scheme: without a recent click a browser may refuse it, and reports nothing.
    App,
}

/// How `url` is followed; `None` if it must not be. It is parsed without a base, so a relative address is refused.
///
/// Browsers strip white space and control characters before they parse, and lower the case of the scheme, so that
/// `java\nscript:` runs. Refusing every such character and comparing in lower case makes sure that both parse the same address.
#[must_use]
pub fn target(url: &str) -> Option<Target> {
    let unclean = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let mut length = 0;
    for c in url.chars() {
        length += 1;
        if unclean(c) || length > MAX_LENGTH {
            return None;
        }
    }
    // Schemes and hosts are case-insensitive.
    let url = url.to_ascii_lowercase();
    let (scheme, rest) = split_at_byte(url.as_bytes(), b":")?;
    let named = scheme.first()?.is_ascii_lowercase()
        && scheme
            .iter()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.'));
    if !named
        || words(FORBIDDEN_SCHEMES).any(|name| name == scheme)
        || words(FORBIDDEN_BEGINNINGS).any(|name| scheme.starts_with(name))
    {
        return None;
    }
    let authority = rest
        .strip_prefix(b"//")
        .map(|rest| split_at_byte(rest, b"/?#").map_or(rest, |(authority, _)| authority));
    if authority.is_some_and(|authority| split_at_byte(authority, b"@").is_some()) {
        return None;
    }
    let (follow, target) = match scheme {
        b"https" => (!matches!(authority?, [] | [b':', ..]), Target::Web),
        b"http" => (is_loopback(authority?), Target::Web),
        _ => (!rest.is_empty(), Target::App),
    };
    follow.then_some(target)
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b' ')
}

/// The parts before and after the first byte that is one of `any_of`.
#[inline(never)]
fn split_at_byte<'a>(text: &'a [u8], any_of: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    // Not `contains`: the standard library's search is built for long texts, and is far more code.
    let at = text
        .iter()
        .position(|byte| any_of.iter().any(|other| other == byte))?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn is_loopback(authority: &[u8]) -> bool {
    // An IPv6 address contains colons, so it comes before the split at the port's colon.
    if let Some(rest) = authority.strip_prefix(b"[::1]") {
        return rest.is_empty() || rest.strip_prefix(b":").is_some_and(is_port);
    }
    let (host, port) = split_at_byte(authority, b":").unwrap_or((authority, b""));
    is_port(port) && (host == b"localhost" || host.ends_with(b".localhost") || is_loopback_v4(host))
}

fn is_port(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// Whether `host` is 127.x.y.z in plain decimal. Any other spelling of an address is refused.
fn is_loopback_v4(host: &[u8]) -> bool {
    let plain = |part: &[u8]| match part {
        [digit] => digit.is_ascii_digit(),
        [b'1'..=b'9', rest @ ..] => {
            is_port(rest) && (part.len() == 2 || part.len() == 3 && *part <= b"255"[..])
        }
        _ => false,
    };
    let mut parts = host.split(|byte| *byte == b'.');
    parts.next() == Some(b"127") && parts.clone().count() == 3 && parts.all(plain)
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
            "http://127.10.99.1/",
            "http://127.100.199.255/",
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
            "chrome://settings",
            "chrome-extension://abc/page.html",
            "moz-extension://abc/page.html",
            "resource://gre/modules",
            "content://com.example/1",
            "jar:https://a.example/a.jar!/x",
            "feed:javascript:alert(1)",
            "ms-settings:privacy",
            "tel:+123456",
            "sms:+123456",
            "itms-services://?action=download-manifest",
            "javascript://shop.example/%0aalert(1)",
            "ja\u{ad}vascript:alert(1)",
        ] {
            assert_eq!(target(url), None, "{url:?}");
        }
    }

    #[test]
    fn nothing_unclean_is_followed_anywhere_in_an_address() {
        assert!(target("https://shop.example/done").is_some());
        for c in [
            '\u{1}', '\u{7f}', '\u{85}', '\n', '\t', ' ', '\u{a0}', '\u{2028}', '\\',
        ] {
            let url = format!("https://shop.example/do{c}ne");
            assert_eq!(target(&url), None, "{url:?}");
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
            "http://127.0.1000.1/",
            "http://127.0.0.1a/",
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

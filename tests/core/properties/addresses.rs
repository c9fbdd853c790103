//! Which `returnUrl` is followed, compared with what a browser would make of the same text.

use passage_web::return_url::{Target, target};
use proptest::prelude::*;
use simulated_page::addresses::{DANGEROUS, is_followed_safely};

/// Inserts a character somewhere, or percent-encodes one, or changes its case.
fn disguised(text: String, at: usize, how: u8, c: char) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    if chars.is_empty() {
        return text;
    }
    let at = at % chars.len();
    match how % 4 {
        0 => chars.insert(at, c),
        1 => chars[at] = c,
        2 if chars[at].is_ascii_uppercase() => chars[at] = chars[at].to_ascii_lowercase(),
        2 => chars[at] = chars[at].to_ascii_uppercase(),
        _ => {
            let code = format!("%{:02x}", u32::from(chars[at]) & 0xff);
            chars.splice(at..=at, code.chars());
        }
    }
    chars.into_iter().collect()
}

fn sly_char() -> impl Strategy<Value = char> {
    prop_oneof![
        prop::sample::select(
            &[
                '\t', '\n', '\r', ' ', '\0', '\u{a0}', '\u{ad}', '\u{200b}', '\u{feff}', '\\', '/',
                '@', ':', '#', '?', '.', '%', '[', ']', '。', '１'
            ][..]
        ),
        any::<char>(),
    ]
}

fn address() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(
        &[
            "https",
            "http",
            "HTTPS",
            "hTTp",
            "myapp",
            "com.example.app",
            "javascript",
            "data",
            "blob",
            "about",
            "file",
            "view-source",
            "intent",
            "ws",
            "",
            "1x",
        ][..],
    );
    let slashes = prop::sample::select(&["://", ":", ":/", ":///", "//", ":\\\\", "%3a//"][..]);
    let host = prop::sample::select(
        &[
            "shop.example",
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "127.0.0.01",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[0:0:0:0:0:0:0:1]",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "user@shop.example",
            "localhost@evil.example",
            "evil.example#localhost",
            "ＬＯＣＡＬＨＯＳＴ",
            "",
            "%6cocalhost",
        ][..],
    );
    let rest = prop::sample::select(
        &[
            "",
            "/",
            "/done?linkId=link_1#top",
            ":80",
            ":80/",
            ":99999",
            ":x",
            "?a=b",
            "\\@evil.example",
            "/a b",
            "//x",
        ][..],
    );
    (scheme, slashes, host, rest).prop_map(|(a, b, c, d)| [a, b, c, d].concat())
}

proptest! {
    #![proptest_config(crate::cases(20_000))]

    #[test]
    fn any_text(text in any::<String>()) {
        is_followed_safely(&text);
    }

    #[test]
    fn any_address(text in address()) {
        is_followed_safely(&text);
    }

    #[test]
    fn an_address_in_disguise(text in address(), at in any::<usize>(), how in any::<u8>(), c in sly_char()) {
        is_followed_safely(&disguised(text, at, how, c));
    }

    #[test]
    fn a_dangerous_scheme_in_disguise(
        scheme in prop::sample::select(&DANGEROUS[..]), rest in "[!-~]{0,20}",
        at in 0_usize..12, how in any::<u8>(), c in sly_char(),
    ) {
        let text = format!("{scheme}:{rest}");
        prop_assert_eq!(target(&text), None);
        is_followed_safely(&disguised(text, at, how, c));
    }

    /// No browser and no app has to guess what a space, a control character or a backslash means.
    #[test]
    fn an_unclean_character_anywhere_is_refused(
        c in prop_oneof![
            Just('\\'), Just(' '), Just('\u{3000}'), prop::char::range('\0', ' '), prop::char::range('\u{7f}', '\u{a0}'),
        ],
        app in any::<bool>(), at in 0_usize..40,
    ) {
        let mut text = if app { "my-app" } else { "https" }.to_owned() + "://shop.example/done?linkId=link_1#top";
        text.insert(at, c);
        prop_assert_eq!(target(&text), None, "{:?}", text);
    }

    #[test]
    fn what_a_service_stores_is_followed(
        host in "[a-z]{1,20}\\.example", path in "[a-z0-9/]{0,20}", query in "[a-zA-Z0-9=&_-]{0,20}",
    ) {
        let text = format!("https://{host}/{path}?{query}");
        prop_assert_eq!(target(&text), Some(Target::Web));
        let text = format!("my-app.x+1://{host}/{path}?{query}");
        prop_assert_eq!(target(&text), Some(Target::App));
    }
}

//! The readers of JSON and headers from outside: no input makes them panic, and no value beyond the limits passes.

use crate::json::{any_json, any_text};
use passage_web::{
    retry_after::retry_after_ms,
    wire::{
        Answer, Claimed, FrameMessage, Head, applies_wait, read_claimed, read_error,
        read_frame_message,
    },
};
use proptest::prelude::*;
use serde_json::json;
use simulated_page::{
    json::Json,
    readers::{self, EXACT},
};

proptest! {
    #![proptest_config(crate::cases(2_000))]

    #[test]
    fn a_claim_is_read_within_its_limits_or_not_at_all(body in any_json()) {
        readers::claim(&body);
    }

    #[test]
    fn a_status_is_read_within_its_limits_or_not_at_all(body in any_json()) {
        readers::status(&body);
    }

    #[test]
    fn an_error_is_read_within_its_limits(body in any_json()) {
        readers::error(&body);
    }

    #[test]
    fn a_frame_message_is_read_within_its_limits_or_not_at_all(data in any_json()) {
        readers::frame_message(&data);
    }

    #[test]
    fn a_whole_claim_is_read_as_it_is(
        link in "[!-~]{1,128}", session in "[!-~]{1,128}", token in "[!-~]{1,300}",
        path in "[a-z/]{0,40}", expires in 0..EXACT,
    ) {
        let url = format!("https://clip.example/{path}");
        let body = json!({
            "linkId": link, "sessionId": session, "clientToken": token, "appClipUrl": url, "expiresAt": expires,
        });
        let claimed = read_claimed(&Json(body)).unwrap();
        prop_assert_eq!(claimed.link_id, link);
        prop_assert_eq!(claimed.session_id, session);
        prop_assert_eq!(claimed.client_token.reveal(), token);
        prop_assert_eq!(claimed.frame_url, url);
        prop_assert_eq!(claimed.expires_at_ms, Some(expires));
    }

    /// Status, body and reader together decide the kind of answer, and always decide exactly one.
    #[test]
    fn an_answer_is_what_its_status_says(
        status in any::<u16>(), waited in any::<bool>(), etag in prop::option::of(any_text()),
        retry in prop::option::of(any::<u64>()), body in prop::option::of(any_json()),
    ) {
        let head = Head { status, etag: etag.clone(), waited, retry_after_ms: retry, request_id: None };
        let readable = body.as_ref().and_then(read_claimed);
        let expected = match status {
            200..=299 => readable.map_or(Answer::Unreadable, |body| Answer::Ok { body, etag, waited }),
            304 => Answer::NotModified { waited },
            status => Answer::Refused {
                status,
                error: body.as_ref().map(read_error).unwrap_or_default(),
                retry_after_ms: retry,
            },
        };
        let answer: Answer<Claimed> = Answer::new(head, body.as_ref(), read_claimed);
        prop_assert_eq!(answer, expected);
    }

    #[test]
    fn retry_after_reads_any_text_without_a_panic(text in any_text(), wall_ms in any::<u64>()) {
        let _ = retry_after_ms(&text, wall_ms);
        let _ = applies_wait(&text);
    }

    #[test]
    fn retry_after_in_seconds(seconds in 0..u64::MAX / 1_000, wall_ms in any::<u64>()) {
        prop_assert_eq!(retry_after_ms(&seconds.to_string(), wall_ms), Some(seconds * 1_000));
    }

    /// Compared with a calculation that counts the days one by one.
    #[test]
    fn retry_after_as_a_date(days in 0_u64..60_000, second in 0_u64..86_400, ahead_s in 0_u64..1_000_000) {
        let at_ms = (days * 86_400 + second) * 1_000;
        let date = http_date(days, second);
        let now_ms = at_ms.saturating_sub(ahead_s * 1_000);
        prop_assert_eq!(retry_after_ms(&date, now_ms), Some(at_ms - now_ms), "{}", date);
        prop_assert_eq!(retry_after_ms(&date, at_ms + 1 + ahead_s), Some(0));
    }

    #[test]
    fn a_damaged_date_is_not_understood(at in 5_usize..29, c in "[^0-9 ]") {
        let mut date = "Sun, 06 Nov 1994 08:49:37 GMT".to_owned();
        date.replace_range(at..=at, &c);
        prop_assume!(date != "Sun, 06 Nov 1994 08:49:37 GMT");
        prop_assert_eq!(retry_after_ms(&date, 0), None, "{}", date);
    }
}

fn http_date(days: u64, second: u64) -> String {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (mut year, mut month, mut left) = (1970, 0, days);
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let february = 28 + u64::from(leap);
        let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        if left < lengths[month] {
            break;
        }
        left -= lengths[month];
        month += 1;
        if month == 12 {
            (year, month) = (year + 1, 0);
        }
    }
    format!(
        "{}, {:02} {} {year} {:02}:{:02}:{:02} GMT",
        WEEKDAYS[(days % 7) as usize],
        left + 1,
        MONTHS[month],
        second / 3_600,
        second / 60 % 60,
        second % 60,
    )
}

#[test]
fn the_limits_are_exact() {
    let claim = |name: &str, text: String| {
        let mut body = json!({ "linkId": "l", "sessionId": "s", "clientToken": "t", "appClipUrl": "http://x" });
        body[name] = text.into();
        read_claimed(&Json(body)).is_some()
    };
    for (name, longest) in [("linkId", 128), ("sessionId", 128), ("clientToken", 8_192)] {
        assert!(claim(name, "x".repeat(longest)), "{name}");
        assert!(!claim(name, "x".repeat(longest + 1)), "{name}");
        assert!(!claim(name, String::new()), "{name}");
    }
    let url = |length: usize| format!("http://{}", "x".repeat(length - 7));
    assert!(claim("appClipUrl", url(8_192)));
    assert!(!claim("appClipUrl", url(8_193)));
    for url in [
        "javascript:alert(1)",
        "HTTP://x",
        "ftp://x",
        "//x",
        "/x",
        "http:/x",
        "https:x",
        " http://x",
    ] {
        assert!(!claim("appClipUrl", url.into()), "{url}");
    }

    let step = |length: usize| {
        read_frame_message(&Json(
            json!({ "passage": 1, "type": "progress", "step": "x".repeat(length) }),
        ))
    };
    assert!(step(64).is_some());
    assert!(step(65).is_none());
    assert!(step(0).is_none());

    let message = |text: &str| read_error(&Json(json!({ "error": text }))).message;
    assert_eq!(message(&"é".repeat(301)), Some("é".repeat(300)));
    assert_eq!(message("one\ntwo\u{1b}[0m").as_deref(), Some("one two [0m"));
    assert_eq!(message(" \n "), None);

    let expires = |at: serde_json::Value| {
        read_claimed(&Json(json!({ "linkId": "l", "sessionId": "s", "clientToken": "t", "appClipUrl": "http://x", "expiresAt": at })))
            .unwrap()
            .expires_at_ms
    };
    assert_eq!(expires(json!(0)), Some(0));
    assert_eq!(expires(json!(EXACT - 1)), Some(EXACT - 1));
    assert_eq!(expires(json!(EXACT)), None);
    assert_eq!(expires(json!(-1)), None);
    assert_eq!(expires(json!("1")), None);
}

#[test]
fn every_frame_message_is_read_in_version_1_alone() {
    let read = |passage: serde_json::Value, kind: &str| {
        read_frame_message(&Json(
            json!({ "passage": passage, "type": kind, "step": "signing_in" }),
        ))
    };
    let step = "signing_in".to_owned();
    for (kind, message) in [
        ("ready", FrameMessage::Ready),
        ("close", FrameMessage::Close),
        ("progress", FrameMessage::Progress { step }),
        ("changed", FrameMessage::Changed),
        ("pong", FrameMessage::Pong),
        ("atStake", FrameMessage::AtStake(false)),
        ("handedOver", FrameMessage::HandedOver(true)),
        ("takenBack", FrameMessage::HandedOver(false)),
    ] {
        assert_eq!(read(json!(1), kind), Some(message), "{kind}");
        assert_eq!(read(json!(2), kind), None, "{kind}");
        assert_eq!(read(json!("1"), kind), None, "{kind}");
    }
    assert_eq!(read(json!(1), "Ready"), None);
}

#[test]
fn a_preference_is_applied_when_its_name_says_so() {
    for header in [
        "wait=25",
        "WAIT=25",
        "respond-async, wait=10",
        "wait",
        "a=b; wait=1",
        " wait =5",
    ] {
        assert!(applies_wait(header), "{header}");
    }
    for header in ["", "respond-async", "waits=5", "a=wait", "no wait=5"] {
        assert!(!applies_wait(header), "{header}");
    }
}

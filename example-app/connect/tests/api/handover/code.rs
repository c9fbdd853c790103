//! The one-time code of a hand-over: where it stands, how long it is good and for whom, and what it opens.

use axum::http::StatusCode;
use passage_connect::config::Config;
use serde_json::json;

use super::{claimed, handed_over, offer, offered, redeem, redeem_request, redeemed, take_back};
use crate::{
    database::Database,
    support::{Answer, Connect, Session, config, json_request, text},
};

#[tokio::test]
async fn the_code_is_in_the_fragment_of_an_address_that_the_qr_code_shows() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let answer = offer(&connect, &computer).await.json();
    let address = text(&answer["address"]);
    let (page, code) = address.split_once('#').unwrap();
    assert_eq!(
        page,
        format!("{}/clip/{}", crate::support::PUBLIC_URL, computer.id)
    );
    assert_eq!((code.len(), &code[..4]), (36, "hnd_"));
    assert_eq!(answer["expiresInMs"], 120_000);
    let wanted = qrcodegen::QrCode::encode_text(&address, qrcodegen::QrCodeEcc::Medium).unwrap();
    let size = wanted.size();
    assert_eq!(answer["qr"]["size"], size);
    let mut dark = 0;
    for run in text(&answer["qr"]["path"]).split_terminator('z') {
        let (at, rest) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
        let width: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
        assert!((x..x + width).all(|x| wanted.get_module(x, y)), "{run}");
        dark += width;
    }
    let modules = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let all = modules.filter(|(x, y)| wanted.get_module(*x, *y)).count();
    assert_eq!(usize::try_from(dark).unwrap(), all);
}

#[tokio::test]
async fn a_code_is_good_for_two_minutes_and_for_one_device() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let late = offered(&connect, &computer).await;
    connect.advance_s(120);
    let answer = redeem(&connect, &computer, &late, "phone").await;
    answer.is_frame_error(StatusCode::GONE, "HANDOVER_EXPIRED");

    let renewed = offered(&connect, &computer).await;
    let newest = offered(&connect, &computer).await;
    let answer = redeem(&connect, &computer, &renewed, "phone").await;
    answer.is_frame_error(StatusCode::GONE, "HANDOVER_EXPIRED");
    connect.advance_s(119);
    let (phone, device) = redeemed(&connect, &computer, &newest, "phone").await;
    assert_eq!(device, 3);
    for key in ["another phone", ""] {
        let answer = redeem(&connect, &computer, &newest, key).await;
        answer.is_frame_error(StatusCode::CONFLICT, "HANDOVER_USED");
    }
    // The answer was lost on its way, and it is asked for again, however late.
    connect.advance_s(300);
    let again = redeemed(&connect, &computer, &newest, "phone").await;
    assert_eq!((again.0.token, again.1), (phone.token, device));
}

#[tokio::test]
async fn a_code_is_over_with_its_session() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    let unused = offered(&connect, &computer).await;
    connect.login(&computer, "user_bad", "x").await;
    connect.wait_for_stage(&computer, "failed").await;
    let answer = redeem(&connect, &computer, &unused, "phone").await;
    answer.is_frame_error(StatusCode::GONE, "SESSION_ENDED");
    let answer = offer(&connect, &computer).await;
    answer.is_frame_error(StatusCode::GONE, "SESSION_ENDED");

    let next = connect.session(&code, "next").await;
    let expiring = offered(&connect, &next).await;
    connect.advance_s(14_400);
    let answer = redeem(&connect, &next, &expiring, "phone").await;
    answer.is_frame_error(StatusCode::GONE, "SESSION_ENDED");
}

#[tokio::test]
async fn a_code_that_nobody_offered_opens_nothing_and_is_counted_as_a_guess() {
    let connect = Connect::with(Config {
        wrong_codes_per_minute: 4,
        client_address_header: Some("x-real-ip".into()),
        ..config()
    })
    .await;
    let (_, claim_code, computer) = claimed(&connect).await;
    let (_, _, other) = claimed(&connect).await;
    let of_the_other = offered(&connect, &other).await;
    let guess = async |session_id: &str, code: &str, key: &str| {
        let mut request = redeem_request(session_id, code, key);
        let headers = request.headers_mut();
        headers.insert("x-real-ip", "192.0.2.1".parse().unwrap());
        connect.call(request).await
    };
    for (session_id, code) in [
        (computer.id.as_str(), "hnd_00000000000000000000000000000000"),
        (&computer.id, &of_the_other),
        (&computer.id, &claim_code),
        ("ses_unknown", &of_the_other),
    ] {
        let answer = guess(session_id, code, "phone").await;
        answer.is_frame_error(StatusCode::NOT_FOUND, "INVALID_HANDOVER_CODE");
    }
    let answer = guess(&computer.id, "hnd_guess", "phone").await;
    answer.is_frame_error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED");
    // Whoever knows the code is let in.
    let answer = guess(&other.id, &of_the_other, "phone").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(connect.state(&computer).await["holder"], 0);
}

#[tokio::test]
async fn what_is_no_code_is_refused() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let path = format!("/clip/{}/redeem", computer.id);
    for body in [json!({}), json!({ "code": "" }), json!({ "code": 1 })] {
        let answer = connect.post(&path, "", &body).await;
        answer.is_frame_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
    }
    let code = offered(&connect, &computer).await;
    let answer = redeem(&connect, &computer, &code, &"k".repeat(256)).await;
    answer.is_frame_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
    redeemed(&connect, &computer, &code, &"k".repeat(255)).await;
}

#[tokio::test]
async fn a_code_and_a_phones_token_open_what_they_are_for_and_nothing_else() {
    let connect = Connect::start().await;
    let (link_id, claim_code, computer) = claimed(&connect).await;
    let code = offered(&connect, &computer).await;
    let (phone, _) = redeemed(&connect, &computer, &code, "phone").await;
    let (_, _, other) = claimed(&connect).await;
    for secret in [&code, &phone.token] {
        let list = connect.get("/v1/links", secret).await;
        list.is_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
        let status = connect.get("/link/status", secret).await;
        status.is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
        let claim = connect.claim(secret, "other").await;
        claim.is_error(StatusCode::NOT_FOUND, "INVALID_CLAIM_CODE");
        let path = format!("/clip/{}/state", other.id);
        let state = connect.get(&path, secret).await;
        state.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    }
    let path = format!("/clip/{}/state", computer.id);
    let state = connect.get(&path, &code).await;
    state.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    // The next session of the link is not the phone's.
    connect.login(&phone, "user_bad", "x").await;
    connect.wait_for_stage(&phone, "failed").await;
    let next = connect.session(&claim_code, "next").await;
    let path = format!("/clip/{}/state", next.id);
    let state = connect.get(&path, &phone.token).await;
    state.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    assert_eq!(connect.show(&link_id).await["currentSessionId"], next.id);
}

#[tokio::test]
async fn the_database_holds_neither_a_code_nor_a_phones_token() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let connect = Connect::with(Config {
        database: passage_connect::store::Location::File(path.clone()),
        ..config()
    })
    .await;
    let (_, _, computer) = claimed(&connect).await;
    let code = offered(&connect, &computer).await;
    let (phone, _) = redeemed(&connect, &computer, &code, "phone").await;
    connect.service.app.store.close().await;
    let file = std::fs::read(&path).unwrap();
    let holds = |text: &str| {
        let mut windows = file.windows(text.len());
        windows.any(|window| window == text.as_bytes())
    };
    assert!(holds(&computer.id), "the search finds what is there");
    assert!(!holds(&code) && !holds(&phone.token));
}

#[tokio::test]
async fn the_last_ten_codes_of_a_session_are_remembered() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    take_back(&connect, &computer).await;
    for _ in 0..9 {
        offered(&connect, &computer).await;
    }
    connect.state(&phone).await;
    offered(&connect, &computer).await;
    let path = format!("/clip/{}/state", phone.id);
    let forgotten = connect.get(&path, &phone.token).await;
    forgotten.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM handovers")
        .fetch_one(connect.service.app.store.reader())
        .await
        .unwrap();
    assert_eq!(rows, 10);
}

async fn repeat(connect: &Connect, session: &Session, key: &str) -> Answer {
    let path = format!("/clip/{}/redeem", session.id);
    let mut request = json_request(&path, "", &json!({}));
    let headers = request.headers_mut();
    headers.insert("idempotency-key", key.parse().unwrap());
    connect.call(request).await
}

#[tokio::test]
async fn a_phone_that_lost_the_answer_and_the_code_gets_it_again_by_its_key_for_two_minutes() {
    let database = Database::new().await;
    let connect = database.start().await;
    let (_, _, computer) = claimed(&connect).await;
    let (_, _, other) = claimed(&connect).await;
    let key = "0123456789abcdef0123456789abcdef";
    let code = offered(&connect, &computer).await;
    // Nothing was redeemed yet, and what was is of this session and this key.
    let early = repeat(&connect, &computer, key).await;
    early.is_frame_error(StatusCode::NOT_FOUND, "INVALID_HANDOVER_CODE");
    let (phone, device) = redeemed(&connect, &computer, &code, key).await;
    for (session, key) in [
        (&other, key),
        (&computer, "fedcba9876543210fedcba9876543210"),
    ] {
        let answer = repeat(&connect, session, key).await;
        answer.is_frame_error(StatusCode::NOT_FOUND, "INVALID_HANDOVER_CODE");
    }
    // A restart of the service does not matter.
    drop(connect);
    let connect = database.start().await;
    for _ in 0..2 {
        let answer = repeat(&connect, &computer, key).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let again = answer.json();
        assert_eq!(
            (&again["clientToken"], &again["device"]),
            (&json!(phone.token), &device)
        );
    }
    // Another device is refused as before.
    let used = redeem(&connect, &computer, &code, "another phone").await;
    used.is_frame_error(StatusCode::CONFLICT, "HANDOVER_USED");
    connect.advance_s(120);
    let late = repeat(&connect, &computer, key).await;
    late.is_frame_error(StatusCode::NOT_FOUND, "INVALID_HANDOVER_CODE");
}

#[tokio::test]
async fn a_key_that_could_be_guessed_repeats_nothing() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let code = offered(&connect, &computer).await;
    redeemed(&connect, &computer, &code, "phone").await;
    let answer = repeat(&connect, &computer, "phone").await;
    answer.is_frame_error(StatusCode::NOT_FOUND, "INVALID_HANDOVER_CODE");
    let path = format!("/clip/{}/redeem", computer.id);
    let answer = connect.post(&path, "", &json!({})).await;
    answer.is_frame_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
}

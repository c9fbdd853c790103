//! A session that is handed over to a phone, and taken back: one device holds it, and only that one signs in.

use axum::http::{Method, StatusCode};
use passage_connect::{config::Config, secrets};
use serde_json::{Value, json};

use crate::{
    database::{Database, is_postgres},
    support::{Answer, Connect, STEP_MS, Session, config, json_request, poll, request, text},
};

async fn claimed(connect: &Connect) -> (String, String, Session) {
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    (link_id, code, session)
}

async fn offer(connect: &Connect, session: &Session) -> Answer {
    let path = format!("/clip/{}/handover", session.id);
    connect.post(&path, &session.token, &json!({})).await
}

/// The code of an offer that succeeds.
async fn offered(connect: &Connect, session: &Session) -> String {
    let answer = offer(connect, session).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let address = text(&answer.json()["address"]);
    address.split_once('#').unwrap().1.to_owned()
}

fn redeem_request(
    session_id: &str,
    code: &str,
    key: &str,
) -> axum::http::Request<axum::body::Body> {
    let path = format!("/clip/{session_id}/redeem");
    let mut request = json_request(&path, "", &json!({ "code": code }));
    if !key.is_empty() {
        let headers = request.headers_mut();
        headers.insert("idempotency-key", key.parse().unwrap());
    }
    request
}

async fn redeem(connect: &Connect, session: &Session, code: &str, key: &str) -> Answer {
    connect.call(redeem_request(&session.id, code, key)).await
}

/// The session as a phone has it that redeemed a code, and its number.
async fn redeemed(connect: &Connect, session: &Session, code: &str, key: &str) -> (Session, Value) {
    let answer = redeem(connect, session, code, key).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let answer = answer.json();
    let phone = Session {
        token: text(&answer["clientToken"]),
        ..session.clone()
    };
    (phone, answer["device"].clone())
}

/// A phone that has the session.
async fn handed_over(connect: &Connect, session: &Session) -> (Session, Value) {
    let code = offered(connect, session).await;
    redeemed(connect, session, &code, "phone").await
}

fn take_back_request(session: &Session) -> axum::http::Request<axum::body::Body> {
    let path = format!("/clip/{}/handover", session.id);
    let builder = request(Method::DELETE, &path, &session.token);
    builder.body(axum::body::Body::empty()).unwrap()
}

async fn take_back(connect: &Connect, session: &Session) {
    let answer = connect.call(take_back_request(session)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
}

async fn cancel(connect: &Connect, session: &Session) -> Answer {
    let path = format!("/clip/{}/cancel", session.id);
    connect.post(&path, &session.token, &json!({})).await
}

#[tokio::test]
async fn the_phone_that_opens_the_address_gets_the_session_and_the_computer_watches() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    assert_eq!(connect.state(&computer).await["holder"], 0);
    let (phone, device) = handed_over(&connect, &computer).await;
    assert_eq!(device, 1);
    for one in [&computer, &phone] {
        let state = connect.state(one).await;
        assert_eq!(
            (&state["holder"], &state["stage"]),
            (&device, &json!("login"))
        );
    }
    let refused = connect.login(&computer, "user_mfa", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    connect.login(&phone, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&computer, "code").await;
    for typed in ["123456", "000000"] {
        let refused = connect.code(&computer, typed).await;
        refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    }
    assert_eq!(connect.state(&phone).await["attemptsLeft"], 3);
    connect.code(&phone, "123456").await;
    connect.wait_for_stage(&computer, "complete").await;
    connect.wait_for_stage(&phone, "complete").await;
    assert_eq!(connect.status(&code).await["status"], "complete");
}

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
async fn a_session_at_work_is_not_handed_over() {
    let connect = Connect::start_slow().await;
    let (_, _, computer) = claimed(&connect).await;
    let unused = offered(&connect, &computer).await;
    connect.login(&computer, "user_good", "pass_good").await;
    let answer = redeem(&connect, &computer, &unused, "phone").await;
    answer.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    let answer = offer(&connect, &computer).await;
    answer.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    let state = connect.state(&computer).await;
    assert_eq!(
        (&state["holder"], &state["stage"]),
        (&json!(0), &json!("working"))
    );
}

#[tokio::test]
async fn a_session_can_be_handed_over_while_it_waits_for_the_one_time_code() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    connect.login(&computer, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&computer, "code").await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.code(&phone, "123456").await;
    connect.wait_for_stage(&computer, "complete").await;
}

#[tokio::test]
async fn what_is_taken_back_the_phone_only_reads() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    let path = format!("/clip/{}/state", phone.id);
    let etag = connect.get(&path, &phone.token).await;
    let held = connect.spawn(poll(&path, &phone.token, etag.header("etag"), "wait=20"));
    connect.until(|app| app.frames.waiting() == 1).await;
    for _ in 0..2 {
        take_back(&connect, &computer).await;
    }
    // It is told at once.
    assert_eq!(held.await.unwrap().json()["holder"], 0);
    let refused = connect.login(&phone, "user_good", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    connect.login(&computer, "user_good", "pass_good").await;
    let state = connect.wait_for_stage(&phone, "complete").await;
    assert_eq!(state["holder"], 0);
}

#[tokio::test]
async fn a_second_phone_gets_it_and_the_first_one_does_not_come_back() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let first_code = offered(&connect, &computer).await;
    let (first, _) = redeemed(&connect, &computer, &first_code, "first").await;
    take_back(&connect, &computer).await;
    let (second, device) = handed_over(&connect, &computer).await;
    assert_eq!(device, 2);
    // It gets its token again, and with it no more than to read.
    let (again, was) = redeemed(&connect, &computer, &first_code, "first").await;
    assert_eq!((again.token, was), (first.token.clone(), json!(1)));
    assert_eq!(connect.state(&first).await["holder"], 2);
    for one in [&first, &computer] {
        let refused = connect.login(one, "user_good", "pass_good").await;
        refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    }
    connect.login(&second, "user_good", "pass_good").await;
    connect.wait_for_stage(&computer, "complete").await;
}

#[tokio::test]
async fn only_the_computer_hands_over_and_takes_back() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let unused = offered(&connect, &computer).await;
    // Nobody opened the address: taking back withdraws it.
    take_back(&connect, &computer).await;
    let answer = redeem(&connect, &computer, &unused, "phone").await;
    answer.is_frame_error(StatusCode::GONE, "HANDOVER_EXPIRED");

    let (phone, device) = handed_over(&connect, &computer).await;
    let answer = offer(&connect, &computer).await;
    answer.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    for answer in [
        offer(&connect, &phone).await,
        connect.call(take_back_request(&phone)).await,
    ] {
        answer.is_frame_error(StatusCode::FORBIDDEN, "FORBIDDEN");
    }
    for token in ["", "ct_x", unused.as_str()] {
        let stranger = Session {
            token: token.into(),
            ..computer.clone()
        };
        for answer in [
            offer(&connect, &stranger).await,
            connect.call(take_back_request(&stranger)).await,
        ] {
            answer.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
        }
    }
    assert_eq!(connect.state(&computer).await["holder"], device);
}

#[tokio::test]
async fn taking_back_does_not_disturb_the_work() {
    let connect = Connect::start_slow().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.login(&phone, "user_good", "pass_good").await;
    take_back(&connect, &computer).await;
    assert_eq!(connect.state(&phone).await["stage"], "working");
    let refused = cancel(&connect, &phone).await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    for step in ["reading_account", "collecting_statements", "finishing"] {
        connect.advance_s(STEP_MS / 1_000);
        connect
            .wait_for_state(&computer, |state| state["step"] == step)
            .await;
    }
    connect.advance_s(STEP_MS / 1_000);
    connect.wait_for_stage(&phone, "complete").await;
    assert_eq!(connect.status(&code).await["status"], "complete");
    // Nothing changes hands any more.
    take_back(&connect, &computer).await;
}

#[tokio::test]
async fn whoever_holds_it_calls_it_off() {
    let connect = Connect::start_slow().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.login(&phone, "user_good", "pass_good").await;
    let refused = cancel(&connect, &computer).await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    assert_eq!(cancel(&connect, &phone).await.status, StatusCode::ACCEPTED);
    let state = connect.wait_for_stage(&computer, "failed").await;
    assert_eq!(state["error"]["code"], "CANCELED");
    // The person reads it on either; the link fails when one of them says so.
    let seen = format!("/clip/{}/seen", computer.id);
    connect.post(&seen, &computer.token, &json!({})).await;
    assert_eq!(connect.status(&code).await["error"]["code"], "CANCELED");
}

#[tokio::test]
async fn wrong_passwords_count_whichever_device_they_come_from() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    connect.login(&computer, "user_good", "wrong").await;
    let left = |left: i64| move |state: &Value| state["attemptsLeft"] == left;
    connect.wait_for_state(&computer, left(2)).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.login(&phone, "user_good", "wrong").await;
    connect.wait_for_state(&phone, left(1)).await;
    take_back(&connect, &computer).await;
    connect.login(&computer, "user_good", "wrong").await;
    connect.wait_for_stage(&phone, "failed").await;
    assert_eq!(connect.status(&code).await["status"], "failed");
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

#[tokio::test]
async fn a_session_is_there_as_long_as_one_of_its_devices_is() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    for one in [&phone, &computer, &phone] {
        connect.advance_s(20);
        connect.state(one).await;
        let claim = connect.claim(&code, "other").await;
        claim.is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    }
    connect.advance_s(31);
    let next = connect.session(&code, "other").await;
    assert_ne!(next.id, computer.id);
    let state = connect.state(&phone).await;
    assert_eq!(state["error"]["code"], "LINK_IN_USE");
}

#[tokio::test]
async fn a_phone_from_which_it_was_taken_back_keeps_nobody_out() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    take_back(&connect, &computer).await;
    connect.advance_s(31);
    connect.state(&phone).await;
    connect.session(&code, "other").await;
}

#[tokio::test]
async fn who_holds_it_survives_a_restart() {
    let database = Database::new().await;
    let connect = database.start().await;
    let (_, _, computer) = claimed(&connect).await;
    let (phone, device) = handed_over(&connect, &computer).await;
    let unused = {
        let (_, _, other) = claimed(&connect).await;
        (offered(&connect, &other).await, other)
    };
    drop(connect);

    let connect = database.start().await;
    assert_eq!(connect.state(&computer).await["holder"], device);
    let refused = connect.login(&computer, "user_good", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    connect.login(&phone, "user_good", "pass_good").await;
    connect.wait_for_stage(&computer, "complete").await;
    let (code, other) = unused;
    redeemed(&connect, &other, &code, "phone").await;
}

#[tokio::test]
async fn each_device_may_call_another_replica() {
    if !is_postgres() {
        return;
    }
    let database = Database::new().await;
    let (one, two) = (database.start().await, database.start().await);
    let (_, _, computer) = claimed(&one).await;
    let code = offered(&one, &computer).await;
    let path = format!("/clip/{}/state", computer.id);
    let held = one.spawn(poll(&path, &computer.token, "\"1\"", "wait=50"));
    one.until(|app| app.frames.waiting() == 1).await;
    let (phone, device) = redeemed(&two, &computer, &code, "phone").await;
    assert_eq!(held.await.unwrap().json()["holder"], device);
    let used = redeem(&one, &computer, &code, "another phone").await;
    used.is_frame_error(StatusCode::CONFLICT, "HANDOVER_USED");
    let refused = one.login(&computer, "user_good", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    two.login(&phone, "user_good", "pass_good").await;
    one.wait_for_stage(&computer, "complete").await;
}

/// What is called at once in the race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Redeem(Who),
    TakeBack,
    SignIn(Who),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Computer,
    Phone,
    OtherPhone,
}

/// What the rules say of a session, one call after the other.
#[derive(Clone, Copy)]
struct Model {
    holder: Who,
    redeemed: Option<Who>,
    is_withdrawn: bool,
    is_working: bool,
}

impl Model {
    /// Whether a call may have got this answer here.
    fn allows(&mut self, call: Call, (status, code): (u16, &str)) -> bool {
        let said = match (status, code) {
            (200 | 202 | 204, _) => "",
            (_, code) => code,
        };
        match call {
            Call::TakeBack => {
                self.is_withdrawn |= self.redeemed.is_none();
                self.holder = Who::Computer;
                said.is_empty()
            }
            Call::Redeem(who) => {
                let wanted = match self.redeemed {
                    Some(first) if first == who => "",
                    Some(_) => "HANDOVER_USED",
                    None if self.is_withdrawn => "HANDOVER_EXPIRED",
                    None if self.is_working => "WRONG_STAGE",
                    None => {
                        self.redeemed = Some(who);
                        self.holder = who;
                        ""
                    }
                };
                said == wanted
            }
            Call::SignIn(who) if who != Who::Computer && self.redeemed != Some(who) => {
                said == "UNAUTHORIZED"
            }
            Call::SignIn(who) => match said {
                "" if self.holder == who && !self.is_working => {
                    self.is_working = true;
                    true
                }
                "HELD_ELSEWHERE" => self.holder != who,
                "WRONG_STAGE" => self.is_working,
                _ => false,
            },
        }
    }
}

/// Whether some order of the calls explains all answers, and the state at the end.
fn is_explained(
    model: Model,
    calls: &[(Call, (u16, String))],
    holder: &Value,
    stage: &str,
) -> bool {
    if calls.is_empty() {
        let holds = (model.holder == Who::Computer) == (*holder == 0);
        return holds && model.is_working == (stage == "working");
    }
    (0..calls.len()).any(|first| {
        let (call, (status, code)) = &calls[first];
        let mut next = model;
        let mut left = calls.to_vec();
        left.remove(first);
        next.allows(*call, (*status, code)) && is_explained(next, &left, holder, stage)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_races_of_redeeming_taking_back_and_signing_in_have_one_holder_each() {
    let connect = Connect::start_slow().await;
    let mut signed_in = [0, 0];
    for round in 0..200 {
        let (_, _, computer) = claimed(&connect).await;
        let code = offered(&connect, &computer).await;
        // A phone knows its token only from the answer; here it is known before, so that its sign-in is in the race too.
        let token = |key: &str| secrets::phone_token(&code, key, &computer.id);
        let sign_in = |token: &str| {
            let body = json!({ "username": "user_good", "password": "pass_good" });
            json_request(&format!("/clip/{}/login", computer.id), token, &body)
        };
        let mut calls = vec![
            (
                Call::Redeem(Who::Phone),
                redeem_request(&computer.id, &code, "phone"),
            ),
            (
                Call::Redeem(Who::OtherPhone),
                redeem_request(&computer.id, &code, "other"),
            ),
            (Call::TakeBack, take_back_request(&computer)),
            (Call::SignIn(Who::Computer), sign_in(&computer.token)),
            (Call::SignIn(Who::Phone), sign_in(&token("phone"))),
            (Call::SignIn(Who::OtherPhone), sign_in(&token("other"))),
        ];
        let count = calls.len();
        calls.rotate_left(round % count);
        if round % 3 == 0 {
            calls.retain(|(call, _)| *call != Call::TakeBack);
        }
        let running: Vec<_> = calls
            .into_iter()
            .map(|(call, request)| (call, connect.spawn(request)))
            .collect();
        let mut answers = Vec::new();
        for (call, running) in running {
            let answer = running.await.unwrap();
            let code = match answer.text.as_str() {
                "" => Value::Null,
                _ => answer.json()["error"]["code"].clone(),
            };
            let code = code.as_str().unwrap_or_default().to_owned();
            answers.push((call, (answer.status.as_u16(), code)));
        }
        let taken = |(call, answer): &&(Call, (u16, String))| {
            matches!(call, Call::SignIn(_)) && answer.0 == 202
        };
        let accepted: Vec<_> = answers.iter().filter(taken).map(|one| one.0).collect();
        assert!(accepted.len() <= 1, "two devices signed in: {answers:?}");
        for call in accepted {
            signed_in[usize::from(call != Call::SignIn(Who::Computer))] += 1;
        }
        let state = connect.state(&computer).await;
        let stage = text(&state["stage"]);
        let model = Model {
            holder: Who::Computer,
            redeemed: None,
            is_withdrawn: false,
            is_working: false,
        };
        assert!(
            is_explained(model, &answers, &state["holder"], &stage),
            "round {round}: no order of the calls explains {answers:?}, then {state}"
        );
    }
    // Both happened, or the race is none.
    assert!(signed_in.iter().all(|count| *count > 0), "{signed_in:?}");
}

//! Polling the status: by held requests if the service supports them, otherwise on a schedule.

use crate::script::*;
use passage_web::{
    session::{Input, View},
    wire::{Answer, FrameMessage, Status},
};
use simulated_page::answers::status_answered;

#[test]
fn the_first_status_request_is_short_and_the_next_ones_are_held() {
    let mut it = Script::claimed();
    it.frame(FrameMessage::Ready);
    assert_eq!(
        it.status_waited(Status::Active, "e1"),
        ["· status Active", "GET status if not e1 wait 25 s"]
    );
    it.pass(25_000);
    assert_eq!(it.not_modified(true), ["GET status if not e1 wait 25 s"]);
    it.pass(3_000);
    assert_eq!(
        it.status_waited(Status::Complete, "e2").last().unwrap(),
        "END complete link_1"
    );
}

#[test]
fn a_held_request_may_take_the_wait_and_ten_seconds() {
    let mut it = Script::watching();
    assert!(it.pass(34_999).iter().all(|line| line.ends_with("ping")));
    assert_eq!(it.pass(1)[..2], ["35000: cancel", "35000: · retrying 1"]);
}

#[test]
fn a_short_request_may_take_ten_seconds() {
    let mut it = Script::claimed();
    it.frame(FrameMessage::Ready);
    assert!(!it.pass(9_999).iter().any(|line| line.contains("cancel")));
    assert_eq!(it.pass(1)[0], "10000: cancel");
}

#[test]
fn with_an_etag_long_polling_is_tried_and_an_immediate_304_ends_it() {
    let mut it = Script::claimed();
    it.status_answer(Answer::Ok {
        body: link(Status::Active),
        etag: Some("e1".into()),
        waited: false,
    });
    assert!(it.asked_to_wait());
    it.not_modified(false);
    let lines = it.pass(1_000);
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].ends_with("GET status if not e1"),
        "no longer asks to wait: {lines:?}"
    );
}

#[test]
fn an_immediate_answer_ends_long_polling_only_if_nothing_has_changed() {
    let answer = |etag: &str| Answer::Ok {
        body: link(Status::Active),
        etag: Some(etag.into()),
        waited: false,
    };
    let mut it = Script::claimed();
    it.frame(FrameMessage::Ready);
    for etag in ["e1", "e2"] {
        let asked = it.status_answer(answer(etag));
        let expected = format!("GET status if not {etag} wait 25 s");
        assert_eq!(asked.last(), Some(&expected));
    }
    assert!(it.status_answer(answer("e2")).is_empty());
    it.until_request();
    assert!(!it.asked_to_wait());
}

#[test]
fn a_service_that_says_it_waits_but_does_not_is_polled_on_the_schedule() {
    for after_ms in [0, 5_000] {
        let mut it = Script::watching();
        it.pass(after_ms);
        let mut at_once = 0;
        while it.not_modified(true) == ["GET status if not e1 wait 25 s"] {
            at_once += 1;
            assert!(at_once <= 4, "after {after_ms} ms");
        }
        assert_eq!(it.pass(1_000).len(), 1);
    }
}

#[test]
fn without_an_etag_the_schedule_is_fast_at_first_and_then_slower() {
    let mut it = Script::on_schedule();
    let mut sent_at = vec![it.now];
    while it.now < 180_000 {
        let lines = it.pass(100);
        if let Some(line) = lines.iter().find(|line| line.ends_with("GET status")) {
            sent_at.push(line.split(':').next().unwrap().parse().unwrap());
            it.status(Status::Active);
        }
        it.frame(FrameMessage::Pong);
    }
    for pair in sent_at.windows(2) {
        let (at, gap) = (pair[0], pair[1] - pair[0]);
        let (least, most) = match at {
            0..30_000 => (800, 1_100),
            30_000..75_000 => (1_600, 5_100),
            _ => (4_000, 5_100),
        };
        assert!((least..=most).contains(&gap), "{gap} ms at {at} ms");
    }
}

#[test]
fn after_30_s_the_interval_is_two_seconds_and_grows_with_the_age() {
    for (age_ms, interval_ms) in [
        (29_999, 1_000),
        (30_000, 2_000),
        (45_000, 3_000),
        (90_000, 5_000),
    ] {
        let mut it = Script::on_schedule();
        // The last request before that age is answered exactly then.
        it.until_request();
        while it.now + 5_500 <= age_ms {
            it.status(Status::Active);
            it.until_request();
        }
        it.pass(age_ms - it.now);
        it.status(Status::Active);
        let next_ms = it.until_request();
        assert!(
            (interval_ms * 4 / 5..=interval_ms).contains(&next_ms),
            "{age_ms}: {next_ms}"
        );
    }
}

#[test]
fn a_hidden_tab_asks_every_15_s() {
    let mut it = Script::on_schedule();
    it.pass(500);
    it.tell(Input::Visible(false));
    it.pass(600);
    it.status(Status::Active);
    assert!(it.pass(11_999).is_empty());
    assert_eq!(it.pass(3_001).len(), 1);
}

#[test]
fn returning_to_the_tab_polls_at_once() {
    for back in [Input::Visible(true), Input::Resumed] {
        let mut it = Script::on_schedule();
        it.pass(1_000);
        it.tell(Input::Visible(false));
        it.status(Status::Active);
        it.pass(5_000);
        assert_eq!(it.tell(back), ["GET status"]);
    }
}

#[test]
fn returning_to_the_tab_replaces_a_request_that_is_a_second_old() {
    for (age_ms, asks_anew) in [(999, false), (1_000, true)] {
        let mut it = Script::on_schedule();
        it.until_request();
        it.pass(age_ms);
        let lines = it.tell(Input::Resumed);
        assert_eq!(
            lines.contains(&"cancel".to_owned()),
            asks_anew,
            "{age_ms}: {lines:?}"
        );
    }
}

#[test]
fn returning_to_the_tab_replaces_a_held_request() {
    let mut it = Script::watching();
    it.tell(Input::Visible(false));
    it.pass(6_000);
    assert_eq!(
        it.tell(Input::Visible(true)),
        ["cancel", "GET status if not e1"]
    );
    assert!(it.tell(Input::Resumed).is_empty(), "the new one is young");
}

#[test]
fn no_request_is_made_while_offline() {
    let mut it = Script::watching();
    assert_eq!(it.tell(Input::Online(false)), ["· offline", "cancel"]);
    assert!(it.pass(600_000).iter().all(|line| line.ends_with("ping")));
    assert_eq!(
        it.tell(Input::Online(true)),
        ["· online", "GET status if not e1 wait 25 s"]
    );
}

#[test]
fn a_session_opened_offline_claims_when_the_connection_comes() {
    let mut it = Script::new(
        passage_web::session::CodeSource::Fixed(passage_web::secret::Secret::new(CODE.into())),
        |setup| {
            setup.online = false;
        },
    );
    assert_eq!(
        it.tell(Input::Open),
        ["· opened", "· offline", "open modal"]
    );
    assert!(it.tell(Input::Online(false)).is_empty(), "it is believed");
    assert!(it.pass(300_000).is_empty(), "no budget runs out meanwhile");
    assert_eq!(it.tell(Input::Online(true)), ["· online", "POST claim #1"]);
}

#[test]
fn in_a_browser_that_always_calls_itself_offline_claims_are_tried_slowly() {
    let mut it = Script::new(
        passage_web::session::CodeSource::Fixed(passage_web::secret::Secret::new(CODE.into())),
        |setup| {
            setup.online = false;
        },
    );
    it.tell(Input::Open);
    assert_eq!(it.pass(1_000), ["1000: POST claim #1"]);
    assert!(
        it.claim_answer(Answer::NoConnection).is_empty(),
        "it counts for nothing"
    );
    assert!(it.pass(14_999).is_empty());
    assert_eq!(it.pass(1), ["16000: POST claim #1"]);
    for _ in 0..20 {
        it.claim_answer(Answer::NoConnection);
        it.pass(15_000);
    }
    let lines = it.claim_ok();
    assert_eq!(lines[..2], ["· online", "· claimed link_1"]);
    assert_eq!(it.view, Some(View::Loading));
}

#[test]
fn a_hint_of_the_frame_polls_at_once_but_at_most_once_a_second() {
    let mut it = Script::on_schedule();
    it.pass(400);
    let mut sent = 0;
    for _ in 0..100 {
        sent += it.frame(FrameMessage::Changed).len();
    }
    assert_eq!(sent, 0, "the last question is 400 ms old");
    assert_eq!(it.pass(600).len(), 1);
    for _ in 0..10_000 {
        assert!(it.frame(FrameMessage::Changed).is_empty());
    }
    assert!(it.status(Status::Active).is_empty());
    assert_eq!(it.pass(1_000).len(), 1, "one follows for all the hints");
}

#[test]
fn after_a_hint_a_held_request_has_a_second_to_answer_before_it_is_replaced() {
    let mut it = Script::watching();
    it.pass(3_000);
    assert!(it.frame(FrameMessage::Changed).is_empty());
    it.pass(400);
    assert_eq!(
        it.status_waited(Status::Active, "e2"),
        ["GET status if not e2 wait 25 s"]
    );
    it.pass(2_000);
    assert!(it.frame(FrameMessage::Changed).is_empty());
    assert_eq!(
        it.pass(1_000),
        ["6400: cancel", "6400: GET status if not e2"]
    );
}

#[test]
fn a_flood_of_hints_on_a_slow_network_starves_nothing() {
    let mut it = Script::watching();
    for _ in 0..20 {
        it.frame(FrameMessage::Changed);
        it.pass(100);
    }
    let request = it.request();
    for _ in 0..40 {
        it.frame(FrameMessage::Changed);
        it.pass(100);
    }
    assert_eq!(
        it.request(),
        request,
        "the short request is left to its four seconds"
    );
    let answer = ok(link(Status::Complete));
    it.tell(status_answered(request, answer));
    assert!(it.ending.is_some());
}

#[test]
fn there_is_never_a_second_request_and_late_answers_are_ignored() {
    let mut it = Script::watching();
    let old = it.request();
    it.pass(6_000);
    it.tell(Input::Resumed);
    let answer = ok(link(Status::Complete));
    assert!(it.tell(status_answered(old, answer)).is_empty());
    assert!(it.ending.is_none());
}

#[test]
fn an_answer_for_the_claim_is_ignored_once_it_is_over() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    let old = it.request();
    it.claim_ok();
    let answer = ok(claimed("ses_2"));
    assert!(
        it.tell(Input::ClaimAnswered {
            request: old,
            answer,
            request_id: None,
            wall_ms: WALL_MS,
            resumed: false,
        })
        .is_empty()
    );
}

#[test]
fn when_the_link_expires_the_status_is_requested_once_more() {
    let mut it = Script::on_schedule();
    it.tell(Input::Visible(false));
    let mut last = String::new();
    while it.now < LIFE_MS {
        if let Some(line) = it
            .pass(1_000)
            .into_iter()
            .find(|line| line.ends_with("GET status"))
        {
            last = line;
            it.status(Status::Active);
        }
    }
    assert_eq!(last, format!("{LIFE_MS}: GET status"));
    it.pass(20_000);
    assert!(
        it.ending.is_none(),
        "the browser's clock alone ends nothing"
    );
    it.status(Status::Expired);
    it.pass(1_000);
    assert_eq!(it.code(), "LINK_EXPIRED");
}

#[test]
fn a_browser_clock_that_is_hours_off_ends_nothing() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    let answer = ok(claimed("ses_1"));
    let late = WALL_MS + 5 * 3_600_000;
    it.tell(Input::ClaimAnswered {
        request: it.request(),
        answer,
        request_id: None,
        wall_ms: late,
        resumed: false,
    });
    it.frame(FrameMessage::Ready);
    it.status(Status::Active);
    assert_eq!(it.pass(1_000).len(), 1);
    it.status(Status::Complete);
    assert!(it.ending.is_some());
}

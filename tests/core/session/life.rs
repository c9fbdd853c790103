//! Sleep, clocks that jump, and timers that fire late.

use crate::script::*;
use passage_web::{
    session::{Input, View},
    wire::Status,
};

#[test]
fn after_five_hours_asleep_the_status_is_requested_before_any_deadline_counts() {
    let mut it = Script::watching();
    it.pass(3_000);
    let lines = it.sleep(5 * 3_600_000);
    assert_eq!(lines, ["cancel", "ping", "GET status if not e1"]);
    assert!(it.ending.is_none());
    it.status(Status::Complete);
    assert!(it.ending.is_some());
}

#[test]
fn failures_before_a_sleep_do_not_last_as_long_as_the_sleep() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    it.no_connection();
    it.sleep(5 * 3_600_000);
    assert!(
        it.ending.is_none(),
        "failures before the sleep do not last five hours"
    );
    it.no_connection();
    assert!(it.ending.is_none());
}

#[test]
fn sleep_while_the_frame_loads_does_not_blame_the_frame() {
    let mut it = Script::claimed();
    it.status_waited(Status::Active, "e1");
    it.pass(1_000);
    it.sleep(3_600_000);
    assert!(it.ending.is_none());
}

#[test]
fn sleep_does_not_shorten_the_time_of_a_function_or_a_frame() {
    let mut it = Script::function();
    it.tell(Input::Open);
    // The last timer fired after five seconds, for the text "still working".
    it.pass(10_000);
    it.sleep(3_600_000);
    it.pass(24_999);
    assert!(it.ending.is_none());
    it.pass(1);
    assert_eq!(it.code(), "INTERNAL_ERROR");

    let mut it = Script::loading();
    it.pass(1_000);
    it.sleep(3_600_000);
    it.pass(9_999);
    assert!(it.ending.is_none());
    it.pass(1);
    assert_eq!(it.code(), "FRAME_LOAD_FAILED");
}

#[test]
fn only_time_awake_counts_for_the_claim() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    for _ in 0..5 {
        it.sleep(3_600_000);
        assert!(it.ending.is_none(), "five requests of ten seconds each");
        it.until_request();
    }

    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.sleep(3_600_000);
    let awake = it.now;
    while it.ending.is_none() {
        it.pass(100);
    }
    assert!(it.now - awake <= 45_000, "{}", it.now - awake);
}

#[test]
fn only_time_awake_counts_for_polling() {
    let mut it = Script::on_schedule();
    it.until_request();
    it.no_connection();
    for _ in 0..60 {
        it.sleep(3_600_000);
        assert!(it.ending.is_none());
    }
    let awake = it.now;
    while it.ending.is_none() {
        it.pass(100);
    }
    let spent = it.now - awake;
    // Two minutes, and one second in which the failure is shown.
    assert!((110_000..=121_000).contains(&spent), "{spent}");
}

#[test]
fn a_timer_may_be_five_seconds_late_before_it_counts_as_sleep() {
    for (late_ms, asks_anew) in [(5_000, false), (5_001, true)] {
        let mut it = Script::watching();
        let due_ms = it.next_wake().expect("a ping is due");
        let lines = it.sleep(due_ms + late_ms);
        assert_eq!(lines.contains(&"cancel".to_owned()), asks_anew, "{lines:?}");
    }
}

#[test]
fn a_clock_that_runs_backwards_stands_still() {
    let mut it = Script::on_schedule();
    it.pass(10_000);
    it.now = 0;
    assert!(it.tell(Input::Wake).is_empty());
    assert!(it.next_wake().is_some());
}

#[test]
fn a_timer_that_fires_early_is_set_again() {
    let mut it = Script::watching();
    it.now += 100;
    assert!(it.tell(Input::Wake).is_empty());
    assert_eq!(it.next_wake(), Some(4_900));
}

#[test]
fn offline_is_shown_and_reported_once() {
    let mut it = Script::on_schedule();
    assert_eq!(it.tell(Input::Online(false)), ["· offline"]);
    assert!(it.tell(Input::Online(false)).is_empty());
    assert_eq!(it.view, Some(View::Offline));
    assert_eq!(it.tell(Input::Online(true))[0], "· online");
    assert_eq!(it.view, Some(View::Live));
}

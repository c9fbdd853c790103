//! Sleep, clocks that jump, and timers that come late.

use crate::script::*;
use passage_web::{
    session::{Input, View},
    wire::Status,
};

#[test]
fn a_laptop_closed_for_five_hours_asks_first_and_judges_by_the_answer() {
    let mut it = Script::watching();
    it.pass(3_000);
    let lines = it.sleep(5 * 3_600_000);
    assert_eq!(lines, ["cancel", "ping", "GET status if not e1"]);
    assert!(it.ending.is_none());
    it.status(Status::Complete);
    assert!(it.ending.is_some());
}

#[test]
fn sleep_uses_up_no_budget() {
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
fn offline_is_shown_and_told_once() {
    let mut it = Script::on_schedule();
    assert_eq!(it.tell(Input::Online(false)), ["· offline"]);
    assert!(it.tell(Input::Online(false)).is_empty());
    assert_eq!(it.view, Some(View::Offline));
    assert_eq!(it.tell(Input::Online(true))[0], "· online");
    assert_eq!(it.view, Some(View::Live));
}

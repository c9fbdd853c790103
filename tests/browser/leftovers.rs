//! After a panic no guard is dropped: each test here forgets its guards, as a panic does.

use crate::{
    http::{Fake, get},
    script::{Told, counts, turn},
};
use passage_web::browser::{leftovers, timer::Timer};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_timer_is_stopped() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    std::mem::forget(Timer::new(0, move || tell(())));
    assert_ne!(counts(), before);
    leftovers::stop();
    turn().await;
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn the_timer_after_the_first_is_stopped_too() {
    let before = counts();
    drop(Timer::new(60_000, || {}));
    std::mem::forget(Timer::new(60_000, || {}));
    leftovers::stop();
    assert_eq!(counts(), before);
}

#[wasm_bindgen_test]
async fn the_request_under_way_is_aborted() {
    let fake = Fake::hanging();
    let (exchange, told) = get();
    turn().await;
    std::mem::forget(exchange);
    leftovers::stop();
    turn().await;
    assert_eq!((fake.requests(), fake.aborted()), (1, 1));
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
async fn the_request_that_took_the_place_of_another_is_aborted_too() {
    let fake = Fake::hanging();
    let (first, _) = get();
    turn().await;
    // The driver keeps one: it puts the new one in its place, and then the old one is dropped.
    let mut slot = first;
    let (second, told) = get();
    drop(std::mem::replace(&mut slot, second));
    turn().await;
    std::mem::forget(slot);
    leftovers::stop();
    turn().await;
    assert_eq!((fake.requests(), fake.aborted()), (2, 2));
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
fn stopping_when_nothing_runs_does_nothing() {
    leftovers::stop();
    leftovers::stop();
}

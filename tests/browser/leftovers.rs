//! A panic does not drop the guards. Each of these tests forgets its guards, as a panic would, and stops what they started with the
//! handles that the adapters have given to the TypeScript layer.

use crate::{
    http::{Fake, get},
    script::{Told, counts, js, set_global, turn, until_timers},
};
use passage_web::browser::timer::Timer;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_timer_is_stopped_by_its_handle() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let timer = Timer::new(0, Box::new(move |_| tell(()))).unwrap();
    set_global("handle", timer.handle());
    std::mem::forget(timer);
    assert_ne!(counts(), before);
    js("clearTimeout(handle)");
    until_timers(0).await;
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn the_request_under_way_is_aborted_by_its_controller() {
    let fake = Fake::hanging();
    let (exchange, told) = get();
    turn().await;
    set_global("controller", exchange.controller().unwrap());
    std::mem::forget(exchange);
    js("controller.abort()");
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
    set_global("controller", second.controller().unwrap());
    drop(std::mem::replace(&mut slot, second));
    turn().await;
    std::mem::forget(slot);
    js("controller.abort()");
    turn().await;
    assert_eq!((fake.requests(), fake.aborted()), (2, 2));
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
async fn stopping_something_that_has_ended_does_no_harm() {
    let _fake = Fake::new("return Response.json({ word: 'yes' })");
    let (exchange, told) = get();
    told.next().await;
    let timer = Timer::new(0, Box::new(|_| {})).unwrap();
    set_global("controller", exchange.controller().unwrap());
    set_global("handle", timer.handle());
    drop((exchange, timer));
    let before = counts();
    js("controller.abort(); clearTimeout(handle); clearTimeout(undefined)");
    turn().await;
    assert_eq!((told.waiting(), counts()), (0, before));
}

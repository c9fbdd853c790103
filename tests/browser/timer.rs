use crate::script::{Told, counts, js, number, until_timers};
use passage_web::browser::timer::Timer;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn nothing() -> Box<dyn Fn(JsValue)> {
    Box::new(|_| {})
}

#[wasm_bindgen_test]
async fn a_timer_calls_back_once() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let timer = Timer::new(1, Box::new(move |_| tell("fired"))).unwrap();
    assert_ne!(counts(), before, "it is registered");
    assert_eq!(told.next().await, "fired");
    assert_eq!(counts(), before, "it is done");
    drop(timer);
    until_timers(1).await;
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn a_dropped_timer_is_cleared_and_never_calls_back() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    drop(Timer::new(0, Box::new(move |_| tell("fired"))));
    assert_eq!(counts(), before);
    // A later timer of the same length fires after it would have.
    let later = told.tell();
    let timer = Timer::new(0, Box::new(move |_| later("the later one")));
    assert_eq!(told.next().await, "the later one");
    drop(timer);
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn a_delay_longer_than_browsers_support_is_shortened_and_does_not_fire_at_once() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let timer = Timer::new(u64::MAX, Box::new(move |_| tell("the long one")));
    assert_eq!(number("counts.now().timers.at(-1)"), f64::from(i32::MAX));
    let short = told.tell();
    let other = Timer::new(1, Box::new(move |_| short("the short one")));
    assert_eq!(told.next().await, "the short one");
    drop((timer, other));
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn a_timer_may_be_dropped_by_its_own_callback() {
    use std::{cell::RefCell, rc::Rc};
    let before = counts();
    let told = Told::new();
    let slot: Rc<RefCell<Option<Timer>>> = Rc::default();
    let (tell, own) = (told.tell(), slot.clone());
    let timer = Timer::new(
        0,
        Box::new(move |_| {
            drop(own.take());
            tell("dropped");
        }),
    );
    slot.replace(timer);
    assert_eq!(told.next().await, "dropped");
    assert!(slot.borrow().is_none());
    assert_eq!(counts(), before);
}

#[wasm_bindgen_test]
fn a_timer_of_a_fake_clock_is_cleared_by_the_handle_that_the_clock_gave() {
    // Counting from 10^12, as the fake clocks of test tools do, and an object, as some others give.
    for handle in ["1e12", "{}"] {
        js(&format!(
            "globalThis.cleared = []; globalThis.real = [setTimeout, clearTimeout];
             globalThis.handle = ({handle});
             setTimeout = () => handle; clearTimeout = (given) => cleared.push(given)"
        ));
        let timer = Timer::new(1, nothing()).unwrap();
        assert_eq!(*timer.handle(), js("handle"), "for whoever clears it");
        drop(timer);
        js("[setTimeout, clearTimeout] = real");
        assert_eq!(
            js("cleared.length === 1 && cleared[0] === handle"),
            true,
            "{handle}"
        );
    }
}

#[wasm_bindgen_test]
fn a_page_whose_clock_throws_gets_no_timer() {
    js("globalThis.real = setTimeout; setTimeout = () => { throw 'no' }");
    let timer = Timer::new(1, nothing());
    js("setTimeout = real");
    assert!(timer.is_none());
}

use crate::script::{Told, counts, dispatch, document, signal, window};
use passage_web::browser::listener::Listener;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, EventTarget};

#[wasm_bindgen_test]
fn a_listener_is_called_until_it_is_dropped() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let listener = Listener::new(
        &window(),
        &["passage-test"],
        Some(&signal()),
        Box::new(move |event| tell(event.kind().as_string().unwrap())),
    );
    assert!(counts().contains("Window passage-test"));
    dispatch(&window(), "passage-test");
    dispatch(&window(), "passage-test");
    assert_eq!(told.waiting(), 2);
    drop(listener);
    dispatch(&window(), "passage-test");
    assert_eq!((told.waiting(), counts()), (2, before));
}

#[wasm_bindgen_test]
fn aborting_its_signal_removes_a_listener_that_nobody_drops() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let controller = AbortController::new().unwrap();
    let listener = Listener::new(
        &window(),
        &["passage-test"],
        Some(&controller.signal()),
        Box::new(move |_| tell(())),
    );
    controller.abort();
    dispatch(&window(), "passage-test");
    assert_eq!((told.waiting(), counts()), (0, before));
    // A panic leaves its guards behind: they are never dropped.
    std::mem::forget(listener);
}

#[wasm_bindgen_test]
async fn a_capturing_listener_is_called_first_and_is_removed_as_a_capturing_one() {
    let before = counts();
    let told = Told::new();
    let target: EventTarget = document().create_element("button").unwrap().into();
    document()
        .body()
        .unwrap()
        .append_child(target.unchecked_ref())
        .unwrap();
    let (first, second) = (told.tell(), told.tell());
    let at_target = Listener::new(
        &target,
        &["passage-test"],
        Some(&signal()),
        Box::new(move |_| second("target")),
    );
    let above = Listener::with_capture(
        &window(),
        &["passage-test"],
        true,
        Some(&signal()),
        Box::new(move |_| first("window")),
    );
    dispatch(&target, "passage-test");
    drop((above, at_target));
    dispatch(&target, "passage-test");
    target.unchecked_ref::<web_sys::Element>().remove();
    assert_eq!(counts(), before);
    assert_eq!(told.next().await, "window");
    assert_eq!(told.next().await, "target");
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
fn a_listener_may_be_dropped_by_its_own_callback() {
    let before = counts();
    let told = Told::new();
    let slot: Rc<RefCell<Option<Listener>>> = Rc::default();
    let (tell, own) = (told.tell(), slot.clone());
    slot.replace(Some(Listener::new(
        &window(),
        &["passage-test"],
        Some(&signal()),
        Box::new(move |_| {
            drop(own.take());
            tell(());
        }),
    )));
    dispatch(&window(), "passage-test");
    dispatch(&window(), "passage-test");
    assert_eq!((told.waiting(), counts()), (1, before));
}

#[wasm_bindgen_test]
fn a_listener_is_called_for_every_event_it_names_and_is_removed_from_each() {
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let names = &["passage-test", "passage-other"];
    let listener = Listener::new(
        &window(),
        names,
        Some(&signal()),
        Box::new(move |_| tell(())),
    );
    dispatch(&window(), "passage-test");
    dispatch(&window(), "passage-other");
    assert_eq!(told.waiting(), 2);
    drop(listener);
    dispatch(&window(), "passage-other");
    assert_eq!((told.waiting(), counts()), (2, before));
}

use crate::script::{Told, counts, dispatch, document, js, signal, window};
use passage_web::{browser::page::Page, session::Input};
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

#[wasm_bindgen_test]
async fn events_of_the_page_are_reported_until_the_adapter_is_dropped() {
    let before = counts();
    let told = Told::new();
    let page = Page::new(Some(&signal()), Rc::new(told.tell()));
    assert_eq!(
        js(
            "counts.now().listeners.filter((name) => /visibility|resume|pageshow|online|offline/.test(name)).length"
        ),
        5
    );
    dispatch(&document(), "resume");
    assert_eq!(told.next().await, Input::Resumed);
    dispatch(&window(), "pageshow");
    assert_eq!(told.next().await, Input::Resumed);
    dispatch(&window(), "offline");
    assert_eq!(told.next().await, Input::Online(false));
    dispatch(&window(), "online");
    assert_eq!(told.next().await, Input::Online(true));
    drop(page);
    for name in ["pageshow", "online", "offline"] {
        dispatch(&window(), name);
    }
    dispatch(&document(), "visibilitychange");
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn visibility_is_read_when_the_event_arrives() {
    let told = Told::new();
    let page = Page::new(Some(&signal()), Rc::new(told.tell()));
    for (state, visible) in [("hidden", false), ("visible", true), ("prerender", true)] {
        js(&format!(
            "Object.defineProperty(document, 'visibilityState', {{ configurable: true, get: () => '{state}' }})"
        ));
        dispatch(&document(), "visibilitychange");
        assert_eq!(told.next().await, Input::Visible(visible), "{state}");
    }
    js("delete document.visibilityState");
    drop(page);
}

#[wasm_bindgen_test]
fn aborting_the_signal_ends_the_reports_of_a_crashed_instance() {
    let before = counts();
    let told = Told::new();
    let controller = AbortController::new().unwrap();
    let page = Page::new(Some(&controller.signal()), Rc::new(told.tell()));
    controller.abort();
    dispatch(&window(), "online");
    assert_eq!((told.waiting(), counts()), (0, before));
    std::mem::forget(page);
}

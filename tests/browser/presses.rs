//! A person's clicks and keys in the modal, in each browser: `cargo xtask test --browsers all`.
//!
//! `modal.rs` counts what the modal leaves behind; these tests open it, press in it, and leave it. A script cannot press a key or a
//! button as a person does, so the tests create the events. The end-to-end tests use real ones.

use crate::{
    modal::{gone, went_back},
    platform::place,
    script::{counts, js, js_later, signal, texts},
};
use passage_web::{
    browser::modal::{Modal, ReturnToApp},
    session::View,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

/// A page with an opener that has the focus, and a list of all events that its document receives.
fn page() {
    // Before anything listens: `gone` asks who still does.
    counts();
    js("document.getElementById('page')?.remove();
        globalThis.page = document.createElement('div');
        page.id = 'page';
        page.innerHTML = '<button>Open</button><div style=\"height: 4000px\"></div>';
        document.body.append(page);
        page.firstChild.focus();
        globalThis.heard = [];
        globalThis.noted ??= ['pointerdown', 'click', 'keydown', 'focusin'].map((kind) =>
          document.addEventListener(kind, (event) => { if (event.target === globalThis.root) heard.push(kind); }, true));");
}

/// Opens the modal, and counts how often it asks to be closed.
fn open() -> (Modal, Rc<Cell<u32>>) {
    page();
    let closes = Rc::new(Cell::new(0));
    let count = closes.clone();
    let place = place(&texts(), &signal()).unwrap();
    let modal = Modal::open(&place, Box::new(move |_| count.set(count.get() + 1)));
    expose();
    (modal, closes)
}

/// In the page as it is, and deaf.
fn open_nothing() -> Modal {
    let place = place(&texts(), &signal()).unwrap();
    Modal::open(&place, Box::new(|_| {}))
}

fn expose() {
    js("globalThis.shadow = root.shadowRoot; globalThis.dialog = shadow.querySelector('dialog')");
}

/// Presses a key while `target` has the focus; returns whether its default action was prevented.
fn press_escape(target: &str) -> bool {
    js(&format!(
        "!{target}.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Escape', bubbles: true, composed: true, cancelable: true }}))"
    )) == true
}

/// Some time after it was opened.
fn later() {
    js("performance.now = () => Performance.prototype.now.call(performance) + 1000");
}

fn press(target: &str) {
    js(&format!(
        "{target}.dispatchEvent(new PointerEvent('pointerdown', {{ bubbles: true, composed: true }})); {target}.click()"
    ));
}

#[wasm_bindgen_test]
async fn opening_makes_it_modal_and_takes_the_focus() {
    let (modal, _) = open();
    assert_eq!(js("dialog.matches(':modal')"), true);
    assert_eq!(js("shadow.activeElement === dialog"), true);
    assert_eq!(
        js("page.firstChild.focus(), document.activeElement === root"),
        true,
        "the page is inert"
    );
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn the_focus_goes_to_the_frame_when_it_is_ready_and_back_to_the_opener_at_the_end() {
    let (mut modal, _) = open();
    modal.load_frame("about:blank");
    assert_eq!(js("shadow.activeElement === dialog"), true, "not before");
    modal.reveal_frame();
    assert_eq!(js("shadow.activeElement.localName"), "iframe");
    drop(modal);
    assert_eq!(js("document.activeElement === page.firstChild"), true);
    went_back().await;
}

#[wasm_bindgen_test]
async fn focus_that_the_person_moved_to_a_button_stays_there() {
    let (mut modal, _) = open();
    modal.load_frame("about:blank");
    js("shadow.getElementById('close').focus()");
    modal.reveal_frame();
    assert_eq!(js("shadow.activeElement.id"), "close");
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn escape_asks_to_close_from_inside_and_from_nowhere() {
    let (modal, closes) = open();
    assert!(press_escape("dialog"));
    assert!(press_escape("document.body"));
    assert_eq!(closes.get(), 2);
    assert_eq!(js("dialog.open"), true, "closing is the session's to do");
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn escape_in_the_page_is_left_to_the_page() {
    let (modal, closes) = open();
    assert!(!press_escape("page.firstChild"));
    assert_eq!(closes.get(), 0);
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn the_page_gets_no_event_from_inside_the_dialog() {
    let (modal, closes) = open();
    press("shadow.getElementById('close')");
    press_escape("dialog");
    js("shadow.getElementById('close').focus()");
    assert_eq!(js("heard.join()"), "");
    assert_eq!(closes.get(), 2);
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn a_press_on_the_backdrop_closes_if_nothing_would_be_lost() {
    let (modal, closes) = open();
    press("dialog");
    assert_eq!(closes.get(), 0, "the second half of a double click");
    later();
    press("dialog");
    assert_eq!(closes.get(), 1);
    js("dialog.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
        dialog.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 2 }))");
    assert_eq!(closes.get(), 1, "nor a double click beside it");
    js("dialog.click()");
    assert_eq!(closes.get(), 1, "a click that did not begin there is none");
    press("shadow.querySelector('h2')");
    js("shadow.querySelector('h2').id = 'added'");
    press("shadow.querySelector('h2')");
    assert_eq!(closes.get(), 1);
    js("delete performance.now");
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn a_press_on_the_backdrop_asks_when_something_would_be_lost() {
    let (mut modal, closes) = open();
    modal.load_frame("about:blank");
    modal.reveal_frame();
    later();
    press("dialog");
    assert_eq!(js("!shadow.querySelector('[role=alertdialog]')"), false);
    assert_eq!(js("shadow.activeElement.id"), "keep");
    assert_eq!(js("shadow.querySelector('section').inert"), true);
    press("shadow.getElementById('keep')");
    assert_eq!(js("!shadow.querySelector('[role=alertdialog]')"), true);
    assert_eq!(js("shadow.activeElement.localName"), "iframe");
    assert_eq!(closes.get(), 0);

    press("dialog");
    press_escape("dialog");
    assert_eq!(closes.get(), 0, "Escape takes the question back");
    press("dialog");
    press("shadow.getElementById('leave')");
    assert_eq!(closes.get(), 1);

    modal.show(View::Failed);
    later();
    press("dialog");
    assert_eq!(closes.get(), 2, "a failed session has nothing to lose");
    js("delete performance.now");
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn the_page_is_locked_without_touching_its_styles_and_stays_where_it_is() {
    page();
    js("globalThis.look = () => JSON.stringify([scrollX, scrollY, page.firstChild.getBoundingClientRect(), page.getBoundingClientRect().width,
          document.documentElement.getAttribute('style'), document.body.getAttribute('style'), document.adoptedStyleSheets.length]);
        globalThis.scrolls = () => [document.documentElement, document.body].every((element) => getComputedStyle(element).overflowY !== 'hidden');
        document.documentElement.style.overflow = 'auto';
        scrollTo(0, 700)");
    assert_eq!(js("scrollY"), 700);
    let before = js("globalThis.before = look()");
    let modal = open_nothing();
    assert_eq!(js("scrolls()"), false);
    assert_eq!(js("document.documentElement.style.overflow"), "auto");
    assert_eq!(
        js(
            "JSON.stringify(JSON.parse(look()).slice(0, 6)) === JSON.stringify(JSON.parse(before).slice(0, 6))"
        ),
        true
    );
    drop(modal);
    assert_eq!(js("look()"), before);
    assert_eq!(js("scrolls()"), true);
    js("document.documentElement.removeAttribute('style'); scrollTo(0, 0)");
    went_back().await;
}

/// Waits for what the browser does in its own time: going back.
async fn until(condition: &str) {
    js_later(&format!(
        "new Promise((resolve) => {{ const look = () => ({condition} ? resolve() : setTimeout(look)); look(); }})"
    ))
    .await;
}

#[wasm_bindgen_test]
async fn the_back_button_closes_and_no_entry_is_left() {
    // The browser may still be going back from the modal of another test.
    until("!history.state?.['@getpassage/web-react']").await;
    js("history.replaceState({ router: 'its own' }, '');
        globalThis.pushed = 0;
        history.pushState = function (...entry) { pushed += 1; return History.prototype.pushState.apply(this, entry); }");
    let state = "JSON.stringify(history.state)";
    let marked =
        "history.state.router && history.state['@getpassage/web-react'] === history.length";
    let (modal, closes) = open();
    until("pushed === 1").await;
    until(marked).await;
    js("history.back()");
    until("!history.state['@getpassage/web-react']").await;
    // The event comes a moment after the state.
    while closes.get() == 0 {
        js_later("new Promise((resolve) => setTimeout(resolve))").await;
    }
    assert_eq!(closes.get(), 1);
    drop(modal);
    assert_eq!(js(state), r#"{"router":"its own"}"#);

    let (first, _) = open();
    drop(first);
    // The next modal opens while the browser is still going back, and waits for it.
    let (modal, closes) = open();
    until("pushed === 3").await;
    until(marked).await;
    assert_eq!(closes.get(), 0);
    drop(modal);
    until("!history.state['@getpassage/web-react']").await;
    assert_eq!(js(state), r#"{"router":"its own"}"#);
    js("delete history.pushState; history.replaceState(null, '')");
    went_back().await;
}

#[wasm_bindgen_test]
async fn the_link_back_to_an_app_disappears_when_it_is_pressed() {
    page();
    let closes = Rc::new(Cell::new(0));
    let count = closes.clone();
    let place = place(&texts(), &signal()).unwrap();
    let close = Rc::new(move || count.set(count.get() + 1));
    let offered = ReturnToApp::open(&place, "myapp://done", close).unwrap();
    expose();
    assert_eq!(js("dialog.getAttribute('aria-label')"), "connected");
    assert_eq!(js("shadow.querySelector('a').href"), "myapp://done");
    // No app handles this scheme; the test only checks that the modal notices the click.
    js("shadow.querySelector('a').removeAttribute('href')");
    press("shadow.querySelector('a')");
    assert_eq!(closes.get(), 1);
    drop(offered);
    assert_eq!(js("root.isConnected"), false);
    assert_eq!(js("document.activeElement === page.firstChild"), true);
    went_back().await;
}

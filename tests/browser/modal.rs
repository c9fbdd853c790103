use crate::{
    platform::place,
    script::{Told, counts, document, js, js_later, signal, texts},
};
use passage_web::{browser::modal::Modal, session::View, told::ClosedBy};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

fn open() -> (Modal, Told<ClosedBy>) {
    // The first call begins to count the listeners.
    counts();
    let told = Told::new();
    let tell = told.tell();
    let place = place(&texts(), &signal()).unwrap();
    let modal = Modal::open(&place, Box::new(tell));
    js("globalThis.dialog = root.shadowRoot.querySelector('dialog')");
    (modal, told)
}

pub async fn gone(modal: Modal) {
    drop(modal);
    went_back().await;
}

/// Waits until the browser has gone back from the dialog's history entry. Until its event arrives, the modal keeps a listener.
pub async fn went_back() {
    js_later(
        "new Promise((resolve) => {
           const onItsWay = () => history.state?.['@getpassage/web-react'] || counts.now().listeners.includes('Window popstate');
           const look = () => (onItsWay() ? setTimeout(look) : resolve());
           look();
         })",
    )
    .await;
}

#[wasm_bindgen_test]
async fn an_open_modal_is_a_named_dialog_in_the_body() {
    let (modal, _) = open();
    assert_eq!(js("root.parentNode === document.body"), true);
    assert_eq!(js("dialog.open && dialog.matches(':modal')"), true);
    assert_eq!(js("dialog.getAttribute('aria-label').length > 0"), true);
    assert_eq!(js("root.shadowRoot.activeElement !== null"), true);
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn a_dropped_modal_leaves_nothing_and_gives_the_focus_back() {
    js(
        "globalThis.opener = document.createElement('button'); document.body.append(opener); opener.focus()",
    );
    let before = counts();
    let (mut modal, _) = open();
    modal.load_frame("about:blank");
    modal.show(View::Live);
    assert_ne!(counts(), before);
    gone(modal).await;
    assert_eq!(counts(), before);
    assert_eq!(js("document.activeElement === opener"), true);
    js("opener.remove()");
}

#[wasm_bindgen_test]
async fn the_styles_of_the_page_are_its_own_again() {
    let script = "document.documentElement.style.overflow = 'scroll'; document.body.style.cssText = 'margin: 3px; overflow: auto'";
    js(script);
    let styles =
        "document.documentElement.getAttribute('style') + document.body.getAttribute('style')";
    let before = js(styles);
    let (modal, _) = open();
    gone(modal).await;
    assert_eq!(js(styles), before);
    js("document.documentElement.removeAttribute('style'); document.body.removeAttribute('style')");
}

#[wasm_bindgen_test]
async fn the_close_button_asks_to_close() {
    let (modal, told) = open();
    js("root.shadowRoot.querySelector('button').click()");
    told.next().await;
    assert_eq!(js("dialog.open"), true, "closing is the session's to do");
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn escape_asks_to_close() {
    let (modal, told) = open();
    // The event that the browser fires for the key, since no script can press it.
    js("dialog.dispatchEvent(new Event('cancel', { cancelable: true }))");
    told.next().await;
    assert_eq!(js("dialog.open"), true);
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn a_dialog_that_the_browser_or_the_page_closed_asks_to_close() {
    let (modal, told) = open();
    js("dialog.close()");
    told.next().await;
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn a_dropped_modal_does_not_ask_to_close() {
    let (modal, told) = open();
    js("globalThis.button = root.shadowRoot.querySelector('button');
        globalThis.closeEvent = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))");
    gone(modal).await;
    // The browser's own event.
    js_later("closeEvent").await;
    js(
        "button.click(); dialog.dispatchEvent(new Event('cancel')); dialog.dispatchEvent(new Event('close'))",
    );
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
async fn aborting_the_signal_silences_the_modal_of_a_crashed_instance() {
    let before = counts();
    let controller = AbortController::new().unwrap();
    let told = Told::new();
    let tell = told.tell();
    let place = place(&texts(), &controller.signal()).unwrap();
    let modal = Modal::open(&place, Box::new(tell));
    controller.abort();
    // What the TypeScript layer does after a panic.
    js("root.shadowRoot.querySelector('button').click();
        root.shadowRoot.querySelector('dialog').close();
        root.remove();
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
        history.state?.['@getpassage/web-react'] && history.back()");
    went_back().await;
    assert_eq!((told.waiting(), counts()), (0, before));
    std::mem::forget(modal);
}

#[wasm_bindgen_test]
async fn a_frame_is_loaded_as_the_contract_says() {
    let before = counts();
    let (mut modal, _) = open();
    modal.load_frame("about:blank#one");
    let frame = "root.shadowRoot.querySelector('iframe')";
    for (attribute, expected) in [
        ("src", "about:blank#one"),
        ("referrerpolicy", "no-referrer"),
        ("sandbox", "allow-scripts allow-same-origin allow-forms"),
        ("allow", "otp-credentials; publickey-credentials-get"),
    ] {
        let found = js(&format!("{frame}.getAttribute('{attribute}')"));
        assert_eq!(found, expected, "{attribute}");
    }
    assert_eq!(js(&format!("{frame}.title.length > 0")), true);
    gone(modal).await;
    assert_eq!(counts(), before);
}

#[wasm_bindgen_test]
async fn there_is_never_more_than_one_frame() {
    let (mut modal, _) = open();
    let opened = counts();
    let frames = "root.shadowRoot.querySelectorAll('iframe').length";
    modal.load_frame("about:blank#one");
    modal.load_frame("about:blank#two");
    assert_eq!(js(frames), 1);
    modal.unload_frame();
    modal.unload_frame();
    assert_eq!((js(frames), counts()), (0.into(), opened));
    gone(modal).await;
}

#[wasm_bindgen_test]
async fn each_view_has_its_line_and_no_line_stays() {
    let (modal, _) = open();
    for (view, text) in [
        (View::Slow, "slow"),
        (View::Opening, "opening"),
        (View::Reconnecting, "reconnecting"),
        (View::Loading, "opening"),
        (View::Offline, "offline"),
        (View::Unresponsive, "unresponsive"),
        (View::Live, ""),
        (View::Failed, "failed"),
    ] {
        modal.show(view);
        let line = js("root.shadowRoot.querySelector('[role=status]').textContent");
        assert_eq!(line, text, "{view:?}");
    }
    gone(modal).await;
}

#[wasm_bindgen_test]
fn a_document_without_a_body_gets_an_error_and_keeps_nothing() {
    let before = counts();
    let body = document().body().unwrap();
    body.remove();
    let opened = place(&texts(), &signal());
    document()
        .document_element()
        .unwrap()
        .append_child(&body)
        .unwrap();
    assert!(opened.is_err());
    assert_eq!(counts(), before);
}

#[wasm_bindgen_test]
async fn a_modal_whose_nodes_the_page_has_removed_leaves_nothing() {
    let before = counts();
    let (modal, _) = open();
    js("root.remove()");
    gone(modal).await;
    assert_eq!(counts(), before);

    let (modal, _) = open();
    js("globalThis.body = document.body; document.body = document.createElement('body')");
    gone(modal).await;
    js("document.body = body");
    assert_eq!(counts(), before);
}

#[wasm_bindgen_test]
async fn a_region_leaves_the_page_alone_and_is_closed_when_its_container_is_removed() {
    js(
        "globalThis.container = document.createElement('div'); document.body.append(container); globalThis.entry = history.length",
    );
    let before = counts();
    let place = place(&texts(), &signal()).unwrap();
    let modal = Modal::open(&place, Box::new(|_| unreachable!("the shell closes it")));
    assert_eq!(js("root.parentNode === container"), true);
    assert_eq!(js("!root.shadowRoot.querySelector('dialog')"), true);
    assert_eq!(
        js("history.length === entry && getComputedStyle(document.body).overflow === 'visible'"),
        true
    );
    js("container.append(document.createElement('p')); container.lastChild.remove()");
    js_later("Promise.resolve()").await;
    assert_eq!(js("globalThis.closedBy === undefined"), true);
    js("container.remove()");
    js_later("Promise.resolve()").await;
    assert_eq!(js("closedBy === 'host'"), true);
    drop(modal);
    js("document.body.append(container)");
    assert_eq!(counts(), before);
    js("container.remove(); delete globalThis.container; delete globalThis.closedBy");
}

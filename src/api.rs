//! The border: what the JavaScript shim calls, and what it lends to a session.

use crate::{
    browser::{
        self, leftovers,
        modal::{ReturnToApp, when_back},
    },
    driver::Driver,
    return_url::{self, Target},
    session::Input,
    texts::Texts,
};
use js_sys::{Function, Promise};
use serde::Serialize;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, CssStyleSheet, HtmlElement};

/// A page has one thread, so a small allocator without size classes is enough, and far smaller than the default.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** Why a connection did not come about. Holds no claim code, token or personal data. */
export interface ConnectionError {
  /** What happened and what to do, in English, for the developer. */
  error: string;
  /** What happened, to be compared with. */
  code: ErrorCode;
  /** Whether opening again with the same claim code can succeed. */
  retryable: boolean;
  /** The link, once it is known. */
  linkId?: string;
}

/** How a session ended; `AppClipHandle.result` resolves with it. */
export type ConnectionResult =
  | { outcome: 'complete'; linkId: string }
  | { outcome: 'error'; error: ConnectionError }
  | { outcome: 'closed' };

/** A link's status, as the service names it. */
export type LinkStatus = 'pending' | 'active' | 'complete' | 'failed' | 'expired';

/** One step of a session. No event carries a secret. */
export type PassageEvent =
  | { type: 'opened' }
  | { type: 'claimed'; linkId: string }
  | { type: 'frameReady' }
  /** The automation at the provider reached a step: a short identifier. */
  | { type: 'progress'; step: string }
  | { type: 'status'; status: LinkStatus }
  | { type: 'offline' }
  | { type: 'online' }
  /** A request failed; the `attempt`-th retry starts in `delayMs` milliseconds. */
  | { type: 'retrying'; attempt: number; delayMs: number }
  | { type: 'redirecting'; returnUrl: string }
  /** Always the last one. */
  | { type: 'ended'; outcome: ConnectionResult['outcome'] };

/** What a dialog needs of the page. None of the methods throws. */
export interface Place {
  readonly locale: string;
  readonly theme: 'light' | 'dark' | 'auto';
  /** Every listener is registered with it, so that they can be removed even after a panic. */
  readonly signal: AbortSignal;
  /** The element that holds the dialog, and the sheet added to the document, so that both can be removed even after a panic. */
  mounted(root: HTMLElement, sheet: CSSStyleSheet | undefined): void;
}

/** What the shim lends to one session. */
export interface Host extends Place {
  /** The claim code, unless the host passed a function. */
  readonly code: string | undefined;
  readonly baseUrl: string;
  readonly redirect: boolean;
  /** Asks the host's `claimCode` function. */
  askCode(): Promise<unknown>;
  /** The idempotency key for a new claim of this code. */
  claimKey(code: string): string;
  event(event: PassageEvent): void;
  ended(result: ConnectionResult & { returnUrl?: string }): void;
}
";

#[wasm_bindgen]
extern "C" {
    /// What a dialog needs of the page.
    #[wasm_bindgen(typescript_type = "Place")]
    pub type Place;

    #[wasm_bindgen(method, getter, structural)]
    pub(crate) fn locale(this: &Place) -> String;
    #[wasm_bindgen(method, getter, structural)]
    pub(crate) fn theme(this: &Place) -> String;
    #[wasm_bindgen(method, getter, structural)]
    pub(crate) fn signal(this: &Place) -> AbortSignal;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn mounted(this: &Place, root: &HtmlElement, sheet: Option<&CssStyleSheet>);

    /// What the shim lends to one session.
    #[wasm_bindgen(extends = Place, typescript_type = "Host")]
    pub type Host;

    #[wasm_bindgen(method, getter, structural)]
    pub(crate) fn code(this: &Host) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = baseUrl)]
    pub(crate) fn base_url(this: &Host) -> String;
    #[wasm_bindgen(method, getter, structural)]
    pub(crate) fn redirect(this: &Host) -> bool;
    #[wasm_bindgen(method, structural, js_name = askCode)]
    pub(crate) fn ask_code(this: &Host) -> Promise;
    #[wasm_bindgen(method, structural, js_name = claimKey)]
    pub(crate) fn claim_key(this: &Host, code: &str) -> String;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn event(this: &Host, event: &JsValue);
    #[wasm_bindgen(method, structural)]
    pub(crate) fn ended(this: &Host, result: &JsValue);
}

/// A value for the host, as a plain object.
pub(crate) fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

thread_local! {
    /// The session that is open. The shim sees to it that there is never more than one.
    static CURRENT: RefCell<Option<Rc<Driver>>> = const { RefCell::new(None) };
    /// The way back to an app that is offered, after its session.
    static RETURN: RefCell<Option<ReturnToApp>> = const { RefCell::new(None) };
}

/// Calls `crashed` when this instance panics: it must not be used again, and the shim cleans up after it.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(crashed: Function) {
    thread_local!(static CRASHED: RefCell<Option<Function>> = const { RefCell::new(None) });
    CRASHED.replace(Some(crashed));
    std::panic::set_hook(Box::new(|_| {
        leftovers::stop();
        if let Some(crashed) = CRASHED.take() {
            let _ = crashed.call0(&JsValue::NULL);
        }
    }));
}

/// Opens a session: the modal is in the page when this returns.
#[wasm_bindgen]
pub fn open(host: Host) {
    drop(RETURN.take());
    let driver = Driver::new(host);
    let before = CURRENT.replace(Some(driver.clone()));
    if let Some(before) = before {
        before.tell(Input::Close);
    }
    driver.tell(Input::Open);
}

/// Lets go of a session that has ended, and with it of the host's callbacks.
pub(crate) fn forget(driver: &Rc<Driver>) {
    CURRENT.with_borrow_mut(|current| {
        current.take_if(|current| Rc::ptr_eq(current, driver));
    });
}

/// Closes the open session, if there is one: when this returns, nothing of it is left in the page.
#[wasm_bindgen]
pub fn close() {
    let current = CURRENT.take();
    if let Some(driver) = current {
        driver.tell(Input::Close);
    }
}

/// Leaves the page for the `returnUrl` of a completed link. The address is checked once more, where it is used.
/// `place` is for the way back to an app, which a browser may refuse to take by itself.
#[wasm_bindgen]
pub fn leave(place: Place, return_url: &str) {
    let Some(target) = return_url::target(return_url) else {
        return;
    };
    let return_url = return_url.to_owned();
    when_back(Box::new(move || {
        if let Some(window) = browser::window() {
            // A browser that refuses the navigation leaves the page where it is.
            let _ = window.location().assign(&return_url);
        }
        if target == Target::App && CURRENT.with_borrow(Option::is_none) {
            offer_return(&place, &return_url);
        }
    }));
}

/// Whether a browser follows an app's address without a click, none of them says: so the link is offered anyway. Where
/// the app comes up, the page is hidden and the link goes.
fn offer_return(place: &Place, return_url: &str) {
    let offered = ReturnToApp::open(
        Texts::for_locale(&place.locale()),
        &place.theme(),
        &place.signal(),
        return_url,
        || drop(RETURN.take()),
    );
    if let Ok(offered) = offered {
        place.mounted(offered.root(), offered.page_sheet());
        RETURN.set(Some(offered));
    }
}

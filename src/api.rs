//! The border: what the JavaScript shim calls, and what it lends to a session.

use crate::{
    browser::{
        js::{call1, call2, define, get, set_stage, window},
        modal::{ReturnToApp, when_back},
    },
    driver::Driver,
    event::HostObject,
    return_url::{self, Target},
    session::Input,
};
use js_sys::Object;
use serde::Serialize;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

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

/** What a person reads in the modal, in one language: short, plain, complete. */
export interface Texts {
  /** The language, two letters. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** The dialog's heading and accessible name. */
  readonly title: string;
  /** The close button's accessible name, and one answer to `ask`. */
  readonly close: string;
  /** The way out while it takes long. */
  readonly cancel: string;
  /** The frame's title. */
  readonly frame: string;
  /** While the link is claimed and the frame loads, for screen readers. */
  readonly opening: string;
  /** When that takes long. */
  readonly slow: string;
  /** When the frame does not answer. */
  readonly unresponsive: string;
  /** When requests fail and are tried again. */
  readonly reconnecting: string;
  /** When there is no connection. */
  readonly offline: string;
  /** When it failed and the modal is about to close. */
  readonly failed: string;
  /** Whether to close with a half-done login. */
  readonly ask: string;
  /** The other answer to `ask`. */
  readonly keep: string;
  /** The heading above the way back to an app. */
  readonly connected: string;
  /** The way back to an app. */
  readonly app: string;
}

/** What a dialog needs of the page. None of the methods throws. */
export interface Place {
  readonly texts: Texts;
  readonly theme: 'light' | 'dark' | 'auto';
  /** Every listener is registered with it, so that they can be removed even after a panic. */
  readonly signal: AbortSignal | undefined;
  /** The element that holds the dialog, and the sheet added to the document, so that both can be removed even after a panic. */
  mounted(root: HTMLElement, sheet: CSSStyleSheet | HTMLStyleElement | undefined): void;
}

/** What the engine takes from the page: `js/engine-platform.js`. */
export type Platform = typeof import('../engine-platform.js').platform;

/** What the shim lends to one session. */
export interface Host extends Place {
  readonly locale: string;
  /** The claim code, unless the host passed a function. */
  readonly code: string | undefined;
  readonly baseUrl: string;
  readonly redirect: boolean;
  /** Asks the host's `claimCode` function. */
  askCode(): Promise<unknown>;
  /** The idempotency key for a claim of this code, and whether an earlier session has claimed with it; a `fresh` one never has. */
  claimKey(code: string, fresh: boolean): { key: string; resumed: boolean };
  /** The timer that was set last, and the request that was sent last, so that they can be stopped even after a panic. */
  timer(handle: unknown): void;
  request(controller: AbortController | undefined): void;
  event(event: PassageEvent): void;
  ended(result: ConnectionResult & { returnUrl?: string }): void;
}
";

#[wasm_bindgen]
extern "C" {
    /// What a dialog needs of the page. Its members are reached by name.
    #[wasm_bindgen(typescript_type = "Place")]
    pub type Place;

    /// What the shim lends to one session. Its members are reached by name.
    #[wasm_bindgen(extends = Place, typescript_type = "Host")]
    pub type Host;
}

/// A plain object.
#[derive(Default)]
pub(crate) struct Plain(pub Object);

impl HostObject for Plain {
    fn set<T: Serialize + ?Sized>(&self, name: &str, value: &T) {
        // Texts, numbers and flags alone, none of which fails.
        let value = serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL);
        define(&self.0, name, &value);
    }

    fn nest(&self, name: &str, inner: &Self) {
        define(&self.0, name, &inner.0);
    }
}

thread_local! {
    /// The session that is open. The shim sees to it that there is never more than one.
    static CURRENT: RefCell<Option<Rc<Driver>>> = const { RefCell::new(None) };
    /// The way back to an app that is offered, after its session.
    static RETURN: RefCell<Option<ReturnToApp>> = const { RefCell::new(None) };
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

/// Puts something in the page's place for a rehearsal, that is, a session that is opened and closed where nobody sees it:
/// a browser compiles a function when it is called first, which takes longer than what the functions of a click then do.
/// `undefined` gives the page back. No session may be open meanwhile.
#[wasm_bindgen]
pub fn stage(stage: JsValue) {
    set_stage(stage);
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
pub fn leave(place: Place, return_url: String) {
    let Some(target) = return_url::target(&return_url) else {
        return;
    };
    when_back(Box::new(move || {
        let location = get(&window(), "location");
        // A browser that refuses the navigation leaves the page where it is.
        call1(&location, "assign", &JsValue::from_str(&return_url));
        if target == Target::App && CURRENT.with_borrow(Option::is_none) {
            offer_return(&place, &return_url);
        }
    }));
}

/// Whether a browser follows an app's address without a click, none of them says: so the link is offered anyway. Where
/// the app comes up, the page is hidden and the link goes.
fn offer_return(place: &Place, return_url: &str) {
    let offered = ReturnToApp::open(
        &get(place, "texts"),
        &get(place, "theme"),
        &get(place, "signal"),
        return_url,
        Rc::new(|| drop(RETURN.take())),
    );
    if let Some(offered) = offered {
        call2(place, "mounted", offered.root(), &offered.page_sheet());
        drop(RETURN.replace(Some(offered)));
    }
}

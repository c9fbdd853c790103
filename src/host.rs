//! What the shim lends to a session, typed; and what a session tells, as an object.

use crate::{browser::platform::define, told::HostObject};
use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortController, AbortSignal, HtmlDialogElement, HtmlElement, HtmlIFrameElement};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** What a person reads in the modal, in one language: short, plain, complete. */
export interface Texts {
  /** One answer to `ask`. */
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

/** What a dialog needs of the page. None of the methods throws, but for those of the shell. */
export interface Place {
  /** The dialog that the click has shown. */
  readonly shell: import('../shell/shell.js').Shell;
  /** What is in it. */
  readonly inside: import('../engine/interior.js').Interior;
  /** After it, one that offers the way to this address, which has been checked; `undefined` where the page does not show it. */
  offer(url: string): import('../shell/shell.js').Shell | undefined;
  /** Every listener is registered with it, so that they can be removed even after a panic. */
  readonly signal: AbortSignal | undefined;
  /** What was added to the document to keep it from scrolling, so that it can be removed even after a panic. */
  locked(sheet: CSSStyleSheet | HTMLStyleElement | undefined): void;
}

/** What the engine takes from the page: `js/engine/platform.js`. */
export type Platform = typeof import('../engine/platform.js').platform;

/** What the shim lends to one session. */
export interface Host extends Place {
  readonly locale: string;
  readonly theme: 'light' | 'dark' | 'auto';
  /** The claim code, unless the host passed a function. */
  readonly code: string | undefined;
  readonly baseUrl: string;
  readonly redirect: boolean;
  /** Asks the host's `claimCode` function. */
  askCode(): Promise<unknown>;
  /** A try of this claim of the session, the first or the second: `POST /link/claim`. */
  claim(code: string, claim: number): import('../engine/claim.js').Claim;
  /** The timer that was set last, and the request that was sent last, so that they can be stopped even after a panic. */
  timer(handle: unknown): void;
  request(controller: AbortController | undefined): void;
  event(event: PassageEvent): void;
  ended(result: ConnectionResult & { returnUrl?: string }): void;
}
";

#[wasm_bindgen]
extern "C" {
    /// The dialog as the click has shown it: `js/shell/shell.js`.
    #[derive(Clone)]
    pub type Shell;
    /// The element in the page that holds everything.
    #[wasm_bindgen(method, getter)]
    pub fn root(this: &Shell) -> HtmlElement;
    /// The dialog in it.
    #[wasm_bindgen(method, getter)]
    pub fn dialog(this: &Shell) -> HtmlDialogElement;
    /// Puts it into the page once more; an error where the page does not show it.
    #[wasm_bindgen(method, catch)]
    pub fn show(this: &Shell) -> Result<(), JsValue>;
    /// It no longer listens by itself.
    #[wasm_bindgen(method)]
    pub fn release(this: &Shell);
    /// Takes it out of the page.
    #[wasm_bindgen(method)]
    pub fn remove(this: &Shell);

    /// What is in the dialog: `js/engine/interior.js`.
    #[derive(Clone)]
    pub type Interior;
    /// Says what the session is doing.
    #[wasm_bindgen(method)]
    pub fn say(this: &Interior, view: &str);
    /// Puts a frame in.
    #[wasm_bindgen(method, js_name = loadFrame)]
    pub fn load_frame(this: &Interior, url: &str) -> HtmlIFrameElement;
    /// Takes it out.
    #[wasm_bindgen(method, js_name = unloadFrame)]
    pub fn unload_frame(this: &Interior);
    /// Shows it.
    #[wasm_bindgen(method)]
    pub fn live(this: &Interior);
    /// Asks whether to close, or takes the question back.
    #[wasm_bindgen(method)]
    pub fn ask(this: &Interior, shown: bool);
    /// Whether that is asked.
    #[wasm_bindgen(method)]
    pub fn asked(this: &Interior) -> bool;

    /// What a dialog needs of the page.
    #[wasm_bindgen(typescript_type = "Place")]
    pub type Place;
    /// The dialog.
    #[wasm_bindgen(method, getter)]
    pub fn shell(this: &Place) -> Shell;
    /// What is in it.
    #[wasm_bindgen(method, getter)]
    pub fn inside(this: &Place) -> Interior;
    /// After it, one that offers the way to an address.
    #[wasm_bindgen(method)]
    pub fn offer(this: &Place, url: &str) -> Option<Shell>;
    /// What all listeners are registered with.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Place) -> Option<AbortSignal>;
    /// What keeps the page from scrolling.
    #[wasm_bindgen(method)]
    pub fn locked(this: &Place, sheet: &JsValue);

    /// What the shim lends to one session.
    #[wasm_bindgen(extends = Place, typescript_type = "Host")]
    pub type Host;
    /// The claim code, unless the host passed a function.
    #[wasm_bindgen(method, getter)]
    pub fn code(this: &Host) -> Option<String>;
    /// The service's address.
    #[wasm_bindgen(method, getter, js_name = baseUrl)]
    pub fn base_url(this: &Host) -> JsValue;
    /// A language tag.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Host) -> JsValue;
    /// `light`, `dark` or `auto`.
    #[wasm_bindgen(method, getter)]
    pub fn theme(this: &Host) -> JsValue;
    /// Whether a `returnUrl` is followed.
    #[wasm_bindgen(method, getter)]
    pub fn redirect(this: &Host) -> bool;
    /// Asks the host's `claimCode` function: a promise.
    #[wasm_bindgen(method, js_name = askCode)]
    pub fn ask_code(this: &Host) -> JsValue;
    /// Sends a try of this claim of the session.
    #[wasm_bindgen(method)]
    pub fn claim(this: &Host, code: &str, claim: u32) -> Claim;
    /// The timer that was set last.
    #[wasm_bindgen(method)]
    pub fn timer(this: &Host, handle: &JsValue);
    /// The request that was sent last.
    #[wasm_bindgen(method)]
    pub fn request(this: &Host, controller: Option<&AbortController>);
    /// One step.
    #[wasm_bindgen(method)]
    pub fn event(this: &Host, event: &Object);
    /// The end.
    #[wasm_bindgen(method)]
    pub fn ended(this: &Host, result: &Object);

    /// A claim under way.
    pub type Claim;
    /// What `fetch` gives.
    #[wasm_bindgen(method, getter)]
    pub fn answer(this: &Claim) -> JsValue;
    /// What aborts it.
    #[wasm_bindgen(method, getter)]
    pub fn controller(this: &Claim) -> Option<AbortController>;
    /// Whether an earlier session has claimed with its idempotency key.
    #[wasm_bindgen(method, getter)]
    pub fn resumed(this: &Claim) -> bool;
}

/// A plain object for the host.
#[derive(Default)]
pub struct Plain(pub Object);

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

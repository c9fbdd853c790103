//! What the shim provides to a session ([`Host`]), typed, and the plain objects that a session hands back.

use crate::{browser::platform::define, told::HostObject};
use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortController, AbortSignal, HtmlElement, HtmlIFrameElement};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** The modal's texts in one language: short, plain, complete. `close` is also the answer to `ask`. */
export type Texts = import('../shell/words.js').Words & {
  /** Button that closes the modal while something takes long. */
  readonly cancel: string;
  /** Title of the iframe. */
  readonly frame: string;
  /** For screen readers, while the link is claimed and the frame loads. */
  readonly opening: string;
  /** When claiming or loading takes longer than usual. */
  readonly slow: string;
  /** When the frame does not answer. */
  readonly unresponsive: string;
  /** When requests fail and are retried. */
  readonly reconnecting: string;
  /** When the browser is offline. */
  readonly offline: string;
  /** When the session failed and the modal is about to close. */
  readonly failed: string;
  /** Asks whether to close with an unfinished sign-in. */
  readonly ask: string;
  /** Button that keeps the modal open, as the answer to `ask`. */
  readonly keep: string;
  /** Heading of the dialog with the link back to an app. */
  readonly connected: string;
  /** The link back to an app. */
  readonly app: string;
  /** For the page to show, after an error: the link is not valid, or no longer. */
  readonly unusable: string;
  /** After an error: the link is complete. */
  readonly done: string;
  /** After an error: the link is in use. */
  readonly elsewhere: string;
  /** After an error: no connection. */
  readonly unreachable: string;
  /** After an error: the session was called off. */
  readonly calledOff: string;
  /** After an error for which trying again is no help. */
  readonly broken: string;
};

/** The name of a text. */
export type TextName = Exclude<keyof Texts, 'rtl'>;

/** What a modal needs from the shim. No method throws, except those of `shell`. */
export interface Place {
  /** The dialog, as the click has opened it. */
  readonly shell: import('../shell/shell.js').Shell;
  /** What is in the dialog. */
  readonly inside: import('../engine/interior.js').Interior;
  /** Opens the dialog with the link back to an app, after the modal, in the same place. `url` was checked. `undefined` if the page does not show it. */
  offer(url: string): import('../shell/shell.js').Shell | undefined;
  /** All listeners are registered with this signal, so that the shim can remove them, even after a panic. */
  readonly signal: AbortSignal | undefined;
  /** Receives the style sheet that keeps the page from scrolling, so that the shim can remove it, even after a panic. */
  locked(sheet: CSSStyleSheet | HTMLStyleElement | undefined): void;
}

/** The globals that the engine uses, guarded: `js/engine/platform.js`. */
export type Platform = typeof import('../engine/platform.js').platform;

/** What the shim provides to one session. */
export interface Host extends Place {
  readonly locale: string;
  readonly theme: 'light' | 'dark' | 'auto';
  /** The claim code, unless the host page passed a function. */
  readonly code: string | undefined;
  readonly baseUrl: string;
  readonly redirect: boolean;
  /** Calls the host page's `claimCode` function. */
  askCode(): Promise<unknown>;
  /** Sends `POST /link/claim`. `claim` counts the session's claims from 1; all tries of one claim carry the same idempotency key. */
  claim(code: string, claim: number): import('../engine/claim.js').Claim;
  /**
   * Sends `POST /link/cancel`, whose answer nobody waits for. An empty `sessionId`: the claim has no answer yet, and the session that
   * it resumes is called off, if it resumes one.
   */
  cancel(code: string, sessionId: string): void;
  /** Receives the timer that was set last, so that the shim can clear it, even after a panic. */
  timer(handle: unknown): void;
  /** Receives what aborts the request that was sent last, so that the shim can abort it, even after a panic. */
  request(controller: AbortController | undefined): void;
  event(event: PassageEvent): void;
  /** The session's ending: once, after its last event. An error's `userMessage` is a `TextName`. */
  ended(result: ConnectionResult & { returnUrl?: string }): void;
}
";

#[wasm_bindgen]
extern "C" {
    /// The dialog, as the click has opened it: `js/shell/shell.js`.
    #[derive(Clone)]
    pub type Shell;
    /// The element in the page whose shadow root contains the dialog.
    #[wasm_bindgen(method, getter)]
    pub fn root(this: &Shell) -> HtmlElement;
    /// The dialog element or, in a container, the region in its place.
    #[wasm_bindgen(method, getter)]
    pub fn dialog(this: &Shell) -> HtmlElement;
    /// The element of the page in which it is shown; `None` for a modal.
    #[wasm_bindgen(method, getter)]
    pub fn container(this: &Shell) -> Option<HtmlElement>;
    /// Shows the dialog again, after the page took it out. Fails if the page does not show it.
    #[wasm_bindgen(method, catch)]
    pub fn show(this: &Shell) -> Result<(), JsValue>;
    /// Removes the shell's own listeners: the engine listens from now on.
    #[wasm_bindgen(method)]
    pub fn release(this: &Shell);
    /// Takes the dialog out of the page.
    #[wasm_bindgen(method)]
    pub fn remove(this: &Shell);

    /// What is in the dialog: `js/engine/interior.js`.
    #[derive(Clone)]
    pub type Interior;
    /// Shows the notice for a view, given by its name.
    #[wasm_bindgen(method)]
    pub fn say(this: &Interior, view: &str);
    /// Adds the frame; the skeleton stays in front of it.
    #[wasm_bindgen(method, js_name = loadFrame)]
    pub fn load_frame(this: &Interior, url: &str) -> HtmlIFrameElement;
    /// Takes the frame out, and shows the skeleton.
    #[wasm_bindgen(method, js_name = unloadFrame)]
    pub fn unload_frame(this: &Interior);
    /// Shows the frame in place of the skeleton.
    #[wasm_bindgen(method)]
    pub fn live(this: &Interior);
    /// Moves the focus into the frame.
    #[wasm_bindgen(method)]
    pub fn enter(this: &Interior);
    /// Shows or hides the question whether to close.
    #[wasm_bindgen(method)]
    pub fn ask(this: &Interior, shown: bool);
    /// The page's accent as `rgb(…)`, for the frame; `undefined` if there is none.
    #[wasm_bindgen(method)]
    pub fn accent(this: &Interior) -> JsValue;
    /// Whether the question is shown.
    #[wasm_bindgen(method)]
    pub fn asked(this: &Interior) -> bool;

    /// What a modal needs from the shim.
    #[wasm_bindgen(typescript_type = "Place")]
    pub type Place;
    /// The dialog, as the click has opened it.
    #[wasm_bindgen(method, getter)]
    pub fn shell(this: &Place) -> Shell;
    /// What is in the dialog.
    #[wasm_bindgen(method, getter)]
    pub fn inside(this: &Place) -> Interior;
    /// Opens the dialog with the link back to an app; `None` if the page does not show it.
    #[wasm_bindgen(method)]
    pub fn offer(this: &Place, url: &str) -> Option<Shell>;
    /// The signal that all listeners are registered with.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Place) -> Option<AbortSignal>;
    /// Hands over the style sheet that keeps the page from scrolling.
    #[wasm_bindgen(method)]
    pub fn locked(this: &Place, sheet: &JsValue);

    /// What the shim provides to one session.
    #[wasm_bindgen(extends = Place, typescript_type = "Host")]
    pub type Host;
    /// The claim code, unless the host page passed a function.
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
    /// Calls the host page's `claimCode` function; returns a promise.
    #[wasm_bindgen(method, js_name = askCode)]
    pub fn ask_code(this: &Host) -> JsValue;
    /// Sends a try of the session's claim with this number, counted from 1.
    #[wasm_bindgen(method)]
    pub fn claim(this: &Host, code: &str, claim: u32) -> Claim;
    /// Calls the session off at the service.
    #[wasm_bindgen(method)]
    pub fn cancel(this: &Host, code: &str, session_id: &str);
    /// Hands over the timer that was set last.
    #[wasm_bindgen(method)]
    pub fn timer(this: &Host, handle: &JsValue);
    /// Hands over what aborts the request that was sent last.
    #[wasm_bindgen(method)]
    pub fn request(this: &Host, controller: Option<&AbortController>);
    /// Tells the host page of an event.
    #[wasm_bindgen(method)]
    pub fn event(this: &Host, event: &Object);
    /// Tells the host page how the session ended.
    #[wasm_bindgen(method)]
    pub fn ended(this: &Host, result: &Object);

    /// A claim request under way.
    pub type Claim;
    /// The promise that `fetch` returned.
    #[wasm_bindgen(method, getter)]
    pub fn answer(this: &Claim) -> JsValue;
    /// Aborts the request.
    #[wasm_bindgen(method, getter)]
    pub fn controller(this: &Claim) -> Option<AbortController>;
    /// Whether an earlier session has claimed with the same idempotency key.
    #[wasm_bindgen(method, getter)]
    pub fn resumed(this: &Claim) -> bool;
}

/// A plain JavaScript object for the host page.
#[derive(Default)]
pub struct Plain(pub Object);

impl HostObject for Plain {
    fn set<T: Serialize + ?Sized>(&self, name: &str, value: &T) {
        // Strings, numbers and booleans alone, whose conversion does not fail.
        let value = serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL);
        define(&self.0, name, &value);
    }

    fn nest(&self, name: &str, inner: &Self) {
        define(&self.0, name, &inner.0);
    }
}

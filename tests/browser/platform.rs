//! What the shim passes to the engine's glue as a parameter: the glue of a test finds it among the globals.

use passage_web::host::Place;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

// `tests/browser/platform.js` with all that it imports, in one file: with many, the test runner's server, which keeps its
// connections, now and then leaves one without an answer. `cargo xtask test` makes it.
#[wasm_bindgen(module = "/target/browser-tests/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = lend)]
    fn lend_platform();

    /// What the shim lends to a session, with a dialog that a click has shown; throws where the page does not show it.
    #[wasm_bindgen(catch)]
    pub fn place(texts: &JsValue, signal: &AbortSignal) -> Result<Place, JsValue>;
}

/// Makes sure that it is there; a test that uses an adapter calls it first.
pub fn lend() {
    lend_platform();
}

//! Provides what the TypeScript layer passes to the engine's glue as a parameter; in these tests the glue reads it from the globals.

use passage_web::host::Place;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

// `tests/browser/platform.js` and its imports, bundled by `cargo xtask test`: with several files, the test runner's server sometimes
// leaves a request unanswered.
#[wasm_bindgen(module = "/target/browser-tests/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = load)]
    fn load_platform();

    /// What the TypeScript layer passes to a session, with a dialog that it has shown; throws if the page does not show it.
    #[wasm_bindgen(catch)]
    pub fn place(texts: &JsValue, signal: &AbortSignal) -> Result<Place, JsValue>;
}

/// Makes sure that the file is loaded.
pub fn load() {
    load_platform();
}

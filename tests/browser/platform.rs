//! What the shim passes to the engine's glue as a parameter: the glue of a test finds it among the globals.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/tests/browser/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = lend)]
    fn lend_platform();
}

// The files that `platform.js` imports are there only if something of each is named here.
#[wasm_bindgen(module = "/js/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = parseUrl)]
    fn parse_url(url: &str) -> JsValue;
}

#[wasm_bindgen(module = "/js/engine-platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = pageLocale)]
    fn page_locale() -> String;
}

/// Makes sure that it is there; a test that uses an adapter calls it first.
pub fn lend() {
    lend_platform();
    parse_url("");
    page_locale();
}

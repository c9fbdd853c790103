//! Nodes made one by one, the only way that works where the page demands Trusted Types.

use crate::browser::js::{call0, call1, call2, document, get, put};
use wasm_bindgen::JsValue;

/// An element as the last child of `parent`. `spec` is its name, then pairs of an attribute and its value; a value that
/// begins with `$` is the name of a member of `texts`, and an attribute without a name is the text in it.
pub fn add(parent: &JsValue, texts: &JsValue, spec: &[&str]) -> JsValue {
    let (name, attributes) = spec.split_first().unwrap_or((&"i", &[]));
    let element = call1(&document(), "createElement", &JsValue::from_str(name));
    for pair in attributes.chunks_exact(2) {
        if let [name, value] = pair {
            let value = match value.strip_prefix('$') {
                Some(text) => get(texts, text),
                None => JsValue::from_str(value),
            };
            if name.is_empty() {
                put(&element, "textContent", &value);
            } else {
                set(&element, name, &value);
            }
        }
    }
    call1(parent, "appendChild", &element);
    element
}

/// Sets an attribute. It only throws for names that are none.
pub fn set(element: &JsValue, name: &str, value: &JsValue) {
    call2(element, "setAttribute", &JsValue::from_str(name), value);
}

/// The first element below `root` that matches, or `null`.
pub fn find(root: &JsValue, selector: &str) -> JsValue {
    call1(root, "querySelector", &JsValue::from_str(selector))
}

/// Moves the focus there, if there is anything.
pub fn focus(element: &JsValue) {
    call0(element, "focus");
}

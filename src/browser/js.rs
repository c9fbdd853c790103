//! Members of JavaScript objects by name, and functions of ours that JavaScript calls.
//!
//! A typed binding for each member that is used once, and a closure type for each kind of callback, would add about a
//! hundred bytes each to what everyone downloads.

use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    // It gives the object itself: the window, in a page.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    fn global_this() -> JsValue;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_get(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = set)]
    fn reflect_set(object: &JsValue, name: &str, value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = apply)]
    fn reflect_apply(
        function: &JsValue,
        this: &JsValue,
        arguments: &Array,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = construct)]
    fn reflect_construct(class: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// What stands in for the page in a rehearsal; `undefined` otherwise.
    static STAGE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Puts `stage` in the place of the global object, so that nothing of what follows reaches the page; `undefined` takes
/// it away.
pub fn set_stage(stage: JsValue) {
    drop(STAGE.replace(stage));
}

/// What JavaScript calls with at most one argument. It must live for as long as it may be called.
pub type Callback = Closure<dyn Fn(JsValue)>;

/// A function for JavaScript.
#[must_use]
pub fn callback(function: Box<dyn Fn(JsValue)>) -> Callback {
    Closure::wrap(function)
}

/// The global object.
#[must_use]
pub fn window() -> JsValue {
    STAGE.with_borrow(|stage| {
        if stage.is_undefined() {
            global_this()
        } else {
            stage.clone()
        }
    })
}

/// The document; `undefined` where this is no page.
#[must_use]
pub fn document() -> JsValue {
    get(&window(), "document")
}

/// A member of an object; `undefined` where there is none, or its getter throws.
#[must_use]
pub fn get(object: &JsValue, name: &str) -> JsValue {
    reflect_get(object, name).unwrap_or(JsValue::UNDEFINED)
}

/// A member of an object, if it is a text.
#[must_use]
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// Sets a member of an object.
pub fn put(object: &JsValue, name: &str, value: &JsValue) {
    let _ = reflect_set(object, name, value);
}

/// Calls a method; `undefined` where it throws, or there is none.
#[inline(never)]
pub fn call0(object: &JsValue, name: &str) -> JsValue {
    call(object, name, &[])
}

/// The same with an argument.
#[inline(never)]
pub fn call1(object: &JsValue, name: &str, argument: &JsValue) -> JsValue {
    call(object, name, &[argument])
}

/// The same with two.
#[inline(never)]
pub fn call2(object: &JsValue, name: &str, first: &JsValue, second: &JsValue) -> JsValue {
    call(object, name, &[first, second])
}

/// The same with any number of them.
pub fn call(object: &JsValue, name: &str, arguments: &[&JsValue]) -> JsValue {
    let arguments = array(arguments);
    reflect_apply(&get(object, name), object, &arguments).unwrap_or(JsValue::UNDEFINED)
}

/// An object of a class that the page has under this name; `undefined` where its constructor throws, or there is none.
#[must_use]
pub fn make(class: &str, arguments: &[&JsValue]) -> JsValue {
    let arguments = array(arguments);
    reflect_construct(&get(&window(), class), &arguments).unwrap_or(JsValue::UNDEFINED)
}

fn array(values: &[&JsValue]) -> Array {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array
}

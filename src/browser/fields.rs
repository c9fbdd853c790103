//! JavaScript objects from outside.

use crate::wire::Fields;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A value from outside: a parsed body, or the data of a message. Reading it never throws.
pub struct JsFields(JsValue);

impl JsFields {
    /// The value, if it is an object.
    #[must_use]
    pub fn new(value: JsValue) -> Option<Self> {
        (value.is_object() && !value.is_null()).then_some(Self(value))
    }

    fn get(&self, name: &str) -> Option<JsValue> {
        // A getter may throw.
        Reflect::get(&self.0, &JsValue::from_str(name)).ok()
    }
}

impl Fields for JsFields {
    fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.as_f64()
    }

    fn object(&self, name: &str) -> Option<Self> {
        Self::new(self.get(name)?)
    }
}

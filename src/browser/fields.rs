//! Reads JavaScript objects that come from outside.

use super::platform::own;
use crate::wire::Fields;
use wasm_bindgen::JsValue;

/// An object from outside: a parsed body, or the data of a message. Only its own members are read, and reading never throws.
pub struct JsFields(JsValue);

impl JsFields {
    /// The value, if it is an object.
    #[must_use]
    pub fn new(value: JsValue) -> Option<Self> {
        (value.is_object() && !value.is_null()).then_some(Self(value))
    }
}

impl Fields for JsFields {
    fn text(&self, name: &str) -> Option<String> {
        own(&self.0, name).as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        own(&self.0, name).as_f64()
    }

    fn object(&self, name: &str) -> Option<Self> {
        Self::new(own(&self.0, name))
    }
}

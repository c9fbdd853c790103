//! JSON in the form in which a browser passes it to the engine's readers.

use passage_web::wire::Fields;
use serde_json::Value;

/// A parsed value.
#[derive(Clone, Debug)]
pub struct Json(pub Value);

impl Json {
    /// `None` for a text that is not JSON, or neither an object nor an array: it never reaches a reader.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().and_then(Self::of)
    }

    /// To a browser an array is an object too.
    #[must_use]
    pub fn of(value: Value) -> Option<Self> {
        (value.is_object() || value.is_array()).then_some(Self(value))
    }
}

impl Fields for Json {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(Into::into)
    }

    /// A frame's message is no JSON and can hold numbers that JSON cannot: the texts `NaN` and `inf` stand for them.
    fn number(&self, name: &str) -> Option<f64> {
        match self.0.get(name)? {
            Value::String(text) => text.parse().ok().filter(|number: &f64| !number.is_finite()),
            other => other.as_f64(),
        }
    }

    fn object(&self, name: &str) -> Option<Self> {
        self.0.get(name).cloned().and_then(Self::of)
    }
}

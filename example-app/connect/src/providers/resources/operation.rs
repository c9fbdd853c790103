//! What an operation is, and what its schemas and results share.

use serde_json::{Value, json};

/// One action on a resource.
pub struct Operation {
    /// Such as `mobileBillingStatement`.
    pub resource: &'static str,
    /// `read` or `write`.
    pub action: &'static str,
    /// For developers, in `GET /v1/providers`.
    pub description: &'static str,
    /// The automation's step for it, as the frame shows it.
    pub step: &'static str,
    /// JSON Schema of the arguments.
    pub arguments: fn() -> Value,
    /// JSON Schema of the result.
    pub result: fn() -> Value,
    /// The last four digits of what is written, for the person to recognise it.
    pub digits: fn(&Value) -> Option<String>,
    /// What the simulated provider delivers.
    pub deliver: fn(&Request<'_>) -> Value,
}

/// What an operation is run with.
pub struct Request<'a> {
    /// The provider's id.
    pub provider: &'a str,
    /// Valid against the operation's schema; null if none were given.
    pub arguments: &'a Value,
    /// The day on which the link was made, in epoch milliseconds: the same link always reads the same data.
    pub on_ms: i64,
}

/// The schema of an operation that takes no arguments.
pub fn no_arguments() -> Value {
    json!({ "type": "object", "properties": {}, "additionalProperties": false })
}

/// An operation in which there are none to show.
pub fn no_digits(_: &Value) -> Option<String> {
    None
}

/// Cents as the JSON number of dollars.
pub fn dollars(cents: i64) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "bills are far below 2^53 cents")]
    let dollars = cents as f64 / 100.0;
    json!(dollars)
}

//! What links are created with, where several tests need the same.

use serde_json::{Value, json};

pub const CARD: &str = "4111111111111111";

/// The arguments of a write.
pub fn card() -> Value {
    json!({
        "cardNumber": CARD, "expirationDate": "12/28", "cvv": "987", "nameOnCard": "Jane Roe", "billingZip": "10001"
    })
}

/// A link that reads the bill and then adds a card.
pub fn reads_and_writes(provider: &str) -> Value {
    json!({
        "integrationId": provider,
        "operations": [
            { "resource": "mobileBillingStatement", "action": "read" },
            { "resource": "paymentMethod", "action": "write", "arguments": card() },
        ],
    })
}

//! Generates any JSON that a body or a message from outside may contain.

use proptest::prelude::*;
use serde_json::{Map, Value};
use simulated_page::json::Json;

/// The names of the fields that the readers read.
const NAMES: [&str; 14] = [
    "linkId",
    "sessionId",
    "clientToken",
    "appClipUrl",
    "expiresAt",
    "status",
    "error",
    "code",
    "message",
    "returnUrl",
    "passage",
    "type",
    "step",
    "issues",
];

/// Any JSON, which contains the readers' fields often enough.
pub fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 32, 8, |inner| {
        let name = prop_oneof![
            4 => prop::sample::select(&NAMES[..]).prop_map(Into::into),
            1 => any::<String>(),
        ];
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => prop::collection::vec((name, inner), 0..10)
                .prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
    .prop_map(Json)
}

/// Words of the protocol, long and strange texts.
pub fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(&[
            "", "pending", "active", "complete", "failed", "expired", "ready", "close", "progress", "changed",
            "pong", "link_1", "ses_1", "https://clip.example/x", "javascript:alert(1)", "LINK_IN_USE",
        ][..]).prop_map(Into::into),
        2 => any::<String>(),
        1 => (0_usize..20_000, any::<char>()).prop_map(|(n, c)| c.to_string().repeat(n)),
    ]
}

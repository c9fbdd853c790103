//! `paymentMethod`: how an account is paid.

use serde_json::{Value, json};

use super::{
    calendar::Day,
    operation::{Operation, Request, no_arguments, no_digits},
};

/// Reads the payment methods on file.
pub const READ: Operation = Operation {
    resource: "paymentMethod",
    action: "read",
    description: "Read the payment methods on file. Card numbers are never read, only their last four digits.",
    step: "reading_payment_methods",
    arguments: no_arguments,
    result: read_result,
    digits: no_digits,
    deliver: read,
};

/// Adds a card and makes it the default.
pub const WRITE: Operation = Operation {
    resource: "paymentMethod",
    action: "write",
    description: "Add a card to the account and make it the default payment method.",
    step: "saving_payment_method",
    arguments: write_arguments,
    result: write_result,
    digits: last_four,
    deliver: write,
};

fn method_schema() -> Value {
    json!({
        "type": "object",
        "required": ["id", "type", "last4", "isDefault"],
        "properties": {
            "id": { "type": "string" },
            "type": { "enum": ["card", "bankAccount"] },
            "brand": { "enum": ["visa", "mastercard", "amex", "discover", "other"] },
            "bankName": { "type": "string" },
            "last4": { "type": "string", "pattern": "^[0-9]{4}$" },
            "expirationDate": { "type": "string", "pattern": "^(0[1-9]|1[0-2])/[0-9]{2}$", "description": "MM/YY" },
            "nameOnCard": { "type": "string" },
            "billingZip": { "type": "string" },
            "isDefault": { "type": "boolean" }
        },
        "additionalProperties": false
    })
}

fn read_result() -> Value {
    json!({
        "type": "object",
        "required": ["paymentMethods"],
        "properties": { "paymentMethods": { "type": "array", "items": method_schema() } },
        "additionalProperties": false
    })
}

fn write_arguments() -> Value {
    json!({
        "type": "object",
        "required": ["cardNumber", "expirationDate", "cvv", "nameOnCard", "billingZip"],
        "properties": {
            "cardNumber": { "type": "string", "pattern": "^[0-9]{12,19}$" },
            "expirationDate": { "type": "string", "pattern": "^(0[1-9]|1[0-2])/[0-9]{2}$", "description": "MM/YY" },
            "cvv": { "type": "string", "pattern": "^[0-9]{3,4}$" },
            "nameOnCard": { "type": "string", "minLength": 1, "maxLength": 100 },
            "billingZip": { "type": "string", "pattern": "^[0-9]{5}(-[0-9]{4})?$" }
        },
        "additionalProperties": false
    })
}

fn write_result() -> Value {
    json!({
        "type": "object",
        "required": ["paymentMethod"],
        "properties": { "paymentMethod": method_schema() },
        "additionalProperties": false
    })
}

fn read(request: &Request<'_>) -> Value {
    // Always still valid on the day it is read.
    let expires = Day::of_ms(request.on_ms).in_month(26, 1);
    json!({
        "paymentMethods": [
            {
                "id": format!("pm_{}_1", request.provider),
                "type": "card",
                "brand": "visa",
                "last4": "4242",
                "expirationDate": month_and_year(expires),
                "nameOnCard": "Alex Morgan",
                "billingZip": "98006",
                "isDefault": true
            },
            {
                "id": format!("pm_{}_2", request.provider),
                "type": "bankAccount",
                "bankName": "First Platypus Bank",
                "last4": "6789",
                "isDefault": false
            }
        ]
    })
}

/// Never more of a card than these.
fn last_four(arguments: &Value) -> Option<String> {
    let number = arguments["cardNumber"].as_str()?;
    Some(number.get(number.len().checked_sub(4)?..)?.to_owned())
}

fn write(request: &Request<'_>) -> Value {
    let text = |name: &str| request.arguments[name].as_str().unwrap_or_default();
    let number = text("cardNumber");
    json!({
        "paymentMethod": {
            "id": format!("pm_{}_3", request.provider),
            "type": "card",
            "brand": brand(number),
            // The schema admits ASCII digits only, at least twelve.
            "last4": &number[number.len().saturating_sub(4)..],
            "expirationDate": text("expirationDate"),
            "isDefault": true
        }
    })
}

fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'4', ..] => "visa",
        [b'5', b'1'..=b'5', ..] | [b'2', b'2'..=b'7', ..] => "mastercard",
        [b'3', b'4' | b'7', ..] => "amex",
        [b'6', ..] => "discover",
        _ => "other",
    }
}

fn month_and_year(day: Day) -> String {
    let us = day.us();
    format!("{}/{}", &us[..2], &us[8..])
}

//! `orderHistory`: past orders of a delivery account.

use serde_json::{Value, json};

use super::{
    calendar::Day,
    operation::{Operation, Request, dollars, no_digits},
};

/// How many orders are read when the arguments do not say.
const USUAL_LIMIT: i64 = 10;

/// Reads the newest orders.
pub const READ: Operation = Operation {
    resource: "orderHistory",
    action: "read",
    description: "Read the past orders of the account, newest first.",
    step: "collecting_orders",
    arguments,
    result,
    digits: no_digits,
    deliver,
};

fn arguments() -> Value {
    json!({
        "type": "object",
        "properties": {
            "limit": {
                "type": "integer", "minimum": 1, "maximum": 100, "default": USUAL_LIMIT,
                "description": "How many orders to read."
            }
        },
        "additionalProperties": false
    })
}

fn result() -> Value {
    let money = json!({ "type": "number", "minimum": 0 });
    json!({
        "type": "object",
        "required": ["orders"],
        "properties": {
            "orders": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "merchant", "orderedAt", "status", "items", "subtotal", "fees", "tip", "total", "currency"],
                    "properties": {
                        "id": { "type": "string" },
                        "merchant": { "type": "string" },
                        "orderedAt": { "type": "string", "pattern": "^[0-9]{2}/[0-9]{2}/[0-9]{4}$", "description": "MM/DD/YYYY" },
                        "status": { "enum": ["delivered", "cancelled"] },
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "type": "object",
                                "required": ["name", "quantity", "price"],
                                "properties": {
                                    "name": { "type": "string" },
                                    "quantity": { "type": "integer", "minimum": 1 },
                                    "price": money
                                },
                                "additionalProperties": false
                            }
                        },
                        "subtotal": money,
                        "fees": money,
                        "tip": money,
                        "total": money,
                        "currency": { "type": "string", "pattern": "^[A-Z]{3}$" }
                    },
                    "additionalProperties": false
                }
            }
        },
        "additionalProperties": false
    })
}

/// What a restaurant sells: names and prices in cents.
type Menu = (&'static str, [(&'static str, i64); 3]);

const MENUS: [Menu; 4] = [
    (
        "Saigon Corner",
        [
            ("Pho tai", 1_450),
            ("Summer rolls", 795),
            ("Iced coffee", 550),
        ],
    ),
    (
        "Taqueria El Farolito",
        [
            ("Burrito al pastor", 1_295),
            ("Chips and salsa", 450),
            ("Horchata", 395),
        ],
    ),
    (
        "Golden Bowl",
        [
            ("Bibimbap", 1_625),
            ("Kimchi pancake", 1_150),
            ("Barley tea", 300),
        ],
    ),
    (
        "Northside Pizza",
        [
            ("Margherita, 12 inch", 1_750),
            ("Garlic knots", 650),
            ("Tiramisu", 875),
        ],
    ),
];

fn deliver(request: &Request<'_>) -> Value {
    let limit = request.arguments["limit"].as_i64().unwrap_or(USUAL_LIMIT);
    let today = Day::of_ms(request.on_ms);
    let orders: Vec<Value> = MENUS
        .iter()
        .cycle()
        .zip(0..limit)
        .map(|(menu, ago)| order(menu, today, ago))
        .collect();
    json!({ "orders": orders })
}

fn order((merchant, menu): &Menu, today: Day, ago: i64) -> Value {
    // Uneven gaps and baskets, and yet the same for the same link.
    let day = today.plus_days(-2 - ago * 5 - (ago * 3) % 4);
    let basket: Vec<(&str, i64, i64)> = menu
        .iter()
        .zip(0..)
        .filter(|(_, place)| *place == 0 || (ago + place) % 2 == 0)
        .map(|((name, price), place)| (*name, 1 + (ago + place) % 2, *price))
        .collect();
    let subtotal: i64 = basket
        .iter()
        .map(|(_, quantity, price)| quantity * price)
        .sum();
    let fees = 299 + subtotal / 10;
    let tip = subtotal * 15 / 100;
    let items: Vec<Value> = basket
        .iter()
        .map(|(name, quantity, price)| json!({ "name": name, "quantity": quantity, "price": dollars(*price) }))
        .collect();
    json!({
        "id": format!("ord_{:05}", 48_210 - ago * 17),
        "merchant": merchant,
        "orderedAt": day.us(),
        "status": if ago % 9 == 7 { "cancelled" } else { "delivered" },
        "items": items,
        "subtotal": dollars(subtotal),
        "fees": dollars(fees),
        "tip": dollars(tip),
        "total": dollars(subtotal + fees + tip),
        "currency": "USD",
    })
}

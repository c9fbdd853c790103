//! `mobileBillingStatement`: the monthly bills of a mobile account.

use serde_json::{Value, json};

use super::{
    calendar::Day,
    operation::{Operation, Request, dollars, no_digits},
};

/// How many months are read when the arguments do not say.
const USUAL_MONTHS: i64 = 6;

/// Reads the newest statements.
pub const READ: Operation = Operation {
    resource: "mobileBillingStatement",
    action: "read",
    description: "Read the billing statements of the account, newest first.",
    step: "collecting_statements",
    arguments,
    result,
    digits: no_digits,
    deliver,
};

fn arguments() -> Value {
    json!({
        "type": "object",
        "properties": {
            "months": {
                "type": "integer", "minimum": 1, "maximum": 24, "default": USUAL_MONTHS,
                "description": "How many statements to read."
            }
        },
        "additionalProperties": false
    })
}

fn result() -> Value {
    let day = json!({ "type": "string", "pattern": "^[0-9]{2}/[0-9]{2}/[0-9]{4}$", "description": "MM/DD/YYYY" });
    json!({
        "type": "object",
        "required": ["billing"],
        "properties": {
            "billing": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["periodStart", "periodEnd", "amountDue", "currency", "dueDate", "status", "lineItems"],
                    "properties": {
                        "periodStart": day,
                        "periodEnd": day,
                        "amountDue": { "type": "number", "minimum": 0 },
                        "currency": { "type": "string", "pattern": "^[A-Z]{3}$" },
                        "dueDate": day,
                        "status": { "enum": ["open", "paid"] },
                        "lineItems": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "type": "object",
                                "required": ["description", "amount"],
                                "properties": {
                                    "description": { "type": "string" },
                                    "amount": { "type": "number" }
                                },
                                "additionalProperties": false
                            }
                        }
                    },
                    "additionalProperties": false
                }
            }
        },
        "additionalProperties": false
    })
}

/// What an account at each provider pays, in cents, and on which day of the month a period begins.
struct Plan {
    name: &'static str,
    price: i64,
    discount: (&'static str, i64),
    device: (&'static str, i64),
    roaming: (&'static str, i64),
    first_day: i64,
}

fn plan(provider: &str) -> Plan {
    match provider {
        "att" => Plan {
            name: "Unlimited Premium PL, 1 line",
            price: 8_599,
            discount: ("AutoPay and paperless discount", -1_000),
            device: ("Installment plan, 14 of 36", 2_778),
            roaming: ("International Day Pass", 1_200),
            first_day: 8,
        },
        "verizon" => Plan {
            name: "Unlimited Plus, 3 lines",
            price: 16_500,
            discount: ("Auto Pay discount, 3 lines", -3_000),
            device: ("Device payment, 9 of 36", 2_305),
            roaming: ("TravelPass, 2 days", 2_400),
            first_day: 22,
        },
        _ => Plan {
            name: "Go5G Plus, 2 lines",
            price: 15_000,
            discount: ("AutoPay discount, 2 lines", -1_000),
            device: ("Equipment installment, 11 of 24", 3_333),
            roaming: ("International calls", 645),
            first_day: 15,
        },
    }
}

fn deliver(request: &Request<'_>) -> Value {
    let months = request.arguments["months"].as_i64().unwrap_or(USUAL_MONTHS);
    let plan = plan(request.provider);
    let today = Day::of_ms(request.on_ms);
    let billing: Vec<Value> = (1..=months)
        .map(|ago| statement(&plan, today, ago))
        .collect();
    json!({ "billing": billing })
}

/// The bill of the period that ended `ago` periods before the running one.
fn statement(plan: &Plan, today: Day, ago: i64) -> Value {
    // Periods run from `first_day` to the day before it; the newest one has just ended.
    let running = i64::from(today < today.in_month(0, plan.first_day));
    let start = today.in_month(-ago - running, plan.first_day);
    let end = today
        .in_month(1 - ago - running, plan.first_day)
        .plus_days(-1);
    let due = end.plus_days(21);
    let mut items = vec![(plan.name, plan.price), plan.discount, plan.device];
    // Not each month alike, as with a real account, and yet the same for the same link.
    if ago % 4 == 2 {
        items.push(plan.roaming);
    }
    let taxes = 1_204 + (ago * 37) % 90;
    items.push(("Taxes, fees and surcharges", taxes));
    let total: i64 = items.iter().map(|(_, cents)| cents).sum();
    let line_items: Vec<Value> = items
        .iter()
        .map(
            |(description, cents)| json!({ "description": description, "amount": dollars(*cents) }),
        )
        .collect();
    json!({
        "periodStart": start.us(),
        "periodEnd": end.us(),
        "amountDue": dollars(total),
        "currency": "USD",
        "dueDate": due.us(),
        "status": if due >= today { "open" } else { "paid" },
        "lineItems": line_items,
    })
}

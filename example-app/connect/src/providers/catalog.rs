//! Which provider offers which operations, and the compiled schemas that requests and results are held to.

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::Value;

use super::resources::{self, OPERATIONS, Operation};
use crate::error::Issue;

/// A company at which a person has an account.
pub struct Provider {
    /// What `integrationId` names.
    pub id: &'static str,
    /// What a person calls it.
    pub name: &'static str,
    /// The resources it offers, with all their actions.
    pub resources: &'static [&'static str],
}

/// All providers.
pub const PROVIDERS: [Provider; 4] = [
    Provider {
        id: "tmobile",
        name: "T-Mobile",
        resources: &["mobileBillingStatement", "paymentMethod"],
    },
    Provider {
        id: "att",
        name: "AT&T",
        resources: &["mobileBillingStatement", "paymentMethod"],
    },
    Provider {
        id: "verizon",
        name: "Verizon",
        resources: &["mobileBillingStatement", "paymentMethod"],
    },
    Provider {
        id: "ubereats",
        name: "Uber Eats",
        resources: &["orderHistory"],
    },
];

/// The provider with this id.
pub fn provider(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

/// The schemas of all operations, compiled once.
pub struct Catalog {
    schemas: HashMap<(&'static str, &'static str), Schemas>,
}

struct Schemas {
    arguments: Validator,
    result: Validator,
}

impl Catalog {
    /// Compiles the schemas. An error is a mistake in this program, told as text.
    pub fn compile() -> Result<Self, String> {
        let compile =
            |schema: Value| jsonschema::validator_for(&schema).map_err(|error| error.to_string());
        let mut schemas = HashMap::new();
        for Operation {
            resource,
            action,
            arguments,
            result,
            ..
        } in &OPERATIONS
        {
            let pair = Schemas {
                arguments: compile(arguments())?,
                result: compile(result())?,
            };
            schemas.insert((*resource, *action), pair);
        }
        Ok(Self { schemas })
    }

    /// What is wrong with an operation's arguments, with paths below `path`.
    /// The messages speak of "value" and never show it: it may be a card number.
    pub fn check_arguments(
        &self,
        operation: &Operation,
        arguments: &Value,
        path: &str,
    ) -> Vec<Issue> {
        let Some(schemas) = self.schemas.get(&(operation.resource, operation.action)) else {
            return Vec::new();
        };
        schemas
            .arguments
            .iter_errors(arguments)
            .map(|error| Issue {
                path: json_path(path, &error),
                message: error.masked().to_string(),
            })
            .collect()
    }

    /// Whether a delivered result is what the schema promises.
    pub fn is_valid_result(&self, resource: &str, action: &str, result: &Value) -> bool {
        resources::find(resource, action)
            .and_then(|operation| self.schemas.get(&(operation.resource, operation.action)))
            .is_some_and(|schemas| schemas.result.is_valid(result))
    }
}

/// `/a/0/b` below `base` as `base.a[0].b`. A missing property is named itself, not its parent.
fn json_path(base: &str, error: &jsonschema::ValidationError<'_>) -> String {
    use jsonschema::{error::ValidationErrorKind, paths::LocationSegment};

    let mut path = base.to_owned();
    for segment in error.instance_path() {
        match segment {
            LocationSegment::Property(name) => {
                path.push('.');
                path.push_str(&name);
            }
            LocationSegment::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    if let ValidationErrorKind::Required { property } = error.kind()
        && let Some(name) = property.as_str()
    {
        path.push('.');
        path.push_str(name);
    }
    path
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::providers::resources::Request;

    #[test]
    fn every_delivered_result_has_its_documented_shape_at_every_provider() {
        let catalog = Catalog::compile().unwrap();
        for provider in &PROVIDERS {
            for operation in &OPERATIONS {
                for days in 0..400 {
                    let request = Request {
                        provider: provider.id,
                        arguments: &Value::Null,
                        on_ms: 1_763_697_600_000 + days * 86_400_000,
                    };
                    let arguments = json!({
                        "cardNumber": "4111111111111111", "expirationDate": "12/28", "cvv": "123",
                        "nameOnCard": "John Doe", "billingZip": "10001"
                    });
                    let request = Request {
                        arguments: if operation.action == "write" {
                            &arguments
                        } else {
                            &Value::Null
                        },
                        ..request
                    };
                    let result = (operation.deliver)(&request);
                    assert!(
                        catalog.is_valid_result(operation.resource, operation.action, &result),
                        "{} {} on day {days}: {result}",
                        provider.id,
                        operation.resource
                    );
                }
            }
        }
    }

    #[test]
    fn bills_add_up_and_follow_each_other() {
        let operation = resources::find("mobileBillingStatement", "read").unwrap();
        let result = (operation.deliver)(&Request {
            provider: "att",
            arguments: &json!({ "months": 24 }),
            on_ms: 1_763_697_600_000,
        });
        let billing = result["billing"].as_array().unwrap();
        assert_eq!(billing.len(), 24);
        assert_eq!(billing[0]["periodStart"], "10/08/2025");
        assert_eq!(billing[0]["periodEnd"], "11/07/2025");
        assert_eq!(billing[0]["status"], "open");
        assert_eq!(billing[1]["periodEnd"], "10/07/2025");
        assert_eq!(billing[1]["status"], "paid");
        for bill in billing {
            let sum: f64 = bill["lineItems"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["amount"].as_f64().unwrap())
                .sum();
            assert!(
                (sum - bill["amountDue"].as_f64().unwrap()).abs() < 0.005,
                "{bill}"
            );
        }
    }

    #[test]
    fn every_resource_of_a_provider_exists() {
        for provider in &PROVIDERS {
            for resource in provider.resources {
                assert!(
                    OPERATIONS
                        .iter()
                        .any(|operation| operation.resource == *resource)
                );
            }
        }
    }
}

//! What can be read from and written to an account: one file a resource, with the schemas of its
//! arguments and results beside the data that the simulated providers deliver.

mod calendar;
mod mobile_billing_statement;
mod operation;
mod order_history;
mod payment_method;

pub use self::operation::{Operation, Request};

/// All operations there are.
pub const OPERATIONS: [Operation; 4] = [
    mobile_billing_statement::READ,
    payment_method::READ,
    payment_method::WRITE,
    order_history::READ,
];

/// The operation of this name, if there is one.
pub fn find(resource: &str, action: &str) -> Option<&'static Operation> {
    OPERATIONS
        .iter()
        .find(|operation| operation.resource == resource && operation.action == action)
}

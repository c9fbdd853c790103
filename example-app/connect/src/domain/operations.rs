//! The operations of a link, one after the other.
//!
//! Each begins, is done and is recorded in one transaction, which first looks whether the session is still at work. So an
//! operation was done and is told as done, or was not done and is told so, whoever stops the session and whenever: a person, the
//! integrator, time, a kill. The simulated provider writes within the same transaction. A real one is elsewhere: it would be
//! given the session and the place as its idempotency key, and asked again after a restart.

use serde_json::{Value, json};

use super::{
    life::tell_frame,
    steps::{self, FINISHING},
};
use crate::{
    error::Error,
    failure::Failure,
    providers::{
        credentials::Verdict,
        resources::{self, Operation, Request},
    },
    state::App,
    store::{
        links::{self, Link},
        operations, sessions,
    },
};

/// What came of an operation.
pub enum Outcome {
    /// Done and recorded; the session is at the next step.
    Done,
    /// The session had moved on: nothing was done.
    TooLate,
    /// It cannot be done.
    Failed(Failure),
}

/// Runs the next operation of a session at work.
pub async fn run_next(
    app: &App,
    link: &Link,
    session_id: &str,
    version: i64,
) -> Result<Outcome, Error> {
    let arguments = match arguments(app, link).await? {
        Ok(arguments) => arguments,
        Err(failure) => return Ok(Outcome::Failed(failure)),
    };
    let store = &app.store;
    let mut transaction = store.write(&link.id).await?;
    let now_ms = app.clock.now_ms();
    let session = sessions::by_id(&mut *transaction, session_id).await?;
    // Nobody changes it before the commit.
    let Some(session) = session.filter(|now| now.version == version && now.stage.is_open()) else {
        return Ok(Outcome::TooLate);
    };
    let current = links::by_id(&mut *transaction, &link.id).await?;
    if current.is_none_or(|link| link.expires_at <= now_ms) {
        return Ok(Outcome::TooLate);
    }
    let place = usize::try_from(session.operations_done).unwrap_or(usize::MAX);
    let (Some(operation), Some(arguments)) = (link.operations.get(place), arguments.get(place))
    else {
        return Ok(Outcome::Failed(Failure::invalid_result()));
    };
    let verdict = session.verdict.as_deref().and_then(Verdict::from_text);
    if let Some(Verdict::FailsAt(at, code)) = &verdict
        && *at == place + 1
    {
        return Ok(Outcome::Failed(Failure::forced(code)));
    }
    let Some((known, data)) = deliver(app, link, operation, arguments) else {
        return Ok(Outcome::Failed(Failure::invalid_result()));
    };
    if known.action == "write" {
        operations::write_to_account(&mut transaction, &session, now_ms).await?;
    }
    let next = match link.operations.get(place + 1) {
        Some(next) => steps::of_operation(next),
        None => FINISHING,
    };
    let moved = operations::record(
        &mut transaction,
        store.vault(),
        &session,
        &data.to_string(),
        next,
        now_ms,
    )
    .await?;
    let Some(session) = moved else {
        return Ok(Outcome::TooLate);
    };
    transaction.commit().await?;
    tell_frame(app, link, &session);
    Ok(Outcome::Done)
}

/// The result of a session whose operations are all done.
pub async fn result(
    app: &App,
    link: &Link,
    session_id: &str,
) -> Result<Result<Value, Failure>, Error> {
    let store = &app.store;
    let texts = match operations::outcomes(store.reader(), store.vault(), session_id).await {
        Err(sqlx::Error::Decode(_)) => return Ok(Err(Failure::unreadable_arguments())),
        texts => texts?,
    };
    let delivered: Option<Vec<Value>> = texts
        .iter()
        .map(|text| serde_json::from_str(text).ok())
        .collect();
    Ok(match delivered {
        Some(delivered) if delivered.len() == link.operations.len() => Ok(joined(link, delivered)),
        _ => Err(Failure::invalid_result()),
    })
}

/// What all operations deliver, for the sandbox, which completes a link without running them: nothing is written to the account.
pub async fn pretend(app: &App, link: &Link) -> Result<Result<Value, Failure>, Error> {
    let arguments = match arguments(app, link).await? {
        Ok(arguments) => arguments,
        Err(failure) => return Ok(Err(failure)),
    };
    let delivered: Option<Vec<Value>> = link
        .operations
        .iter()
        .zip(&arguments)
        .map(|(operation, arguments)| Some(deliver(app, link, operation, arguments)?.1))
        .collect();
    Ok(delivered
        .map(|delivered| joined(link, delivered))
        .ok_or_else(Failure::invalid_result))
}

async fn arguments(app: &App, link: &Link) -> Result<Result<Vec<Value>, Failure>, Error> {
    let store = &app.store;
    match links::arguments(store.reader(), store.vault(), &link.id).await {
        // Trying again would not open them.
        Err(sqlx::Error::Decode(_)) => Ok(Err(Failure::unreadable_arguments())),
        arguments => Ok(Ok(arguments?)),
    }
}

/// What the provider delivers, if it has the documented shape.
fn deliver(
    app: &App,
    link: &Link,
    operation: &links::Operation,
    arguments: &Value,
) -> Option<(&'static Operation, Value)> {
    let known = resources::find(&operation.resource, &operation.action)?;
    let data = (known.deliver)(&Request {
        provider: &link.integration_id,
        arguments,
        on_ms: link.created_at,
    });
    app.catalog
        .is_valid_result(&operation.resource, &operation.action, &data)
        .then_some((known, data))
}

/// One operation: its data as it is. Several: a list that says which is which.
fn joined(link: &Link, mut delivered: Vec<Value>) -> Value {
    if delivered.len() == 1 {
        return delivered.remove(0);
    }
    let operations: Vec<Value> = link
        .operations
        .iter()
        .zip(delivered)
        .map(|(operation, data)| {
            json!({ "resource": operation.resource, "action": operation.action, "data": data })
        })
        .collect();
    json!({ "operations": operations })
}

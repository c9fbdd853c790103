//! The steps of the automation, as the frame shows them.

use crate::{
    providers::{credentials::Verdict, resources},
    store::{
        links::{Link, Operation},
        sessions::Session,
    },
};

/// The step in which the provider looks at the credentials.
pub const SIGNING_IN: &str = "signing_in";
/// The step in which the provider looks at the one-time code.
pub const VERIFYING_CODE: &str = "verifying_code";
/// The step after the sign-in.
pub const READING_ACCOUNT: &str = "reading_account";
/// The step in which the operations are run.
pub const FINISHING: &str = "finishing";

/// The steps that belong to no operation.
pub const OWN: [&str; 4] = [SIGNING_IN, VERIFYING_CODE, READING_ACCOUNT, FINISHING];

/// The steps of a session, in order: each operation has its own. The code has its place only once the provider asked for one.
pub fn of(link: &Link, session: &Session) -> Vec<&'static str> {
    let mut steps = vec![SIGNING_IN];
    if session.verdict == Some(Verdict::NeedsCode.to_text()) {
        steps.push(VERIFYING_CODE);
    }
    steps.push(READING_ACCOUNT);
    steps.extend(link.operations.iter().map(of_operation));
    steps.push(FINISHING);
    steps
}

/// The step of an operation.
pub fn of_operation(operation: &Operation) -> &'static str {
    // One that this version does not know fails when it is to be run.
    resources::find(&operation.resource, &operation.action)
        .map_or(READING_ACCOUNT, |known| known.step)
}

/// Where in [`of`] a session at work is.
pub fn index(link: &Link, session: &Session) -> Option<usize> {
    let step = session.step.as_deref()?;
    let steps = of(link, session);
    if OWN.contains(&step) {
        return steps.iter().position(|one| *one == step);
    }
    let first = steps.iter().position(|one| *one == READING_ACCOUNT)? + 1;
    Some(first + usize::try_from(session.operations_done).ok()?)
}

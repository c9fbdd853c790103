//! The steps of the automation, as the frame shows them.

use crate::{
    providers::{credentials::Verdict, resources},
    store::{links::Link, sessions::Session},
};

/// The step in which the provider looks at the credentials.
pub const SIGNING_IN: &str = "signing_in";
/// The step in which the provider looks at the one-time code.
pub const VERIFYING_CODE: &str = "verifying_code";
/// The step after the sign-in.
pub const READING_ACCOUNT: &str = "reading_account";
/// The step in which the operations are run.
pub const FINISHING: &str = "finishing";

/// The steps of a session, in order. The code has its place only once the provider asked for one.
pub fn of(link: &Link, session: &Session) -> Vec<&'static str> {
    let mut steps = vec![SIGNING_IN];
    if session.verdict == Some(Verdict::NeedsCode.to_text()) {
        steps.push(VERIFYING_CODE);
    }
    steps.push(READING_ACCOUNT);
    for operation in &link.operations {
        if let Some(known) = resources::find(&operation.resource, &operation.action)
            && !steps.contains(&known.step)
        {
            steps.push(known.step);
        }
    }
    steps.push(FINISHING);
    steps
}

//! The simulated providers: one task for each session that is at work.
//!
//! Each step is written to the database before its work begins, so that a restart or another replica goes on from there.
//! Each operation is a step of its own, whose outcome is recorded before the next one begins.
//! Only the sign-in cannot be resumed: the password is kept nowhere, and so a session that was signing in asks the person
//! again.

use serde_json::Value;
use tokio::{sync::mpsc, task::JoinSet, time::Instant};

use super::{
    life,
    operations::{self, Outcome},
    shown,
    steps::{self, FINISHING, READING_ACCOUNT, SIGNING_IN, VERIFYING_CODE},
    tries::{self, Refused},
};
use crate::{
    error::Error,
    failure::Failure,
    providers::credentials::Verdict,
    state::{App, Job},
    store::{
        links::{self, Link},
        sessions::{self, Move, Session, Stage},
    },
};

/// How long to wait after the database failed, in milliseconds.
const PAUSE_MS: i64 = 1_000;

/// Takes up the sessions that are at work and that no living replica has in hand.
pub async fn take_up(app: &App) -> Result<(), Error> {
    let mut transaction = app.store.write("work").await?;
    let taken = sessions::take(&mut transaction, &app.replica).await?;
    transaction.commit().await?;
    for session in taken {
        if session.verdict.is_some() {
            tracing::info!(session = session.id, step = session.step, "resumed");
            let _ = app.jobs.send(Job {
                session_id: session.id,
                verdict: None,
            });
        } else if let Some(link) = links::by_id(app.store.reader(), &session.link_id).await? {
            let change = Move {
                from: (Stage::Working, session.step.as_deref()),
                to: (Stage::Login, None),
                verdict: None,
            };
            life::advance(app, &link, &session.id, change).await?;
            tracing::info!(session = session.id, "asks for the login again");
        }
    }
    Ok(())
}

/// Works on each job in a task of its own, until the service closes. Then the steps under way come to their end; the next ones
/// are for another replica, or for the next start.
pub async fn run(app: App, mut queue: mpsc::UnboundedReceiver<Job>) {
    // Dropped with this future, and all sessions' tasks with it.
    let mut tasks = JoinSet::new();
    let mut closing = app.closing.subscribe();
    loop {
        tokio::select! {
            job = queue.recv() => match job {
                Some(job) => { tasks.spawn(work(App::clone(&app), job)); }
                None => return,
            },
            // Ended tasks are taken out, so that the set does not grow.
            Some(_) = tasks.join_next() => {}
            _ = closing.wait_for(|closing| *closing) => break,
        }
    }
    while let Ok(job) = queue.try_recv() {
        tasks.spawn(work(App::clone(&app), job));
    }
    while tasks.join_next().await.is_some() {}
}

async fn work(app: App, job: Job) {
    let began = Instant::now();
    let outcome = loop {
        let error = match go(&app, &job).await {
            Ok(outcome) => break outcome,
            Err(error) => error,
        };
        app.metrics.database_failed("automation");
        // The session stays at its step until the database works again.
        tracing::error!(session = job.session_id, %error, "the automation paused");
        app.clock.sleep_until(app.clock.now_ms() + PAUSE_MS).await;
    };
    app.metrics.worked(outcome, began.elapsed());
}

/// The session ended otherwise while the automation was at work.
const STOPPED: &str = "stopped";

/// From the session's step to the next time that it waits for the person, or to its end. Returns how that is counted.
async fn go(app: &App, job: &Job) -> Result<&'static str, Error> {
    loop {
        let Some(session) = sessions::by_id(app.store.reader(), &job.session_id).await? else {
            return Ok(STOPPED);
        };
        let Some(link) = links::by_id(app.store.reader(), &session.link_id).await? else {
            return Ok(STOPPED);
        };
        let (Stage::Working, Some(step)) = (session.stage, session.step.as_deref()) else {
            return Ok(if session.stage.is_open() {
                "asked"
            } else {
                STOPPED
            });
        };
        // From when the step began, so that a restart does not make it longer; but never from a
        // time that is still to come, as after a clock that was advanced and then set back.
        let began_ms = session.updated_at.min(app.clock.now_ms());
        app.clock.sleep_until(began_ms + app.config.step_ms).await;
        // It may have ended meanwhile: called off, or its link's time over. Then nothing more is begun.
        let now = sessions::by_id(app.store.reader(), &job.session_id).await?;
        if now.is_none_or(|now| now.version != session.version) {
            return Ok(STOPPED);
        }
        match after(app, &link, &session, step, job.verdict.as_ref()).await? {
            Next::Step {
                stage,
                step: next,
                verdict,
            } => {
                let change = Move {
                    from: (Stage::Working, Some(step)),
                    to: (stage, next),
                    verdict: verdict.as_deref(),
                };
                if life::advance(app, &link, &session.id, change)
                    .await?
                    .is_none()
                    || *app.closing.borrow()
                {
                    return Ok(STOPPED);
                }
            }
            Next::Fail(failure) => {
                let failed = shown::fail(app, &link.id, &session.id, &failure).await?;
                return Ok(if failed { "failed" } else { STOPPED });
            }
            Next::Refuse => {
                return Ok(
                    match tries::wrong_password(app, &link, &session.id).await? {
                        Refused::Again => "asked",
                        Refused::Last => "failed",
                        Refused::TooLate => STOPPED,
                    },
                );
            }
            Next::Done if *app.closing.borrow() => return Ok(STOPPED),
            Next::Done => {}
            Next::Stop => return Ok(STOPPED),
            Next::Complete(result) => {
                let done = life::complete(app, &link.id, &session.id, &result).await?;
                return Ok(if done { "complete" } else { STOPPED });
            }
        }
    }
}

/// The outcome of a step.
enum Next {
    Step {
        stage: Stage,
        step: Option<&'static str>,
        verdict: Option<String>,
    },
    Fail(Failure),
    /// The password was wrong.
    Refuse,
    /// An operation is done, and the session at its next step.
    Done,
    /// The session ended otherwise.
    Stop,
    Complete(Value),
}

async fn after(
    app: &App,
    link: &Link,
    session: &Session,
    step: &str,
    verdict: Option<&Verdict>,
) -> Result<Next, Error> {
    if step == SIGNING_IN {
        return Ok(signed_in(verdict));
    }
    let stored = session.verdict.as_deref().and_then(Verdict::from_text);
    if step == READING_ACCOUNT
        && let Some(Verdict::Fails(code)) = &stored
    {
        return Ok(Next::Fail(Failure::forced(code)));
    }
    let left = link.operations.get(place(session));
    let next = match (step, left) {
        (VERIFYING_CODE, _) => READING_ACCOUNT,
        // A session that an earlier version began may be at its last step with nothing done.
        (READING_ACCOUNT | FINISHING, Some(operation)) => steps::of_operation(operation),
        (FINISHING, None) => {
            return Ok(match operations::result(app, link, &session.id).await? {
                Ok(result) => Next::Complete(result),
                Err(failure) => Next::Fail(failure),
            });
        }
        (_, Some(_)) => {
            let outcome = operations::run_next(app, link, &session.id, session.version).await?;
            return Ok(match outcome {
                Outcome::Done => Next::Done,
                Outcome::TooLate => Next::Stop,
                Outcome::Failed(failure) => Next::Fail(failure),
            });
        }
        (_, None) => FINISHING,
    };
    Ok(Next::Step {
        stage: Stage::Working,
        step: Some(next),
        verdict: None,
    })
}

/// Which operation is next.
fn place(session: &Session) -> usize {
    usize::try_from(session.operations_done).unwrap_or(usize::MAX)
}

fn signed_in(verdict: Option<&Verdict>) -> Next {
    let Some(verdict) = verdict else {
        return Next::Step {
            stage: Stage::Login,
            step: None,
            verdict: None,
        };
    };
    let text = Some(verdict.to_text());
    match verdict {
        Verdict::Rejected => Next::Refuse,
        Verdict::Locked => Next::Fail(Failure::locked()),
        Verdict::NeedsCode => Next::Step {
            stage: Stage::Code,
            step: None,
            verdict: text,
        },
        Verdict::Accepted | Verdict::Fails(_) | Verdict::FailsAt(..) => Next::Step {
            stage: Stage::Working,
            step: Some(READING_ACCOUNT),
            verdict: text,
        },
    }
}

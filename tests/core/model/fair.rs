//! Checks that every session ends: from every state, in three worlds in which it must.

use crate::{
    answers::{claim_ok, status},
    search::{Fingerprint, HashSet, fingerprint},
    world::{State, Step, World},
};
use passage_web::{
    session::Input,
    wire::{Answer, Status},
};
use simulated_page::{
    LAST_REQUEST, Modal, Sent,
    answers::{self, EMPTY},
};

/// How the world behaves from now on: online, visible, the timer on time, and …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum From {
    /// … everybody answers at once, and the service reports the link as complete.
    Kind,
    /// … nobody ever answers anything.
    Silent,
    /// … the service fails every request at once.
    Failing,
}

/// The most steps until a session ends in such a world.
const MANY: usize = 300;

/// The states from which the session is known to end.
#[derive(Default)]
pub struct Fair {
    known: HashSet<(From, Fingerprint)>,
}

impl Fair {
    /// Checks that `world` ends in each of the three.
    pub fn ends(&mut self, world: &World) -> Result<(), String> {
        [From::Kind, From::Silent, From::Failing]
            .into_iter()
            .try_for_each(|from| self.ends_from(from, world.clone()))
    }

    fn ends_from(&mut self, from: From, world: World) -> Result<(), String> {
        let mut passed = Vec::new();
        let mut state = State::Running(Box::new(world));
        while let State::Running(world) = &state {
            let key = (from, fingerprint(&state));
            if self.known.contains(&key) {
                break;
            }
            passed.push(key);
            let Some(step) = next(from, world).filter(|_| passed.len() < MANY) else {
                return Err(format!("it never ends in this world: {from:?}"));
            };
            state = world
                .after(&step)
                .map_err(|broken| format!("{broken}\n({from:?}: {step:?})"))?;
        }
        self.known.extend(passed);
        Ok(())
    }
}

fn next(from: From, world: &World) -> Option<Step> {
    let page = world.page();
    let now = |input| Some(Step { after_ms: 0, input });
    if page.modal == Modal::NotYet {
        return now(Input::Open);
    }
    if !page.online {
        return now(Input::Online(true));
    }
    if !page.visible {
        return now(Input::Visible(true));
    }
    let answered = match (from, page.request) {
        (From::Silent, _) | (From::Failing, None) => None,
        (From::Kind, _) if page.code_due => Some(answers::code_given(page.asked, Some(EMPTY.code))),
        (From::Kind, None) => None,
        (From::Kind, Some(Sent::Claim { .. })) => {
            Some(answers::claim_answered(LAST_REQUEST, claim_ok(None), 0))
        }
        (From::Kind, Some(Sent::Status { .. })) => {
            let complete = status(Status::Complete);
            Some(answers::status_answered(LAST_REQUEST, complete))
        }
        (From::Failing, Some(Sent::Claim { .. })) => Some(answers::claim_answered(
            LAST_REQUEST,
            Answer::NoConnection,
            0,
        )),
        (From::Failing, Some(Sent::Status { .. })) => {
            let failure = answers::refused_for(503, None);
            Some(answers::status_answered(LAST_REQUEST, failure))
        }
    };
    match answered {
        Some(input) => now(input),
        None => page.timer.map(|after_ms| Step {
            after_ms,
            input: Input::Wake,
        }),
    }
}

//! The session that ships and the page around it, as one state.

use crate::{
    answers,
    inputs::{self, Scope},
    page::Page,
    timing,
};
use passage_web::{
    secret::Secret,
    session::{CodeSource, Effect, Ending, Input, REBASED_MS, Session, Setup},
};
use std::sync::LazyLock;

/// Decides the jitter: with the model's times it is a matter of one millisecond more or less.
const SEED: u64 = 1;

/// Something happens after some time.
#[derive(Clone, Debug)]
pub struct Step {
    pub after_ms: u64,
    pub input: Input,
}

/// Where a story can stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Running(Box<World>),
    /// Ended, and proven deaf.
    Over(String),
}

/// A session that has not ended, rebased after every step, and what runs for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    session: Session,
    pub page: Page,
}

impl World {
    pub fn new(scope: &Scope) -> Self {
        let code = if scope.function {
            CodeSource::Function
        } else {
            CodeSource::Fixed(Secret::new(answers::CODE.into()))
        };
        let session = Session::new(Setup {
            code,
            redirect: true,
            online: !scope.starts_offline,
            visible: true,
            seed: SEED,
            timing: timing(),
        });
        Self {
            session: session.rebased(SEED),
            page: Page::new(!scope.starts_offline),
        }
    }

    /// The state after a step, or the promise that it broke.
    pub fn after(&self, step: &Step) -> Result<State, String> {
        let mut page = self.page.clone();
        page.happens(step);
        let (session, effects) = self.effects_of(step);
        for effect in &effects {
            page.carry_out(effect, &step.input)?;
        }
        if session.ended() != page.over {
            return Err("a session ends with `End`, and not otherwise".into());
        }
        if let Some(Effect::End(ending)) = effects.last() {
            deaf(&session)?;
            return Ok(State::Over(match ending {
                Ending::Complete { .. } => "complete".into(),
                Ending::Error(error) => error.code.clone(),
                Ending::Closed => "closed".into(),
            }));
        }
        page.settled(&step.input)?;
        page.tidy();
        let session = session.rebased(SEED);
        Ok(State::Running(Box::new(Self { session, page })))
    }

    pub fn effects_of(&self, step: &Step) -> (Session, Vec<Effect>) {
        let mut session = self.session.clone();
        let effects = session.handle(REBASED_MS + step.after_ms, step.input.clone());
        (session, effects)
    }
}

/// No effect after the ending, whatever comes, now or later.
fn deaf(session: &Session) -> Result<(), String> {
    static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(inputs::every_kind);
    let mut session = session.clone();
    for (later, input) in INPUTS.iter().enumerate() {
        let effects = session.handle(REBASED_MS + later as u64, input.clone());
        if !effects.is_empty() {
            return Err(format!(
                "no effect after the ending, but {input:?} => {effects:?}"
            ));
        }
    }
    Ok(())
}

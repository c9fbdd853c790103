//! The real session and the page around it, as one state.

use crate::{
    inputs::{self, Scope},
    timing,
};
use passage_web::session::{CodeSource, Effect, Ending, Input, REBASED_MS, Setup};
use simulated_page::{Page, Simulated, answers::EMPTY};
use std::sync::LazyLock;

/// Decides the jitter: with the model's times it is a matter of one millisecond more or less.
const SEED: u64 = 1;

/// Something happens after some time.
#[derive(Clone, Debug)]
pub struct Step {
    pub after_ms: u64,
    pub input: Input,
}

/// A state of the search.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Running(Box<World>),
    /// Ended, and checked to ignore every input.
    Over(String),
}

/// A session that has not ended, rebased after every step, and what runs for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World(Simulated);

impl World {
    pub fn new(scope: &Scope) -> Self {
        let code = if scope.function {
            CodeSource::Function
        } else {
            CodeSource::Fixed(EMPTY.secret())
        };
        let start = Simulated::new(Setup {
            code,
            redirect: true,
            online: !scope.starts_offline,
            visible: true,
            seed: SEED,
            timing: timing(),
        });
        Self(start.rebased(SEED))
    }

    pub fn page(&self) -> &Page {
        &self.0.page
    }

    /// The state after a step, or the promise that the step broke.
    pub fn after(&self, step: &Step) -> Result<State, String> {
        let (next, effects) = self.effects_of(step)?;
        if let Some(Effect::End(ending)) = effects.last() {
            deaf(next)?;
            return Ok(State::Over(match ending {
                Ending::Complete { .. } => "complete".into(),
                Ending::Error(error) => error.code.clone(),
                Ending::Closed(_) => "closed".into(),
            }));
        }
        Ok(State::Running(Box::new(Self(next.rebased(SEED)))))
    }

    pub fn effects_of(&self, step: &Step) -> Result<(Simulated, Vec<Effect>), String> {
        let mut next = self.0.clone();
        let effects = next.try_handle(REBASED_MS + step.after_ms, step.input.clone())?;
        Ok((next, effects))
    }
}

/// Checks that there is no effect after the ending, whatever the input, now or later.
fn deaf(mut ended: Simulated) -> Result<(), String> {
    static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(inputs::every_kind);
    for (later, input) in INPUTS.iter().enumerate() {
        ended.try_handle(REBASED_MS + later as u64, input.clone())?;
    }
    Ok(())
}

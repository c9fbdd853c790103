//! A session and the page around it, as one state.

use std::hash::{Hash, Hasher};

use passage_web::session::{Effect, Input, REBASED_MS, Session, Setup, Timing};

use crate::page::Page;

/// The number of the last request of a rebased session: a new one has a higher number.
pub const LAST_REQUEST: u32 = 2;

/// A session whose page carries out its effects and checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    session: Session,
    /// The page's side.
    pub page: Page,
    timing: Timing,
    clock_ms: u64,
}

/// The times are left out, because all compared sessions have the same.
impl Hash for Simulated {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.session.hash(state);
        self.page.hash(state);
    }
}

impl Simulated {
    /// A page before [`Input::Open`], at time 0.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            page: Page::new(setup.online, setup.visible),
            timing: setup.timing,
            clock_ms: 0,
            session: Session::new(setup),
        }
    }

    /// Hands the input to the session at `clock_ms` and carries out what follows. Panics if a promise is broken.
    pub fn handle(&mut self, clock_ms: u64, input: Input) -> Vec<Effect> {
        self.try_handle(clock_ms, input)
            .unwrap_or_else(|broken| panic!("{broken}"))
    }

    /// Like [`Self::handle`], but returns the broken promise as an error.
    pub fn try_handle(&mut self, clock_ms: u64, input: Input) -> Result<Vec<Effect>, String> {
        // As in the session, a clock that is set back stands still.
        let passed_ms = clock_ms.saturating_sub(self.clock_ms);
        self.clock_ms = self.clock_ms.max(clock_ms);
        self.page.happens(passed_ms, &input, &self.timing);
        self.page.give_up_function();
        let effects = self.session.handle(clock_ms, input.clone());
        for effect in &effects {
            self.page.carry_out(effect, &input, &self.timing)?;
        }
        if self.session.ended() != self.page.over {
            return Err("a session ends with `End`, and not otherwise".into());
        }
        if !self.page.over {
            self.page.settled(&input)?;
            self.page.tidy();
        }
        Ok(effects)
    }

    /// The time of the last input, in milliseconds.
    #[must_use]
    pub fn clock_ms(&self) -> u64 {
        self.clock_ms
    }

    /// When the timer fires, by the same clock.
    #[must_use]
    pub fn wake_at(&self) -> Option<u64> {
        self.page.timer.map(|ms| self.clock_ms + ms)
    }

    /// The same at [`REBASED_MS`], with its past forgotten; its last request is [`LAST_REQUEST`].
    #[must_use]
    pub fn rebased(self, seed: u64) -> Self {
        let Self {
            session,
            mut page,
            timing,
            ..
        } = self;
        page.last_request = LAST_REQUEST;
        Self {
            session: session.rebased(seed),
            page,
            timing,
            clock_ms: REBASED_MS,
        }
    }
}

//! One session: everything from `openAppClip` to its one ending, as a pure state machine.
//!
//! [`Session::handle`] takes one [`Input`] and the time, and returns the [`Effect`]s that follow. It knows no browser,
//! reads no clock and performs no effect itself, so that tests and the model check run the very code that ships.

mod claiming;
mod effect;
mod ending;
mod failing;
mod frame;
mod input;
mod polling;
mod random;
mod rebase;
mod requests;
mod timing;
mod view;
mod watching;

pub use effect::{Effect, Ending, View};
pub use input::{Input, RequestNumber};
pub use rebase::REBASED_MS;
pub use timing::Timing;

use crate::{
    secret::Secret,
    told::{ClosedBy, ConnectionError, ErrorCode, Event},
};
use failing::{Failing, failure};
use random::Random;
use requests::Request;
use watching::Watch;

/// Where the claim code comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CodeSource {
    /// The host passed a string.
    Fixed(Secret),
    /// The host passed a function: it is asked at the start, and once more if the code has expired.
    Function,
}

/// What a session needs to know at its start.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where the claim code comes from.
    pub code: CodeSource,
    /// Whether to follow the link's `returnUrl` after completion.
    pub redirect: bool,
    /// Whether the browser is connected.
    pub online: bool,
    /// Whether the page is visible.
    pub visible: bool,
    /// The seed of the jitter; any number.
    pub seed: u64,
    /// The times and limits.
    pub timing: Timing,
}

/// How far the session has come, named after what it waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Stage {
    New,
    /// The host's function was asked, and has until `by`; `None` if it waits to be asked until the browser is online, since it needs a
    /// connection to get a code.
    AskingCode {
        by: Option<u64>,
    },
    /// The link is being claimed; the budget runs.
    Claiming(Failing),
    /// The claim was refused by a 409 without a reason: the status is requested to learn it, on the same budget.
    AskingReason(Failing),
    /// Claimed: the frame is shown and the status watched.
    Watching(Box<Watch>),
    /// It failed: the modal says so for a moment, so that it does not vanish under the person's hands.
    Failed {
        error: ConnectionError,
        until: u64,
    },
    Ended,
}

/// The state machine of one `openAppClip` call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    timing: Timing,
    random: Random,
    source: CodeSource,
    redirect: bool,
    online: bool,
    visible: bool,

    stage: Stage,
    /// The current claim code, once it is known.
    code: Option<Secret>,
    /// How many claims were begun: a second one follows when the code was replaced or the resumed session was over.
    claims: u32,
    /// How many codes the host's `claimCode` function was asked for.
    asks: u32,
    request: Option<Request>,
    /// The id of the latest request.
    requests: RequestNumber,
    /// The `Request-Id` of the latest answer: if it decides how the session fails, the error names it. `None` if the latest request
    /// had no answer.
    request_id: Option<String>,
    /// When the latest request was sent.
    last_sent: Option<u64>,
    /// When the next request is due.
    next_at: Option<u64>,
    /// `Retry-After` forbids requests before this.
    not_before: u64,
    /// When to claim although the browser reports itself offline, as some browsers always do. `None` once it has reported a
    /// change, which proves that its reports mean something.
    try_offline_at: Option<u64>,
    /// When the modal says that it takes longer than usual.
    slow_at: u64,

    /// Session time, in milliseconds: follows the clock that is passed in, but not through the hours in which the machine slept.
    now: u64,
    /// The latest time that was passed in, in milliseconds.
    clock: u64,
    /// When the timer fires, in session time; `None` if none is set.
    planned: Option<u64>,
    /// The view that the modal shows.
    shown: Option<View>,
    /// The effects of the current input, so far.
    out: Vec<Effect>,
}

impl Session {
    /// A session that has not begun; [`Input::Open`] begins it.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            timing: setup.timing,
            random: Random::new(setup.seed),
            source: setup.code,
            redirect: setup.redirect,
            online: setup.online,
            visible: setup.visible,
            stage: Stage::New,
            code: None,
            claims: 0,
            asks: 0,
            request: None,
            requests: 0,
            request_id: None,
            last_sent: None,
            next_at: None,
            not_before: 0,
            try_offline_at: None,
            slow_at: 0,
            now: 0,
            clock: 0,
            planned: None,
            shown: None,
            out: Vec::new(),
        }
    }

    /// Whether the session has ended; from then on every input is ignored.
    #[must_use]
    pub fn ended(&self) -> bool {
        matches!(self.stage, Stage::Ended)
    }

    /// Handles one input at the time `clock_ms` (of any clock that counts milliseconds). Returns the effects to execute, in order.
    pub fn handle(&mut self, clock_ms: u64, input: Input) -> Vec<Effect> {
        if self.ended() {
            return Vec::new();
        }
        let slept = self.advance(clock_ms);
        let opens = matches!((&self.stage, &input), (Stage::New, Input::Open));
        match input {
            Input::Open => self.open(),
            Input::CodeGiven { ask, code } => self.code_given(ask, code),
            Input::ClaimAnswered {
                request,
                answer,
                request_id,
                wall_ms,
                resumed,
            } => {
                if self.take_request(request).is_some() {
                    self.request_id = request_id;
                    self.claim_answered(answer, wall_ms, resumed);
                }
            }
            Input::StatusAnswered {
                request,
                answer,
                request_id,
            } => {
                if let Some(request) = self.take_request(request) {
                    // An answer without a reason leaves the refusal of the claim the last word.
                    let says_nothing =
                        matches!(self.stage, Stage::AskingReason(_)) && failure(&answer).is_some();
                    if !says_nothing {
                        self.request_id = request_id;
                    }
                    self.status_answered(&request, answer);
                }
            }
            // The timer has fired, so it must be set again, even for the same deadline.
            Input::Wake => self.planned = None,
            Input::Frame(message) => self.frame_message(message),
            Input::FrameBlocked { text } => self.frame_blocked(text),
            Input::Visible(visible) => self.set_visible(visible),
            Input::Online(online) => self.set_online(online),
            Input::Resumed => self.person_is_back(),
            Input::Close(by) => self.close(by),
            Input::Broken(error) => self.finish(Ending::Error(error)),
        }
        if slept {
            self.person_is_back();
        }
        self.run_due();
        if opens {
            // After the claim was sent: opening the modal takes the page some time, and the request is on its way meanwhile.
            self.out.push(Effect::OpenModal);
        }
        self.show_view();
        self.plan_wake();
        core::mem::take(&mut self.out)
    }

    /// Advances session time. Returns true if the machine slept: the clock jumped well past the time at which the timer was due.
    fn advance(&mut self, clock_ms: u64) -> bool {
        // While the clock runs backwards, session time stands still.
        let passed = clock_ms.saturating_sub(self.clock);
        self.clock = self.clock.max(clock_ms);
        let to_wake = self
            .planned
            .map_or(passed, |at| at.saturating_sub(self.now));
        let slept = passed > to_wake.saturating_add(self.timing.late_ms);
        self.now += if slept { to_wake } else { passed };
        if slept {
            self.postpone_deadlines(to_wake);
        }
        slept
    }

    /// The machine fell asleep at some point in the last `ms` milliseconds. Whoever is waited for had no fair chance in them, so
    /// they are not counted.
    fn postpone_deadlines(&mut self, ms: u64) {
        match &mut self.stage {
            Stage::AskingCode { by: Some(by) } => *by += ms,
            Stage::Claiming(failing) | Stage::AskingReason(failing) => failing.discount(ms),
            Stage::Watching(watch) => {
                if let Some(failing) = &mut watch.failing {
                    failing.discount(ms);
                }
                if let Some(ready_by) = &mut watch.frame.ready_by {
                    *ready_by += ms;
                }
            }
            _ => {}
        }
    }

    fn open(&mut self) {
        if !matches!(self.stage, Stage::New) {
            return;
        }
        self.out.push(Effect::Emit(Event::Opened {}));
        if !self.online {
            self.try_offline_at = Some(self.now + self.timing.offline_try_after_ms);
            self.out.push(Effect::Emit(Event::Offline {}));
        }
        self.begin();
    }

    fn set_visible(&mut self, visible: bool) {
        if core::mem::replace(&mut self.visible, visible) == visible {
            return;
        }
        self.update_counting();
        self.frame_visibility_changed();
        if visible {
            self.person_is_back();
        }
    }

    fn set_online(&mut self, online: bool) {
        self.try_offline_at = None;
        if core::mem::replace(&mut self.online, online) == online {
            return;
        }
        self.update_counting();
        self.out.push(Effect::Emit(if online {
            Event::Online {}
        } else {
            Event::Offline {}
        }));
        if online {
            if matches!(
                self.stage,
                Stage::AskingCode { by: None }
                    | Stage::Claiming(_)
                    | Stage::AskingReason(_)
                    | Stage::Watching(_)
            ) {
                self.next_at = Some(self.earliest_request());
            }
        } else {
            self.forget_foreign();
            // A request on the lost connection would only fail later. A claim can be sent again: its key is the same.
            self.cancel_request();
        }
        self.frame_reachable(online);
    }

    /// Time counts against a failure budget only while the person could notice the failure and act on it.
    fn update_counting(&mut self) {
        let (now, online, visible) = (self.now, self.online, self.visible);
        match &mut self.stage {
            Stage::Claiming(failing) | Stage::AskingReason(failing) => failing.count(now, online),
            Stage::Watching(watch) => {
                if let Some(failing) = &mut watch.failing {
                    failing.count(now, online && visible);
                }
            }
            _ => {}
        }
    }

    /// Gives up on whatever took too long, and sends the request that is due. One pass is enough: the request, which is the only
    /// thing that the other steps can make due at the same instant, comes last.
    fn run_due(&mut self) {
        // Before a request of the same age times out, which would give the frame more time.
        self.give_up_frame();
        if self
            .request
            .as_ref()
            .is_some_and(|request| request.timeout_at <= self.now)
        {
            self.request_timed_out();
        }
        if matches!(self.stage, Stage::AskingCode { by: Some(by) } if by <= self.now) {
            self.code_failed("The claimCode function did not answer in time.");
        }
        self.claim_due();
        self.watch_due();
        self.ping_due();
        if let Stage::Failed { error, until } = &self.stage
            && *until <= self.now
        {
            self.finish(Ending::Error(error.clone()));
        }
        self.send_due();
    }

    /// Sets the one timer to the earliest of all deadlines.
    fn plan_wake(&mut self) {
        if matches!(self.stage, Stage::New | Stage::Ended) {
            return;
        }
        let mut earliest = None;
        let mut due = |at: Option<u64>| earliest = earliest.into_iter().chain(at).min();
        due(self.request.as_ref().map(|request| request.timeout_at));
        if self.request.is_none() {
            due(self.may_send_at());
        }
        due(Some(self.slow_at).filter(|at| *at > self.now));
        match &self.stage {
            Stage::AskingCode { by } => due(*by),
            Stage::Failed { until, .. } => due(Some(*until)),
            Stage::Claiming(failing) | Stage::AskingReason(failing) => {
                due(failing.ends_at(self.timing.claim_budget_ms));
            }
            Stage::Watching(watch) => watch.deadlines(&self.timing).into_iter().for_each(due),
            Stage::New | Stage::Ended => {}
        }
        if earliest != self.planned {
            self.planned = earliest;
            self.out.push(Effect::WakeIn(
                earliest.map(|at| at.saturating_sub(self.now)),
            ));
        }
    }
}

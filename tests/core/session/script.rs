//! A session under test, with a clock that moves only when told to.

use passage_web::{
    session::{CodeSource, Effect, Ending, Input, Setup, Timing, View},
    told::{ConnectionError, Event, Outcome},
    wire::{Answer, Claimed, FrameMessage, LinkStatus, Status},
};
use simulated_page::{
    Simulated,
    answers::{self, LINK, claim_answered, status_answered},
};

pub use simulated_page::answers::{ok, refused};

/// The claim code of every script; it must not appear in any line.
pub const CODE: &str = LINK.code;
/// The time of day at which every script's claim is answered, in epoch milliseconds.
pub const WALL_MS: u64 = 1_763_697_600_000;
/// The time from then until the link expires, in milliseconds.
pub const LIFE_MS: u64 = 4 * 3_600_000;

pub struct Script {
    simulated: Simulated,
    pub now: u64,
    pub view: Option<View>,
    pub ending: Option<Ending>,
    asked_to_wait: bool,
    /// The `Request-Id` of the answers from now on.
    pub request_id: Option<&'static str>,
}

impl Script {
    pub fn new(code: CodeSource, change: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup {
            code,
            redirect: true,
            online: true,
            visible: true,
            seed: 7,
            timing: Timing::default(),
        };
        change(&mut setup);
        Self {
            simulated: Simulated::new(setup),
            now: 0,
            view: None,
            ending: None,
            asked_to_wait: false,
            request_id: None,
        }
    }

    pub fn fixed() -> Self {
        Self::new(CodeSource::Fixed(LINK.secret()), |_| {})
    }

    pub fn function() -> Self {
        Self::new(CodeSource::Function, |_| {})
    }

    /// Opened, claimed, the first status request under way.
    pub fn claimed() -> Self {
        let mut it = Self::fixed();
        it.tell(Input::Open);
        it.claim_ok();
        it
    }

    /// Claimed, the frame still loading, at a service that holds requests.
    pub fn loading() -> Self {
        let mut it = Self::claimed();
        it.status_waited(Status::Active, "e1");
        it
    }

    /// Claimed, the frame ready, at a service that holds requests.
    pub fn watching() -> Self {
        let mut it = Self::loading();
        it.frame(FrameMessage::Ready);
        it
    }

    /// Claimed, the frame ready, at a service that ignores `Prefer`.
    pub fn on_schedule() -> Self {
        let mut it = Self::claimed();
        it.frame(FrameMessage::Ready);
        it.status(Status::Active);
        it
    }

    pub fn tell(&mut self, input: Input) -> Vec<String> {
        let effects = self.simulated.handle(self.now, input);
        effects
            .into_iter()
            .filter_map(|effect| self.note(effect))
            .collect()
    }

    /// Lets `ms` pass, and fires the timer whenever the session has set it. Lines have the time at which they occurred.
    pub fn pass(&mut self, ms: u64) -> Vec<String> {
        let until = self.now + ms;
        let mut lines = Vec::new();
        while let Some(at) = self.simulated.wake_at().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            let start = self.now;
            lines.extend(
                self.tell(Input::Wake)
                    .into_iter()
                    .map(|line| format!("{start}: {line}")),
            );
        }
        self.now = until;
        lines
    }

    /// Lets time pass until a request is sent; returns how long that took, in milliseconds.
    pub fn until_request(&mut self) -> u64 {
        let (start, before) = (self.now, self.request());
        while self.request() == before && self.ending.is_none() {
            let Some(wait) = self.next_wake() else {
                panic!("nothing is planned")
            };
            self.pass(wait);
        }
        self.now - start
    }

    /// Lets the clock jump by `ms`, as when a laptop was closed; the timer fires only afterwards.
    pub fn sleep(&mut self, ms: u64) -> Vec<String> {
        self.now += ms;
        self.tell(Input::Wake)
    }

    /// When the timer is set to fire, in milliseconds from now.
    pub fn next_wake(&self) -> Option<u64> {
        self.simulated.wake_at().map(|at| at - self.now)
    }

    pub fn asked_to_wait(&self) -> bool {
        self.asked_to_wait
    }

    pub fn error(&self) -> &ConnectionError {
        match &self.ending {
            Some(Ending::Error(error)) => error,
            other => panic!("no error but {other:?}"),
        }
    }

    pub fn code(&self) -> &str {
        &self.error().code
    }

    // Answers to the request under way.

    pub fn claim_answer(&mut self, answer: Answer<Claimed>) -> Vec<String> {
        let input = claim_answered(self.request(), answer, WALL_MS);
        self.tell_answered(input)
    }

    fn tell_answered(&mut self, mut input: Input) -> Vec<String> {
        if let Input::ClaimAnswered { request_id, .. } | Input::StatusAnswered { request_id, .. } =
            &mut input
        {
            *request_id = self.request_id.map(Into::into);
        }
        self.tell(input)
    }

    pub fn claim_ok(&mut self) -> Vec<String> {
        self.claim_answer(ok(claimed("ses_1")))
    }

    /// Claimed with the key of an earlier session, which the service returns again.
    pub fn claim_resumed(&mut self) -> Vec<String> {
        self.tell(Input::ClaimAnswered {
            request: self.request(),
            answer: ok(claimed("ses_1")),
            request_id: None,
            wall_ms: WALL_MS,
            resumed: true,
        })
    }

    pub fn claim_refused(&mut self, status: u16, code: Option<&str>) -> Vec<String> {
        self.claim_answer(refused(status, code))
    }

    pub fn status_answer(&mut self, answer: Answer<LinkStatus>) -> Vec<String> {
        let input = status_answered(self.request(), answer);
        self.tell_answered(input)
    }

    /// A 200 without an `ETag`, as of a service that cannot hold requests.
    pub fn status(&mut self, status: Status) -> Vec<String> {
        self.status_answer(ok(link(status)))
    }

    /// A 200 of a service that holds requests.
    pub fn status_waited(&mut self, status: Status, etag: &str) -> Vec<String> {
        self.status_answer(answers::ok_tagged(link(status), Some(etag), true))
    }

    pub fn not_modified(&mut self, waited: bool) -> Vec<String> {
        self.status_answer(Answer::NotModified { waited })
    }

    pub fn status_refused(&mut self, status: u16, code: Option<&str>) -> Vec<String> {
        self.status_answer(refused(status, code))
    }

    pub fn no_connection(&mut self) -> Vec<String> {
        self.status_answer(Answer::NoConnection)
    }

    pub fn frame(&mut self, message: FrameMessage) -> Vec<String> {
        self.tell(Input::Frame(message))
    }

    /// The number of the request under way, or of the last one, for late answers.
    pub fn request(&self) -> u32 {
        self.simulated.page.last_request
    }

    fn note(&mut self, effect: Effect) -> Option<String> {
        Some(match effect {
            Effect::WakeIn(_) => return None,
            Effect::Show(view) => {
                self.view = Some(view);
                return None;
            }
            Effect::OpenModal => "open modal".into(),
            Effect::CloseModal => "close modal".into(),
            Effect::AskClaimCode { ask } => format!("ask for the claim code #{ask}"),
            Effect::SendClaim { claim, code, .. } => {
                assert!(code.reveal().starts_with(CODE));
                format!("POST claim #{claim}")
            }
            Effect::SendStatus { etag, wait_s, .. } => {
                self.asked_to_wait = wait_s.is_some();
                let etag = etag
                    .map(|etag| format!(" if not {etag}"))
                    .unwrap_or_default();
                let wait = wait_s.map(|s| format!(" wait {s} s")).unwrap_or_default();
                format!("GET status{etag}{wait}")
            }
            Effect::SendCancel { code, session_id } => {
                assert!(code.reveal().starts_with(CODE));
                let session = session_id.as_deref().unwrap_or("what is resumed");
                format!("POST cancel {session}")
            }
            Effect::CancelRequest => "cancel".into(),
            Effect::LoadFrame { url } => format!("load {url}"),
            Effect::UnloadFrame => "unload frame".into(),
            Effect::SendInit { session_id, .. } => format!("init {session_id}"),
            Effect::SetAtStake(at_stake) => format!("at stake: {at_stake}"),
            Effect::SendPing => "ping".into(),
            Effect::Warn(text) => format!("warn: {text}"),
            Effect::Emit(event) => match event {
                Event::Opened {} => "· opened".into(),
                Event::Claimed { link_id } => format!("· claimed {link_id}"),
                Event::FrameReady {} => "· frameReady".into(),
                Event::Progress { step } => format!("· progress {step}"),
                Event::HandedOver {} => "· handedOver".into(),
                Event::TakenBack {} => "· takenBack".into(),
                Event::Status { status } => format!("· status {status:?}"),
                Event::Offline {} => "· offline".into(),
                Event::Online {} => "· online".into(),
                Event::Retrying { attempt, .. } => format!("· retrying {attempt}"),
                Event::Redirecting { return_url } => format!("· redirecting {return_url}"),
                Event::Ended {
                    outcome: Outcome::Complete,
                } => "· ended complete".into(),
                Event::Ended {
                    outcome: Outcome::Error,
                } => "· ended error".into(),
                Event::Ended {
                    outcome: Outcome::Closed,
                } => "· ended closed".into(),
            },
            Effect::End(ending) => {
                let line = match &ending {
                    Ending::Complete { link_id, .. } => format!("END complete {link_id}"),
                    Ending::Error(error) => format!("END {}", error.code),
                    Ending::Closed(by) => format!("END closed by {}", by.name()),
                };
                self.ending = Some(ending);
                line
            }
        })
    }
}

pub fn refused_for<T>(status: u16, retry_after_ms: u64) -> Answer<T> {
    answers::refused_for(status, Some(retry_after_ms))
}

pub fn claimed(session_id: &str) -> Claimed {
    Claimed {
        session_id: session_id.into(),
        frame_url: format!("https://clip.example/{session_id}"),
        ..LINK.claimed(Some(WALL_MS + LIFE_MS))
    }
}

pub fn link(status: Status) -> LinkStatus {
    LINK.status(status)
}

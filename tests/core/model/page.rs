//! What runs in the page for a session, and the promises that every effect has to keep.

use crate::{answers, timing, world::Step};
use passage_web::{
    session::{Effect, Input, View},
    told::{Event, Outcome},
    wire::{Answer, FrameMessage, Status},
};

/// Rebased sessions call their last request 2: a new one must have a higher number.
pub const LAST_REQUEST: u32 = 2;

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    Claim,
    Status { had_etag: bool },
}

/// The modal opens once and closes once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Modal {
    #[default]
    NotYet,
    Open,
    Gone,
}

/// 0 for what does not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Left {
    pub code_ms: u64,
    pub request_ms: u64,
    pub frame_ms: u64,
}

/// The driver's side of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Page {
    pub online: bool,
    /// The browser called itself offline at the start, and has not told of a change since: some always do.
    doubted: bool,
    pub visible: bool,
    pub modal: Modal,
    pub over: bool,
    /// In milliseconds from now.
    pub timer: Option<u64>,
    pub request: Option<Sent>,
    /// A request of this kind was cancelled: its answer may still come.
    pub late_claim: bool,
    pub late_status: bool,
    /// `Some(ready)` while there is a frame.
    pub frame: Option<bool>,
    pub asked: u32,
    pub code_due: bool,
    /// How long what runs may still take, in milliseconds.
    pub left: Left,
    claimed: bool,
    claims: u32,
    /// `Retry-After` forbids requests for so many milliseconds.
    hold_ms: u64,
    etag: Option<String>,
    /// The service said that the link has expired.
    pub expired: bool,
    /// It has just said that the link is complete.
    pub complete: bool,
    pub view: Option<View>,
    /// The host was told so by an event.
    pub ended: Option<Outcome>,
}

impl Page {
    pub fn new(online: bool) -> Self {
        Self {
            online,
            doubted: !online,
            visible: true,
            ..Self::default()
        }
    }

    /// Notes what the outside world does in a step, before the session hears of it.
    pub fn happens(&mut self, step: &Step) {
        let slept = self
            .timer
            .is_some_and(|ms| step.after_ms > ms + timing().late_ms);
        // What the machine slept through counts against nobody; a request is asked anew instead.
        let awake_ms = if slept { 0 } else { step.after_ms };
        let request_ms = self.timer.filter(|_| slept).unwrap_or(step.after_ms);
        let left = &mut self.left;
        left.code_ms = left.code_ms.saturating_sub(awake_ms);
        left.frame_ms = left.frame_ms.saturating_sub(awake_ms);
        left.request_ms = left.request_ms.saturating_sub(request_ms);
        self.timer = self.timer.map(|ms| ms.saturating_sub(step.after_ms));
        self.hold_ms = self.hold_ms.saturating_sub(step.after_ms);
        self.complete = false;
        match &step.input {
            Input::Wake => self.timer = None,
            Input::Online(online) => {
                self.online = *online;
                self.doubted = false;
            }
            Input::Visible(visible) => self.visible = *visible,
            Input::CodeGiven { ask, .. } if *ask == self.asked => self.code_due = false,
            Input::Frame(FrameMessage::Ready) => self.frame = Some(true),
            Input::ClaimAnswered {
                request, answer, ..
            } => {
                if self.request.take_if(|_| *request == LAST_REQUEST).is_none() {
                    self.late_claim = false;
                    return;
                }
                self.claimed = matches!(answer, Answer::Ok { .. });
                self.heard(answer);
            }
            Input::StatusAnswered { request, answer } => {
                if self.request.take_if(|_| *request == LAST_REQUEST).is_none() {
                    self.late_status = false;
                    return;
                }
                if let Answer::Ok { body, etag, .. } = answer
                    && self.claimed
                    && body.link_id == answers::LINK
                {
                    self.complete = body.status == Some(Status::Complete);
                    self.expired |= body.status == Some(Status::Expired);
                    self.etag.clone_from(etag);
                }
                self.heard(answer);
            }
            _ => {}
        }
    }

    fn heard<T>(&mut self, answer: &Answer<T>) {
        if let Answer::Refused {
            status,
            retry_after_ms,
            ..
        } = answer
        {
            self.expired |= *status == 410;
            self.hold_ms = retry_after_ms.unwrap_or(0).min(timing().retry_after_max_ms);
        }
    }

    /// Carries an effect out, as the driver does; an effect that may not be is a broken promise.
    pub fn carry_out(&mut self, effect: &Effect, input: &Input) -> Result<(), String> {
        let must = |holds: bool, promise: &str| {
            if holds {
                Ok(())
            } else {
                Err(format!("{promise}, but {input:?} => {effect:?}"))
            }
        };
        must(!self.over, "there is one ending, and it is the last effect")?;
        let in_order = match (self.modal, effect) {
            (Modal::Open, _) => true,
            (_, Effect::End(_) | Effect::Emit(Event::Ended { .. })) => true,
            (Modal::NotYet, effect) => matches!(
                effect,
                Effect::OpenModal
                    | Effect::SendClaim { .. }
                    | Effect::AskClaimCode { .. }
                    | Effect::Emit(Event::Opened {} | Event::Offline {})
            ),
            (Modal::Gone, effect) => matches!(effect, Effect::Emit(Event::Redirecting { .. })),
        };
        must(in_order, "all happens while the modal is open")?;
        match effect {
            Effect::OpenModal => {
                must(self.modal == Modal::NotYet, "the modal opens once")?;
                self.modal = Modal::Open;
            }
            Effect::AskClaimCode { ask } => {
                must(*ask == self.asked + 1, "askings are numbered")?;
                must(
                    *ask == 1 || (*ask == 2 && self.expired),
                    "a function is asked once, and once more after the service called the link expired",
                )?;
                self.asked = *ask;
                self.code_due = true;
                self.left.code_ms = timing().claim_code_ms;
            }
            Effect::SendClaim { request, claim, .. } => {
                let again = *claim == self.claims && !self.claimed;
                let next = *claim == self.claims + 1 && *claim <= self.asked.max(1);
                must(again || next, "tries of one claim share its number")?;
                self.claims = *claim;
                self.etag = None;
                must(!self.code_due, "no claim without a code")?;
                self.begin(*request, Sent::Claim, must)?;
            }
            Effect::SendStatus {
                request,
                etag,
                wait_s,
                ..
            } => {
                must(*etag == self.etag, "the last `ETag` is sent back")?;
                must(
                    wait_s.is_none() || etag.is_some(),
                    "only with an `ETag` can a service wait for a change",
                )?;
                let had_etag = etag.is_some();
                self.begin(*request, Sent::Status { had_etag }, must)?;
            }
            Effect::CancelRequest => {
                let cancelled = self.request.take();
                must(cancelled.is_some(), "only what runs is cancelled")?;
                match cancelled {
                    Some(Sent::Claim) => self.late_claim = true,
                    _ => self.late_status = true,
                }
            }
            Effect::LoadFrame { .. } => {
                must(self.claimed, "no frame without a claim")?;
                must(self.online, "no frame is loaded while offline")?;
                must(
                    self.frame != Some(true),
                    "a ready frame is not loaded again",
                )?;
                self.frame = Some(false);
                self.left.frame_ms = timing().frame_ready_ms;
            }
            Effect::UnloadFrame => {
                must(self.frame.take().is_some(), "only a frame is unloaded")?;
                self.claimed = false;
            }
            Effect::SendInit { .. } => {
                let ready = matches!(input, Input::Frame(FrameMessage::Ready));
                must(ready, "the token goes to a frame that has just said ready")?;
            }
            Effect::SendPing => must(
                self.frame == Some(true) && self.visible,
                "only a visible frame that is ready is pinged",
            )?,
            Effect::WakeIn(delay_ms) => self.timer = *delay_ms,
            Effect::Show(view) => {
                must(self.view != Some(*view), "only a change is shown")?;
                must(
                    *view != View::Failed || self.online,
                    "offline, nothing is judged",
                )?;
                self.view = Some(*view);
            }
            Effect::Emit(Event::Ended { outcome }) => self.ended = Some(*outcome),
            Effect::Emit(Event::Online {}) => {
                let claimed = matches!(input, Input::ClaimAnswered { .. });
                must(
                    self.online || (self.doubted && claimed),
                    "only an answer proves a browser wrong that calls itself offline",
                )?;
                self.online = true;
                self.doubted = false;
            }
            Effect::Warn(_) | Effect::Emit(_) => {}
            Effect::CloseModal => {
                must(
                    self.request.is_none() && self.timer.is_none(),
                    "nothing is left running at the end",
                )?;
                self.frame = None;
                self.modal = Modal::Gone;
            }
            Effect::End(ending) => {
                let running =
                    self.modal == Modal::Open || self.request.is_some() || self.timer.is_some();
                must(!running, "nothing is left running at the end")?;
                self.may_end(ending, input, must)?;
                self.over = true;
            }
        }
        Ok(())
    }

    /// Forgets the time of what does not run, so that it makes no second state of the same.
    pub fn tidy(&mut self) {
        if !self.code_due {
            self.left.code_ms = 0;
        }
        if self.request.is_none() {
            self.left.request_ms = 0;
        }
        if self.frame != Some(false) || !self.online {
            self.left.frame_ms = 0;
        }
    }

    fn begin(
        &mut self,
        id: u32,
        request: Sent,
        must: impl Fn(bool, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        must(
            self.request.is_none(),
            "there are never two requests at once",
        )?;
        must(
            self.online || (self.doubted && request == Sent::Claim),
            "no request leaves while offline",
        )?;
        must(self.hold_ms == 0, "`Retry-After` is honoured")?;
        must(id > LAST_REQUEST, "no two requests share a number")?;
        self.request = Some(request);
        self.left.request_ms = timing().request_ms;
        Ok(())
    }
}

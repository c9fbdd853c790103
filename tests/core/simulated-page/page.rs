//! Everything that runs in the page for a session, and the promises that every effect has to keep.

use passage_web::{
    return_url,
    secret::Secret,
    session::{Effect, Input, RequestNumber, Timing, View},
    told::{ErrorCode, Event, Outcome},
    wire::{Answer, FrameMessage, Status},
};

/// The length in bytes from which a secret is looked for in texts; a shorter one may occur by chance.
const SHORTEST_SECRET: usize = 16;

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    /// `POST /link/claim`.
    Claim {
        /// The browser called itself offline when it left.
        offline: bool,
    },
    /// `GET /link/status`.
    Status {
        /// A 304 is possible.
        had_etag: bool,
    },
}

/// What the page knows of its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// It has a limited time to become ready.
    Loading,
    /// It loads, but the last request for the status failed: it has no time limit.
    Unreachable,
    /// It has said so.
    Ready,
}

/// The modal opens once and closes once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Modal {
    /// Before [`Input::Open`].
    #[default]
    NotYet,
    /// In the page.
    Open,
    /// Closed.
    Gone,
}

/// How long each thing that runs may still take, in milliseconds; 0 if it does not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Left {
    pub code_ms: u64,
    pub request_ms: u64,
    pub frame_ms: u64,
}

/// The driver's side of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Page {
    /// Whether the browser says that it is connected, or an answer has proven it.
    pub online: bool,
    /// The browser has been reporting offline since the start; some browsers always do.
    doubted: bool,
    /// Whether the tab is shown.
    pub visible: bool,
    /// The modal.
    pub modal: Modal,
    /// The session has ended.
    pub over: bool,
    /// When the timer fires, in milliseconds from the last input.
    pub timer: Option<u64>,
    /// The request under way.
    pub request: Option<Sent>,
    /// The number of the request under way, or of the last one.
    pub last_request: RequestNumber,
    /// A claim was cancelled: its answer may still come.
    pub late_claim: bool,
    /// A status request was cancelled: its answer may still come.
    pub late_status: bool,
    /// The frame, while there is one.
    pub frame: Option<Frame>,
    /// How often the host's function was asked.
    pub asked: u32,
    /// The function has not answered yet.
    pub code_due: bool,
    /// It gave no code while the browser was offline, and may be asked once more for the same one.
    ask_again: bool,
    /// What the modal shows.
    pub view: Option<View>,
    pub(crate) left: Left,
    /// The link of the last good answer to a claim.
    link_id: String,
    /// The answer of this step is a good answer to a claim.
    granted: bool,
    /// The answer of this step is to a claim that left while the browser called itself offline.
    proves_online: bool,
    pub(crate) claimed: bool,
    claims: u32,
    /// A claim was sent, and nothing that was heard since says what it came to: it may have been given an earlier session.
    pub(crate) claiming: bool,
    /// The service was told that the session is over.
    pub(crate) called_off: bool,
    /// The claim was given an earlier session, and nothing has been heard of it yet.
    resumed: bool,
    /// How many earlier sessions turned out to have failed; each may be followed by another claim.
    failed_before: u32,
    /// `Retry-After` forbids requests for so many milliseconds.
    hold_ms: u64,
    etag: Option<String>,
    /// The service said that the link has expired.
    pub(crate) expired: bool,
    /// The service has just said that the link is complete.
    pub(crate) complete: bool,
    /// The code with which the service reported a failure.
    pub(crate) failure: Option<String>,
    /// The last event told the host of this outcome.
    pub(crate) ended: Option<Outcome>,
    /// The secrets that the session has used and must not reveal.
    secrets: Vec<Secret>,
}

impl Page {
    /// Before anything has happened.
    pub(crate) fn new(online: bool, visible: bool) -> Self {
        Self {
            online,
            doubted: !online,
            visible,
            ..Self::default()
        }
    }

    /// Records an input before the session gets it.
    pub(crate) fn happens(&mut self, passed_ms: u64, input: &Input, timing: &Timing) {
        let slept = self.timer.is_some_and(|ms| passed_ms > ms + timing.late_ms);
        // The time in which the machine slept does not count; the request is sent again instead.
        let awake_ms = if slept { 0 } else { passed_ms };
        let request_ms = self.timer.filter(|_| slept).unwrap_or(passed_ms);
        let left = &mut self.left;
        left.code_ms = left.code_ms.saturating_sub(awake_ms);
        left.frame_ms = left.frame_ms.saturating_sub(awake_ms);
        left.request_ms = left.request_ms.saturating_sub(request_ms);
        self.timer = self.timer.map(|ms| ms.saturating_sub(passed_ms));
        self.hold_ms = self.hold_ms.saturating_sub(passed_ms);
        (self.complete, self.granted, self.proves_online) = (false, false, false);
        match input {
            Input::Wake => self.timer = None,
            Input::Online(online) => {
                if self.online != *online {
                    self.frame_may_load();
                }
                self.online = *online;
                self.doubted = false;
            }
            Input::Visible(visible) => self.visible = *visible,
            Input::CodeGiven { ask, code } if *ask == self.asked && self.code_due => {
                self.code_due = false;
                self.ask_again = code.is_none() && !self.online;
            }
            Input::Frame(FrameMessage::Ready) if self.frame.is_some() => {
                self.frame = Some(Frame::Ready);
            }
            Input::ClaimAnswered {
                request,
                answer,
                resumed,
                ..
            } => {
                let Some(sent) = self.answered(*request) else {
                    self.late_claim = false;
                    return;
                };
                self.proves_online = sent == Sent::Claim { offline: true };
                if let Answer::Ok { body, .. } = answer {
                    self.granted = true;
                    self.link_id.clone_from(&body.link_id);
                    self.resumed = *resumed;
                }
                self.refused(answer, timing);
            }
            Input::StatusAnswered {
                request, answer, ..
            } => {
                if self.answered(*request).is_none() {
                    self.late_status = false;
                    return;
                }
                if let Answer::Ok { body, etag, .. } = answer
                    && self.claimed
                    && body.link_id == self.link_id
                {
                    self.complete = body.status == Some(Status::Complete);
                    self.expired |= body.status == Some(Status::Expired);
                    if body.status == Some(Status::Failed) {
                        self.failed_before += u32::from(self.resumed);
                        self.failure.clone_from(&body.error.code);
                    }
                    self.resumed = false;
                    self.etag.clone_from(etag);
                    self.frame_may_load();
                }
                if matches!(answer, Answer::NotModified { .. }) {
                    self.frame_may_load();
                }
                self.refused(answer, timing);
            }
            _ => {}
        }
    }

    /// Offline, a function whose time is up is not waited for any more: it is asked again once online.
    pub(crate) fn give_up_function(&mut self) {
        if self.code_due && self.left.code_ms == 0 && !self.online {
            (self.code_due, self.ask_again) = (false, true);
        }
    }

    /// The request with this number, if it is the one under way.
    fn answered(&mut self, request: RequestNumber) -> Option<Sent> {
        let current = self.last_request;
        self.request.take_if(|_| request == current)
    }

    fn refused<T>(&mut self, answer: &Answer<T>, timing: &Timing) {
        let Answer::Refused {
            status,
            error,
            retry_after_ms,
        } = answer
        else {
            return;
        };
        match status {
            // It may be better the next time, and the service says when.
            408 | 425 | 429 | 500..=599 => {
                self.hold_ms = retry_after_ms.unwrap_or(0).min(timing.retry_after_max_ms);
                return;
            }
            409 => self.failure.clone_from(&error.code),
            410 => self.expired = true,
            _ => return,
        }
        self.claiming = false;
    }

    /// Carries out an effect, as the driver does; an effect that is not allowed is a broken promise.
    pub(crate) fn carry_out(
        &mut self,
        effect: &Effect,
        input: &Input,
        timing: &Timing,
    ) -> Result<(), String> {
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
                must(!self.code_due, "a function is asked for one code at a time")?;
                let again = *ask == self.asked && core::mem::take(&mut self.ask_again);
                must(again || *ask == self.asked + 1, "codes are numbered")?;
                must(
                    *ask == 1 || (*ask == 2 && self.expired),
                    "a function is asked once, and once more after the service called the link expired",
                )?;
                must(
                    self.online || self.doubted,
                    "no function is asked while offline",
                )?;
                self.asked = *ask;
                self.code_due = true;
                self.left.code_ms = timing.claim_code_ms;
                // An expired link opens no frame.
                self.secrets.clear();
            }
            Effect::SendClaim {
                request,
                claim,
                code,
            } => {
                let again = *claim == self.claims && !self.claimed;
                let most = self.asked.max(1) + self.failed_before;
                let next = *claim == self.claims + 1 && *claim <= most;
                must(again || next, "tries of one claim share its number")?;
                self.claims = *claim;
                self.claiming = true;
                self.etag = None;
                must(!self.code_due, "no claim without a code")?;
                self.ask_again = false;
                self.keep_secret(code);
                let offline = !self.online;
                self.begin(*request, Sent::Claim { offline }, must)?;
                self.left.request_ms = timing.request_ms;
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
                self.left.request_ms = timing.request_ms + u64::from(wait_s.unwrap_or(0)) * 1_000;
            }
            Effect::SendCancel { session_id, .. } => {
                must(
                    session_id.is_some() == self.claimed,
                    "a claimed session is called off by its id, and no other is",
                )?;
                must(!self.called_off, "a session is called off once")?;
                self.called_off = true;
            }
            Effect::CancelRequest => {
                let cancelled = self.request.take();
                must(cancelled.is_some(), "only what runs is cancelled")?;
                match cancelled {
                    Some(Sent::Claim { .. }) => self.late_claim = true,
                    _ => self.late_status = true,
                }
            }
            Effect::LoadFrame { url } => {
                must(self.claimed, "no frame without a claim")?;
                must(self.online, "no frame is loaded while offline")?;
                must(
                    self.frame != Some(Frame::Ready),
                    "a ready frame is not loaded again",
                )?;
                must(
                    self.frame != Some(Frame::Unreachable),
                    "no frame is loaded from a service that is away",
                )?;
                let other =
                    url::Url::parse(url).is_ok_and(|url| !matches!(url.scheme(), "http" | "https"));
                must(!other, "a frame is a page of the web")?;
                self.frame = Some(Frame::Loading);
                self.left.frame_ms = timing.frame_ready_ms;
            }
            Effect::UnloadFrame => {
                must(self.frame.take().is_some(), "only a frame is unloaded")?;
                self.claimed = false;
                self.secrets.clear();
            }
            Effect::SendInit { client_token, .. } => {
                let ready = matches!(input, Input::Frame(FrameMessage::Ready));
                must(ready, "the token goes to a frame that has just said ready")?;
                self.keep_secret(client_token);
            }
            Effect::SetAtStake(_) => {
                must(self.frame.is_some(), "only a frame has something at stake")?
            }
            Effect::SendPing => must(
                self.frame == Some(Frame::Ready) && self.visible,
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
            Effect::Emit(event) => self.event(event, timing, must)?,
            Effect::Warn(_) => {}
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

    /// Tells the host.
    fn event(
        &mut self,
        event: &Event,
        timing: &Timing,
        must: impl Fn(bool, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        must(self.ended.is_none(), "`ended` is the last event")?;
        match event {
            Event::Online {} => {
                must(
                    self.online || self.proves_online,
                    "only an answer proves a browser wrong that calls itself offline",
                )?;
                self.online = true;
                self.doubted = false;
            }
            Event::Claimed { link_id } => {
                let granted = self.granted && *link_id == self.link_id;
                must(granted, "only the service grants a claim")?;
                must(!self.is_secret(link_id), "no event holds a secret")?;
                (self.claimed, self.claiming) = (true, false);
            }
            Event::Progress { step } => must(!self.is_secret(step), "no event holds a secret")?,
            Event::Retrying { attempt, delay_ms } => {
                must(*attempt >= 1, "tries are counted from 1")?;
                if self.frame == Some(Frame::Loading) {
                    self.frame = Some(Frame::Unreachable);
                }
                let longest_ms = timing.retry_after_max_ms.max(timing.backoff_max_ms);
                must(
                    u64::from(*delay_ms) <= longest_ms.max(timing.poll_hidden_ms),
                    "no delay is longer than the longest",
                )?;
            }
            Event::Redirecting { return_url } => {
                must(!self.is_secret(return_url), "no event holds a secret")?;
                must(
                    return_url::target(return_url).is_some(),
                    "only an address that may be followed is",
                )?;
            }
            Event::Ended { outcome } => self.ended = Some(*outcome),
            Event::Opened {}
            | Event::FrameReady {}
            | Event::HandedOver {}
            | Event::TakenBack {}
            | Event::Status { .. }
            | Event::Offline {} => {}
        }
        Ok(())
    }

    fn keep_secret(&mut self, secret: &Secret) {
        let is_ours = || {
            let mut codes = ErrorCode::ALL.iter();
            codes.any(|code| secret.is_in(code.text()) || secret.is_in(code.name()))
        };
        if secret.reveal().len() >= SHORTEST_SECRET && !self.secrets.contains(secret) && !is_ours()
        {
            self.secrets.push(secret.clone());
        }
    }

    pub(crate) fn is_secret(&self, text: &str) -> bool {
        self.secrets.iter().any(|secret| secret.is_in(text))
    }

    /// A frame loads, and can: its time runs.
    pub(crate) fn frame_loads(&self) -> bool {
        self.frame == Some(Frame::Loading) && self.online
    }

    /// The service may be reached again.
    fn frame_may_load(&mut self) {
        if self.frame == Some(Frame::Unreachable) {
            self.frame = Some(Frame::Loading);
        }
    }

    /// Sets the times of things that do not run to 0, so that they do not make two states out of one.
    pub(crate) fn tidy(&mut self) {
        if !self.code_due {
            self.left.code_ms = 0;
        }
        if self.request.is_none() {
            self.left.request_ms = 0;
        }
        if !self.frame_loads() {
            self.left.frame_ms = 0;
        }
        (self.granted, self.proves_online) = (false, false);
    }

    fn begin(
        &mut self,
        id: RequestNumber,
        request: Sent,
        must: impl Fn(bool, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        must(
            self.request.is_none(),
            "there are never two requests at once",
        )?;
        let claims = matches!(request, Sent::Claim { .. });
        must(
            self.online || (self.doubted && claims),
            "no request leaves while offline",
        )?;
        must(self.hold_ms == 0, "`Retry-After` is honoured")?;
        must(id > self.last_request, "no two requests share a number")?;
        self.request = Some(request);
        self.last_request = id;
        Ok(())
    }
}

//! The session core in a simulated page: its timer fires on time, its requests reach a simulated service.

use passage_web::{
    secret::Secret,
    session::{CodeSource, Effect, Input, RequestId, Session, Setup, Timing},
    wire::{Answer, Claimed, FrameMessage, LinkStatus, ServiceError, Status},
};

use crate::{life::Life, tally::Tally};

/// Also the links' age at the claim: no session of this bench lives as long as a link does.
const ACTIVE_AFTER_MS: u64 = 300;

/// What the service was asked, and when its answer arrives.
struct Asked {
    request: RequestId,
    sent_at: u64,
    is_claim: bool,
    etag: Option<String>,
    wait_s: Option<u32>,
    /// The service's answer leaves it at this time.
    served_at: u64,
}

struct Page<'a> {
    life: &'a Life,
    starts_ms: u64,
    holds: bool,
    session: Session,
    now: u64,
    wake_at: Option<u64>,
    asked: Option<Asked>,
    ended: bool,
    tally: &'a mut Tally,
}

/// One session, from the click to its end.
pub fn run(life: &Life, starts_ms: u64, holds: bool, tally: &mut Tally) {
    let session = Session::new(Setup {
        code: CodeSource::Fixed(Secret::new("clm_1".into())),
        redirect: false,
        online: life.online(0),
        visible: life.visible(0),
        seed: life.seed,
        timing: Timing::default(),
    });
    let mut page = Page {
        life,
        starts_ms,
        holds,
        session,
        now: 0,
        wake_at: None,
        asked: None,
        ended: false,
        tally,
    };
    page.tell(Input::Open);
    page.run();
}

impl Page<'_> {
    fn run(&mut self) {
        let mut script = script(self.life).into_iter().peekable();
        while !self.ended {
            let answer_at = self.asked.as_ref().map(|asked| self.heard_at(asked));
            let script_at = script.peek().map(|(at, _)| *at);
            let next = [answer_at, self.wake_at, script_at];
            let Some(next) = next.into_iter().flatten().min() else {
                unreachable!("a session that waits for nothing");
            };
            self.now = next;
            if script_at == Some(next) {
                let (_, input) = script.next().expect("there is one");
                self.tell(input);
            } else if answer_at == Some(next) {
                self.answer();
            } else {
                self.wake_at = None;
                self.tell(Input::Wake);
            }
        }
    }

    fn tell(&mut self, input: Input) {
        for effect in self.session.handle(self.now, input) {
            match effect {
                Effect::WakeIn(delay_ms) => self.wake_at = delay_ms.map(|ms| self.now + ms),
                Effect::SendClaim { request, .. } => self.send(request, true, None, None),
                Effect::SendStatus {
                    request,
                    etag,
                    wait_s,
                    ..
                } => self.send(request, false, etag, wait_s),
                Effect::CancelRequest => self.asked = None,
                Effect::End(_) => self.ended = true,
                _ => {}
            }
        }
    }

    fn send(
        &mut self,
        request: RequestId,
        is_claim: bool,
        etag: Option<String>,
        wait_s: Option<u32>,
    ) {
        self.tally.request(self.starts_ms + self.now);
        let arrives_at = self.now + self.life.round_trip / 2;
        let mut served_at = arrives_at;
        if let (true, Some(wait_s), Some(etag)) = (self.holds, wait_s, &etag) {
            let until = arrives_at + u64::from(wait_s) * 1_000;
            // At once if the link is no longer what the page knows, else at its next change.
            served_at = if *etag != self.version(arrives_at) {
                arrives_at
            } else {
                let changes = [self.active_at(), self.verdict_at()];
                let next = changes.into_iter().find(|at| *at > arrives_at);
                next.map_or(until, |at| at.min(until))
            };
            self.tally
                .held(self.starts_ms + arrives_at, served_at - arrives_at);
        }
        self.asked = Some(Asked {
            request,
            sent_at: self.now,
            is_claim,
            etag,
            wait_s: wait_s.filter(|_| self.holds),
            served_at,
        });
    }

    fn heard_at(&self, asked: &Asked) -> u64 {
        asked.served_at + self.life.round_trip - self.life.round_trip / 2
    }

    fn answer(&mut self) {
        let asked = self.asked.take().expect("there is one");
        // The core lets go of a request that is under way when the connection goes.
        debug_assert!(self.life.online(asked.sent_at) && self.life.online(self.now));
        let request = asked.request;
        if asked.is_claim {
            let answer = Answer::Ok {
                body: Claimed {
                    link_id: "link_1".into(),
                    session_id: "ses_1".into(),
                    client_token: Secret::new("ct_1".into()),
                    frame_url: "https://clip.example/".into(),
                    expires_at_ms: Some(4 * 3_600_000),
                },
                etag: None,
                waited: false,
            };
            self.tell(Input::ClaimAnswered {
                request,
                answer,
                wall_ms: 0,
                resumed: false,
            });
            return self.tell(Input::Frame(FrameMessage::Ready));
        }
        let version = self.version(asked.served_at);
        let waited = asked.wait_s.is_some();
        let answer = if asked.etag.as_ref() == Some(&version) {
            Answer::NotModified { waited }
        } else {
            Answer::Ok {
                body: self.status(asked.served_at),
                etag: Some(version),
                waited,
            }
        };
        self.tell(Input::StatusAnswered { request, answer });
        if self.ended {
            self.tally.heard(self.life, self.verdict_at(), self.now);
        }
    }

    /// The claim is answered half a round trip after the service has made it; that is little beside the rest.
    fn verdict_at(&self) -> u64 {
        self.life.round_trip + self.life.verdict_at
    }

    fn active_at(&self) -> u64 {
        ACTIVE_AFTER_MS.min(self.verdict_at())
    }

    fn version(&self, at: u64) -> String {
        let changes = [self.active_at(), self.verdict_at()];
        let version = changes.into_iter().filter(|change| *change <= at).count();
        version.to_string()
    }

    fn status(&self, at: u64) -> LinkStatus {
        let status = if at >= self.verdict_at() {
            Status::Complete
        } else if at >= self.active_at() {
            Status::Active
        } else {
            Status::Pending
        };
        LinkStatus {
            link_id: "link_1".into(),
            session_id: Some("ses_1".into()),
            status: Some(status),
            error: ServiceError::default(),
            return_url: None,
            expires_at_ms: None,
        }
    }
}

/// What the person, the tab and the network do, in the order of time.
fn script(life: &Life) -> Vec<(u64, Input)> {
    let mut script = Vec::new();
    if let Some(hidden) = life.hidden {
        script.push((hidden.from, Input::Visible(false)));
        script.push((hidden.to, Input::Visible(true)));
    }
    if let Some(offline) = life.offline {
        script.push((offline.from, Input::Online(false)));
        script.push((offline.to, Input::Online(true)));
    }
    if let Some(at) = life.gives_up_at {
        script.push((at, Input::Close));
    }
    script.sort_by_key(|(at, _)| *at);
    script
}

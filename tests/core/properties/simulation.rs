//! Runs a session in a simulated page: the timer fires on time, the service gives the answers of the world, and a script of other events
//! happens in between. The requests are recorded.

use crate::worlds::{Happens, Kind, Reply, World};
use passage_web::{
    session::{CodeSource, Effect, Ending, Input, Setup, Timing},
    wire::{Answer, FrameMessage, LinkStatus, Status},
};
use simulated_page::{
    Simulated,
    answers::{LINK, claim_answered, ok, ok_tagged, refused_for, status_answered},
};

const WALL_MS: u64 = 1_763_697_600_000;

/// A request that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub at: u64,
    pub is_claim: bool,
    /// When it was answered, given up or cancelled; `None` while it is under way.
    pub over_at: Option<u64>,
    pub wait_s: Option<u32>,
}

pub struct Simulation {
    simulated: Simulated,
    world: World,
    pub now: u64,
    answer_at: Option<u64>,
    reply: Kind,
    etag_sent: bool,
    pub online: bool,
    pub visible: bool,
    pub sent: Vec<Sent>,
    pub claimed_at: Option<u64>,
    /// Milliseconds online since the first claim left, and failed tries of it.
    pub claiming_ms: u64,
    pub claim_failures: u32,
    /// Milliseconds visible and online since the first poll failed; `None` while they succeed.
    pub failing_ms: Option<u64>,
    pub ending: Option<(u64, Ending)>,
}

impl Simulation {
    pub fn new(world: World) -> Self {
        let simulated = Simulated::new(Setup {
            code: CodeSource::Fixed(LINK.secret()),
            redirect: true,
            online: true,
            visible: true,
            seed: world.seed,
            timing: Timing::default(),
        });
        let mut it = Self {
            simulated,
            world,
            now: 0,
            answer_at: None,
            reply: Kind::Never,
            etag_sent: false,
            online: true,
            visible: true,
            sent: Vec::new(),
            claimed_at: None,
            claiming_ms: 0,
            claim_failures: 0,
            failing_ms: None,
            ending: None,
        };
        it.tell(Input::Open);
        it
    }

    /// Runs the script and then until `until_ms` or the end, whichever is first.
    pub fn run(mut self, until_ms: u64) -> Self {
        let mut script = core::mem::take(&mut self.world.script)
            .into_iter()
            .peekable();
        let mut event_at = script.peek().map(|(gap_ms, _)| *gap_ms);
        while self.ending.is_none() {
            let wake_at = self.simulated.wake_at();
            let next = [wake_at, self.answer_at, event_at]
                .into_iter()
                .flatten()
                .min();
            let Some(next) = next.filter(|at| *at <= until_ms) else {
                self.pass(until_ms);
                break;
            };
            self.pass(next);
            if self.answer_at == Some(next) {
                self.answer();
            } else if wake_at == Some(next) {
                self.tell(Input::Wake);
            } else if let Some((_, happens)) = script.next() {
                event_at = script.peek().map(|(gap_ms, _)| next + gap_ms);
                self.happens(happens);
            }
        }
        self
    }

    fn pass(&mut self, at: u64) {
        let ms = at - self.now;
        self.now = at;
        if self.online && self.claimed_at.is_none() {
            self.claiming_ms += ms;
        }
        if self.online && self.visible {
            self.failing_ms = self.failing_ms.map(|failing_ms| failing_ms + ms);
        }
    }

    fn happens(&mut self, happens: Happens) {
        let input = match happens {
            Happens::Online(online) => {
                self.online = online;
                Input::Online(online)
            }
            Happens::Visible(visible) => {
                self.visible = visible;
                Input::Visible(visible)
            }
            Happens::Resumed => Input::Resumed,
            Happens::Hint => Input::Frame(FrameMessage::Changed),
            Happens::Pong => Input::Frame(FrameMessage::Pong),
        };
        self.tell(input);
    }

    fn answer(&mut self) {
        self.answer_at = None;
        let Some(sent) = self.sent.last_mut() else {
            return;
        };
        sent.over_at = Some(self.now);
        let is_claim = sent.is_claim;
        let request = self.simulated.page.last_request;
        if is_claim {
            let expires_at_ms = self.world.expires_after_ms.map(|ms| WALL_MS + ms);
            let answer = self.answer_with(|it| {
                it.claimed_at = Some(it.now);
                LINK.claimed(expires_at_ms)
            });
            self.claim_failures += u32::from(!matches!(answer, Answer::Ok { .. }));
            self.tell(claim_answered(request, answer, WALL_MS));
            if self.world.frame_ready {
                self.tell(Input::Frame(FrameMessage::Ready));
            }
        } else {
            let answer = self.answer_with(Self::status);
            self.failing_ms = match answer {
                Answer::Ok { .. } | Answer::NotModified { .. } => None,
                _ => self.failing_ms.or(Some(0)),
            };
            self.tell(status_answered(request, answer));
        }
    }

    fn answer_with<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> Answer<T> {
        match self.reply {
            Kind::Same { waited } if self.etag_sent => Answer::NotModified { waited },
            Kind::Active { etag, waited } => {
                let etag = etag.map(|etag| etag.to_string());
                ok_tagged(body(self), etag.as_deref(), waited)
            }
            Kind::Same { .. } | Kind::Foreign => ok(body(self)),
            Kind::Fails { retry_after_ms } => refused_for(503, retry_after_ms),
            Kind::Lost | Kind::Never => Answer::NoConnection,
        }
    }

    fn status(&mut self) -> LinkStatus {
        let foreign = matches!(self.reply, Kind::Foreign);
        let status = if self.expired() {
            Status::Expired
        } else {
            Status::Active
        };
        LINK.status_of(
            Some(status),
            Some(if foreign { "ses_2" } else { LINK.session_id }),
        )
    }

    /// The link's age, as the service knows it.
    fn expired(&self) -> bool {
        let ends_at = self.claimed_at.zip(self.world.expires_after_ms);
        ends_at.is_some_and(|(at, ms)| at + ms <= self.now)
    }

    fn tell(&mut self, input: Input) {
        for effect in self.simulated.handle(self.now, input) {
            match effect {
                Effect::SendClaim { .. } => self.send(true, false, None),
                Effect::SendStatus { etag, wait_s, .. } => {
                    self.send(false, etag.is_some(), wait_s);
                }
                Effect::CancelRequest => self.cancel(),
                Effect::End(ending) => self.ending = Some((self.now, ending)),
                _ => {}
            }
        }
    }

    fn send(&mut self, is_claim: bool, etag_sent: bool, wait_s: Option<u32>) {
        let replies = if is_claim {
            &self.world.claims
        } else {
            &self.world.polls
        };
        let count = self
            .sent
            .iter()
            .filter(|sent| sent.is_claim == is_claim)
            .count();
        let Reply { after_ms, kind } = replies[count % replies.len()];
        // If the service holds the request, the session learns of the expiry at once.
        let expires_at = self
            .claimed_at
            .zip(self.world.expires_after_ms)
            .map(|(at, ms)| at + ms);
        let mut answer_at = self.now + after_ms;
        if let Some(at) =
            expires_at.filter(|at| (self.now..answer_at).contains(at) && wait_s.is_some())
        {
            answer_at = at;
        }
        self.answer_at = (!matches!(kind, Kind::Never)).then_some(answer_at);
        (self.reply, self.etag_sent) = (kind, etag_sent);
        self.sent.push(Sent {
            at: self.now,
            is_claim,
            over_at: None,
            wait_s,
        });
    }

    fn cancel(&mut self) {
        self.answer_at = None;
        if let Some(sent) = self.sent.last_mut() {
            sent.over_at = Some(self.now);
            let lasted_ms = self.now - sent.at;
            let limit_ms = 10_000 + u64::from(sent.wait_s.unwrap_or(0)) * 1_000;
            assert!(
                lasted_ms <= limit_ms,
                "a request that lasted {lasted_ms} ms"
            );
            // A request that was given up because of its age counts as a failure; one that was given up because the person came back
            // does not.
            if lasted_ms == limit_ms {
                if sent.is_claim {
                    self.claim_failures += 1;
                } else {
                    self.failing_ms = self.failing_ms.or(Some(0));
                }
            }
        }
    }

    /// The largest number of requests within any `window_ms`.
    pub fn most_within(&self, window_ms: u64) -> usize {
        let mut most = 0;
        let mut first = 0;
        for (last, sent) in self.sent.iter().enumerate() {
            while self.sent[first].at + window_ms <= sent.at {
                first += 1;
            }
            most = most.max(last - first + 1);
        }
        most
    }
}

//! The session core in a simulated page: its timer fires on time, its requests reach a simulated service.

use passage_web::{
    session::{CodeSource, Effect, Input, Setup, Timing},
    told::ClosedBy,
    wire::{Answer, FrameMessage, LinkStatus, Status},
};
use simulated_page::{
    Simulated,
    answers::{LINK, claim_answered, ok, ok_tagged, status_answered},
};

use crate::{life::Life, tally::Tally};

/// Also used as the time until a link expires: no session of this benchmark lasts that long.
const ACTIVE_AFTER_MS: u64 = 300;

/// A request at the service, and when its answer arrives.
struct Asked {
    sent_at: u64,
    is_claim: bool,
    etag: Option<String>,
    wait_s: Option<u32>,
    /// When the service sends its answer.
    served_at: u64,
}

struct Page<'a> {
    life: &'a Life,
    starts_ms: u64,
    holds: bool,
    simulated: Simulated,
    now: u64,
    asked: Option<Asked>,
    ended: bool,
    tally: &'a mut Tally,
}

/// One session, from the click to its end.
pub fn run(life: &Life, starts_ms: u64, holds: bool, tally: &mut Tally) {
    let simulated = Simulated::new(Setup {
        code: CodeSource::Fixed(LINK.secret()),
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
        simulated,
        now: 0,
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
            let next = [answer_at, self.simulated.wake_at(), script_at];
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
                self.tell(Input::Wake);
            }
        }
    }

    fn tell(&mut self, input: Input) {
        for effect in self.simulated.handle(self.now, input) {
            match effect {
                Effect::SendClaim { .. } => self.send(true, None, None),
                Effect::SendStatus { etag, wait_s, .. } => self.send(false, etag, wait_s),
                Effect::CancelRequest => self.asked = None,
                Effect::End(_) => self.ended = true,
                _ => {}
            }
        }
    }

    fn send(&mut self, is_claim: bool, etag: Option<String>, wait_s: Option<u32>) {
        self.tally.request(self.starts_ms + self.now);
        let arrives_at = self.now + self.life.round_trip / 2;
        let mut served_at = arrives_at;
        if let (true, Some(wait_s), Some(etag)) = (self.holds, wait_s, &etag) {
            let until = arrives_at + u64::from(wait_s) * 1_000;
            // Answers at once if the page does not know the latest state, otherwise at the next change.
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
        // When the connection is lost, the core gives up the request under way.
        debug_assert!(self.life.online(asked.sent_at) && self.life.online(self.now));
        let request = self.simulated.page.last_request;
        if asked.is_claim {
            let granted = ok(LINK.claimed(Some(4 * 3_600_000)));
            self.tell(claim_answered(request, granted, 0));
            return self.tell(Input::Frame(FrameMessage::Ready));
        }
        let version = self.version(asked.served_at);
        let waited = asked.wait_s.is_some();
        let answer = if asked.etag.as_ref() == Some(&version) {
            Answer::NotModified { waited }
        } else {
            ok_tagged(self.status(asked.served_at), Some(&version), waited)
        };
        self.tell(status_answered(request, answer));
        if self.ended {
            self.tally.heard(self.life, self.verdict_at(), self.now);
        }
    }

    /// The answer of the claim arrives half a round trip after the service has granted it, which is little compared with the rest.
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
        LINK.status(status)
    }
}

/// The events of the person, the tab and the network, in order of time.
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
        script.push((at, Input::Close(ClosedBy::Person)));
    }
    script.sort_by_key(|(at, _)| *at);
    script
}

//! A session that is told whatever the lines of an input say.
//!
//! The first line sets it up: the letters `f` (the host gave a function), `o` (offline), `h` (hidden), `r` (no redirect),
//! then the seed of its jitter and the time of day in epoch milliseconds. Each further line is a number of milliseconds that
//! pass (below zero: the clock is set back), a word, and what belongs to it:
//!
//! ```text
//! f 7 1763697600000
//! 0 code clm_c4a8e2f60b1d3957c4a8e2f60b1d3957
//! 50 claim 200 {"linkId":"link_1", …}
//! 300 frame {"passage":1,"type":"ready"}
//! 20 status 200ew {"linkId":"link_1","status":"active"}    e: with an ETag; w: the service waited
//! 500 status 503r7000                                      r: Retry-After, in milliseconds
//! 500 status -                                             no connection
//! ```

use passage_web::{
    secret::Secret,
    session::{CodeSource, Effect, Ending, Input, Session, Setup, Timing},
    told::{ConnectionError, ErrorCode, Event, Outcome},
    wire::{Answer, Head, read_claimed, read_frame_message, read_status},
};
use url::Url;

use crate::json::Json;

/// Longer stories are cut.
const MOST_LINES: usize = 200;

/// A month: nothing waits longer than that on a page.
const LONGEST_MS: i64 = 31 * 86_400_000;

/// The code of the fixtures.
const CODE: &str = "clm_c4a8e2f60b1d3957c4a8e2f60b1d3957";

/// Tells a session all of it, and closes it at the end.
pub fn session(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let mut page = Page::new(lines.next().unwrap_or_default());
    page.tell(Input::Open);
    for line in lines.take(MOST_LINES) {
        page.hear(line);
    }
    page.tell(Input::Close);
    assert!(page.session.ended() && page.over, "it can always be closed");
}

/// What a driver knows.
struct Page {
    session: Session,
    clock_ms: u64,
    wall_ms: u64,
    online: bool,
    /// The browser called itself offline at the start, and has not told of a change since: then claims are tried.
    doubted: bool,
    /// What the session has used, and must not tell anybody.
    secrets: Vec<Secret>,
    asked: u32,
    claim: u32,
    status: u32,
    under_way: Option<u32>,
    opened: bool,
    closed: bool,
    told: Option<Outcome>,
    over: bool,
}

impl Page {
    fn new(line: &str) -> Self {
        let mut words = line.split(' ');
        let letters = words.next().unwrap_or_default();
        let mut number = || {
            words
                .next()
                .and_then(|word| word.parse().ok())
                .unwrap_or(0_u64)
        };
        let (seed, wall_ms) = (number(), number());
        let online = !letters.contains('o');
        Self {
            session: Session::new(Setup {
                code: if letters.contains('f') {
                    CodeSource::Function
                } else {
                    CodeSource::Fixed(Secret::new(CODE.into()))
                },
                redirect: !letters.contains('r'),
                online,
                visible: !letters.contains('h'),
                seed,
                timing: Timing::default(),
            }),
            clock_ms: 0,
            wall_ms,
            online,
            doubted: !online,
            secrets: Vec::new(),
            asked: 0,
            claim: 0,
            status: 0,
            under_way: None,
            opened: false,
            closed: false,
            told: None,
            over: false,
        }
    }

    /// One line; what is none is skipped.
    fn hear(&mut self, line: &str) {
        let mut words = line.splitn(3, ' ');
        let passed_ms: i64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let (word, rest) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        self.clock_ms = self
            .clock_ms
            .saturating_add_signed(passed_ms.clamp(-LONGEST_MS, LONGEST_MS));
        let input = match word {
            "wake" => Input::Wake,
            "code" => Input::CodeGiven {
                ask: self.asked,
                code: (!rest.trim().is_empty()).then(|| Secret::new(rest.into())),
            },
            "claim" => Input::ClaimAnswered {
                request: self.claim,
                answer: answer(rest, read_claimed),
                wall_ms: self.wall_ms.saturating_add(self.clock_ms),
                resumed: false,
            },
            "status" => Input::StatusAnswered {
                request: self.status,
                answer: answer(rest, read_status),
            },
            "frame" => match Json::read(rest.as_bytes())
                .as_ref()
                .and_then(read_frame_message)
            {
                Some(message) => Input::Frame(message),
                None => return,
            },
            "blocked" => Input::FrameBlocked { text: "blocked" },
            "visible" => Input::Visible(true),
            "hidden" => Input::Visible(false),
            "online" => Input::Online(true),
            "offline" => Input::Online(false),
            "resumed" => Input::Resumed,
            "close" => Input::Close,
            "broken" => Input::Broken(ConnectionError::new(ErrorCode::InternalError)),
            _ => return,
        };
        self.tell(input);
    }

    /// What is short, or stands in texts of our own, can be told by accident.
    fn keep_secret(&mut self, secret: Secret) {
        let ours = ErrorCode::ALL
            .iter()
            .any(|code| secret.is_in(code.text()) || secret.is_in(code.name()));
        if secret.reveal().len() >= 16 && !ours {
            self.secrets.push(secret);
        }
    }

    fn tell(&mut self, input: Input) {
        match &input {
            Input::ClaimAnswered { request, .. } | Input::StatusAnswered { request, .. } => {
                self.under_way.take_if(|id| *id == *request);
            }
            Input::Online(online) => {
                self.online = *online;
                self.doubted = false;
            }
            _ => {}
        }
        for effect in self.session.handle(self.clock_ms, input) {
            assert!(!self.over, "{effect:?} after the ending");
            self.carry_out(effect);
        }
        assert_eq!(self.over, self.session.ended());
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::OpenModal => {
                assert!(!self.opened, "the modal opens once");
                self.opened = true;
            }
            Effect::CloseModal => {
                assert!(self.opened && !self.closed, "the modal closes once");
                self.closed = true;
            }
            Effect::AskClaimCode { ask } => {
                assert_eq!(ask, self.asked + 1);
                assert!(ask <= 2, "a function is asked twice at most");
                self.asked = ask;
                // What has expired opens nothing any more.
                self.secrets.clear();
            }
            Effect::SendClaim {
                request,
                claim,
                code,
            } => {
                assert!((1..=2).contains(&claim));
                self.keep_secret(code);
                self.claim = request;
                assert!(self.online || self.doubted, "no claim while offline");
                self.sends(request);
            }
            Effect::SendStatus {
                request,
                etag,
                wait_s,
                ..
            } => {
                assert!(wait_s.is_none() || etag.is_some());
                self.status = request;
                assert!(self.online, "no poll while offline");
                self.sends(request);
            }
            Effect::CancelRequest => {
                assert!(
                    self.under_way.take().is_some(),
                    "only what runs is cancelled"
                );
            }
            Effect::SendInit { client_token, .. } => self.keep_secret(client_token),
            Effect::LoadFrame { url } => {
                if let Ok(url) = Url::parse(&url) {
                    assert!(matches!(url.scheme(), "http" | "https"), "a frame of {url}");
                }
            }
            Effect::Emit(Event::Online {}) => {
                self.online = true;
                self.doubted = false;
            }
            Effect::Emit(event) => self.event(event),
            Effect::End(ending) => self.ends(&ending),
            Effect::Show(_)
            | Effect::UnloadFrame
            | Effect::SendPing
            | Effect::WakeIn(_)
            | Effect::Warn(_) => {}
        }
    }

    fn sends(&mut self, request: u32) {
        assert!(self.under_way.is_none(), "one request at a time");
        self.under_way = Some(request);
    }

    fn event(&mut self, event: Event) {
        assert!(self.told.is_none(), "{event:?} after the last event");
        match event {
            Event::Retrying { attempt, delay_ms } => {
                assert!(attempt >= 1);
                assert!(delay_ms <= 60_000, "a retry in {delay_ms} ms");
            }
            Event::Redirecting { return_url } => {
                assert!(passage_web::return_url::target(&return_url).is_some());
            }
            Event::Ended { outcome } => self.told = Some(outcome),
            _ => {}
        }
    }

    fn ends(&mut self, ending: &Ending) {
        assert!(self.under_way.is_none(), "no request is left");
        assert_eq!(self.opened, self.closed, "no modal is left");
        assert_eq!(self.told, Some(ending.outcome()), "the last event tells it");
        self.over = true;
        if let Ending::Error(error) = ending {
            assert!(!error.code.is_empty() && !error.error.trim().is_empty());
            for secret in &self.secrets {
                assert!(
                    !secret.is_in(&error.error) && !secret.is_in(&error.code),
                    "a secret is in {error:?}"
                );
            }
        }
    }
}

/// `200ew {…}`, or anything else for no connection.
fn answer<T>(text: &str, read: impl FnOnce(&Json) -> Option<T>) -> Answer<T> {
    let (head, body) = text.split_once(' ').unwrap_or((text, ""));
    let end = head
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(head.len());
    let (status, letters) = head.split_at(end);
    let Ok(status) = status.parse() else {
        return Answer::NoConnection;
    };
    let head = Head {
        status,
        etag: letters.contains('e').then(|| "\"1\"".to_owned()),
        waited: letters.contains('w'),
        retry_after_ms: letters.split_once('r').and_then(|(_, ms)| ms.parse().ok()),
    };
    Answer::new(head, Json::read(body.as_bytes()).as_ref(), read)
}

//! Fuzzes a session: every line of the input is an event.
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
    session::{CodeSource, Input, Setup, Timing},
    told::{ClosedBy, ConnectionError, ErrorCode},
    wire::{Answer, Head, read_claimed, read_frame_message, read_request_id, read_status},
};
use simulated_page::{Modal, Sent, Simulated, json::Json};

/// The most lines of an input that are read.
const MOST_LINES: usize = 200;

/// The longest time that a line may let pass, a month; nothing in a page waits longer.
const LONGEST_MS: i64 = 31 * 86_400_000;

/// The code of the fixtures.
const CODE: &str = "clm_c4a8e2f60b1d3957c4a8e2f60b1d3957";

/// Gives a session all events of the input, and closes it at the end.
pub fn session(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let mut page = Page::new(lines.next().unwrap_or_default());
    page.tell(Input::Open);
    for line in lines.take(MOST_LINES) {
        page.hear(line);
    }
    page.tell(Input::Close(ClosedBy::Host));
    assert!(page.simulated.page.over, "it can always be closed");
    assert_ne!(page.simulated.page.modal, Modal::Open);
}

struct Page {
    simulated: Simulated,
    clock_ms: u64,
    wall_ms: u64,
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
        Self {
            simulated: Simulated::new(Setup {
                code: if letters.contains('f') {
                    CodeSource::Function
                } else {
                    CodeSource::Fixed(Secret::new(CODE.into()))
                },
                redirect: !letters.contains('r'),
                online: !letters.contains('o'),
                visible: !letters.contains('h'),
                seed,
                timing: Timing::default(),
            }),
            clock_ms: 0,
            wall_ms,
        }
    }

    /// Handles one line; skips a line that cannot be read.
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
        let page = &self.simulated.page;
        let claims = matches!(page.request, Some(Sent::Claim { .. }));
        // An answer to a request of the other kind comes too late.
        let request = |is_claim: bool| {
            if is_claim == claims {
                page.last_request
            } else {
                0
            }
        };
        let input = match word {
            "wake" => Input::Wake,
            "code" => Input::CodeGiven {
                ask: page.asked,
                code: (!rest.trim().is_empty()).then(|| Secret::new(rest.into())),
            },
            "claim" => Input::ClaimAnswered {
                request: request(true),
                answer: answer(rest, read_claimed),
                request_id: request_id(rest),
                wall_ms: self.wall_ms.saturating_add(self.clock_ms),
                resumed: false,
            },
            "status" => Input::StatusAnswered {
                request: request(false),
                answer: answer(rest, read_status),
                request_id: request_id(rest),
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
            "close" => Input::Close(ClosedBy::Person),
            "broken" => Input::Broken(ConnectionError::new(ErrorCode::InternalError)),
            _ => return,
        };
        self.tell(input);
    }

    fn tell(&mut self, input: Input) {
        self.simulated.handle(self.clock_ms, input);
    }
}

/// The `Request-Id` of such an answer, if there is one; of an error, that is its own text: the session must notice a secret in it.
fn request_id(text: &str) -> Option<String> {
    let (_, body) = text.split_once(' ')?;
    read_request_id(
        body.chars()
            .filter(char::is_ascii_alphanumeric)
            .take(64)
            .collect(),
    )
}

/// The answer `200ew {…}`; anything else is read as "no connection".
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
        request_id: None,
    };
    Answer::new(head, Json::read(body.as_bytes()).as_ref(), read)
}
